// Finds the beginning and end of HTML comments, whose content is plain text.

enum Comment {
  /// The offset of `<!--` if the line at `offset` begins with it, after at most three spaces.
  static func start(in bytes: [UInt8], ofLine offset: Int) -> Int? {
    var start = offset
    while start < bytes.count, start - offset < 3, bytes[start] == UInt8(ascii: " ") { start += 1 }
    return stands(at: start, in: bytes, upTo: bytes.count) ? start : nil
  }

  /// Whether `<!--` is at `offset`.
  static func stands(at offset: Int, in bytes: [UInt8], upTo end: Int) -> Bool {
    offset + 4 <= end && bytes[offset..<(offset + 4)].elementsEqual("<!--".utf8)
  }

  /// The offset after the `-->` that ends the comment at `start`. `<!-->` and `<!--->` are whole comments.
  static func end(in bytes: [UInt8], from start: Int, upTo end: Int) -> Int? {
    var offset = start + 2
    while offset + 3 <= end {
      if bytes[offset + 2] == UInt8(ascii: ">"), bytes[offset] == UInt8(ascii: "-"),
        bytes[offset + 1] == UInt8(ascii: "-")
      {
        return offset + 3
      }
      offset += 1
    }
    return nil
  }
}
