// The Markdown summary: what matters first, nothing that acts as Markdown, and never too long to be posted.

import SernbDocument
import SernbReport
import Testing
import TestSupport

@Suite("Markdown summary")
struct SummaryTests {
  @Test("a summary reads as it is kept")
  func golden() throws {
    try expectGolden(Samples.ordinary.markdownSummary, "summary.md")
    try expectGolden(Samples.nastyReport.markdownSummary, "summary-nasty.md")
  }

  @Test("no text opens a tag or ends a fence")
  func safe() {
    let rendered = RenderedDocument(text: Samples.nastyReport.markdownSummary, files: [])
    #expect(rendered.problems == [])
    let text = rendered.text
    #expect(text.split(separator: "\n").count { $0 == "<details>" } == 7)
    #expect(text.split(separator: "\n").count { $0 == "</details>" } == 7)
  }

  @Test("long reports stay under the limit and say what is missing", arguments: [3, 60, 1500])
  func long(count: Int) {
    var report = Samples.ordinary
    let drawing = String(repeating: "| 🎉 `long` line\n", count: 3000)
    report.notebooks = (0..<count).map { number in
      NotebookReport(
        path: "Notebooks/" + String(repeating: "x|", count: 40 + number % 300),
        state: number % 3 == 0 ? .failed : .fine, reason: String(repeating: "<", count: 500),
        problems: [ProblemReport(code: "x", message: drawing, drawing: drawing + drawing)],
        differences: [drawing, String(repeating: "`", count: 100_000)])
    }
    let text = report.markdownSummary
    #expect(text.utf16.count <= RunReport.summaryLimit)
    #expect(text.contains("more lines"))
    #expect(text.contains("would not fit") == (count > 3))
    #expect(text.contains("showing first") == (count > 3))
  }

  @Test("a run of nothing says so")
  func empty() {
    let report = RunReport(
      command: "sernb run x", engine: "1", started: "", seconds: 0, exitCode: 2)
    #expect(report.markdownSummary.hasPrefix("## `sernb run x`: no notebooks\n"))
  }
}
