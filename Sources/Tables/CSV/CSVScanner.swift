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
            isAfterReturn = byte == carriage
            let field = bytes.extracting(fieldStart..<position)
            if byte == separator {
              endField(field, end: offset + position, &builder)
            } else {
              endRecord(field, end: offset + position, &builder)
            }
            fieldStart = position + 1
            state = .fieldStart
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
          position += 1
          while position < count {
            let next = bytes[position]
            if next == separator || next == feed || next == carriage { break }
            position += 1
          }
        }
      case .quoted:
        // Runs of anything but quotes belong to the field as they are.
        while position < count, bytes[position] != quote {
          if bytes[position] == feed { builder.line += 1 }
          position += 1
        }
        if position < count {
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
