// What one notebook of a run came to: its state, its problems, and how its cells came about.

import SernbDocument
import SernbLanguage
import SernbPages
import SernbReport
import SernbRuntime

/// What one notebook came to.
struct PageResult: Sendable {
  /// As it was named on the command line.
  let path: String
  /// From the project's folder on.
  let name: String
  /// The point of a sweep.
  let point: String?
  let stem: String
  let state: State
  let checked: CheckedNotebook?
  let problems: [Diagnostic]
  let exit: Exit
  /// Results node by node, without their values where those lie in the store.
  var outcomes: [NodeResult?] = []
  /// Seconds that cells took, by their index.
  var cellSeconds: [Int: Double] = [:]
  var seconds = 0.0
  var origin: Provenance?

  var title: NotebookName { NotebookName(name, at: point) }

  /// Where what it rendered belongs: a notebook that failed leaves the last good write-up as it is.
  var pageStem: String { exit == .fine ? stem : WriteUp.failedStem(stem) }

  enum State: Sendable {
    /// Its data are not here, and it was not asked for by name.
    case skipped(String)
    /// It could not be read, or must not run.
    case refused
    /// The files of its write-up are in place, as they would be made now.
    case inPlace
    case rendered([RenderedDocument.File], WriteUp, RenderCache?)
  }

  /// A cell that ran, one that was known, one that failed.
  enum CellEnding { case ran, reused, failed, notRun }

  func state(ofCell cell: Int) -> CellEnding {
    let results = (checked?.cells[cell].nodes ?? []).map {
      outcomes.indices.contains($0) ? outcomes[$0] : nil
    }
    let codes = results.compactMap { $0?.failure }
    if !codes.isEmpty { return isFailed(cell) ? .failed : .ran }
    if results.contains(where: { $0?.origin == .ran }) { return .ran }
    if results.contains(where: { if case .notRun? = $0?.state { true } else { false } }) {
      return .notRun
    }
    return .reused
  }

  /// Whether a cell counts as failed: one that ends as it announced does not.
  func isFailed(_ cell: Int) -> Bool {
    guard let label = checked?.cells[cell].cell.label.text,
      case .rendered(_, let writeUp, _) = state
    else { return false }
    return writeUp.failedCells.contains(label)
  }

  var cellsRun: Int { cells { $0 == .ran || $0 == .failed } }

  private func cells(_ test: (CellEnding) -> Bool) -> Int {
    (checked?.cells.indices).map { $0.filter { test(state(ofCell: $0)) }.count } ?? 0
  }
}
