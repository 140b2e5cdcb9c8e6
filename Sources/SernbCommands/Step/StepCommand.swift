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
      An empty line runs the next cell; `:help` lists what else can be typed. Lines may come from a pipe: blank lines \
      are then ignored, and the exit code is that of `run`.
      """)

  @ArgumentParser.Argument(
    help: "The notebook; without one, a calculator.",
    completion: .file(extensions: ["sernb", "md"]))
  var notebook: String?

  @OptionGroup var given: ParameterOptions

  @Option(help: "A folder outside of the project that may be read.", completion: .directory)
  var allow: [String] = []

  @Option(help: "The number of tasks that run at a time; by default one per core.")
  var jobs: Int?

  @OptionGroup var limits: Limits

  @Flag(help: "Neither use nor store cached results.")
  var noCache = false

  @OptionGroup var cacheFolder: CacheFolder

  @Option(help: "The project's folder, where relative paths start.", completion: .directory)
  var project: String?

  func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("--jobs must be at least 1.") }
    if let notebook {
      guard kindOfPath(notebook) == .file else {
        throw ValidationError("I cannot find the notebook '\(notebook)'.")
      }
      guard Notebook.isNotebookName(notebook) else {
        throw ValidationError(
          "'\(notebook)' is not a notebook: its name ends in neither .sernb nor .sernb.md.")
      }
    }
  }

  func run() async throws {
    let clock = Stopwatch.started()
    let progress = Progress(Console.isTerminal ? .bar : .silent, clock: clock)
    let (setting, workspace) = try setting(progress, clock)
    try refuseGrid(workspace.project)
    let session: Session
    do {
      session = try Session(setting)
    } catch {
      Console.show([(error, nil)], format: .text)
      throw ExitCode(Exit.staticProblems.rawValue)
    }
    let signals = StepSignals()
    let index = signals.answer(stopping: session)
    defer {
      Signals.remove(index)
      workspace.close(without: session.redaction)
    }
    var circles: [(diagnostic: Diagnostic, source: SourceText?)] = []
    // The session has checked the notebook: others are read only where that met a circle.
    if let notebook, await session.leadsToCircle {
      let loader = workspace.project.loader(given.overrides)
      circles = StaticCheck.circles(from: notebook, loader, workspace.project)
    }
    if !circles.isEmpty { Console.show(circles, format: .text, without: session.redaction) }
    let code = await StepLoop(session: session, signals: signals, progress: progress).run()
    // On a terminal a person has seen it and may have mended it.
    let isOver = circles.isEmpty || Invocation.current.isTyped
    try (isOver ? code : Exit.worst([code, .staticProblems])).leave()
  }

  private func refuseGrid(_ project: Project) throws {
    guard let notebook, SweepPlan.mayBeGrid(given.overrides) else { return }
    if let checked = try? project.loader(given.overrides).load(notebook) {
      try given.refuseGrid(in: [checked])
    }
  }

  private func setting(
    _ progress: Progress, _ clock: @escaping @Sendable () -> Double
  ) throws -> (Session.Setting, Workspace) {
    let here = Invocation.current.folder
    let workspace = try Workspace(
      root: project ?? notebook.map(Project.root) ?? here,
      allowed: allow, given: given, use: noCache ? .none : .all,
      cacheFolder: cacheFolder)
    return (
      Session.Setting(
        project: workspace.project,
        notebook: notebook.map { realPath($0) ?? $0 }, builtins: Library.all,
        vocabulary: Library.vocabulary, overrides: given.overrides,
        jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount, cache: workspace.cache,
        memory: limits.makeMemoryLimit(), maximumOutput: limits.maximumOutput,
        keepsLines: Invocation.current.isTyped, report: { progress.report($0) }, clock: clock),
      workspace
    )
  }
}
