// Constants: literals, parameters, and values derived from them before anything runs.

/// A value that is known statically.
public indirect enum Constant: Hashable, Sendable {
  case number(Double, Dimension)
  case text(String)
  case boolean(Bool)
  case missing
  case list([Constant])
  /// A secret parameter's value.
  case secret(Secret)

  package var type: Type {
    switch self {
    case .number(_, let dimension): .number(dimension)
    case .text: .text
    case .boolean: .boolean
    case .missing: .missing
    case .list(let items): .list(items.first.map(\.type) ?? .unknown)
    case .secret: .secret
    }
  }

  package var isWhole: Bool {
    if case .number(let value, .plain) = self { return value == value.rounded() }
    return false
  }

  /// As it would be written in a notebook.
  package var written: String {
    switch self {
    case .number(let value, let dimension):
      Constant.written(value) + (dimension == .plain ? "" : " \(dimension.symbol)")
    case .text(let text): Printer.quoted(text)
    case .boolean(let flag): flag ? "true" : "false"
    case .missing: "missing"
    case .list(let items): "[" + items.map(\.written).joined(separator: ", ") + "]"
    case .secret: Secret.shown
    }
  }

  package static func written(_ value: Double) -> String {
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// Parses a value of front matter or `-p name=`: a number with a unit, `true`, `false`, a list, otherwise a text.
  package init(reading text: String) {
    let text = text.trimmingBlanks()
    if let value = Constant(literal: text) { self = value } else { self = .text(text) }
  }

  /// A literal of the language without names in it, or nil.
  init?(literal text: String) {
    let source = SourceText(text, name: "")
    let (expression, problems) = Parser.parseExpression(source, in: Span(0, source.bytes.count))
    guard let expression, problems.isEmpty else { return nil }
    self.init(expression)
  }

  init?(_ expression: Expression) {
    switch expression.kind {
    case .number(_, let value, let unit): self = .number(value, unit?.dimension ?? .plain)
    case .text(let text): self = .text(text)
    case .boolean(let flag): self = .boolean(flag)
    case .missing: self = .missing
    case .negation(let operand):
      guard case .number(let value, let dimension)? = Constant(operand) else { return nil }
      self = .number(-value, dimension)
    case .parentheses(let inner): self.init(inner)
    case .list(let elements):
      let items = elements.compactMap { Constant($0.value) }
      guard items.count == elements.count else { return nil }
      self = .list(items)
    default: return nil
    }
  }
}
