// The nodes of a notebook that can run now.

internal import SernbLanguage

/// Nodes that can run, in file order.
struct ReadyNodes {
  /// The last first.
  private var nodes: [NodeID] = []

  mutating func insert(_ node: NodeID) {
    var (low, high) = (0, nodes.count)
    while low < high {
      let middle = (low + high) / 2
      if nodes[middle] > node { low = middle + 1 } else { high = middle }
    }
    nodes.insert(node, at: low)
  }

  mutating func takeFirst() -> NodeID? { nodes.popLast() }
}
