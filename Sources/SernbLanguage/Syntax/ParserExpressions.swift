// The expression half of the parser: operators by precedence, calls, literals, comprehensions.

extension Parser {
  mutating func expression() throws(Unreadable) -> Expression {
    if at(.if) { return try conditional() }
    if let lambda = try lambda() { return lambda }
    return try pipe()
  }

  private mutating func pipe() throws(Unreadable) -> Expression {
    var left = try operation(above: 1)
    while carriesOn(with: [.symbol("|>")]) {
      advance()
      skipTrivia()
      let stage = try operation(above: 1)
      left = try made(.pipe(left, stage), left.span.joined(with: stage.span), left, stage)
    }
    return left
  }

  /// Enters a nested expression; each level uses stack.
  private mutating func goDeeper() throws(Unreadable) {
    if nesting >= Self.maximumDepth { throw tooDeep(peek().span) }
    nesting += 1
  }

  private mutating func tooDeep(_ span: Span) -> Unreadable {
    problems.append(.tooDeep(span))
    return Unreadable()
  }

  /// An expression one level higher than its parts; throws if that is too deep.
  private mutating func made(_ kind: Expression.Kind, _ span: Span, _ parts: Expression?...)
    throws(Unreadable) -> Expression
  {
    try made(kind, span, over: parts.compactMap { $0 })
  }

  private mutating func made(_ kind: Expression.Kind, _ span: Span, over parts: [Expression])
    throws(Unreadable) -> Expression
  {
    let depth = 1 + (parts.map(\.depth).max() ?? 0)
    if depth > Self.maximumDepth { throw tooDeep(span) }
    return Expression(kind: kind, span: span, depth: depth)
  }

  private mutating func conditional() throws(Unreadable) -> Expression {
    try goDeeper()
    defer { nesting -= 1 }
    let start = advance().span
    let condition = try expression()
    guard carriesOn(with: [.keyword(.then)]) else { throw fail(wanted: "`then`") }
    advance()
    skipTrivia()
    let yes = try expression()
    guard carriesOn(with: [.keyword(.else)]) else {
      throw fail(wanted: "`else`: an `if` always gives a value")
    }
    advance()
    skipTrivia()
    let no = try expression()
    return try made(
      .conditional(condition, then: yes, else: no), start.joined(with: no.span), condition, yes, no)
  }

  /// Parses `x => ...` or `(x, y) => ...`; nil if the next tokens are not a lambda.
  private mutating func lambda() throws(Unreadable) -> Expression? {
    let start = peek()
    var names: [Name] = []
    var ahead = index
    if case .name(let text) = start.kind {
      names = [Name(text, start.span)]
      ahead += 1
    } else if start.kind == .symbol("(") {
      func next() {
        repeat { ahead += 1 } while tokens[ahead].kind == .newline || tokens[ahead].isComment
      }
      next()
      while case .name(let text) = tokens[ahead].kind {
        names.append(Name(text, tokens[ahead].span))
        next()
        guard tokens[ahead].kind == .symbol(",") else { break }
        next()
      }
      guard tokens[ahead].kind == .symbol(")") else { return nil }
      ahead += 1
    }
    guard ahead > index, tokens[ahead].kind == .symbol("=>") else { return nil }
    try goDeeper()
    defer { nesting -= 1 }
    index = ahead + 1
    skipTrivia()
    let body = try expression()
    return try made(.lambda(names, body), start.span.joined(with: body.span), body)
  }

  // MARK: Operators

  /// Parses operators that bind tighter than `floor`.
  private mutating func operation(above floor: Int) throws(Unreadable) -> Expression {
    try goDeeper()
    defer { nesting -= 1 }
    var left = try prefix(above: floor)
    while true {
      if floor < 6, take("..") {
        skipTrivia()
        let right = try operation(above: 6)
        left = try made(.range(left, right), left.span.joined(with: right.span), left, right)
        continue
      }
      guard let (operation, length) = infix(above: floor) else { return left }
      let sign = peek().span
      for _ in 0..<length { advance() }
      skipTrivia()
      let strength = operation.precedence
      let right = try self.operation(above: operation == .power ? strength - 1 : strength)
      left = try made(
        .binary(operation, left, right), left.span.joined(with: right.span), left, right)
      if strength == Operator.less.precedence, infix(above: 4)?.0.precedence == strength {
        problems.append(.chainedComparison(sign.joined(with: peek().span)))
        throw Unreadable()
      }
    }
  }

  /// The next operator if it binds tighter than `floor`, and its number of tokens.
  private mutating func infix(above floor: Int) -> (Operator, length: Int)? {
    let kinds: [Token.Kind] = [.keyword(.and), .keyword(.or)]
    _ = peek()
    if floor < 3, tokens[index].kind == .newline || tokens[index].isComment {
      guard carriesOn(with: kinds) else { return nil }
    }
    let found: (Operator, Int)?
    switch peek().kind {
    case .symbol(let symbol): found = Operator(rawValue: symbol).map { ($0, 1) }
    case .keyword(.and): found = (.and, 1)
    case .keyword(.or): found = (.or, 1)
    case .keyword(.in): found = (.in, 1)
    case .keyword(.not) where tokens[index + 1].kind == .keyword(.in): found = (.notIn, 2)
    default: found = nil
    }
    guard let found, found.0.precedence > floor else { return nil }
    return found
  }

