// A table in a text file of a corpus: RFC 4180 with commas, semicolons or tabs, each row with the line it begins in.

/// Names of columns, and rows of as many cells.
struct TextTable {
  struct Row {
    let line: Int
    let cells: [String]
  }

  let columns: [String]
  let rows: [Row]
  /// Rows of another length, which are left out.
  let problems: [CorpusProblem]

  /// - Parameter path: where it lies, for the problems.
  init(_ bytes: [UInt8], path: String) {
    var scanner = Scanner(bytes)
    var rows: [Row] = []
    while let row = scanner.row() {
      if row.cells != [""] { rows.append(row) }
    }
    let names = rows.first?.cells ?? []
    let (body, others) = (
      rows.dropFirst().filter { $0.cells.count == names.count }, rows.dropFirst()
    )
    (columns, self.rows) = (names, body)
    problems = others.filter { $0.cells.count != names.count }.map {
      .unusableRow(
        SourceLocation(path, line: $0.line),
        reason: "it has \($0.cells.count) cells, where the first line has \(names.count)")
    }
  }

  /// The index of the column called `name`; nil if the table has no such column.
  func column(_ name: String) -> Int? { columns.firstIndex(of: name) }

  private struct Scanner {
    private let bytes: [UInt8]
    private let isUTF8: Bool
    private let separator: UInt8
    private var at: Int
    private var line = 1

    init(_ bytes: [UInt8]) {
      self.bytes = bytes
      isUTF8 = String(validating: bytes, as: UTF8.self) != nil
      at = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
      var counts: [UInt8: Int] = [:]
      var isQuoted = false
      for byte in bytes {
        if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
        if isQuoted { continue }
        if byte == UInt8(ascii: "\n") { break }
        counts[byte, default: 0] += 1
      }
      // The most frequent one of the first line, the first in this order if several are; a comma if the line has no sign.
      let signs = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
      let most = signs.map { counts[$0] ?? 0 }.max() ?? 0
      separator = signs.first { counts[$0] ?? 0 == most } ?? UInt8(ascii: ",")
    }

    mutating func row() -> Row? {
      guard at < bytes.count else { return nil }
      let first = line
      var cells: [String] = []
      while true {
        cells.append(cell())
        guard at < bytes.count else { break }
        at += 1
        if bytes[at - 1] == separator { continue }
        line += 1
        break
      }
      return Row(line: first, cells: cells)
    }

    /// The text up to a separator or the end of the line, which is left to be read.
    private mutating func cell() -> String {
      var text: [UInt8] = []
      var isQuoted = false
      if at < bytes.count, bytes[at] == UInt8(ascii: "\"") { (isQuoted, at) = (true, at + 1) }
      while at < bytes.count {
        let byte = bytes[at]
        if isQuoted, byte == UInt8(ascii: "\"") {
          if at + 1 < bytes.count, bytes[at + 1] == byte {
            at += 1
          } else {
            (isQuoted, at) = (false, at + 1)
            continue
          }
        } else if !isQuoted, byte == separator || byte == UInt8(ascii: "\n") {
          break
        } else if byte == UInt8(ascii: "\n") {
          line += 1
        }
        text.append(byte)
        at += 1
      }
      if !isQuoted, text.last == UInt8(ascii: "\r") { text.removeLast() }
      if isUTF8 { return String(decoding: text, as: UTF8.self) }
      return String(validating: text, as: UTF8.self) ?? windows1252(text[...])
    }
  }
}
