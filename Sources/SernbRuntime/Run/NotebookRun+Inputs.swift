// Everything on disk that the results of a notebook depend on, those of other notebooks that it uses among them.

internal import SernbLanguage

extension NotebookRun {
  /// What all nodes saw that have run or were found, and all that they rest on.
  package func observations() async -> Set<Observation> {
    await observations(behind: Array(checked.nodes.indices))
  }

  /// What some nodes saw, and all that they rest on: each node is looked at once, however many ways lead to it.
  func observations(behind nodes: [NodeID]) async -> Set<Observation> {
    var found: Set<Observation> = []
    var seen: [String: Set<NodeID>] = [:]
    var open = [(run: self, nodes: nodes)]
    while let (run, nodes) = open.popLast() {
      let known = seen[run.name] ?? []
      let new = nodes.filter { !known.contains($0) }
      if new.isEmpty { continue }
      let own = await run.ownObservations(behind: new, known)
      seen[run.name] = own.seen
      // A seed belongs to its notebook: that of another one is named by it.
      found.formUnion(
        run === self ? own.found : Set(own.found.map { $0.aspect == .seed ? $0.of(run.name) : $0 }))
      open += own.others
    }
    return found
  }

  /// What some nodes saw, and all of this notebook that they rest on.
  ///
  /// - Parameter seen: nodes that were looked at.
  private func ownObservations(
    behind nodes: [NodeID], _ seen: Set<NodeID>
  ) -> (found: Set<Observation>, seen: Set<NodeID>, others: [(run: NotebookRun, nodes: [NodeID])]) {
    var found: Set<Observation> = []
    var seen = seen.union(nodes)
    var open = nodes
    var others: [(run: NotebookRun, nodes: [NodeID])] = []
    while let id = open.popLast() {
      let node = checked.nodes[id]
      open += node.reads.values.filter { seen.insert($0).inserted }
      guard let result = known[id] else { continue }
      found.formUnion(result.observations)
      guard case .statement(let statement) = node.kind,
        case .use(let path, let names) = statement.kind, case .text(let file) = path.kind,
        let other = used(file)
      else { continue }
      others.append((other, names.compactMap { other.checked.exports[$0.name.text]?.node }))
    }
    return (found, seen, others)
  }
}
