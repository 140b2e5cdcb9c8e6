// What one command did, as a value: notebook by notebook and cell by cell. Each format of a report is made of it.

public import Basics
public import SernbDocument

/// One command and everything that it ran or looked at.
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

/// What became of one notebook.
public struct NotebookReport: Sendable, Equatable {
  public enum State: String, Sendable, CaseIterable {
    case fine, failed, skipped, differs, stale
    case timedOut = "timed_out"
    case notRun = "not_run"

    /// The state as a reader of prose sees it.
    public var description: String {
      switch self {
      case .fine, .failed, .skipped, .differs, .stale: rawValue
      case .timedOut: "timed out"
      case .notRun: "not run"
      }
    }

    /// What became of the notebook, where nobody gave a reason.
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

    /// Whether a job that ends so should be red.
    public var isBad: Bool {
      switch self {
      case .fine, .skipped, .notRun: false
      case .failed, .differs, .stale, .timedOut: true
      }
    }
  }

  /// From the project's folder on.
  public var path: String
  /// The point of a sweep; nil for a notebook that runs once.
  public var point: String?
  public var title: String
  public var state: State
  /// Why it is in this state, as a sentence; where the state does not speak for itself.
  public var reason: String?
  /// The path of its write-up.
  public var page: String?
  public var seconds: Double
  /// With the seed, as text.
  public var parameters: [Document.Fact]
  public var cells: [CellReport]
  /// What belongs to no cell.
  public var problems: [ProblemReport]
  /// How the output differs from what is committed: unified diffs or sentences.
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

/// What became of one cell.
public struct CellReport: Sendable, Equatable {
  public enum State: String, Sendable, CaseIterable {
    case ran, reused, failed
    case notRun = "not_run"
    case timedOut = "timed_out"

    /// The state as a reader of prose sees it.
    public var description: String {
      switch self {
      case .ran, .reused, .failed: rawValue
      case .notRun: "not run"
      case .timedOut: "timed out"
      }
    }
  }

  public var label: String
  /// The line of its fence, from one.
  public var line: Int
  public var state: State
  public var seconds: Double
  /// How long it took the last time.
  public var estimate: Double?
  /// Why it ran or did not: `its code changed`.
  public var reason: String?
  public var problems: [ProblemReport]
  /// A few numbers that tell most of it, such as the accuracy.
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
