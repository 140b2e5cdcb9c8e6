// What a builtin found wrong while running, without a place in the notebook: the evaluator knows where the call stands.

package import SernbLanguage

package struct RunProblem: Error, Sendable {
  package var code: ProblemCode
  /// A sentence without a full stop at its end.
  package var message: String
  /// The argument to blame; its place is pointed at.
  package var argument: String?
  package var hint: String?
  package var notes: [String]
  /// Where in the data: a file, and a row, line or second of it.
  package var dataLocation: String?

  package init(
    _ code: ProblemCode, _ message: String, argument: String? = nil, hint: String? = nil,
    notes: [String] = [], dataLocation: String? = nil
  ) {
    self.code = code
    self.message = message
    self.argument = argument
    self.hint = hint
    self.notes = notes
    self.dataLocation = dataLocation
  }

  package static func unknownColumn(_ name: String, known: [String], argument: String? = nil)
    -> RunProblem
  {
    RunProblem(
      "unknown-column", "The table has no column `\(name)`", argument: argument,
      hint: NearestNames.hint(for: name, among: known)
        ?? (known.isEmpty
          ? nil : "Its columns are \(known.prefix(10).map { "`\($0)`" }.joined(separator: ", "))."))
  }

  package static func wrongType(_ value: Value, wanted: String, argument: String? = nil)
    -> RunProblem
  {
    RunProblem(
      "wrong-type", "This must be \(wanted), not \(value.typeDescription)", argument: argument)
  }

  /// Bytes of the longest text.
  package static let maximumText = ValueSize.maximumText

  package static let longText = RunProblem(
    "too-large", "A text of over \(ValueSize.maximumText / 1_000_000) million bytes is too long")

  /// The work under way was cancelled, where `Cancelled` cannot be thrown.
  package static let stopped = RunProblem(.interrupted, "Stopped")

  /// The problem at a place of the notebook.
  package func at(_ span: Span, arguments: [String: Span] = [:]) -> Diagnostic {
    Diagnostic(
      code, message, labels: [Label(argument.flatMap { arguments[$0] } ?? span, "")], hint: hint,
      notes: notes, dataLocation: dataLocation)
  }
}

/// Words at the beginning of a sentence.
