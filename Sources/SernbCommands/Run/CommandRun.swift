// A run of a command, from what was found in its notebooks to the code that it leaves with.
//
// `run` and `check`, of pages and of sweeps, differ in where pages go (`PageSink`) and in nothing else.

import SernbLanguage
import SernbLibrary
import SernbPages
import SernbReport
import SernbRuntime

/// Where pages go: `run` puts them in place, `check` compares them with what is there.
protocol PageSink: Sendable {
  /// Of everything that was taken.
  var codes: [Exit] { get }
  /// Takes what a notebook came to, at a point or once.
  func take(_ result: PageResult) -> Exit
  /// Takes the page that compares the points of a notebook.
  func take(_ comparison: SweepWork.Comparison)
}

extension PageSink {
  /// Whether everything that was taken is a result, one that differs among them.
  var hasAllResults: Bool { codes.allSatisfy(\.hasResult) }
}

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
    let world = settings.world(without: secrets) { event in
      progress.report(point.map(event.at) ?? event)
    }
    return ProjectRun(
      loader, builtins: Library.byName, world: world, deadline: settings.seconds, beside: beside)
  }

  /// The page of a notebook.
  ///
  /// - Parameters:
  ///   - given: the values of its parameters.
  ///   - point: the point of a sweep, and where its write-up belongs: not where the notebook's own does.
  func page(
    _ notebook: NotebookArgument, _ given: [Override], at point: (name: String, stem: String)? = nil
  ) -> PageRun {
    let name = project.shortName(notebook.path)
    return PageRun(
      notebook: notebook, run: self, command: command(name, given),
      point: point, clash: found.clashes.first { $0.notebooks.contains(name) })
  }

  /// What makes the same page again; secrets are left out.
  func command(_ name: String, _ given: [Override]) -> String {
    RunLine.text(name, given, secrets: secretNames)
  }

  /// The pages of notebooks that run once, each with the values that are for it.
  func pages(of notebooks: [NotebookArgument]) -> [PageRun] {
    notebooks.map { notebook in
      let name = project.shortName(notebook.path)
      let own = found.checked.first { $0.source.name == name }
      return page(notebook, own?.known(settings.overrides) ?? settings.overrides)
    }
  }

  /// Runs notebooks, each after those that it depends on, until one has no result; with `--keep-going`, all of them.
  ///
  /// - Parameters:
  ///   - checked: the notebooks that could be read.
  ///   - isWanted: whether a page goes to the sink; others are run for what they make.
  func run(
    _ pages: [PageRun], _ projectRun: ProjectRun, _ checked: [CheckedNotebook],
    into sink: any PageSink,
    where isWanted: @escaping @Sendable (PageResult) -> Bool = { _ in true }
  ) async throws {
    let batch = Batch(pages, projectRun, checked, jobs: settings.jobs)
    let (progress, keepGoing) = (progress, settings.keepGoing)
    try await batch.run { result in
      guard isWanted(result) else { return true }
      progress.clear()
      return sink.take(result).hasResult || keepGoing
    }
  }

  // MARK: Its ends

  /// Shows what was found before anything ran.
  func showProblems() {
    Console.show(found.problems, format: settings.format, without: secrets)
  }

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
    case .resumed(let notebook, let label):
      .resumed(notebook: name(notebook), label: label)
    }
  }
}
