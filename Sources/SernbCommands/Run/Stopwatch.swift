// Seconds since a verb began, by a clock that only goes forward: for progress, limits and records, never for a result.

import Dispatch

enum Stopwatch {
  static func started() -> @Sendable () -> Double {
    let start = DispatchTime.now().uptimeNanoseconds
    return { Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9 }
  }
}
