// What can follow, for an editor that waits for the answer.

import Dispatch
import SernbREPL

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
      answer.value = await self.complete(text, at: cursor)
      isThere.signal()
    }
    isThere.wait()
    guard let found = answer.value else { return (cursor, [], "") }
    return (
      found.word.lowerBound, found.candidates.map { ($0.text, $0.note) }, found.signature ?? ""
    )
  }
}

/// Handed over by a semaphore: written before it is signalled, read after.
private final class Answer: @unchecked Sendable {
  var value: Completion?
}
