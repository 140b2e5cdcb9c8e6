// The signature of a builtin: its parameters with types, units and ranges, and the rule for its result type.

/// The signature of a builtin.
public struct Signature: Sendable {
  package let name: String
  /// Names that it had before; they keep working and are shown nowhere.
  package let formerNames: [String]
  /// One sentence.
  package let summary: String
  package let family: String
  package let parameters: [Parameter]
  /// The kind of arbitrary further named arguments, as in `derive(length: .end - .start)`; nil if there are none.
  package let rest: Wanted?
  package let result: @Sendable (inout CallFacts) -> Type

  package init(
    _ name: String, formerly formerNames: [String] = [], _ summary: String, family: String,
    _ parameters: [Parameter], rest: Wanted? = nil,
    result: @escaping @Sendable (inout CallFacts) -> Type
  ) {
    self.name = name
    self.formerNames = formerNames
    self.summary = summary
    self.family = family
    self.parameters = parameters
    self.rest = rest
    self.result = result
  }

  /// The parameter of that current or former name.
  package func parameter(_ name: String) -> Parameter? {
    parameters.first { $0.name == name } ?? parameters.first { $0.formerNames.contains(name) }
  }

  /// `hpss(clip: clip, kernel: number = 31)`.
  package var line: String {
    var parts = parameters.map { parameter in
      "\(parameter.name): \(parameter.wanted.short)"
        + (parameter.defaultValue.map { " = \($0.written)" } ?? (parameter.isOptional ? "?" : ""))
    }
    if let rest { parts.append("name: \(rest.short), …") }
    return parts.isEmpty ? name : "\(name)(\(parts.joined(separator: ", ")))"
  }
}

/// A parameter of a builtin.
public struct Parameter: Sendable {
  package let name: String
  package let summary: String
  package let wanted: Wanted
  /// The value used if no argument is given.
  package let defaultValue: Constant?
  package let isOptional: Bool
  /// Whether the argument must be named; positional parameters need no name.
  package let isNamed: Bool
  package let isWhole: Bool
  /// Inclusive bounds of a number, in its base unit.
  package let range: ClosedRange<Double>?
  package let choices: [String]
  /// Names that it had before; they keep working and are shown nowhere.
  package private(set) var formerNames: [String] = []
  /// The current names of keys that a record may have under former ones.
  package private(set) var formerKeys: [String: String] = [:]

  package init(
    _ name: String, _ wanted: Wanted, _ summary: String, defaultValue: Constant? = nil,
    isOptional: Bool = false, isNamed: Bool = true, isWhole: Bool = false,
    range: ClosedRange<Double>? = nil, choices: [String] = []
  ) {
    self.name = name
    self.wanted = wanted
    self.summary = summary
    self.defaultValue = defaultValue
    self.isOptional = isOptional || defaultValue != nil
    self.isNamed = isNamed
    self.isWhole = isWhole
    self.range = range
    self.choices = choices
  }

  /// The same with names, or keys of its record, that were used before.
  package func formerly(_ names: String..., keys: [String: String] = [:]) -> Parameter {
    var parameter = self
    parameter.formerNames += names
    parameter.formerKeys.merge(keys) { $1 }
    return parameter
  }

  /// A description of the accepted values, with bounds and choices.
  package var description: String {
    var text = isWhole ? "a whole number" : wanted.description
    if let range {
      let unit = if case .value(.number(let dimension?)) = wanted { dimension.symbol } else { "" }
      let suffix = unit.isEmpty ? "" : " \(unit)"
      let low = Constant.written(range.lowerBound) + suffix
      let high = Constant.written(range.upperBound) + suffix
      text += range.upperBound == .infinity ? ", at least \(low)" : " from \(low) to \(high)"
    }
    if !choices.isEmpty { text += ": " + choices.map { "\"\($0)\"" }.joined(separator: ", ") }
    return text
  }
}

/// What a parameter accepts.
public enum Wanted: Sendable {
  case value(Type)
  case oneOf([Type])
  /// A function of a row of the first table, such as `.end - .start`, with a result of the type.
  case row(Type)
  /// A function of a group of rows, whose columns are lists: `mean(.length)`.
  case group(Type)
  /// A column of the first table: `.label`.
  case column
  /// One column or a list of them.
  case columns
  /// The path of a file that exists.
  case file
  /// The path of a folder that exists.
  case folder
  /// The path of a folder that exists, or a list of them.
  case folders
  /// The path of a folder to be created.
  case newFolder

