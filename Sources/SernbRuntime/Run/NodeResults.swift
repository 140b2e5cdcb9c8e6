// The results of a notebook's nodes that are known so far: a word for each node.

package import SernbLanguage

package struct NodeResults: Sendable {
  private var all: [NodeResult?]

  init(_ known: [NodeID: NodeResult], of checked: CheckedNotebook) {
    all = Array(repeating: nil, count: max(checked.nodes.count, (known.keys.max() ?? -1) + 1))
    for (node, result) in known { all[node] = result }
  }

  package subscript(node: NodeID) -> NodeResult? {
    get { all.indices.contains(node) ? all[node] : nil }
    _modify { yield &all[node] }
  }

  /// Those that are in memory with all their values.
  var loaded: [NodeID: NodeResult] {
    var loaded: [NodeID: NodeResult] = [:]
    for (node, result) in all.enumerated() where result?.isLoaded == true { loaded[node] = result }
    return loaded
  }

  /// Values that are not needed any more are dropped.
  mutating func dropValues() {
    for node in all.indices { all[node] = all[node]?.droppingValues(outputs: true) }
  }
}
