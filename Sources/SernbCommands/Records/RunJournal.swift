// Gathers what a run comes to, notebook by notebook; at its end reports are written and the record is kept.
//
// Whatever way a run ends, through `finish` it leaves what is known by then: notebooks that it did not get to are in the
// reports too, with the reason. A record that cannot be written is a loss of one line, never of the run.

import ArgumentParser
import Foundation
import SernbDocument
import SernbLanguage
import SernbPages
import SernbReport
import SernbRuntime
import Storage
import Synchronization

final class RunJournal: Sendable {
  private struct Gathered {
    var reports: [NotebookReport] = []
    var records: [RunRecord.Notebook] = []
    var isLost = false
  }

  /// Seconds that cells took when they last ran, by `Progress.key`.
  let estimates: [String: Double]

  private let workspace: Workspace
  private let store: RunStore
  private let builder: ReportBuilder
  private let files: [ReportFile]
  private let annotates: Bool
  private let keepsRecord: Bool
  /// In the order of the run, from the project's folder on.
  private let notebooks: [NotebookName]
  /// By path, the first of them.
  private let first: [String: NotebookName]
  /// What was found in each before the run, by its path.
  private let known: [String: (checked: CheckedNotebook?, problems: [Diagnostic])]
  private let command: String
  private let secrets: Redaction
  private let began = FileIndex.wallClock()
  private let clock: @Sendable () -> Double
  private let gathered = Mutex(Gathered())

