// The weighted terms of one row, as a value of the language.

import SernbDocument
import SernbLanguage
import SernbRuntime
import Tables

struct TermsValue: EngineValue {
  static let kind = ObjectKind(
    "terms", "The terms of one text with their weights, heaviest first.",
    members: [TypedName("names", .list(.text)), TypedName("weights", .list(.anyNumber))])

  let terms: [(name: String, value: Double)]

  init(_ terms: Terms, row: Int) { self.terms = terms.heaviest(row) }

  init(_ terms: [(name: String, value: Double)]) { self.terms = terms }

  func member(_ name: String) -> Value? {
    switch name {
    case "names": .list(terms.map { .text($0.name) })
    case "weights": .list(terms.map { .number($0.value) })
    default: nil
    }
  }

  /// The heaviest five, and how many more there are.
  var line: String { TermsValue.line(terms) }

  static func line(_ terms: [(name: String, value: Double)]) -> String {
    if terms.isEmpty { return "no terms" }
    let shown = terms.prefix(5).map { "\($0.name) \(NumberText.text($0.value, .fixed(2)))" }
    return shown.joined(separator: ", ") + (terms.count > 5 ? ", … \(terms.count - 5) more" : "")
  }

  func equals(_ other: any EngineValue) -> Bool {
    guard let other = other as? TermsValue else { return false }
    return terms.elementsEqual(other.terms) { $0.name == $1.name && $0.value == $1.value }
  }
}
