// A diagnostic with its line, column and drawing, so that reports do not need the source text.

package import SernbLanguage

/// One problem, ready for any report format.
package struct ProblemReport: Sendable, Equatable {
  package var code: String
  package var severity: Severity
  /// A sentence without a full stop at its end.
  package var message: String
  /// The path of the notebook; nil if the problem is not in a notebook.
  package var file: String?
  /// Lines and columns from one; the end is after the last character.
  package var line: Int?
  package var column: Int?
  package var endLine: Int?
  package var endColumn: Int?
  /// What to do.
  package var hint: String?
  package var notes: [String]
  /// The location in the data.
  package var dataLocation: String?
  /// The problem as lines of text, with the source line and carets.
  package var drawing: String

  package init(
    code: String, severity: Severity = .error, message: String, file: String? = nil,
    line: Int? = nil, column: Int? = nil, endLine: Int? = nil, endColumn: Int? = nil,
    hint: String? = nil, notes: [String] = [], dataLocation: String? = nil, drawing: String? = nil
  ) {
    self.code = code
    self.severity = severity
    self.message = message
    self.file = file
    self.line = line
    self.column = column
    self.endLine = endLine
    self.endColumn = endColumn
    self.hint = hint
    self.notes = notes
    self.dataLocation = dataLocation
    self.drawing = drawing ?? "\(severity.rawValue)[\(code)]: \(message)"
  }

  /// - Parameters:
  ///   - source: the text that the labels refer to; without it the problem has no line.
  ///   - hidden: finds the parts of its lines that must not be shown.
  ///   - isDrawn: whether a drawing is needed.
  package init(
    _ diagnostic: Diagnostic, in source: SourceText?, hiding hidden: DiagnosticText.Hiding? = nil,
    isDrawn: Bool = true
  ) {
    self.init(
      code: diagnostic.code.rawValue, severity: diagnostic.severity, message: diagnostic.message,
      file: source?.name, hint: diagnostic.hint, notes: diagnostic.notes,
      dataLocation: diagnostic.dataLocation,
      drawing: isDrawn ? DiagnosticText.draw(diagnostic, in: source, hiding: hidden) : nil)
    guard let source, let first = diagnostic.labels.first else { return }
    let start = source.position(of: first.span.start)
    let end = source.position(of: first.span.end)
    (line, column) = (start.line, start.column)
    (endLine, endColumn) = (end.line, end.column)
  }

  /// The message with its data location, notes and hint, one per line; for formats that show the source themselves.
  var lines: [String] {
    [message] + (dataLocation.map { ["in \($0)"] } ?? []) + notes + (hint.map { [$0] } ?? [])
  }
}
