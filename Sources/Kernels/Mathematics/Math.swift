// Elementary functions made of exactly rounded operations only: the same bits on every machine.
//
// The C library picks its `exp`, `log`, `sin` by processor at run time and their last bits differ; what is
// printed here must not depend on that. Each function is within 2 ulp of the true value (see the tests, which
// hold tables made with mpmath), and follows C99 for zeros, infinities and NaN. This file has exponentials
// and logarithms; angles are in `Math+Angles.swift`.

/// A namespace for the functions.
public enum Math {
  /// ln 2 in two parts: the first has 42 bits, so that its product with an exponent is exact.
  private static let ln2High = 0x1.62e42fefa3800p-1
  private static let ln2Low = 0x1.ef35793c76730p-45

  // MARK: Exponentials

  /// e to the power `x`.
  public static func exp(_ x: Double) -> Double { exp(high: x, low: 0) }

  /// e^(high + low), where `low` is under an ulp of `high`.
  static func exp(high: Double, low: Double) -> Double {
    if high.isNaN { return high }
    if high > 710 { return .infinity }
    if high < -746 { return 0 }
    let k = (high * 0x1.71547652b82fep+0).rounded()
    let rest = grown(high.addingProduct(-k, ln2High), low.addingProduct(-k, ln2Low))
    return scaled(1 + rest, by: Int(k))
  }

  /// e^(first + second) - 1 for |first| ≤ 0.35, `second` under 10⁻¹⁰; the Taylor terms left out are under 2⁻⁵⁷ of the
  /// sum.
  @inline(__always) private static func grown(_ first: Double, _ second: Double) -> Double {
    let r = first + second
    let low = second - (r - first)
    var p = 1.0 / 87_178_291_200
    p = (1.0 / 6_227_020_800).addingProduct(p, r)
    p = (1.0 / 479_001_600).addingProduct(p, r)
    p = (1.0 / 39_916_800).addingProduct(p, r)
    p = (1.0 / 3_628_800).addingProduct(p, r)
    p = (1.0 / 362_880).addingProduct(p, r)
    p = (1.0 / 40_320).addingProduct(p, r)
    p = (1.0 / 5_040).addingProduct(p, r)
    p = (1.0 / 720).addingProduct(p, r)
    p = (1.0 / 120).addingProduct(p, r)
    p = (1.0 / 24).addingProduct(p, r)
    p = (1.0 / 6).addingProduct(p, r)
    p = 0.5.addingProduct(p, r)
    return r + (low.addingProduct(low, r)).addingProduct(r * r, p)
  }

  /// 2^k for k in -1022 ... 1023.
  @inline(__always) static func powerOfTwo(_ k: Int) -> Double {
    Double(bitPattern: UInt64(truncatingIfNeeded: k + 1023) << 52)
  }

  /// x · 2^k, for k in -2044 ... 2046 and x near 1.
  @inline(__always) private static func scaled(_ x: Double, by k: Int) -> Double {
    if k >= -1021, k <= 1023 { return x * powerOfTwo(k) }
    let half = k / 2
    return x * powerOfTwo(half) * powerOfTwo(k - half)
  }

  // MARK: Logarithms

  /// The natural logarithm: NaN below zero, -infinity at zero.
  public static func log(_ x: Double) -> Double {
    guard x > 0, x < .infinity else { return logOfLimit(x) }
    let (exponent, fraction) = split(x)
    return logarithm(exponent: exponent, f: fraction - 1)
  }

  /// log(1 + x), accurate also where x is small.
  public static func log1p(_ x: Double) -> Double {
    if x.isNaN || x == .infinity || x.magnitude < 0x1p-54 { return x }
    if x <= -1 { return x == -1 ? -.infinity : .nan }
    if x > -0.29, x < 0.41 { return logarithm(exponent: 0, f: x) }
    let sum = 1 + x
    let lost = x.magnitude > 1 ? 1 - (sum - x) : x - (sum - 1)
    return log(sum) + lost / sum
  }

  /// The logarithm to base 2, exact for powers of two.
  public static func log2(_ x: Double) -> Double {
    guard x > 0, x < .infinity else { return logOfLimit(x) }
    let (exponent, fraction) = split(x)
    let (high, low) = logPair(f: fraction - 1)
    let product = high * 0x1.71547652b82fep+0
    let rest = (-product).addingProduct(high, 0x1.71547652b82fep+0)
      .addingProduct(high, 0x1.777d0ffda0d24p-56).addingProduct(low, 0x1.71547652b82fep+0)
    if exponent == 0 { return product + rest }
    let sum = exponent + product
    return sum + ((product - (sum - exponent)) + rest)
  }

  /// The logarithm to base 10, exact for powers of ten that are representable.
  public static func log10(_ x: Double) -> Double {
    guard x > 0, x < .infinity else { return logOfLimit(x) }
    let (high, low) = naturalPair(x)
    let product = high * 0x1.bcb7b1526e50ep-2
    return product
      + (-product).addingProduct(high, 0x1.bcb7b1526e50ep-2)
      .addingProduct(high, 0x1.95355baaafad3p-57).addingProduct(low, 0x1.bcb7b1526e50ep-2)
  }

