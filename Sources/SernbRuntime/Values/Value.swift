// The values of the language while a notebook runs: immutable, and safe to hand from core to core.

package import SernbLanguage

package enum Value: Sendable {
  /// A number in its base unit: seconds, hertz, decibels, or plain.
  case number(Double, Dimension)
  case text(String)
  case boolean(Bool)
  case missing
  case list(ListValue)
  case record(Record)
  indirect case range(NumberRange)
  indirect case function(FunctionValue)
  /// A value of the engine, tables included.
  indirect case object(any EngineValue)

  /// What an element of a list takes in memory, without what it refers to.
  package static let bytes = MemoryLayout<Value>.stride

  package static func number(_ value: Double) -> Value { .number(value, .plain) }
  package static func count(_ value: Int) -> Value { .number(Double(value), .plain) }
  package static func list(_ items: [Value]) -> Value { .list(ListValue(items)) }
}

/// Named values, in order.
package struct Record: Sendable {
  package let fields: [(name: String, value: Value)]
  private let levels: Int32
  /// Whether it is made of numbers, texts and the like alone. Kept: records that share their parts would be walked over
  /// as often as they are shown.
  let isPlain: Bool

  package init(_ fields: [(name: String, value: Value)]) {
    self.fields = fields
    levels = Int32(clamping: Value.depth(over: fields.lazy.map(\.value)))
    isPlain = fields.allSatisfy { $0.value.isPlain }
  }

  var depth: Int { Int(levels) }

  package subscript(_ name: String) -> Value? { fields.first { $0.name == name }?.value }
}

/// `first .. last`, both inside.
package struct NumberRange: Sendable, Equatable {
  package let first: Double
  package let last: Double
  package let dimension: Dimension

  package init(_ first: Double, _ last: Double, _ dimension: Dimension = .plain) {
    (self.first, self.last, self.dimension) = (first, last, dimension)
  }

  package func contains(_ number: Double) -> Bool { number >= first && number <= last }
}

extension Value {
  /// How deep it is nested: numbers and engine values are 0, a list of them 1, and so is a function that reads them.
  ///
  /// The evaluator lets no value pass that is deeper than `ValueSize.maximumDepth`, so that walks over a value, and its
  /// release, end well before the stack does. Engine values hold no values of the language.
  package var depth: Int {
    switch self {
    case .list(let list): list.depth
    case .record(let record): record.depth
    case .function(let function): function.depth
    // The one that holds a value, with the rows that it comes from.
    case .object(let object): (object as? TracedValue)?.value.depth ?? 0
    case .number, .text, .boolean, .missing, .range: 0
    }
  }

  /// Of a value that holds `parts`.
  static func depth(over parts: some Sequence<Value>) -> Int {
    var deepest = parts.underestimatedCount == 0 ? -1 : 0
    for part in parts { deepest = Swift.max(deepest, part.depth) }
    return deepest + 1
  }

  /// What kind of value it is, for messages.
  package var type: Type {
    switch self {
    case .number(_, let dimension): .number(dimension)
    case .text: .text
    case .boolean: .boolean
    case .missing: .missing
    case .list(let list): .list(list.elementType)
    case .record: .record(nil)
    case .range(let range): .range(range.dimension)
    case .function: .unknown
    case .object(let object): object is any TableObject ? .table(nil) : .object(object.kind)
    }
  }

  /// `a duration`, `a table`.
  package var typeDescription: String {
    if case .function = self { return "a function" }
    return type.description
  }

  package init(_ constant: Constant) {
    switch constant {
    case .number(let value, let dimension): self = .number(value, dimension)
    case .text(let text): self = .text(text)
    case .boolean(let flag): self = .boolean(flag)
    case .missing: self = .missing
    case .list(let items): self = .list(items.map { Value($0) })
    case .secret(let secret): self = .object(SecretValue(secret))
    }
  }

  /// Equality of the language: numbers by value and unit, lists and records by their parts.
  package func equals(_ other: Value) -> Bool {
    switch (self, other) {
    case (.number(let a, let x), .number(let b, let y)): a == b && x == y
    case (.text(let a), .text(let b)): a == b
    case (.boolean(let a), .boolean(let b)): a == b
    case (.missing, .missing): true
    case (.list(let a), .list(let b)): a.equals(b)
    case (.record(let a), .record(let b)):
      a.fields.count == b.fields.count
        && zip(a.fields, b.fields).allSatisfy { $0.name == $1.name && $0.value.equals($1.value) }
    case (.range(let a), .range(let b)): a == b
    case (.object(let a), .object(let b)): a.equals(b)
    default: false
    }
  }
}
