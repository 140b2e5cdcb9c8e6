// A priority queue of splits for best-first growth, as a heap.

/// Nodes by the gain of their split, largest first; ties by creation.
struct SplitQueue {
  private var heap: [(gain: Double, node: Int)] = []

  mutating func push(_ node: Int, gain: Double) {
    heap.append((gain, node))
    var index = heap.count - 1
    while index > 0, comesFirst(index, (index - 1) / 2) {
      heap.swapAt(index, (index - 1) / 2)
      index = (index - 1) / 2
    }
  }

  mutating func pop() -> Int? {
    guard let last = heap.popLast() else { return nil }
    guard let first = heap.first else { return last.node }
    heap[0] = last
    var index = 0
    while true {
      var best = index
      for child in [2 * index + 1, 2 * index + 2]
      where child < heap.count && comesFirst(child, best) { best = child }
      if best == index { return first.node }
      heap.swapAt(index, best)
      index = best
    }
  }

  private func comesFirst(_ a: Int, _ b: Int) -> Bool {
    heap[a].gain != heap[b].gain ? heap[a].gain > heap[b].gain : heap[a].node < heap[b].node
  }
}
