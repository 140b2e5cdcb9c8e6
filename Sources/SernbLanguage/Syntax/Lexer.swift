// Splits the code of a cell into tokens. It never fails: unreadable text becomes an `invalid` token and a problem.

struct Token: Hashable {
  enum Kind: Hashable {
    case number(Double, unit: Unit?)
    case text(String)
    case name(String)
    /// `.label` without an expression before the dot.
    case column(String)
    case keyword(Keyword)
    case symbol(String)
    case newline
    case comment(String)
    case invalid
    case end
  }

  let kind: Kind
  let span: Span
}

enum Keyword: String, CaseIterable {
  case `if`, then, `else`, `for`, `in`, and, or, not, `true`, `false`, missing
  case fn, use, save, plot, expect
}

/// The keywords, which cannot be names.
public let reservedWords = Keyword.allCases.map(\.rawValue).sorted()

struct Lexer {
  let source: SourceText
  let bytes: [UInt8]
  var offset: Int
  let end: Int
  var tokens: [Token] = []
  var problems: [Problem] = []

  static func tokens(of source: SourceText, in span: Span) -> (tokens: [Token], problems: [Problem])
  {
    var lexer = Lexer(
      source: source, bytes: source.bytes, offset: span.start,
      end: min(span.end, source.bytes.count))
    while lexer.offset < lexer.end { lexer.next() }
    lexer.add(.end, from: lexer.offset)
    return (lexer.tokens, lexer.problems)
  }

  private func byte(_ ahead: Int = 0) -> UInt8 { offset + ahead < end ? bytes[offset + ahead] : 0 }

  private mutating func add(_ kind: Token.Kind, from start: Int) {
    tokens.append(Token(kind: kind, span: Span(start, offset)))
  }

