// What the nodes of a run depend on, after it or instead of it.

internal import SernbLanguage
internal import SernbRuntime
internal import Storage

extension NotebookRun {
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
    dependencies.seconds = result?.origin == .ran ? node.cell.flatMap { seconds[$0] } ?? 0 : 0
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
