// The nodes of a notebook, or the notebooks of a run, that can run now.

package import SernbLanguage

/// Nodes that can run, in file order.
package struct ReadyNodes {
  /// The last first.
  private var nodes: [NodeID] = []

  package init() {}

  package mutating func insert(_ node: NodeID) {
    var (low, high) = (0, nodes.count)
    while low < high {
      let middle = (low + high) / 2
      if nodes[middle] > node { low = middle + 1 } else { high = middle }
    }
    nodes.insert(node, at: low)
  }

  package mutating func takeFirst() -> NodeID? { nodes.popLast() }
}
