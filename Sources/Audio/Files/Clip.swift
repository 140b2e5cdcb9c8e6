// A piece of sound: mono samples and their sample rate.

import Kernels

/// Mono sound. Samples are usually in -1 ... 1, but that is not enforced.
package struct Clip: Sendable, Equatable {
  /// Mono samples.
  package var samples: [Float]
  /// Samples a second, above zero.
  package var sampleRate: Double

  /// A clip of `samples` at `sampleRate` Hz.
  package init(samples: [Float], sampleRate: Double) {
    precondition(sampleRate > 0 && sampleRate.isFinite, "a clip needs a sample rate above zero")
    self.samples = samples
    self.sampleRate = sampleRate
  }

  /// Seconds.
  package var duration: Double { Double(samples.count) / sampleRate }

  /// The first sample that is NaN or infinite.
  package var firstNotFinite: Int? {
    // A product with zero is zero unless the sample is not finite; lanes keep the scan at memory speed.
    let span = samples.span
    var start = 0
    while start + 8 <= span.count {
      let zeros = span.lanes(at: start) * 0
      if zeros != Floats8() { break }
      start += 8
    }
    for index in start..<span.count where !span[index].isFinite { return index }
    return nil
  }
}
