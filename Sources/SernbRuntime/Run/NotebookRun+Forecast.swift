// What a run would do: what is known without running anything.

internal import SernbLanguage

extension NotebookRun {
  /// Looks up what is known without running anything: each node is known, would run, or depends on one that would.
  package func forecast() async {
    // In a circle of notebooks, each is asked by the one that it asks.
    if isForecast { return }
    isForecast = true
    for node in checked.nodes where known[node.id] == nil && !node.isBlocked {
      if case .statement(let statement) = node.kind, case .use(let path, let names) = statement.kind
      {
        guard case .text(let file) = path.kind, let other = used(file) else { continue }
        await other.forecast()
        var result = passed(.done)
        for name in names {
          guard let export = other.checked.exports[name.name.text] else { continue }
          result.digests[name.bound.text] = await other.digestToHandOn(name.name.text, export.node)
        }
        known[node.id] = result
        continue
      }
      guard node.reads.values.allSatisfy({ known[$0] != nil }) else { continue }
      if let found = answer(to: node.id), found.isDone { known[node.id] = found }
    }
  }
}