  private mutating func prefix(above floor: Int) throws(Unreadable) -> Expression {
    let token = peek()
    switch token.kind {
    case .symbol("-"):
      advance()
      let operand = try operation(above: 9)
      return try made(.negation(operand), token.span.joined(with: operand.span), operand)
    case .keyword(.not) where floor < 5:
      advance()
      let operand = try operation(above: 4)
      return try made(.not(operand), token.span.joined(with: operand.span), operand)
    default: return try postfix()
    }
  }

  private mutating func postfix() throws(Unreadable) -> Expression {
    var value = try primary()
    while true {
      let token = peek()
      guard case .symbol(let symbol) = token.kind else { return value }
      switch symbol {
      case "(":
        let arguments = try arguments()
        value = try made(
          .call(value, arguments), value.span.joined(with: lastSpan),
          over: [value] + arguments.map(\.value))
      case ".":
        advance()
        let name = try name("the name of a part of it")
        value = try made(.member(value, name), value.span.joined(with: name.span), value)
      case "[":
        advance()
        brackets += 1
        let position = try expression()
        try close("]", of: "[", token.span)
        brackets -= 1
        value = try made(
          .index(value, position), value.span.joined(with: lastSpan), value, position)
      default: return value
      }
    }
  }

  /// The span of the last consumed token.
  private var lastSpan: Span { tokens[max(0, index - 1)].span }

  private mutating func arguments() throws(Unreadable) -> [Argument] {
    try bracketed("(", ")") { parser, remarks throws(Unreadable) in
      let token = parser.peek()
      let isNamed =
        parser.tokens[min(parser.index + 1, parser.tokens.count - 1)].kind == .symbol(":")
      if isNamed {
        let name: Name
        switch token.kind {
        case .name(let text): name = Name(text, token.span)
        case .keyword(let word): name = Name(word.rawValue, token.span)
        default: throw parser.fail(wanted: "the name of an argument")
        }
        parser.advance()
        parser.advance()
        return Argument(name: name, value: try parser.expression(), remarks: remarks)
      }
      return Argument(name: nil, value: try parser.expression(), remarks: remarks)
    } attach: {
      $0.remarks = $1
    }
  }

  // MARK: Primaries

  mutating func primary() throws(Unreadable) -> Expression {
    let token = peek()
    func leaf(_ kind: Expression.Kind) -> Expression {
      Expression(kind: kind, span: token.span, depth: 1)
    }
    switch token.kind {
    case .number(let value, let unit):
      advance()
      var literal = source[token.span]
      if let unit {
        literal.removeLast(unit.word.count)
        while literal.last == " " { literal.removeLast() }
      }
      return leaf(.number(literal: literal, value: value, unit: unit))
    case .text(let text):
      advance()
      return leaf(.text(text))
    case .keyword(.true):
      advance()
      return leaf(.boolean(true))
    case .keyword(.false):
      advance()
      return leaf(.boolean(false))
    case .keyword(.missing):
      advance()
      return leaf(.missing)
    case .name(let text):
      advance()
      return leaf(.name(text))
    case .column(let text):
      advance()
      return leaf(.column(text))
    case .symbol("("):
      advance()
      brackets += 1
      let inner = try expression()
      try close(")", of: "(", token.span)
      brackets -= 1
      return try made(.parentheses(inner), token.span.joined(with: lastSpan), inner)
    case .symbol("["): return try list()
    case .symbol("{"): return try record()
    case .keyword(.if): return try conditional()
    case .keyword(let word) where [.fn, .use, .save, .plot, .expect].contains(word):
      problems.append(.reservedWord(Name(word.rawValue, token.span), wanted: "a value"))
      throw Unreadable()
    default: throw fail(wanted: "a value")
    }
  }

  private mutating func list() throws(Unreadable) -> Expression {
    let start = peek().span
    var comprehension: Expression.Kind?
    let elements = try bracketed("[", "]") { parser, remarks throws(Unreadable) in
      let value = try parser.expression()
      if parser.at(.for) { comprehension = try parser.comprehension(of: value) }
      return Element(value: value, remarks: remarks)
    } attach: {
      $0.remarks = $1
    }
    let span = start.joined(with: lastSpan)
    if let comprehension {
      guard elements.count == 1 else {
        problems.append(
          .unexpected(FoundSyntax("more elements", span), wanted: "nothing else beside `for`"))
        throw Unreadable()
      }
      return try made(comprehension, span, over: parts(of: comprehension))
    }
    return try made(.list(elements), span, over: elements.map(\.value))
  }

  private func parts(of kind: Expression.Kind) -> [Expression] {
    guard case .comprehension(let body, _, let list, let condition) = kind else { return [] }
    return [body, list] + (condition.map { [$0] } ?? [])
  }

  private mutating func comprehension(of body: Expression) throws(Unreadable) -> Expression.Kind {
    advance()
    let name = try name("a name for each element")
    guard take(.in) else { throw fail(wanted: "`in` and a list") }
    let list = try pipe()
    let condition = take(.if) ? try expression() : nil
    return .comprehension(body, name: name, list: list, condition: condition)
  }

  private mutating func record() throws(Unreadable) -> Expression {
    let start = peek().span
    let fields = try bracketed("{", "}") { parser, remarks throws(Unreadable) in
      let name: Name
      let token = parser.peek()
      if case .text(let text) = token.kind {
        parser.advance()
        name = Name(text, token.span)
      } else {
        name = try parser.name("the name of a field")
      }
      try parser.expect(":", wanted: "`:` and the value of `\(name.text)`")
      return Field(name: name, value: try parser.expression(), remarks: remarks)
    } attach: {
      $0.remarks = $1
    }
    return try made(.record(fields), start.joined(with: lastSpan), over: fields.map(\.value))
  }
}
