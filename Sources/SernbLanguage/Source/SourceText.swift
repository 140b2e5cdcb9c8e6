// The text of one file and places in it: offsets count UTF-8 bytes, lines and columns are made only to be shown.

/// A stretch of a source text, in UTF-8 offsets; it may be empty.
public struct Span: Hashable, Sendable {
  public var start: Int
  public var end: Int

  public init(_ start: Int, _ end: Int) {
    self.start = start
    self.end = max(start, end)
  }

  /// The smallest span that holds both.
  public func joined(with other: Span) -> Span {
    Span(min(start, other.start), max(end, other.end))
  }
}

/// A file as it was read: bytes that are known to be UTF-8, and where its lines begin.
public struct SourceText: Sendable {
  /// The name to show, such as `Notebooks/3_extract_audio_features.sernb`.
  public let name: String
  public let bytes: [UInt8]
  /// Offsets of the first byte of each line; never empty. A byte order mark stands before the first line.
  public let lineStarts: [Int]
  /// In order. A place behind one is found by counting from it: a line of megabytes may have a problem in each word.
  private let marks: [Mark]

  /// How many characters of its line stand before an offset, a whole character's first byte.
  private struct Mark {
    let offset: Int
    let characters: Int
  }

  /// So many bytes lie between two marks of a line, at least.
  static let markDistance = 128

  public init(_ text: String, name: String) {
    self.init(bytes: Array(text.utf8), name: name)
  }

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

  /// The text of `bytes`, or where they stop being UTF-8.
  public static func decoding(_ bytes: [UInt8], name: String) -> Result<SourceText, NotUTF8> {
    if let offset = firstInvalidByte(of: bytes) {
      let source = SourceText(bytes: Array(bytes[..<offset]), name: name)
      let place = source.place(of: offset)
      return .failure(NotUTF8(byte: bytes[offset], line: place.line, column: place.column))
    }
    return .success(SourceText(bytes: bytes, name: name))
  }

  public var text: String { String(decoding: bytes, as: UTF8.self) }

  public subscript(span: Span) -> String {
    let start = min(max(0, span.start), bytes.count)
    return String(decoding: bytes[start..<min(max(start, span.end), bytes.count)], as: UTF8.self)
  }

  /// Line and column of an offset, both from one; columns count characters as a reader does.
  public func place(of offset: Int) -> (line: Int, column: Int) {
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

  /// Where to begin to count the characters before an offset: at the last mark before it, or where its line begins.
  private func countingStart(of offset: Int, inLineFrom lineStart: Int) -> Mark {
    var (low, high) = (0, marks.count)
    while low < high {
      let middle = (low + high) / 2
      if marks[middle].offset <= offset { low = middle + 1 } else { high = middle }
    }
    if low > 0, marks[low - 1].offset > lineStart { return marks[low - 1] }
    return Mark(offset: lineStart, characters: 0)
  }

  /// How many bytes are looked at to find the column of an offset.
  func bytesCounted(for offset: Int) -> Int {
    let line = lineStarts[place(of: offset).line - 1]
    return max(0, offset - countingStart(of: offset, inLineFrom: line).offset)
  }

  /// The span of a line (from one) without its line feed.
  public func span(ofLine line: Int) -> Span {
    guard line >= 1, line <= lineStarts.count else { return Span(bytes.count, bytes.count) }
    let start = lineStarts[line - 1]
    var end = line < lineStarts.count ? lineStarts[line] - 1 : bytes.count
    if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return Span(start, end)
  }
}

/// Where a file stops being UTF-8.
public struct NotUTF8: Error, Hashable, Sendable {
  public let byte: UInt8
  public let line: Int
  public let column: Int
}

/// The offset of the first byte that no well-formed UTF-8 sequence explains.
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
