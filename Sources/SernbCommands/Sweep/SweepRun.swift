// `sernb run` over a grid of parameters: a page for each point, one that compares them, and all else once.

import ArgumentParser
import Foundation
import SernbDocument
import SernbLanguage
import SernbLibrary
import SernbReport
import SernbRuntime

struct SweepRun: Sendable {
  let plan: SweepPlan
  let settings: RunSettings
  let records: RecordOptions
  /// As they were given, grids among them.
  let overrides: [(name: String, value: String)]
  let format: DiagnosticFormat
  /// The longest that the whole run may take, in seconds.
  let limit: Double?
  let keepGoing: Bool
  let quiet: Bool

  fileprivate var workspace: Workspace { settings.workspace }
  private var project: Project { workspace.project }

  func run() async throws -> Exit {
    let clock = Stopwatch.started()
    let (plan, overrides, project) = (plan, overrides, project)
    let checked = try await Loading.within(limit) { SweepCheck(plan, overrides, project) }
    guard let found = checked else { return try late(clock) }
    let secrets = Redaction(secrets: found.secrets, in: project)
    defer { workspace.close(without: secrets) }
    let journal = try RunJournal(
      workspace, records, format, notebooks: plan.names,
      found: StaticCheck(plan.checked, found.problems), secrets: secrets, clock: clock)
    if !found.problems.isEmpty { Console.show(found.problems, format: format, without: secrets) }
    // What is known at one point stops all: nothing is written of a sweep that has static problems.
    if found.codes.contains(where: { $0 != .fine }) {
      return journal.finish(Exit.worst(found.codes))
    }
    reportChangingData()

    let progress = Progress(
      quiet ? .silent : Console.isTerminal ? .bar : .lines, estimates: journal.estimates,
      isTicking: true, clock: clock)
    let writer = PageWriter(
      workspace: workspace, format: format, quiet: quiet, secrets: secrets, reported: found.keys,
      journal: journal)
    let work = SweepWork(
      plan: plan, settings: settings, overrides: overrides, limit: limit, keepGoing: keepGoing,
      secrets: secrets, progress: progress, clock: clock,
      sink: WritingSink(writer: writer, project: project, quiet: quiet))
    let isDone = try await Interrupt.finishes(progress, saying: RunCommand.interrupted) {
      try await work.run()
    }
    guard isDone else { return journal.finish(.interrupted) }
    return journal.finish(Exit.worst(found.codes + writer.codes))
  }

  /// The time limit passed before anything ran.
  private func late(_ clock: @escaping @Sendable () -> Double) throws -> Exit {
    let secrets = Redaction(of: plan.checked, in: project)
    defer { workspace.close(without: secrets) }
    let journal = try RunJournal(
      workspace, records, format, notebooks: plan.names, found: .late, secrets: secrets,
      clock: clock)
    Console.show(StaticCheck.late.problems, format: format, without: secrets)
    return journal.finish(.timeout)
  }

  /// Readers of a folder that each point makes again see what the last point left.
  private func reportChangingData() {
    let swept = Set(plan.parts.filter { $0.grid != nil }.map(\.name))
    let graph = NotebookGraph(plan.checked)
    for edge in graph.edges where swept.contains(edge.from) && !edge.folders.isEmpty {
      let folders = edge.folders.map { "`\($0)`" }.joined(separator: ", ")
      Console.error(
        "\(edge.to): reads \(folders), which every point of \(edge.from) makes: it sees what the "
          + "last one leaves there.")
    }
  }
}

/// Puts the pages of a sweep in place, and says so.
struct WritingSink: PageSink {
  let writer: PageWriter
  let project: Project
  let quiet: Bool

  var codes: [Exit] { writer.codes }

  func take(_ result: PageResult) -> Exit { writer.take(result) }

  func take(_ comparison: SweepWork.Comparison) {
    let (stem, points) = (comparison.stem, comparison.points)
    let outputs = OutputFolder(project)
    do throws(Diagnostic) {
      let changed = try outputs.replace(
        comparison.files, stem: comparison.pageStem,
        removing: comparison.isWhole ? WriteUp.failedStem(stem) : nil)
      let names = Set(points.flatMap { [$0.name, WriteUp.failedStem($0.name)] })
      let stale =
        comparison.isWhole
        ? try outputs.removeWriteUps(of: comparison.notebook, in: stem, but: names) : []
      report(comparison, changed.isEmpty && stale.isEmpty ? "unchanged" : "written")
    } catch {
      writer.fail(error)
    }
  }

  private func report(_ comparison: SweepWork.Comparison, _ news: String) {
    guard !quiet else { return }
    Console.error(
      "\(comparison.notebook): \(comparison.counts) → \(comparison.pageStem).md \(news)")
  }
}
