// The nodes of a notebook that a secret went into, near or far: nothing of them is hashed or kept.

internal import SernbLanguage

extension CheckedNotebook {
  /// - Parameter handedIn: nodes whose values are known to hold secrets.
  func secretNodes(handedIn: Set<NodeID>) -> Set<NodeID> {
    var known: [String: Set<NodeID>] = [:]
    return secretNodes(handedIn: handedIn, &known)
  }

  /// - Parameter known: of the notebooks that were looked at, for there may be more ways to one than can be walked.
  private func secretNodes(
    handedIn: Set<NodeID>, _ known: inout [String: Set<NodeID>]
  ) -> Set<NodeID> {
    if let found = known[source.name] { return found }
    var secret: Set<NodeID> = []
    for node in nodes {
      var isSecret =
        handedIn.contains(node.id) || !node.parameters.isDisjoint(with: secretNames)
        || node.reads.values.contains(where: secret.contains)
      if case .statement(let statement) = node.kind,
        case .use(let path, let names) = statement.kind,
        case .text(let file) = path.kind, let other = used[file]
      {
        let others = other.secretNodes(handedIn: [], &known)
        let takesSecret = names.contains { name in
          other.exports[name.name.text].map { others.contains($0.node) } ?? false
        }
        isSecret = isSecret || takesSecret
      }
      if isSecret { secret.insert(node.id) }
    }
    known[source.name] = secret
    return secret
  }
}
