// The mean of the harmonic component of a sound, without computing the component.
//
// A mean is linear in the masked spectra. Where the windows of the frames add up to 3/2 a frame F counts
// with (F₀ - Re F₁)/2 · 2/3, because a Hann window has three bins; there only the masks of bins 0 and 1 matter.
// Only the three frames at either end reach into parts with another sum and are made in full.

import Basics
import Kernels

enum HarmonicMean {
  private static let edge = 3
  private static let framing = HarmonicPercussive.framing

  /// The mean over all samples of what `HarmonicPercussive` calls harmonic.
  /// - Throws: `Cancelled`.
  static func mean(_ samples: [Float], _ tables: FeatureTables) throws(Cancelled) -> Double {
    let frames = framing.count(of: samples.count)
    // For shorter signals the ends need every frame anyway.
    guard frames > 2 * (edge + SlidingMedian.margin) else { return try meanInFull(samples, tables) }
    var sum = try inner(samples, tables, edge..<(frames - edge))
    for range in [0..<edge, (frames - edge)..<frames] {
      sum += try outer(samples, tables.frames, range, frames: frames)
    }
    return sum / Double(samples.count)
  }

  /// The same computed from the component: for short clips and for the tests.
  static func meanInFull(_ samples: [Float], _ tables: FeatureTables) throws(Cancelled) -> Double {
    guard !samples.isEmpty else { return 0 }
    let harmonic = try HarmonicPercussive.harmonicSamples(samples, tables.frames)
    return harmonic.reduce(0) { $0 + Double($1) } / Double(samples.count)
  }

  /// The contribution of frames where the squares of the windows add up to 3/2.
  private static func inner(_ samples: [Float], _ tables: FeatureTables, _ range: Range<Int>)
    throws(Cancelled) -> Double
  {
    let low = try LowBins(samples, waves: tables.waves)
    let stride = Spectrogram.stride(of: LowBins.bins)
    let margin = SlidingMedian.margin
    // Medians in time of bins 0 ... 7, of which two are used.
    var column = [Floats8](repeating: Floats8(), count: SlidingMedian.inputCount(of: low.frames))
    let x = low.magnitudes.span
    for i in 0..<low.frames + 2 * margin {
      column[i] = x.lanes(at: SlidingMedian.reflected(i - margin, low.frames) * stride)
    }
    var harmonic = [Floats8](repeating: Floats8(), count: column.count)
    SlidingMedian.medians(column, count: low.frames, into: &harmonic)
    try checkCancellation()
    var sum = 0.0
    for first in Swift.stride(from: range.lowerBound, to: range.upperBound, by: 8) {
      if first % 1024 == 0 { try checkCancellation() }
      let eight = (0..<8).map { min(first + $0, range.upperBound - 1) }
      let percussive = HarmonicPercussive.mediansInFrequency(
        low.magnitudes, starts: eight.map { $0 * stride }, bins: LowBins.bins, outputs: 2)
      for t in first..<min(first + 8, range.upperBound) {
        let row = percussive.span.lanes(at: (t - first) * stride)
        let mask = HarmonicPercussive.softMask(harmonic[t], row)
        let masked = low.first[t] * SIMD2(mask[0], mask[1])
        sum += 0.5 * (Double(masked[0]) - Double(masked[1])) / 1.5
      }
    }
    return sum
  }

  /// The contribution of the frames of `range`, sample by sample.
  private static func outer(
    _ samples: [Float], _ transform: FrameTransform, _ range: Range<Int>, frames: Int
  ) throws(Cancelled) -> Double {
    let spectra = try HarmonicPercussive.harmonicSpectra(samples, range, transform)
    let (length, hop) = (framing.length, framing.hop)
    let window = transform.window
    var fourier = transform.fourier
    var frame = [Float](repeating: 0, count: length)
    var sum = 0.0
    for t in range {
      let row = (t - range.lowerBound) * spectra.stride
      let bins = row..<(row + spectra.bins)
      fourier.inverse(spectra.re.span.extracting(bins), spectra.im.span.extracting(bins), &frame)
      // Frame t begins half a length before sample t · hop.
      let start = t * hop - length / 2
      for i in max(0, -start)..<min(length, samples.count - start) {
        var squares = 0.0
        for other in max(0, t - 3)...min(frames - 1, t + 3) {
          let j = i + (t - other) * hop
          if j >= 0, j < length { squares += Double(window[j] * window[j]) }
        }
        if squares > 1e-30 { sum += Double(frame[i] * window[i]) / squares }
      }
    }
    return sum
  }
}
