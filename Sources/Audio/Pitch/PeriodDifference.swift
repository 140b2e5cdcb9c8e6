// How much a frame differs from itself a period later, for each period.

internal import Kernels

/// The cumulative mean normalized difference of YIN (de Cheveigné and Kawahara 2002, equation 8).
struct PeriodDifference {
  /// Which pairs of samples a period compares.
  enum Ends {
    /// All pairs in the frame, and the last samples of the frame with nothing, as librosa 0.11:
    /// 2 (r(0) - r(k)) - Σ_{m<k} x(m)².
    case open
    /// As many pairs for each period, half a frame, about the middle: Σ (x(m) - x(m + k))² (equation 6).
    case fixed
  }

  private let length: Int
  private let periods: ClosedRange<Int>
  private let ends: Ends
  private var fourier: RealFourier
  private var (re, im): ([Float], [Float])
  private var (windowRe, windowIm): ([Float], [Float])
  private var lags: [Float]
  /// Σ_{m<k} x(m)²
  private var energies: [Double]
  private var result: [Double]

  /// - Precondition: a frame of `length` samples holds two of the longest periods.
  init(_ length: Int, periods: ClosedRange<Int>, ends: Ends) {
    precondition(2 * periods.upperBound <= length + 2, "two periods a frame")
    (self.length, self.periods, self.ends) = (length, periods, ends)
    fourier = RealFourier(count: 2 * length)
    let bins = [Float](repeating: 0, count: fourier.bins)
    (re, im, windowRe, windowIm) = (bins, bins, bins, bins)
    lags = [Float](repeating: 0, count: fourier.count)
    energies = [Double](repeating: 0, count: length + 1)
    result = [Double](repeating: 1, count: periods.count)
  }

  /// One number for each period: 0 where the frame repeats itself, about 1 where it does not. A frame
  /// without sound repeats nothing: all 1.
  mutating func callAsFunction(_ frame: [Float]) -> [Double] {
    for m in 0..<length { energies[m + 1] = energies[m] + Double(frame[m]) * Double(frame[m]) }
    guard energies[length] > 0 else { return [Double](repeating: 1, count: periods.count) }
    fourier.forward(frame.span, &re, &im)
    let width = length / 2
    let start = max(0, (length - width - periods.upperBound) / 2)
    switch ends {
    case .open:
      for k in 0..<re.count { (re[k], im[k]) = (re[k] * re[k] + im[k] * im[k], 0) }
    case .fixed:
      var window = frame
      for m in 0..<start { window[m] = 0 }
      for m in (start + width)..<length { window[m] = 0 }
      fourier.forward(window.span, &windowRe, &windowIm)
      for k in 0..<re.count {
        (re[k], im[k]) = (
          re[k] * windowRe[k] + im[k] * windowIm[k], im[k] * windowRe[k] - re[k] * windowIm[k]
        )
      }
    }
    let (a, b) = (re, im)
    fourier.inverse(a.span, b.span, &lags)
    var total = 0.0
    for k in 1...periods.upperBound {
      let difference =
        switch ends {
        case .open: 2 * (Double(lags[0]) - Double(lags[k])) - energies[k]
        case .fixed: squares(start, width, apart: k)
        }
      total += difference
      guard k >= periods.lowerBound else { continue }
      let mean = total / Double(k)
      result[k - periods.lowerBound] = mean > 0 ? difference / mean : 1
    }
    return result
  }
  /// Σ (x(m) - x(m + k))² over `count` pairs from `first`, whose products are in `lags`.
  private func squares(_ first: Int, _ count: Int, apart k: Int) -> Double {
    let near = energies[first + count] - energies[first]
    let far = energies[first + count + k] - energies[first + k]
    return max(0, near + far - 2 * Double(lags[k]))
  }
}
