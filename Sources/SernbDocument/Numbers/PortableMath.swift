// Elementary functions for layout with the same results on every machine: only exactly rounded operations.

enum PortableMath {
  /// The decimal logarithm of a positive finite number, to about 1e-15; layout needs hundredths.
  ///
  /// x = 2^k · m with m in [√½, √2); log m = 2 atanh(s), s = (m-1)/(m+1), by its odd series.
  static func log10(_ x: Double) -> Double {
    guard x > 0, x.isFinite else { return 0 }
    var exponent = Double(x.exponent)
    var m = x.significand
    if m > 1.4142135623730951 {
      m *= 0.5
      exponent += 1
    }
    let s = (m - 1) / (m + 1)
    let z = s * s
    var series = 0.0
    var odd = 25.0
    while odd > 0 {
      series = series * z + 1 / odd
      odd -= 2
    }
    return exponent * 0.30102999566398120 + 2 * s * series * 0.43429448190325182
  }

  /// Ten to a whole power; exact from 0 to 22.
  static func power(ofTen exponent: Int) -> Double {
    var result = 1.0
    for _ in 0..<min(exponent.magnitude, 330) { result *= 10 }
    return exponent < 0 ? 1 / result : result
  }

  /// The greatest integer k with 10^k ≤ x, for a positive finite x, from its decimal digits.
  static func decade(_ x: Double) -> Int { ExactDecimal(x).point - 1 }

  /// The cube root of a positive number, by Newton's method from above.
  static func cubeRoot(_ x: Double) -> Double {
    guard x > 0, x.isFinite else { return 0 }
    var root = max(x, 1)
    for _ in 0..<400 {
      let next = (2 * root + x / (root * root)) / 3
      if next >= root { break }
      root = next
    }
    return root
  }
}
