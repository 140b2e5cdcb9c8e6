// The context of the cursor in incomplete code: what can be completed there, and whether the code continues.

/// The syntactic context at the end of a text that is being typed.
package struct CompletionContext: Sendable, Equatable {
  /// What can be completed at the cursor.
  package enum Wanted: Sendable, Equatable {
    /// A name of the notebook, a builtin, or a keyword.
    case name
    /// `.la`: a column of the table in question.
    case column
    /// `value.la`: a member of the expression `of`.
    case member(of: String)
    /// Inside quotes.
    case text
    case nothing
  }

  /// A call whose brackets are open.
  package struct OpenCall: Sendable, Equatable {
    package let callee: String
    /// The code of its subject: the value piped into it, or its first argument.
    package let subject: String?
    /// The arguments that are already named.
    package let given: [String]
  }

  package private(set) var wanted = Wanted.name
  /// The UTF-8 offset of the word being typed, and its text so far.
  package private(set) var start: Int
  package private(set) var word = ""
  /// The calls around the cursor, the innermost first.
  package private(set) var calls: [OpenCall] = []
  /// Whether an argument begins here, so that its name can be completed.
  package private(set) var isArgumentStart = false
  /// The named argument whose value is being typed.
  package private(set) var argument: String?
  /// Whether the innermost bracket is that of a call.
  private var isDirectlyInCall = false

  /// - Parameter text: the text before the cursor.
  package init(behind text: String) {
    let source = SourceText(text, name: "")
    let end = source.bytes.count
    start = end
    let (all, problems) = Lexer.tokens(of: source, in: Span(0, end))
    var tokens = all.filter { $0.kind != .end }
    for case .unclosedText(let span) in problems {
      wanted = .text
      start = span.start + 1
      word = source[Span(start, end)]
      tokens.removeAll { $0.span.start >= span.start }
    }
    if wanted != .text { readWord(&tokens, source) }
    tokens = tokens.filter { token in
      if case .comment = token.kind { false } else { true }
    }
    if case .comment? = all.dropLast().last?.kind, wanted != .text { wanted = .nothing }
    readCalls(tokens, source)
    readArgument(tokens)
  }

  // MARK: The word being typed

  private mutating func readWord(_ tokens: inout [Token], _ source: SourceText) {
    guard let last = tokens.last, last.span.end == source.bytes.count else { return }
    switch last.kind {
    case .name(let name): take(name, last, &tokens)
    case .keyword(let keyword): take(keyword.rawValue, last, &tokens)
    case .column(let name):
      tokens.removeLast()
      (wanted, word, start) = (.column, name, last.span.start + 1)
      return
    case .symbol("."):
      tokens.removeLast()
      let isMember = tokens.last.map { Self.endsOperand($0) && $0.span.end == last.span.start }
      wanted = isMember == true ? .member(of: Self.operand(tokens, source)) : .column
      return
    case .number, .text: wanted = .nothing
    default: return
    }
    guard wanted == .name, case .symbol(".")? = tokens.last?.kind, tokens.last?.span.end == start
    else { return }
    tokens.removeLast()
    wanted = .member(of: Self.operand(tokens, source))
  }

  private mutating func take(_ text: String, _ token: Token, _ tokens: inout [Token]) {
    tokens.removeLast()
    (word, start) = (text, token.span.start)
  }

  private static func endsOperand(_ token: Token) -> Bool {
    switch token.kind {
    case .name, .number, .text, .column, .symbol(")"), .symbol("]"), .symbol("}"): true
    default: false
    }
  }

  /// The code of the operand at the end: a name or bracket with the names, dots and brackets before it.
  private static func operand(_ tokens: [Token], _ source: SourceText) -> String {
    guard let last = tokens.last else { return "" }
    var index = tokens.count - 1
    var depth = 0
    while index >= 0 {
      switch tokens[index].kind {
      case .symbol(")"), .symbol("]"), .symbol("}"): depth += 1
      case .symbol("("), .symbol("["), .symbol("{"): depth -= 1
      default: break
      }
      if depth < 0 { break }
      let isJoined =
        index > 0 && tokens[index - 1].span.end == tokens[index].span.start
        && (endsOperand(tokens[index - 1]) || tokens[index - 1].kind == .symbol("."))
      if depth == 0, !isJoined { break }
      index -= 1
    }
    return source[Span(tokens[max(0, index)].span.start, last.span.end)]
  }

  // MARK: Calls around the cursor

  private mutating func readCalls(_ tokens: [Token], _ source: SourceText) {
    var open: [Int] = []
    for (index, token) in tokens.enumerated() {
      switch token.kind {
      case .symbol("("), .symbol("["), .symbol("{"): open.append(index)
      case .symbol(")"), .symbol("]"), .symbol("}"): _ = open.popLast()
      default: break
      }
    }
    for index in open.reversed() where tokens[index].kind == .symbol("(") {
      guard index > 0, case .name(let callee) = tokens[index - 1].kind else { continue }
      isDirectlyInCall = isDirectlyInCall || index == open.last
      calls.append(
        OpenCall(
          callee: callee, subject: Self.subject(ofCallAt: index, tokens, source),
          given: Self.givenNames(behind: index, tokens)))
    }
  }

  private static func subject(ofCallAt bracket: Int, _ tokens: [Token], _ source: SourceText)
    -> String?
  {
    var before = bracket - 2
    while before >= 0, tokens[before].kind == .newline { before -= 1 }
    if before > 0, tokens[before].kind == .symbol("|>") {
      let first = pipeStart(before, tokens)
      guard first < before else { return nil }
      return source[Span(tokens[first].span.start, tokens[before].span.start)]
    }
    // The first argument, once it is complete.
    var depth = 0
    for index in (bracket + 1)..<max(bracket + 1, tokens.count) {
      switch tokens[index].kind {
      case .symbol("("), .symbol("["), .symbol("{"): depth += 1
      case .symbol(")"), .symbol("]"), .symbol("}"): depth -= 1
      case .symbol(":") where depth == 0: return nil
      case .symbol(",") where depth == 0:
        return source[Span(tokens[bracket].span.end, tokens[index].span.start)]
      default: break
      }
    }
    return nil
  }

  /// The first token of the pipe that contains the `|>` at `index`.
  private static func pipeStart(_ index: Int, _ tokens: [Token]) -> Int {
    var first = index
    var depth = 0
    while first > 0 {
      let token = tokens[first - 1]
      switch token.kind {
      case .symbol(")"), .symbol("]"), .symbol("}"): depth += 1
      case .symbol("("), .symbol("["), .symbol("{"):
        depth -= 1
        if depth < 0 { return first }
      case .symbol("="), .symbol(","), .symbol(":"), .symbol("=>"), .keyword:
        if depth == 0 { return first }
      case .newline where depth == 0 && tokens[first].kind != .symbol("|>"): return first
      default: break
      }
      first -= 1
    }
    return first
  }

  private static func givenNames(behind bracket: Int, _ tokens: [Token]) -> [String] {
    var names: [String] = []
    var depth = 0
    for index in (bracket + 1)..<max(bracket + 1, tokens.count) {
      switch tokens[index].kind {
      case .symbol("("), .symbol("["), .symbol("{"): depth += 1
      case .symbol(")"), .symbol("]"), .symbol("}"): depth -= 1
      case .symbol(":") where depth == 0:
        if case .name(let name) = tokens[index - 1].kind { names.append(name) }
      default: break
      }
    }
    return names
  }

  private mutating func readArgument(_ tokens: [Token]) {
    let tokens = tokens.filter { $0.kind != .newline }
    guard isDirectlyInCall, let last = tokens.last else { return }
    switch last.kind {
    case .symbol("("), .symbol(","): isArgumentStart = true
    case .symbol(":"): if case .name(let name)? = tokens.dropLast().last?.kind { argument = name }
    default: break
    }
  }
}

extension CompletionContext {
  /// Whether code continues on another line: a bracket is open, or its last token needs an operand.
  package static func isUnfinished(_ text: String) -> Bool {
    let source = SourceText(text, name: "")
    let (tokens, problems) = Lexer.tokens(of: source, in: Span(0, source.bytes.count))
    guard problems.isEmpty else { return false }
    var open = 0
    var last: Token.Kind?
    for token in tokens {
      switch token.kind {
      case .newline, .comment, .end: continue
      case .symbol("("), .symbol("["), .symbol("{"): open += 1
      case .symbol(")"), .symbol("]"), .symbol("}"): open -= 1
      default: break
      }
      last = token.kind
    }
    if open > 0 { return true }
    switch last {
    case .symbol(let sign): return ![")", "]", "}"].contains(sign)
    case .keyword(let word): return ![.true, .false, .missing].contains(word)
    default: return false
    }
  }
}
