// `sernb check`, for CI: static problems, then whether write-ups are fresh, then a run compared with what is committed.

import ArgumentParser
import Basics
import Foundation
import SernbDocument
import SernbLanguage
import SernbLibrary
import SernbPages
import SernbReport
import SernbRuntime

struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Check notebooks and their committed write-ups, as CI does.",
    discussion: """
      First, static problems are reported. Then each write-up in Outputs/ is compared with its notebook, its data and \
      the engine without running anything: it is fresh or stale. Then the notebooks run, and their results are compared \
      with the committed ones: values with the tolerance of their cell (`#| tolerance: 1e-6`), figures by their data, \
      and the page as text. Nothing is written without --update.
      """)

  @OptionGroup var options: RunOptions
  @OptionGroup var ending: EndingOptions
  @OptionGroup var records: RecordOptions

  @Flag(
    name: .customLong("static"),
    help: "Static problems only: syntax, names, types, units, columns, files.")
  var isStatic = false

  @Flag(help: "Report static problems and stale write-ups only; run nothing.")
  var freshness = false

  @Flag(help: "Accept the current results: write them to Outputs/.")
  var update = false

  @Option(help: "Check one part of the notebooks, such as 2/5, to share the work between machines.")
  var shard: Shard?

  @Flag(help: "Assume that missing data files exist: an earlier notebook may create them.")
  var assumeData = false

  func validate() throws {
    if isStatic && (freshness || update) || freshness && update {
      throw ValidationError("--static, --freshness and --update exclude each other.")
    }
  }

  func run() async throws { try await CheckRun(self, options.notebooks()).run().leave() }
}

/// One check, step by step.
private struct CheckRun {
  let command: CheckCommand
  /// Those to judge.
  let notebooks: [NotebookArgument]
  /// And those that make their data, where another part has them.
  let all: [NotebookArgument]
  let settings: RunSettings
  let loader: NotebookLoader
  /// Paths that pages were made with and that are not given now: what does not depend on their content is judged.
  let recorded: [Override]

  var options: RunOptions { command.options }
  var project: Project { settings.project }

  init(_ command: CheckCommand, _ found: [NotebookArgument]) throws {
    self.command = command
    all = found
    notebooks = command.shard?.select(found) ?? found
    settings = try RunSettings(command.options, command.ending, command.records, for: found.first)
    let (project, given) = (settings.project, settings.overrides)
    recorded = found.flatMap { notebook in
      let name = project.shortName(notebook.path)
      return Freshness.recordedPaths(at: project.outputStem(notebook.path), of: name, in: project)
        .filter { one in !given.contains { $0.isFor(one.parameter, of: name) } }
    }
    loader = project.loader(
      given + recorded, trustingMissing: command.isStatic ? command.assumeData : true)
  }

  func run() async throws -> Exit {
    let (notebooks, loader, project) = (notebooks, loader, project)
    var found = try await StaticCheck.within(settings.seconds) {
      StaticCheck(notebooks, loader, project)
    }
    // A run does not repeat these: former names work.
    for notebook in found.checked {
      found.problems += notebook.formerNames.map { ($0.diagnostic, notebook.source) }
    }
    if !found.isLate {
      try options.given.refuseUnknown(in: found.checked)
      try options.given.refuseGrid(in: found.checked)
    }
    let swept =
      command.isStatic
      ? [] : SweptNotebook.all(of: notebooks, found.checked, project, options.overrides)
    let names = notebooks.map(project.name)
    let run = try CommandRun(
      settings,
      names.flatMap { name in
        [name] + swept.filter { $0.checked.source.name == name.path }.flatMap(\.names)
      }, found, secrets: Redaction(secrets: found.secrets, in: project))
    defer { run.close() }
    let journal = run.journal
    if !found.problems.isEmpty || options.format == .json { run.showProblems() }
    let number = found.problems.count
    if command.isStatic || number > 0, options.format == .text {
      Console.error(
        "\(counted(notebooks.count, "notebook")): "
          + (number == 0 ? "no problems" : counted(number, "problem")))
    }
    let statics = Exit.worst(found.codes)
    if command.isStatic || statics != .fine {
      if command.isStatic {
        for one in found.checked { journal.judge(NotebookName(one.source.name), .fine) }
      }
      return journal.finish(statics, hasRun: false)
    }
    let orphans = reportOrphans()
    let (fresh, stale) = freshness(found.checked, swept, journal)
    if command.freshness { return journal.finish(Exit.worst([fresh, orphans]), hasRun: false) }
    let compared = try await compare(run, swept, fresh, stale)
    return journal.finish(compared == .interrupted ? compared : Exit.worst([compared, orphans]))
  }

  // MARK: Write-ups without a notebook

