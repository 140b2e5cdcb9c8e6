// `sernb run`: runs notebooks and renders each to `Outputs/`.

import ArgumentParser
import Foundation
import SernbDocument
import SernbLanguage
import SernbLibrary
import SernbReport
import SernbRuntime

struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run notebooks and render them to Outputs/.",
    discussion: """
      Static problems of all notebooks are reported before anything runs; a notebook that has some does not run. A cell \
      that fails stops only the cells that need it. Then the last good write-up stays as it is, and what happened is \
      written beside it, to NAME.failed.md, until a run succeeds.
      """)

  @OptionGroup var options: RunOptions
  @OptionGroup var ending: EndingOptions
  @OptionGroup var records: RecordOptions

  @Flag(name: .shortAndLong, help: "Print problems only.")
  var quiet = false

  static let interrupted = "Interrupted. Write-ups that were not finished are unchanged."

  func run() async throws {
    let code = try await runAll()
    try code.leave()
  }

  private func runAll() async throws -> Exit {
    let notebooks = try options.notebooks()
    guard let first = notebooks.first else { return .fine }
    let workspace = try options.makeWorkspace(for: first.path)
    let project = workspace.project
    let limit = try ending.seconds()
    let settings = try RunSettings(options, workspace, ending)
    let given = options.given
    let planned = try await Loading.within(limit) { try SweepPlan(given, notebooks, project) }
    if case .some(let plan?) = planned {
      return try await SweepRun(
        plan: plan, settings: settings, records: records, overrides: options.overrides,
        format: options.format, limit: limit, keepGoing: ending.keepGoing, quiet: quiet
      ).run()
    }
    let clock = Stopwatch.started()

    // Everything that can be known before anything runs, about all notebooks.
    let loader = NotebookLoader(
      project, vocabulary: Library.vocabulary, overrides: options.overrides, trustingMissing: true)
    let found =
      if planned == nil {
        StaticCheck.late
      } else {
        try await StaticCheck.within(limit) { StaticCheck(notebooks, loader, project) }
      }
    let codes = found.codes
    if !found.isLate { try options.refuseUnknown(in: found.checked) }
    let secrets = Redaction(of: found.checked, in: project)
    defer { workspace.close(without: secrets) }
    let journal = try RunJournal(
      workspace, records, options.format,
      notebooks: notebooks.map { NotebookName(project.shortName($0.path)) }, found: found,
      secrets: secrets, clock: clock)
    if !found.problems.isEmpty {
      Console.show(found.problems, format: options.format, without: secrets)
    }
    if codes.contains(.usage) { return journal.finish(.usage) }
    if found.isLate { return journal.finish(.timeout) }

    let progress = Progress(
      quiet ? .silent : Console.isTerminal ? .bar : .lines, estimates: journal.estimates,
      isTicking: true, clock: clock)
    let world = settings.world(without: secrets, clock: clock) { progress.report($0) }
    let projectRun = ProjectRun(
      project, builtins: Library.byName, vocabulary: Library.vocabulary,
      overrides: options.overrides, world: world, deadline: limit)
    OutputFolder(project).mend()
    let pages = PageRun.pages(
      of: notebooks, found, workspace, options.overrides, secrets: secrets, clock: clock)
    let batch = Batch(pages, projectRun, found.checked, jobs: options.cores)
    let writer = PageWriter(
      workspace: workspace, format: options.format, quiet: quiet, secrets: secrets,
      reported: Set(found.problems.map { PageWriter.key($0.diagnostic, $0.source) }),
      journal: journal)
    let keepGoing = ending.keepGoing
    let isDone = try await Interrupt.finishes(progress, saying: Self.interrupted) {
      try await batch.run { result in
        progress.clear()
        return writer.take(result) == .fine || keepGoing
      }
    }
    guard isDone else { return journal.finish(.interrupted) }
    _ = await workspace.remember(projectRun, without: secrets)
    return journal.finish(Exit.worst(codes + writer.codes))
  }
}
