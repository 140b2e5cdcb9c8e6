// Reads lines, hands them to the session and prints what it answers.
//
// On a terminal lines are edited, with history and completion, and an empty line runs the next cell. From a pipe there
// is no prompt and no color, blank lines mean nothing, problems go to standard error, and the exit codes are those of
// `run`.

import Basics
import Foundation
import LineEditing
import SernbDocument
import SernbLanguage
import SernbREPL
import SernbRuntime

/// The main thread waits for keys, so that no thread of the task pool does.
@MainActor
final class StepLoop {
  private let session: Session
  private let isTerminal = Invocation.current.isTyped
  private let editor: any LineEditing
  /// How this terminal draws pictures; asked when the first figure is drawn.
  private lazy var pictures = TerminalQuestion()

  private let signals: StepSignals
  private let progress: Progress

  init(session: Session, signals: StepSignals, progress: Progress) {
    self.session = session
    self.signals = signals
    self.progress = progress
    let hooks = LineHooks(
      isComplete: { !Session.wantsMore($0) },
      complete: { text, cursor in
        let found = session.completionNow(of: text, at: cursor)
        return .init(
          start: found.start,
          // What holds hidden characters cannot be typed as it is shown.
          candidates: found.candidates.filter { Printable.line($0.0) == $0.0 }.map {
            .init(text: $0, note: Printable.line($1))
          },
          signature: Printable.text(found.signature))
      },
      isRecorded: { !$0.allSatisfy(\.isWhitespace) && !session.isPrivate($0) })
    let input = Invocation.current.input
    editor =
      TerminalEditor(
        input: input, hooks: hooks, history: StepLoop.history, hasColor: Console.isColored)
      ?? PlainEditor(input: input, hooks: hooks)
  }

  func run() async -> Exit {
    var codes: [Exit] = []
    if isTerminal { show(await session.greeting()) }
    while let text = nextInput() {
      if !isTerminal, text.allSatisfy(\.isWhitespace) { continue }
      signals.running(true)
      let reply = await session.submit(text)
      signals.running(false)
      progress.clear()
      show(reply)
      if let request = reply.request { fulfill(request) }
      codes += reply.problems.filter(\.diagnostic.isError).map {
        $0.diagnostic.code == .usage ? .usage : Exit(of: $0.diagnostic, isStatic: $0.isStatic)
      }
      if reply.request == .leave { break }
      if signals.isOver { return .interrupted }
      if !isTerminal, codes.contains(.interrupted) { return .interrupted }
    }
    // On a terminal mistakes are part of the talk.
    return isTerminal ? .fine : Exit.worst(codes)
  }

  /// What is typed next; nil at the end. Ctrl-C throws a half-typed line away.
  private func nextInput() -> String? {
    let prompt = isTerminal ? Printable.line(session.prompt) : ""
    while true {
      let initial = isTerminal ? pictures.typed() : ""
      switch editor.read(
        prompt: prompt, continuation: isTerminal ? Session.continuation : "", initial: initial)
      {
      case .text(let text):
        editor.record(text)
        return text
      case .interrupted:
        if !isTerminal { return nil }
      case .end: return nil
      }
    }
  }

  /// Where lines are kept from session to session, as the XDG directories have it.
  private nonisolated static var history: String? {
    let environment = Invocation.current.environment
    let state =
      environment["XDG_STATE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
      ?? environment["HOME"].map { $0 + "/.local/state" }
    guard let folder = state.map({ $0 + "/sernb" }) else { return nil }
    let made: Void? = try? FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    return made.map { folder + "/history" }
  }

  // MARK: What is seen

  private var screen: Screen {
    Screen(width: window.columns, style: isTerminal && Console.isColored ? .colored : .plain)
  }

  private var window: (rows: Int, columns: Int) {
    var size = winsize()
    guard isTerminal, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return (24, 80)
    }
    return (Int(size.ws_row), Int(size.ws_col))
  }

  private func show(_ reply: Reply) {
    let reply = session.redacted(reply)
    let (results, problems) = isTerminal ? (reply, Reply()) : reply.parted
    var screen = screen
    var text = session.redacted(results.text(on: screen))
    let isTall = text.utf8.count { $0 == UInt8(ascii: "\n") } + 2 > window.rows
    if isTerminal, reply.isLong, isTall, !text.isEmpty, Programs.page(Printable.styled(text)) {
      text = ""
    } else if isTerminal, reply.hasFigure {
      // A pager could not draw them.
      screen.pixels = pictures.pixels
      text = session.redacted(results.text(on: screen))
    }
    if !text.isEmpty {
      if screen.pixels.format == .none {
        Console.print(styled: text)
      } else {
        Console.print(pictures: text)
      }
    }
    let complaints = session.redacted(problems.text(on: screen))
    if !complaints.isEmpty { Console.error(styled: complaints) }
  }

  private func fulfill(_ request: Reply.Request) {
    switch request {
    case .leave: break
    case .edit(let path, let line):
      if !isTerminal || !Programs.edit(path, line: line) { Console.print("\(path):\(line)") }
    case .play(let bytes):
      if let problem = Programs.play(bytes) { Console.error(problem) }
    }
  }
}
