// Windows for short-time spectra and filters.

/// Window functions.
public enum Window {
  /// The periodic Hann window, ½ - ½ cos(2πk/n), as `scipy.signal.get_window("hann", n)`.
  public static func hann(_ count: Int) -> [Double] {
    (0..<max(count, 0)).map { 0.5 - 0.5 * Math.unitRoot($0, of: count).cosine }
  }

  /// The Kaiser window at `x` in -1 ... 1 (zero outside), I₀(β√(1-x²)) / I₀(β).
  public static func kaiser(_ x: Double, beta: Double) -> Double {
    guard x.magnitude <= 1 else { return 0 }
    return besselI0(beta * (1 - x * x).squareRoot()) / besselI0(beta)
  }

  /// The modified Bessel function of order zero by its power series, for 0 ≤ x ≤ 40.
  static func besselI0(_ x: Double) -> Double {
    let quarter = 0.25 * x * x
    var term = 1.0
    var sum = 1.0
    var k = 1.0
    while term > sum * 0x1p-56 {
      term *= quarter / (k * k)
      sum += term
      k += 1
    }
    return sum
  }
}
