// Functions of texts and of whole arrays of texts: by bytes where a text is ASCII, else as the standard library does it.

/// A function from texts to texts.
public struct TextFunction: Sendable {
  /// Appends the answer for a text of ASCII bytes to those of other texts; false to leave it to `other`.
  let ascii: @Sendable (UnsafeBufferPointer<UInt8>, inout [UInt8]) throws -> Bool
  let other: @Sendable (String) throws -> String
  /// What each byte of an ASCII text becomes, where that is all there is to it.
  private var byte: (@Sendable (UInt8) -> UInt8)?

  /// A function by bytes for ASCII and by characters for all texts, both with the same answers.
  public init(
    ascii: @escaping @Sendable (UnsafeBufferPointer<UInt8>, inout [UInt8]) throws -> Bool,
    other: @escaping @Sendable (String) throws -> String
  ) {
    self.ascii = ascii
    self.other = other
  }

  /// The answer for one text.
  public func callAsFunction(_ text: String) throws -> String {
    var (text, answer) = (text, [UInt8]())
    let isDone = try text.withUTF8 { bytes in
      try NormalText.isASCII(bytes) && ascii(bytes, &answer)
    }
    return isDone ? String(decoding: answer, as: UTF8.self) : try other(text)
  }

  /// The answers for all texts; missing ones stay missing. A text that rows share is looked at once.
  public func callAsFunction(_ texts: TextArray) throws -> TextArray {
    let pool = texts.pool
    if let byte, pool.isASCII, !pool.isDistinct, texts.count >= pool.count / 2 {
      return TextArray(codes: texts.codes, pool: pool.mapping(byte))
    }
    // A part of a large pool, such as a block of rows.
    if texts.count < pool.count / 2 { return try callAsFunction(texts.compacted()) }
    // Texts of the pool that no row has are not looked at: the function may refuse them.
    var codes = [UInt32](repeating: TextArray.missing, count: pool.count)
    var answers = TextArrayBuilder(bytes: pool.bytes.count, sharing: pool.isDistinct)
    var meter = WorkMeter()
    let mapped = try texts.codes.map { code in
      if code == TextArray.missing || codes[Int(code)] != TextArray.missing {
        return code == TextArray.missing ? code : codes[Int(code)]
      }
      let done = try pool.withBytes(Int(code)) { bytes throws -> UInt32? in
        try meter.spend(100 + 4 * bytes.count)
        guard NormalText.isASCII(bytes) else { return nil }
        return try answers.code { try ascii(bytes, &$0) }
      }
      if let done {
        codes[Int(code)] = done
      } else {
        let text = pool[Int(code)]
        try meter.spend(100 * (1 + text.utf8.count))
        var other = try other(text)
        codes[Int(code)] = other.withUTF8 { answers.code(of: $0) }
      }
      return codes[Int(code)]
    }
    return TextArray(codes: mapped, pool: answers.finish().pool)
  }
}

extension TextFunction {
  private init(
    byte: @escaping @Sendable (UInt8) -> UInt8, other: @escaping @Sendable (String) -> String
  ) {
    ascii = { bytes, answer in
      answer.append(contentsOf: bytes)
      for index in answer.indices.suffix(bytes.count) { answer[index] = byte(answer[index]) }
      return true
    }
    self.other = other
    self.byte = byte
  }

  /// Texts in lower case.
  public static let lowercased = TextFunction {
    $0 &- 0x41 < 26 ? $0 | 0x20 : $0
  } other: {
    $0.lowercased()
  }

  /// Texts in upper case.
  public static let uppercased = TextFunction {
    $0 &- 0x61 < 26 ? $0 & 0xDF : $0
  } other: {
    $0.uppercased()
  }