  /// `x` to the power `y`, as in C99: `pow(_, 0)` is 1, a negative `x` needs a whole `y`.
  public static func pow(_ x: Double, _ y: Double) -> Double {
    if y == 0 || x == 1 { return 1 }
    if x.isNaN || y.isNaN { return .nan }
    let isWhole = y.rounded(.towardZero) == y
    let isOdd = isWhole && y.magnitude < 0x1p53 && (y * 0.5).rounded(.towardZero) != y * 0.5
    if y.isInfinite {
      if x == -1 { return 1 }
      return (x.magnitude > 1) == (y > 0) ? .infinity : 0
    }
    if x == 0 || x.isInfinite {
      let size: Double = (x == 0) == (y > 0) ? 0 : .infinity
      return isOdd && x.sign == .minus ? -size : size
    }
    if x < 0, !isWhole { return .nan }
    let (high, low) = naturalPair(x.magnitude)
    let product = y * high
    let size: Double
    if product.magnitude > 800 {
      size = product > 0 ? .infinity : 0
    } else {
      let rest = (-product).addingProduct(y, high).addingProduct(y, low)
      size = exp(high: product, low: rest)
    }
    return isOdd && x < 0 ? -size : size
  }

  private static func logOfLimit(_ x: Double) -> Double {
    x == 0 ? -.infinity : x == .infinity ? x : .nan
  }

  /// x = 2^exponent · fraction, the fraction in √½ ... √2.
  @inline(__always) private static func split(_ x: Double) -> (exponent: Double, fraction: Double) {
    var exponent = Double(x.exponent)
    var fraction = x.significand
    if fraction > 0x1.6a09e667f3bcdp+0 {
      fraction *= 0.5
      exponent += 1
    }
    return (exponent, fraction)
  }

  /// 2z/3 + 2z²/5 + ..., so that log(1+f) = 2s + s · this, s = f/(2+f), z = s² ≤ 0.0295; terms beyond are
  /// under 2⁻⁵⁶.
  @inline(__always) private static func oddSeries(_ z: Double) -> Double {
    var p = 2.0 / 23
    p = (2.0 / 21).addingProduct(p, z)
    p = (2.0 / 19).addingProduct(p, z)
    p = (2.0 / 17).addingProduct(p, z)
    p = (2.0 / 15).addingProduct(p, z)
    p = (2.0 / 13).addingProduct(p, z)
    p = (2.0 / 11).addingProduct(p, z)
    p = (2.0 / 9).addingProduct(p, z)
    p = (2.0 / 7).addingProduct(p, z)
    return (2.0 / 5).addingProduct(p, z)
  }

  /// exponent · ln 2 + log(1 + f), written f - f²/2 + s · (f²/2 + R) to keep the leading term exact.
  @inline(__always) private static func logarithm(exponent: Double, f: Double) -> Double {
    let s = f / (2 + f)
    let z = s * s
    let half = 0.5 * f * f
    let remainder = z * (2.0 / 3).addingProduct(z, oddSeries(z))
    let low = exponent * ln2Low
    return exponent * ln2High - ((half - (s * (half + remainder) + low)) - f)
  }

  /// log(1 + f) as a sum of two doubles, right to about 2⁻⁶⁵ of its value.
  private static func logPair(f: Double) -> (high: Double, low: Double) {
    let d = 2 + f
    let dLow = f - (d - 2)
    let s = f / d
    let sLow = (f.addingProduct(-s, d) - s * dLow) / d
    let z = s * s
    let zLow = (-z).addingProduct(s, s) + 2 * s * sLow
    // c + cLow = z/3 + z²/5 + ...
    let third = z * (1.0 / 3)
    let thirdLow = (-third).addingProduct(z, 1.0 / 3) + z * 0x1.5555555555555p-56 + zLow * (1.0 / 3)
    let tail = z * z * (0.5 * oddSeries(z))
    let c = third + tail
    let cLow = (tail - (c - third)) + thirdLow
    let p = 2 * s * c
    let pLow = (-p).addingProduct(2 * s, c) + 2 * (s * cLow + sLow * c)
    let sum = 2 * s + p
    let rest = (p - (sum - 2 * s)) + (pLow + 2 * sLow)
    let high = sum + rest
    return (high, rest - (high - sum))
  }

  /// log x as a sum of two doubles.
  private static func naturalPair(_ x: Double) -> (high: Double, low: Double) {
    let (exponent, fraction) = split(x)
    let (high, low) = logPair(f: fraction - 1)
    if exponent == 0 { return (high, low) }
    let base = exponent * ln2High
    let sum = base + high
    let rest = (high - (sum - base)) + low.addingProduct(exponent, ln2Low)
    let total = sum + rest
    return (total, rest - (total - sum))
  }
}
