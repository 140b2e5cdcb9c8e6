// The exact decimal expansion of a `Double`, and its rounding half to even.
//
// Every finite double m·2^e has a finite decimal expansion: for e ≥ 0 it is the integer m·2^e, for e < 0 it is
// m·5^(-e) / 10^(-e). The integer is held in limbs of nine decimal digits, so no rounding happens before the
// one that was asked for, and 2.675 (really 2.67499999999999982…) becomes 2.67, as in C and Python.

/// A number 0.DIGITS × 10^`point`; zero has no digits.
struct ExactDecimal: Equatable {
  var isNegative: Bool
  /// Without zeros at either end.
  var digits: [UInt8]
  var point: Int

  /// `value` must be finite; anything else reads as zero.
  init(_ value: Double) {
    isNegative = value.sign == .minus
    digits = []
    point = 0
    guard value.isFinite, value != 0 else { return }
    var mantissa = value.significandBitPattern
    var exponent = Int(value.exponentBitPattern) - 1075
    if value.exponentBitPattern == 0 { exponent += 1 } else { mantissa |= 1 << 52 }
    let zeros = mantissa.trailingZeroBitCount
    mantissa >>= UInt64(zeros)
    exponent += zeros

    var limbs = [mantissa % Self.base, mantissa / Self.base]
    let (factor, largest, count) = exponent >= 0 ? (2, 29, exponent) : (5 as UInt64, 12, -exponent)
    var left = count
    while left > 0 {
      let step = min(left, largest)
      var multiplier: UInt64 = 1
      for _ in 0..<step { multiplier *= factor }
      Self.multiply(&limbs, by: multiplier)
      left -= step
    }
    for limb in limbs.reversed() {
      var rest = limb
      var nine = [UInt8](repeating: 0, count: 9)
      for index in (0..<9).reversed() {
        nine[index] = UInt8(rest % 10)
        rest /= 10
      }
      digits += nine
    }
    let leading = digits.prefix { $0 == 0 }.count
    digits.removeFirst(leading)
    point = digits.count + min(exponent, 0)
    trim()
  }

  /// Rounds to `places` digits after the decimal point; ties go to the even digit.
  mutating func round(places: Int) { keep(point + places) }

  /// Rounds to `count` significant digits; ties go to the even digit.
  mutating func round(significant count: Int) { keep(count) }

  /// The number with `places` digits after the point, without its sign. It must be rounded already.
  func plain(places: Int, separator: String = "") -> String {
    var whole = ""
    if point <= 0 {
      whole = "0"
    } else {
      for index in 0..<point {
        if index > 0, !separator.isEmpty, (point - index) % 3 == 0 { whole += separator }
        whole.unicodeScalars.append(scalar(at: index))
      }
    }
    guard places > 0 else { return whole }
    whole += "."
    for index in point..<(point + places) { whole.unicodeScalars.append(scalar(at: index)) }
    return whole
  }

  private static let base: UInt64 = 1_000_000_000

  /// `multiplier` is below 2³⁰, so a product of two limbs and a carry stays below 2⁶⁴.
  private static func multiply(_ limbs: inout [UInt64], by multiplier: UInt64) {
    var carry: UInt64 = 0
    for index in limbs.indices {
      let product = limbs[index] * multiplier + carry
      limbs[index] = product % base
      carry = product / base
    }
    if carry > 0 { limbs.append(carry) }
  }

  private mutating func keep(_ count: Int) {
    guard count < digits.count else { return }
    guard count >= 0 else {
      digits = []
      point = 0
      return
    }
    let next = digits[count]
    // There are no trailing zeros, so any digit after `next` makes the remainder more than a half.
    let isOverHalf = next > 5 || (next == 5 && count + 1 < digits.count)
    let isTieToOdd = next == 5 && count > 0 && digits[count - 1] % 2 == 1
    digits.removeLast(digits.count - count)
    if isOverHalf || isTieToOdd {
      var index = count - 1
      while index >= 0, digits[index] == 9 {
        digits[index] = 0
        index -= 1
      }
      if index >= 0 {
        digits[index] += 1
      } else {
        digits.insert(1, at: 0)
        point += 1
      }
    }
    trim()
  }

  private mutating func trim() {
    while digits.last == 0 { digits.removeLast() }
    if digits.isEmpty { point = 0 }
  }

  private func scalar(at index: Int) -> Unicode.Scalar {
    let digit = index >= 0 && index < digits.count ? digits[index] : 0
    return Unicode.Scalar(48 + digit)
  }
}
