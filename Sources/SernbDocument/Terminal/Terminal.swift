// Blocks as plain text for a terminal of a given width.

internal import Basics

/// Terminal colors, as escape sequences around a text; `plain` has none.
public struct TerminalStyle: Sendable, Hashable {
  /// The role of a text, which decides its color.
  public enum Role: Sendable, Hashable { case heading, dim, error, warning, note, name }

  package var isColored: Bool

  /// No colors.
  public static let plain = TerminalStyle(isColored: false)
  package static let colored = TerminalStyle(isColored: true)

  package init(isColored: Bool) { self.isColored = isColored }

  /// `text` in the color of its role. The sixteen basic colors follow the theme of the terminal.
  package func paint(_ text: String, _ role: Role) -> String {
    guard isColored, !text.isEmpty else { return text }
    let code =
      switch role {
      case .heading: "1"
      case .dim: "2"
      case .error: "1;31"
      case .warning: "1;33"
      case .note: "1;36"
      case .name: "34"
      }
    return "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }
}

/// The renderer. Its results have no final newline.
public struct Terminal: Sendable, Hashable {
  /// The width in columns, at least 20.
  package var width: Int
  package var style: TerminalStyle

  package init(width: Int = 80, style: TerminalStyle = .plain) {
    self.width = max(20, width)
    self.style = style
  }

  /// The blocks, separated by blank lines; blocks without terminal output are left out.
  package func text(_ blocks: [Block]) -> String {
    blocks.map { text($0) }.filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  /// One block. Values and diagnostics keep their lines; messages are wrapped.
  package func text(_ block: Block) -> String {
    switch block {
    case .prose(let text): return plain(text)
    case .code(let code): return code.isFolded ? "" : indented(plain(code.text))
    case .value(let value): return plain(value.text)
    case .table(let table): return self.table(table)
    case .figure(let figure): return self.figure(figure)
    case .diagnostic(let diagnostic): return self.diagnostic(diagnostic)
    case .callout(let callout):
      let head = style.paint(callout.kind.rawValue + ":", role(callout.kind))
      return wrapped(head + " " + plain(callout.body))
    case .beside(let columns): return columns.map { text($0) }.joined(separator: "\n\n")
    case .file(let file):
      let note = file.note.isEmpty ? "" : ": " + file.note
      return "saved " + style.paint(plain(file.path), .name) + plain(note)
    case .details(let summary, let blocks):
      return style.paint(plain(summary), .heading) + "\n" + text(blocks)
    case .anchor, .comment: return ""
    case .notRun(let cell):
      return wrapped(
        style.paint("not run: \(plain(cell.label)).", .warning) + " " + plain(cell.reason))
    }
  }

  private func figure(_ figure: Figure) -> String {
    let alt = figure.alt.isEmpty ? figure.title : figure.alt
    return wrapped(style.paint("figure:", .note) + " " + plain(alt))
  }

  private func diagnostic(_ diagnostic: Block.RenderedDiagnostic) -> String {
    let role: TerminalStyle.Role =
      switch diagnostic.severity {
      case .error: .error
      case .warning: .warning
      case .note: .note
      }
    let head = style.paint(diagnostic.severity.rawValue + ":", role)
    let message = wrapped(head + " " + plain(diagnostic.message))
    return diagnostic.drawing.isEmpty ? message : message + "\n" + plain(diagnostic.drawing)
  }

  private func role(_ kind: Block.Callout.Kind) -> TerminalStyle.Role {
    switch kind {
    case .note, .tip: .note
    case .important, .warning: .warning
    case .caution: .error
    }
  }

  private func indented(_ text: String) -> String {
    MarkdownText.lines(text).map { $0.isEmpty ? "" : "  " + $0 }.joined(separator: "\n")
  }

  /// Without newlines at the ends, and with visible escapes for control characters.
  package func plain(_ text: String) -> String {
    var result = Printable.text(text)
    while result.last == "\n" { result.removeLast() }
    return String(result.drop { $0 == "\n" })
  }

  /// Breaks lines at spaces; color sequences take no width.
  package func wrapped(_ text: String) -> String {
    MarkdownText.lines(text).map { line in
      var lines: [String] = []
      var current = ""
      var taken = 0
      for word in line.split(separator: " ", omittingEmptySubsequences: false) {
        let wide = visibleWidth(word)
        if taken > 0, taken + 1 + wide > width {
          lines.append(current)
          current = ""
          taken = 0
        }
        if taken > 0 || !current.isEmpty {
          current += " "
          taken += 1
        }
        current += word
        taken += wide
      }
      return (lines + [current]).joined(separator: "\n")
    }.joined(separator: "\n")
  }

  private func visibleWidth(_ word: Substring) -> Int {
    var bare = ""
    var isEscape = false
    for scalar in word.unicodeScalars {
      if scalar == "\u{1B}" { isEscape = true }
      if !isEscape { bare.unicodeScalars.append(scalar) }
      if isEscape, scalar == "m" { isEscape = false }
    }
    return DisplayWidth.of(bare)
  }
}
