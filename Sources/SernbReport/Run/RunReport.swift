// The outcome of one command as a value, by notebook and cell. Every report format is made from it.

package import Basics
package import SernbDocument

/// One command and everything that it ran or checked.
package struct RunReport: Sendable, Equatable {
  /// The command line, such as `sernb check Notebooks`.
  package var command: String
  /// The version of the engine.
  package var engine: String
  /// When it began, as ISO 8601.
  package var started: String
  package var seconds: Double
  package var exitCode: Int
  package var notebooks: [NotebookReport]

  package init(
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
package struct NotebookReport: Sendable, Equatable {
  package enum State: String, Sendable, CaseIterable {
    case fine, failed, skipped, differs, stale
    case timedOut = "timed_out"
    case notRun = "not_run"

    /// The state in prose.
    package var description: String {
      switch self {
      case .fine, .failed, .skipped, .differs, .stale: rawValue
      case .timedOut: "timed out"
      case .notRun: "not run"
      }
    }

    /// The outcome as a sentence, for a notebook without a reason.
    package var sentence: String {
      switch self {
      case .fine: "It ran without problems"
      case .failed: "The notebook failed"
      case .skipped: "The notebook was skipped"
      case .differs: "The output differs from what is committed"
      case .stale: "The write-up is stale"
      case .timedOut: "The notebook reached its time limit"
      case .notRun: "The notebook did not run"
      }
    }

    /// Whether this state makes a job fail.
    package var isBad: Bool {
      switch self {
      case .fine, .skipped, .notRun: false
      case .failed, .differs, .stale, .timedOut: true
      }
    }
  }

  /// Relative to the project's folder.
  package var path: String
  /// The point of a sweep; nil for a notebook that runs once.
  package var point: String?
  package var title: String
  package var state: State
  /// The reason for the state, as a sentence; nil if the state is self-explanatory.
  package var reason: String?
  /// The path of its write-up.
  package var page: String?
  package var seconds: Double
  /// Including the seed, as text.
  package var parameters: [Document.Fact]
  package var cells: [CellReport]
  /// Problems outside of cells.
  package var problems: [ProblemReport]
  /// How the output differs from the committed one: unified diffs or sentences.
  package var differences: [String]

  package init(
    path: String, point: String? = nil, title: String = "", state: State, reason: String? = nil,
    page: String? = nil, seconds: Double = 0, parameters: [Document.Fact] = [],
    cells: [CellReport] = [], problems: [ProblemReport] = [], differences: [String] = []
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

  package var name: NotebookName { NotebookName(path, at: point) }

  /// The problems outside of cells, then those of the cells in order.
  package var allProblems: [ProblemReport] { problems + cells.flatMap(\.problems) }
}

/// The outcome of one cell.
package struct CellReport: Sendable, Equatable {
  package enum State: String, Sendable, CaseIterable {
    case ran, reused, failed
    case notRun = "not_run"
    case timedOut = "timed_out"

    /// The state in prose.
    package var description: String {
      switch self {
      case .ran, .reused, .failed: rawValue
      case .notRun: "not run"
      case .timedOut: "timed out"
      }
    }
  }

  package var label: String
  /// The line of its opening fence, from one.
  package var line: Int
  package var state: State
  package var seconds: Double
  /// How long it took the last time.
  package var estimate: Double?
  /// Why it ran or did not: `its code changed`.
  package var reason: String?
  package var problems: [ProblemReport]
  /// Its key numbers, such as the accuracy.
  package var results: [JSON.Member]

  package init(
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
