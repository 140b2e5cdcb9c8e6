// The rows on the terminal, and the bytes that turn them into other rows.

/// The drawn rows and the cursor position. Only changed rows are redrawn.
struct Screen {
  private(set) var shown: [Row] = []
  private var row = 0
  private var column = 0
  /// The first visible row of a layout with more rows than the terminal.
  private var top = 0
  private var columns = 80

  /// The bytes that show `layout` in a terminal of `rows` × `columns`.
  mutating func draw(_ layout: ScreenLayout, rows height: Int, columns: Int) -> [UInt8] {
    self.columns = columns
    let height = max(height, 1)
    if layout.rows.count <= height { top = 0 }
    top = min(top, layout.cursorRow, max(0, layout.rows.count - height))
    top = max(top, layout.cursorRow - height + 1)
    let wanted = Array(layout.rows[top..<min(layout.rows.count, top + height)])
    var out: [UInt8] = []
    for (index, line) in wanted.enumerated() {
      if index < shown.count, shown[index] == line { continue }
      move(to: index, &out)
      out += line.bytes
      // After a full row the cursor stays on its last column, and erasing would clear it.
      if line.width < columns { out += Array("\u{1B}[K".utf8) }
      column = line.width
      if index < shown.count { shown[index] = line } else { shown.append(line) }
    }
    if shown.count > wanted.count {
      move(to: wanted.count, &out)
      out += Array("\u{1B}[J".utf8)
      shown.removeLast(shown.count - wanted.count)
    }
    move(to: layout.cursorRow - top, &out)
    if layout.cursorColumn > 0 { out += Array("\u{1B}[\(layout.cursorColumn)C".utf8) }
    column = layout.cursorColumn
    return out
  }

  /// Moves to the start of a row; new rows are created by newlines, which scroll if needed.
  private mutating func move(to target: Int, _ out: inout [UInt8]) {
    out.append(13)
    if target < row {
      out += Array("\u{1B}[\(row - target)A".utf8)
    } else {
      for _ in row..<target { out.append(10) }
    }
    row = target
    column = 0
  }

  /// Moves after the last shown character.
  mutating func toEnd() -> [UInt8] {
    var out: [UInt8] = []
    guard let last = shown.last else { return out }
    move(to: shown.count - 1, &out)
    if last.width > 0 { out += Array("\u{1B}[\(last.width)C".utf8) }
    return out
  }

  /// Leaves the rows and moves below the last.
  mutating func leave() -> [UInt8] {
    var out: [UInt8] = []
    if !shown.isEmpty {
      move(to: shown.count - 1, &out)
      out += [13, 10]
    }
    self = Screen()
    return out
  }

  /// Erases the rows. When the width changes to `columns`, terminals rewrap the drawn rows, so the number of rows above
  /// the cursor is computed for that width.
  mutating func erase(columns new: Int? = nil) -> [UInt8] {
    var above = row
    if let new, new > 0, new < columns {
      above = shown.prefix(row).reduce(0) { $0 + max(1, ($1.width + new - 1) / new) }
      above += max(0, column - 1) / new
    }
    self = Screen()
    return [13] + (above > 0 ? Array("\u{1B}[\(above)A".utf8) : []) + Array("\u{1B}[J".utf8)
  }
}
