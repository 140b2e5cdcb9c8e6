// Functions of texts and of whole arrays of texts: by bytes where a text is ASCII, else as the standard library does it.

/// A function from texts to texts.
public struct TextFunction: Sendable {
  /// Appends the answer for a text of ASCII bytes to those of other texts; false to leave it to `other`.
  let ascii: @Sendable (UnsafeBufferPointer<UInt8>, inout [UInt8]) throws -> Bool
  let other: @Sendable (String) throws -> String
  /// The answers for all texts of a pool whose characters are ASCII; nil where they must be looked at one by one.
  private var whole: (@Sendable (TextPool) throws -> TextPool?)?

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
    if let whole, pool.isASCII, !pool.isDistinct, texts.count >= pool.count / 2,
      let mapped = try whole(pool)
    {
      return TextArray(codes: texts.codes, pool: mapped)
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
  private init<Function: ByteFunction>(
    _: Function.Type, other: @escaping @Sendable (String) -> String
  ) {
    self.init { bytes, answer in
      answer.append(contentsOf: bytes)
      for index in answer.indices.suffix(bytes.count) {
        answer[index] = Function.byte(answer[index])
      }
      return true
    } other: {
      other($0)
    }
    whole = { $0.mapping(Function.self) }
  }

  /// The same function, all texts of a pool at once where they are ASCII.
  private func wholePools(
    _ whole: @escaping @Sendable (TextPool) throws -> TextPool?
  ) -> TextFunction {
    var function = self
    function.whole = whole
    return function
  }

  private enum Lower: ByteFunction {
    @inline(__always) static func byte(_ byte: UInt8) -> UInt8 {
      byte &- 0x41 < 26 ? byte | 0x20 : byte
    }
  }

  private enum Upper: ByteFunction {
    @inline(__always) static func byte(_ byte: UInt8) -> UInt8 {
      byte &- 0x61 < 26 ? byte & 0xDF : byte
    }
  }

  /// Texts in lower case.
  public static let lowercased = TextFunction(Lower.self) { $0.lowercased() }

  /// Texts in upper case.
  public static let uppercased = TextFunction(Upper.self) { $0.uppercased() }

  /// Texts without white space at their ends.
  public static let trimmed = TextFunction { bytes, answer in
    answer.append(contentsOf: bytes[inner(of: bytes, 0..<bytes.count)])
    return true
  } other: { text in
    var rest = Substring(text)
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }.wholePools { try $0.trimmed() }

  /// Where the bytes of an ASCII text lie between the white space at its ends.
  @inline(__always)
  static func inner(of bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Range<Int> {
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte &- 9 < 5 }
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, isSpace(bytes[start]) { start += 1 }
    while end > start, isSpace(bytes[end - 1]) { end -= 1 }
    return start..<end
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
    }.wholePools { pool in
      guard isPlain, !ByteSearch.contains(0x0D, in: pool.bytes) else { return nil }
      let (replaced, longest) = try pool.replacing(wanted, with: new)
      // One that is too long may be among those that are not asked for.
      do { try expect(longest) } catch { return nil }
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
    let allPlain = isPlain && isASCII && !ByteSearch.contains(0x0D, in: pool.bytes)
    var parts = TextArrayBuilder(capacity: 2 * count, bytes: pool.bytes.count)
    var counts: [Int] = []
    counts.reserveCapacity(count)
    var meter = WorkMeter()
    try pool.bytes.withUnsafeBufferPointer { bytes in
      try wanted.withUnsafeBufferPointer { wanted in
        for (row, code) in codes.enumerated() {
          let before = parts.count
          if code != Self.missing {
            let text = UnsafeBufferPointer(rebasing: bytes[pool.range(Int(code))])
            try meter.spend(100 + text.count)
            if allPlain || isPlain && NormalText.isASCII(text) && !text.contains(0x0D) {
              try Self.cut(text, at: wanted, &parts, &meter)
            } else if let text = self[row] {
              try meter.spend(100 * (1 + text.utf8.count))
              if separator.isEmpty {
                for character in text { parts.append(String(character)) }
              } else {
                try text.forEachPart(separatedBy: separator) { parts.append(String($0)) }
              }
            }
          }
          counts.append(parts.count - before)
        }
      }
    }
    return (parts.finish(), counts)
  }

  private static func cut(
    _ text: UnsafeBufferPointer<UInt8>, at wanted: UnsafeBufferPointer<UInt8>,
    _ parts: inout TextArrayBuilder, _ meter: inout WorkMeter
  ) throws(Cancelled) {
    var (start, place) = (0, 0)
    let last = text.count - wanted.count
    while place <= last {
      guard text[place] == wanted[0] else {
        place += 1
        continue
      }
      var length = 1
      while length < wanted.count, text[place + length] == wanted[length] { length += 1 }
      try meter.spend(length)
      if length < wanted.count {
        place += 1
      } else {
        parts.append(bytes: UnsafeBufferPointer(rebasing: text[start..<place]))
        place += length
        start = place
      }
    }
    parts.append(bytes: UnsafeBufferPointer(rebasing: text[start...]))
  }
}
