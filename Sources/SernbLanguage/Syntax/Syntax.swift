// The syntax tree of a cell's code: statements and expressions with their spans.

/// A name with its span.
public struct Name: Hashable, Sendable {
  package let text: String
  package let span: Span

  package init(_ text: String, _ span: Span) {
    self.text = text
    self.span = span
  }
}

/// An expression. `depth` is the height of its tree, at most `Parser.maximumDepth`, so that recursive walks cannot
/// overflow the stack.
public struct Expression: Hashable, Sendable {
  package let kind: Kind
  package let span: Span
  private let height: Int32
  package var depth: Int { Int(height) }

  package init(kind: Kind, span: Span, depth: Int) {
    self.kind = kind
    self.span = span
    height = Int32(clamping: depth)
  }

  /// The kinds of expressions.
  public indirect enum Kind: Hashable, Sendable {
    case number(literal: String, value: Double, unit: Unit?)
    case text(String)
    case boolean(Bool)
    case missing
    case name(String)
    /// `.label`: this row's label.
    case column(String)
    case list([Element])
    case record([Field])
    /// `first .. last`, both included.
    case range(Expression, Expression)
    case negation(Expression)
    case not(Expression)
    case binary(Operator, Expression, Expression)
    case call(Expression, [Argument])
    /// `subject |> stage`: the subject becomes the first argument of the stage.
    case pipe(Expression, Expression)
    case member(Expression, Name)
    case index(Expression, Expression)
    case conditional(Expression, then: Expression, else: Expression)
    case comprehension(Expression, name: Name, list: Expression, condition: Expression?)
    case lambda([Name], Expression)
    /// Kept as written: redundant parentheses may help the reader.
    case parentheses(Expression)
    /// Code that could not be parsed; the problem has been reported.
    case unreadable
  }
}

/// The binary operators.
public enum Operator: String, CaseIterable, Hashable, Sendable {
  case or, and
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case `in`
  case notIn = "not in"
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case power = "^"

  /// How tightly it binds; a larger number binds tighter.
  package var precedence: Int {
    switch self {
    case .or: 2
    case .and: 3
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .in, .notIn: 5
    case .add, .subtract: 7
    case .multiply, .divide: 8
    case .power: 10
    }
  }
}

/// The comments of an element of a bracketed list: on lines above it, and after it on its line.
package struct AttachedComments: Hashable, Sendable {
  package var above: [String] = []
  package var behind: String?
  package init() {}
}

/// An element of a list, with its comments.
public struct Element: Hashable, Sendable {
  package let value: Expression
  package var remarks: AttachedComments
}

/// A field of a record, with its comments.
public struct Field: Hashable, Sendable {
  package let name: Name
  package let value: Expression
  package var remarks: AttachedComments
}

/// An argument of a call, with its comments.
public struct Argument: Hashable, Sendable {
  /// nil for a positional argument.
  package let name: Name?
  package let value: Expression
  package var remarks: AttachedComments

  package init(name: Name?, value: Expression, remarks: AttachedComments = AttachedComments()) {
    self.name = name
    self.value = value
    self.remarks = remarks
  }
}

/// A name imported from another notebook, perhaps under an alias.
public struct Imported: Hashable, Sendable {
  package let name: Name
  package let alias: Name?
  package var bound: Name { alias ?? name }
}

/// A statement, with its comments. A cell and its nodes share it.
public final class Statement: Hashable, Sendable {
  package let kind: Kind
  package let span: Span
  /// Comments on the lines above and after the statement, with their `#`; blank lines above are `""`.
  package let above: [String]
  package let behind: String?

  init(kind: Kind, span: Span, above: [String], behind: String?) {
    (self.kind, self.span, self.above, self.behind) = (kind, span, above, behind)
  }

  /// Whether two statements are the same, wherever they lie in memory.
  public static func == (a: Statement, b: Statement) -> Bool {
    a === b || a.span == b.span && a.kind == b.kind && a.above == b.above && a.behind == b.behind
  }
  /// Hashes where and what it is.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(span)
    hasher.combine(kind)
  }

  /// The kinds of statements.
  public enum Kind: Hashable, Sendable {
    case binding(Name, Expression)
    case show(Expression)
    case plot(Expression)
    case expect(Expression, message: Expression?)
    case use(path: Expression, [Imported])
    case function(Name, parameters: [Name], Expression)
    case save(Expression, to: Expression)
    /// Code that could not be parsed, and the names it would bind; the problem has been reported.
    case unreadable([Name])
  }

  /// The names that the statement binds.
  package var defines: [Name] {
    switch kind {
    case .binding(let name, _), .function(let name, _, _): [name]
    case .use(_, let names): names.map(\.bound)
    case .unreadable(let names): names
    case .show, .plot, .expect, .save: []
    }
  }
}

/// The code of one cell.
package struct Code: Hashable, Sendable {
  package let statements: [Statement]
  /// Comments after the last statement.
  package let closing: [String]
}
