// Signals in a session. Ctrl-C stops what runs: at a terminal's prompt it is a key, at a pipe's it ends the process.
// SIGTERM and SIGHUP end the session, after what runs was stopped.

import Foundation
import SernbREPL
import Synchronization

final class StepSignals: Sendable {
  private let isRunning = Atomic(false)
  private let isEnding = Atomic(false)
  private let isTerminal = Invocation.current.isTyped

  func running(_ isRunning: Bool) { self.isRunning.store(isRunning, ordering: .releasing) }

  /// Whether the session is to end at the next prompt.
  var isOver: Bool { isEnding.load(ordering: .acquiring) }

  /// Answers signals until the action whose index it gives is removed.
  func answer(stopping session: Session) -> Int {
    Signals.add { [self] number in
      let isKey = isTerminal && number == SIGINT
      if isRunning.load(ordering: .acquiring) {
        if isKey { Signals.answer() } else { isEnding.store(true, ordering: .releasing) }
        session.interrupt()
      } else if isKey {
        Signals.answer()
      } else {
        // The line editor hears it first, and gives the terminal back as it was.
        Signals.leave(number)
      }
    }
  }
}
