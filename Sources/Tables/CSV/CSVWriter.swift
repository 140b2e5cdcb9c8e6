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
    var line: [UInt8] = []
    for (index, name) in names.enumerated() {
      if index > 0 { line.append(settings.separator) }
      let cells = CSVCells([name], settings.separator)
      cells.append(0, to: &line, isFirst: line.isEmpty)
    }
    line.append(0x0A)
    // A few rows of one column after the other become bytes, then row by row a piece of the file.
    for start in stride(from: 0, to: table.rowCount, by: blockHeight) {
      let rows = start..<min(start + blockHeight, table.rowCount)
      let cells = columns.map { CSVCells($0, rows, settings.separator) }
      for row in 0..<rows.count {
        for index in cells.indices {
          if index > 0 { line.append(settings.separator) }
          cells[index].append(row, to: &line, isFirst: line.isEmpty)
        }
        line.append(0x0A)
        if line.count >= pieceLength {
          try sink(line)
          line.removeAll(keepingCapacity: true)
        }
      }
    }
    if !line.isEmpty { try sink(line) }
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

  /// Appends one of the cells. A reader would take the beginning of the first of a file for its byte order mark.
  func append(_ cell: Int, to line: inout [UInt8], isFirst: Bool) {
    let cell = bytes[(cell == 0 ? 0 : ends[cell - 1])..<ends[cell]]
    let isTakenForMark = isFirst && cell.starts(with: [0xEF, 0xBB, 0xBF])
    if isTakenForMark { line.append(0x22) }
    line.append(contentsOf: cell)
    if isTakenForMark { line.append(0x22) }
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
        var power: UInt64 = 10
        while whole / power >= 10 { power *= 10 }
        while power > 0 {
          bytes.append(0x30 + UInt8(whole / power % 10))
          power /= 10
        }
      }
      return
    }
    var text = value.rounded(.towardZero) == value ? numberText(value) : value.description
    text.withUTF8 { bytes.append(contentsOf: $0) }
  }
}
