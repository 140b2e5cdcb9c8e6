// Static types of values. Checking is gradual: `unknown` fits everywhere.

/// The static type of a value.
public indirect enum Type: Hashable, Sendable {
  /// Nothing is known, or a problem has already been reported; every use is allowed.
  case unknown
  /// nil: a number of some dimension.
  case number(Dimension?)
  case text, boolean, missing
  case list(Type)
  /// `first .. last`.
  case range(Dimension?)
  /// nil: fields that are only known at run time.
  case record([TypedName]?)
  /// nil: columns that are only known at run time.
  case table(Schema?)
  /// A value of the engine: a clip, a figure, a fitted model.
  case object(ObjectKind)
  case function(FunctionType)

  package static let count = Type.number(.plain)
  package static let anyNumber = Type.number(nil)
  package static let anyTable = Type.table(nil)
}

/// A name and its type, as of a column or field.
public struct TypedName: Hashable, Sendable {
  package let name: String
  package let type: Type
  package init(_ name: String, _ type: Type) {
    self.name = name
    self.type = type
  }
}

/// The columns of a table, in order.
public struct Schema: Hashable, Sendable {
  package var columns: [TypedName]

  package init(_ columns: [TypedName]) { self.columns = columns }

  package init(_ columns: KeyValuePairs<String, Type>) {
    self.columns = columns.map { TypedName($0.key, $0.value) }
  }

  package var names: [String] { columns.map(\.name) }

  package func type(of column: String) -> Type? { columns.first { $0.name == column }?.type }

  package func setting(_ column: String, to type: Type) -> Schema {
    var result = self
    if let index = columns.firstIndex(where: { $0.name == column }) {
      result.columns[index] = TypedName(column, type)
    } else {
      result.columns.append(TypedName(column, type))
    }
    return result
  }
}

/// A kind of engine value, identified by its name.
public struct ObjectKind: Hashable, Sendable {
  /// The name in messages: `clip`, `fitted model`.
  package let name: String
  package let summary: String
  /// The types of its members, `value.name`.
  package let members: [TypedName]
  /// The dimension of the range in `value[first .. last]`; nil if it cannot be sliced.
  package let cutBy: Dimension?
  /// The file extensions it can be saved with.
  package let endings: [String]

  package init(
    _ name: String, _ summary: String, members: [TypedName] = [], cutBy: Dimension? = nil,
    endings: [String] = []
  ) {
    self.name = name
    self.summary = summary
    self.members = members
    self.cutBy = cutBy
    self.endings = endings
  }

  /// Whether two kinds have the same name.
  public static func == (a: ObjectKind, b: ObjectKind) -> Bool { a.name == b.name }
  /// Hashes the name.
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// A function written in a notebook. It is compared by identity; its body is checked again for the argument types of
/// each call.
public final class FunctionType: Hashable, Sendable {
  package let name: String?
  package let parameters: [Name]
  let body: Expression
  /// The bindings that its body refers to.
  let scope: Scope
  let row: RowContext?
  /// The notebook it is written in.
  let source: SourceText
  /// The nesting depth of functions in its scope, including itself.
  let depth: Int

  init(
    name: String?, parameters: [Name], body: Expression, scope: Scope, row: RowContext?,
    source: SourceText
  ) {
    self.name = name
    self.parameters = parameters
    self.body = body
    self.scope = scope
    self.row = row
    self.source = source
    let known = scope.locals.values.map(\.type) + scope.bindings.values.map(\.type)
    depth = 1 + (known.map(\.depth).max() ?? 0)
  }

  /// Whether two references are to the same function.
  public static func == (a: FunctionType, b: FunctionType) -> Bool { a === b }
  /// Hashes the identity.
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

extension Type {
  /// The nesting depth of the type.
  var depth: Int {
    switch self {
    case .list(let element): 1 + element.depth
    case .record(let fields?): 1 + (fields.map(\.type.depth).max() ?? 0)
    case .table(let schema?): 1 + (schema.columns.map(\.type.depth).max() ?? 0)
    case .function(let function): function.depth
    default: 0
    }
  }

