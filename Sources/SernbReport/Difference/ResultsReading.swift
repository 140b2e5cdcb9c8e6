// Reads results files of this and other versions, or explains in a sentence why it cannot.

package import Basics
package import SernbDocument

/// Why a results file or a record cannot be read.
package struct ReadingProblem: Error, Sendable, Hashable {
  /// A sentence.
  package var message: String

  package init(_ message: String) { self.message = message }
}

extension Results {
  /// Parses a results file. Unknown members are kept in entries and ignored elsewhere.
  package init(reading text: String) throws(ReadingProblem) {
    let json: JSON
    do { json = try JSON(parsing: text) } catch { throw ReadingProblem(error.message) }
    try self.init(reading: json)
  }

  /// Reads results from JSON.
  package init(reading json: JSON) throws(ReadingProblem) {
    guard case .int(let format)? = json["format"] else {
      throw ReadingProblem("The results have no `format`, so that they are none of sernb's.")
    }
    guard format == Results.format else {
      throw ReadingProblem(
        "The results have format \(format), and I read format \(Results.format) alone. "
          + "Another version of sernb wrote them.")
    }
    guard case .array(let elements)? = json["results"] else {
      throw ReadingProblem("The results have no list `results`.")
    }
    var entries: [Results.Entry] = []
    for (index, element) in elements.enumerated() {
      guard case .object(let members) = element, let cell = element["cell"]?.textValue,
        case .int(let index)? = element["index"], let kind = element["kind"]?.textValue
      else {
        throw ReadingProblem("Entry \(index + 1) of the results has no `cell`, `index` and `kind`.")
      }
      guard let known = Results.Entry.Kind(rawValue: kind) else {
        throw ReadingProblem(
          "Entry \(index + 1) of the results is a \(quoted(kind)), a kind that I do not know.")
      }
      let others = members.filter { !["cell", "index", "kind"].contains($0.name) }
      entries.append(.init(cell: cell, index: index, kind: known, members: others))
    }
    var facts: [Document.Fact] = []
    if case .object(let members)? = json["facts"] {
      facts = members.map { .init($0.name, $0.value.textValue ?? $0.value.text()) }
    }
    var origin: [JSON.Member] = []
    if case .object(let members) = json {
      origin = members.filter {
        !["format", "title", "facts", "results", "seal"].contains($0.name)
      }
    }
    self.init(title: json["title"]?.textValue ?? "", facts: facts, origin: origin, entries: entries)
  }
}

extension Results.Entry {
  subscript(name: String) -> JSON? { members.first { $0.name == name }?.value }

  /// The name or expression that was shown; empty if there is none.
  var name: String { self["name"]?.textValue ?? self["title"]?.textValue ?? "" }
}

extension JSON {
  var textValue: String? {
    if case .string(let text) = self { return text }
    return nil
  }

  var elements: [JSON]? {
    if case .array(let elements) = self { return elements }
    return nil
  }

  /// The value as a number, also one that JSON has to write as a string, such as NaN.
  var numberValue: Double? {
    switch self {
    case .int(let value): Double(value)
    case .number(let value): value
    case .string("NaN"): .nan
    case .string("Infinity"): .infinity
    case .string("-Infinity"): -.infinity
    case .string, .null, .bool, .array, .object: nil
    }
  }

  /// Whether it is a number; a string that spells one is not.
  var isNumber: Bool {
    switch self {
    case .int, .number: true
    case .null, .bool, .string, .array, .object: false
    }
  }

  var isScalar: Bool {
    switch self {
    case .null, .bool, .int, .number, .string: true
    case .array, .object: false
    }
  }
}
