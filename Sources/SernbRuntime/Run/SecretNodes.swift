// The nodes of a notebook that a secret went into, near or far: nothing of them is hashed or kept.

package import SernbLanguage

extension CheckedNotebook {
  /// - Parameter handedIn: nodes whose values are known to hold secrets.
  func secretNodes(handedIn: Set<NodeID>) -> Set<NodeID> {
    if handedIn.isEmpty, !hasSecrets { return [] }
    var known: [String: Set<NodeID>] = [:]
    for notebook in behindThoseUsed {
      known[notebook.source.name] = notebook.secretNodes(
        handedIn: notebook.source.name == source.name ? handedIn : [], known)
    }
    return known[source.name] ?? []
  }

  /// It and all notebooks that it leads to, each behind those that it uses: a long chain is no deep recursion.
  package var behindThoseUsed: [CheckedNotebook] {
    let all = Dictionary(
      CheckedNotebook.withUsed([self]).map { ($0.source.name, $0) },
      uniquingKeysWith: { first, _ in first })
    return NotebookPaths.inOrderOfUse(from: source.name) { name in
      (all[name]?.used.values.map(\.source.name) ?? []).sorted()
    }.compactMap { all[$0] }
  }

  /// - Parameter known: those of the notebooks that it uses.
  private func secretNodes(handedIn: Set<NodeID>, _ known: [String: Set<NodeID>]) -> Set<NodeID> {
    var secret: Set<NodeID> = []
    for node in nodes {
      var isSecret =
        handedIn.contains(node.id) || !node.parameters.isDisjoint(with: secretNames)
        || node.reads.values.contains(where: secret.contains)
      if case .statement(let statement) = node.kind,
        case .use(let path, let names) = statement.kind,
        case .text(let file) = path.kind, let other = used[file]
      {
        let others = known[other.source.name] ?? []
        let takesSecret = names.contains { name in
          other.exports[name.name.text].map { others.contains($0.node) } ?? false
        }
        isSecret = isSecret || takesSecret
      }
      if isSecret { secret.insert(node.id) }
    }
    return secret
  }
}
