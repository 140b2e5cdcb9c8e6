// `sernb check` of the pages of sweeps: what they were made with is in them, so it need not be given again.

import SernbDocument
import SernbLanguage
import SernbLibrary
import SernbReport
import SernbRuntime

/// A notebook with the pages of a sweep.
struct SweptNotebook: Sendable {
  let path: String
  let isNamed: Bool
  let checked: CheckedNotebook
  let sweep: CommittedSweep

  /// Those of some notebooks.
  static func all(
    of notebooks: [(path: String, isNamed: Bool)], _ checked: [CheckedNotebook],
    _ project: Project, _ overrides: [(name: String, value: String)]
  ) -> [SweptNotebook] {
    notebooks.compactMap { path, isNamed in
      let name = project.shortName(path)
      guard let notebook = checked.first(where: { $0.source.name == name }),
        let sweep = CommittedSweep(
          of: notebook, at: project.outputStem(path), in: project, overrides: overrides)
      else { return nil }
      return SweptNotebook(path: path, isNamed: isNamed, checked: notebook, sweep: sweep)
    }
  }

  /// All its pages.
  var names: [NotebookName] {
    (sweep.points.map(\.name) + [CommittedSweep.comparison]).map {
      NotebookName(checked.source.name, at: $0)
    }
  }

  /// How fresh each page is: that of every point, and the one that compares them.
  func freshness(in project: Project) -> [(name: NotebookName, freshness: Freshness)] {
    let name = checked.source.name
    return sweep.points.map { point in
      let loader = NotebookLoader(
        project, vocabulary: Library.vocabulary, overrides: point.overrides, trustingMissing: true)
      var freshness = Freshness()
      do throws(Diagnostic) {
        freshness = Freshness(
          of: try loader.load(path), at: sweep.stem(of: point), in: project,
          builtins: Library.byName, fix: sweep.fix)
      } catch {
        freshness.reasons = [error.message + "."]
      }
      return (NotebookName(name, at: point.name), freshness)
    } + [
      (NotebookName(name, at: CommittedSweep.comparison), sweep.freshness(in: project))
    ]
  }
}

extension SweepPlan {
  /// What makes the pages of a committed sweep again; nil if the parameters are unknown.
  init?(_ swept: SweptNotebook) {
    guard let given = swept.sweep.given,
      let grid = try? ParameterGrid(given, for: [swept.checked]), !grid.axes.isEmpty
    else { return nil }
    self.init(
      path: swept.path, isNamed: swept.isNamed, swept.checked, grid: grid, given: given)
  }
}

/// Holds the points of a sweep beside what is committed.
struct ComparingSink: PageSink {
  let judge: PageJudge
  let journal: RunJournal
  let take: @Sendable (PageResult) -> Exit

  var codes: [Exit] { judge.codes }

  func take(_ result: PageResult) -> Exit { self.take(result) }

  func take(_ comparison: SweepWork.Comparison) {
    let code = judge.take(comparison)
    let name = NotebookName(comparison.notebook, at: CommittedSweep.comparison)
    journal.judge(
      name, code == .fine ? .fine : code == .differs ? .differs : .failed,
      differences: judge.differences[name] ?? [])
  }
}
