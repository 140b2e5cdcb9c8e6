// The short-time Fourier transform and its inverse, as in librosa 0.11.

package import Basics
internal import Kernels

/// How a signal is cut into frames.
package struct Framing: Sendable, Equatable {
  /// Samples a frame, the size of the transform.
  package let length: Int
  /// Samples from one frame to the next.
  package let hop: Int

  /// - Precondition: `length` is an even number above zero, `hop` above zero.
  package init(length: Int = 2048, hop: Int = 512) {
    precondition(length > 0 && length % 2 == 0 && hop > 0, "frames need a length and a hop")
    self.length = length
    self.hop = hop
  }

  /// Frames of a signal whose frame t is centered on sample `t · hop`: 1 + ⌊count / hop⌋.
  package func count(of samples: Int) -> Int { 1 + samples / hop }
}

/// The window and the plan of the transform of a frame; made once.
struct FrameTransform: Sendable {
  let framing: Framing
  /// Periodic Hann.
  let window: [Float]
  let fourier: RealFourier

  init(framing: Framing) {
    self.framing = framing
    window = Window.hann(framing.length).map(Float.init)
    fourier = RealFourier(count: framing.length)
  }
}

/// Complex spectra of overlapping frames: `frames` rows of `bins` columns, padded to `stride`.
///
/// Frame t is centered on sample t · hop, with zeros beyond both ends of the signal, under a periodic Hann
/// window: `librosa.stft` with its defaults, to 10⁻⁶ of the largest bin.
package struct Spectrogram: Sendable {
  /// The frames of the spectra.
  package let framing: Framing
  /// The number of frames.
  package let frames: Int
  /// length / 2 + 1; bin k stands for k · rate / length Hz.
  package let bins: Int
  /// Floats from row to row: a multiple of eight, and an odd number of cache lines, so that columns do not
  /// fall on one another in the cache.
  package let stride: Int
  /// [frame · stride + bin]; zero in the padding.
  package var re: [Float]
  /// The imaginary parts, laid out as `re`.
  package var im: [Float]

  /// The spectra of all frames of `samples`, or of frames `range` only.
  /// - Throws: `Cancelled`.
  package init(
    _ samples: [Float], framing: Framing = Framing(), only range: Range<Int>? = nil
  ) throws(Cancelled) {
    try self.init(samples, FrameTransform(framing: framing), only: range)
  }

  init(_ samples: [Float], _ transform: FrameTransform, only range: Range<Int>?) throws(Cancelled) {
    let framing = transform.framing
    let range = range ?? 0..<framing.count(of: samples.count)
    self.init(frames: range.count, framing: framing)
    let window = transform.window
    var fourier = transform.fourier
    var frame = [Float](repeating: 0, count: framing.length)
    var (binRe, binIm) = ([Float](repeating: 0, count: bins), [Float](repeating: 0, count: bins))
    for (row, t) in range.enumerated() {
      if row % 256 == 0 { try checkCancellation() }
      Self.cut(samples, from: t * framing.hop - framing.length / 2, window, &frame)
      fourier.forward(frame.span, &binRe, &binIm)
      re.replaceSubrange((row * stride)..<(row * stride + bins), with: binRe)
      im.replaceSubrange((row * stride)..<(row * stride + bins), with: binIm)
    }
  }

  /// Spectra that are all zero.
  init(frames: Int, framing: Framing) {
    self.framing = framing
    self.frames = frames
    bins = framing.length / 2 + 1
    stride = Self.stride(of: bins)
    re = [Float](repeating: 0, count: frames * stride)
    im = re
  }

  static func stride(of bins: Int) -> Int {
    // 16 floats a cache line.
    let lines = (bins + 15) / 16
    return 16 * (lines % 2 == 0 ? lines + 1 : lines)
  }

  /// frame[i] = window[i] · samples[start + i], zero outside.
  static func cut(_ samples: [Float], from start: Int, _ window: [Float], _ frame: inout [Float]) {
    let (x, w) = (samples.span, window.span)
    var y = frame.mutableSpan
    let length = y.count
    let inside = max(0, -start)..<max(max(0, -start), min(length, x.count - start))
    for i in 0..<min(inside.lowerBound, length) { y[i] = 0 }
    var i = inside.lowerBound
    while i + 8 <= inside.upperBound {
      store(x.lanes(at: start + i) * w.lanes(at: i), in: &y, at: i)
      i += 8
    }
    while i < inside.upperBound {
      y[i] = x[start + i] * w[i]
      i += 1
    }
    while i < length {
      y[i] = 0
      i += 1
    }
  }

  /// |bin|, laid out as `re`.
  var magnitudes: [Float] {
    var result = [Float](repeating: 0, count: re.count)
    let (a, b) = (re.span, im.span)
    var y = result.mutableSpan
    for i in Swift.stride(from: 0, to: a.count, by: 8) {
      let (x, z) = (a.lanes(at: i), b.lanes(at: i))
      store((x * x).adding(z, times: z).squareRoot(), in: &y, at: i)
    }
    return result
  }
}
