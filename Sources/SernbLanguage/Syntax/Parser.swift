// Parses the code of a cell: recursive descent, one statement per line, error recovery, always a tree.
//
// The language (numbers are binding strengths; a line goes on inside brackets, after an operator, and when the
// next line begins with `|>`, `and`, `or`, `then` or `else`):
//
//   statement   = name "=" expression | expression | "plot" expression
//               | "expect" expression [ "," expression ] | "use" text "(" import { "," import } ")"
//               | "fn" name "(" [ name { "," name } ] ")" "=" expression | "save" expression "to" expression
//   import      = name [ "as" name ]
//   expression  = pipe | name "=>" expression | "(" names ")" "=>" expression
//               | "if" expression "then" expression "else" expression
//   pipe        = operation { "|>" operation }                      1, from the left
//   operation   = or 2 · and 3 · not 4 · comparison, in, not in 5 (not chained) · ".." 6 · + - 7 · * / 8
//               · unary - 9 · ^ 10 (from the right)
//   postfix     = primary { "(" arguments ")" | "." name | "[" expression "]" }
//   primary     = number [ unit ] | text | true | false | missing | name | "." name | "(" expression ")"
//               | "[" list "]" | "[" expression "for" name "in" expression [ "if" expression ] "]"
//               | "{" name ":" expression { "," … } "}"
//   argument    = [ name ":" ] expression
//
// A comment extends from `#` to the end of its line. Lists, records and argument lists may end with a comma. `to` and
// `as` are contextual keywords and may be names elsewhere.

