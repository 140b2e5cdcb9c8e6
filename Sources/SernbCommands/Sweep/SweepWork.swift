// Runs notebooks at the points of a grid, and once what the grid does not reach.
//
// Points run one after the other, each with all cores: what does not depend on a varied parameter is in the cache from the
// first point on, and no more than one point is in memory. Nothing that is written depends on how many cores there are.

import Basics
import FileAccess
import Foundation
import SernbDocument
import SernbLanguage
import SernbPages
import SernbReport
import SernbRuntime
import Storage

struct SweepWork: Sendable {
  let plan: SweepPlan
  /// What is given to notebooks that run once.
  let given: [Override]
  let run: CommandRun
  let sink: any PageSink

  private var project: Project { run.project }
  private var secrets: Redaction { run.secrets }

  func runAll() async throws {
    let once = run.projectRun(project.loader(given))
    var waiting: [SweepPlan.Part] = []
    for part in plan.parts {
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
    await run.workspace.remember(once, without: secrets)
  }

  /// Whether a failure has ended the run.
  private var isOver: Bool { !run.settings.keepGoing && !sink.hasAllResults }

  // MARK: Once

  private func runOnce(_ parts: [SweepPlan.Part], _ projectRun: ProjectRun) async throws {
    guard !parts.isEmpty else { return }
    let pages = parts.map { run.page($0.notebook, $0.given) }
    try await run.run(pages, projectRun, plan.checked, into: sink)
  }

  // MARK: At every point

  private func run(_ part: SweepPlan.Part, _ grid: ParameterGrid, _ once: ProjectRun) async throws {
    let stem = SweepPlan.stem(part, project)
    let constant = Set(plan.constant.map { project.root + "/" + $0 })
    var points: [(point: SweepPoint, results: Digest?)] = []
    var title = ""
    var failed = 0
    for point in grid.points {
      if failed > 0, !run.settings.keepGoing {
        points.append(
          (SweepPoint(name: point.name, varied: point.varied, state: .notRun, page: nil), nil))
        continue
      }
      let projectRun = run.projectRun(project.loader(point.overrides), at: point.name) { path in
        constant.contains(path) ? once : nil
      }
      let page = run.page(part.notebook, point.overrides, at: (point.name, "\(stem)/\(point.name)"))
      let result = try await page.run(projectRun)
      run.progress.clear()
      let code = sink.take(result)
      switch result.state {
      // Without its data, or without a text that can be read, no point is another than the first.
      case .skipped: return
      case .refused where result.checked?.fatal.isEmpty != true: return
      // Its page would be too much.
      case .refused, .inPlace, .rendered: break
      }
      if !code.hasResult { failed += 1 }
      title = result.checked?.title ?? Notebook.stem(of: part.name)
      points.append(kept(point, result, code, stem))
    }
    let page = SweepPage(
      title: title, axes: grid.axes, points: points.map(\.point),
      command: run.command(part.name, part.given))
    sink.take(
      SweepComparison(
        notebook: part.name, stem: stem, points: points.map(\.point),
        files: files(
          of: page, part, stem, points,
          isWhole: points.allSatisfy { $0.point.state == .done })))
  }

  /// What the comparison needs of a point.
  private func kept(
    _ point: ParameterGrid.Point, _ result: PageResult, _ code: Exit, _ stem: String
  ) -> (point: SweepPoint, results: Digest?) {
    let path = WriteUp.resultsPath(result.pageStem)
    var bytes = fileBytes(project.output.whole(path))
    if case .rendered(let files, _, _) = result.state {
      bytes = files.first { $0.path == path }?.bytes ?? bytes
    }
    let text = String(decoding: bytes ?? [], as: UTF8.self)
    var state = SweepPoint.State.done
    if !code.hasResult {
      let problem = result.problems.first(where: \.isError).map(secrets.diagnostic)
      state = .failed(problem?.sentence ?? "its page could not be written.")
    }
    let folder = stem.lastPathName
    let kept = SweepPoint(
      name: point.name, varied: point.varied, state: state,
      page: "\(folder)/\(result.pageStem.lastPathName).md",
      results: try? Results(reading: text))
    return (kept, bytes.map { Digest(of: $0) })
  }

  /// The page with its figures, and the results, which name the digests of all points.
  private func files(
    of page: SweepPage, _ part: SweepPlan.Part, _ points: String,
    _ results: [(point: SweepPoint, results: Digest?)], isWhole: Bool
  ) -> [RenderedDocument.File] {
    let stem = isWhole ? points : WriteUp.failedStem(points)
    let name = stem.lastPathName
    let rendered = Markdown.render(secrets.document(page.document), name: name)
    let folder = Project.folder(of: stem)
    var files = [RenderedDocument.File(path: "\(stem).md", bytes: Array(rendered.text.utf8))]
    files += rendered.files.map { .init(path: "\(folder)/\($0.path)", bytes: $0.bytes) }
    files = files.map { .init(path: $0.path, bytes: secrets.bytes($0.bytes)) }

    let origin = SweepOrigin(
      notebook: part.name, given: part.given.filter { !run.secretNames.contains($0.parameter) })
    var digests = files.map { (path: $0.path, digest: Digest(of: $0.bytes)) }
    for (point, results) in results {
      guard let results, point.state == .done else { continue }
      digests.append((WriteUp.resultsPath("\(points)/\(point.name)"), results))
    }
    let text = ResultsChecksum.sealed(
      page.results, origin.members, digests, in: folder, without: secrets)
    return files + [.init(path: WriteUp.resultsPath(stem), bytes: Array(text.utf8))]
  }
}

extension Diagnostic {
  /// ``In `forest`: I cannot …``, with its full stop.
  fileprivate var sentence: String {
    (cell.map { "in `\($0)`: " } ?? "") + message + "."
  }
}
