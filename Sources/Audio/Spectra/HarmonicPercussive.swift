// Splits a sound into its harmonic and percussive components by median filters.

package import Basics
internal import Kernels

/// Harmonic-percussive source separation as `librosa.effects.hpss` with its defaults.
///
/// In a spectrogram (2048 samples per frame, 512 a hop) tones are lines in time and clicks are lines in
/// frequency. The median over 31 frames keeps the former, H, that over 31 bins the latter, P; every
/// bin is split by the soft masks H²/(H²+P²) and P²/(H²+P²), halves where both are zero
/// (FitzGerald 2010; Driedger, Müller and Disch 2014).
package enum HarmonicPercussive {
  /// The frames of the published method.
  static let framing = Framing(length: 2048, hop: 512)
  /// Frames per batch: apart from the result, memory does not grow with the clip.
  private static let block = 240

  /// The harmonic and the percussive component, whose sum is the clip.
  /// - Throws: `Cancelled`.
  package static func separate(
    _ clip: Clip
  ) throws(Cancelled) -> (harmonic: Clip, percussive: Clip) {
    let harmonic = try harmonicSamples(clip.samples, FrameTransform(framing: framing))
    // The windows of the frames add up to one, so that what is not harmonic is percussive.
    var percussive = clip.samples
    for n in 0..<percussive.count { percussive[n] -= harmonic[n] }
    return (
      Clip(samples: harmonic, sampleRate: clip.sampleRate),
      Clip(samples: percussive, sampleRate: clip.sampleRate)
    )
  }

  static func harmonicSamples(
    _ samples: [Float], _ transform: FrameTransform
  ) throws(Cancelled) -> [Float] {
    guard !samples.isEmpty else { return [] }
    let frames = framing.count(of: samples.count)
    var sum = OverlapAdd(transform, count: samples.count)
    var start = 0
    while start < frames {
      let end = min(frames, start + block)
      try sum.add(try harmonicSpectra(samples, start..<end, transform), at: start)
      start = end
    }
    return sum.samples
  }

  /// The spectra of the harmonic component for frames `range`, from these frames and fifteen on either side.
  static func harmonicSpectra(
    _ samples: [Float], _ range: Range<Int>, _ transform: FrameTransform
  ) throws(Cancelled) -> Spectrogram {
    let frames = framing.count(of: samples.count)
    let margin = SlidingMedian.margin
    let near = max(0, range.lowerBound - margin)..<min(frames, range.upperBound + margin)
    let whole = try Spectrogram(samples, transform, only: near)
    let magnitudes = whole.magnitudes
    try checkCancellation()
    let rows = (0..<range.count + 2 * margin).map {
      SlidingMedian.reflected(range.lowerBound - margin + $0, frames) - near.lowerBound
    }
    let harmonic = mediansInTime(magnitudes, rows: rows, count: range.count, stride: whole.stride)
    try checkCancellation()
    var result = Spectrogram(frames: range.count, framing: framing)
    for first in Swift.stride(from: 0, to: range.count, by: 8) {
      if first % 64 == 0 { try checkCancellation() }
      let eight = (0..<8).map { min(first + $0, range.count - 1) }
      let percussive = mediansInFrequency(
        magnitudes, starts: eight.map { ($0 + range.lowerBound - near.lowerBound) * whole.stride },
        bins: whole.bins, outputs: whole.bins)
      for row in first..<min(first + 8, range.count) {
        apply(
          whole, row + range.lowerBound - near.lowerBound, harmonic,
          Array(percussive[((row - first) * whole.stride)..<((row - first + 1) * whole.stride)]),
          &result, row)
      }
    }
    return result
  }

  /// Row i of `count` rows has the medians of rows i ... i + 30 of `rows` of the magnitudes, bin by bin.
  private static func mediansInTime(
    _ magnitudes: [Float], rows: [Int], count: Int, stride: Int
  ) -> [Float] {
    var result = [Float](repeating: 0, count: count * stride)
    var column = [Floats8](repeating: Floats8(), count: SlidingMedian.inputCount(of: count))
    var medians = [Floats8](repeating: Floats8(), count: column.count)
    for bin in Swift.stride(from: 0, to: stride, by: 8) {
      let x = magnitudes.span
      for (i, row) in rows.enumerated() { column[i] = x.lanes(at: row * stride + bin) }
      SlidingMedian.medians(column, count: count, into: &medians)
      var y = result.mutableSpan
      for i in 0..<count { store(medians[i], in: &y, at: i * stride + bin) }
    }
    return result
  }

  /// Eight rows of medians over 31 bins, for the rows of magnitudes that begin at `starts`: the first
  /// `outputs` of `bins` bins. Rows of the result are as long as those of a spectrogram with as many bins.
  static func mediansInFrequency(
    _ magnitudes: [Float], starts: [Int], bins: Int, outputs: Int
  ) -> [Float] {
    let margin = SlidingMedian.margin
    let x = magnitudes.span
    // Only this many bins are read.
    let reach = min(bins, outputs + margin)
    var line = [Floats8](repeating: Floats8(), count: SlidingMedian.inputCount(of: outputs) + 8)
    for bin in Swift.stride(from: 0, to: reach - reach % 8, by: 8) {
      let b = Block(
        x.lanes(at: starts[0] + bin), x.lanes(at: starts[1] + bin), x.lanes(at: starts[2] + bin),
        x.lanes(at: starts[3] + bin), x.lanes(at: starts[4] + bin), x.lanes(at: starts[5] + bin),
        x.lanes(at: starts[6] + bin), x.lanes(at: starts[7] + bin)
      ).transposed
      (line[margin + bin], line[margin + bin + 1]) = (b.r0, b.r1)
      (line[margin + bin + 2], line[margin + bin + 3]) = (b.r2, b.r3)
      (line[margin + bin + 4], line[margin + bin + 5]) = (b.r4, b.r5)
      (line[margin + bin + 6], line[margin + bin + 7]) = (b.r6, b.r7)
    }
    for bin in (reach - reach % 8)..<reach {
      for lane in 0..<8 { line[margin + bin][lane] = x[starts[lane] + bin] }
    }
    for i in 0..<margin {
      line[i] = line[margin + SlidingMedian.reflected(i - margin, bins)]
      if outputs == bins {
        line[margin + bins + i] = line[margin + SlidingMedian.reflected(bins + i, bins)]
      }
    }
    var medians = [Floats8](repeating: Floats8(), count: (outputs + 15) / 16 * 16)
    SlidingMedian.medians(line, count: outputs, into: &medians)
    let stride = Spectrogram.stride(of: bins)
    var result = [Float](repeating: 0, count: 8 * stride)
    var y = result.mutableSpan
    for bin in Swift.stride(from: 0, to: medians.count, by: 8) where bin + 8 <= stride {
      let b = Block(
        medians[bin], medians[bin + 1], medians[bin + 2], medians[bin + 3], medians[bin + 4],
        medians[bin + 5], medians[bin + 6], medians[bin + 7]
      ).transposed
      store(b.r0, in: &y, at: bin)
      store(b.r1, in: &y, at: stride + bin)
      store(b.r2, in: &y, at: 2 * stride + bin)
      store(b.r3, in: &y, at: 3 * stride + bin)
      store(b.r4, in: &y, at: 4 * stride + bin)
      store(b.r5, in: &y, at: 5 * stride + bin)
      store(b.r6, in: &y, at: 6 * stride + bin)
      store(b.r7, in: &y, at: 7 * stride + bin)
    }
    return result
  }

  /// Row `target` of the result is row `source` of `whole` times its harmonic mask.
  private static func apply(
    _ whole: Spectrogram, _ source: Int, _ harmonic: [Float], _ percussive: [Float],
    _ result: inout Spectrogram, _ target: Int
  ) {
    let (re, im) = (whole.re.span, whole.im.span)
    let (h, p) = (harmonic.span, percussive.span)
    let (from, to) = (source * whole.stride, target * whole.stride)
    var outRe = result.re.mutableSpan
    for bin in Swift.stride(from: 0, to: whole.stride, by: 8) {
      let mask = softMask(h.lanes(at: to + bin), p.lanes(at: bin))
      store(re.lanes(at: from + bin) * mask, in: &outRe, at: to + bin)
    }
    var outIm = result.im.mutableSpan
    for bin in Swift.stride(from: 0, to: whole.stride, by: 8) {
      let mask = softMask(h.lanes(at: to + bin), p.lanes(at: bin))
      store(im.lanes(at: from + bin) * mask, in: &outIm, at: to + bin)
    }
  }

  /// x² / (x² + y²), divided by the larger square so that nothing underflows; ½ where both are (nearly) zero.
  @inline(__always) static func softMask(_ x: Floats8, _ y: Floats8) -> Floats8 {
    let larger = greatest(x, y)
    let isZero = larger .< Floats8(repeating: Float.leastNormalMagnitude)
    let divisor = larger.replacing(with: 1, where: isZero)
    let (a, b) = (x / divisor, y / divisor)
    let (aa, bb) = (a * a, b * b)
    let sum = (aa + bb).replacing(with: 1, where: isZero)
    return (aa / sum).replacing(with: 0.5, where: isZero)
  }
}
