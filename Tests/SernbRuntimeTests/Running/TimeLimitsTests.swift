// Time limits that share a timer.

import Synchronization
import Testing

@testable import SernbRuntime

@Suite("time limits")
struct TimeLimitsTests {
  @Test("the nearest one ends first, whenever it was set, and what is cleared never ends")
  func nearest() async {
    let limits = TimeLimits()
    let ended = Mutex<[String]>([])
    func add(_ name: String) { ended.withLock { $0.append(name) } }
    let far = limits.set(600) { add("far") }
    let cleared = limits.set(0.02) { add("cleared") }
    #expect(!limits.clear(cleared))
    await withCheckedContinuation { continuation in
      _ = limits.set(0.06) {
        add("later")
        continuation.resume()
      }
      _ = limits.set(0.01) { add("near") }
    }
    #expect(ended.withLock { $0 } == ["near", "later"])
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
