// One thing to tell a person about a text: what was seen, where, what was wanted and what to do, as a value.

/// How much a diagnostic weighs. Only errors stop a cell.
public enum Severity: String, Sendable {
  case error, warning, note
}

/// A place in the text with a few words about it.
public struct Label: Hashable, Sendable {
  public let span: Span
  public let text: String

  public init(_ span: Span, _ text: String = "") {
    self.span = span
    self.text = text
  }
}

/// A problem in words. It stands alone when printed: `DiagnosticText` draws it, the command line writes it as JSON.
public struct Diagnostic: Error, Hashable, Sendable {
  /// A stable name, such as `unknown-name`; the option `expect-error` and CI annotations use it.
  public var code: String
  public var severity: Severity
  /// A sentence without a full stop at its end.
  public var message: String
  /// The first label is where the problem is; a second may show where its other half came from.
  public var labels: [Label]
  /// What to do, one sentence.
  public var hint: String?
  public var notes: [String]
  /// Where in the data the problem is: a file, and a row, line or second of it.
  public var dataPlace: String?
  /// The cell it belongs to, where there is one.
  public var cell: String?

  public init(
    _ code: String, _ message: String, severity: Severity = .error, labels: [Label] = [],
    hint: String? = nil, notes: [String] = [], dataPlace: String? = nil, cell: String? = nil
  ) {
    self.code = code
    self.severity = severity
    self.message = message
    self.labels = labels
    self.hint = hint
    self.notes = notes
    self.dataPlace = dataPlace
    self.cell = cell
  }

  public var isError: Bool { severity == .error }
}

extension Diagnostic {
  /// What to do about a path that a notebook may not reach: one that leads out, or to a device.
  public static let reachHint =
    "A notebook reads files and folders in its project; whoever runs it may allow others with `--allow FOLDER`."
}
