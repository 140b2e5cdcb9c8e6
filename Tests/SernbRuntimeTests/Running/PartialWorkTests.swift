// Checkpoints of long work cost 5 % of its time at most, by a made clock.

import Basics
import Storage
import Synchronization
import Testing
import TestSupport

@testable import SernbRuntime

@Suite("checkpoints")
struct PartialWorkTests {
  /// Seconds that a test lets pass.
  private final class Clock: Sendable {
    private let now = Mutex(0.0)
    var read: @Sendable () -> Double { { self.now.withLock { $0 } } }
    func pass(_ seconds: Double) { now.withLock { $0 += seconds } }
  }

  private let scratch: Scratch
  private let store: Store
  private let clock = Clock()

  init() throws {
    scratch = try Scratch()
    store = Store(folder: scratch.path + "/.sernb/cache")
  }

  private func slot(
    every seconds: Double = 3, mayBeKept: @escaping @Sendable ([UInt8]) -> Bool = { _ in true }
  ) -> PartialWork.Slot {
    PartialWork(
      store, key: Digest(of: [1]), reads: FileReads(.inMemory([:])), every: seconds,
      clock: clock.read, mayBeKept: mayBeKept
    ).next("fit")
  }

  /// Works for `total` seconds in steps, saving where that is due, each save taking `cost` seconds.
  ///
  /// - Returns: how often it saved, and the largest share of a save in the time since the one before.
  private func work(
    _ slot: PartialWork.Slot, _ total: Double, step: Double, cost: Double, bytes: Int
  ) throws -> (saves: Int, share: Double) {
    var (saves, share, worked, since) = (0, 0.0, 0.0, 0.0)
    while worked < total {
      clock.pass(step)
      worked += step
      since += step
      // How many there are is known from the first save on.
      guard slot.isDue(saves == 0 ? bytes : 100) else { continue }
      slot.save { writer in
        writer.write([UInt8](repeating: 1, count: 100))
        clock.pass(cost)
      }
      saves += 1
      share = max(share, cost / (since + cost))
      since = 0
    }
    return (saves, share)
  }

  @Test("quick ones come as often as they were asked for")
  func quick() throws {
    let found = try work(slot(), 60, step: 0.1, cost: 0.01, bytes: 100)
    #expect((18...20).contains(found.saves))
  }

  @Test("slow ones come seldom", arguments: [0.5, 1, 2.5, 10])
  func slow(cost: Double) throws {
    // So many bytes that the first one is taken for as slow as it is.
    let found = try work(slot(), 2000, step: 0.5, cost: cost, bytes: Int(cost * 5e8))
    #expect(found.saves >= 2 && found.share <= 0.05, "\(found)")
  }

  @Test("one that grows is awaited longer, before it is tried")
  func growing() throws {
    let slot = slot()
    clock.pass(3)
    #expect(slot.isDue(1000) && !slot.isDue(100_000_000))
    slot.save { writer in
      writer.write([UInt8](repeating: 1, count: 100))
      clock.pass(1)
    }
    clock.pass(20)
    #expect(slot.isDue(100) && slot.isDue() && !slot.isDue(1_000))
    clock.pass(400)
    #expect(slot.isDue(1_000))
  }

  @Test("what was saved comes back, and a save that stops leaves the one before")
  func saving() throws {
    let slot = slot()
    slot.save { $0.write(UInt8(7)) }
    #expect(throws: Cancelled.self) { try slot.save { _ in throw Cancelled() } }
    let left = try #require(slot.left())
    #expect(left.bytes == [7] && !left.isDone)
    slot.finish([8, 9])
    let done = try #require(slot.left())
    #expect(done.bytes == [8, 9] && done.isDone)
  }

  @Test("what may not be stored is not, neither a state nor a result")
  func secrets() {
    let slot = slot(every: 0, mayBeKept: { !$0.contains(42) })
    slot.save { $0.write(UInt8(42)) }
    #expect(slot.left() == nil)
    clock.pass(100)
    slot.finish([42])
    #expect(slot.left() == nil)
    slot.save { $0.write(UInt8(7)) }
    #expect(slot.left()?.bytes == [7])
  }
}
