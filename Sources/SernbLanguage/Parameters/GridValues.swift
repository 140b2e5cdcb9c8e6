// The values in the text of a grid: separated by commas or semicolons, or a range with a step.

/// Splits text at separators outside brackets and quotes.
enum SeparatedText {
  static func parts(of text: String, at separator: Character) -> [String] {
    var parts = [""]
    var depth = 0
    var isQuoted = false
    var isEscaped = false
    for sign in text {
      if isQuoted {
        isQuoted = isEscaped || sign != "\""
        isEscaped = sign == "\\" && !isEscaped
      } else if sign == "\"" {
        isQuoted = true
      } else if sign == "[" {
        depth += 1
      } else if sign == "]" {
        depth -= 1
      } else if sign == separator, depth == 0 {
        parts.append("")
        continue
      }
      parts[parts.count - 1].append(sign)
    }
    return parts.map { $0.trimmingBlanks() }
  }
}

/// The range `first..last:step`, in decimal arithmetic so that `0.1..0.3:0.1` ends with `0.3`.
enum Steps {
  /// A decimal number as an integer and its number of decimal places, with the unit as written.
  private struct Decimal {
    let digits: Int
    let scale: Int
    let unit: String

    init?(_ text: String) {
      let number = text.prefix { "+-.0123456789".contains($0) }
      unit = String(text.dropFirst(number.count)).trimmingBlanks()
      let parts = number.split(separator: ".", omittingEmptySubsequences: false)
      guard parts.count <= 2, !number.isEmpty, parts.last?.isEmpty == false,
        let digits = Int(parts.joined())
      else { return nil }
      self.digits = digits
      scale = parts.count == 2 ? parts[1].count : 0
    }

    func scaled(to wanted: Int) -> Int? {
      var value = digits
      for _ in scale..<max(scale, wanted) {
        let (product, isTooLarge) = value.multipliedReportingOverflow(by: 10)
        if isTooLarge { return nil }
        value = product
      }
      return value
    }
  }

  /// The values from first to last; nil if the text has no step.
  static func values(of text: String, parameter: String) throws(ParameterGrid.Refusal) -> [String]?
  {
    let sides = text.components(between: ":")
    guard sides.count == 2 else { return nil }
    let ends = sides[0].splitAtDots
    guard ends.count == 2 else { return nil }
    guard let first = Decimal(ends[0]), let last = Decimal(ends[1]), let step = Decimal(sides[1]),
      first.unit == last.unit, first.unit == step.unit
    else {
      throw ParameterGrid.Refusal(
        message: "I cannot read the steps `\(text.prefix(60))` of `\(parameter)`: wanted "
          + "`100..500:100`, or with the same unit three times `5 ms..25 ms:5 ms`.")
    }
    let scale = max(first.scale, last.scale, step.scale)
    guard let low = first.scaled(to: scale), let high = last.scaled(to: scale),
      let by = step.scaled(to: scale), by > 0, low <= high,
      !high.subtractingReportingOverflow(low).overflow
    else {
      throw ParameterGrid.Refusal(
        message: "The steps `\(text.prefix(60))` of `\(parameter)` are invalid: they go up from "
          + "the first number by a number above zero.")
    }
    let count = (high - low) / by + 1
    guard count <= ParameterGrid.maximumPoints else {
      throw ParameterGrid.Refusal(
        message: "`\(parameter)` has \(count) values; a grid has at most "
          + "\(ParameterGrid.maximumPoints) points.")
    }
    return (0..<count).map { index in
      written(low + index * by, scale) + (first.unit.isEmpty ? "" : " \(first.unit)")
    }
  }

  private static func written(_ value: Int, _ scale: Int) -> String {
    var digits = String(value.magnitude)
    while digits.count <= scale { digits = "0" + digits }
    var whole = String(digits.dropLast(scale))
    var fraction = String(digits.suffix(scale))
    while fraction.last == "0" { fraction.removeLast() }
    if value < 0 { whole = "-" + whole }
    return fraction.isEmpty ? whole : "\(whole).\(fraction)"
  }
}

extension String {
  /// The two sides of its only `..`.
  fileprivate var splitAtDots: [String] {
    guard let dots = firstRange(of: "..") else { return [self] }
    let sides = [String(self[..<dots.lowerBound]), String(self[dots.upperBound...])]
    return sides.map { $0.trimmingBlanks() }
  }
}
