// The prompt comes back soon after Ctrl-C, even from work that looks up late.
//
// What was stopped changes nothing when it ends (values are immutable, and a session takes over results of whole runs
// only), so nothing waits for it.

internal import Dispatch
internal import Synchronization

final class AnswerRace: Sendable {
  private struct State {
    var answer: Reply?
    var waiting: CheckedContinuation<Reply, Never>?
  }

  private let state = Mutex(State())

  /// Seconds from Ctrl-C to the prompt at most: a tenth, less what printing takes.
  private static let patience = 0.08

  /// The first answer counts.
  func end(with reply: Reply) {
    let waiting = state.withLock { state -> CheckedContinuation<Reply, Never>? in
      guard state.answer == nil else { return nil }
      state.answer = reply
      return state.waiting
    }
    waiting?.resume(returning: reply)
  }

  /// A queue with a thread of its own: all those of the task pool may be busy.
  private static let clock = DispatchQueue(label: "sernb.interrupt")

  /// Gives up waiting soon.
  func giveUp(with reply: Reply) {
    Self.clock.asyncAfter(deadline: .now() + Self.patience) { self.end(with: reply) }
  }

  nonisolated(nonsending) func first() async -> Reply {
    await withCheckedContinuation { continuation in
      let answer = state.withLock { state -> Reply? in
        state.waiting = continuation
        return state.answer
      }
      if let answer { continuation.resume(returning: answer) }
    }
  }
}
