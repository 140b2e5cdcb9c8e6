// A diagnostic about a text as a value: what was seen, where, what was wanted and what to do.

/// The severity of a diagnostic. Only errors stop a cell.
public enum Severity: String, Sendable { case error, warning, note }

/// A location in the text with a short message.
public struct Label: Hashable, Sendable {
  package let span: Span
  package let text: String

  package init(_ span: Span, _ text: String = "") {
    self.span = span
    self.text = text
  }
}

/// A problem with its message. `DiagnosticText` draws it, the command line also writes it as JSON.
public struct Diagnostic: Error, Hashable, Sendable {
  /// A stable identifier, such as `unknown-name`; the option `expect-error` and CI annotations use it.
  package var code: ProblemCode
  package var severity: Severity
  /// A sentence without a full stop at its end.
  package var message: String
  /// The first label is where the problem is; a second may show where its other half came from.
  package var labels: [Label]
  /// What to do, one sentence.
  package var hint: String?
  package var notes: [String]
  /// The location in the data: a file, and a row, line or second of it.
  package var dataLocation: String?
  /// The label of its cell, if it has one.
  package var cell: String?

  package init(
    _ code: ProblemCode, _ message: String, severity: Severity = .error, labels: [Label] = [],
    hint: String? = nil, notes: [String] = [], dataLocation: String? = nil, cell: String? = nil
  ) {
    self.code = code
    self.severity = severity
    self.message = message
    self.labels = labels
    self.hint = hint
    self.notes = notes
    self.dataLocation = dataLocation
    self.cell = cell
  }

  package var isError: Bool { severity == .error }
}

extension Diagnostic {
  /// The hint for a path that a notebook may not read: one outside the project, or a device.
  package static let reachHint =
    "A notebook reads files and folders in its project; the person who runs it may allow others with `--allow FOLDER`."
}
