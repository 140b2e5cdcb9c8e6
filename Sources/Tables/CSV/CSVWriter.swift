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
    var line = CSVLine(separator: settings.separator)
    for (index, name) in names.enumerated() {
      if index > 0 { line.bytes.append(settings.separator) }
      line.add(name)
    }
    line.bytes.append(0x0A)
    // The cells of each column under its kind, so that the loop over cells copies no column.
    var numbers = [[Double]](repeating: [], count: columns.count)
    var others = [TextArray](repeating: [], count: columns.count)
    for (index, column) in columns.enumerated() {
      switch column {
      case .number(let values, _): numbers[index] = values
      case .text(let values): others[index] = values
      case .boolean(let values):
        others[index] = TextArray(values.map { $0.map { $0 ? "true" : "false" } })
      case .terms(let terms): others[index] = TextArray((0..<terms.count).map { terms.text($0) })
      }
    }
    let isNumber = columns.map { $0.kind == .number }
    for row in 0..<table.rowCount {
      for index in isNumber.indices {
        if index > 0 { line.bytes.append(settings.separator) }
        if isNumber[index] {
          line.add(numbers[index][row])
        } else if let text = others[index][row] {
          line.add(text)
        }
      }
      line.bytes.append(0x0A)
      if line.bytes.count >= pieceLength {
        try sink(line.bytes)
        line.bytes.removeAll(keepingCapacity: true)
      }
    }
    if !line.bytes.isEmpty { try sink(line.bytes) }
  }
}

/// Bytes to be written.
private struct CSVLine {
  let separator: UInt8
  var bytes: [UInt8] = []

  init(separator: UInt8) { self.separator = separator }

  mutating func add(_ text: String) {
    let needsQuotes =
      text.isEmpty || isTakenForMark(text)
      || text.utf8.contains { $0 == separator || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }
    if !needsQuotes {
      bytes += text.utf8
      return
    }
    bytes.append(0x22)
    for byte in text.utf8 {
      if byte == 0x22 { bytes.append(0x22) }
      bytes.append(byte)
    }
    bytes.append(0x22)
  }

  /// Whether a reader would take the beginning of `text` for the byte order mark of the file.
  private func isTakenForMark(_ text: String) -> Bool {
    bytes.isEmpty && text.utf8.starts(with: [0xEF, 0xBB, 0xBF])
  }

  mutating func add(_ value: Double) {
    if value.isNaN { return }
    // Most cells are small whole numbers, most of those 0.
    if value >= 0, value < 1e15, value.sign == .plus, let whole = UInt64(exactly: value) {
      if whole < 10 { bytes.append(0x30 + UInt8(whole)) } else { bytes += String(whole).utf8 }
    } else if value.rounded(.towardZero) == value {
      bytes += numberText(value).utf8
    } else {
      bytes += value.description.utf8
    }
  }
}
