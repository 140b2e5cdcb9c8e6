// How far a number may differ from the committed one: a cell's option `tolerance`.
//
//  - `1e-6`: |new - old| ≤ 1e-6 · max(1, |old|): an accuracy may move by a millionth, a large number by a millionth of it.
//  - `1e-6 relative`, or a share as in `0.5 %`: |new - old| ≤ share · |old|.
//  - `0.01 absolute`: |new - old| ≤ 0.01, in the base unit of the number.

/// The tolerance within which a number equals the committed one.
public struct Tolerance: Hashable, Sendable {
  /// Relative to the old number.
  package let relative: Double
  package let absolute: Double

  package init(relative: Double = 0, absolute: Double = 0) {
    self.relative = relative
    self.absolute = absolute
  }

  /// Only the same number is accepted.
  package static let exact = Tolerance(relative: 0, absolute: 0)

  /// Parses the value of `#| tolerance:`; nil if it is malformed.
  package init?(reading text: String) {
    let words = text.split(separator: " ").map(String.init)
    guard let kind = words.last, words.count <= 3 else { return nil }
    let isNamed = kind == "relative" || kind == "absolute"
    let number = (isNamed ? words.dropLast() : words[...]).joined(separator: " ")
    guard case .number(let value, .plain)? = Constant(literal: number), value >= 0, value.isFinite
    else { return nil }
    let isShare = number.hasSuffix("%")
    if isShare, kind == "absolute" { return nil }
    self.init(
      relative: kind == "absolute" ? 0 : value, absolute: kind == "relative" || isShare ? 0 : value)
  }

  /// Whether `new` is within the tolerance of the committed `old`. NaN equals itself.
  package func accepts(_ new: Double, committed old: Double) -> Bool {
    if new == old || (new.isNaN && old.isNaN) { return true }
    guard new.isFinite, old.isFinite else { return false }
    return (new - old).magnitude <= max(absolute, relative * old.magnitude)
  }
}
