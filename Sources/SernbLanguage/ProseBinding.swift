// `{{ expression : format }}` in prose: found outside of code, so that a number in a sentence can't go out of date.

public struct ProseBinding: Sendable {
  /// From the first `{` to the last `}`.
  public let span: Span
  public let expression: Expression
  public let format: ProseFormat?
}

/// How a bound number is written.
public enum ProseFormat: Hashable, Sendable {
  /// Six significant digits.
  case general
  case fixed(Int)
  case percent(Int)
  case integer

  static let examples = ["fixed 2", "integer", "percent 1"]

  public init?(reading text: String) {
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

extension ProseBinding {
  /// The bindings in a stretch of prose, in order. A `\{{` and what stands in code is text.
  static func find(in span: Span, of source: SourceText)
    -> (bindings: [ProseBinding], problems: [Problem])
  {
    var bindings: [ProseBinding] = []
    var problems: [Problem] = []
    let bytes = source.bytes
    var offset = span.start
    var fence: Fence?
    var lineStart = true
    while offset < span.end {
      if lineStart,
        bytes[offset] == UInt8(ascii: "`") || bytes[offset] == UInt8(ascii: "~")
          || bytes[offset] == UInt8(ascii: " ")
      {
        let lineEnd =
          bytes[offset..<span.end].firstIndex(of: UInt8(ascii: "\n")) ?? span.end
        let line = source[Span(offset, min(lineEnd, offset + 4096))]
        if let open = fence {
          if open.isClosed(by: line) { fence = nil }
          offset = lineEnd
          continue
        } else if let opened = Fence(opening: line) {
          fence = opened
          offset = lineEnd
          continue
        }
      }
      lineStart = bytes[offset] == UInt8(ascii: "\n")
      if fence != nil {
        offset += 1
        continue
      }
      switch bytes[offset] {
      case UInt8(ascii: "\\"): offset += 2
      case UInt8(ascii: "`"): offset = endOfCodeSpan(at: offset, in: bytes, before: span.end)
      case UInt8(ascii: "{") where offset + 1 < span.end && bytes[offset + 1] == bytes[offset]:
        offset = read(at: offset, before: span.end, of: source, &bindings, &problems)
      default: offset += 1
      }
    }
    return (bindings, problems)
  }

  /// The offset behind a code span that begins with backticks at `start`; behind the backticks when it never ends.
  private static func endOfCodeSpan(at start: Int, in bytes: [UInt8], before end: Int) -> Int {
    let tick = UInt8(ascii: "`")
    var run = start
    while run < end, bytes[run] == tick { run += 1 }
    var offset = run
    // A code span does not reach over a blank line.
    while offset < end {
      if bytes[offset] == UInt8(ascii: "\n"), offset + 1 < end, bytes[offset + 1] == bytes[offset] {
        return run
      }
      guard bytes[offset] == tick else {
        offset += 1
        continue
      }
      var close = offset
      while close < end, bytes[close] == tick { close += 1 }
      if close - offset == run - start { return close }
      offset = close
    }
    return run
  }

  private static func read(
    at start: Int, before end: Int, of source: SourceText, _ bindings: inout [ProseBinding],
    _ problems: inout [Problem]
  ) -> Int {
    let bytes = source.bytes
    var depth = 0
    var colon: Int?
    var isInText = false
    var offset = start + 2
    while offset < end {
      switch bytes[offset] {
      case UInt8(ascii: "\""): isInText.toggle()
      case UInt8(ascii: "\\") where isInText: offset += 1
      case _ where isInText: break
      case UInt8(ascii: "\n") where offset + 1 < end && bytes[offset + 1] == UInt8(ascii: "\n"):
        problems.append(.unclosedProseBinding(Span(start, start + 2)))
        return start + 2
      case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "}") where depth > 0: depth -= 1
      case UInt8(ascii: ":") where depth == 0: colon = colon ?? offset
      case UInt8(ascii: "}") where offset + 1 < end && bytes[offset + 1] == UInt8(ascii: "}"):
        let whole = Span(start, offset + 2)
        let (expression, found) = Parser.parseExpression(
          source, in: Span(start + 2, colon ?? offset))
        problems += found
        var format: ProseFormat?
        if let colon {
          let text = source[Span(colon + 1, offset)].trimmingBlanks()
          format = ProseFormat(reading: text)
          if format == nil { problems.append(.badFormat(Name(text, Span(colon + 1, offset)))) }
        }
        if let expression {
          bindings.append(ProseBinding(span: whole, expression: expression, format: format))
        }
        return offset + 2
      default: break
      }
      offset += 1
    }
    problems.append(.unclosedProseBinding(Span(start, start + 2)))
    return start + 2
  }
}