  /// Subtracts the number of its parts from `budget` until that is used up.
  private func spend(_ budget: inout Int) {
    budget -= 1
    guard budget > 0 else { return }
    switch self {
    case .list(let element): element.spend(&budget)
    case .record(let fields?): for field in fields where budget > 0 { field.type.spend(&budget) }
    case .table(let schema?):
      for column in schema.columns where budget > 0 { column.type.spend(&budget) }
    default: break
    }
  }

  /// The type itself, or `unknown` if it is too large to walk: a record of two records of two records doubles with each
  /// line of a notebook.
  var bounded: Type {
    var budget = 2000
    spend(&budget)
    return budget > 0 && depth <= 60 ? self : .unknown
  }
}

extension Type {
  /// Whether a value of this type is accepted where `wanted` is expected.
  package func fits(_ wanted: Type) -> Bool {
    switch (self, wanted) {
    case (.unknown, _), (_, .unknown): true
    case (.number(let a), .number(let b)), (.range(let a), .range(let b)):
      a == nil || b == nil || a == b
    case (.list(let a), .list(let b)): a.fits(b)
    case (.record(let a), .record(let b)):
      a == nil || b == nil
        || b?.allSatisfy { field in
          a?.contains { $0.name == field.name && $0.type.fits(field.type) } == true
        } == true
    case (.table, .table): true
    case (.object(let a), .object(let b)): a == b
    case (.function, .function): true
    default: self == wanted
    }
  }

  /// The common type of values of two types.
  func joined(with other: Type) -> Type {
    switch (self, other) {
    case _ where self == other: self
    case (.missing, _): other
    case (_, .missing): self
    case (.number, .number): .number(nil)
    case (.list(let a), .list(let b)): .list(a.joined(with: b))
    case (.table, .table): .table(nil)
    case (.range, .range): .range(nil)
    case (.record, .record): .record(nil)
    default: .unknown
    }
  }

  /// With its article, for messages: `a duration`, `a list of texts`.
  package var description: String {
    switch self {
    case .unknown: "a value"
    case .number(nil): "a number"
    case .number(let dimension?): dimension.description
    case .text: "a text"
    case .boolean: "true or false"
    case .missing: "a missing value"
    case .list(.unknown): "a list"
    case .list(let element): "a list of \(element.plural)"
    case .range(let dimension?) where dimension != .plain: "a range in \(dimension.symbol)"
    case .range: "a range"
    case .record: "a record"
    case .table: "a table"
    case .object(let kind): ("aeiou".contains(kind.name.first ?? "x") ? "an " : "a ") + kind.name
    case .function: "a function"
    }
  }

  private var plural: String {
    switch self {
    case .boolean: "true or false"
    case .number(let dimension?) where dimension != .plain: "numbers in \(dimension.symbol)"
    case .object(let kind): kind.name.hasSuffix("s") ? kind.name : kind.name + "s"
    case .list(.unknown): "lists"
    case .list(let element): "lists of \(element.plural)"
    case .number: "numbers"
    case .unknown: "values"
    case .missing: "missing values"
    default: String(description.drop { $0 != " " }.dropFirst()) + "s"
    }
  }

  /// A short form for signatures: `duration`, `list of text`, `table(label, n)`.
  package var short: String {
    switch self {
    case .unknown: "any"
    case .number(nil): "number"
    case .number(.plain?): "number"
    case .number(let dimension?): dimension.description.replacing("a ", with: "")
    case .boolean: "true/false"
    case .list(.unknown): "list"
    case .list(let element): "list of \(element.short)"
    case .table(let schema?): "table(\(schema.names.joined(separator: ", ")))"
    default: String(description.drop { $0 != " " }.dropFirst())
    }
  }
}

extension ObjectKind {
  /// Markdown text, the only kind of value that is not escaped on the page.
  package static let markdown = ObjectKind(
    "markdown", "Text whose marks act on the page: emphasis, links, lists, tables, HTML.",
    endings: ["md"])
}
