// Edges that are added one by one, each only where it closes no circle.
//
// All nodes stand in an order that the edges agree with. An edge along it costs nothing; one against it moves what stands
// between its ends, and nothing else (Pearce and Kelly 2007).

struct AcyclicEdges {
  /// Where each node stands.
  private var positions: [Int]
  private var after: [[Int]]
  private var before: [[Int]]
  /// How many edges were followed.
  private(set) var steps = 0

  /// - Parameter edges: the first ones, without circles; one from a node to itself counts for nothing.
  init(count: Int, _ edges: [(from: Int, to: Int)]) {
    positions = Array(repeating: 0, count: count)
    after = Array(repeating: [], count: count)
    before = Array(repeating: [], count: count)
    for (from, to) in edges where from != to { link(from, to) }
    var missing = before.map(\.count)
    var open = missing.indices.filter { missing[$0] == 0 }
    var position = 0
    while let node = open.popLast() {
      positions[node] = position
      position += 1
      for next in after[node] {
        missing[next] -= 1
        if missing[next] == 0 { open.append(next) }
      }
    }
  }

  private mutating func link(_ from: Int, _ to: Int) {
    after[from].append(to)
    before[to].append(from)
  }

  /// - Returns: false for an edge that would close a circle, which is not added.
  mutating func add(from: Int, to: Int) -> Bool {
    if from == to { return false }
    let (first, last) = (positions[to], positions[from])
    if first < last {
      guard let later = reached(from: to, after, where: { $0 <= last }, but: from),
        let earlier = reached(from: from, before, where: { $0 >= first })
      else { return false }
      let moved = earlier.sorted(by: isEarlier) + later.sorted(by: isEarlier)
      for (node, position) in zip(moved, moved.map { positions[$0] }.sorted()) {
        positions[node] = position
      }
    }
    link(from, to)
    return true
  }

  private func isEarlier(_ a: Int, _ b: Int) -> Bool { positions[a] < positions[b] }

  /// All that edges lead to at some positions; nil if that is a certain node.
  private mutating func reached(
    from start: Int, _ edges: [[Int]], where isNear: (Int) -> Bool, but goal: Int? = nil
  ) -> [Int]? {
    var met: Set<Int> = [start]
    var open = [start]
    while let node = open.popLast() {
      for next in edges[node] {
        steps += 1
        if next == goal { return nil }
        if isNear(positions[next]), met.insert(next).inserted { open.append(next) }
      }
    }
    return Array(met)
  }
}
