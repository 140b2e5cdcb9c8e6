// A diagnostic with its place counted out and its drawing made, so that no report needs the source text.

public import SernbLanguage

/// One problem, ready to be written in any format.
public struct ProblemReport: Sendable, Equatable {
  public var code: String
  public var severity: Severity
  /// A sentence without a full stop at its end.
  public var message: String
  /// The notebook; nil where the problem is in none.
  public var file: String?
  /// From one, as are the columns; the end is the place behind the last letter.
  public var line: Int?
  public var column: Int?
  public var endLine: Int?
  public var endColumn: Int?
  /// What to do.
  public var hint: String?
  public var notes: [String]
  /// Where in the data the problem is.
  public var dataPlace: String?
  /// The problem as lines of text, with the source line and marks under it.
  public var drawing: String

  public init(
    code: String, severity: Severity = .error, message: String, file: String? = nil,
    line: Int? = nil, column: Int? = nil, endLine: Int? = nil, endColumn: Int? = nil,
    hint: String? = nil, notes: [String] = [], dataPlace: String? = nil, drawing: String? = nil
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
    self.dataPlace = dataPlace
    self.drawing = drawing ?? "\(severity.rawValue)[\(code)]: \(message)"
  }

  /// - Parameters:
  ///   - source: the text that the labels point into; without one the problem has no line.
  ///   - hidden: what its lines are shown without.
  ///   - isDrawn: whether anybody reads its drawing.
  public init(
    _ diagnostic: Diagnostic, in source: SourceText?, hiding hidden: DiagnosticText.Hiding? = nil,
    isDrawn: Bool = true
  ) {
    self.init(
      code: diagnostic.code, severity: diagnostic.severity, message: diagnostic.message,
      file: source?.name, hint: diagnostic.hint, notes: diagnostic.notes,
      dataPlace: diagnostic.dataPlace,
      drawing: isDrawn ? DiagnosticText.draw(diagnostic, in: source, hiding: hidden) : nil)
    guard let source, let first = diagnostic.labels.first else { return }
    let start = source.place(of: first.span.start)
    let end = source.place(of: first.span.end)
    (line, column) = (start.line, start.column)
    (endLine, endColumn) = (end.line, end.column)
  }

  /// The message and what goes with it, a line each; for formats that show the source themselves.
  var lines: [String] {
    [message] + (dataPlace.map { ["in \($0)"] } ?? []) + notes + (hint.map { [$0] } ?? [])
  }
}
