// `{{ expression : format }}` in prose: keeps the numbers in sentences up to date.

/// A binding `{{ expression : format }}` in prose.
public struct ProseBinding: Sendable {
  /// From the first `{` to the last `}`.
  package let span: Span
  package let expression: Expression
  package let format: ProseFormat?
}

/// How a bound number is written.
public enum ProseFormat: Hashable, Sendable {
  /// Six significant digits.
  case general
  case fixed(Int)
  case percent(Int)
  case integer

  static let examples = ["fixed 2", "integer", "percent 1"]

  package init?(reading text: String) {
    let words = text.split(separator: " ").map(String.init)
    let digits = words.count == 2 ? Int(words[1]).flatMap { (0...12).contains($0) ? $0 : nil } : nil
    switch (words.first, words.count) {
    case ("integer", 1): self = .integer
    case ("percent", 1): self = .percent(0)
    case ("percent", 2):
      guard let digits else { return nil }
      self = .percent(digits)
    case ("fixed", 2):
      guard let digits else { return nil }
      self = .fixed(digits)
    default: return nil
    }
  }
}

/// The bindings and escapes in a range of prose.
struct ProseMarks {
  /// In the order of the text.
  var bindings: [ProseBinding] = []
  /// The offsets of escaped `\{{`.
  var escapes: [Int] = []
  var problems: [Problem] = []

  /// The marks in `span`, which begins at the start of a line. Code and comments are plain text.
  static func find(in span: Span, of source: SourceText) -> ProseMarks {
    var reader = ProseReader(source: source, end: span.end)
    reader.read(from: span.start)
    return reader.marks
  }
}

/// Scans prose from left to right in linear time: no byte is read more often than there are kinds of marks.
struct ProseReader {
  let source: SourceText
  let bytes: [UInt8]
  let end: Int
  var marks = ProseMarks()
  /// A comment or formula that begins below these offsets has no end: an earlier search in the same paragraph found
  /// none.
  var endless = (comment: 0, math: 0, display: 0)
  /// Whether the last examined line is a table row, and the offset up to which it was examined.
  var row = (seen: 0, isRow: false)

  init(source: SourceText, end: Int) {
    self.source = source
    self.bytes = source.bytes
    self.end = end
  }

  func byte(_ offset: Int) -> UInt8 { offset < end ? bytes[offset] : 0 }

  mutating func read(from start: Int) {
    var offset = start
    var fence: Fence?
    var isLineStart = true
    while offset < end {
      if isLineStart, fence == nil, let start = Comment.start(in: bytes, ofLine: offset),
        start < end
      {
        offset = Comment.end(in: bytes, from: start, upTo: end) ?? end
        isLineStart = false
        continue
      }
      if isLineStart,
        fence != nil
          || [UInt8(ascii: "`"), UInt8(ascii: "~"), UInt8(ascii: " ")].contains(bytes[offset])
      {
        let lineEnd = endOfLine(at: offset)
        let line = source[Span(offset, lineEnd)].trimmingReturn()
        if let open = fence {
          if open.isClosed(by: line) { fence = nil }
          offset = lineEnd + 1
          continue
        }
        fence = Fence(opening: line)
        if fence != nil {
          offset = lineEnd + 1
          continue
        }
      }
      isLineStart = bytes[offset] == UInt8(ascii: "\n")
      switch bytes[offset] {
      case UInt8(ascii: "\\"):
        let isEscape =
          byte(offset + 1) == UInt8(ascii: "{") && byte(offset + 2) == UInt8(ascii: "{")
        if isEscape { marks.escapes.append(offset) }
        // An escaped character has no other meaning; the end of a line cannot be escaped.
        let next = byte(offset + 1)
        offset += isEscape ? 3 : next == UInt8(ascii: "\n") || next == UInt8(ascii: "\r") ? 1 : 2
      case UInt8(ascii: "`"): offset = endOfCodeSpan(at: offset)
      case UInt8(ascii: "<") where Comment.stands(at: offset, in: bytes, upTo: end):
        offset = endOfComment(at: offset)
      case UInt8(ascii: "$"): offset = mathematics(at: offset)
      case UInt8(ascii: "{") where byte(offset + 1) == UInt8(ascii: "{"):
        offset = binding(at: offset)
      default: offset += 1
      }
    }
  }

