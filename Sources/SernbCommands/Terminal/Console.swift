// The two streams of the process: results to standard output, progress and problems to standard error.
//
// This is the edge of the terminal: whatever is hidden in a text is written as a visible escape (see `Printable`), and
// only colors that were added to escaped text pass.

import Basics
import Foundation
import SernbDocument
import SernbLanguage
import SernbRuntime

enum Console {
  static let isTerminal = isatty(STDERR_FILENO) == 1

  /// Colors only on a terminal, and never with `NO_COLOR` (no-color.org).
  static let isColored =
    isTerminal && ProcessInfo.processInfo.environment["NO_COLOR"].map(\.isEmpty) ?? true
    && ProcessInfo.processInfo.environment["TERM"] != "dumb"

  static func print(_ text: String) { write(Printable.text(text) + "\n", to: STDOUT_FILENO) }
  static func error(_ text: String) { write(Printable.text(text) + "\n", to: STDERR_FILENO) }
  /// Text whose colors were added after it was escaped.
  static func print(styled text: String) { write(Printable.styled(text) + "\n", to: STDOUT_FILENO) }
  static func error(styled text: String) { write(Printable.styled(text) + "\n", to: STDERR_FILENO) }
  /// Lines of a sketch: those that are pictures are handed to the terminal as they are.
  static func print(pictures text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      TerminalPixels.isIn(line) ? String(line) : Printable.styled(String(line))
    }
    write(lines.joined(separator: "\n") + "\n", to: STDOUT_FILENO)
  }
  /// A question to the terminal itself.
  static func ask(_ text: String) { write(text, to: STDOUT_FILENO) }
  /// A bar, with the signs that take it away again.
  static func raw(_ text: String) { write(text, to: STDERR_FILENO) }

  private static func write(_ text: String, to descriptor: Int32) {
    Invocation.current.write(text, descriptor)
  }

  /// So many problems are drawn at a time: more are not read, and the first may have caused the others.
  static let mostDrawn = 50

  /// Diagnostics as drawings, the first of them, or all as one JSON array on standard output.
  static func show(
    _ diagnostics: [(diagnostic: Diagnostic, source: SourceText?)], format: DiagnosticFormat,
    without secrets: Redaction = .none
  ) {
    switch format {
    case .text:
      for (diagnostic, source) in diagnostics.prefix(mostDrawn) {
        // Words and lines first, as a drawing may cut them; then what was put together.
        let drawing = Printable.text(
          secrets.text(
            DiagnosticText.draw(
              secrets.diagnostic(diagnostic), in: source, hiding: secrets.hiding)))
        error(styled: (isColored ? colored(drawing, diagnostic.severity) : drawing) + "\n")
      }
      if diagnostics.count > mostDrawn {
        error(
          "… and \(NumberText.count(diagnostics.count - mostDrawn)) more; "
            + "`sernb check --static --format json` and `--report` hold all of them\n")
      }
    case .json:
      let items = diagnostics.map { DiagnosticJSON.value(of: secrets.diagnostic($0), in: $1) }
      print(JSON.array(items).text(.pretty))
    }
  }

  private static func colored(_ drawing: String, _ severity: Severity) -> String {
    let style = TerminalStyle.colored
    let role: TerminalStyle.Role = severity == .error ? .error : .warning
    var lines = drawing.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if let first = lines.first { lines[0] = style.paint(first, role) }
    for index in lines.indices.dropFirst() {
      let text = lines[index].drop { $0 == " " }
      if text.hasPrefix("-->") { lines[index] = style.paint(lines[index], .dim) }
      if text.hasPrefix("|"), text.contains("^") { lines[index] = style.paint(lines[index], role) }
    }
    return lines.joined(separator: "\n")
  }
}
