// The only number formatter: every number that a reader sees is formatted here.
//
// It rounds the exact value of the double, half to even, as C's `%.2f` and Python's `format` do, independent of machine
// and locale.

import Basics

/// The format of a number.
public enum NumberFormat: Sendable, Hashable {
  /// That many significant digits, without trailing zeros; digits before the point are never dropped.
  case significant(Int)
  /// That many digits after the point.
  case fixed(Int)
  /// A fraction as a percentage: 0.5 is `50.0%` with one digit.
  case percent(Int)
  /// That many digits after the point, with thousands separators.
  case grouped(Int)
  /// The shortest text that reads back as the same double.
  case exact

  package static let `default` = NumberFormat.significant(6)
}

/// A name space for the printer.
package enum NumberText {
  /// Writes `value` in `format`.
  ///
  ///     NumberText.text(0.1 + 0.2)                 // "0.3"
  ///     NumberText.text(1234567.891)               // "1234568"
  ///     NumberText.text(2.675, .fixed(2))          // "2.67", for the double is 2.67499…
  ///     NumberText.text(0.6549, .percent(1))       // "65.5%"
  ///
  /// NaN is `NaN`, the infinities are `Infinity` and `-Infinity`, and zero has no sign. Outside 1e-5 ..< 1e15 a number
  /// with significant digits is written with an exponent: `1.5e-7`, `1e20`.
  package static func text(_ value: Double, _ format: NumberFormat = .default) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
    switch format {
    case .significant(let digits): return significant(value, digits: max(1, digits))
    case .fixed(let places): return fixed(ExactDecimal(value), places: places)
    case .grouped(let places): return fixed(ExactDecimal(value), places: places, separator: ",")
    case .percent(let places):
      var decimal = ExactDecimal(value)
      if !decimal.digits.isEmpty { decimal.point += 2 }
      return fixed(decimal, places: places) + "%"
    case .exact: return value == 0 ? "0" : wholeOrShortest(value)
    }
  }

  /// Writes a count with thousands separators: `9,800`.
  package static func count(_ value: Int) -> String { grouped(value) }

  /// Writes a quantity with an SI prefix: 0.025 s is `25 ms`, 44100 Hz is `44.1 kHz`.
  package static func quantity(_ value: Double, unit: String, digits: Int = 4) -> String {
    guard value.isFinite, value != 0 else { return join(text(value), unit) }
    var rounded = ExactDecimal(value)
    rounded.round(significant: max(1, digits))
    // The prefix is chosen after rounding, so that 999.96 Hz with four digits is 1 kHz and not 1000 Hz.
    let thousands = ((rounded.point - 1) - ((rounded.point - 1) % 3 + 3) % 3) / 3
    let index = min(max(thousands + 4, 0), prefixes.count - 1)
    rounded.point -= 3 * (index - 4)
    let places = max(0, rounded.digits.count - rounded.point)
    let number = (rounded.isNegative ? "-" : "") + rounded.plain(places: places)
    return join(number, prefixes[index] + unit)
  }

  private static let prefixes = ["p", "n", "µ", "m", "", "k", "M", "G", "T"]

  private static func join(_ number: String, _ unit: String) -> String {
    unit.isEmpty ? number : "\(number) \(unit)"
  }

  private static func wholeOrShortest(_ value: Double) -> String {
    let shortest = value.description
    return shortest.hasSuffix(".0") ? String(shortest.dropLast(2)) : shortest
  }

  private static func fixed(
    _ decimal: ExactDecimal, places: Int, separator: String = ""
  ) -> String {
    let places = min(max(places, 0), 30)
    var rounded = decimal
    rounded.round(places: places)
    let sign = rounded.isNegative && !rounded.digits.isEmpty ? "-" : ""
    return sign + rounded.plain(places: places, separator: separator)
  }

  private static func significant(_ value: Double, digits: Int) -> String {
    let exact = ExactDecimal(value)
    var rounded = exact
    rounded.round(significant: max(digits, exact.point))
    guard !rounded.digits.isEmpty else { return "0" }
    let sign = rounded.isNegative ? "-" : ""
    if rounded.point >= -4 && rounded.point <= 15 {
      let places = max(0, rounded.digits.count - rounded.point)
      return sign + rounded.plain(places: places)
    }
    rounded = exact
    rounded.round(significant: digits)
    let exponent = rounded.point - 1
    rounded.point = 1
    return sign + rounded.plain(places: rounded.digits.count - 1) + "e\(exponent)"
  }
}
