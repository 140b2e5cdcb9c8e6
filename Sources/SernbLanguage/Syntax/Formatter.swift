// Formats the code and options of every cell and replaces former names; all other bytes of a notebook stay as they are.

/// The formatter of notebooks.
package enum Formatter {
  /// The notebook in its canonical layout; formatting that again changes nothing.
  ///
  /// - Parameter vocabulary: the builtins whose former names are replaced, in cells and in prose; nil to replace none.
  package static func format(_ notebook: Notebook, _ vocabulary: Vocabulary? = nil) -> [UInt8] {
    let notebook = vocabulary.map { renamed(notebook, $0) } ?? notebook
    let source = notebook.source
    var result: [UInt8] = []
    var offset = 0
    let kept = keptCells(of: notebook)
    for cell in notebook.cells {
      let layout = layout(of: cell, source, keepsCode: kept.contains(cell.span.start))
      let old = Span(cell.optionLines.start, cell.code.end)
      result += source.bytes[offset..<old.start]
      result += Array(layout.utf8)
      offset = old.end
    }
    return result + source.bytes[offset...]
  }

  /// The starts of cells whose code is kept as it is.
  private static func keptCells(of notebook: Notebook) -> Set<Int> {
    // A misplaced option would become effective if it moved to the top of the cell.
    var late = notebook.problems.compactMap { problem -> Int? in
      if case .lateOption(let span) = problem { span.start } else { nil }
    }.sorted()[...]
    let kept = notebook.cells.filter { cell in
      late = late.drop { $0 < cell.code.start }
      return !cell.isClosed || late.first.map { $0 < cell.code.end } ?? false
    }
    return Set(kept.map(\.span.start))
  }

  /// The notebook with current names in the place of former ones.
  private static func renamed(_ notebook: Notebook, _ vocabulary: Vocabulary) -> Notebook {
    let source = notebook.source
    var former = FormerNames(vocabulary)
    let kept = keptCells(of: notebook)
    for segment in notebook.segments {
      switch segment {
      case .prose(let span):
        for binding in ProseMarks.find(in: span, of: source).bindings {
          _ = former.current(binding)
        }
      case .cell(let cell):
        let (code, problems) = Parser.parse(source, in: cell.code)
        let isRecorded =
          problems.isEmpty && !kept.contains(cell.span.start) && !notebook.isConflicted(cell.span)
        for statement in code.statements { _ = former.current(statement, isRecorded: isRecorded) }
      }
    }
    if former.uses.isEmpty { return notebook }
    var result: [UInt8] = []
    var offset = 0
    for use in former.uses {
      result += source.bytes[offset..<use.name.span.start]
      result += Array(use.current.utf8)
      offset = use.name.span.end
    }
    result += source.bytes[offset...]
    return Notebook(parsing: SourceText(bytes: result, name: source.name))
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
