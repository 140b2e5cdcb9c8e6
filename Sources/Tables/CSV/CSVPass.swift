// One reading of a file: the scanner and what it fills, piece by piece or in parts on several threads.

import Basics

extension CSV {
  /// As `read(_:name:_:)`, on `width` threads, with the same result.
  package static func read(
    _ bytes: [UInt8], name: String, _ settings: Reading = Reading(), width: Int
  ) async throws -> Table {
    if width <= 1 || bytes.count < 2 * pieceLength { return try read(bytes, name: name, settings) }
    var texts = Set<String>()
    while true {
      var pass = CSVPass(name: name, byteCount: bytes.count, settings, texts: texts)
      // The first piece shows what the columns hold.
      var start = afterLineFeed(bytes, from: pieceLength / 4, to: bytes.count)
      pass.read(Array(bytes[..<start]))
      while start < bytes.count {
        start = try await pass.read(bytes, from: start, width: width)
      }
      if let table = try finished(&pass, &texts) { return table }
    }
  }

  /// The offset after the next line feed, `end` if there is none.
  static func afterLineFeed(_ bytes: [UInt8], from start: Int, to end: Int) -> Int {
    var position = start
    while position < end {
      position += 1
      if bytes[position - 1] == 0x0A { return position }
    }
    return end
  }

  /// Whether quotes are odd in number; many places at a time.
  private static func hasOddQuotes(_ bytes: Span<UInt8>) -> Bool {
    let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
    return bytes.withUnsafeBytes { bytes in
      var (odd, position): (UInt64, Int) = (0, 0)
      while position + 8 <= bytes.count {
        // The top bit of each byte says whether it is no quote.
        let other =
          bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
          ^ 0x2222_2222_2222_2222
        odd ^= ~((other & low) &+ low | other | low)
        position += 8
      }
      var count = odd.nonzeroBitCount
      for byte in bytes[position...] where byte == 0x22 { count += 1 }
      return count % 2 == 1
    }
  }

  /// The offset after a line feed about `pieceLength` after `start`, which ends a record if quotes stand where they
  /// should: an even number of them before it, from one that is open on if `isQuoted`.
  fileprivate static func afterRecord(_ bytes: [UInt8], from start: Int, isQuoted: Bool) -> Int {
    var position = min(bytes.count, start + pieceLength)
    var isQuoted = isQuoted != hasOddQuotes(bytes.span.extracting(start..<position))
    let limit = min(bytes.count, position + pieceLength)
    while position < limit {
      position += 1
      if bytes[position - 1] == 0x22 { isQuoted.toggle() }
      if bytes[position - 1] == 0x0A, !isQuoted { return position }
    }
    return afterLineFeed(bytes, from: min(bytes.count, start + pieceLength), to: bytes.count)
  }
}

/// One reading of a file: the scanner and what it fills.
struct CSVPass {
  private var scanner: CSVScanner
  private(set) var builder: CSVTableBuilder
  /// The first bytes of the file, until there are enough to see a byte order mark.
  private var start: [UInt8]? = []

  init(name: String, byteCount: Int?, _ settings: CSV.Reading, texts: Set<String>) {
    scanner = CSVScanner(separator: settings.separator)
    builder = CSVTableBuilder(file: name, byteCount: byteCount, settings, texts: texts)
  }

  mutating func read(_ piece: [UInt8]) {
    if let held = start {
      let bytes = held + piece
      if bytes.count < 3 {
        start = bytes
        return
      }
      begin(bytes)
    } else {
      scanner.scan(piece.span, from: 0, into: &builder)
    }
  }

  /// Reads on from `first`, in some parts of about `CSV.pieceLength` and on several threads at once.
  ///
  /// Each part ends at a line end and is read as if it began a record; where the parts before it show that this was
  /// wrong, it is read again after them. So the result does not depend on `width`.
  ///
  /// - Returns: where the parts end.
  mutating func read(_ bytes: [UInt8], from first: Int, width: Int) async throws -> Int {
    var parts: [Range<Int>] = []
    var start = first
    // Little that is left is read along.
    let most = bytes.count - first < 6 * width * CSV.pieceLength ? Int.max : 4 * width
    while start < bytes.count, parts.count < most {
      let end = CSV.afterRecord(
        bytes, from: start, isQuoted: parts.isEmpty && scanner.isInQuotes)
      parts.append(start..<end)
      start = end
    }
    let (separator, template) = (scanner.separator, builder.continuation)
    let read = try await concurrentMap(parts.count, width: width) { [parts] index in
      let part = bytes.span.extracting(parts[index])
      guard var own = template else { return CSVTableBuilder?.none }
      var scanner = CSVScanner(separator: separator)
      scanner.scan(part, from: 0, into: &own)
      return scanner.isAtStart ? own : nil
    }
    for (part, own) in zip(parts, read) {
      try checkCancellation()
      if let own, scanner.isAtStart, builder.append(own) {
        scanner.skip(part.count)
      } else {
        scanner.scan(bytes.span.extracting(part), from: 0, into: &builder)
      }
    }
    return start
  }

  mutating func finish() {
    if let held = start { begin(held) }
    scanner.finish(into: &builder)
    builder.finish()
  }

  private mutating func begin(_ bytes: [UInt8]) {
    start = nil
    let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
    scanner.scan(bytes.span, from: hasMark ? 3 : 0, into: &builder)
    builder.reserve(afterBytes: bytes.count)
  }
}
