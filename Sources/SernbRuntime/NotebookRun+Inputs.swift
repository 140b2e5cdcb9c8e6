// Everything on disk that the results of a notebook hang on, those of other notebooks that it uses among them.

internal import SernbLanguage

extension NotebookRun {
  /// What all nodes saw that have run or were found, and all that they rest on.
  public func observations() async -> Set<Observation> {
    await observations(behind: Array(checked.nodes.indices))
  }

  /// What some nodes saw, and all that they rest on.
  func observations(behind nodes: [NodeID]) async -> Set<Observation> {
    var found: Set<Observation> = []
    var seen = Set(nodes)
    var open = nodes
    while let id = open.popLast() {
      let node = checked.nodes[id]
      open += node.reads.values.filter { seen.insert($0).inserted }
      guard let result = known[id] else { continue }
      found.formUnion(result.observations)
      guard case .statement(let statement) = node.kind,
        case .use(let path, let names) = statement.kind, case .text(let file) = path.kind,
        let other = used(file)
      else { continue }
      let exports = names.compactMap { other.checked.exports[$0.name.text]?.node }
      found.formUnion(await other.observations(behind: exports))
    }
    return found
  }
}
