// Writes a table as comma-separated values, the same bytes for the same table on every machine.

import Basics

extension CSV {
  /// The table as UTF-8 bytes: lines end in LF, numbers are the shortest that read back as themselves, missing cells
  /// are empty, fields stand in quotes only where they must.
  package static func write(_ table: Table, _ settings: Writing = Writing()) -> [UInt8] {
    var bytes: [UInt8] = []
    write(table, settings) { bytes += $0 }
    return bytes
  }

  /// The same in pieces of about a megabyte, for tables too large to be in memory twice.
  ///
  /// - Throws: what `sink` throws; `sink` should check for cancellation.
  package static func write<E: Error>(
    _ table: Table, _ settings: Writing = Writing(), to sink: ([UInt8]) throws(E) -> Void
  ) throws(E) {
    var names = table.names
    var columns = table.columns
    if settings.identity {
      let own: [(name: String, column: Column)] = [
        ("utterance", .text(table.rows.utterances.texts)), ("speaker", .text(table.rows.speakers)),
        ("copy", .number(table.rows.copies.map { Double($0) })),
      ]
      let added = own.filter { !table.has($0.name) }
      names = added.map(\.name) + names
      columns = added.map(\.column) + columns
    }
    if names.isEmpty { return }
    var piece: [UInt8] = []
    CSVCells.append(names.map { CSVCells([$0], settings.separator) }, rows: 1, to: &piece)
    // A reader would take the beginning of such a name for the byte order mark of the file.
    if piece.starts(with: [0xEF, 0xBB, 0xBF]) {
      piece.insert(0x22, at: names[0].utf8.count)
      piece.insert(0x22, at: 0)
    }
    // Some rows of one column after the other become bytes, then a piece of the file.
    for start in stride(from: 0, to: table.rowCount, by: blockHeight) {
      let rows = start..<min(start + blockHeight, table.rowCount)
      CSVCells.append(
        columns.map { CSVCells($0, rows, settings.separator) }, rows: rows.count, to: &piece)
      if piece.count >= pieceLength {
        try sink(piece)
        piece.removeAll(keepingCapacity: true)
      }
    }
    if !piece.isEmpty { try sink(piece) }
  }

  private static let blockHeight = 1024
}

/// The bytes of some cells of one column.
private struct CSVCells {
  private let separator: UInt8
  private var bytes: [UInt8] = []
  private var ends: [Int] = []

  init(_ column: Column, _ rows: Range<Int>, _ separator: UInt8) {
    self.separator = separator
    ends.reserveCapacity(rows.count)
    bytes.reserveCapacity(8 * rows.count)
    switch column {
    case .number(let values, _):
      for value in values[rows] {
        add(value)
        ends.append(bytes.count)
      }
    case .text(let texts):
      for row in rows {
        texts.withBytes(row) { if let text = $0 { add(text) } }
        ends.append(bytes.count)
      }
    case .boolean(let flags):
      for flag in flags[rows] {
        if let flag { bytes += (flag ? "true" : "false").utf8 }
        ends.append(bytes.count)
      }
    case .terms(let terms):
      for row in rows {
        var text = terms.text(row)
        text.withUTF8 { add($0) }
        ends.append(bytes.count)
      }
    }
  }

  init(_ texts: TextArray, _ separator: UInt8) {
    self.init(.text(texts), 0..<texts.count, separator)
  }

  /// Appends rows of these columns, each with its line end.
  static func append(_ columns: [CSVCells], rows: Int, to piece: inout [UInt8]) {
    // Where the next cell of each row goes.
    var places = [Int](repeating: 0, count: rows)
    var end = 0
    for row in 0..<rows {
      places[row] = end
      for column in columns { end += column.ends[row] - (row == 0 ? 0 : column.ends[row - 1]) + 1 }
    }
    piece += [UInt8](unsafeUninitializedCapacity: end) { lines, filled in
      for (index, column) in columns.enumerated() {
        let after = index + 1 == columns.count ? 0x0A : column.separator
        column.bytes.withUnsafeBufferPointer { bytes in
          var start = 0
          for row in 0..<rows {
            var place = places[row]
            for position in start..<column.ends[row] {
              lines.initializeElement(at: place, to: bytes[position])
              place += 1
            }
            lines.initializeElement(at: place, to: after)
            places[row] = place + 1
            start = column.ends[row]
          }
        }
      }
      filled = end
    }
  }

  private mutating func add(_ text: UnsafeBufferPointer<UInt8>) {
    let needsQuotes =
      text.isEmpty
      || text.contains { $0 == separator || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }
    if !needsQuotes {
      bytes.append(contentsOf: text)
      return
    }
    bytes.append(0x22)
    for byte in text {
      if byte == 0x22 { bytes.append(0x22) }
      bytes.append(byte)
    }
    bytes.append(0x22)
  }

  private mutating func add(_ value: Double) {
    if value.isNaN { return }
    // Most cells are small whole numbers, most of those 0.
    if value >= 0, value < 1e15, value.sign == .plus, let whole = UInt64(exactly: value) {
      if whole < 10 {
        bytes.append(0x30 + UInt8(whole))
      } else {
        let start = bytes.count
        var rest = whole
        while rest > 0 {
          bytes.append(0x30 + UInt8(truncatingIfNeeded: rest % 10))
          rest /= 10
        }
        bytes[start...].reverse()
      }
      return
    }
    var text = value.rounded(.towardZero) == value ? numberText(value) : value.description
    text.withUTF8 { bytes.append(contentsOf: $0) }
  }
}
