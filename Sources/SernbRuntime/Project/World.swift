// What a run sees of the machine: files, how many cores, how much of it may be taken, where to report progress.

package struct World: Sendable {
  package let files: Files
  /// Where results are kept beyond the run; nil if nothing is.
  package let cache: ResultCache?
  /// What must not come to lie in the store; asked each time, because a session may learn of more.
  package let secrets: @Sendable () -> Redaction
  /// How many pieces of work may run at a time.
  package let jobs: Int
  /// How many parts a value may have, and how many items a statement may make.
  package let maximumParts: Int
  /// How much memory the run may take; nil if nothing watches it.
  package let memory: MemoryLimit?
  /// Notebooks that others use; the values of all others are dropped from memory once nothing reads them any more, where
  /// the store has them. nil where values stay.
  package let usedNotebooks: Set<String>?
  /// How many bytes a notebook may write: its page with figures and files, and as much again of data that it makes.
  package let maximumOutput: Int
  /// How many seconds pass from one save of a long fit or a long extraction to the next.
  package let checkpointSeconds: Double
  /// The longest that a cell may take which does not say so itself; nil for no limit.
  package let cellSeconds: Double?
  package let report: @Sendable (RunEvent) -> Void
  /// Seconds of a clock that only goes forward; for time limits and progress, never for a result.
  package let clock: @Sendable () -> Double

  package init(
    files: Files, jobs: Int, cache: ResultCache? = nil,
    secrets: @escaping @Sendable () -> Redaction = { .none },
    maximumParts: Int = World.maximumParts, memory: MemoryLimit? = nil,
    usedNotebooks: Set<String>? = nil, maximumOutput: Int = World.maximumOutput,
    checkpointSeconds: Double = World.checkpointSeconds, cellSeconds: Double? = nil,
    report: @escaping @Sendable (RunEvent) -> Void = { _ in },
    clock: @escaping @Sendable () -> Double = { 0 }
  ) {
    self.files = files
    self.cache = cache
    self.secrets = secrets
    self.jobs = max(1, jobs)
    self.maximumParts = maximumParts
    self.memory = memory
    self.usedNotebooks = usedNotebooks
    self.maximumOutput = maximumOutput
    self.checkpointSeconds = checkpointSeconds
    self.cellSeconds = cellSeconds
    self.report = report
    self.clock = clock
  }
}

extension World {
  /// As long as a range may be: some hundred megabytes.
  package static let maximumParts = 10_000_000
  /// 10 GB: a made corpus of five times the size of IEMOCAP, and far more than any write-up takes.
  package static let maximumOutput = 10 << 30

  /// How much of its work a run that is killed may lose, in seconds.
  package static let checkpointSeconds = 3.0
}

/// What happens in a run, for progress displays.
package enum RunEvent: Sendable {
  case cellStarted(notebook: String, label: String)
  /// - Parameter reused: whether none of its statements had to run.
  case cellEnded(notebook: String, label: String, seconds: Double, failed: Bool, reused: Bool)
  case progress(notebook: String, label: String, done: Int, total: Int)
  /// How many items of a stream were known from earlier runs.
  case streamReused(notebook: String, label: String, reused: Int, total: Int)
  /// Work goes on from where a run that was stopped had left it.
  case resumed(notebook: String, label: String)
}
