// One notebook of a run: run and rendered, nothing written yet.

import Basics
import FileAccess
import Foundation
import SernbDocument
import SernbLanguage
import SernbLibrary
import SernbPages
import SernbReport
import SernbRuntime

struct PageRun: Sendable {
  let notebook: NotebookArgument
  let run: CommandRun
  /// What makes the same write-up again.
  let command: String
  /// The point of a sweep, and where its write-up belongs: not where the notebook's own does.
  let point: (name: String, stem: String)?
  /// Another notebook would write the same page.
  let clash: PageClaims.Clash?

  var path: String { notebook.path }

  func run(_ projectRun: ProjectRun) async throws -> PageResult {
    let (project, secrets, clock) = (run.project, run.secrets, run.settings.clock)
    let name = project.shortName(path)
    let stem = point?.stem ?? project.outputStem(path)
    func ended(
      _ state: PageResult.State, _ checked: CheckedNotebook?, _ problems: [Diagnostic], _ exit: Exit
    ) -> PageResult {
      PageResult(
        path: path, name: name, point: point?.name, stem: stem, state: state, checked: checked,
        problems: problems,
        exit: exit)
    }
    let notebookRun: NotebookRun
    do {
      notebookRun = try projectRun.run(path)
    } catch {
      return ended(
        .refused, nil, [error],
        error.code == .missingNotebook ? .usage : Exit(of: error, isStatic: true))
    }
    let checked = notebookRun.checked
    if let lack = project.lacksData(of: checked) {
      return ended(.skipped(lack), checked, [], notebook.isNamed ? .data : .fine)
    }
    if let clash { return ended(.refused, checked, [clash.diagnostic], .staticProblems) }
    // What is known before anything runs leaves everything as it is.
    let errors = checked.problems.map(\.diagnostic).filter(\.isError)
    if !errors.isEmpty {
      return ended(
        .refused, checked, errors, Exit.worst(errors.map { Exit(of: $0, isStatic: true) }))
    }
    let began = clock()
    try await notebookRun.finish()
    let outcomes = await notebookRun.outcomes
    let inputs = InputLine.lines(of: await notebookRun.observations(), project.files)
    // Digests that were not finished are none.
    try Task.checkCancellation()
    let origin = Provenance(checked, builtins: Library.byName, inputs: inputs)
    let renderCache = RenderCache(
      checked, outcomes, origin: origin, command: command, stem: stem, cache: run.workspace.cache)
    var result: PageResult
    if let renderCache, renderCache.isInPlace(project) {
      result = ended(.inPlace, checked, [], .fine)
    } else {
      let writeUp = WriteUp(
        checked, try await notebookRun.runAll(), name: stem.lastPathName, command: command,
        origin: origin,
        room: notebookRun.maximumOutput, without: secrets)
      let exit = Exit.worst(
        writeUp.problems.filter(\.isError).map { Exit(of: $0, isStatic: false) })
      let files = writeUp.files(
        at: exit == .fine ? stem : WriteUp.failedStem(stem), without: secrets)
      if let problem = WriteUp.tooMuch(files, room: notebookRun.maximumOutput) {
        return ended(.refused, checked, [problem], .failed)
      }
      result = ended(.rendered(files, writeUp, renderCache), checked, writeUp.problems, exit)
    }
    result.outcomes = await notebookRun.outcomes.map { $0?.summary }
    await notebookRun.dropValues()
    result.cellSeconds = await notebookRun.seconds
    result.seconds = clock() - began
    result.origin = origin
    return result
  }
}

extension CheckedNotebook {
  /// By notebook, those of some values that are for a parameter of it, or of one that it uses, near or far.
  static func known(
    _ overrides: [Override], in notebooks: [CheckedNotebook]
  ) -> [String: [Override]] {
    let all = withUsed(notebooks)
    var users: [String: [String]] = [:]
    for notebook in all {
      for other in notebook.used.values {
        users[other.source.name, default: []].append(notebook.source.name)
      }
    }
    var known = Dictionary(uniqueKeysWithValues: all.map { ($0.source.name, [Override]()) })
    for override in overrides {
      var open = all.filter { $0.declares(override) }.map(\.source.name)
      var met = Set(open)
      while let name = open.popLast() {
        known[name]?.append(override)
        for user in users[name] ?? [] where met.insert(user).inserted { open.append(user) }
      }
    }
    return known
  }
}
