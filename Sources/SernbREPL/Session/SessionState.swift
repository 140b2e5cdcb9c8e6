// What a session is at a moment, as a value: going back, forking and comparing are copies of it.

import SernbLanguage

/// A line that was typed and bound names. It stands behind the cell where it was typed.
struct ScratchLine: Sendable, Equatable {
  let number: Int
  /// The label of that cell; nil at the beginning of the notebook.
  var after: String?
  let text: String
}

struct SessionState: Sendable {
  /// How many cells lie behind: the next one has this index.
  var position = 0
  var overrides: [Override] = []
  /// nil: the notebook's.
  var seed: UInt64?
  var lines: [ScratchLine] = []
  var records: [String: CellRecord] = [:]
}

/// How the last run of a cell came out.
struct CellRecord: Sendable {
  /// The keys of its nodes at that time, and what its options announced.
  let keys: [Int]
  let expectedError: String?
  let hasFailed: Bool
  let seconds: Double
}

enum CellState: Sendable, Equatable {
  case notRun, fresh, stale, failed

  var sign: String {
    switch self {
    case .notRun: "·"
    case .fresh: "✓"
    case .stale: "~"
    case .failed: "✗"
    }
  }

  var name: String {
    switch self {
    case .notRun: "not run"
    case .fresh: "fresh"
    case .stale: "stale"
    case .failed: "failed"
    }
  }
}
