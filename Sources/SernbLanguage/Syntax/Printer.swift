// Prints code in its canonical layout, which depends on the tree and the width and not on how it was typed.
//
// What fits on a line stays on it; otherwise pipes break before every `|>`, and calls, lists and records have one
// element per line, each with a comma. A statement with a comment that cannot be placed is kept as it was.

/// Prints syntax trees in canonical layout.
package enum Printer {
  package static let width = 88

  /// The canonical text of a cell's code, without a final line feed.
  ///
  /// - Parameter margin: by how many spaces the lines of the cell may be indented; these are not printed.
  package static func print(_ code: Code, of source: SourceText, margin: Int = 0) -> String {
    var lines: [String] = []
    for statement in code.statements {
      lines += statement.above
      let written = source[statement.span]
      var text = print(statement.kind)
      let count = comments(in: written)
      if count > 0, comments(in: text) != count { text = trimmedLines(written, margin) }
      if case .unreadable = statement.kind { text = trimmedLines(written, margin) }
      lines.append(text + (statement.behind.map { "  \($0)" } ?? ""))
    }
    while lines.first == "" { lines.removeFirst() }
    return (lines + code.closing).joined(separator: "\n")
  }

  private static func comments(in text: String) -> Int {
    guard text.utf8.contains(UInt8(ascii: "#")) else { return 0 }
    let source = SourceText(text, name: "")
    return Lexer.tokens(of: source, in: Span(0, source.bytes.count)).tokens.count { $0.isComment }
  }

  package static func print(_ kind: Statement.Kind) -> String {
    switch kind {
    case .binding(let name, let value): after("\(name.text) = ", value)
    case .show(let value): after("", value)
    case .plot(let value): after("plot ", value)
    case .expect(let claim, let message): expectation(after("expect ", claim), message.map(flat))
    case .use(let path, let names):
      "use \(flat(path)) ("
        + names.map { $0.name.text + ($0.alias.map { " as \($0.text)" } ?? "") }
        .joined(separator: ", ") + ")"
    case .function(let name, let parameters, let body):
      after("fn \(name.text)(\(parameters.map(\.text).joined(separator: ", "))) = ", body)
    case .save(let value, let path): after("save ", value) + " to " + flat(path)
    case .unreadable: ""
    }
  }

  private static func expectation(_ claim: String, _ message: String?) -> String {
    guard let message else { return claim }
    let column = claim.split(separator: "\n").last?.count ?? 0
    return claim + (column + message.count + 2 <= width ? ", " : ",\n  ") + message
  }

  private static func after(_ head: String, _ value: Expression) -> String {
    head + print(value, indent: 0, column: head.count)
  }

  // MARK: Layout

  /// `value` beginning at `column` of a line whose statement is indented by `indent`.
  private static func print(_ value: Expression, indent: Int, column: Int) -> String {
    if !hasRemarks(value) {
      let line = flat(value)
      if column + line.count <= width { return line }
    }
    let inner = indent + 2
    let margin = String(repeating: " ", count: indent)
    let step = String(repeating: " ", count: inner)
    func lines(_ open: String, _ close: String, _ items: [(AttachedComments, String)]) -> String {
      var text = open + "\n"
      for (remarks, item) in items {
        for comment in remarks.above { text += step + comment + "\n" }
        text += step + item + "," + (remarks.behind.map { "  \($0)" } ?? "") + "\n"
      }
      return text + margin + close
    }
    switch value.kind {
    case .pipe:
      let stages = stages(of: value)
      var text = print(stages[0], indent: indent, column: column)
      for stage in stages.dropFirst() {
        text += "\n" + step + "|> " + print(stage, indent: inner, column: inner + 3)
      }
      return text
    case .call(let callee, let arguments) where huggable(arguments):
      // A single list opens and closes with its call: `stack([` … `])`.
      let head = flat(callee) + "("
      return head + print(arguments[0].value, indent: indent, column: column + head.count) + ")"
    case .call(let callee, let arguments) where !arguments.isEmpty:
      return lines(
        flat(callee) + "(", ")",
        arguments.map {
          let name = $0.name.map { "\($0.text): " } ?? ""
          return ($0.remarks, name + print($0.value, indent: inner, column: inner + name.count + 1))
        })
    case .list(let elements) where !elements.isEmpty:
      return lines(
        "[", "]", elements.map { ($0.remarks, print($0.value, indent: inner, column: inner + 1)) })
    case .record(let fields) where !fields.isEmpty:
      return lines(
        "{", "}",
        fields.map {
          let name = key($0.name.text) + ": "
          return ($0.remarks, name + print($0.value, indent: inner, column: inner + name.count + 1))
        })
    case .parentheses(let content):
      return "(\n" + step + print(content, indent: inner, column: inner) + "\n" + margin + ")"
    case .lambda(let names, let body):
      let head = parameters(names) + " => "
      return head + print(body, indent: indent, column: column + head.count)
    case .conditional(let condition, let yes, let no):
      return "if " + print(condition, indent: inner, column: column + 3)
        + "\n" + step + "then " + print(yes, indent: inner, column: inner + 5)
        + "\n" + step + "else " + print(no, indent: inner, column: inner + 5)
    case .binary(let operation, let left, let right):
      return print(left, indent: indent, column: column) + " \(operation.rawValue)\n" + step
        + print(right, indent: inner, column: inner)
    case .comprehension(let body, let name, let list, let condition):
      return "[\n" + step + print(body, indent: inner, column: inner)
        + "\n" + step + "for \(name.text) in " + print(list, indent: inner, column: inner)
        + (condition.map { "\n" + step + "if " + print($0, indent: inner, column: inner + 3) } ?? "")
        + "\n" + margin + "]"
    default: return flat(value)
    }
  }

  /// Whether the only argument is a list or record.
  private static func huggable(_ arguments: [Argument]) -> Bool {
    guard arguments.count == 1, arguments[0].name == nil, arguments[0].remarks == AttachedComments()
    else { return false }
    switch arguments[0].value.kind {
    case .list(let elements): return !elements.isEmpty
    case .record(let fields): return !fields.isEmpty
    default: return false
    }
  }

  private static func stages(of value: Expression) -> [Expression] {
    var stages: [Expression] = []
    var rest = value
    while case .pipe(let subject, let stage) = rest.kind {
      stages.append(stage)
      rest = subject
    }
    return [rest] + stages.reversed()
  }

  private static func hasRemarks(_ value: Expression) -> Bool {
    func any(_ remarks: AttachedComments) -> Bool { remarks != AttachedComments() }
    switch value.kind {
    case .list(let elements): return elements.contains { any($0.remarks) || hasRemarks($0.value) }
    case .record(let fields): return fields.contains { any($0.remarks) || hasRemarks($0.value) }
    case .call(let callee, let arguments):
      return hasRemarks(callee) || arguments.contains { any($0.remarks) || hasRemarks($0.value) }
    default: return value.children.contains(where: hasRemarks)
    }
  }

  // MARK: One line

  /// `value` on one line.
  package static func flat(_ value: Expression) -> String {
    switch value.kind {
    case .number(let literal, _, let unit): literal + (unit.map { " \($0.word)" } ?? "")
    case .text(let text): quoted(text)
    case .boolean(let flag): flag ? "true" : "false"
    case .missing: "missing"
    case .name(let name): name
    case .column(let name): "." + (isWord(name) ? name : quoted(name))
    case .list(let elements): "[" + elements.map { flat($0.value) }.joined(separator: ", ") + "]"
    case .record(let fields):
      "{" + fields.map { "\(key($0.name.text)): \(flat($0.value))" }.joined(separator: ", ") + "}"
    case .range(let first, let last): "\(flat(first)) .. \(flat(last))"
    case .negation(let operand): "-" + flat(operand)
    case .not(let operand): "not " + flat(operand)
    case .binary(let operation, let left, let right):
      "\(flat(left)) \(operation.rawValue) \(flat(right))"
    case .call(let callee, let arguments):
      flat(callee) + "("
        + arguments.map { ($0.name.map { "\($0.text): " } ?? "") + flat($0.value) }
        .joined(separator: ", ") + ")"
    case .pipe(let subject, let stage): "\(flat(subject)) |> \(flat(stage))"
    case .member(let value, let name): "\(flat(value)).\(name.text)"
    case .index(let value, let position): "\(flat(value))[\(flat(position))]"
    case .conditional(let condition, let yes, let no):
      "if \(flat(condition)) then \(flat(yes)) else \(flat(no))"
    case .comprehension(let body, let name, let list, let condition):
      "[\(flat(body)) for \(name.text) in \(flat(list))"
        + (condition.map { " if \(flat($0))" } ?? "") + "]"
    case .lambda(let names, let body): "\(parameters(names)) => \(flat(body))"
    case .parentheses(let inner): "(\(flat(inner)))"
    case .unreadable: ""
    }
  }

  private static func parameters(_ names: [Name]) -> String {
    names.count == 1 ? names[0].text : "(" + names.map(\.text).joined(separator: ", ") + ")"
  }

  /// A field or column name, quoted unless it is a plain name.
  static func key(_ name: String) -> String { isPlainName(name) ? name : quoted(name) }

  static func isPlainName(_ name: String) -> Bool { isWord(name) && Keyword(rawValue: name) == nil }

  /// Whether it is a single token, a name or a keyword.
  private static func isWord(_ name: String) -> Bool {
    let source = SourceText(name, name: "")
    let tokens = Lexer.tokens(of: source, in: Span(0, source.bytes.count)).tokens
    guard tokens.count == 2, tokens[0].span.end == source.bytes.count else { return false }
    switch tokens[0].kind {
    case .name, .keyword: return true
    default: return false
    }
  }

  package static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// A statement as it was written, without trailing spaces and without the margin of its cell.
  private static func trimmedLines(_ text: String, _ margin: Int) -> String {
    let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    return lines.enumerated().map { index, line in
      var line = line
      while line.last?.isWhitespace == true { line.removeLast() }
      let blanks = index == 0 ? 0 : min(margin, line.prefix { $0 == " " }.count)
      return String(line.dropFirst(blanks))
    }.joined(separator: "\n")
  }
}

extension Expression {
  /// The expressions directly inside this one, in the order of the text.
  package var children: [Expression] {
    switch kind {
    case .number, .text, .boolean, .missing, .name, .column, .unreadable: []
    case .list(let elements): elements.map(\.value)
    case .record(let fields): fields.map(\.value)
    case .range(let a, let b), .binary(_, let a, let b), .pipe(let a, let b), .index(let a, let b):
      [a, b]
    case .negation(let a), .not(let a), .member(let a, _), .lambda(_, let a), .parentheses(let a):
      [a]
    case .call(let callee, let arguments): [callee] + arguments.map(\.value)
    case .conditional(let a, let b, let c): [a, b, c]
    case .comprehension(let body, _, let list, let condition):
      [body, list] + (condition.map { [$0] } ?? [])
    }
  }
}
