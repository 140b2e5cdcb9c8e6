// `sernb run` over a grid of parameters: a page for each point, one that compares them, and all else once.
//
// Points run one after the other, each with all cores: what does not hang on a varied parameter is in the cache from the
// first point on, and no more than one point is in memory. Nothing that is written hangs on how many cores there are.

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
    let found = SweepCheck(plan, overrides, project)
    let secrets = Redaction(secrets: found.secrets, in: project)
    defer { workspace.close(without: secrets) }
    let journal = try RunJournal(
      workspace, records, format, notebooks: plan.names,
      found: StaticCheck(plan.checked, found.problems), secrets: secrets, clock: clock)
    if !found.problems.isEmpty { Console.show(found.problems, format: format, without: secrets) }
    if found.codes.contains(.usage) { return journal.finish(.usage) }
    tellOfChangingData()

    let progress = Progress(
      quiet ? .silent : Console.isTerminal ? .bar : .lines, estimates: journal.estimates,
      isTicking: true, clock: clock)
    let writer = PageWriter(
      workspace: workspace, format: format, quiet: quiet, secrets: secrets, reported: found.keys,
      journal: journal)
    let work = Work(
      sweep: self, secrets: secrets, progress: progress, writer: writer, clock: clock)
    let interrupt = Interrupt()
    do {
      try await interrupt.guarding { try await work.run() }
    } catch {
      progress.end()
      guard interrupt.wasInterrupted else { throw error }
      Console.error("Interrupted. Write-ups that were not done are as they were.")
      return journal.finish(.interrupted)
    }
    progress.end()
    return journal.finish(Exit.worst(found.codes + writer.codes))
  }

  /// A folder that each point makes anew is what the last one made of it to whoever reads it.
  private func tellOfChangingData() {
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

/// What is under way.
private struct Work: Sendable {
  let sweep: SweepRun
  let secrets: Redaction
  let progress: Progress
  let writer: PageWriter
  let clock: @Sendable () -> Double

  private var workspace: Workspace { sweep.workspace }
  private var project: Project { sweep.workspace.project }

  func run() async throws {
    let once = projectRun(sweep.overrides, at: nil) { _ in nil }
    var waiting: [SweepPlan.Part] = []
    for part in sweep.plan.parts {
      guard let grid = part.grid else {
        waiting.append(part)
        continue
      }
      try await runOnce(waiting, once)
      waiting = []
      if isOver { break }
      try await run(part, grid, once)
      if isOver { break }
    }
    if !isOver { try await runOnce(waiting, once) }
    _ = await workspace.remember(once)
  }

  /// Whether a failure has ended the run.
  private var isOver: Bool { !sweep.keepGoing && Exit.worst(writer.codes) != .fine }

  private func projectRun(
    _ overrides: [(name: String, value: String)], at point: String?,
    beside: @escaping @Sendable (String) -> ProjectRun?
  ) -> ProjectRun {
    let progress = progress
    let world = sweep.settings.world(without: secrets, clock: clock) { event in
      progress.report(point.map(event.at) ?? event)
    }
    return ProjectRun(
      project, builtins: Library.byName, vocabulary: Library.vocabulary, overrides: overrides,
      world: world, deadline: sweep.limit, beside: beside)
  }

  private func page(
    _ part: SweepPlan.Part, _ given: [(name: String, value: String)],
    place: (point: String, stem: String)? = nil
  ) -> PageRun {
    PageRun(
      path: part.path, isNamed: part.isNamed, workspace: workspace,
      command: command(part, given), secrets: secrets, place: place, clock: clock)
  }

  private func command(
    _ part: SweepPlan.Part, _ given: [(name: String, value: String)]
  ) -> String {
    let names = CheckedNotebook.withUsed(sweep.plan.checked).flatMap(\.secretNames)
    return RunLine.text(part.name, given, secrets: names)
  }

  // MARK: Once

  private func runOnce(_ parts: [SweepPlan.Part], _ projectRun: ProjectRun) async throws {
    guard !parts.isEmpty else { return }
    let batch = Batch(
      parts.map { page($0, $0.given) }, projectRun, sweep.plan.checked, jobs: sweep.settings.jobs)
    let (progress, writer, keepGoing) = (progress, writer, sweep.keepGoing)
    try await batch.run { result in
      progress.clear()
      return writer.take(result) == .fine || keepGoing
    }
  }

  // MARK: At every point

  private func run(_ part: SweepPlan.Part, _ grid: ParameterGrid, _ once: ProjectRun) async throws {
    let stem = SweepPlan.stem(part, project)
    let constant = Set(sweep.plan.constant.map { project.root + "/" + $0 })
    var points: [SweepPoint] = []
    var title = ""
    var failed = 0
    for point in grid.points {
      if failed > 0, !sweep.keepGoing {
        points.append(SweepPoint(name: point.name, varied: point.varied, state: .notRun, page: nil))
        continue
      }
      let projectRun = projectRun(point.overrides, at: point.name) { path in
        constant.contains(path) ? once : nil
      }
      let page = page(
        part, point.overrides, place: (point.name, "\(stem)/\(point.name)"))
      let result = try await page.run(projectRun)
      progress.clear()
      let code = writer.take(result)
      switch result.state {
      // Without its data, or without a text that can be read, no point is another than the first.
      case .skipped, .refused: return
      case .inPlace, .rendered: break
      }
      if code != .fine { failed += 1 }
      title = result.checked?.title ?? Notebook.stem(of: part.name)
      points.append(kept(point, result, code, stem))
    }
    let comparison = SweepPage(
      title: title, axes: grid.axes, points: points, command: command(part, part.given))
    write(comparison, part, stem, points)
  }

  /// What the comparison needs of a point.
  private func kept(
    _ point: ParameterGrid.Point, _ result: PageResult, _ code: Exit, _ stem: String
  ) -> SweepPoint {
    let path = WriteUp.resultsPath(result.stem)
    var bytes = fileBytes(project.root + "/" + path)
    if case .rendered(let files, _, _) = result.state {
      bytes = files.first { $0.path == path }?.bytes ?? bytes
    }
    let text = String(decoding: bytes ?? [], as: UTF8.self)
    var state = SweepPoint.State.done
    if code != .fine {
      let problem = result.problems.first(where: \.isError).map(secrets.diagnostic)
      state = .failed(problem?.sentence ?? "its page could not be written.")
    }
    let folder = stem.split(separator: "/").last.map(String.init) ?? stem
    return SweepPoint(
      name: point.name, varied: point.varied, state: state, page: "\(folder)/\(point.name).md",
      results: try? Results(reading: text))
  }

  private func write(
    _ page: SweepPage, _ part: SweepPlan.Part, _ stem: String, _ points: [SweepPoint]
  ) {
    let name = stem.split(separator: "/").last.map(String.init) ?? stem
    let rendered = Markdown.render(page.document, name: name)
    let folder = Project.folder(of: stem)
    var files = [RenderedDocument.File(path: "\(stem).md", bytes: Array(rendered.text.utf8))]
    files += rendered.files.map { .init(path: "\(folder)/\($0.path)", bytes: $0.bytes) }
    files.append(
      .init(path: WriteUp.resultsPath(stem), bytes: Array(page.results.text.utf8)))
    files = files.map { .init(path: $0.path, bytes: secrets.bytes($0.bytes)) }
    let outputs = OutputFolder(root: project.root)
    do throws(Diagnostic) {
      let changed = try outputs.replace(files, filesFolder: "\(stem).files")
      let stale = outputs.removeWriteUps(in: stem, but: Set(points.map(\.name)))
      tell(part, stem, points, changed.isEmpty && stale.isEmpty ? "unchanged" : "written")
    } catch {
      writer.fail(error)
    }
  }

  private func tell(
    _ part: SweepPlan.Part, _ stem: String, _ points: [SweepPoint], _ news: String
  ) {
    guard !sweep.quiet else { return }
    let failed = points.count { if case .failed = $0.state { true } else { false } }
    let waiting = points.count { $0.state == .notRun }
    var words = "\(points.count) point\(points.count == 1 ? "" : "s")"
    if failed > 0 { words += ", \(failed) failed" }
    if waiting > 0 { words += ", \(waiting) not run" }
    Console.error("\(part.name): \(words) → \(stem).md \(news)")
  }
}

extension Diagnostic {
  /// ``In `forest`: I cannot …``, with its full stop.
  fileprivate var sentence: String {
    (cell.map { "in `\($0)`: " } ?? "") + message + "."
  }
}

extension RunEvent {
  /// The event with the point in the name of its notebook.
  fileprivate func at(_ point: String) -> RunEvent {
    func name(_ notebook: String) -> String { NotebookName(notebook, at: point).words }
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
    }
  }
}
