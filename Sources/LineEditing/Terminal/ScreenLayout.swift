// A prompt and a text of many lines, cut into the rows of a terminal.

import Basics

/// One row: its bytes, colors included, and how many columns they fill.
struct Row: Equatable {
  var bytes: [UInt8] = []
  var width = 0
}

/// Rows and the cursor position. No row is wider than the terminal, so the terminal never wraps by itself.
struct ScreenLayout {
  private(set) var rows: [Row] = [Row()]
  private(set) var cursorRow = 0
  private(set) var cursorColumn = 0
  private let columns: Int
  /// The active color sequences, which continue on the next row.
  private var style: [UInt8] = []

  private static let reset = Array("\u{1B}[0m".utf8)

  /// - Parameter columns: at least 2, so that a wide character has room.
  init(columns: Int) { self.columns = max(columns, 2) }

  /// The prompt, then `text` with `continuation` before each further line, and the cursor before `text[cursor]`.
  init(prompt: String, continuation: String, text: [Unicode.Scalar], cursor: Int, columns: Int) {
    self.init(columns: columns)
    addStyled(prompt)
    for (index, scalar) in text.enumerated() {
      if index == cursor { markCursor() }
      if scalar == "\n" {
        newLine()
        addStyled(continuation)
      } else {
        addText(scalar)
      }
    }
    if cursor >= text.count { markCursor() }
  }

  /// A line of its own below the text, cut at the width of the terminal.
  mutating func addBelow(_ line: String) {
    newLine()
    addStyled(line, wraps: false)
  }

  /// Replaces the last row by a finished one.
  mutating func add(row: Row) { rows[rows.count - 1] = row }

  private mutating func markCursor() {
    // A full row has no column left for the cursor, which moves to the start of the next.
    if rows[rows.count - 1].width >= columns { newLine() }
    cursorRow = rows.count - 1
    cursorColumn = rows[cursorRow].width
  }

  private mutating func newLine() {
    if !style.isEmpty { rows[rows.count - 1].bytes += Self.reset }
    rows.append(Row(bytes: style))
  }

  /// Text that may have colors (`ESC [ … m`) and newlines; other control characters are left out.
  private mutating func addStyled(_ text: String, wraps: Bool = true) {
    var scalars = text.unicodeScalars[...]
    while let scalar = scalars.popFirst() {
      if scalar == "\u{1B}" {
        guard scalars.first == "[", let end = scalars.firstIndex(where: { $0 == "m" }) else {
          continue
        }
        let code = Array("\u{1B}".utf8) + Array(String(scalars[...end]).utf8)
        style = code == Self.reset || code == Array("\u{1B}[m".utf8) ? [] : style + code
        rows[rows.count - 1].bytes += code
        scalars = scalars[scalars.index(after: end)...]
      } else if scalar == "\n" {
        newLine()
      } else if scalar.value >= 0x20, scalar.value != 0x7F {
        if !wraps, rows[rows.count - 1].width + DisplayWidth.of(scalar) > columns { break }
        add(scalar, width: DisplayWidth.of(scalar))
      }
    }
    if !style.isEmpty {
      rows[rows.count - 1].bytes += Self.reset
      style = []
    }
  }

  /// A character of the input: control characters are shown as `^X`, tabs as two spaces.
  private mutating func addText(_ scalar: Unicode.Scalar) {
    if scalar == "\t" {
      for _ in 0..<2 { add(" ", width: 1) }
    } else if scalar.value < 0x20 || scalar.value == 0x7F {
      add("^", width: 1)
      add(Unicode.Scalar(UInt8(scalar.value) ^ 0x40), width: 1)
    } else {
      add(scalar, width: DisplayWidth.of(scalar))
    }
  }

  private mutating func add(_ scalar: Unicode.Scalar, width: Int) {
    if rows[rows.count - 1].width + width > columns { newLine() }
    rows[rows.count - 1].bytes += UTF8.encode(scalar).map(Array.init) ?? []
    rows[rows.count - 1].width += width
  }
}

/// The columns of a text without control characters, scalar by scalar as `ScreenLayout` adds them.
func displayWidth(_ text: String) -> Int {
  text.unicodeScalars.reduce(0) { $0 + DisplayWidth.of($1) }
}
