// What the nodes of a run depend on, after it or instead of it.

internal import SernbLanguage
internal import Storage

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
          result.digests[name.bound.text] = await other.digestToHandOn(
            name.name.text, export.node)
        }
        known[node.id] = result
        continue
      }
      guard node.reads.values.allSatisfy({ known[$0] != nil }) else { continue }
      if let found = answer(to: node.id), found.isDone { known[node.id] = found }
    }
  }

  /// What every node depends on, in file order.
  package func dependencies() -> [NodeDependencies] {
    var indices: [Int: Int] = [:]
    var all: [NodeDependencies] = []
    for node in checked.nodes {
      if case .given = node.kind { continue }
      let cell = node.cell ?? -1
      indices[cell, default: -1] += 1
      all.append(dependencies(of: node, index: indices[cell] ?? 0))
    }
    return all
  }

  private func dependencies(of node: CheckedNotebook.Node, index: Int) -> NodeDependencies {
    let result = known[node.id]
    var dependencies = NodeDependencies(
      node, in: checked, reads: reads(of: node), builtins: builtins,
      // The code may hold as a literal what was given as a secret.
      without: world.secrets())
    dependencies.index = index
    dependencies.engine =
      Engine.version + (world.cache?.engine.build.map { " " + $0.hex.prefix(16) } ?? "")
    dependencies.key = key(of: node)
    dependencies.origin = origin(of: result)
    dependencies.seconds =
      result?.origin == .ran ? node.cell.flatMap { seconds[$0] } ?? 0 : 0
    return dependencies
  }

  private func origin(of result: NodeResult?) -> NodeDependencies.Origin {
    guard let result else { return .notAsked }
    switch result.state {
    case .failed: return .failed
    case .notRun: return .notRun
    case .done:
      switch result.origin {
      case .ran: return .ran
      case .reused: return .reused
      case .passed: return .passed
      }
    }
  }

  private func reads(of node: CheckedNotebook.Node) -> [NodeDependencies.Read] {
    NodeDependencies.reads(of: node, in: checked) { name, source in
      switch source {
      case .node(let read): known[read]?.digests[name]
      case .notebook(_, let bound): known[node.id]?.digests[bound]
      }
    }
  }
}
