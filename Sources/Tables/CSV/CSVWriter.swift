// Writes a table as comma-separated values, the same bytes for the same table on every machine.

import Basics

extension CSV {
  /// The table as UTF-8 bytes: lines end in LF, numbers are the shortest that read back as themselves, missing cells
  /// are empty, fields stand in quotes only where they must.
  package static func write(_ table: Table, _ settings: Writing = Writing()) -> [UInt8] {
    let lines = CSVLines(table, settings)
    if lines.names.isEmpty { return [] }
    var bytes = lines.head
    for start in stride(from: 0, to: table.rowCount, by: blockHeight) {
      lines.append(start..<min(start + blockHeight, table.rowCount), to: &bytes)
    }
    return bytes
  }

  /// The same as `write`, by several tasks of some rows each.
  package static func write(_ table: Table, jobs: Int) async throws -> [UInt8] {
    let lines = CSVLines(table, Writing())
    if lines.names.isEmpty { return [] }
    let height = 32 * blockHeight
    let parts = try await concurrentMap((table.rowCount + height - 1) / height, width: jobs) {
      part in
      var piece: [UInt8] = []
      let end = min((part + 1) * height, table.rowCount)
      for start in stride(from: part * height, to: end, by: blockHeight) {
        try checkCancellation()
        lines.append(start..<min(start + blockHeight, end), to: &piece)
      }
      return piece
    }
    var bytes = lines.head
    bytes.reserveCapacity(parts.reduce(bytes.count) { $0 + $1.count })
    for part in parts { bytes += part }
    return bytes
  }

  private static let blockHeight = 1024
}

/// The lines of a table.
private struct CSVLines: Sendable {
  let names: [String]
  private let columns: [Column]
  private let separator: UInt8

  init(_ table: Table, _ settings: CSV.Writing) {
    separator = settings.separator
    guard settings.identity else {
      (names, columns) = (table.names, table.columns)
      return
    }
    let own: [(name: String, column: Column)] = [
      ("utterance", .text(table.rows.utterances.texts)), ("speaker", .text(table.rows.speakers)),
      ("copy", .number(table.rows.copies.map { Double($0) })),
    ]
    let added = own.filter { !table.has($0.name) }
    names = added.map(\.name) + table.names
    columns = added.map(\.column) + table.columns
  }

  /// The line of names.
  var head: [UInt8] {
    var line: [UInt8] = []
    CSVCells.append(names.map { CSVCells([$0], separator) }, rows: 1, to: &line)
    // A reader would take the beginning of such a name for the byte order mark of the file.
    if line.starts(with: [0xEF, 0xBB, 0xBF]) {
      line.insert(0x22, at: names[0].utf8.count)
      line.insert(0x22, at: 0)
    }
    return line
  }

  /// Some rows of one column after the other become bytes, then lines.
  func append(_ rows: Range<Int>, to piece: inout [UInt8]) {
    CSVCells.append(columns.map { CSVCells($0, rows, separator) }, rows: rows.count, to: &piece)
  }
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
      var digits = ""
      for value in values[rows] {
        bytes.append(cell: value, by: &digits)
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
}
