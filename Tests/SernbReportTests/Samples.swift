// Reports to be written: an ordinary one, and one whose every text is out to break the format that holds it.

import Basics
import SernbDocument
import SernbLanguage
import SernbReport

enum Samples {
  /// What formats end at, in one text.
  static let nasty =
    "\"a\" & 'b' ]]> --> <details></details> | `c` ``` %0A ::error::x\r\ny,\u{0}\u{1B}[31m\u{FFFE} 🎉 é "
    + "\u{2028}]\\"

  static let source = SourceText(
    "# Title\n\n```ser features\nplot mfccs(clip)\n```\n", name: "Notebooks/a.sernb")

  static var problem: ProblemReport {
    let start = 30
    return ProblemReport(
      Diagnostic(
        "unknown-name", "I cannot find `mfccs`",
        labels: [Label(Span(start, start + 5), "not defined above this place")],
        hint: "Did you mean `mfcc`?", notes: ["It was removed"], dataLocation: "data/a.csv, row 3",
        cell: "features"), in: source)
  }

  static let ordinary = RunReport(
    command: "sernb check Notebooks", engine: "1.2.0", started: "2026-01-02T03:04:05Z",
    seconds: 12.3456, exitCode: 1,
    notebooks: [
      NotebookReport(
        path: "Notebooks/5.1_words.sernb", title: "Words", state: .failed, seconds: 3.25,
        parameters: [.init("seed", "2019"), .init("trees", "300")],
        cells: [
          CellReport(
            label: "tables", line: 12, state: .reused, seconds: 0.001, estimate: 0.5),
          CellReport(
            label: "forest", line: 20, state: .ran, seconds: 2.5, estimate: 3,
            reason: "its code changed",
            problems: [
              ProblemReport(
                code: "leak", severity: .warning, message: "3 rows were also learned from",
                file: "Notebooks/5.1_words.sernb", line: 21, column: 1, endLine: 22, endColumn: 4)
            ], results: [.init("accuracy", 0.574), .init("rows", 155)]),
          CellReport(
            label: "features", line: 30, state: .failed, seconds: 0.5, problems: [problem]),
          CellReport(
            label: "after", line: 40, state: .notRun, reason: "it needs `x`, which did not run"),
        ]),
      NotebookReport(
        path: "Notebooks/fine.sernb", state: .fine, page: "Outputs/fine.md", seconds: 0.02,
        cells: [CellReport(label: "one", line: 3, state: .reused)]),
      NotebookReport(
        path: "Notebooks/differs.sernb", state: .differs, reason: "2 values differ", seconds: 1,
        cells: [CellReport(label: "one", line: 3, state: .ran, seconds: 1)],
        differences: ["--- a\n+++ b\n@@ -1 +1 @@\n-x\n+y\n", "`one`: 1 now, 2 committed"]),
      NotebookReport(
        path: "Notebooks/stale.sernb", state: .stale,
        reason: "`one` was made from another text"),
      NotebookReport(
        path: "Notebooks/emodb.sernb", state: .skipped, reason: "there is no `data/emodb`"),
      NotebookReport(
        path: "Notebooks/slow.sernb", state: .timedOut, seconds: 60,
        cells: [CellReport(label: "long", line: 3, state: .timedOut, seconds: 60)]),
      NotebookReport(
        path: "Notebooks/broken.sernb", state: .failed,
        problems: [ProblemReport(code: "front-matter", message: "I cannot read the front matter")]),
      NotebookReport(path: "Notebooks/last.sernb", state: .notRun),
    ])

  static let nastyProblem = ProblemReport(
    code: nasty, message: nasty, file: nasty, line: 1, column: 1, endLine: 1, endColumn: 3,
    hint: nasty, notes: [nasty], dataLocation: nasty, drawing: nasty + "\n" + nasty)

  static let nastyReport = RunReport(
    command: nasty, engine: nasty, started: nasty, seconds: .nan, exitCode: -1,
    notebooks: NotebookReport.State.allCases.map { state in
      NotebookReport(
        path: nasty, title: nasty, state: state, reason: nasty, page: nasty, seconds: -.infinity,
        parameters: [.init(nasty, nasty)],
        cells: CellReport.State.allCases.map { cell in
          CellReport(
            label: nasty, line: -1, state: cell, seconds: .infinity, estimate: .nan, reason: nasty,
            problems: [nastyProblem], results: [.init(nasty, .string(nasty))])
        }, problems: [nastyProblem], differences: [nasty, "+" + nasty])
    })
}
