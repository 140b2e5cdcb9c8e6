// In what order the notebooks of a run may start: makers first, with a step for each edge.

import SernbRuntime
import Testing

@testable import SernbCommands

@Suite("the queue of a run")
struct NotebookQueueTests {
  private typealias Facts = NotebookGraph.Facts

  private func drained(_ queue: inout NotebookQueue) -> [Int] {
    var order: [Int] = []
    while let next = queue.takeFirst() {
      order.append(next)
      queue.finish(next)
    }
    return order
  }

  @Test("a notebook waits for those that it depends on, also through one that does not run")
  func dependencies() {
    let graph = NotebookGraph([
      Facts(path: "a", uses: [("b", ["x"])]), Facts(path: "b", uses: [("c", ["x"])]),
      Facts(path: "c"), Facts(path: "d"),
    ])
    var queue = NotebookQueue(["a", "c", "d", "unread"], graph)
    var taken: [Int?] = []
    for done in [nil, nil, nil, nil, 2, 1] {
      if let done { queue.finish(done) }
      taken.append(queue.takeFirst())
    }
    #expect(taken == [1, 2, 3, nil, nil, 0])
    var alone = NotebookQueue(["a"], graph)
    let all = drained(&alone)
    #expect(all == [0])
  }

  @Test("a chain of thousands takes one step each")
  func chain() {
    let names = (0..<5000).map { "n\(10_000 + $0)" }
    let graph = NotebookGraph(
      names.indices.map { Facts(path: names[$0], uses: $0 == 0 ? [] : [(names[$0 - 1], ["x"])]) })
    var queue = NotebookQueue(names, graph)
    let all = drained(&queue)
    #expect(all == Array(names.indices))
    #expect(queue.steps == names.count - 1)
  }
}
