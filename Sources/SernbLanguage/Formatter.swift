// Lays out the code and options of every cell and leaves all other bytes of a notebook as they are.

public enum Formatter {
  /// The notebook in its canonical layout; formatting that again changes nothing.
  public static func format(_ notebook: Notebook) -> [UInt8] {
    let source = notebook.source
    var result: [UInt8] = []
    var offset = 0
    for cell in notebook.cells {
      let layout = layout(of: cell, source)
      let old = Span(cell.optionLines.start, cell.code.end)
      result += source.bytes[offset..<old.start]
      result += Array(layout.utf8)
      offset = old.end
    }
    return result + source.bytes[offset...]
  }

  private static func layout(of cell: Notebook.Cell, _ source: SourceText) -> String {
    let lines = source[cell.optionLines].split(
      separator: "\n", omittingEmptySubsequences: true)
    // An option line that cannot be read is kept as it is: nothing is lost.
    var text = ""
    if cell.options.count == lines.count {
      for option in cell.options { text += "#| \(option.key.text): \(option.value)\n" }
    } else {
      text = source[cell.optionLines]
    }
    let (code, problems) = Parser.parse(source, in: cell.code)
    if problems.contains(where: \.isAboutWholeCell) { return text + source[cell.code] }
    let printed = Printer.print(code, of: source)
    return text + printed + (printed.isEmpty ? "" : "\n")
  }
}

extension Problem {
  /// A bracket or text that is never closed may have swallowed what follows: such a cell is not touched.
  var isAboutWholeCell: Bool {
    switch self {
    case .unclosedBracket, .unclosedText, .strayCharacter: true
    default: false
    }
  }
}
