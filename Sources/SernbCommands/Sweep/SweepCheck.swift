// Checks the notebooks of a sweep at every point before anything runs: each problem once, with the points that have it.

import SernbLanguage
import SernbRuntime

extension StaticCheck {
  private static let mostPoints = 4

  fileprivate struct Found {
    let diagnostic: Diagnostic
    let source: SourceText?
    /// None for a notebook that runs once.
    var points: [String]
    let count: Int
  }

  /// - Parameter overrides: as they were given.
  init(_ plan: SweepPlan, _ overrides: [Override], _ project: Project) {
    self.init()
    checked = plan.checked
    var found: [Found] = []
    var indices: [ProblemKey: Int] = [:]
    func add(_ check: StaticCheck, point: String?, of count: Int) {
      for (diagnostic, source) in check.problems {
        let key = ProblemKey(diagnostic, source)
        let index = indices[key] ?? found.count
        if index == found.count {
          indices[key] = index
          found.append(Found(diagnostic: diagnostic, source: source, points: [], count: count))
        }
        if let point, found[index].points.last != point { found[index].points.append(point) }
      }
      codes += check.codes
      for secret in check.secrets where !secrets.contains(secret) { secrets.append(secret) }
    }
    let once = plan.parts.filter { $0.grid == nil }.map(\.notebook)
    // What is known of a notebook at one point is let go before the next.
    add(StaticCheck(once, project.loader(overrides), project), point: nil, of: 1)
    for part in plan.parts {
      for point in part.grid?.points ?? [] {
        let check = StaticCheck([part.notebook], project.loader(point.overrides), project)
        add(check, point: point.name, of: part.grid?.points.count ?? 1)
      }
    }
    reported = Set(indices.keys)
    problems = found.map { ($0.noted(atMost: Self.mostPoints), $0.source) }
  }
}

extension StaticCheck.Found {
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
