// Time limits that share a timer.

import Synchronization
import Testing

@testable import SernbRuntime

@Suite("time limits")
struct TimeLimitsTests {
  private final class Ended: Sendable {
    let names = Mutex<[String]>([])
    func add(_ name: String) { names.withLock { $0.append(name) } }
  }

  @Test("the nearest one ends first, whenever it was set, and what is cleared never ends")
  func nearest() async {
    let limits = TimeLimits()
    let ended = Ended()
    let far = limits.set(600) { ended.add("far") }
    let cleared = limits.set(0.02) { ended.add("cleared") }
    #expect(!limits.clear(cleared))
    await withCheckedContinuation { continuation in
      _ = limits.set(0.06) {
        ended.add("later")
        continuation.resume()
      }
      _ = limits.set(0.01) { ended.add("near") }
    }
    #expect(ended.names.withLock { $0 } == ["near", "later"])
    #expect(!limits.clear(far))
  }

  @Test("one that has ended is known to have")
  func late() async {
    let limits = TimeLimits()
    let number = Mutex(0)
    await withCheckedContinuation { continuation in
      number.withLock { $0 = limits.set(0.001) { continuation.resume() } }
    }
    #expect(limits.clear(number.withLock { $0 }))
  }
}