  /// - Parameters:
  ///   - notebooks: all that the run is to look at.
  ///   - found: what was found in them before it began.
  ///   - secrets: kept out of everything that is written.
  ///   - clock: seconds since the run began.
  init(
    _ workspace: Workspace, _ options: RecordOptions, _ format: DiagnosticFormat,
    notebooks: [NotebookName], found: StaticCheck, secrets: Redaction,
    clock: @escaping @Sendable () -> Double
  ) throws {
    self.workspace = workspace
    files = try options.files()
    annotates = options.annotates(format)
    keepsRecord = !options.noHistory
    self.notebooks = notebooks
    known = Self.known(found, workspace.project)
    first = Dictionary(notebooks.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    self.secrets = secrets
    self.clock = clock
    store = RunStore(root: workspace.project.root)
    estimates = store.lastSeconds(of: Set(self.notebooks))
    builder = ReportBuilder(
      estimates: estimates, secrets: secrets, isDrawn: annotates || !files.isEmpty)
    // Nobody knows what a notebook that could not be read wants to keep to itself.
    command = CommandText.text(isSecret: CommandText.secrets(found.checked))
  }

  /// Whether there are reports or annotations to write.
  var hasReaders: Bool { annotates || !files.isEmpty }

  // MARK: While it runs

  /// Takes what a notebook came to.
  ///
  /// - Parameters:
  ///   - more: problems beside its own.
  ///   - exit: the code that it leaves with.
  ///   - change: what a verb adds, such as how it differs from what is committed.
  func add(
    _ result: PageResult, more: [Diagnostic] = [], exit: Exit? = nil,
    change: (inout NotebookReport) -> Void = { _ in }
  ) {
    let bytes = result.resultsBytes(in: workspace.project)
    var report = builder.notebook(
      result, results: hasReaders ? Self.results(of: result, bytes) : nil, more: more, exit: exit)
    change(&report)
    let digest = keepsRecord ? bytes.flatMap(store.keep) : nil
    let record = result.record(report, results: digest, estimates: estimates)
    gathered.withLock { gathered in
      gathered.reports.append(report)
      gathered.records.append(record)
      if keepsRecord, bytes != nil, digest == nil { gathered.isLost = true }
    }
  }

  /// Takes a notebook that was judged without running it, unless its problems have judged it already.
  func judge(
    _ name: NotebookName, _ state: NotebookReport.State, reason: String? = nil,
    differences: [String] = []
  ) {
    var report = unrun(name, reason)
    if report.state == .notRun { report.state = state }
    report.differences = differences
    gathered.withLock { $0.reports.append(report) }
  }

  private static func results(of result: PageResult, _ bytes: [UInt8]?) -> Results? {
    if case .rendered(_, let writeUp, _) = result.state { return writeUp.results }
    return bytes.flatMap { try? Results(reading: String(decoding: $0, as: UTF8.self)) }
  }

  // MARK: At its end

  /// Keeps the record and writes the reports.
  ///
  /// - Parameter hasRun: whether there is a run to keep a record of.
  /// - Returns: the code to leave with: that of the run, or `failed` where it was fine and a report is missing.
  func finish(_ exit: Exit, hasRun: Bool = true) -> Exit {
    Signals.holding { finishNow(exit, hasRun: hasRun) }
  }

  private func finishNow(_ exit: Exit, hasRun: Bool) -> Exit {
    let gathered = gathered.withLock { $0 }
    if keepsRecord, hasRun, exit != .usage || !gathered.records.isEmpty { keep(gathered, exit) }
    guard hasReaders else { return exit }
    let report = report(gathered, exit)
    let problems = files.compactMap { $0.write(report, without: secrets) }
    for problem in problems { Console.error(problem) }
    if annotates {
      let lines = secrets.text(report.githubAnnotations)
      if !lines.isEmpty { Console.print(String(lines.dropLast())) }
    }
    return problems.isEmpty || exit != .fine ? exit : .failed
  }

  private func report(_ gathered: Gathered, _ exit: Exit) -> RunReport {
    let known = gathered.reports
    let reason =
      switch exit {
      case .interrupted: "the run was interrupted"
      case _ where gathered.records.isEmpty: "the run did not begin"
      case .timeout: "the time limit passed before its turn"
      case .fine, .failed, .usage, .differs, .stale, .staticProblems, .data:
        "the run ended before its turn; `--keep-going` goes on"
      }
    let byName = Dictionary(grouping: known, by: \.name)
    let ordered = notebooks.flatMap { byName[$0] ?? [unrun($0, reason)] }
    let named = Set(notebooks)
    return RunReport(
      command: command, engine: engine, started: started, seconds: clock(),
      exitCode: Int(exit.code),
      notebooks: ordered + known.filter { !named.contains($0.name) })
  }

  private static func known(
    _ found: StaticCheck, _ project: Project
  ) -> [String: (checked: CheckedNotebook?, problems: [Diagnostic])] {
    var known: [String: (checked: CheckedNotebook?, problems: [Diagnostic])] = [:]
    for checked in found.checked where known[checked.source.name] == nil {
      known[checked.source.name] = (checked, [])
    }
    let unread = found.unread.map { (project.shortName($0.path), $0.problem) }
    for (name, problem) in found.problems.compactMap({ problem in
      problem.source.map { ($0.name, problem.diagnostic) }
    }) + unread {
      known[name, default: (nil, [])].problems.append(problem)
    }
    return known
  }

  private func unrun(_ name: NotebookName, _ reason: String?) -> NotebookReport {
    let (checked, own) = known[name.path] ?? (nil, [])
    // What is known of a notebook without a run is reported at the first point of a sweep; its parameters are those of none.
    let problems = first[name.path] == name ? own : []
    var report = builder.notebook(name, checked, problems, reason: reason)
    if name.point != nil { report.parameters = [] }
    return report
  }

  private func keep(_ gathered: Gathered, _ exit: Exit) {
    let byName = Dictionary(grouping: gathered.records, by: \.name)
    let record = RunRecord(
      id: RunID.make(at: began, process: getpid()), started: started, seconds: clock(),
      command: command, engine: engine, exitCode: Int(exit.code),
      machine: .init(
        system: ProcessInfo.processInfo.operatingSystemVersionString,
        cores: ProcessInfo.processInfo.activeProcessorCount),
      notebooks: notebooks.filter { $0.point != CommittedSweep.comparison }.flatMap { name in
        byName[name]
          ?? [RunRecord.Notebook(path: name.path, point: name.point, digest: "", state: "not_run")]
      })
    let isKept = store.keep(record, without: secrets)
    guard !isKept || gathered.isLost else { return }
    Console.error(
      "I cannot keep the record of this run in `\(store.folder)`; its results are complete.")
  }

  private var started: String { Date(timeIntervalSince1970: Double(began.seconds)).ISO8601Format() }

  /// The versions of the tool and of what its results depend on, and which program it was.
  private var engine: String {
    let program = workspace.cache?.engine.build.map { ", program \($0.hex.prefix(12))" } ?? ""
    return "\(SernbCommand.configuration.version), engine \(Engine.version)\(program)"
  }
}
