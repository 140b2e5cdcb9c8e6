// What stands before the cursor in code under way: whether it goes on, and what could be written there.

public enum CursorPlace {
  /// Whether code asks for another line: a bracket is open, or its last word wants something behind it.
  public static func isUnfinished(_ text: String) -> Bool {
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
