// The text of one file and positions in it: offsets count UTF-8 bytes, lines and columns are computed only for display.

/// A range of a source text in UTF-8 offsets; it may be empty.
public struct Span: Hashable, Sendable {
  // Half the memory of two `Int`: a syntax tree is full of spans, and texts are far shorter than 4 GB.
  private let first: UInt32
  private let last: UInt32

  package var start: Int { Int(first) }
  package var end: Int { Int(last) }

  package init(_ start: Int, _ end: Int) {
    first = UInt32(clamping: start)
    last = UInt32(clamping: max(start, end))
  }

  /// The smallest span that contains both.
  package func joined(with other: Span) -> Span {
    Span(min(start, other.start), max(end, other.end))
  }
}

/// A file as valid UTF-8, with the offsets of its lines.
public struct SourceText: Sendable {
  /// The name to show, such as `Notebooks/3_extract_audio_features.sernb`.
  package let name: String
  package let bytes: [UInt8]
  /// Offsets of the first byte of each line; never empty. The first line begins after a byte order mark.
  package let lineStarts: [Int]
  /// Checkpoints for counting columns, in order: a line of megabytes may have a problem in each word.
  private let marks: [Mark]

  /// The number of characters in its line before an offset, which is the first byte of a character.
  private struct Mark {
    let offset: Int
    let characters: Int
  }

  /// The least distance of two marks in a line, in bytes.
  static let markDistance = 128

  package init(_ text: String, name: String) { self.init(bytes: Array(text.utf8), name: name) }

  init(bytes: [UInt8], name: String) {
    self.name = name
    self.bytes = bytes
    var starts = [bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0]
    var offset = 0
    while offset < bytes.count {
      offset += 1
      if bytes[offset - 1] == 0x0A { starts.append(offset) }
    }
    lineStarts = starts
    marks = Self.marks(of: bytes, starts)
  }

  private static func marks(of bytes: [UInt8], _ lineStarts: [Int]) -> [Mark] {
    var marks: [Mark] = []
    for (line, start) in lineStarts.enumerated() {
      let end = line + 1 < lineStarts.count ? lineStarts[line + 1] : bytes.count
      guard end - start > 2 * markDistance else { continue }
      var (offset, last, characters) = (start, start, 0)
      for character in String(decoding: bytes[start..<end], as: UTF8.self) {
        if offset - last >= markDistance {
          marks.append(Mark(offset: offset, characters: characters))
          last = offset
        }
        offset += character.utf8.count
        characters += 1
      }
    }
    return marks
  }

  /// The text of `bytes`, or where they stop being valid UTF-8.
  package static func decoding(_ bytes: [UInt8], name: String) -> Result<SourceText, NotUTF8> {
    if let offset = firstInvalidByte(of: bytes) {
      let source = SourceText(bytes: Array(bytes[..<offset]), name: name)
      let position = source.position(of: offset)
      return .failure(NotUTF8(byte: bytes[offset], line: position.line, column: position.column))
    }
    return .success(SourceText(bytes: bytes, name: name))
  }

  package var text: String { String(decoding: bytes, as: UTF8.self) }

  package subscript(span: Span) -> String {
    let start = min(max(0, span.start), bytes.count)
    return String(decoding: bytes[start..<min(max(start, span.end), bytes.count)], as: UTF8.self)
  }

  /// Line and column of an offset, from one; columns count characters.
  package func position(of offset: Int) -> (line: Int, column: Int) {
    let offset = min(max(0, offset), bytes.count)
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    let start = countingStart(of: offset, inLineFrom: lineStarts[low])
    let before = String(decoding: bytes[start.offset..<max(offset, start.offset)], as: UTF8.self)
    return (low + 1, start.characters + before.count + 1)
  }

  /// Where to start counting characters for an offset: the last mark before it, or the start of its line.
  private func countingStart(of offset: Int, inLineFrom lineStart: Int) -> Mark {
    var (low, high) = (0, marks.count)
    while low < high {
      let middle = (low + high) / 2
      if marks[middle].offset <= offset { low = middle + 1 } else { high = middle }
    }
    if low > 0, marks[low - 1].offset > lineStart { return marks[low - 1] }
    return Mark(offset: lineStart, characters: 0)
  }

  /// How many bytes are read to find the column of an offset, for tests.
  func bytesCounted(for offset: Int) -> Int {
    let line = lineStarts[position(of: offset).line - 1]
    return max(0, offset - countingStart(of: offset, inLineFrom: line).offset)
  }

  /// The span of a line (from one) without its line feed.
  package func span(ofLine line: Int) -> Span {
    guard line >= 1, line <= lineStarts.count else { return Span(bytes.count, bytes.count) }
    let start = lineStarts[line - 1]
    var end = line < lineStarts.count ? lineStarts[line] - 1 : bytes.count
    if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return Span(start, end)
  }
}

/// Where a file stops being valid UTF-8.
package struct NotUTF8: Error, Hashable, Sendable {
  package let byte: UInt8
  package let line: Int
  package let column: Int
}

/// The offset of the first byte that does not belong to a well-formed UTF-8 sequence.
func firstInvalidByte(of bytes: [UInt8]) -> Int? {
  var index = 0
  while index < bytes.count {
    let lead = bytes[index]
    if lead < 0x80 {
      index += 1
      continue
    }
    let length: Int
    let second: ClosedRange<UInt8>
    switch lead {
    case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    default: return index
    }
    guard index + length <= bytes.count, second.contains(bytes[index + 1]) else { return index }
    for next in (index + 2)..<max(index + 2, index + length)
    where !(0x80...0xBF).contains(bytes[next]) { return index }
    index += length
  }
  return nil
}
