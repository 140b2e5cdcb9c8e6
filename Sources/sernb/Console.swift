// The two streams of the process: results to standard output, progress and problems to standard error.

import Foundation
import SernbDocument
import SernbLanguage
import SernbRuntime

enum Console {
  static let isTerminal = isatty(STDERR_FILENO) == 1

  /// Colours only on a terminal, and never with `NO_COLOR` (no-color.org).
  static let isColoured =
    isTerminal && ProcessInfo.processInfo.environment["NO_COLOR"].map(\.isEmpty) ?? true
    && ProcessInfo.processInfo.environment["TERM"] != "dumb"

  static func print(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }
  /// Without a line feed: what is typed follows.
  static func prompt(_ text: String) { write(text, to: STDOUT_FILENO) }
  static func error(_ text: String) { write(text + "\n", to: STDERR_FILENO) }
  static func raw(_ text: String) { write(text, to: STDERR_FILENO) }

  private static func write(_ text: String, to descriptor: Int32) {
    StandardStreams.write(text, to: descriptor)
  }

  /// So many problems are drawn at a time: nobody reads more of them, and the first may have led to the others.
  static let mostDrawn = 50

  /// Diagnostics as drawings, the first of them, or all as one JSON array on standard output.
  static func show(
    _ diagnostics: [(diagnostic: Diagnostic, source: SourceText?)], format: DiagnosticFormat,
    without secrets: Redaction = .none
  ) {
    switch format {
    case .text:
      for (diagnostic, source) in diagnostics.prefix(mostDrawn) {
        // Words first, as a drawing may cut them; then the lines that it shows of the notebook.
        let drawing = secrets.text(DiagnosticText.draw(secrets.diagnostic(diagnostic), in: source))
        error((isColoured ? coloured(drawing, diagnostic.severity) : drawing) + "\n")
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

  private static func coloured(_ drawing: String, _ severity: Severity) -> String {
    let style = TerminalStyle.coloured
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
