// A table as lines of a terminal, cut to the width; columns that do not fit are named.

import Basics

extension Terminal {
  /// The table, fitted to the width: first long texts are cut, then columns at the end are named instead of shown.
  package func table(_ table: ShownTable) -> String {
    guard !table.columns.isEmpty else { return style.paint("no columns", .dim) }
    var cells = table.columns.map { column in
      [oneLine(column.name)] + (0..<table.rows).map { oneLine(column.text($0)) }
    }
    var widths = cells.map { $0.map(DisplayWidth.of).max() ?? 0 }
    shrink(&widths, table)
    var shown = widths.count
    while shown > 1, total(widths[..<shown]) > width { shown -= 1 }
    if shown == 1 { widths[0] = min(widths[0], width) }
    cells = cells.prefix(shown).map { $0 }

    var lines: [String] = []
    for row in 0...table.rows {
      var line = ""
      for column in 0..<shown {
        let text = DisplayWidth.fitted(cells[column][row], to: widths[column])
        line += column == 0 ? "" : "  "
        line += padded(text, to: widths[column], table.columns[column].alignment)
      }
      while line.last == " " { line.removeLast() }
      lines.append(row == 0 ? style.paint(line, .heading) : line)
      if row == 0 {
        let rules = widths[..<shown].map { String(repeating: "─", count: $0) }
        lines.append(style.paint(rules.joined(separator: "  "), .dim))
      }
    }
    for remark in remarks(table, shown: shown) {
      lines.append(style.paint(wrapped(remark), .dim))
    }
    return lines.joined(separator: "\n")
  }

  private func remarks(_ table: ShownTable, shown: Int) -> [String] {
    var remarks: [String] = []
    let hidden = table.columns.dropFirst(shown).map { oneLine($0.name) }
    if !hidden.isEmpty {
      let noun = hidden.count == 1 ? "column" : "columns"
      remarks.append("and \(hidden.count) more \(noun): \(hidden.joined(separator: ", "))")
    }
    if let extent = table.rows == 0 ? "no rows" : table.extent { remarks.append(extent) }
    if !table.caption.isEmpty { remarks.append(oneLine(table.caption)) }
    return remarks
  }

  /// Narrows the widest text column until the table fits or each has 12 columns.
  private func shrink(_ widths: inout [Int], _ table: ShownTable) {
    while total(widths[...]) > width {
      var widest: Int?
      for index in widths.indices
      where table.columns[index].alignment == .left && widths[index] > 12 {
        if widths[index] > widest.map({ widths[$0] }) ?? 0 { widest = index }
      }
      guard let widest else { return }
      widths[widest] -= 1
    }
  }

  private func total(_ widths: ArraySlice<Int>) -> Int {
    widths.reduce(0, +) + 2 * (widths.count - 1)
  }

  private func padded(_ text: String, to width: Int, _ alignment: ShownTable.Alignment) -> String {
    let missing = max(0, width - DisplayWidth.of(text))
    let left =
      switch alignment {
      case .left: 0
      case .right: missing
      case .center: missing / 2
      }
    return String(repeating: " ", count: left) + text
      + String(repeating: " ", count: missing - left)
  }

  private func oneLine(_ text: String) -> String {
    plain(text).replacing("\n", with: "⏎").replacing("\t", with: " ")
  }
}
