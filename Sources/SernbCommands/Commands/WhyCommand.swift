// `sernb why`: why a cell ran or did not, and what it would do now.

import ArgumentParser
import Foundation
import SernbDocument
import SernbLanguage
import SernbLibrary
import SernbPages
import SernbRuntime

struct WhyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "why",
    abstract: "Explain why a cell ran or did not in the last run, and whether it would run now.")

  @ArgumentParser.Argument(help: "The notebook.", completion: .file(extensions: ["sernb", "md"]))
  var notebook: String

  @ArgumentParser.Argument(help: "The label of a cell; all cells by default.")
  var label: String?

  @OptionGroup var given: ParameterOptions

  @Option(help: "A folder outside of the project that notebooks may read.", completion: .directory)
  var allow: [String] = []

  @Option(help: "The project's folder, where relative paths start.", completion: .directory)
  var project: String?

  @OptionGroup var cacheFolder: CacheFolder

  func run() async throws {
    guard kindOfPath(notebook) == .file, Notebook.isNotebookName(notebook) else {
      throw ValidationError("I cannot find the notebook '\(notebook)'.")
    }
    let workspace = try Workspace(
      root: project ?? Project.root(of: notebook),
      allowed: allow, given: given, use: .all, cacheFolder: cacheFolder)
    let loader = workspace.project.loader(given.overrides)
    // Known before the run, which asks for them; a notebook that cannot be loaded is reported there.
    let secrets = Redaction(
      of: [try? loader.load(notebook)].compactMap(\.self), in: workspace.project)
    let world = World(
      files: workspace.project.files, jobs: 1, cache: workspace.cache, secrets: { secrets })
    let projectRun = ProjectRun(loader, builtins: Library.byName, world: world)
    let run: NotebookRun
    do {
      run = try projectRun.run(notebook)
    } catch {
      Console.show([(error, nil)], format: .text, without: secrets)
      try Exit.staticProblems.leave()
      return
    }
    try given.refuseGrid(in: [run.checked])
    let labels = run.checked.cells.map(\.cell.label.text)
    if let label, !labels.contains(label) {
      throw ValidationError(
        "\(run.name) has no cell '\(label)'. "
          + (NearestNames.hint(for: label, among: labels)
            ?? "`sernb why \(run.name)` explains all of them.")
      )
    }
    defer { workspace.close(without: secrets) }
    let circles = StaticCheck.circles(from: notebook, loader, workspace.project)
    if !circles.isEmpty { Console.show(circles, format: .text, without: secrets) }
    await run.forecast()
    let report = await WhyReport(projectRun, workspace, run.name)
    for name in label.map({ [$0] }) ?? labels {
      Console.print(secrets.text(report.sentence(for: name)))
    }
    if !circles.isEmpty { try Exit.staticProblems.leave() }
  }
}

/// The sentences about the cells of one notebook.
struct WhyReport {
  private let explanation: Explanation
  /// By cell, of the last run: why it ran, and its nodes; and its nodes as they are now.
  private let reasons: [String: String]
  private let last: [String: [NodeDependencies]]
  private let now: [String: [NodeDependencies]]
  private let notebook: String

  init(_ projectRun: ProjectRun, _ workspace: Workspace, _ notebook: String) async {
    var (now, then): ([String: [NodeDependencies]], [String: [NodeDependencies]]) = ([:], [:])
    for run in projectRun.all {
      now[run.name] = await run.dependencies()
      then[run.name] = LastRun.load(run.name, in: workspace.project.root)?.nodes
    }
    explanation = Explanation(
      now: now, then: then, cache: workspace.cache, files: workspace.project.files)
    let run = LastRun.load(notebook, in: workspace.project.root)
    reasons = Dictionary(
      (run?.reasons ?? []).map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    last = Dictionary(grouping: run?.nodes ?? [], by: \.cell)
    self.now = Dictionary(grouping: now[notebook] ?? [], by: \.cell)
    self.notebook = notebook
  }

  func sentence(for cell: String) -> String {
    guard let nodes = last[cell] else { return "`\(cell)` has not run here yet." }
    let reason = reasons[cell]
    var words: String
    if nodes.contains(where: { $0.origin == .failed }) {
      words = "`\(cell)` failed in the last run" + (reason.map { "; it ran because \($0)" } ?? "")
    } else if nodes.contains(where: { $0.origin == .ran }) {
      let seconds = nodes.map(\.seconds).max() ?? 0
      words =
        "`\(cell)` ran in the last run (\(Progress.short(seconds)))"
        + (reason.map { " because \($0)" } ?? "")
    } else if nodes.contains(where: { $0.origin == .notRun }) {
      words = "`\(cell)` did not run in the last run: what it needs was not there"
    } else {
      words = "`\(cell)` did not run in the last run: nothing it depends on had changed"
    }
    return words + ". " + forecast(for: cell)
  }

  private func forecast(for cell: String) -> String {
    let isKnown = (now[cell] ?? []).allSatisfy { $0.origin == .reused || $0.origin == .passed }
    if isKnown { return "Now it would not run: nothing it depends on has changed." }
    return explanation.forecast(for: cell, of: notebook)
  }
}

extension Workspace {
  /// Stores what every notebook of a run depended on, and why its cells ran.
  ///
  /// - Parameter secrets: kept out of what is written.
  func remember(_ projectRun: ProjectRun, without secrets: Redaction) async {
    guard cache != nil else { return }
    LastRun.sweep(in: project.root)
    let runs = projectRun.all
    var isQuiet = true
    for run in runs where isQuiet { isQuiet = await run.isAllKnown }
    if isQuiet {
      for run in runs { await run.remember(in: project.root, without: secrets) }
      return
    }
    var (now, then): ([String: [NodeDependencies]], [String: LastRun]) = ([:], [:])
    for run in runs {
      now[run.name] = await run.dependencies()
      then[run.name] = LastRun.load(run.name, in: project.root)
    }
    let explanation = Explanation(
      now: now, then: then.mapValues(\.nodes), cache: cache, files: project.files)
    for (name, nodes) in now.sorted(by: { $0.key < $1.key }) {
      // Nodes that nothing needed are as they were.
      let old = Dictionary(grouping: then[name]?.nodes ?? [], by: \.cell)
      let oldReasons = Dictionary(
        (then[name]?.reasons ?? []).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
      let known = nodes.compactMap { node in
        node.origin == .notAsked ? old[node.cell]?.first { $0.code == node.code } : node
      }
      var last = LastRun(notebook: name, nodes: known)
      var seen: Set<String> = []
      for node in nodes where !node.cell.isEmpty && seen.insert(node.cell).inserted {
        if node.origin == .notAsked, let old = oldReasons[node.cell] {
          last.reasons.append(old)
          continue
        }
        if let reason = explanation.reason(for: node.cell, of: name) {
          last.reasons.append(.init(node.cell, reason))
        }
      }
      last.save(in: project.root, without: secrets)
    }
  }
}
