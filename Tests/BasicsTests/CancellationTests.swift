// Work checks for cancellation by the amount of work done.

import Basics
import Testing

@Suite("looking for cancellation")
struct CancellationTests {
  @Test("comes once in so many operations, however they are spread over rounds")
  func meter() async throws {
    for operations in [1, 7, 1000, 5_000_000] {
      let rounds = 40_000_000 / operations
      let (looks, _) = try await LookCount.looks {
        var meter = WorkMeter(every: 1_000_000)
        for _ in 0..<rounds { try meter.spend(operations) }
      }
      let most = max(1_000_000, operations)
      #expect((40_000_000 / most - 1...40_000_000 / most).contains(looks), "\(operations)")
    }
  }

  @Test("stops work that was cancelled, and counts on where it cannot throw")
  func stops() async {
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      var meter = WorkMeter(every: 100)
      var rounds = 0
      while !meter.isStopped(after: 1) { rounds += 1 }
      #expect(rounds == 99)
      #expect(throws: Cancelled.self) { try meter.spend(100) }
    }
    await task.value
  }

  @Test("a sort that looks gives the same order, and looks as often as it compares")
  func sorting() async throws {
    let values = (0..<200_000).map { ($0, $0 * 7919 % 1009) }
    let plain = values.sorted { $0.1 < $1.1 }
    let (looks, sorted) = try await LookCount.looks {
      try values.sorted(costing: 100) { $0.1 < $1.1 }
    }
    #expect(sorted.elementsEqual(plain) { $0 == $1 })
    // n log n comparisons of a hundred operations.
    #expect(looks >= 200_000 * 15 * 100 / (1 << 22) / 2)
    let stopped = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try values.sorted(costing: 100) { $0.1 < $1.1 }
    }
    await #expect(throws: Cancelled.self) { try await stopped.value }
  }
}
