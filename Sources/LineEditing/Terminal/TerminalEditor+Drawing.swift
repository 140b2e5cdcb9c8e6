// Draws the prompt, the text and the lines below it, and leaves them after the read.

import CEditline

extension TerminalEditor {
  func measure() {
    var size: (rows: Int32, columns: Int32) = (0, 0)
    guard cel_size(output, &size.rows, &size.columns) else { return }
    columns = max(Int(size.columns), 2)
    rows = size.rows > 0 ? Int(size.rows) : 24
  }

  private func layout() -> ScreenLayout {
    let (text, cursor) = line
    return ScreenLayout(
      prompt: prompt, continuation: continuation, text: text, cursor: cursor, columns: columns)
  }

  func draw() {
    var layout = layout()
    for line in below { layout.addBelow(line) }
    writeAll(screen.draw(layout, rows: rows, columns: columns), to: output)
  }

  /// Shows the whole text with the cursor after its end, and moves to a new line.
  func finish() {
    below = []
    let layout = layout()
    if layout.rows.count <= rows {
      writeAll(screen.draw(layout, rows: rows, columns: columns), to: output)
    } else {
      // If it is taller than the terminal, rows that were scrolled out are written too.
      var out = screen.erase()
      for row in layout.rows.dropLast() { out += row.bytes + [13, 10] }
      writeAll(out, to: output)
      var last = ScreenLayout(columns: columns)
      if let row = layout.rows.last { last.add(row: row) }
      writeAll(screen.draw(last, rows: rows, columns: columns), to: output)
    }
    if outcome == .interrupted { writeAll(screen.toEnd() + Array("^C".utf8), to: output) }
    writeAll(Self.pasteOff + screen.leave(), to: output)
  }

  /// The size below the text that candidates may take.
  var room: Int { max(1, rows - min(layout().rows.count, rows - 1)) }
}
