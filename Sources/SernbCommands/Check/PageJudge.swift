// Holds what notebooks give now against what is committed, and reports how they differ; or accepts it.

import SernbDocument
import SernbLanguage
import SernbPages
import SernbReport
import SernbRuntime
import Synchronization

final class PageJudge: PageSink {
  private let run: CommandRun
  private let update: Bool
  /// Why write-ups are stale whatever they would say now.
  private let stale: [NotebookName: String]
  private let writer: PageWriter
  private let state = Mutex(State())

  private struct State {
    var codes: [Exit] = []
    var differences: [NotebookName: [String]] = [:]
    /// What is not equal to what is committed, and accepted.
    var accepted: Set<NotebookName> = []
  }

  init(_ run: CommandRun, update: Bool, stale: [NotebookName: String]) {
    (self.run, self.update, self.stale) = (run, update, stale)
    writer = PageWriter(run)
  }

  var codes: [Exit] { state.withLock { $0.codes } }

  private func differences(_ title: NotebookName) -> [String]? {
    state.withLock { $0.differences[title] }
  }

  func take(_ result: PageResult) -> Exit {
    let code = judge(result)
    state.withLock { $0.codes.append(code) }
    run.journal.add(result, exit: code) { report in
      if let differences = differences(result.title) {
        report.state = .differs
        report.differences = differences
      } else if report.state == .fine, !update, let reason = stale[result.title] {
        report.state = .stale
        report.reason = reason
      }
    }
    return code
  }

  private func judge(_ result: PageResult) -> Exit {
    guard case .rendered(let files, _, _) = result.state, let checked = result.checked else {
      if case .inPlace = result.state {
        report(result, "same as \(result.stem).md")
        return .fine
      }
      return writer.take(result)
    }
    // A notebook that fails is no result to compare.
    if result.exit != .fine {
      writer.say(result.problems, checked.source)
      report(result, "failed")
      return result.exit
    }
    let output = run.project.output
    let comparison = PageComparison(checked, files, stem: result.stem) {
      fileBytes(output.whole($0))
    }
    if update { return writer.take(result) }
    if comparison.differences.isEmpty {
      if comparison.accepted != nil { state.withLock { _ = $0.accepted.insert(result.title) } }
      report(result, "same as \(result.stem).md" + (comparison.accepted.map { ": \($0)" } ?? ""))
      return .fine
    }
    return differ(
      result.title, PageWriter.counts(result, run.workspace), result.stem, comparison.differences)
  }

  private func differ(
    _ title: NotebookName, _ counts: String, _ stem: String, _ differences: [String]
  ) -> Exit {
    // What is committed may be older than the secret.
    let differences = differences.map(run.secrets.text)
    state.withLock { $0.differences[title] = differences }
    Console.error("\(title.description): \(counts): differs from \(stem).md")
    for difference in differences { Console.print(difference) }
    return .differs
  }

  /// Compares the page of all points of a sweep.
  func take(_ comparison: SweepComparison) {
    let title = NotebookName(comparison.notebook, at: CommittedSweep.comparison)
    let code = judge(comparison, title)
    state.withLock { $0.codes.append(code) }
    run.journal.judge(
      title, code == .fine ? .fine : code == .differs ? .differs : .failed,
      differences: differences(title) ?? [])
  }

  private func judge(_ comparison: SweepComparison, _ title: NotebookName) -> Exit {
    let (stem, output) = (comparison.stem, run.project.output)
    if update {
      writer.take(comparison)
      return Exit.worst(writer.codes)
    }
    // Where points are other within their tolerances, so may be the remarks about them.
    let points = comparison.points.map { NotebookName(comparison.notebook, at: $0.name) }
    guard state.withLock({ $0.accepted.isDisjoint(with: points) }) else {
      Console.error(
        "\(title.description): \(comparison.counts): not compared, as points differ within their tolerances"
      )
      return .fine
    }
    var differences: [String] = []
    for file in comparison.files where !file.path.hasSuffix(".results.json") {
      let committed = fileBytes(output.whole(file.path)).map(LineEnds.unix)
      if committed == LineEnds.unix(file.bytes) { continue }
      if file.path.hasSuffix(".md"), let committed {
        differences.append(
          UnifiedDiff.text(
            old: String(decoding: committed, as: UTF8.self),
            new: String(decoding: file.bytes, as: UTF8.self), oldName: "\(file.path) (committed)",
            newName: "\(file.path) (now)", limit: PageComparison.mostLines))
      } else {
        differences.append(
          "`\(file.path)` \(committed == nil ? "is not committed" : "has other bytes").")
      }
    }
    if !differences.isEmpty { return differ(title, comparison.counts, stem, differences) }
    Console.error("\(title.description): \(comparison.counts): same as \(stem).md")
    return .fine
  }

  private func report(_ result: PageResult, _ news: String) {
    Console.error(
      "\(result.title.description): \(PageWriter.counts(result, run.workspace)): \(news)")
  }
}
