// What became of the cells of a notebook, for reports and records: state, time, problems, and why.

import SernbDocument
import SernbLanguage
import SernbReport
import SernbRuntime

struct CellOutcome {
  let label: String
  let line: Int
  let state: CellReport.State
  let seconds: Double
  let reason: String?
  let problems: [Diagnostic]
}

extension PageResult {
  /// A cell each, in file order; none where the notebook was not read.
  ///
  /// - Parameter problems: all that are known of the notebook.
  func cellOutcomes(_ problems: [Diagnostic]) -> [CellOutcome] {
    guard let checked else { return [] }
    let byCell = Dictionary(grouping: problems) { $0.cell }
    return checked.cells.indices.map { index in
      let label = checked.cells[index].cell.label.text
      let own = byCell[label] ?? []
      let results = checked.cells[index].nodes.map {
        outcomes.indices.contains($0) ? outcomes[$0] : nil
      }
      let (state, reason) = outcome(of: own.filter(\.isError), results)
      return CellOutcome(
        label: label, line: checked.source.position(of: checked.cells[index].cell.span.start).line,
        state: state, seconds: cellSeconds[index] ?? 0, reason: reason, problems: own)
    }
  }

  private func outcome(of errors: [Diagnostic], _ results: [NodeResult?])
    -> (CellReport.State, String?)
  {
    if errors.contains(where: { $0.code == .timeout }) { return (.timedOut, nil) }
    if !errors.isEmpty { return (.failed, nil) }
    switch state {
    case .skipped(let lack): return (.notRun, lack)
    case .refused: return (.notRun, "the notebook has a problem")
    case .inPlace, .rendered: break
    }
    var needs: [String] = []
    var seen: Set<String> = []
    var isBlocked = false
    for result in results {
      guard case .notRun(let names)? = result?.state else { continue }
      isBlocked = true
      needs += names.filter { seen.insert($0).inserted }
    }
    if isBlocked {
      let names = needs.map { "`\($0)`" }.joined(separator: " and ")
      return (.notRun, needs.isEmpty ? nil : "it needs \(names), which did not run")
    }
    return (results.contains { $0?.origin == .ran } ? .ran : .reused, nil)
  }
}
