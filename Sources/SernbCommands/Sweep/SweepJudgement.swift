// `sernb check` of the pages of sweeps: what they were made with is in them, so it need not be given again.

import SernbDocument
import SernbLanguage
import SernbLibrary
import SernbPages
import SernbReport
import SernbRuntime

/// A notebook with the pages of a sweep.
struct SweptNotebook: Sendable {
  let argument: NotebookArgument
  let checked: CheckedNotebook
  let sweep: CommittedSweep

  /// Those of some notebooks.
  static func all(
    of notebooks: [NotebookArgument], _ checked: [CheckedNotebook], _ project: Project,
    _ overrides: [Override]
  ) -> [SweptNotebook] {
    notebooks.compactMap { argument in
      let name = project.shortName(argument.path)
      guard let notebook = checked.first(where: { $0.source.name == name }),
        let sweep = CommittedSweep(
          of: notebook, at: project.outputStem(argument.path), in: project, overrides: overrides)
      else { return nil }
      return SweptNotebook(argument: argument, checked: notebook, sweep: sweep)
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
      let loader = project.loader(point.overrides)
      var freshness = Freshness()
      do throws(Diagnostic) {
        freshness = Freshness(
          of: try loader.load(argument.path), at: sweep.stem(of: point), in: project,
          builtins: Library.byName, fix: sweep.fix)
      } catch { freshness.reasons = [error.message + "."] }
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
    self.init(swept.argument, swept.checked, grid: grid, given: given)
  }
}
