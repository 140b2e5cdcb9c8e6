// Splits a stream of bytes into fields and records, however it is divided into pieces.

/// The state between two bytes of a file of separated values.
struct CSVScanner {
  private enum State {
    /// Before the first byte of a field.
    case fieldStart
    case plain
    case quoted
    /// After a quote inside a quoted field: its end, or the first half of a doubled quote.
    case quoteSeen
  }

  let separator: UInt8
  private var state = State.fieldStart
  /// What is known of the current field from earlier pieces and, in quotes, up to the last doubled quote.
  private var held: [UInt8] = []
  private var isQuoted = false
  /// Whether the last byte was CR, so that LF ends no second line.
  private var isAfterReturn = false
  /// Complete fields of the current record.
  private var fields = 0
  /// The offset in the file of the piece's first byte.
  private var offset = 0

  init(separator: UInt8) { self.separator = separator }

  /// Scans `bytes[first...]`; bytes before `first` count as part of the file only for offsets.
  mutating func scan(_ bytes: Span<UInt8>, from first: Int, into builder: inout CSVTableBuilder) {
    let quote: UInt8 = 0x22
    let feed: UInt8 = 0x0A
    let carriage: UInt8 = 0x0D
    let ends = ByteChoice(separator, feed, carriage)
    let quotes = ByteChoice(quote, quote, quote)
    var position = first
    // bytes[fieldStart..<position] belong to the current field beside what is held.
    var fieldStart = first
    let count = bytes.count
    while position < count {
      let byte = bytes[position]
      switch state {
      case .fieldStart, .plain:
        if byte == separator || byte == feed || byte == carriage {
          if byte == feed, isAfterReturn {
            isAfterReturn = false
            fieldStart = position + 1
          } else {
            end(bytes.extracting(fieldStart..<position), by: byte, at: offset + position, &builder)
            fieldStart = position + 1
          }
          position += 1
        } else if byte == quote, state == .fieldStart {
          isAfterReturn = false
          isQuoted = true
          state = .quoted
          builder.quoteLine = builder.line
          position += 1
          fieldStart = position
        } else {
          isAfterReturn = false
          state = .plain
          position = bytes.first(in: ends, from: position + 1)
        }
      case .quoted:
        // Runs of anything but quotes belong to the field as they are.
        let begin = position
        position = bytes.first(in: quotes, from: position)
        builder.line += bytes.extracting(begin..<position).lineFeeds
        let next = position + 1 < count ? bytes[position + 1] : quote
        if held.isEmpty, next == separator || next == feed || next == carriage {
          // Most quoted fields are the bytes between their quotes.
          end(
            bytes.extracting(fieldStart..<position), by: next, at: offset + position + 1, &builder)
          position += 2
          fieldStart = position
        } else if position < count {
          hold(bytes, fieldStart..<position)
          state = .quoteSeen
          position += 1
          fieldStart = position
        }
      case .quoteSeen:
        if byte == quote {
          held.append(quote)
          state = .quoted
          position += 1
          fieldStart = position
        } else {
          if byte != separator, byte != feed, byte != carriage { builder.noteAfterQuote() }
          state = .plain
        }
      }
    }
    if state == .plain || state == .quoted { hold(bytes, fieldStart..<count) }
    offset += count
  }

  /// Whether a record begins here.
  var isAtStart: Bool { state == .fieldStart && fields == 0 && !isAfterReturn }

  /// Whether a quoted field goes on here.
  var isInQuotes: Bool { state == .quoted }

  /// Leaves out bytes that were scanned elsewhere: whole records.
  mutating func skip(_ bytes: Int) { offset += bytes }

  /// Ends the last record if the file does not end in a line end.
  mutating func finish(into builder: inout CSVTableBuilder) {
    if state == .quoted { builder.noteOpenQuote() }
    if state == .fieldStart && fields == 0 { return }
    endRecord([UInt8]().span, end: offset, &builder)
    state = .fieldStart
  }

  private mutating func hold(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    // No capacity is reserved: reserving the exact size at each doubled quote would copy everything each time.
    for index in range { held.append(bytes[index]) }
  }

  /// Ends a field before a separator or a line end.
  private mutating func end(
    _ field: Span<UInt8>, by byte: UInt8, at end: Int, _ builder: inout CSVTableBuilder
  ) {
    isAfterReturn = byte == 0x0D
    if byte == separator {
      endField(field, end: end, &builder)
    } else {
      endRecord(field, end: end, &builder)
    }
    state = .fieldStart
  }

  private mutating func endField(_ rest: Span<UInt8>, end: Int, _ builder: inout CSVTableBuilder) {
    if held.isEmpty {
      builder.field(rest, isQuoted: isQuoted, end: end)
    } else {
      hold(rest, 0..<rest.count)
      builder.field(held.span, isQuoted: isQuoted, end: end)
      held.removeAll(keepingCapacity: true)
    }
    isQuoted = false
    fields += 1
  }

  private mutating func endRecord(_ rest: Span<UInt8>, end: Int, _ builder: inout CSVTableBuilder) {
    if fields == 0 && rest.count == 0 && held.isEmpty && !isQuoted {
      builder.emptyLine(end: end)
    } else {
      endField(rest, end: end, &builder)
      builder.endRecord()
    }
    builder.line += 1
    fields = 0
  }
}

/// Three bytes that are looked for, eight places at a time.
private struct ByteChoice {
  private let bytes: (UInt8, UInt8, UInt8)
  /// Eight times each.
  private let words: (UInt64, UInt64, UInt64)

  private static let ones: UInt64 = 0x0101_0101_0101_0101

  init(_ a: UInt8, _ b: UInt8, _ c: UInt8) {
    bytes = (a, b, c)
    words = (UInt64(a) * Self.ones, UInt64(b) * Self.ones, UInt64(c) * Self.ones)
  }

  func contains(_ byte: UInt8) -> Bool {
    byte == bytes.0 || byte == bytes.1 || byte == bytes.2
  }

  /// The first of eight bytes, the lowest first, that is one of them; 8 if none is.
  func place(in word: UInt64) -> Int {
    // The top bit of each byte that is 0; also of some above the lowest such one.
    func zeros(_ word: UInt64) -> UInt64 { (word &- Self.ones) & ~word & (Self.ones << 7) }
    let found = zeros(word ^ words.0) | zeros(word ^ words.1) | zeros(word ^ words.2)
    return found.trailingZeroBitCount / 8
  }
}

extension Span<UInt8> {
  /// The index of the first byte of `choice` from `start` on; `count` if no such byte follows.
  fileprivate func first(in choice: ByteChoice, from start: Int) -> Int {
    withUnsafeBytes { bytes in
      var position = start
      while position + 8 <= bytes.count {
        let word = UInt64(
          littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
        let place = choice.place(in: word)
        position += place
        if place < 8 { return position }
      }
      while position < bytes.count, !choice.contains(bytes[position]) { position += 1 }
      return position
    }
  }

  /// How many bytes are line feeds.
  fileprivate var lineFeeds: Int {
    withUnsafeBufferPointer { $0.reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) } }
  }
}