/// A recursive-descent parser over the tokens of a cell or an expression.
package struct Parser {
  /// The maximum depth of a tree; deeper nesting is reported. A level takes up to 4 KB of stack while parsing, so that
  /// a thread with 512 KB suffices.
  package static let maximumDepth = 100

  let source: SourceText
  let tokens: [Token]
  var index = 0
  /// The number of open brackets: inside them, line ends are ignored.
  var brackets = 0
  /// The nesting depth of the expressions being parsed.
  var nesting = 0
  /// The index of the current statement's first token.
  var statementStart = 0
  var problems: [Problem] = []
  /// The name of the end of the text in messages.
  var endDescription = "the end of the cell"

  /// Thrown to abandon a statement; the problem has already been added to `problems`.
  struct Unreadable: Error {}

  /// Parses the code in `span`.
  package static func parse(_ source: SourceText, in span: Span) -> (
    code: Code, problems: [Problem]
  ) {
    let (tokens, problems) = Lexer.tokens(of: source, in: span)
    var parser = Parser(source: source, tokens: tokens)
    let code = parser.code(spoiled: problems.map(\.span))
    return (code, Problem.inOrder(problems + parser.problems))
  }

  /// Parses a single expression, as in `{{ ... }}` of prose or a parameter on the command line.
  static func parseExpression(
    _ source: SourceText, in span: Span, end: String = "the end of the text"
  ) -> (expression: Expression?, problems: [Problem]) {
    let (tokens, problems) = Lexer.tokens(of: source, in: span)
    var parser = Parser(source: source, tokens: tokens)
    parser.brackets = 1
    parser.endDescription = end
    let expression = try? parser.expression()
    if expression != nil, problems.isEmpty, parser.peek().kind != .end {
      parser.problems.append(.unexpected(parser.described(parser.peek()), wanted: end))
    }
    let found = Problem.inOrder(problems + parser.problems)
    return (found.isEmpty ? expression : nil, found)
  }

  // MARK: Tokens

  /// The next token; inside brackets, line ends and comments are skipped.
  mutating func peek() -> Token {
    if brackets > 0 { skipTrivia() }
    return tokens[index]
  }

  mutating func skipTrivia() {
    while true {
      switch tokens[index].kind {
      case .newline, .comment: index += 1
      default: return
      }
    }
  }

  @discardableResult mutating func advance() -> Token {
    let token = peek()
    if token.kind != .end { index += 1 }
    return token
  }

  mutating func at(_ symbol: String) -> Bool { peek().kind == .symbol(symbol) }
  mutating func at(_ keyword: Keyword) -> Bool { peek().kind == .keyword(keyword) }

  mutating func take(_ symbol: String) -> Bool {
    guard at(symbol) else { return false }
    advance()
    return true
  }

  mutating func take(_ keyword: Keyword) -> Bool {
    guard at(keyword) else { return false }
    advance()
    return true
  }

  mutating func fail(wanted: String) -> Unreadable {
    let token = peek()
    if token.kind != .invalid { problems.append(.unexpected(described(token), wanted: wanted)) }
    return Unreadable()
  }

  mutating func expect(_ symbol: String, wanted: String? = nil) throws(Unreadable) {
    if !take(symbol) { throw fail(wanted: wanted ?? "`\(symbol)`") }
  }

  mutating func name(_ wanted: String) throws(Unreadable) -> Name {
    let token = peek()
    switch token.kind {
    case .name(let text):
      advance()
      return Name(text, token.span)
    case .keyword(let word):
      problems.append(.reservedWord(Name(word.rawValue, token.span), wanted: wanted))
      throw Unreadable()
    default: throw fail(wanted: wanted)
    }
  }

  /// Outside brackets, moves to the next line if it begins with a token that continues an expression.
  mutating func carriesOn(with kinds: [Token.Kind]) -> Bool {
    if brackets > 0 { return kinds.contains(peek().kind) }
    var ahead = index
    while tokens[ahead].kind == .newline || tokens[ahead].isComment { ahead += 1 }
    guard kinds.contains(tokens[ahead].kind) else { return false }
    index = ahead
    return true
  }

  // MARK: Statements

  /// - Parameter spoiled: spans of tokens that could not be read, in order.
  private mutating func code(spoiled: [Span]) -> Code {
    var spoiled = spoiled[...]
    var statements: [Statement] = []
    var above: [String] = []
    var lineIsBlank = false
    while true {
      switch tokens[index].kind {
      case .end:
        while above.last == "" { above.removeLast() }
        return Code(statements: statements, closing: above)
      case .newline:
        if lineIsBlank, above.last != "", !(statements.isEmpty && above.isEmpty) {
          above.append("")
        }
        lineIsBlank = true
        index += 1
      case .comment(let text):
        above.append(text)
        lineIsBlank = false
        index += 1
        if tokens[index].kind == .newline { index += 1 }
        lineIsBlank = true
      default:
        statements.append(statement(above: above, &spoiled))
        above = []
        if tokens[index].kind == .newline { index += 1 }
        lineIsBlank = true
      }
    }
  }

  private mutating func statement(above: [String], _ spoiled: inout ArraySlice<Span>) -> Statement {
    let first = index
    brackets = 0
    nesting = 0
    statementStart = first
    var kind = Statement.Kind.unreadable(intendedNames(at: first))
    do {
      let read = try statementKind()
      switch tokens[index].kind {
      case .newline, .comment, .end: kind = read
      default: throw fail(wanted: "the end of the line")
      }
    } catch { recover(from: first) }
    brackets = 0
    var last = max(first, index - 1)
    while last > first, tokens[last].kind == .newline || tokens[last].isComment { last -= 1 }
    var behind: String?
    if case .comment(let text) = tokens[index].kind {
      behind = text
      index += 1
    }
    let span = tokens[first].span.joined(with: tokens[last].span)
    // An invalid token makes the whole statement unreadable.
    while let broken = spoiled.first, broken.start < span.end {
      spoiled.removeFirst()
      if broken.end > span.start { kind = .unreadable(intendedNames(at: first)) }
    }
    return Statement(kind: kind, span: span, above: above, behind: behind)
  }

  /// The names that an unreadable statement would bind, judged by its first tokens, so that their uses are not reported
  /// too.
  private func intendedNames(at first: Int) -> [Name] {
    func name(_ index: Int) -> Name? {
      if index < tokens.count, case .name(let text) = tokens[index].kind {
        return Name(text, tokens[index].span)
      }
      return nil
    }
    switch tokens[first].kind {
    case .name where tokens[first + 1].kind == .symbol("="): return [name(first)].compactMap { $0 }
    case .keyword(.fn): return [name(first + 1)].compactMap { $0 }
    case .keyword(.use):
      var names: [Name] = []
      var ahead = first + 1
      while ahead < tokens.count, tokens[ahead].kind != .end, tokens[ahead].kind != .symbol(")") {
        if startsStatement(ahead, of: first) { break }
        if let name = name(ahead), name.text != "as" { names.append(name) }
        ahead += 1
      }
      return names
    default: return []
    }
  }

  /// Whether a token is the first of its line and not indented deeper than the current statement: then another one
  /// begins there.
  private func startsStatement(_ index: Int, of first: Int) -> Bool {
    guard index > first, tokens[index - 1].kind == .newline else { return false }
    func column(_ index: Int) -> Int {
      var start = tokens[index].span.start
      let end = start
      while start > 0, source.bytes[start - 1] == UInt8(ascii: " ") { start -= 1 }
      return end - start
    }
    switch tokens[index].kind {
    case .newline, .end: return false
    case .symbol(")"), .symbol("]"), .symbol("}"), .symbol("|>"), .keyword(.and), .keyword(.or),
      .keyword(.then), .keyword(.else):
      return false
    default: return column(index) <= column(first)
    }
  }

  /// Whether the tokens at `index` can only be the beginning of a statement.
  func looksLikeStatement(_ index: Int) -> Bool {
    switch tokens[index].kind {
    case .name: tokens[index + 1].kind == .symbol("=")
    case .keyword(let word): [.fn, .use, .save, .plot, .expect].contains(word)
    default: false
    }
  }

  /// Skips the rest of a broken statement, up to the line end before the next one. An unclosed bracket has consumed
  /// what follows it, so the search then starts again at the statement's beginning.
  private mutating func recover(from first: Int) {
    var isSure = true
    if case .unclosedBracket = problems.last { (index, isSure) = (first, false) }
    index = max(index, first + 1)
    while tokens[index].kind != .end {
      if startsStatement(index, of: first), isSure || looksLikeStatement(index) {
        index -= 1
        while index > first + 1, tokens[index - 1].kind == .newline { index -= 1 }
        return
      }
      index += 1
    }
  }

  private mutating func statementKind() throws(Unreadable) -> Statement.Kind {
    let token = peek()
    switch token.kind {
    case .keyword(.plot):
      advance()
      return .plot(try expression())
    case .keyword(.expect):
      advance()
      let claim = try expression()
      guard take(",") else { return .expect(claim, message: nil) }
      skipTrivia()
      return .expect(claim, message: try expression())
    case .keyword(.use):
      advance()
      return try use()
    case .keyword(.fn):
      advance()
      return try function()
    case .keyword(.save):
      advance()
      let value = try expression()
      guard case .name("to") = peek().kind else {
        throw fail(wanted: "`to` and the name of a file, as in `save x to \"x.csv\"`")
      }
      advance()
      return .save(value, to: try expression())
    case .name(let text) where tokens[index + 1].kind == .symbol("="):
      advance()
      advance()
      skipTrivia()
      return .binding(Name(text, token.span), try expression())
    case .keyword(let word) where tokens[index + 1].kind == .symbol("="):
      problems.append(
        .reservedWord(Name(word.rawValue, token.span), wanted: "a name for the value"))
      throw Unreadable()
    default: return .show(try expression())
    }
  }

  private mutating func use() throws(Unreadable) -> Statement.Kind {
    let path = try primary()
    guard case .text = path.kind else {
      problems.append(
        .unexpected(
          FoundSyntax("`\(source[path.span].prefix(30))`", path.span),
          wanted: "the file name of a notebook in quotes"))
      throw Unreadable()
    }
    let names = try bracketed("(", ")") { parser, _ throws(Unreadable) in
      let name = try parser.name("the name of a value in that notebook")
      guard case .name("as") = parser.peek().kind else { return Imported(name: name, alias: nil) }
      parser.advance()
      return Imported(name: name, alias: try parser.name("a name for it here"))
    }
    return .use(path: path, names)
  }

  private mutating func function() throws(Unreadable) -> Statement.Kind {
    let name = try name("a name for the function")
    let parameters = try bracketed("(", ")") { parser, _ throws(Unreadable) in
      try parser.name("the name of a parameter")
    }
    try expect("=", wanted: "`=` and what the function gives")
    skipTrivia()
    return .function(name, parameters: parameters, try expression())
  }

  // MARK: Brackets

  /// Parses `open element, element, ... close`, with comments beside the elements.
  mutating func bracketed<T>(
    _ open: String, _ close: String,
    _ element: (inout Parser, inout AttachedComments) throws(Unreadable) -> T,
    attach: (inout T, AttachedComments) -> Void = { _, _ in }
  ) throws(Unreadable) -> [T] {
    let opening = peek().span
    try expect(open, wanted: open == "(" ? "`(` and names" : nil)
    brackets += 1
    var items: [T] = []
    while true {
      var remarks = AttachedComments()
      remarks.above = commentsHere()
      if take(close) { break }
      if peek().kind == .end { throw unclosed(open, opening, close) }
      var item = try element(&self, &remarks)
      remarks.behind = commentBehind()
      let hasComma = take(",")
      if hasComma, remarks.behind == nil { remarks.behind = commentBehind() }
      attach(&item, remarks)
      items.append(item)
      if !hasComma {
        try self.close(close, of: open, opening, wanted: "`,` or `\(close)`")
        break
      }
    }
    brackets -= 1
    return items
  }

  /// Parses the closing bracket. If another statement begins, or the text ends, it was forgotten.
  mutating func close(_ close: String, of open: String, _ opening: Span, wanted: String? = nil)
    throws(Unreadable)
  {
    if take(close) { return }
    let token = peek()
    let isNextLine = index > 0 && tokens[index - 1].kind == .newline
    let isNext =
      isNextLine && looksLikeStatement(index)
      || token.kind == .symbol("=") && startsStatement(index - 1, of: statementStart)
    if token.kind == .end || isNext { throw unclosed(open, opening, close) }
    throw fail(wanted: wanted ?? "`\(close)`")
  }

  private mutating func unclosed(_ open: String, _ opening: Span, _ close: String) -> Unreadable {
    problems.append(.unclosedBracket(open, opening, wanted: close))
    return Unreadable()
  }

  /// Comments on lines of their own before the next token; they belong to the element that follows, if any.
  private mutating func commentsHere() -> [String] {
    var comments: [String] = []
    while true {
      switch tokens[index].kind {
      case .comment(let text):
        comments.append(text)
        index += 1
      case .newline: index += 1
      default: return comments
      }
    }
  }

  /// A comment after an element on the same line.
  private mutating func commentBehind() -> String? {
    guard case .comment(let text) = tokens[index].kind else { return nil }
    index += 1
    return text
  }
}

extension Parser {
  /// The description of a token in messages.
  func described(_ token: Token) -> FoundSyntax {
    let span = token.span
    return switch token.kind {
    case .end: FoundSyntax(endDescription, span)
    case .newline, .comment: FoundSyntax("the end of the line", span)
    case .text: FoundSyntax("a text", span)
    case .keyword(let word): FoundSyntax("the word `\(word.rawValue)`", span)
    default: FoundSyntax("`\(source[span].prefix(40))`", span)
    }
  }
}

extension Token {
  var isComment: Bool {
    if case .comment = kind { return true }
    return false
  }
}

/// A piece of syntax that was found where another was expected: its description for messages, and its span.
public struct FoundSyntax: Hashable, Sendable {
  package let description: String
  package let span: Span

  package init(_ description: String, _ span: Span) {
    self.description = description
    self.span = span
  }
}
