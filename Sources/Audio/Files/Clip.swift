// A piece of sound: mono samples and their sample rate.

import Kernels

/// Mono sound. Samples are usually in -1 ... 1, but that is not enforced.
package struct Clip: Sendable, Equatable {
  /// Mono samples.
  package var samples: [Float]
  /// Samples a second, above zero.
  package var sampleRate: Double
  /// Whether it is the mean of channels that cancel each other, and so nearly silent where they are not.
  package var channelsCancel = false

  /// A clip of `samples` at `sampleRate` Hz.
  package init(samples: [Float], sampleRate: Double) {
    precondition(sampleRate > 0 && sampleRate.isFinite, "a clip needs a sample rate above zero")
    self.samples = samples
    self.sampleRate = sampleRate
  }

  /// Seconds.
  package var duration: Double { Double(samples.count) / sampleRate }

  /// The first sample that is NaN or infinite.
  package var firstNotFinite: Int? { firstBeyond(.greatestFiniteMagnitude) }

  /// The first sample that is NaN or whose magnitude is larger than `limit`.
  func firstBeyond(_ limit: Float) -> Int? {
    // Lanes keep the scan at memory speed.
    let span = samples.span
    let (low, high) = (Floats8(repeating: -limit), Floats8(repeating: limit))
    var start = 0
    while start + 8 <= span.count {
      let lanes = span.lanes(at: start)
      if !all(lanes .>= low .& lanes .<= high) { break }
      start += 8
    }
    for index in start..<span.count where !(span[index].magnitude <= limit) { return index }
    return nil
  }
}
