// What is read before a run, within its time limit: neither a slow disk nor a huge text holds a run up for longer.

import Dispatch
import Foundation
import Synchronization

enum Loading {
  /// What `work` gives; nil where the time limit passes before.
  ///
  /// It is done on a thread of its own, which a late answer leaves at work: the process is about to end, and the thread with
  /// it.
  static func within<T: Sendable>(
    _ seconds: Double?, _ work: @escaping @Sendable () throws -> T
  ) async throws -> T? {
    guard let seconds else { return try work() }
    let race = Race<T>()
    let result = await withCheckedContinuation { continuation in
      race.begin(continuation)
      let thread = Thread { race.end(Result { try work() }) }
      // As much as the main thread has.
      thread.stackSize = 8 << 20
      thread.start()
      DispatchQueue(label: "sernb.loading-limit")
        .asyncAfter(deadline: .now() + min(seconds, 3e8)) { race.end(nil) }
    }
    return try result?.get()
  }

  /// The first answer counts.
  private final class Race<T: Sendable>: Sendable {
    private let waiting = Mutex<CheckedContinuation<Result<T, any Error>?, Never>?>(nil)

    func begin(_ continuation: CheckedContinuation<Result<T, any Error>?, Never>) {
      waiting.withLock { $0 = continuation }
    }

    func end(_ answer: Result<T, any Error>?) {
      let first = waiting.withLock { waiting in
        defer { waiting = nil }
        return waiting
      }
      first?.resume(returning: answer)
    }
  }
}
