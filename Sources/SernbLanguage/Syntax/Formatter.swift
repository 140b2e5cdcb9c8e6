// Formats the code and options of every cell and leaves all other bytes of a notebook unchanged.

/// The formatter of notebooks.
package enum Formatter {
  /// The notebook in its canonical layout; formatting that again changes nothing.
  package static func format(_ notebook: Notebook) -> [UInt8] {
    let source = notebook.source
    var result: [UInt8] = []
    var offset = 0
    // A misplaced option would become effective if it moved to the top of the cell.
    var late = notebook.problems.compactMap { problem -> Int? in
      if case .lateOption(let span) = problem { span.start } else { nil }
    }.sorted()[...]
    for cell in notebook.cells {
      late = late.drop { $0 < cell.code.start }
      let keeps = !cell.isClosed || late.first.map { $0 < cell.code.end } ?? false
      let layout = layout(of: cell, source, keepsCode: keeps)
      let old = Span(cell.optionLines.start, cell.code.end)
      result += source.bytes[offset..<old.start]
      result += Array(layout.utf8)
      offset = old.end
    }
    return result + source.bytes[offset...]
  }

  /// The options and code of a cell in their canonical layout. What cannot be parsed is kept as it is.
  private static func layout(
    of cell: Notebook.Cell, _ source: SourceText, keepsCode: Bool
  ) -> String {
    let (written, code) = (source[cell.optionLines], source[cell.code])
    guard !keepsCode else { return written + code }
    let opening = source.span(ofLine: source.position(of: cell.span.start).line)
    let lineEnd = source.bytes[opening.end] == UInt8(ascii: "\r") ? "\r\n" : "\n"
    let margin = String(repeating: " ", count: cell.margin)
    func laid(_ lines: [some StringProtocol]) -> String {
      lines.map { ($0.isEmpty ? "" : margin + $0) + lineEnd }.joined()
    }

    let optionCount = written.utf8.count { $0 == UInt8(ascii: "\n") }
    let options =
      cell.options.count == optionCount
      ? laid(cell.options.map { "#| \($0.key.text): \($0.value)" }) : written
    let (tree, problems) = Parser.parse(source, in: cell.code)
    guard problems.isEmpty else { return options + code }
    let printed = Printer.print(tree, of: source, margin: cell.margin)
    let lines = printed.split(separator: "\n", omittingEmptySubsequences: false)
    return options + (printed.isEmpty ? "" : laid(lines))
  }
}
