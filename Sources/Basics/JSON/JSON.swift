// JSON as a value whose members keep their order, and its writer, which gives the same bytes for the same value.

/// A JSON value.
///
/// Numbers that are not finite have no JSON spelling; they are written as the strings `"NaN"`, `"Infinity"` and
/// `"-Infinity"`, because `null` means a missing value here and the two must not be confused.
public enum JSON: Sendable, Hashable {
  case null
  case bool(Bool)
  case int(Int)
  case number(Double)
  case string(String)
  case array([JSON])
  case object([Member])

  /// One name and its value.
  public struct Member: Sendable, Hashable {
    package var name: String
    package var value: JSON

    package init(_ name: String, _ value: JSON) {
      self.name = name
      self.value = value
    }
  }

  /// The value of the first member called `name`; nil if there is no such member or this is not an object.
  package subscript(name: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }

  /// The element at `index`; nil outside the array, or if this is not an array.
  package subscript(index: Int) -> JSON? {
    guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
    return elements[index]
  }

  /// An object of the members that have a value, in their order.
  package static func object(present members: KeyValuePairs<String, JSON?>) -> JSON {
    .object(members.compactMap { name, value in value.map { Member(name, $0) } })
  }

  package static func numbers(_ values: [Double]) -> JSON { .array(values.map(JSON.number)) }
  package static func strings(_ values: [String]) -> JSON { .array(values.map(JSON.string)) }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByNilLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  /// Creates a string from a literal.
  public init(stringLiteral value: String) { self = .string(value) }
  /// Creates an integer from a literal.
  public init(integerLiteral value: Int) { self = .int(value) }
  /// Creates a number from a literal.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// Creates a truth value from a literal.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// Creates `null` from a literal.
  public init(nilLiteral: ()) { self = .null }
  /// Creates an array from a literal.
  public init(arrayLiteral elements: JSON...) { self = .array(elements) }
  /// Creates an object from a literal; its members keep their order.
  public init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(elements.map { Member($0.0, $0.1) })
  }
}

extension JSON {
  /// The layout of written JSON.
  public enum Layout: Sendable, Hashable {
    /// No white space.
    case compact
    /// Two spaces per level and one member per line; arrays of scalars stay on one line.
    case pretty
  }

  /// Writes the value, without a newline at the end. Doubles have the shortest digits that read back the same.
  package func text(_ layout: Layout = .compact) -> String {
    var text = ""
    write(to: &text, layout: layout, indent: 0)
    return text
  }

  private func write(to text: inout String, layout: Layout, indent: Int) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .int(let value): text += String(value)
    case .number(let value):
      if value.isFinite {
        text += value.description
      } else {
        text += value.isNaN ? "\"NaN\"" : value > 0 ? "\"Infinity\"" : "\"-Infinity\""
      }
    case .string(let value): JSON.quote(value, into: &text)
    case .array(let elements):
      let isFlat = layout == .compact || elements.allSatisfy(\.isScalar)
      JSON.list(elements, "[", "]", to: &text, isFlat: isFlat, layout, indent) { element, text in
        element.write(to: &text, layout: layout, indent: indent + 1)
      }
    case .object(let members):
      JSON.list(members, "{", "}", to: &text, isFlat: layout == .compact, layout, indent) {
        member, text in
        JSON.quote(member.name, into: &text)
        text += layout == .compact ? ":" : ": "
        member.value.write(to: &text, layout: layout, indent: indent + 1)
      }
    }
  }

  private var isScalar: Bool {
    switch self {
    case .array, .object: false
    case .null, .bool, .int, .number, .string: true
    }
  }

  private static func list<Item>(
    _ items: [Item], _ open: String, _ close: String, to text: inout String, isFlat: Bool,
    _ layout: Layout, _ indent: Int, _ write: (Item, inout String) -> Void
  ) {
    text += open
    for (index, item) in items.enumerated() {
      if index > 0 { text += isFlat && layout == .pretty ? ", " : "," }
      if !isFlat { text += "\n" + String(repeating: "  ", count: indent + 1) }
      write(item, &text)
    }
    if !isFlat, !items.isEmpty { text += "\n" + String(repeating: "  ", count: indent) }
    text += close
  }

  /// Escapes what RFC 8259 demands (quotes, backslashes, controls) and all other invisible characters (see
  /// `Printable`), so that the text can be printed safely.
  private static func quote(_ value: String, into text: inout String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where Printable.isHidden(scalar):
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16)
          text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