  func endOfLine(at offset: Int) -> Int {
    bytes[offset..<end].firstIndex(of: UInt8(ascii: "\n")) ?? end
  }

  /// Whether the line feed at `offset` ends a paragraph: a blank line follows.
  func endsParagraph(at offset: Int) -> Bool {
    var next = offset + 1
    while [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r")].contains(byte(next)) {
      next += 1
    }
    return next >= end || bytes[next] == UInt8(ascii: "\n")
  }

  /// The offset after a code span that begins with backticks at `start`; after the backticks if it never ends.
  private func endOfCodeSpan(at start: Int) -> Int {
    let tick = UInt8(ascii: "`")
    var run = start
    while byte(run) == tick { run += 1 }
    var offset = run
    while offset < end {
      if bytes[offset] == UInt8(ascii: "\n"), endsParagraph(at: offset) { return run }
      guard bytes[offset] == tick else {
        offset += 1
        continue
      }
      var close = offset
      while byte(close) == tick { close += 1 }
      if close - offset == run - start { return close }
      offset = close
    }
    return run
  }

  /// Reads `{{ … }}`. Returns the offset after it, or after the text up to which it stays unclosed.
  private mutating func binding(at start: Int) -> Int {
    let found = extent(ofBindingAt: start)
    if found.isClosed {
      add(Span(start, found.end), colon: found.colon)
    } else {
      marks.problems.append(.unclosedProseBinding(Span(start, start + 2)))
    }
    return found.end
  }

  /// The end of the binding at `start`, and the offset of the colon before its format.
  func extent(ofBindingAt start: Int) -> (end: Int, colon: Int?, isClosed: Bool) {
    /// Open braces decide where it ends; other brackets decide only whether a colon begins the format.
    var braces = 0
    var others = 0
    var colon: Int?
    var isInText = false
    var offset = start + 2
    scan: while offset < end {
      let next = byte(offset + 1)
      switch bytes[offset] {
      case UInt8(ascii: "\n"):
        if endsParagraph(at: offset) { break scan }
        isInText = false
      case UInt8(ascii: "\""): isInText.toggle()
      case UInt8(ascii: "\\") where isInText && next != UInt8(ascii: "\n"): offset += 1
      case _ where isInText: break
      case UInt8(ascii: "("), UInt8(ascii: "["): others += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"): others -= 1
      // No expression begins with two braces, so the open binding is never closed.
      case UInt8(ascii: "{") where next == UInt8(ascii: "{"): break scan
      case UInt8(ascii: "{"): braces += 1
      case UInt8(ascii: "}") where braces > 0: braces -= 1
      case UInt8(ascii: ":") where braces == 0 && others <= 0: colon = colon ?? offset
      case UInt8(ascii: "}") where next == UInt8(ascii: "}"): return (offset + 2, colon, true)
      default: break
      }
      offset += 1
    }
    return (offset, colon, false)
  }

  mutating func add(_ whole: Span, colon: Int?) {
    let inner = Span(whole.start + 2, colon ?? whole.end - 2)
    let (expression, found) = Parser.parseExpression(
      source, in: inner, end: "the end of the binding")
    marks.problems += found
    var format: ProseFormat?
    if let colon {
      let span = source.trimmed(Span(colon + 1, whole.end - 2))
      let text = source[span]
      format = ProseFormat(reading: text)
      if format == nil { marks.problems.append(.badFormat(Name(text, span))) }
    }
    if let expression {
      marks.bindings.append(ProseBinding(span: whole, expression: expression, format: format))
    }
  }
}

extension String {
  func trimmingReturn() -> String { hasSuffix("\r") ? String(dropLast()) : self }
}

extension SourceText {
  /// `span` without white space at both ends.
  func trimmed(_ span: Span) -> Span {
    func isBlank(_ byte: UInt8) -> Bool { byte <= UInt8(ascii: " ") }
    var (start, end) = (span.start, span.end)
    while start < end, isBlank(bytes[start]) { start += 1 }
    while end > start, isBlank(bytes[end - 1]) { end -= 1 }
    return Span(start, end)
  }
}
