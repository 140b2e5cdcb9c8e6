// What a command gives to every run of a notebook that it starts, points of a sweep among them.

import SernbDocument
import SernbRuntime

struct RunSettings: Sendable {
  let workspace: Workspace
  let jobs: Int
  /// One for all that runs at a time, and watched from the first on.
  let memory: MemoryLimit
  let maximumOutput: Int
  let checkpointSeconds: Double
  /// The longest that a cell may take which does not say so itself; nil for no limit.
  let cellSeconds: Double?

  init(_ options: RunOptions, _ workspace: Workspace, _ ending: EndingOptions) throws {
    self.workspace = workspace
    jobs = options.cores
    checkpointSeconds = try options.checkpointSeconds()
    cellSeconds = try ending.cellSeconds()
    maximumOutput = options.limits.maximumOutput
    memory = options.limits.makeMemoryLimit()
  }

  func world(
    without secrets: Redaction, clock: @escaping @Sendable () -> Double,
    report: @escaping @Sendable (RunEvent) -> Void
  ) -> World {
    World(
      files: workspace.project.files, jobs: jobs, cache: workspace.cache, secrets: { secrets },
      memory: memory, maximumOutput: maximumOutput, checkpointSeconds: checkpointSeconds,
      cellSeconds: cellSeconds, report: report, clock: clock)
  }
}
