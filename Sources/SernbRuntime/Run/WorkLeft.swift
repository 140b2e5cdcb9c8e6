// What is left of a run: which nodes can run now, which wait for others, and whose values are read no more.

internal import SernbLanguage

struct WorkLeft {
  var ready = ReadyNodes()
  /// By node: how many nodes that it reads are still to be done.
  private var missing: [Int32]
  /// By node: which wait for it.
  private var waiting: [NodeID: [NodeID]] = [:]
  /// By node: how many of those that are to be done have still to read it.
  private var readers: [Int32]

  /// - Parameter isKnown: whether there is a result of a node already.
  init(_ nodes: [NodeID], in checked: CheckedNotebook, isKnown: (NodeID) -> Bool) {
    missing = Array(repeating: 0, count: checked.nodes.count)
    readers = missing
    for node in nodes {
      for read in Self.reads(node, in: checked) {
        readers[read] += 1
        if isKnown(read) { continue }
        missing[node] += 1
        waiting[read, default: []].append(node)
      }
      if missing[node] == 0 { ready.insert(node) }
    }
  }

  /// A node has a result.
  ///
  /// - Returns: the nodes whose values nothing will read.
  mutating func finish(_ node: NodeID, in checked: CheckedNotebook) -> [NodeID] {
    for other in waiting.removeValue(forKey: node) ?? [] {
      missing[other] -= 1
      if missing[other] == 0 { ready.insert(other) }
    }
    var unread: [NodeID] = []
    for read in Self.reads(node, in: checked) {
      readers[read] -= 1
      if readers[read] <= 0 { unread.append(read) }
    }
    if readers[node] <= 0 { unread.append(node) }
    return unread
  }

  /// The nodes that one reads, each once.
  private static func reads(_ node: NodeID, in checked: CheckedNotebook) -> [NodeID] {
    let reads = checked.nodes[node].reads
    return reads.count < 2 ? Array(reads.values) : Array(Set(reads.values))
  }
}
