// What the nodes of a run depend on, after it or instead of it.

internal import SernbLanguage
package import SernbRuntime
internal import Storage

extension NotebookRun {
  /// What every node depends on, in file order.
  package func dependencies() -> [NodeDependencies] {
    var all: [NodeDependencies] = []
    eachDependencies { all.append($0) }
    return all
  }

  /// Keeps what every node depends on, for a run in which there is nothing to explain.
  package func remember(in root: String, without secrets: Redaction) {
    var record = LastRun.Writer(name, without: secrets)
    eachDependencies { record.add($0) }
    record.save(in: root)
  }

  /// Whether all nodes were known before: none ran, failed or was left out.
  package var isAllKnown: Bool {
    checked.nodes.allSatisfy { node in
      if case .given = node.kind { return true }
      guard let result = known[node.id] else { return false }
      return result.isDone && result.origin != .ran
    }
  }

  private func eachDependencies(_ body: (NodeDependencies) -> Void) {
    var indices: [Int: Int] = [:]
    let secrets = world.secrets()
    for node in checked.nodes {
      if case .given = node.kind { continue }
      let cell = node.cell ?? -1
      indices[cell, default: -1] += 1
      body(dependencies(of: node, index: indices[cell] ?? 0, without: secrets))
    }
  }

  private func dependencies(
    of node: CheckedNotebook.Node, index: Int, without secrets: Redaction
  ) -> NodeDependencies {
    let result = known[node.id]
    var dependencies = NodeDependencies(
      node, in: checked, reads: reads(of: node), builtins: builtins,
      // The code may hold as a literal what was given as a secret.
      without: secrets)
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
      case .node(let read): known[read]?.digest(of: name)
      case .notebook(_, let bound): known[node.id]?.digest(of: bound)
      }
    }
  }
}
