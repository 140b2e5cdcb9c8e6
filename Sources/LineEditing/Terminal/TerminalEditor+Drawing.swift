// Draws the prompt, the text and what is below it, and leaves them when the read is over.

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

  /// Shows the whole text once more, the cursor after its end, and goes to a new line.
  func finish() {
    below = []
    let layout = layout()
    if layout.rows.count <= rows {
      writeAll(screen.draw(layout, rows: rows, columns: columns), to: output)
    } else {
      // Longer than the terminal: what was scrolled out of the window is written too.
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
