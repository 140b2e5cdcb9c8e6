// How a signal resembles itself a little later, and the clipping that comes before.

import Kernels

public enum Autocorrelation {
  /// r[k] = Σ_n x[n] · x[n + k] for all lags k in 0 ..< samples.count, by way of the power spectrum
  /// (Wiener and Khinchin): `librosa.autocorrelate`.
  public static func full(_ samples: [Float]) -> [Float] {
    guard !samples.isEmpty else { return [] }
    var fourier = RealFourier(count: size(of: samples.count))
    var re = [Float](repeating: 0, count: fourier.bins)
    var im = re
    fourier.forward(samples.span, &re, &im)
    for k in 0..<re.count { (re[k], im[k]) = (re[k] * re[k] + im[k] * im[k], 0) }
    var result = [Float](repeating: 0, count: fourier.count)
    fourier.inverse(re.span, im.span, &result)
    return Array(result[0..<samples.count])
  }

  /// The sum of the squares of all lags 0 ..< samples.count, without making them.
  ///
  /// By Parseval the squares of all lags, early and late, add up to Σ_f |X_f|⁴ / M, X being the transform of M
  /// points or more than twice the signal; early ones equal late ones.
  static func sumOfSquares(_ samples: [Float], energy: Double) -> Double {
    guard !samples.isEmpty else { return 0 }
    var fourier = RealFourier(count: size(of: samples.count))
    var re = [Float](repeating: 0, count: fourier.bins)
    var im = re
    fourier.forward(samples.span, &re, &im)
    // All bins but the first and the last stand for two.
    var sum = 0.0
    let (a, b) = (re.span, im.span)
    var k = 0
    while k + 8 <= a.count {
      let (x, y) = (a.lanes(at: k), b.lanes(at: k))
      let power = SIMD8<Double>((x * x).adding(y, times: y))
      let square = power * power
      let four = square.lowHalf + square.highHalf
      sum += (four[0] + four[2]) + (four[1] + four[3])
      k += 8
    }
    while k < a.count {
      let power = Double(a[k] * a[k] + b[k] * b[k])
      sum += power * power
      k += 1
    }
    let (first, last) = (Double(a[0] * a[0]), Double(a[a.count - 1] * a[a.count - 1]))
    let both = (2 * sum - first * first - last * last) / Double(fourier.count)
    return (both + energy * energy) / 2
  }

  /// An even size that transforms fast and keeps early lags apart from late ones.
  private static func size(of count: Int) -> Int {
    2 * Fourier.goodCount(atLeast: count)
  }

  /// Every sample moved towards zero by `level`, and zero within ±`level`: what remains are the peaks, whose
  /// distances are the pitch (Sondhi 1968).
  public static func centerClipped(_ samples: [Float], level: Float) -> [Float] {
    var result = samples
    var x = result.mutableSpan
    let c = Lanes(repeating: level)
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
