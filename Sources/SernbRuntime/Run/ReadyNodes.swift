// The nodes of a notebook, or the notebooks of a run, that can run now.

package import SernbLanguage

/// Nodes that can run, in file order: a heap, for thousands may become ready at once.
package struct ReadyNodes {
  /// No node comes before its parent, which is at half its index.
  private var nodes: [NodeID] = []
  /// How many nodes were compared with others.
  package private(set) var steps = 0

  package init() {}

  var isEmpty: Bool { nodes.isEmpty }

  package mutating func insert(_ node: NodeID) {
    var index = nodes.count
    nodes.append(node)
    while index > 0, nodes[(index - 1) / 2] > node {
      steps += 1
      nodes.swapAt(index, (index - 1) / 2)
      index = (index - 1) / 2
    }
  }

  package mutating func takeFirst() -> NodeID? {
    guard let first = nodes.first, let last = nodes.popLast() else { return nil }
    if nodes.isEmpty { return first }
    nodes[0] = last
    var index = 0
    while true {
      var least = 2 * index + 1
      if least + 1 < nodes.count, nodes[least + 1] < nodes[least] { least += 1 }
      guard least < nodes.count, nodes[least] < nodes[index] else { return first }
      steps += 1
      nodes.swapAt(index, least)
      index = least
    }
  }
}
