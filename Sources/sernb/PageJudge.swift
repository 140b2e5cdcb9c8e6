// Holds what notebooks give now against what is committed, and tells how they differ; or accepts it.

import SernbLanguage
import SernbRuntime
import Synchronization

final class PageJudge: Sendable {
  private let workspace: Workspace
  private let format: DiagnosticFormat
  private let update: Bool
  private let writer: PageWriter
  private let state = Mutex((codes: [Exit](), differences: [String: [String]]()))

  init(
    workspace: Workspace, format: DiagnosticFormat, update: Bool, secrets: Redaction
  ) {
    self.workspace = workspace
    self.format = format
    self.update = update
    writer = PageWriter(
      workspace: workspace, format: format, quiet: false, secrets: secrets, reported: [])
  }

  var codes: [Exit] { state.withLock { $0.codes } }
  /// What differs, by notebook.
  var differences: [String: [String]] { state.withLock { $0.differences } }

  func take(_ result: PageResult) -> Exit {
    let code = judge(result)
    state.withLock { $0.codes.append(code) }
    return code
  }

  private func judge(_ result: PageResult) -> Exit {
    guard case .rendered(let files, _, _) = result.state, let checked = result.checked else {
      if case .inPlace = result.state {
        tell(result, "same as \(result.stem).md")
        return .fine
      }
      return writer.take(result)
    }
    // A notebook that fails is no result to compare.
    if result.exit != .fine {
      writer.say(result.problems, checked.source)
      tell(result, "failed")
      return result.exit
    }
    let root = workspace.project.root
    let comparison = PageComparison(checked, files, stem: result.stem) {
      fileBytes(root + "/" + $0)
    }
    if update { return writer.take(result) }
    if comparison.differences.isEmpty {
      tell(result, "same as \(result.stem).md" + (comparison.accepted.map { ": \($0)" } ?? ""))
      return .fine
    }
    state.withLock { $0.differences[result.name] = comparison.differences }
    tell(result, "differs from \(result.stem).md")
    for difference in comparison.differences { Console.print(difference) }
    return .differs
  }

  private func tell(_ result: PageResult, _ words: String) {
    Console.error("\(result.name): \(PageWriter.counts(result, workspace)): \(words)")
  }
}
