// What can follow, for an editor that waits for the answer.

import Dispatch
import SernbREPL
import Synchronization

extension Session {
  /// Where the candidates begin, each with its note, and the signature of the call at hand.
  ///
  /// Waits on this thread, which must not be one of the task pool: the session answers within milliseconds, as it has
  /// nothing else to do while a line is typed.
  nonisolated func completionNow(
    of text: String, at cursor: Int
  ) -> (start: Int, candidates: [(text: String, note: String)], signature: String) {
    let answer = Answer()
    let isThere = DispatchSemaphore(value: 0)
    Task.detached {
      let found = await self.complete(text, at: cursor)
      answer.value.withLock { $0 = found }
      isThere.signal()
    }
    isThere.wait()
    guard let found = answer.value.withLock({ $0 }) else { return (cursor, [], "") }
    return (
      found.word.lowerBound, found.candidates.map { ($0.text, $0.note) }, found.signature ?? ""
    )
  }
}

private final class Answer: Sendable {
  let value = Mutex<Completion?>(nil)
}
