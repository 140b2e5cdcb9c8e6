// Puts write-ups in place and says so, a line a notebook.

import Basics
import SernbLanguage
import SernbRuntime
import Synchronization

final class PageWriter: Sendable {
  private let workspace: Workspace
  private let format: DiagnosticFormat
  private let quiet: Bool
  private let secrets: Redaction
  /// Problems that were shown before the run began.
  private let reported: Set<ProblemKey>
  private let journal: RunJournal?
  private let taken = Mutex<[Exit]>([])

  init(
    workspace: Workspace, format: DiagnosticFormat, quiet: Bool, secrets: Redaction,
    reported: Set<ProblemKey>, journal: RunJournal? = nil
  ) {
    self.journal = journal
    self.workspace = workspace
    self.format = format
    self.quiet = quiet
    self.secrets = secrets
    self.reported = reported
  }

  static func key(_ diagnostic: Diagnostic, _ source: SourceText?) -> ProblemKey {
    ProblemKey(diagnostic: diagnostic, source: source?.name ?? "")
  }

  /// Of everything that was taken.
  var codes: [Exit] { taken.withLock { $0 } }

  /// Writes what a notebook came to.
  func take(_ result: PageResult) -> Exit {
    let (code, more) = write(result)
    journal?.add(result, more: more, exit: code)
    taken.withLock { $0.append(code) }
    return code
  }

  /// Tells why something beside the write-ups of notebooks could not be written.
  func fail(_ problem: Diagnostic) {
    say([problem], nil)
    taken.withLock { $0.append(.failed) }
  }

  /// - Returns: the code that the notebook leaves with, and problems beside its own.
  private func write(_ result: PageResult) -> (Exit, more: [Diagnostic]) {
    switch result.state {
    case .skipped(let lack):
      Console.error("\(result.name): \(result.exit == .fine ? "skipped" : "cannot run"): \(lack)")
    case .refused: say(result.problems, result.checked?.source)
    case .inPlace:
      // An earlier run may have failed.
      _ = try? OutputFolder(workspace.project).remove(WriteUp.failedStem(result.stem))
      report(result, "unchanged", failed: 0)
    case .rendered(let files, let writeUp, let renderCache):
      say(result.problems, result.checked?.source)
      do throws(Diagnostic) {
        let isGood = result.exit == .fine
        let changed = try OutputFolder(workspace.project).replace(
          files, stem: result.pageStem, removing: isGood ? WriteUp.failedStem(result.stem) : nil)
        if result.problems.isEmpty { renderCache?.keep(files) }
        report(
          result, changed.isEmpty ? "unchanged" : "written", failed: writeUp.failedCells.count)
      } catch {
        say([error], nil)
        return (Exit.worst([.failed, result.exit]), [error])
      }
    }
    return (result.exit, [])
  }

  private func report(_ result: PageResult, _ news: String, failed: Int) {
    guard !quiet else { return }
    var words = Self.counts(result, workspace)
    if failed > 0 { words += ", \(failed) failed" }
    Console.error("\(result.name): \(words) → \(result.pageStem).md \(news)")
  }

  /// How many cells there are, and how many of them ran.
  static func counts(_ result: PageResult, _ workspace: Workspace) -> String {
    let cells = result.checked?.cells.count ?? 0
    let ran = result.cellsRun
    var words = counted(cells, "cell")
    if workspace.cache != nil, ran < cells { words += ", \(ran == 0 ? "none" : "\(ran)") ran" }
    return words
  }

  func say(_ problems: [Diagnostic], _ source: SourceText?) {
    let new = problems.filter { !reported.contains(Self.key($0, source)) }.map { ($0, source) }
    if !new.isEmpty { Console.show(new, format: format, without: secrets) }
  }
}

/// A problem of one text, reported once.
struct ProblemKey: Hashable {
  let diagnostic: Diagnostic
  let source: String
}
