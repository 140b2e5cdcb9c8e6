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
        let end = afterLineFeed(
          bytes, from: min(bytes.count, start + 4 * width * pieceLength), to: bytes.count)
        try await pass.read(bytes, from: start, to: end, width: width)
        start = end
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

  fileprivate static func hasQuote(_ bytes: Span<UInt8>) -> Bool {
    bytes.withUnsafeBufferPointer { $0.contains(0x22) }
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

  /// Reads whole records that begin here, in parts of about `CSV.pieceLength` and on several threads at once.
  ///
  /// Each part ends at a line end and is read as if it began a record; where it holds quotes, or where the parts before
  /// it show that this was wrong, it is read again after them. So the result does not depend on `width`.
  mutating func read(_ bytes: [UInt8], from first: Int, to end: Int, width: Int) async throws {
    var parts: [Range<Int>] = []
    var start = first
    while start < end {
      let line = CSV.afterLineFeed(bytes, from: min(end, start + CSV.pieceLength), to: end)
      parts.append(start..<line)
      start = line
    }
    let (separator, template) = (scanner.separator, builder.continuation)
    let read = try await concurrentMap(parts.count, width: width) { [parts] index in
      let part = bytes.span.extracting(parts[index])
      guard var own = template, !CSV.hasQuote(part) else { return CSVTableBuilder?.none }
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
