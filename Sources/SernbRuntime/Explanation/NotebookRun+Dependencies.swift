// What the nodes of a run depend on, after it or instead of it.

internal import SernbDocument
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
  package func dependencies() async -> [NodeDependencies] {
    var indices: [Int: Int] = [:]
    var all: [NodeDependencies] = []
    for node in checked.nodes {
      if case .given = node.kind { continue }
      let cell = node.cell ?? -1
      indices[cell, default: -1] += 1
      all.append(await dependencies(of: node, index: indices[cell] ?? 0))
    }
    return all
  }

  private func dependencies(of node: CheckedNotebook.Node, index: Int) async -> NodeDependencies {
    let result = known[node.id]
    // The code may hold as a literal what was given as a secret.
    let secrets = world.secrets()
    let calls = NodeKey.calls(of: node, builtins: builtins)
    return NodeDependencies(
      cell: node.cell.map { checked.cells[$0].cell.label.text } ?? "", index: index,
      code: secrets.text(NodeKey.code(of: node)),
      parameters: node.parameters.sorted().map { name in
        let isSecret = checked.secretNames.contains(name)
        let value = checked.parameters.first { $0.name == name }?.value.written
        return Document.Fact(name, isSecret ? "•••" : secrets.text(value ?? ""))
      }, reads: await reads(of: node),
      builtins: calls.map { Document.Fact($0.name, String($0.version)) },
      acceptedLeak: secrets.text(
        node.cell.flatMap { checked.cells[$0].options.acceptedLeak } ?? ""),
      engine: Engine.version
        + (world.cache?.engine.build.map { " " + $0.hex.prefix(16) } ?? ""),
      seed: String(checked.frontMatter.seed), key: key(of: node), origin: origin(of: result),
      seconds: result?.origin == .ran ? node.cell.flatMap { seconds[$0] } ?? 0 : 0)
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

  private func reads(of node: CheckedNotebook.Node) async -> [NodeDependencies.Read] {
    var reads = node.reads.sorted { $0.key < $1.key }.map { name, read in
      NodeDependencies.Read(
        name: name,
        cell: checked.nodes[read].cell.map { checked.cells[$0].cell.label.text } ?? "",
        notebook: nil, digest: known[read]?.digests[name])
    }
    if case .statement(let statement) = node.kind, case .use(let path, let names) = statement.kind,
      case .text(let file) = path.kind, let other = used(file)
    {
      for name in names {
        guard let export = other.checked.exports[name.name.text] else { continue }
        let cell = other.checked.nodes[export.node].cell
        reads.append(
          NodeDependencies.Read(
            name: name.name.text,
            cell: cell.map { other.checked.cells[$0].cell.label.text } ?? "", notebook: other.name,
            digest: known[node.id]?.digests[name.bound.text]))
      }
    }
    return reads
  }
}
