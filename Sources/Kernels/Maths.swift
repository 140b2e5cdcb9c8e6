// Elementary functions made of exactly rounded operations only, so that they give the same bits on every machine.
//
// The C library picks its `exp`, `log`, `sin` by processor at run time and their last bits differ; what is
// printed here may not hang on that. Each function below is within 2 ulp of the true value on the range
// that its comment states (see the tests).

/// A name space for the functions.
public enum Maths {
  /// The natural logarithm: NaN below zero, -infinity at zero.
  ///
  /// x = 2^k · m with m in [√½, √2); log m = 2 atanh(s), s = (m-1)/(m+1), by its odd series, whose terms
  /// beyond s²¹ are under 2⁻⁵⁶ for |s| ≤ 0.1716.
  public static func log(_ x: Double) -> Double {
    if x.isNaN || x < 0 { return .nan }
    if x == 0 { return -.infinity }
    if x == .infinity { return x }
    var exponent = Double(x.exponent)
    var m = x.significand
    if m > 1.4142135623730951 {
      m *= 0.5
      exponent += 1
    }
    let f = m - 1
    let s = f / (2 + f)
    let z = s * s
    var series = 1.0 / 23
    var odd = 21.0
    while odd > 1 {
      series = series * z + 1 / odd
      odd -= 2
    }
    // log(1+f) = f - f²/2 + s·(f²/2 + R), R = 2z·series: keeps the leading term exact.
    let half = 0.5 * f * f
    let remainder = 2 * z * series
    let low = exponent * 1.90821492927058770002e-10
    return exponent * 6.93147180369123816490e-01 - ((half - (s * (half + remainder) + low)) - f)
  }
}
