// Makes the report of a notebook from what it came to, from what was found in it, or from the fact that it did not run.

import SernbDocument
import SernbLanguage
import SernbPages
import SernbReport
import SernbRuntime

struct ReportBuilder: Sendable {
  /// Seconds that cells took the last time, by `Progress.key`.
  var estimates: [String: Double] = [:]
  /// Kept out of every problem.
  var secrets = Redaction.none
  /// Whether there is a report for which problems are drawn.
  var isDrawn = true

  /// A notebook that was run.
  ///
  /// - Parameters:
  ///   - results: what it showed, for the most telling numbers of a cell.
  ///   - more: problems beside its own, such as that its write-up could not be written.
  ///   - exit: the code that it leaves with.
  func notebook(
    _ result: PageResult, results: Results? = nil, more: [Diagnostic] = [], exit: Exit? = nil
  ) -> NotebookReport {
    let exit = exit ?? result.exit
    let problems = (Self.problems(of: result) + more).map(secrets.diagnostic)
    let source = result.checked?.source
    var report = NotebookReport(
      path: result.name, point: result.point, title: result.checked?.title ?? "", state: .fine,
      seconds: result.seconds, parameters: result.checked.map(Self.facts) ?? [])
    switch result.state {
    case .skipped(let lack):
      report.state = exit == .fine ? .skipped : .failed
      report.reason = lack
    case .refused: report.state = .failed
    case .inPlace: report.page = result.pageStem + ".md"
    case .rendered:
      report.state = exit == .fine ? .fine : exit == .timeout ? .timedOut : .failed
      report.page = result.pageStem + ".md"
    }
    if case .skipped = result.state {
    } else {
      report.cells = result.cellOutcomes(problems).map { cell in
        CellReport(
          label: cell.label, line: cell.line, state: cell.state, seconds: cell.seconds,
          estimate: estimates[Progress.key(report.name.description, cell.label)],
          reason: cell.reason,
          problems: cell.problems.map {
            ProblemReport($0, in: source, hiding: secrets.hiding, isDrawn: isDrawn)
          },
          results: results?.keyNumbers(of: cell.label) ?? [])
      }
    }
    let labels = Set(report.cells.map(\.label))
    report.problems = problems.filter { $0.cell.map { !labels.contains($0) } ?? true }
      .map { ProblemReport($0, in: source, hiding: secrets.hiding, isDrawn: isDrawn) }
    return report
  }

  /// A notebook that was read and not run: what stands in it is all that is known.
  ///
  /// - Parameters:
  ///   - checked: nil where it could not be read.
  ///   - reason: why it did not run.
  func notebook(
    _ name: NotebookName, _ checked: CheckedNotebook?, _ problems: [Diagnostic], reason: String?
  ) -> NotebookReport {
    let isBad = problems.contains(where: \.isError)
    return NotebookReport(
      path: name.path, point: name.point, title: checked?.title ?? "",
      state: isBad ? .failed : .notRun,
      reason: isBad ? nil : reason, parameters: checked.map(Self.facts) ?? [],
      problems: problems.map {
        ProblemReport(
          secrets.diagnostic($0), in: checked?.source, hiding: secrets.hiding, isDrawn: isDrawn)
      })
  }

  /// Those of the run, then warnings of the text that the run did not repeat.
  static func problems(of result: PageResult) -> [Diagnostic] {
    var problems = result.problems
    if case .skipped = result.state { return problems }
    var known = Set(problems)
    for problem in result.checked?.problems ?? [] {
      let diagnostic = problem.diagnostic
      if known.insert(diagnostic).inserted { problems.append(diagnostic) }
    }
    return problems
  }

  /// Seed and parameters, secret ones without their values.
  static func facts(of checked: CheckedNotebook) -> [Document.Fact] {
    [Document.Fact("seed", String(checked.frontMatter.seed))] + parameters(of: checked)
  }

  static func parameters(of checked: CheckedNotebook) -> [Document.Fact] {
    WriteUp.parameters(of: checked)
  }
}