  package var types: [Type] {
    switch self {
    case .value(let type), .row(let type), .group(let type): [type]
    case .oneOf(let types): types
    case .column, .columns: []
    case .file, .folder, .newFolder: [.text, .secret]
    case .folders: [.text, .secret, .list(.text)]
    }
  }

  package var description: String {
    switch self {
    case .value, .oneOf: types.map(\.description).joined(separator: " or ")
    case .row(.unknown): "a value made of columns, such as `.end - .start`"
    case .row(.boolean): "a condition on columns, such as `.label == \"ang\"`"
    case .row(let type): "\(type.description) made of columns"
    case .group: "a summary of columns, such as `mean(.length)`"
    case .column: "a column, such as `.label`"
    case .columns: "a column or a list of columns, such as `[.label, .speaker]`"
    case .file: "the path of a file"
    case .folder: "the path of a folder"
    case .folders: "the path of a folder, or a list of them"
    case .newFolder: "the path of a folder to make"
    }
  }

  package var short: String {
    switch self {
    case .value, .oneOf: types.map(\.short).joined(separator: " or ")
    case .row(.boolean): "condition"
    case .row: "row expression"
    case .group: "group expression"
    case .column: "column"
    case .columns: "columns"
    case .file: "file"
    case .folder, .folders, .newFolder: "folder"
    }
  }
}

/// What is known statically of an argument.
package struct ArgumentFacts: Sendable {
  package var type: Type
  package var constant: Constant?
  package let span: Span
  /// The columns that it names, for `column` and `columns`.
  package var columns: [String] = []
}

/// A call as seen by the rule for its result type.
public struct CallFacts: Sendable {
  package internal(set) var arguments: [String: ArgumentFacts] = [:]
  /// Further named arguments, in order.
  package internal(set) var rest: [(name: Name, facts: ArgumentFacts)] = []
  package let span: Span
  package let files: StaticFiles
  package var problems: [Problem] = []

  package subscript(_ name: String) -> ArgumentFacts? { arguments[name] }

  package func type(_ name: String) -> Type { arguments[name]?.type ?? .missing }

  package func text(_ name: String) -> String? {
    if case .text(let text)? = arguments[name]?.constant { return text }
    return nil
  }

  /// The schema of a table argument, if known.
  package func schema(_ name: String) -> Schema? {
    if case .table(let schema) = type(name) { return schema }
    return nil
  }
}

/// The file queries of the checker. It reads only the beginnings of files, and only those that the run may read.
public struct StaticFiles: Sendable {
  /// What is found at a path.
  public enum Kind: Sendable, Equatable {
    case file, folder, missing
    /// Outside the project and the allowed folders.
    case forbidden(String)
  }

  package let kind: @Sendable (_ path: String) -> Kind
  /// The first bytes of a file, at most the given number.
  package let head: @Sendable (_ path: String, _ count: Int) -> [UInt8]?
  /// Whether missing files are accepted, because an earlier notebook of the same run may create them.
  package let trustsMissing: Bool

  package init(
    kind: @escaping @Sendable (String) -> Kind,
    head: @escaping @Sendable (String, Int) -> [UInt8]?, trustsMissing: Bool = false
  ) {
    self.kind = kind
    self.head = head
    self.trustsMissing = trustsMissing
  }

  /// Accepts every path without reading the disk.
  package static let trusting = StaticFiles(
    kind: { _ in .missing }, head: { _, _ in nil }, trustsMissing: true)
}

/// The builtins and kinds of values that notebooks may use.
public struct Vocabulary: Sendable {
  /// By current and former names.
  package let signatures: [String: Signature]
  /// The current names, sorted.
  package let names: [String]
  package let kinds: [ObjectKind]

  package init(_ signatures: [Signature], kinds: [ObjectKind]) {
    self.signatures = Dictionary(
      signatures.map { ($0.name, $0) }
        + signatures.flatMap { signature in signature.formerNames.map { ($0, signature) } },
      uniquingKeysWith: { first, _ in first })
    names = Set(signatures.map(\.name)).sorted()
    self.kinds = kinds
  }
}
