// Puts write-ups in place and says so, a line a notebook.

import Basics
import SernbLanguage
import SernbPages
import SernbReport
import SernbRuntime
import Synchronization

final class PageWriter: PageSink {
  private let run: CommandRun
  private let quiet: Bool
  /// Problems that were shown before the run began.
  private let reported: Set<ProblemKey>
  private let journal: RunJournal?
  private let taken = Mutex<[Exit]>([])

  /// - Parameter journal: records every page; nil where the caller does that.
  init(
    _ run: CommandRun, quiet: Bool = false, reported: Set<ProblemKey> = [],
    journal: RunJournal? = nil
  ) {
    (self.run, self.quiet, self.reported, self.journal) = (run, quiet, reported, journal)
  }

  /// Of everything that was taken.
  var codes: [Exit] { taken.withLock { $0 } }

  /// Writes what a notebook came to.
  func take(_ result: PageResult) -> Exit {
    _ = take([result], keepGoing: true)
    return codes.last ?? .failed
  }

  /// Writes what notebooks came to, with one wait for the disk.
  func take(_ results: [PageResult], keepGoing: Bool) -> Bool {
    let replacements = results.compactMap { result -> OutputFolder.Replacement? in
      guard case .rendered(let files, _, _) = result.state else { return nil }
      return .init(
        files, stem: result.pageStem,
        removing: result.exit == .fine ? WriteUp.failedStem(result.stem) : nil)
    }
    var replaced = OutputFolder(run.project).replace(replacements, isLenient: keepGoing)[...]
    for result in results {
      var change: Result<[String], Diagnostic> = .success([])
      if case .rendered = result.state {
        guard let next = replaced.popFirst() else { return false }
        change = next
      }
      let (code, more) = finish(result, change)
      journal?.add(result, more: more, exit: code)
      taken.withLock { $0.append(code) }
      if !code.hasResult, !keepGoing { return false }
    }
    return true
  }

  /// Puts the page that compares the points of a sweep in place.
  func take(_ comparison: SweepComparison) {
    let (stem, points) = (comparison.stem, comparison.points)
    let outputs = OutputFolder(run.project)
    do throws(Diagnostic) {
      let changed = try outputs.replace(
        comparison.files, stem: comparison.pageStem,
        removing: comparison.isWhole ? WriteUp.failedStem(stem) : nil)
      let names = Set(points.flatMap { [$0.name, WriteUp.failedStem($0.name)] })
      let stale =
        comparison.isWhole
        ? try outputs.removeWriteUps(of: comparison.notebook, in: stem, but: names) : []
      if quiet { return }
      let news = changed.isEmpty && stale.isEmpty ? "unchanged" : "written"
      Console.error(
        "\(comparison.notebook): \(comparison.counts) → \(comparison.pageStem).md \(news)")
    } catch {
      say([error], nil)
      taken.withLock { $0.append(.failed) }
    }
  }

  /// - Parameter change: what its files came to, where it has some.
  /// - Returns: the code that the notebook leaves with, and problems beside its own.
  private func finish(
    _ result: PageResult, _ change: Result<[String], Diagnostic>
  ) -> (Exit, more: [Diagnostic]) {
    switch result.state {
    case .skipped(let lack):
      Console.error("\(result.name): \(result.exit == .fine ? "skipped" : "cannot run"): \(lack)")
    case .refused: say(result.problems, result.checked?.source)
    case .inPlace:
      // An earlier run may have failed.
      _ = try? OutputFolder(run.project).remove(WriteUp.failedStem(result.stem))
      report(result, "unchanged", failed: 0)
    case .rendered(let files, let writeUp, let renderCache):
      say(result.problems, result.checked?.source)
      switch change {
      case .success(let changed):
        if result.problems.isEmpty { renderCache?.keep(files) }
        report(result, changed.isEmpty ? "unchanged" : "written", failed: writeUp.failedCells.count)
      case .failure(let problem):
        say([problem], nil)
        return (Exit.worst([.failed, result.exit]), [problem])
      }
    }
    return (result.exit, [])
  }

  private func report(_ result: PageResult, _ news: String, failed: Int) {
    guard !quiet else { return }
    var message = Self.counts(result, run.workspace)
    if failed > 0 { message += ", \(failed) failed" }
    Console.error("\(result.name): \(message) → \(result.pageStem).md \(news)")
  }

  /// How many cells there are, and how many of them ran.
  static func counts(_ result: PageResult, _ workspace: Workspace) -> String {
    let cells = result.checked?.cells.count ?? 0
    let ran = result.cellsRun
    var message = counted(cells, "cell")
    if workspace.cache != nil, ran < cells { message += ", \(ran == 0 ? "none" : "\(ran)") ran" }
    return message
  }

  func say(_ problems: [Diagnostic], _ source: SourceText?) {
    let new = problems.filter { !reported.contains(ProblemKey($0, source)) }.map { ($0, source) }
    if !new.isEmpty { Console.show(new, format: run.settings.format, without: run.secrets) }
  }
}
