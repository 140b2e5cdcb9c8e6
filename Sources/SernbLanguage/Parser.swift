// Reads the code of a cell: recursive descent, one statement a line, every problem reported, a tree always given.
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
// A comment runs from `#` to the end of its line. Lists, records and argument lists may end with a comma.

public struct Parser {
  /// No tree is higher than this; what is nested deeper is reported and not read.
  public static let maximumDepth = 200

  let source: SourceText
  let tokens: [Token]
  var index = 0
  /// How many brackets are open here: inside, line ends mean nothing.
  var brackets = 0
  /// How many calls of `expression` are under way.
  var nesting = 0
  var attachedComments = 0
  var problems: [Problem] = []

  /// Thrown to leave a statement that cannot be read further; the problem is in `problems` by then.
  struct Unreadable: Error {}

  /// The code in `span`, and what is wrong with it.
  public static func parse(_ source: SourceText, in span: Span) -> (code: Code, problems: [Problem])
  {
    let (tokens, problems) = Lexer.tokens(of: source, in: span)
    var parser = Parser(source: source, tokens: tokens)
    parser.problems = problems
    let code = parser.code()
    return (code, parser.problems)
  }

  /// A single expression, as in `{{ ... }}` of prose or a parameter on the command line.
  public static func parseExpression(_ source: SourceText, in span: Span)
    -> (expression: Expression?, problems: [Problem])
  {
    let (tokens, problems) = Lexer.tokens(of: source, in: span)
    var parser = Parser(source: source, tokens: tokens)
    parser.problems = problems
    parser.brackets = 1
    let expression = try? parser.expression()
    if expression != nil, parser.problems.isEmpty, parser.peek().kind != .end {
      parser.problems.append(.unexpected(parser.peek().described(in: source), wanted: nil))
    }
    return (parser.problems.isEmpty ? expression : nil, parser.problems)
  }

  // MARK: Tokens

  /// The token to be read next; line ends and comments are passed over inside brackets.
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

  @discardableResult
  mutating func advance() -> Token {
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
    if token.kind != .invalid {
      problems.append(.unexpected(token.described(in: source), wanted: wanted))
    }
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

  /// Outside brackets, moves to the next line if it begins with a word that carries an expression on.
  mutating func carriesOn(with kinds: [Token.Kind]) -> Bool {
    if brackets > 0 { return kinds.contains(peek().kind) }
    var ahead = index
    while tokens[ahead].kind == .newline || tokens[ahead].isComment { ahead += 1 }
    guard kinds.contains(tokens[ahead].kind) else { return false }
    index = ahead
    return true
  }

  // MARK: Statements

  private mutating func code() -> Code {
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
        statements.append(statement(above: above))
        above = []
        if tokens[index].kind == .newline { index += 1 }
        lineIsBlank = true
      }
    }
  }

  private mutating func statement(above: [String]) -> Statement {
    let first = index
    attachedComments = 0
    brackets = 0
    nesting = 0
    let problemCount = problems.count
    var kind = Statement.Kind.unreadable
    do {
      kind = try statementKind()
      switch tokens[index].kind {
      case .newline, .comment, .end: break
      default: throw fail(wanted: "the end of the line")
      }
    } catch {
      recover()
      kind = .unreadable
    }
    brackets = 0
    // A token that could not be read makes the whole statement unreadable, but never a second problem.
    if problems.count > problemCount { kind = .unreadable }
    var last = max(first, index - 1)
    while last > first, tokens[last].kind == .newline || tokens[last].isComment { last -= 1 }
    let inner = tokens[first...last].count { $0.isComment }
    var behind: String?
    if case .comment(let text) = tokens[index].kind {
      behind = text
      index += 1
    }
    return Statement(
      kind: kind, span: tokens[first].span.joined(with: tokens[last].span), above: above,
      behind: behind, keepsLayout: inner > attachedComments)
  }

  /// Passes over the rest of a broken statement: to the next line that begins at the margin and not with a bracket.
  private mutating func recover() {
    while tokens[index].kind != .end {
      if tokens[index].kind == .newline {
        var ahead = index
        while tokens[ahead].kind == .newline { ahead += 1 }
        let next = tokens[ahead]
        if next.kind == .end { return }
        let lineStart = source.bytes[next.span.start - 1] == UInt8(ascii: "\n")
        let closes = [")", "]", "}"].contains { next.kind == .symbol($0) }
        if lineStart, !closes, next.kind != .symbol("|>") { return }
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
      return .expect(claim, message: take(",") ? try expression() : nil)
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
    default:
      return .show(try expression())
    }
  }

  private mutating func use() throws(Unreadable) -> Statement.Kind {
    let path = try primary()
    guard case .text = path.kind else {
      problems.append(.unexpected(Seen("this", path.span), wanted: "the file name of a notebook"))
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

  /// Reads `open element, element, ... close`, with comments beside the elements.
  mutating func bracketed<T>(
    _ open: String, _ close: String,
    _ element: (inout Parser, inout Remarks) throws(Unreadable) -> T,
    attach: (inout T, Remarks) -> Void = { _, _ in }
  ) throws(Unreadable) -> [T] {
    let opening = peek().span
    try expect(open)
    brackets += 1
    var items: [T] = []
    while true {
      var remarks = Remarks()
      remarks.above = commentsHere()
      if take(close) { break }
      if peek().kind == .end {
        problems.append(.unclosedBracket(open, opening, wanted: close))
        throw Unreadable()
      }
      if !remarks.above.isEmpty { attachedComments += remarks.above.count }
      var item = try element(&self, &remarks)
      remarks.behind = commentBehind()
      let hasComma = take(",")
      if hasComma, remarks.behind == nil { remarks.behind = commentBehind() }
      if remarks.behind != nil { attachedComments += 1 }
      attach(&item, remarks)
      items.append(item)
      if !hasComma {
        if take(close) { break }
        if peek().kind == .end {
          problems.append(.unclosedBracket(open, opening, wanted: close))
          throw Unreadable()
        }
        throw fail(wanted: "`,` or `\(close)`")
      }
    }
    brackets -= 1
    return items
  }

  /// Comments on lines of their own before the next token, which only count when an element follows.
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

  /// A comment behind an element on its own line.
  private mutating func commentBehind() -> String? {
    guard case .comment(let text) = tokens[index].kind else { return nil }
    index += 1
    return text
  }
}

extension Token {
  var isComment: Bool {
    if case .comment = kind { return true }
    return false
  }

  /// What a message calls this token.
  func described(in source: SourceText) -> Seen {
    switch kind {
    case .end: Seen("the end of the cell", span)
    case .newline: Seen("the end of the line", span)
    case .text: Seen("a text", span)
    case .keyword(let word): Seen("the word `\(word.rawValue)`", span)
    default: Seen("`\(source[span])`", span)
    }
  }
}

/// Something that was found, in words, and where.
public struct Seen: Hashable, Sendable {
  public let words: String
  public let span: Span

  public init(_ words: String, _ span: Span) {
    self.words = words
    self.span = span
  }
}
