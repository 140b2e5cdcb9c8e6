// What a command gives to every run of a notebook that it starts, points of a sweep among them.

import SernbDocument
import SernbLanguage
import SernbLibrary
import SernbRuntime

struct RunSettings: Sendable {
  let workspace: Workspace
  /// As they were given, grids among them.
  let overrides: [Override]
  let jobs: Int
  /// One for all that runs at a time, and watched from the first on: texts are read before anything runs.
  let memory: MemoryLimit
  let maximumOutput: Int
  let checkpointSeconds: Double
  /// The longest that the whole run may take; nil for no limit.
  let seconds: Double?
  /// The longest that a cell may take which does not say so itself; nil for no limit.
  let cellSeconds: Double?
  let keepGoing: Bool
  let format: DiagnosticFormat
  let records: RecordOptions
  /// Seconds since the command began.
  let clock: @Sendable () -> Double

  /// - Parameter notebook: one of the notebooks.
  init(
    _ options: RunOptions, _ ending: EndingOptions, _ records: RecordOptions,
    for notebook: NotebookArgument?
  ) throws {
    clock = Stopwatch.started()
    workspace = try options.makeWorkspace(for: notebook?.path)
    overrides = options.overrides
    jobs = options.cores
    checkpointSeconds = try options.checkpointSeconds()
    seconds = try ending.seconds()
    cellSeconds = try ending.cellSeconds()
    keepGoing = ending.keepGoing
    format = options.format
    maximumOutput = options.limits.maximumOutput
    memory = options.limits.makeMemoryLimit()
    self.records = records
  }

  var project: Project { workspace.project }

  /// - Parameter checked: the notebooks of the run.
  func world(
    of checked: [CheckedNotebook], without secrets: Redaction,
    report: @escaping @Sendable (RunEvent) -> Void
  ) -> World {
    World(
      files: project.files, jobs: jobs, cache: workspace.cache, secrets: { secrets },
      memory: memory,
      usedNotebooks: Set(
        CheckedNotebook.withUsed(checked).flatMap { $0.used.values.map(\.source.name) }),
      maximumOutput: maximumOutput, checkpointSeconds: checkpointSeconds,
      cellSeconds: cellSeconds, report: report, clock: clock)
  }
}

extension Project {
  /// Reads and checks notebooks of the project.
  ///
  /// - Parameter trustingMissing: whether data files that are not there are taken to come.
  func loader(_ overrides: [Override], trustingMissing: Bool = true) -> NotebookLoader {
    NotebookLoader(
      self, vocabulary: Library.vocabulary, overrides: overrides, trustingMissing: trustingMissing)
  }
}
