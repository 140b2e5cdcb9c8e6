// Checks the notebooks of a sweep at every point before anything runs: each problem once, with the points that have it.

import SernbLanguage
import SernbLibrary
import SernbRuntime

struct SweepCheck {
  /// In the order of meeting them; a note names the points.
  private(set) var problems: [(diagnostic: Diagnostic, source: SourceText?)] = []
  /// The same as a point has them, without the note.
  private(set) var keys: Set<ProblemKey> = []
  private(set) var codes: [Exit] = []
  private(set) var secrets: [String] = []

  private static let mostPoints = 4

  fileprivate struct Found {
    let diagnostic: Diagnostic
    let source: SourceText?
    /// None for a notebook that runs once.
    var points: [String]
    let count: Int
  }

  init(_ plan: SweepPlan, _ overrides: [(name: String, value: String)], _ project: Project) {
    var found: [Found] = []
    var places: [ProblemKey: Int] = [:]
    func add(_ check: StaticCheck, point: String?, of count: Int) {
      for (diagnostic, source) in check.problems {
        let key = PageWriter.key(diagnostic, source)
        let place = places[key] ?? found.count
        if place == found.count {
          places[key] = place
          found.append(Found(diagnostic: diagnostic, source: source, points: [], count: count))
        }
        if let point, found[place].points.last != point { found[place].points.append(point) }
      }
      codes += check.codes
      for secret in CheckedNotebook.secrets(of: check.checked) where !secrets.contains(secret) {
        secrets.append(secret)
      }
    }
    let once = plan.parts.filter { $0.grid == nil }.map { ($0.path, $0.isNamed) }
    // What is known of a notebook at one point is let go before the next.
    add(
      StaticCheck(once, Self.loader(project, overrides), project), point: nil, of: 1)
    for part in plan.parts {
      for point in part.grid?.points ?? [] {
        let check = StaticCheck(
          [(part.path, part.isNamed)], Self.loader(project, point.overrides), project)
        add(check, point: point.name, of: part.grid?.points.count ?? 1)
      }
    }
    keys = Set(places.keys)
    problems = found.map { ($0.noted(atMost: Self.mostPoints), $0.source) }
  }

  private static func loader(
    _ project: Project, _ overrides: [(name: String, value: String)]
  ) -> NotebookLoader {
    NotebookLoader(
      project, vocabulary: Library.vocabulary, overrides: overrides, trustingMissing: true)
  }
}

extension SweepCheck.Found {
  fileprivate func noted(atMost most: Int) -> Diagnostic {
    guard !points.isEmpty, count > 1 else { return diagnostic }
    var noted = diagnostic
    if points.count >= count {
      noted.notes.append("It is so at all \(count) points")
    } else {
      let names = points.prefix(most).map { "`\($0)`" }.joined(separator: ", ")
      let rest = points.count > most ? " and \(points.count - most) more" : ""
      let word = points.count == 1 ? "point" : "points"
      noted.notes.append("It is so at the \(word) \(names)\(rest), of \(count)")
    }
    return noted
  }
}
