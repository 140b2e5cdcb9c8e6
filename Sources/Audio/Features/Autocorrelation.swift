// The autocorrelation of a signal, and center clipping as its preprocessing.

package import Basics
internal import Kernels

/// Autocorrelation and center clipping.
package enum Autocorrelation {
  /// r[k] = Σ_n x[n] · x[n + k] for all lags k in 0 ..< samples.count, by way of the power spectrum
  /// (Wiener and Khinchin): `librosa.autocorrelate`.
  ///
  /// - Throws: `Cancelled`.
  package static func full(_ samples: [Float]) throws(Cancelled) -> [Float] {
    guard !samples.isEmpty else { return [] }
    // Twice the samples keep early lags apart from late ones.
    var fourier = RealFourier(count: 2 * Fourier.goodCount(atLeast: samples.count))
    var re = [Float](repeating: 0, count: fourier.bins)
    var im = re
    try checkCancellation()
    fourier.forward(samples.span, &re, &im)
    try checkCancellation()
    for k in 0..<re.count { (re[k], im[k]) = (re[k] * re[k] + im[k] * im[k], 0) }
    var result = [Float](repeating: 0, count: fourier.count)
    fourier.inverse(re.span, im.span, &result)
    try checkCancellation()
    return Array(result[0..<samples.count])
  }

  /// r[k] for the first lags alone. Those of a long signal are added up block by block: the spectra of each block and of
  /// what follows it within the longest lag give the block's share of all lags (overlap-save), so that memory depends on
  /// the longest lag and not on the signal.
  ///
  /// - Throws: `Cancelled`.
  package static func first(_ lags: Int, of samples: [Float]) throws(Cancelled) -> [Float] {
    let lags = min(lags, samples.count)
    let count = Fourier.goodCount(atLeast: max(4 * lags, 1 << 15)) * 2
    guard samples.count > max(count, longestWhole) else {
      return Array(try full(samples).prefix(lags))
    }
    var fourier = RealFourier(count: count)
    let block = count - lags
    var (re, im) = (
      [Float](repeating: 0, count: fourier.bins), [Float](repeating: 0, count: fourier.bins)
    )
    var (laterRe, laterIm) = (re, im)
    var sums = [Double](repeating: 0, count: fourier.bins)
    var imaginary = sums
    var input = [Float](repeating: 0, count: count)
    for start in stride(from: 0, to: samples.count, by: block) {
      try checkCancellation()
      load(samples, from: start, count: block, into: &input)
      fourier.forward(input.span, &re, &im)
      load(samples, from: start, count: count, into: &input)
      fourier.forward(input.span, &laterRe, &laterIm)
      for k in re.indices {
        let (a, b, c, d) = (
          Double(re[k]), Double(im[k]), Double(laterRe[k]), Double(laterIm[k])
        )
        sums[k] += a * c + b * d
        imaginary[k] += a * d - b * c
      }
    }
    var result = [Float](repeating: 0, count: count)
    for k in re.indices { (re[k], im[k]) = (Float(sums[k]), Float(imaginary[k])) }
    fourier.inverse(re.span, im.span, &result)
    return Array(result[0..<lags])
  }

  /// Some samples and zeros behind them.
  private static func load(
    _ samples: [Float], from start: Int, count: Int, into input: inout [Float]
  ) {
    let known = start..<min(samples.count, start + count)
    input.replaceSubrange(0..<known.count, with: samples[known])
    for index in known.count..<input.count { input[index] = 0 }
  }

  /// How many samples are transformed as a whole: half a minute at most.
  private static let longestWhole = 1 << 20

  /// Every sample moved towards zero by `level`, and zero within ±`level`: what remains are the peaks, whose
  /// distances are the pitch (Sondhi 1968).
  package static func centerClipped(_ samples: [Float], level: Float) -> [Float] {
    var result = samples
    var x = result.mutableSpan
    let c = Floats8(repeating: level)
    var n = 0
    while n + 8 <= x.count {
      store(clipped(x.lanes(at: n), c), in: &x, at: n)
      n += 8
    }
    while n < x.count {
      x[n] = clipped(x[n], level)
      n += 1
    }
    return result
  }

  @inline(__always) static func clipped(_ v: Floats8, _ level: Floats8) -> Floats8 {
    let above = (v - level).replacing(with: 0, where: .!(v .>= level))
    return (v + level).replacing(with: above, where: .!(v .<= -level))
  }

  @inline(__always) static func clipped(_ v: Float, _ level: Float) -> Float {
    v >= level ? v - level : v <= -level ? v + level : 0
  }
}
