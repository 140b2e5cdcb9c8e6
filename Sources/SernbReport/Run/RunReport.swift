// The outcome of one command as a value, by notebook and cell. Every report format is made from it.

public import Basics
public import SernbDocument

/// One command and everything that it ran or checked.
public struct RunReport: Sendable, Equatable {
  /// The command line, such as `sernb check Notebooks`.
  public var command: String
  /// The version of the engine.
  public var engine: String
  /// When it began, as ISO 8601.
  public var started: String
  public var seconds: Double
  public var exitCode: Int
  public var notebooks: [NotebookReport]

  public init(
    command: String, engine: String, started: String, seconds: Double, exitCode: Int,
    notebooks: [NotebookReport] = []
  ) {
    self.command = command
    self.engine = engine
    self.started = started
    self.seconds = seconds
    self.exitCode = exitCode
    self.notebooks = notebooks
  }
}

/// The outcome of one notebook.
public struct NotebookReport: Sendable, Equatable {
  public enum State: String, Sendable, CaseIterable {
    case fine, failed, skipped, differs, stale
    case timedOut = "timed_out"
    case notRun = "not_run"

    /// The state in prose.
    public var description: String {
      switch self {
      case .fine, .failed, .skipped, .differs, .stale: rawValue
      case .timedOut: "timed out"
      case .notRun: "not run"
      }
    }

    /// The outcome as a sentence, for a notebook without a reason.
    public var sentence: String {
      switch self {
      case .fine: "It ran as it should"
      case .failed: "The notebook failed"
      case .skipped: "The notebook was skipped"
      case .differs: "The output differs from what is committed"
      case .stale: "The write-up is stale"
      case .timedOut: "The notebook ran out of time"
      case .notRun: "The notebook did not run"
      }
    }

    /// Whether this state makes a job fail.
    public var isBad: Bool {
      switch self {
      case .fine, .skipped, .notRun: false
      case .failed, .differs, .stale, .timedOut: true
      }
    }
  }

  /// Relative to the project's folder.
  public var path: String
  /// The point of a sweep; nil for a notebook that runs once.
  public var point: String?
  public var title: String
  public var state: State
  /// The reason for the state, as a sentence; nil if the state is self-explanatory.
  public var reason: String?
  /// The path of its write-up.
  public var page: String?
  public var seconds: Double
  /// Including the seed, as text.
  public var parameters: [Document.Fact]
  public var cells: [CellReport]
  /// Problems outside of cells.
  public var problems: [ProblemReport]
  /// How the output differs from the committed one: unified diffs or sentences.
  public var differences: [String]

  public init(
    path: String, point: String? = nil, title: String = "", state: State, reason: String? = nil,
    page: String? = nil,
    seconds: Double = 0, parameters: [Document.Fact] = [], cells: [CellReport] = [],
    problems: [ProblemReport] = [], differences: [String] = []
  ) {
    self.path = path
    self.point = point
    self.title = title
    self.state = state
    self.reason = reason
    self.page = page
    self.seconds = seconds
    self.parameters = parameters
    self.cells = cells
    self.problems = problems
    self.differences = differences
  }

  public var name: NotebookName { NotebookName(path, at: point) }

  /// The problems outside of cells, then those of the cells in order.
  public var allProblems: [ProblemReport] { problems + cells.flatMap(\.problems) }
}

/// The outcome of one cell.
public struct CellReport: Sendable, Equatable {
  public enum State: String, Sendable, CaseIterable {
    case ran, reused, failed
    case notRun = "not_run"
    case timedOut = "timed_out"

    /// The state in prose.
    public var description: String {
      switch self {
      case .ran, .reused, .failed: rawValue
      case .notRun: "not run"
      case .timedOut: "timed out"
      }
    }
  }

  public var label: String
  /// The line of its opening fence, from one.
  public var line: Int
  public var state: State
  public var seconds: Double
  /// How long it took the last time.
  public var estimate: Double?
  /// Why it ran or did not: `its code changed`.
  public var reason: String?
  public var problems: [ProblemReport]
  /// Its key numbers, such as the accuracy.
  public var results: [JSON.Member]

  public init(
    label: String, line: Int, state: State, seconds: Double = 0, estimate: Double? = nil,
    reason: String? = nil, problems: [ProblemReport] = [], results: [JSON.Member] = []
  ) {
    self.label = label
    self.line = line
    self.state = state
    self.seconds = seconds
    self.estimate = estimate
    self.reason = reason
    self.problems = problems
    self.results = results
  }
}
