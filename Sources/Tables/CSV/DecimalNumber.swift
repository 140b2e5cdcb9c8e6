// Decimal text to the nearest `Double`, exactly rounded and without an allocation in the usual cases.

/// The number that `bytes` spell, `nil` if they spell none: an optional `-`, digits with at most one point, an
/// optional exponent.
///
/// Unless lenient, digits do not begin with a needless 0 or `+`, and a whole number without a point is at most 2⁵³:
/// other digits are names (`007`, `20190101000000000001`), which a number would corrupt.
func decimalNumber(_ bytes: Span<UInt8>, isLenient: Bool) -> Double? {
  let count = bytes.count
  var position = 0
  guard count > 0 else { return nil }
  let isNegative = bytes[0] == 0x2D
  if isNegative || (isLenient && bytes[0] == 0x2B) { position = 1 }

  // significand · 10^exponent is the value; it wraps and is not used if there are more than 19 digits.
  var significand: UInt64 = 0
  var exponent = 0
  let wholeStart = position
  while position < count, bytes[position] &- 0x30 < 10 {
    significand = significand &* 10 &+ UInt64(bytes[position] &- 0x30)
    position += 1
  }
  let wholeLength = position - wholeStart
  if !isLenient, wholeLength > 1, bytes[wholeStart] == 0x30 { return nil }
  var isWhole = true
  var fractionLength = 0
  if position < count, bytes[position] == 0x2E {
    isWhole = false
    position += 1
    let fractionStart = position
    while position < count, bytes[position] &- 0x30 < 10 {
      significand = significand &* 10 &+ UInt64(bytes[position] &- 0x30)
      position += 1
    }
    fractionLength = position - fractionStart
    exponent = -fractionLength
  }
  if wholeLength + fractionLength == 0 { return nil }
  if position < count, bytes[position] | 0x20 == 0x65 {
    isWhole = false
    position += 1
    var isDivisor = false
    if position < count, bytes[position] == 0x2B || bytes[position] == 0x2D {
      isDivisor = bytes[position] == 0x2D
      position += 1
    }
    let start = position
    var power = 0
    while position < count, bytes[position] &- 0x30 < 10 {
      power = min(power * 10 + Int(bytes[position] &- 0x30), 1_000_000)
      position += 1
    }
    if position == start { return nil }
    exponent += isDivisor ? -power : power
  }
  if position < count { return nil }
  let isExact =
    wholeLength + fractionLength <= 19
    || significantDigits(bytes, wholeStart, wholeLength + fractionLength) <= 19
  if isWhole, !isLenient, !isExact || significand > 1 << 53 { return nil }
  if isExact, let value = scaled(significand, exponent) { return isNegative ? -value : value }
  // More digits or powers than 64 bits hold: the standard library rounds exactly, too.
  let value = bytes.withUnsafeBufferPointer { Double(String(decoding: $0, as: UTF8.self)) }
  return value.flatMap { $0.isFinite ? $0 : nil }
}

/// How many of `digits` digits from `start` on, with perhaps a point among them, are left without leading zeros.
private func significantDigits(_ bytes: Span<UInt8>, _ start: Int, _ digits: Int) -> Int {
  var zeros = 0
  for position in start..<bytes.count {
    if bytes[position] == 0x30 { zeros += 1 } else if bytes[position] != 0x2E { break }
  }
  return digits - zeros
}

/// 5⁰ ... 5²⁷, all that 64 bits hold.
private let powersOfFive: [UInt64] = (0..<27).reduce(into: [1]) { powers, _ in
  powers.append((powers.last ?? 1) * 5)
}

/// The `Double` nearest to `significand · 10^exponent`, `nil` if the exponent is beyond ±27.
private func scaled(_ significand: UInt64, _ exponent: Int) -> Double? {
  if exponent == 0 || significand == 0 { return Double(significand) }
  guard exponent.magnitude <= 27 else { return nil }
  let five = powersOfFive[Int(exponent.magnitude)]
  if exponent > 0 {
    let product = significand.multipliedFullWidth(by: five)
    if product.high == 0 { return Double(product.low) * powerOfTwo(exponent) }
    let shift = product.high.leadingZeroBitCount
    // The upper 64 bits, with a last bit that says whether anything follows: it decides ties.
    let upper = product.high << shift | (shift == 0 ? 0 : product.low >> (64 - shift))
    let sticky: UInt64 = product.low << shift == 0 ? 0 : 1
    return Double(upper | sticky) * powerOfTwo(64 - shift + exponent)
  }
  if significand <= 1 << 53, exponent >= -22 {
    // Both are exact, so that the one division rounds once.
    return Double(significand) / Double(five) * powerOfTwo(exponent)
  }
  // significand · 2^a and five · 2^b have their top bits set; the quotient of the first · 2^63 by the second then
  // has 63 or 64 bits, far more than 53, and the remainder becomes its last bit to decide ties.
  let (a, b) = (significand.leadingZeroBitCount, five.leadingZeroBitCount)
  let high = significand << a
  let (quotient, remainder) = (five << b).dividingFullWidth((high >> 1, high << 63))
  return Double(quotient | (remainder == 0 ? 0 : 1)) * powerOfTwo(b - a - 63 + exponent)
}

/// 2^exponent for an exponent of a normal number.
private func powerOfTwo(_ exponent: Int) -> Double {
  Double(bitPattern: UInt64(1023 + exponent) << 52)
}
