// Ctrl-C cancels the work under way; everything that runs asks for that often. A second Ctrl-C ends the process at once.

import Foundation
import Synchronization

final class Interrupt: Sendable {
  private let count = Mutex(0)

  /// Runs `work` as a task that SIGINT and SIGTERM cancel.
  func guarding<T: Sendable>(_ work: @escaping @Sendable () async throws -> T) async throws -> T {
    let task = Task { try await work() }
    var sources: [any DispatchSourceSignal] = []
    // A queue of its own has a thread of its own, even while all those of the task pool are busy with work that never
    // waits.
    let queue = DispatchQueue(label: "sernb.interrupt", qos: .userInteractive)
    for number in [SIGINT, SIGTERM] {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler { [self] in
        let times = count.withLock { count in
          count += 1
          return count
        }
        if times > 1 { _exit(Exit.interrupted.rawValue) }
        task.cancel()
      }
      source.resume()
      sources.append(source)
    }
    defer { for source in sources { source.cancel() } }
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

  var wasInterrupted: Bool { count.withLock { $0 > 0 } }
}
