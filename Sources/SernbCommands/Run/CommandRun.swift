// A run of a command, from what was found in its notebooks to the code that it leaves with.
//
// `run` and `check`, of pages and of sweeps, differ in where pages go (`PageSink`) and in nothing else.

import SernbLanguage
import SernbLibrary
import SernbPages
import SernbReport
import SernbRuntime

struct CommandRun: Sendable {
  let settings: RunSettings
  let found: StaticCheck
  /// What must not stand in anything that is written.
  let secrets: Redaction
  let journal: RunJournal
  let progress: Progress
  let secretNames: [String]

  var workspace: Workspace { settings.workspace }
  var project: Project { settings.project }

  /// - Parameter names: all that the run is to look at.
  init(
    _ settings: RunSettings, _ names: [NotebookName], _ found: StaticCheck, secrets: Redaction,
    isQuiet: Bool = false
  ) throws {
    self.settings = settings
    self.found = found
    self.secrets = secrets
    secretNames = CheckedNotebook.withUsed(found.checked).flatMap(\.secretNames)
    journal = try RunJournal(
      settings.workspace, settings.records, settings.format, notebooks: names, found: found,
      secrets: secrets, clock: settings.clock)
    progress = Progress(
      isQuiet ? .silent : Console.isTerminal ? .bar : .lines, estimates: journal.estimates,
      isTicking: true, clock: settings.clock)
  }

  // MARK: What runs

  /// - Parameters:
  ///   - loader: what has checked the notebooks.
  ///   - point: the point of a sweep that everything is run at.
  ///   - beside: the run that a notebook belongs to, if not to this one, by its real path.
  func projectRun(
    _ loader: NotebookLoader, at point: String? = nil,
    beside: @escaping @Sendable (String) -> ProjectRun? = { _ in nil }
  ) -> ProjectRun {
    let progress = progress
    let world = settings.world(of: found.checked, without: secrets) { event in
      progress.report(point.map(event.at) ?? event)
    }
    return ProjectRun(
      loader, builtins: Library.byName, world: world, deadline: settings.seconds, beside: beside)
  }

  // MARK: Its ends

  /// Shows what was found before anything ran.
  func showProblems() { Console.show(found.problems, format: settings.format, without: secrets) }

  /// Does `work` under the eyes of the progress display, and says so where Ctrl-C ended it.
  ///
  /// - Returns: whether it came to its end.
  func finishes(
    saying message: String, _ work: @escaping @Sendable () async throws -> Void
  ) async throws -> Bool {
    try await Interrupt.finishes(progress, saying: message, work)
  }

  /// Keeps what is known of files.
  func close() { workspace.close(without: secrets) }
}

extension RunEvent {
  /// The event with the point in the name of its notebook.
  fileprivate func at(_ point: String) -> RunEvent {
    func name(_ notebook: String) -> String { NotebookName(notebook, at: point).description }
    return switch self {
    case .cellStarted(let notebook, let label):
      .cellStarted(notebook: name(notebook), label: label)
    case .cellEnded(let notebook, let label, let seconds, let failed, let reused):
      .cellEnded(
        notebook: name(notebook), label: label, seconds: seconds, failed: failed, reused: reused)
    case .progress(let notebook, let label, let done, let total):
      .progress(notebook: name(notebook), label: label, done: done, total: total)
    case .streamReused(let notebook, let label, let reused, let total):
      .streamReused(notebook: name(notebook), label: label, reused: reused, total: total)
    case .resumed(let notebook, let label): .resumed(notebook: name(notebook), label: label)
    }
  }
}
