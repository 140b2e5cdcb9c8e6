// Overlap-add: reconstructs a signal from the spectra of its frames.

import Basics
import Kernels

/// The sum of windowed frames, and of the squared windows by which it is divided in the end.
struct OverlapAdd {
  private let framing: Framing
  private let count: Int
  private let window: [Float]
  /// Indexed by time, from half a frame before the first sample.
  private var sum: [Float]
  private var squares: [Float]
  private var fourier: RealFourier
  private var frame: [Float]

  /// For a signal of `count` samples.
  init(_ transform: FrameTransform, count: Int) {
    framing = transform.framing
    self.count = count
    window = transform.window
    sum = [Float](repeating: 0, count: count + 2 * framing.length)
    squares = sum
    fourier = transform.fourier
    frame = [Float](repeating: 0, count: framing.length)
  }

  /// Adds the frames of `spectra`, the first of which is frame `first` of the signal. Frames that do not
  /// reach the signal are left out.
  mutating func add(_ spectra: Spectrogram, at first: Int) throws(Cancelled) {
    precondition(spectra.framing == framing, "spectra of other frames")
    let (re, im) = (spectra.re.span, spectra.im.span)
    for row in 0..<spectra.frames {
      let start = (first + row) * framing.hop
      if start >= count + framing.length { break }
      if row % 256 == 0 { try checkCancellation() }
      let bins = (row * spectra.stride)..<(row * spectra.stride + spectra.bins)
      fourier.inverse(re.extracting(bins), im.extracting(bins), &frame)
      Self.overlap(frame, window, onto: &sum, at: start)
      Self.overlap(window, window, onto: &squares, at: start)
    }
  }

  /// The signal. Samples that no window covers are left unchanged, as in librosa.
  var samples: [Float] {
    let margin = framing.length / 2
    var result = [Float](repeating: 0, count: count)
    for n in 0..<count {
      let weight = squares[margin + n]
      result[n] = weight > Float.leastNormalMagnitude ? sum[margin + n] / weight : sum[margin + n]
    }
    return result
  }

  /// sum[start + i] += window[i] · frame[i]
  private static func overlap(
    _ frame: [Float], _ window: [Float], onto sum: inout [Float], at start: Int
  ) {
    let (x, w) = (frame.span, window.span)
    var y = sum.mutableSpan
    let count = min(x.count, y.count - start)
    var i = 0
    while i + 8 <= count {
      let old = y.lanes(at: start + i)
      store(old.adding(x.lanes(at: i), times: w.lanes(at: i)), in: &y, at: start + i)
      i += 8
    }
    while i < count {
      y[start + i] += x[i] * w[i]
      i += 1
    }
  }
}
