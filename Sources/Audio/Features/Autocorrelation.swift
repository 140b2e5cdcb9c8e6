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

  /// Every sample moved towards zero by `level`, and zero within ±`level`: what remains are the peaks, whose
  /// distances are the pitch (Sondhi 1968).
  package static func centerClipped(_ samples: [Float], level: Float) -> [Float] {
    var result = samples
    var x = result.mutableSpan
    let c = Floats8(repeating: level)
    var n = 0
    while n + 8 <= x.count {
      let v = x.lanes(at: n)
      let above = (v - c).replacing(with: 0, where: .!(v .>= c))
      store((v + c).replacing(with: above, where: .!(v .<= -c)), in: &x, at: n)
      n += 8
    }
    while n < x.count {
      let v = x[n]
      x[n] = v >= level ? v - level : v <= -level ? v + level : 0
      n += 1
    }
    return result
  }
}
