// The splits that a tree grown best-first could make next, as a heap.

/// Nodes by how much their split gains, the most first; among equals the node made first.
struct SplitQueue {
  private var heap: [(gain: Double, node: Int)] = []

  mutating func push(_ node: Int, gain: Double) {
    heap.append((gain, node))
    var place = heap.count - 1
    while place > 0, comesFirst(place, (place - 1) / 2) {
      heap.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  mutating func pop() -> Int? {
    guard let last = heap.popLast() else { return nil }
    guard let first = heap.first else { return last.node }
    heap[0] = last
    var place = 0
    while true {
      var best = place
      for child in [2 * place + 1, 2 * place + 2]
      where child < heap.count && comesFirst(child, best) { best = child }
      if best == place { return first.node }
      heap.swapAt(place, best)
      place = best
    }
  }

  private func comesFirst(_ a: Int, _ b: Int) -> Bool {
    heap[a].gain != heap[b].gain ? heap[a].gain > heap[b].gain : heap[a].node < heap[b].node
  }
}