  private mutating func next() {
    let start = offset
    let first = byte()
    switch first {
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): offset += 1
    case UInt8(ascii: "\n"):
      offset += 1
      add(.newline, from: start)
    case UInt8(ascii: "#"):
      while offset < end, bytes[offset] != 0x0A { offset += 1 }
      var text = source[Span(start, offset)]
      while text.last?.isWhitespace == true { text.removeLast() }
      add(.comment(text), from: start)
    case UInt8(ascii: "\""): readText()
    case UInt8(ascii: "0")...UInt8(ascii: "9"): readNumber()
    case UInt8(ascii: "."):
      if byte(1) == UInt8(ascii: ".") {
        offset += 2
        add(.symbol(".."), from: start)
      } else if isNameStart(byte(1)), !followsOperand {
        offset += 1
        add(.column(readWord()), from: start)
      } else if byte(1) == UInt8(ascii: "\""), !followsOperand {
        // `."a column with blanks"`
        offset += 1
        readText()
        if case .text(let column)? = tokens.popLast()?.kind { add(.column(column), from: start) }
      } else {
        offset += 1
        add(.symbol("."), from: start)
      }
    case _ where isNameStart(first):
      let word = readWord()
      add(Keyword(rawValue: word).map(Token.Kind.keyword) ?? .name(word), from: start)
    default: readSymbol()
    }
  }

  /// Whether the previous token ends an operand right here, so that a dot is a member access.
  private var followsOperand: Bool {
    guard let last = tokens.last, last.span.end == offset else { return false }
    switch last.kind {
    case .number, .text, .name, .column: return true
    case .symbol(let symbol): return [")", "]", "}"].contains(symbol)
    case .keyword, .newline, .comment, .invalid, .end: return false
    }
  }

  private func isNameStart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "_"):
      true
    // Letters of any alphabet are allowed in names: columns are not always English.
    default: byte >= 0x80 && startsLetter
    }
  }

  /// Whether the scalar at `offset` (or just behind a dot there) is a letter.
  private var startsLetter: Bool {
    let at = byte() == UInt8(ascii: ".") ? offset + 1 : offset
    let text = String(decoding: bytes[at..<min(end, at + 4)], as: UTF8.self)
    return text.unicodeScalars.first?.properties.isAlphabetic == true
  }

  private mutating func readWord() -> String {
    let start = offset
    while offset < end {
      let byte = byte()
      let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      if byte < 0x80 {
        guard isDigit || isNameStart(byte) else { break }
        offset += 1
      } else {
        let text = String(decoding: bytes[offset..<min(end, offset + 4)], as: UTF8.self)
        guard let scalar = text.unicodeScalars.first,
          scalar.properties.isAlphabetic || scalar.properties.isDiacritic
            || scalar.properties.generalCategory == .nonspacingMark
        else { break }
        offset += String(scalar).utf8.count
      }
    }
    return source[Span(start, offset)]
  }

  // MARK: Numbers

  private mutating func readNumber() {
    let start = offset
    func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    while isDigit(byte()) || (byte() == UInt8(ascii: "_") && isDigit(byte(1))) { offset += 1 }
    if byte() == UInt8(ascii: "."), isDigit(byte(1)) {
      offset += 1
      while isDigit(byte()) || (byte() == UInt8(ascii: "_") && isDigit(byte(1))) { offset += 1 }
    }
    if byte() == UInt8(ascii: "e") || byte() == UInt8(ascii: "E") {
      let sign = byte(1) == UInt8(ascii: "-") || byte(1) == UInt8(ascii: "+") ? 1 : 0
      if isDigit(byte(1 + sign)) {
        offset += 1 + sign
        while isDigit(byte()) { offset += 1 }
      }
    }
    let digits = source[Span(start, offset)].filter { $0 != "_" }
    guard let number = Double(digits), number.isFinite else {
      add(.invalid, from: start)
      problems.append(.numberTooLarge(Span(start, offset)))
      return
    }
    let unit = readUnit(after: offset)
    let value = unit?.value(of: number) ?? number
    guard value.isFinite else {
      add(.invalid, from: start)
      problems.append(.numberTooLarge(Span(start, offset)))
      return
    }
    add(.number(value, unit: unit), from: start)
  }

  /// Reads the unit after a number on its line; the offset moves only if there is one.
  private mutating func readUnit(after numberEnd: Int) -> Unit? {
    var gap = 0
    while byte(gap) == UInt8(ascii: " ") || byte(gap) == UInt8(ascii: "\t") { gap += 1 }
    if byte(gap) == UInt8(ascii: "%") {
      offset += gap + 1
      return Unit.named("%")
    }
    offset += gap
    guard isNameStart(byte()) else {
      offset = numberEnd
      return nil
    }
    let wordStart = offset
    let word = readWord()
    if let unit = Unit.named(word) { return unit }
    // `5 then`, `1 in`, `save 5 to`: a separate word. No other word may follow a number.
    var ahead = offset
    while ahead < end, bytes[ahead] == UInt8(ascii: " ") { ahead += 1 }
    let opens =
      ahead < end
      && [UInt8(ascii: ":"), UInt8(ascii: "="), UInt8(ascii: "(")].contains(bytes[ahead])
    if gap > 0, opens || Keyword(rawValue: word) != nil || ["to", "as"].contains(word) {
      offset = numberEnd
      return nil
    }
    problems.append(.unknownUnit(Name(word, Span(wordStart, offset))))
    return nil
  }

  // MARK: Text

  private mutating func readText() {
    let start = offset
    offset += 1
    var content: [UInt8] = []
    while offset < end, bytes[offset] != 0x0A {
      let here = bytes[offset]
      if here == UInt8(ascii: "\"") {
        offset += 1
        add(.text(String(decoding: content, as: UTF8.self)), from: start)
        return
      }
      if here == UInt8(ascii: "\\") {
        switch byte(1) {
        case UInt8(ascii: "n"): content.append(UInt8(ascii: "\n"))
        case UInt8(ascii: "t"): content.append(UInt8(ascii: "\t"))
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): content.append(byte(1))
        default:
          let span = Span(offset, min(end, offset + 2))
          problems.append(.unknownEscape(span, source[span]))
          content.append(here)
          offset -= 1
        }
        offset += 2
        continue
      }
      content.append(here)
      offset += 1
    }
    add(.text(String(decoding: content, as: UTF8.self)), from: start)
    problems.append(.unclosedText(Span(start, offset)))
  }

  // MARK: Symbols

  private static let pairs: Set = ["|>", "=>", "==", "!=", "<=", ">="]
  private static let signs: Set = [
    "(", ")", "[", "]", "{", "}", ",", ":", "=", "<", ">", "+", "-", "*", "/", "^",
  ]

  private mutating func readSymbol() {
    let start = offset
    for (length, known) in [(2, Self.pairs), (1, Self.signs)] {
      let symbol = String(decoding: bytes[start..<min(end, start + length)], as: UTF8.self)
      guard known.contains(symbol) else { continue }
      offset += length
      add(.symbol(symbol), from: start)
      return
    }
    if let length = foreignQuote {
      offset += length
    } else {
      // One problem for a run of stray characters.
      repeat { offset += 1 } while offset < end && (byte() >= 0x80 && !startsLetter)
    }
    add(.invalid, from: start)
    problems.append(.strayCharacter(Span(start, offset), source[Span(start, offset)]))
  }

  /// The length of a text in quotes that the language does not have, such as `'ang'`.
  private var foreignQuote: Int? {
    guard bytes[offset] == UInt8(ascii: "'") || bytes[offset] == 0xE2 else { return nil }
    for quotes in [("'", "'"), ("“", "”"), ("‘", "’"), ("„", "“")] {
      let (open, close) = (Array(quotes.0.utf8), Array(quotes.1.utf8))
      guard bytes[offset..<end].starts(with: open) else { continue }
      var ahead = offset + open.count
      // Enough for a word or a sentence; scanning whole long lines repeatedly would be quadratic.
      let limit = min(end, offset + 200)
      while ahead < limit, bytes[ahead] != UInt8(ascii: "\n") {
        if bytes[ahead..<end].starts(with: close) { return ahead + close.count - offset }
        ahead += 1
      }
    }
    return nil
  }
}
