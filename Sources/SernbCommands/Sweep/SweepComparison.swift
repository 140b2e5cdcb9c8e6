// The page that compares the points of a sweep, ready to be put in place.

import Basics
import SernbDocument
import SernbPages
import SernbReport

/// The page that compares the points of one notebook.
struct SweepComparison: Sendable {
  /// From the project's folder on.
  let notebook: String
  let stem: String
  let points: [SweepPoint]
  let files: [RenderedDocument.File]

  /// Whether every point has a result.
  var isWhole: Bool { points.allSatisfy { $0.state == .done } }

  /// Where it belongs: what failed leaves the last good comparison as it is.
  var pageStem: String { isWhole ? stem : WriteUp.failedStem(stem) }

  /// `3 points, 1 failed`.
  var counts: String {
    let failed = points.count { if case .failed = $0.state { true } else { false } }
    let waiting = points.count { $0.state == .notRun }
    var words = counted(points.count, "point")
    if failed > 0 { words += ", \(failed) failed" }
    if waiting > 0 { words += ", \(waiting) not run" }
    return words
  }
}
