// `sernb step`: a session beside a notebook, or on its own. `StepLoop` reads its lines, from a terminal or a pipe.

import ArgumentParser
import Foundation
import SernbDocument
import SernbLanguage
import SernbLibrary
import SernbREPL
import SernbRuntime
import Synchronization

struct StepCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "step", abstract: "Step through a notebook, or calculate without one.",
    discussion: """
      An empty line runs the next cell; `:help` tells what else can be typed. Lines may come from a pipe: then blank \
      lines mean nothing, and the exit code is that of `run`.
      """)

  @ArgumentParser.Argument(
    help: "The notebook; without one, a calculator.",
    completion: .file(extensions: ["sernb", "md"]))
  var notebook: String?

  @Option(
    name: [.customShort("p"), .customLong("param")], parsing: .singleValue,
    help: "Replace a parameter: name=value.")
  var parameters: [String] = []

  @Option(help: "A folder outside of the project that may be read.", completion: .directory)
  var allow: [String] = []

  @Option(help: "How many pieces of work run at a time; all cores when left out.")
  var jobs: Int?

  @Option(help: "The project's folder, where relative paths start.", completion: .directory)
  var project: String?

  func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("--jobs wants a number from 1 up.") }
    for given in parameters where given.firstIndex(of: "=").map({ $0 > given.startIndex }) != true {
      throw ValidationError("-p wants name=value, and this is '\(given)'.")
    }
    if let notebook {
      guard kindOfPath(notebook) == .file else {
        throw ValidationError("I cannot find the notebook '\(notebook)'.")
      }
      guard Notebook.isNotebookName(notebook) else {
        throw ValidationError(
          "'\(notebook)' is no notebook: its name ends neither in .sernb nor .sernb.md.")
      }
    }
  }

  func run() async throws {
    let start = DispatchTime.now().uptimeNanoseconds
    let clock: @Sendable () -> Double = {
      Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9
    }
    let progress = Progress(isShown: Console.isTerminal, clock: clock)
    let session: Session
    do {
      session = try Session(setting(progress, clock))
    } catch {
      Console.show([(error, nil)], format: .text)
      throw ExitCode(Exit.staticProblems.rawValue)
    }
<<<<<<< HEAD
    try await StepLoop(session: session, progress: progress).run().leave()
=======
    let signals = Signals()
    let sources = signals.sources(stopping: session)
    defer { for source in sources { source.cancel() } }
    let loop = LineLoop(
      session: session, signals: signals, progress: progress,
      isTerminal: isatty(STDIN_FILENO) == 1)
    try await loop.run().leave()
>>>>>>> session
  }

  private func setting(_ progress: Progress, _ clock: @escaping @Sendable () -> Double)
    -> Session.Setting
  {
    let here = FileManager.default.currentDirectoryPath
    func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : here + "/" + path }
    let overrides = parameters.compactMap { given in
      given.firstIndex(of: "=").map {
        (name: String(given[..<$0]), value: String(given[given.index(after: $0)...]))
      }
    }
    let given = overrides.map(\.value).filter { $0.contains("/") && kindOfPath($0) != .missing }
    return Session.Setting(
      project: Project(
        root: project ?? notebook.map(Project.root) ?? here, allowed: (allow + given).map(absolute)),
      notebook: notebook.map { realPath($0) ?? $0 }, builtins: Library.all,
      vocabulary: Library.vocabulary, overrides: overrides,
      jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount,
      keepsLines: isatty(STDIN_FILENO) == 1, report: { progress.report($0) }, clock: clock)
  }
}
<<<<<<< HEAD
=======

/// Reads lines, hands them to the session and prints what it answers. On the main actor, which is free while cells
/// run, so that Ctrl-C is back at the prompt at once.
@MainActor
private struct LineLoop {
  let session: Session
  let signals: Signals
  let progress: Progress
  let isTerminal: Bool

  private var screen: Screen { Screen(width: 80) }

  func run() async throws -> Exit {
    var codes: [Exit] = []
    if isTerminal { Console.print(await session.greeting().text(on: screen)) }
    while let text = nextInput() {
      if !isTerminal, text.allSatisfy(\.isWhitespace) { continue }
      signals.running(true)
      let reply = await session.submit(text)
      signals.running(false)
      progress.clear()
      show(reply)
      if let wish = reply.wish { grant(wish) }
      codes += reply.problems.filter(\.diagnostic.isError).map {
        $0.diagnostic.code == "usage" ? .usage : Exit(of: $0.diagnostic, isStatic: $0.isStatic)
      }
      if reply.wish == .leave { break }
      if !isTerminal, codes.contains(.interrupted) { return .interrupted }
    }
    // On a terminal mistakes are part of the talk.
    return isTerminal ? .fine : Exit.worst(codes)
  }

  /// The next line, with those that it asks for.
  private func nextInput() -> String? {
    if isTerminal { Console.prompt(session.prompt) }
    guard var text = readLine() else { return nil }
    while Session.wantsMore(text) {
      if isTerminal { Console.prompt(Session.continuation) }
      guard let more = readLine() else { break }
      text += "\n" + more
    }
    return text
  }

  private func grant(_ wish: Reply.Wish) {
    switch wish {
    case .leave: break
    case .edit(let path, let line):
      if !isTerminal || !Programs.edit(path, line: line) { Console.print("\(path):\(line)") }
    case .play(let bytes):
      if let problem = Programs.play(bytes) { Console.error(problem) }
    }
  }

  private func show(_ reply: Reply) {
    let (results, problems) = isTerminal ? (reply, Reply()) : reply.parted
    let text = results.text(on: screen)
    if !text.isEmpty { Console.print(text) }
    let complaints = problems.text(on: screen)
    if !complaints.isEmpty { Console.error(complaints) }
  }
}

/// Ctrl-C stops what runs; when nothing does, it ends the process.
private final class Signals: Sendable {
  private let isRunning = Atomic(false)

  func running(_ isRunning: Bool) { self.isRunning.store(isRunning, ordering: .releasing) }

  /// The sources work as long as they are held. One for the whole session: made anew for each line, and on the main
  /// actor, they miss signals. Their queue has a thread of its own, as all of the task pool may be busy.
  func sources(stopping session: Session) -> [any DispatchSourceSignal] {
    let queue = DispatchQueue(label: "sernb.signals")
    return [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler { [self] in
        guard isRunning.load(ordering: .acquiring) else { _exit(Exit.interrupted.rawValue) }
        session.interrupt()
      }
      source.resume()
      return source
    }
  }
}
>>>>>>> session
