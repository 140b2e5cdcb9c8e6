// Tails of distributions, for the p-values of tests, made of exactly rounded operations only.

import Basics

extension Math {
  /// 1 less the error function: 2/√π times the integral of e^(-t²) from `x` to infinity. Within 10⁻¹³ of its value for
  /// `x` up to 26, where it nears the least normal number.
  public static func erfc(_ x: Double) -> Double {
    if x.isNaN { return x }
    if x < 0 { return 2 - erfc(-x) }
    if x > 27.5 { return 0 }
    // x² in two parts: the rounding of the square would be multiplied by x².
    let square = x * x
    let rest = (-square).addingProduct(x, x)
    let bell = exp(-square) * (1 - rest)
    if x < 2 {
      // erf x = 2/√π · e^(-x²) · Σ 2ⁿ x^(2n+1) / (1 · 3 ⋯ (2n+1)) (Abramowitz and Stegun 7.1.6): no term is negative.
      var term = x
      var sum = x
      var odd = 3.0
      while term > sum * 0x1p-56 {
        term *= 2 * square / odd
        sum += term
        odd += 2
      }
      return 1 - twoOverRootPi * bell * sum
    }
    // √π · e^(x²) · erfc x = 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + ⋯)))) (7.1.14), from the far end; 100 steps are
    // enough from 2 on.
    var fraction = x
    for step in stride(from: 100.0, through: 1, by: -1) { fraction = x + 0.5 * step / fraction }
    return 0.5 * twoOverRootPi * bell / fraction
  }

  private static let twoOverRootPi = 0x1.20dd750429b6dp+0

  /// The probability that a chi-square variable with one degree of freedom is above `x`.
  public static func chiSquareTail(_ x: Double) -> Double {
    x <= 0 ? 1 : erfc((0.5 * x).squareRoot())
  }

  /// The probability of at most `successes` heads in `trials` throws of a fair coin.
  ///
  /// - Precondition: neither is below zero.
  public static func fairCoinTail(successes: Int, trials: Int) -> Double {
    precondition(successes >= 0 && trials >= 0, "throws are counted from zero")
    if successes >= trials { return 1 }
    // More than half: less than one, by what is missing.
    if successes > trials / 2 {
      return 1 - fairCoinTail(successes: trials - successes - 1, trials: trials)
    }
    // ln of the largest term, then the others by their ratios to it, which fall from 1.
    var logarithm = -Double(trials) * log(2)
    for step in 1..<(successes + 1) {
      logarithm += log(Double(trials - successes + step) / Double(step))
    }
    var term = 1.0
    var sum = 1.0
    var chosen = successes
    while chosen > 0, term > sum * 0x1p-56 {
      term *= Double(chosen) / Double(trials - chosen + 1)
      sum += term
      chosen -= 1
    }
    return min(1, exp(logarithm + log(sum)))
  }
}
