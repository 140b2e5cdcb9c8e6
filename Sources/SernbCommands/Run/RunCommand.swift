// `sernb run`: runs notebooks and renders each to `Outputs/`.

import ArgumentParser
import Foundation
import SernbDocument
import SernbLanguage
import SernbLibrary
import SernbPages
import SernbReport
import SernbRuntime

struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run notebooks and render them to Outputs/.",
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

  func run() async throws {
    let code = try await runAll()
    try code.leave()
  }

  private func runAll() async throws -> Exit {
    let notebooks = try options.notebooks()
    guard let first = notebooks.first else { return .fine }
    let settings = try RunSettings(options, ending, records, for: first)
    let (given, project) = (options.given, settings.project)
    let planned = try await Loading.within(settings.seconds) {
      try SweepPlan(given, notebooks, project)
    }
    // Everything that can be known before anything runs, about all notebooks.
    let loader = project.loader(options.overrides)
    let plan = planned ?? nil
    var found = StaticCheck.late([])
    if planned != nil {
      found = try await StaticCheck.within(settings.seconds, known: plan?.checked ?? []) {
        plan.map { StaticCheck($0, given.overrides, project) }
          ?? StaticCheck(notebooks, loader, project)
      }
    }
    if !found.isLate { try given.refuseUnknown(in: found.checked) }
    let run = try CommandRun(
      settings, plan?.names ?? notebooks.map(project.name), found,
      secrets: Redaction(secrets: found.secrets, in: project), isQuiet: quiet)
    defer { run.close() }
    if !found.problems.isEmpty { run.showProblems() }
    // What is known at one point stops all: nothing is written of a sweep that has static problems.
    let code = Exit.worst(found.codes)
    if plan != nil && code != .fine || found.codes.contains(.usage) || found.isLate {
      return run.journal.finish(code)
    }
    return try await write(run, plan, notebooks, loader)
  }

  /// Runs what has no static problems, and puts the pages in place.
  private func write(
    _ run: CommandRun, _ plan: SweepPlan?, _ notebooks: [NotebookArgument], _ loader: NotebookLoader
  ) async throws -> Exit {
    let writer = PageWriter(run, quiet: quiet, reported: run.found.reported, journal: run.journal)
    let isDone = try await run.finishes(
      saying: "Interrupted. Write-ups that were not finished are unchanged."
    ) {
      if let plan {
        plan.reportChangingData()
        return try await SweepWork(
          plan: plan, given: run.settings.overrides, run: run, sink: writer
        ).runAll()
      }
      OutputFolder(run.project).mend()
      let projectRun = run.projectRun(loader)
      try await run.run(run.pages(of: notebooks), projectRun, run.found.checked, into: writer)
      await run.workspace.remember(projectRun, without: run.secrets)
    }
    guard isDone else { return run.journal.finish(.interrupted) }
    return run.journal.finish(Exit.worst(run.found.codes + writer.codes))
  }
}
