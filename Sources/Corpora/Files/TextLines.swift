// A text file as lines of bytes, and the two ways of turning them into text: UTF-8, else Windows-1252.
//
// Parsers look at bytes and make a `String` only of what they keep: 10,000 turns with 12 lines each are read
// in a few hundredths of a second.

/// The lines of a file, without their ends (`\n` or `\r\n`) and without a byte-order mark.
struct TextLines {
  let bytes: [UInt8]
  /// Where each line lies in `bytes`; an empty last line does not count.
  let ranges: [Range<Int>]
  /// False if some line needs the second reading.
  let isUTF8: Bool

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    isUTF8 = String(validating: bytes, as: UTF8.self) != nil
    var ranges: [Range<Int>] = []
    var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    bytes.withUnsafeBufferPointer { bytes in
      for index in start..<bytes.count where bytes[index] == UInt8(ascii: "\n") {
        let end = index > start && bytes[index - 1] == UInt8(ascii: "\r") ? index - 1 : index
        ranges.append(start..<end)
        start = index + 1
      }
    }
    if start < bytes.count {
      let last = bytes.count - 1
      ranges.append(start..<(bytes[last] == UInt8(ascii: "\r") ? last : bytes.count))
    }
    self.ranges = ranges
  }

  /// The bytes of line `index` (from 0) as text: UTF-8 if they are, Windows-1252 if not.
  func text(_ range: Range<Int>) -> String {
    if isUTF8 { return String(decoding: bytes[range], as: UTF8.self) }
    return String(validating: bytes[range], as: UTF8.self) ?? windows1252(bytes[range])
  }

  /// The lines, from 1, that are not UTF-8.
  var foreignLines: [Int] {
    if isUTF8 { return [] }
    return ranges.indices.filter { String(validating: bytes[ranges[$0]], as: UTF8.self) == nil }
      .map { $0 + 1 }
  }

  /// The line as shown in a message: at most 60 characters.
  func shown(_ range: Range<Int>) -> String {
    let whole = text(range)
    return whole.count > 60 ? whole.prefix(59) + "…" : whole
  }
}

/// Text of bytes in Windows-1252, which is Latin-1 with letters and quotes in 0x80 ... 0x9F; the five
/// codes it leaves open become the replacement character.
func windows1252(_ bytes: ArraySlice<UInt8>) -> String {
  // 0x80 ... 0x9F, from the Unicode mapping table CP1252.TXT.
  let upper: [UInt32] = [
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
    0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178,
  ]
  var scalars = String.UnicodeScalarView()
  for byte in bytes {
    let code = 0x80...0x9F ~= byte ? upper[Int(byte) - 0x80] : UInt32(byte)
    scalars.append(Unicode.Scalar(code) ?? "\u{FFFD}")
  }
  return String(scalars)
}

/// A position that moves over the bytes of one line. Each `take` either moves past what it read and says what
/// it was, or stays where it is and answers nil or false.
struct LineScanner {
  let bytes: [UInt8]
  var at: Int
  let end: Int

  init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    at = range.lowerBound
    end = range.upperBound
  }

  var isAtEnd: Bool { at >= end }
  var next: UInt8? { at < end ? bytes[at] : nil }

  mutating func skipSpace() {
    while at < end, bytes[at] == UInt8(ascii: " ") || bytes[at] == UInt8(ascii: "\t") { at += 1 }
  }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard at < end, bytes[at] == UInt8(ascii: character) else { return false }
    at += 1
    return true
  }

  /// Digits with an optional sign and point, "6.2901": nil for anything else, and for what is too long to be meant.
  mutating func takeNumber() -> Double? {
    var stop = at
    if stop < end, bytes[stop] == UInt8(ascii: "-") { stop += 1 }
    while stop < end, isNumeric(bytes[stop]) { stop += 1 }
    guard stop > at, stop - at <= 24,
      let value = Double(String(decoding: bytes[at..<stop], as: UTF8.self)), value.isFinite
    else { return nil }
    at = stop
    return value
  }

  /// The bytes up to a space, a tab or the end; nil if there are none.
  mutating func takeWord() -> Range<Int>? {
    var stop = at
    while stop < end, bytes[stop] != UInt8(ascii: " "), bytes[stop] != UInt8(ascii: "\t") {
      stop += 1
    }
    guard stop > at else { return nil }
    defer { at = stop }
    return at..<stop
  }

  /// The bytes before the next `character`, which is passed too; nil if it does not come.
  mutating func takeUntil(_ character: Unicode.Scalar) -> Range<Int>? {
    guard at < end, let stop = bytes[at..<end].firstIndex(of: UInt8(ascii: character))
    else { return nil }
    defer { at = stop + 1 }
    return at..<stop
  }

  /// `range` without the spaces and tabs at its ends.
  func trimmed(_ range: Range<Int>) -> Range<Int> {
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high, isSpace(bytes[low]) { low += 1 }
    while high > low, isSpace(bytes[high - 1]) { high -= 1 }
    return low..<high
  }

  private func isSpace(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }

  private func isNumeric(_ byte: UInt8) -> Bool {
    UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || byte == UInt8(ascii: ".")
  }
}
