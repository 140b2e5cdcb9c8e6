// Ctrl-C in a session: it stops what runs. At a terminal's prompt it is a key; at a pipe's it ends the process.

import Foundation
import SernbREPL
import Synchronization

final class StepSignals: Sendable {
  private let isRunning = Atomic(false)
  private let isTerminal = isatty(STDIN_FILENO) == 1

  func running(_ isRunning: Bool) { self.isRunning.store(isRunning, ordering: .releasing) }

  /// The sources work as long as they are held. One for the whole session: made anew for each line, and on the main
  /// actor, they miss signals. Their queue has a thread of its own, as all of the task pool may be busy.
  func sources(stopping session: Session) -> [any DispatchSourceSignal] {
    let queue = DispatchQueue(label: "sernb.signals", qos: .userInteractive)
    return [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler { [self] in
        if isRunning.load(ordering: .acquiring) {
          session.interrupt()
        } else if !isTerminal {
          _exit(Exit.interrupted.rawValue)
        } else if number == SIGTERM {
          // The line editor hears it too, and gives the terminal back as it was.
          queue.asyncAfter(deadline: .now() + .milliseconds(100)) {
            _exit(Exit.interrupted.rawValue)
          }
        }
      }
      source.resume()
      return source
    }
  }
}
