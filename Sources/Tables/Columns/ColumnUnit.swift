// The unit of a numeric column: whole powers of the second and of the decibel, which is all that speech tables need.

/// A unit as exponents, so that a quotient of seconds is plain and one over seconds is hertz.
///
///     ColumnUnit.seconds.symbol            // "s"
///     ColumnUnit.plain.divided(by: .seconds) == .hertz
package struct ColumnUnit: Sendable, Hashable {
  /// The power of the second.
  package var seconds: Int
  /// The power of the decibel.
  package var decibels: Int

  /// The unit with these powers.
  package init(seconds: Int = 0, decibels: Int = 0) {
    self.seconds = seconds
    self.decibels = decibels
  }

  /// The unit of plain numbers.
  package static let plain = ColumnUnit()
  /// Seconds.
  package static let seconds = ColumnUnit(seconds: 1)
  /// Hertz, one over seconds.
  package static let hertz = ColumnUnit(seconds: -1)
  /// Decibels.
  package static let decibels = ColumnUnit(decibels: 1)

  /// `s`, `Hz`, `dB`, nothing for a plain number, else the powers written out (`s^2`, `dB Hz`).
  package var symbol: String {
    func power(_ base: String, _ exponent: Int) -> String? {
      if exponent == 0 { return nil }
      return exponent == 1 ? base : "\(base)^\(exponent)"
    }
    let time = seconds < 0 ? power("Hz", 0 &- seconds) : power("s", seconds)
    return [power("dB", decibels), time].compactMap { $0 }.joined(separator: " ")
  }
}