  /// Write-ups that no notebook makes any more, where all notebooks of a folder are looked at.
  private func reportOrphans() -> Exit {
    let folders = options.paths.filter { kindOfPath($0) == .folder }.compactMap(realPath)
    let gone = OutputFolder(project).orphans(root: project.root).filter { orphan in
      folders.contains { orphan.isFrom($0, in: project) }
    }
    for orphan in gone {
      Console.error(
        "\(orphan.stem).md: its notebook \(orphan.notebook) is gone. `sernb clean` lists and deletes "
          + "such write-ups.")
    }
    return gone.isEmpty ? .fine : .differs
  }

  // MARK: Freshness

  /// The code that stale write-ups leave with, and why each of them is stale.
  private func freshness(
    _ checked: [CheckedNotebook], _ swept: [SweptNotebook], _ journal: RunJournal
  ) -> (Exit, stale: [NotebookName: String]) {
    var stale: [NotebookName: String] = [:]
    var counts = (fresh: 0, all: 0)
    func judge(_ name: NotebookName, _ state: NotebookReport.State, _ reason: String? = nil) {
      if command.freshness { journal.judge(name, state, reason: reason) }
    }
    func judge(_ name: NotebookName, _ freshness: Freshness) {
      counts.all += 1
      guard freshness.isFresh else {
        Console.error("\(name.description): stale. \(freshness.words)")
        stale[name] = freshness.words
        judge(name, .stale, freshness.words)
        return
      }
      counts.fresh += 1
      judge(name, .fine)
      if !freshness.unverified.isEmpty {
        let paths = freshness.unverified.prefix(3).map { "`\($0)`" }.joined(separator: ", ")
        let rest =
          freshness.unverified.count > 3 ? " and \(freshness.unverified.count - 3) more" : ""
        Console.error(
          "\(name.description): fresh, as far as can be checked without \(paths)\(rest)")
      }
    }
    let known = CheckedNotebook.known(settings.overrides + recorded, in: checked)
    for notebook in checked {
      let name = notebook.source.name
      if let lack = project.lacksData(of: notebook) {
        counts.all += 1
        Console.error("\(name): skipped: \(lack)")
        judge(NotebookName(name), .skipped, lack)
        continue
      }
      judge(
        NotebookName(name),
        Freshness(
          of: notebook, at: project.outputStem(project.root + "/" + name), in: project,
          builtins: Library.byName,
          fix: RunLine.text(name, known[name] ?? []) + options.outputWords))
      for one in swept where one.checked.source.name == name {
        for (name, freshness) in one.freshness(in: project) { judge(name, freshness) }
      }
    }
    Console.error(
      counts.fresh == counts.all && counts.fresh > 0
        ? "\(counted(counts.fresh, "write-up")): fresh"
        : "\(counts.fresh) of \(counted(counts.all, "write-up")) fresh")
    return (stale.isEmpty ? .fine : .stale, stale)
  }

  // MARK: A run beside what is committed

  private func compare(
    _ run: CommandRun, _ swept: [SweptNotebook], _ fresh: Exit, _ stale: [NotebookName: String]
  ) async throws -> Exit {
    if command.update { OutputFolder(project).mend() }
    let checked = run.found.checked
    let lacksGivenPath = lacksGivenPath(checked)
    let judged = Set(notebooks.map(\.path))
    let needed = makers(of: checked)
    let judge = PageJudge(run, update: command.update, stale: stale)
    let pages = run.pages(
      of: all.filter { judged.contains($0.path) || needed.contains(project.shortName($0.path)) }
        .filter { !lacksGivenPath.contains(project.shortName($0.path)) })
    let others = others(needed)
    let projectRun = run.projectRun(loader)
    let sweeps = swept.compactMap(SweepPlan.init).map { plan in
      SweepWork(plan: plan, given: plan.parts[0].given, run: run, sink: judge)
    }
    let isDone = try await run.finishes(saying: "Interrupted.") {
      try await run.run(pages, projectRun, checked + others, into: judge) {
        judged.contains($0.path)
      }
      for sweep in sweeps where run.settings.keepGoing || judge.hasAllResults {
        try await sweep.runAll()
      }
    }
    guard isDone else { return .interrupted }
    await run.workspace.remember(projectRun, without: run.secrets)
    return Exit.worst(judge.codes + (command.update ? [] : [fresh]))
  }

  /// Those that cannot run here, for they were made with a path that was given.
  private func lacksGivenPath(_ checked: [CheckedNotebook]) -> Set<String> {
    Set(
      checked.filter { notebook in
        CheckedNotebook.withUsed([notebook]).contains { recorded.contains(where: $0.declares) }
      }.map(\.source.name))
  }

  /// Notebooks of other parts that make what these read.
  private func makers(of checked: [CheckedNotebook]) -> Set<String> {
    guard command.shard != nil else { return [] }
    let graph = NotebookGraph(others(Set(all.map { project.shortName($0.path) })))
    return graph.allDependencies(of: checked.map(\.source.name))
  }

  private func others(_ names: Set<String>) -> [CheckedNotebook] {
    all.filter { names.contains(project.shortName($0.path)) }.compactMap {
      try? loader.load($0.path)
    }
  }
}
