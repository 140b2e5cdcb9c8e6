// Comments and mathematics within a paragraph, which keep their braces (rules 6 and 7 of `Notebook`).

extension ProseReader {
  /// The offset after a comment that begins at `start`; after its `<` if it does not end in the paragraph.
  mutating func endOfComment(at start: Int) -> Int {
    guard start >= endless.comment else { return start + 1 }
    var offset = start + 2
    while offset < end {
      if bytes[offset] == UInt8(ascii: "\n"),
        endsParagraph(at: offset) || opensFence(behind: offset)
      {
        break
      }
      if bytes[offset] == UInt8(ascii: "-"), byte(offset + 1) == UInt8(ascii: "-"),
        byte(offset + 2) == UInt8(ascii: ">")
      {
        return offset + 3
      }
      offset += 1
    }
    endless.comment = offset
    return start + 1
  }

  /// Reads the bindings of a formula at `start`. Returns the offset after it, or after the dollars if it is not a
  /// formula.
  mutating func mathematics(at start: Int) -> Int {
    let isDisplay = byte(start + 1) == UInt8(ascii: "$")
    let from = start + (isDisplay ? 2 : 1)
    guard isDisplay || !isBlank(byte(from)), start >= (isDisplay ? endless.display : endless.math)
    else { return from }
    var bindings: [(whole: Span, colon: Int?)] = []
    let isRow = isInRow(start)
    var offset = from
    while offset < end {
      switch bytes[offset] {
      case UInt8(ascii: "\n")
      where isRow || endsParagraph(at: offset) || opensFence(behind: offset):
        return noMathematics(isDisplay, from, upTo: offset)
      case UInt8(ascii: "|") where isRow: return noMathematics(isDisplay, from, upTo: offset)
      case UInt8(ascii: "\\"): offset += byte(offset + 1) == UInt8(ascii: "\n") ? 1 : 2
      case UInt8(ascii: "{") where byte(offset + 1) == UInt8(ascii: "{"):
        let found = extent(ofBindingAt: offset)
        let isSpaced =
          found.isClosed && isBlank(byte(offset + 2)) && isBlank(bytes[found.end - 3])
          && found.end - offset > 5
        if isSpaced { bindings.append((Span(offset, found.end), found.colon)) }
        offset = isSpaced ? found.end : offset + 1
      case UInt8(ascii: "$") where isDisplay:
        if byte(offset + 1) == UInt8(ascii: "$"), offset > from {
          for binding in bindings { add(binding.whole, colon: binding.colon) }
          return offset + 2
        }
        offset += 1
      case UInt8(ascii: "$") where offset > from && !isBlank(bytes[offset - 1]):
        let next = byte(offset + 1)
        if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next) {
          offset += 1
        } else {
          for binding in bindings { add(binding.whole, colon: binding.colon) }
          return offset + 1
        }
      default: offset += 1
      }
    }
    return noMathematics(isDisplay, from, upTo: end)
  }

  /// Notes that no formula ends before `offset`.
  private mutating func noMathematics(_ isDisplay: Bool, _ from: Int, upTo offset: Int) -> Int {
    if isDisplay { endless.display = offset } else { endless.math = offset }
    return from
  }

  /// Whether the line of `offset` is a table row, where `|` separates cells.
  private mutating func isInRow(_ offset: Int) -> Bool {
    var start = offset
    while start > row.seen, bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
    if start > row.seen || start == 0 {
      while isBlank(byte(start)), start < offset { start += 1 }
      row.isRow = byte(start) == UInt8(ascii: "|")
    }
    row.seen = offset
    return row.isRow
  }

  /// Whether the line after a line feed opens a fence, which ends a paragraph.
  private func opensFence(behind lineFeed: Int) -> Bool {
    var start = lineFeed + 1
    while byte(start) == UInt8(ascii: " ") { start += 1 }
    guard byte(start) == UInt8(ascii: "`") || byte(start) == UInt8(ascii: "~") else { return false }
    let line = source[Span(lineFeed + 1, endOfLine(at: lineFeed + 1))]
    return Fence(opening: line.trimmingReturn()) != nil
  }

  private func isBlank(_ byte: UInt8) -> Bool {
    [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"), 0].contains(
      byte)
  }
}
