// Cells as those who watch a run see them: nodes of a cell begin and end one by one, the cell as a whole.

internal import SernbLanguage

/// Tells when cells start and end. A cell all of whose nodes are known already only ends.
struct CellProgress {
  let name: String
  private var open: [Int: Int] = [:]
  private var started: Set<Int> = []

  init(name: String) { self.name = name }

  mutating func expect(_ node: NodeID, in checked: CheckedNotebook) {
    if let cell = checked.nodes[node].cell { open[cell, default: 0] += 1 }
  }

  mutating func start(_ node: NodeID, in checked: CheckedNotebook, _ world: World) {
    guard let cell = checked.nodes[node].cell, started.insert(cell).inserted else { return }
    world.report(.cellStarted(notebook: name, label: checked.cells[cell].cell.label.text))
  }

  mutating func end(
    _ node: NodeID, in checked: CheckedNotebook, _ known: NodeResults,
    _ spent: [Int: Double], _ world: World
  ) {
    guard let cell = checked.nodes[node].cell else { return }
    open[cell, default: 1] -= 1
    guard open[cell] == 0 else { return }
    let results = checked.cells[cell].nodes.compactMap { known[$0] }
    world.report(
      .cellEnded(
        notebook: name, label: checked.cells[cell].cell.label.text, seconds: spent[cell] ?? 0,
        failed: results.contains { !$0.isDone }, reused: !results.contains { $0.origin == .ran }))
  }
}
