// What a grid of parameters asks of notebooks: which of them run once, and which at every point of what reaches them.
//
// A parameter reaches the notebooks that declare it and those that use one that does. A notebook is run at the points of
// the parameters that reach it and no others: of `-p trees=100,300 -p rate=8,16` one that has no `rate` has two pages.

import ArgumentParser
import FileAccess
import SernbLanguage
import SernbPages
import SernbReport
import SernbRuntime

struct SweepPlan: Sendable {
  struct Part: Sendable {
    let notebook: NotebookArgument
    /// From the project's folder on.
    let name: String
    /// nil for a notebook that runs once.
    let grid: ParameterGrid?
    /// What is given to it: a parameter that only others have is left out.
    let given: [Override]
  }

  /// In the order of running: each behind those that it depends on.
  let parts: [Part]
  /// Without what the points change.
  let checked: [CheckedNotebook]
  /// The parameters that vary, by any of the notebooks.
  let varied: Set<String>
  /// The names of notebooks, used ones among them, that nothing varied reaches.
  let constant: Set<String>

  /// All that is run, in its order.
  var names: [NotebookName] {
    parts.flatMap { part in
      part.grid?.points.map { NotebookName(part.name, at: $0.name) } ?? [NotebookName(part.name)]
    }
  }

  /// One notebook at all points of a grid.
  init(
    _ notebook: NotebookArgument, _ checked: CheckedNotebook, grid: ParameterGrid, given: [Override]
  ) {
    parts = [Part(notebook: notebook, name: checked.source.name, grid: grid, given: given)]
    self.checked = [checked]
    varied = Set(grid.axes.map(\.name))
    constant = Self.constant([checked], given.filter { grid.axes.map(\.name).contains($0.name) })
  }

  /// nil if every parameter has one value.
  ///
  /// - Throws: `ValidationError` for a grid that cannot be, and for parameters that no notebook has.
  init?(_ given: ParameterOptions, _ notebooks: [NotebookArgument], _ project: Project) throws {
    let overrides = given.overrides
    guard Self.mayBeGrid(overrides) else { return nil }
    let loader = project.loader([])
    var loaded: [String: CheckedNotebook] = [:]
    for path in notebooks.map(\.path) { loaded[path] = try? loader.load(path) }
    checked = notebooks.compactMap { loaded[$0.path] }
    let grids = try Self.grids(overrides, notebooks.map(\.path), loaded)
    guard grids.contains(where: { !$0.value.axes.isEmpty }) else { return nil }
    try given.refuseUnknown(in: checked)

    let varied = Set(grids.values.flatMap { $0.axes.map(\.name) })
    self.varied = varied
    constant = Self.constant(checked, overrides.filter { varied.contains($0.name) })
    var parts: [Part] = []
    for argument in notebooks {
      let path = argument.path
      let behind = CheckedNotebook.withUsed(loaded[path].map { [$0] } ?? [])
      let own = overrides.filter { given in
        !varied.contains(given.name) || behind.contains { $0.declares(given) }
      }
      var grid: ParameterGrid?
      if let notebook = loaded[path], grids[path]?.axes.isEmpty == false {
        grid = try ParameterGrid(own, for: [notebook])
      }
      parts.append(Part(notebook: argument, name: project.shortName(path), grid: grid, given: own))
    }
    let indices = Dictionary(
      NotebookGraph(checked).order.enumerated().map { ($0.element, $0.offset) },
      uniquingKeysWith: min)
    self.parts = parts.enumerated().sorted { one, other in
      (indices[one.element.name] ?? .max, one.offset)
        < (indices[other.element.name] ?? .max, other.offset)
    }.map(\.element)
    try refuseClashes(project)
  }

  /// Whether any value could be several: notebooks need not be read to know that most are not.
  static func mayBeGrid(_ overrides: [Override]) -> Bool {
    overrides.contains {
      $0.value.contains(",") || $0.value.contains(";") || $0.value.contains("..")
    }
  }

  /// Readers of a folder that each point makes again see what the last point left.
  func reportChangingData() {
    let swept = Set(parts.filter { $0.grid != nil }.map(\.name))
    for edge in NotebookGraph(checked).edges
    where swept.contains(edge.from) && !edge.folders.isEmpty {
      let folders = edge.folders.map { "`\($0)`" }.joined(separator: ", ")
      Console.error(
        "\(edge.to): reads \(folders), which every point of \(edge.from) makes: it sees what the "
          + "last one leaves there.")
    }
  }

  private static func constant(
    _ notebooks: [CheckedNotebook], _ varied: [Override]
  ) -> Set<String> {
    Set(
      CheckedNotebook.withUsed(notebooks).filter { notebook in
        !CheckedNotebook.withUsed([notebook]).contains { varied.contains(where: $0.declares) }
      }.map(\.source.name))
  }

  /// The grid of each notebook; everything that is wrong with any of them is reported.
  private static func grids(
    _ overrides: [Override], _ paths: [String], _ loaded: [String: CheckedNotebook]
  ) throws -> [String: ParameterGrid] {
    var grids: [String: ParameterGrid] = [:]
    var refusals: [String] = []
    for path in paths {
      guard let notebook = loaded[path] else { continue }
      do throws(ParameterGrid.Refusal) {
        grids[path] = try ParameterGrid(overrides, for: [notebook])
      } catch {
        if !refusals.contains(error.message) { refusals.append(error.message) }
      }
    }
    guard refusals.isEmpty else { throw ValidationError(refusals.joined(separator: "\n")) }
    return grids
  }

  /// The pages of a sweep have a place of their own, which no other notebook may have.
  private func refuseClashes(_ project: Project) throws {
    for part in parts where part.grid != nil {
      let stem = SweepPlan.stem(part, project)
      let file = part.notebook.path.lastPathName
      let beside = Project.folder(of: part.notebook.path) + "/" + Notebook.stem(of: file) + ".sweep"
      let others = [beside, beside + ".sernb", beside + ".sernb.md"]
      for other in others where kindOfPath(other) != .missing {
        throw ValidationError(
          "The pages of this sweep would go to '\(stem)', where those of '\(other)' belong. "
            + "Give that another name.")
      }
    }
  }

  /// `Outputs/NAME.sweep`: of the comparison, and of the folder of the points.
  static func stem(_ part: Part, _ project: Project) -> String {
    CommittedSweep.stem(ofPage: project.outputStem(part.notebook.path))
  }

  /// Where the write-up of one point lies.
  ///
  /// - Parameter page: where the write-up of the notebook itself lies.
  static func stem(ofPage page: String, at point: String) -> String {
    "\(CommittedSweep.stem(ofPage: page))/\(point)"
  }
}

extension ParameterOptions {
  /// Only `run` makes pages of many points.
  func refuseGrid(in notebooks: [CheckedNotebook]) throws {
    guard SweepPlan.mayBeGrid(overrides) else { return }
    for notebook in notebooks {
      // An invalid grid is reported as the value that it is.
      guard let grid = try? ParameterGrid(overrides, for: [notebook]), let axis = grid.axes.first
      else { continue }
      let values =
        axis.values.prefix(3).joined(separator: ", ") + (axis.values.count > 3 ? ", …" : "")
      throw ValidationError(
        "`\(axis.name)` has \(axis.values.count) values (\(values)), and only `sernb run` takes "
          + "grids. Give it one value.")
    }
  }
}
