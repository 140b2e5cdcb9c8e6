// As much of a terminal as the editor uses: rows of cells, a cursor, and the sequences that move and erase.

import Basics

@testable import LineEditing

struct VirtualScreen {
  private(set) var rows: Int
  private(set) var columns: Int
  private(set) var cursor = (row: 0, column: 0)
  private(set) var isPasteBracketed = false
  /// Sequences that are not known here: the editor should send none.
  private(set) var unknown: [String] = []
  /// Rows that went out at the top.
  private(set) var scrolled: [String] = []
  /// A wide character has an empty cell after it.
  private var cells: [[String]]
  private var pending: [UInt8] = []

  init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    cells = Array(repeating: Array(repeating: " ", count: columns), count: rows)
  }

  /// The rows without blanks at their ends, up to the last that has text or the cursor.
  var lines: [String] {
    var lines = cells.map { row in
      var text = row.joined()
      while text.last == " " { text.removeLast() }
      return text
    }
    while lines.count > cursor.row + 1, lines.last == "" { lines.removeLast() }
    return lines.map { $0 }
  }

  var text: String { lines.joined(separator: "\n") }
  /// Everything ever shown, what scrolled out included.
  var transcript: [String] { scrolled + lines }

  mutating func draw(_ bytes: some Sequence<UInt8>) {
    pending += bytes
    var rest = pending[...]
    while let byte = rest.first {
      if byte == 27 {
        guard let length = sequenceLength(rest) else { break }
        obey(String(decoding: rest.prefix(length), as: UTF8.self))
        rest = rest.dropFirst(length)
      } else if byte < 32 {
        control(byte)
        rest = rest.dropFirst()
      } else {
        let length = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
        guard rest.count >= length else { break }
        put(String(decoding: rest.prefix(length), as: UTF8.self))
        rest = rest.dropFirst(length)
      }
    }
    pending = Array(rest)
  }

  private func sequenceLength(_ bytes: ArraySlice<UInt8>) -> Int? {
    guard bytes.count >= 2 else { return nil }
    guard bytes[bytes.startIndex + 1] == UInt8(ascii: "[") else { return 2 }
    return bytes.dropFirst(2).firstIndex { (0x40...0x7E).contains($0) }
      .map { $0 - bytes.startIndex + 1 }
  }

  private mutating func control(_ byte: UInt8) {
    switch byte {
    case 13: cursor.column = 0
    case 10: lineFeed()
    case 8: cursor.column = max(0, min(cursor.column, columns - 1) - 1)
    case 7: break
    default: unknown.append("control \(byte)")
    }
  }

  private mutating func lineFeed() {
    if cursor.row + 1 < rows {
      cursor.row += 1
    } else {
      scrolled.append(cells.removeFirst().joined())
      cells.append(Array(repeating: " ", count: columns))
    }
  }

  private mutating func put(_ character: String) {
    let width = min(character.unicodeScalars.reduce(0) { $0 + DisplayWidth.of($1) }, columns)
    if width == 0 {
      let column = max(0, cursor.column - 1)
      let base = cells[cursor.row][column].isEmpty ? max(0, column - 1) : column
      cells[cursor.row][base] += character
      return
    }
    if cursor.column + width > columns {
      cursor.column = 0
      lineFeed()
    }
    cells[cursor.row][cursor.column] = character
    if width == 2 { cells[cursor.row][cursor.column + 1] = "" }
    cursor.column += width
  }

  private mutating func obey(_ sequence: String) {
    let body = sequence.dropFirst(2)
    let number = Int(body.dropLast()) ?? 1
    switch body.last {
    case "A": cursor.row = max(0, cursor.row - number)
    case "B": cursor.row = min(rows - 1, cursor.row + number)
    case "C": cursor.column = min(columns - 1, cursor.column + number)
    case "D": cursor.column = max(0, cursor.column - number)
    case "H" where body == "H": cursor = (0, 0)
    case "K" where body == "K": erase(row: cursor.row, from: min(cursor.column, columns - 1))
    case "J" where body == "J" || body == "2J":
      let isAll = body == "2J"
      erase(row: cursor.row, from: isAll ? 0 : min(cursor.column, columns - 1))
      for row in (isAll ? 0 : cursor.row + 1)..<max(rows, cursor.row + 1) {
        erase(row: row, from: 0)
      }
    case "m": break
    case "h" where body == "?2004h": isPasteBracketed = true
    case "l" where body == "?2004l": isPasteBracketed = false
    default: unknown.append(sequence.debugDescription)
    }
  }

  private mutating func erase(row: Int, from column: Int) {
    for here in column..<columns { cells[row][here] = " " }
  }

  /// As most terminals do it: rows that are now too long are wrapped, and the cursor stays on its character.
  mutating func resize(rows: Int, columns: Int) {
    var wrapped: [[String]] = []
    var moved = (row: 0, column: 0)
    for (index, row) in cells.enumerated() {
      var used = row
      while used.last == " " { used.removeLast() }
      if index == cursor.row {
        moved = (wrapped.count + cursor.column / columns, cursor.column % columns)
      }
      repeat {
        let part = Array(used.prefix(columns))
        wrapped.append(part + Array(repeating: " ", count: columns - part.count))
        used = Array(used.dropFirst(columns))
      } while !used.isEmpty
    }
    while wrapped.count > rows, moved.row < wrapped.count - 1 { wrapped.removeLast() }
    while wrapped.count > rows {
      scrolled.append(wrapped.removeFirst().joined())
      moved.row -= 1
    }
    while wrapped.count < rows { wrapped.append(Array(repeating: " ", count: columns)) }
    (self.rows, self.columns, cells, cursor) = (rows, columns, wrapped, moved)
  }
}