  /// Texts without white space at their ends.
  public static let trimmed = TextFunction { bytes, answer in
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte &- 9 < 5 }
    var (start, end) = (0, bytes.count)
    while start < end, isSpace(bytes[start]) { start += 1 }
    while end > start, isSpace(bytes[end - 1]) { end -= 1 }
    answer.append(contentsOf: bytes[start..<end])
    return true
  } other: { text in
    var rest = Substring(text)
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }

  /// Texts with `replacement` in place of each `part`; the same texts if `part` is empty.
  ///
  /// - Parameter expect: called with the number of bytes of an answer so far; it may throw.
  public static func replacing(
    _ part: String, with replacement: String, expect: @escaping @Sendable (Int) throws -> Void
  ) -> TextFunction {
    let (wanted, new) = (Array(part.utf8), Array(replacement.utf8))
    let isPlain = isPlain(wanted) && !wanted.isEmpty
    return TextFunction { bytes, answer in
      guard isPlain, !bytes.contains(0x0D) else { return false }
      var start = 0
      let before = answer.count
      try forEachPlace(of: wanted, in: bytes) { place in
        answer.append(contentsOf: bytes[start..<place])
        answer.append(contentsOf: new)
        try expect(answer.count - before)
        start = place + wanted.count
      }
      answer.append(contentsOf: bytes[start...])
      try expect(answer.count - before)
      return true
    } other: { text in
      if part.isEmpty { return text }
      var replaced = ""
      var isFirst = true
      try text.forEachPart(separatedBy: part) { part in
        if !isFirst { replaced += replacement }
        isFirst = false
        replaced += part
        try expect(replaced.utf8.count)
      }
      return replaced
    }
  }

  /// Whether bytes are ASCII without a carriage return, which is one character with a line feed after it.
  static func isPlain(_ bytes: [UInt8]) -> Bool {
    NormalText.isASCII(bytes) && !bytes.contains(0x0D)
  }

  /// Calls `body` with each place of `wanted`, which is not empty, from the first on; places do not overlap.
  static func forEachPlace(
    of wanted: [UInt8], in bytes: UnsafeBufferPointer<UInt8>, _ body: (Int) throws -> Void
  ) throws {
    let last = bytes.count - wanted.count
    var place = 0
    var meter = WorkMeter()
    var compared = 0
    while place <= last {
      if compared > 1 << 16 {
        try meter.spend(compared)
        compared = 0
      }
      var length = 0
      while length < wanted.count, bytes[place + length] == wanted[length] { length += 1 }
      compared += length + 1
      if length == wanted.count {
        try body(place)
        place += length
      } else {
        place += 1
      }
    }
    try meter.spend(compared)
  }
}

extension TextArray {
  /// The parts of all texts between the separators, one text after the other, and how many each has; none for a
  /// missing text. An empty separator gives the characters.
  public func split(by separator: String) throws -> (parts: TextArray, counts: [Int]) {
    let wanted = Array(separator.utf8)
    let isPlain = TextFunction.isPlain(wanted) && !wanted.isEmpty
    var parts = TextArrayBuilder(capacity: 2 * count, bytes: pool.bytes.count)
    var counts: [Int] = []
    counts.reserveCapacity(count)
    var meter = WorkMeter()
    for row in indices {
      let before = parts.count
      let isDone = try withBytes(row) { bytes in
        guard let bytes else { return true }
        try meter.spend(100 + bytes.count)
        guard isPlain, NormalText.isASCII(bytes), !bytes.contains(0x0D) else { return false }
        var start = 0
        try TextFunction.forEachPlace(of: wanted, in: bytes) { place in
          parts.append(bytes: UnsafeBufferPointer(rebasing: bytes[start..<place]))
          start = place + wanted.count
        }
        parts.append(bytes: UnsafeBufferPointer(rebasing: bytes[start...]))
        return true
      }
      if !isDone, let text = self[row] {
        try meter.spend(100 * (1 + text.utf8.count))
        if separator.isEmpty {
          for character in text { parts.append(String(character)) }
        } else {
          try text.forEachPart(separatedBy: separator) { parts.append(String($0)) }
        }
      }
      counts.append(parts.count - before)
    }
    return (parts.finish(), counts)
  }
}
