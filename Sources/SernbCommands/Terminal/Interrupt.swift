// Ctrl-C cancels the work under way; everything that runs asks for that often. So do SIGTERM and SIGHUP.

import Foundation

struct Interrupt: Sendable {
  /// Runs `work` as a task that a signal cancels.
  func guarding<T: Sendable>(_ work: @escaping @Sendable () async throws -> T) async throws -> T {
    let task = Task { try await work() }
    let index = Signals.add { _ in task.cancel() }
    defer { Signals.remove(index) }
    return try await task.value
  }

  /// Does `work`, and says so where Ctrl-C ended it.
  ///
  /// - Returns: whether it came to its end.
  static func finishes(
    _ progress: Progress, saying words: String, _ work: @escaping @Sendable () async throws -> Void
  ) async throws -> Bool {
    let interrupt = Interrupt()
    do {
      try await interrupt.guarding(work)
    } catch {
      progress.end()
      guard interrupt.wasInterrupted else { throw error }
      Console.error(words)
      return false
    }
    progress.end()
    return true
  }

  var wasInterrupted: Bool { Signals.caught != nil }
}
