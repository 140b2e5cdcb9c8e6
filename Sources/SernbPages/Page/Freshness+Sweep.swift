// Whether the committed pages of a sweep are what it would give today: the comparison, and each of its points.

internal import Basics
internal import Foundation
internal import SernbDocument
package import SernbLanguage
package import SernbRuntime

/// The pages of a sweep that lie beside the write-up of a notebook.
package struct CommittedSweep: Sendable {
  package let notebook: String
  /// `Outputs/NAME.sweep`.
  package let stem: String
  /// The command that renders all of them again.
  package let fix: String
  /// What it was made with; nil if it does not say so.
  package let given: [Override]?
  /// The points that it has today; none if what it was made with is no grid any more.
  package let points: [ParameterGrid.Point]
  private let json: JSON?
  private let text: String
  private let refusal: String?

  /// What stands in place of a point for the page that compares them.
  package static let comparison = "all points"

  /// Where the pages of the sweep of a notebook lie.
  ///
  /// - Parameter page: where the write-up of the notebook itself lies.
  package static func stem(ofPage page: String) -> String { "\(page).sweep" }

  /// nil if there are none.
  ///
  /// - Parameter overrides: what is given now, of which secrets alone count.
  package init?(
    of checked: CheckedNotebook, at page: String, in project: Project, overrides: [Override]
  ) {
    notebook = checked.source.name
    stem = Self.stem(ofPage: page)
    guard let bytes = fileBytes(project.output.whole(WriteUp.resultsPath(stem))) else { return nil }
    text = String(decoding: LineEnds.unix(bytes), as: UTF8.self)
    json = try? JSON(parsing: text)
    guard let origin = json.flatMap(SweepOrigin.init) else {
      (given, points, refusal) = (nil, [], nil)
      fix = RunLine.text(notebook, [Override("PARAMETER", "VALUES")])
      return
    }
    let secrets = CheckedNotebook.withUsed([checked]).flatMap(\.secretNames)
    let all = origin.given + overrides.filter { secrets.contains($0.parameter) }
    given = all
    fix = RunLine.text(notebook, all, secrets: secrets)
    do throws(ParameterGrid.Refusal) {
      let grid = try ParameterGrid(all, for: [checked])
      points = grid.axes.isEmpty ? [] : grid.points
      let names = origin.given.map { "`\($0.name)`" }.joined(separator: ", ")
      refusal =
        grid.axes.isEmpty
        ? "The notebook has no such grid any more (\(names)): make another sweep, or delete `\(stem).*`."
        : nil
    } catch { (points, refusal) = ([], error.message) }
  }

  /// `Outputs/NAME.sweep/POINT`.
  package func stem(of point: ParameterGrid.Point) -> String { "\(stem)/\(point.name)" }

  /// Whether the page that compares the points is fresh, as far as it does not depend on them.
  package func freshness(in project: Project) -> Freshness {
    var freshness = Freshness()
    let lock = OutputFolder(project).lockedForReading()
    defer { withExtendedLifetime(lock) {} }
    if Freshness.isHalf(stem, project) {
      freshness.reasons = [Freshness.half(fix)]
      return freshness
    }
    let file = WriteUp.resultsPath(stem)
    guard let json, let origin = SweepOrigin(json) else {
      freshness.reasons = [
        "`\(file)` does not say what it was made from: `\(fix)` renders it again."
      ]
      return freshness
    }
    if !ResultsChecksum.isIntact(text) { freshness.reasons.append("`\(file)` was edited by hand.") }
    if origin.engine != Engine.version {
      freshness.reasons.append(
        "It was made by version \(origin.engine) of the engine, and this is version \(Engine.version)."
      )
    }
    if let refusal { freshness.reasons.append(refusal) }
    freshness.compareFiles(json, stem, project)
    return freshness
  }
}
