// The points of a sweep in reports: suites of their own, and a problem that they share marked once.

import Basics
import SernbDocument
import SernbReport
import Testing

@Suite("points of a sweep in reports")
struct PointTests {
  private static let report = RunReport(
    command: "sernb run", engine: "1", started: "2026-01-02T03:04:05Z", seconds: 1, exitCode: 1,
    notebooks: ["trees-1.5", "trees-2"].map { point in
      NotebookReport(
        path: "Notebooks/a.sernb", point: point, state: .failed,
        cells: [
          CellReport(label: "features", line: 3, state: .failed, problems: [Samples.problem])
        ])
    })

  @Test("each is a suite, and no two cases have the same name")
  func junit() {
    let text = Self.report.junit
    for (point, name) in [("trees-1.5", "trees-1_5"), ("trees-2", "trees-2")] {
      #expect(text.contains("<testsuite name=\"Notebooks/a.sernb at \(point)\""), "\(text)")
      #expect(
        text.contains("<testcase classname=\"Notebooks.a.\(name)\" name=\"features\""), "\(text)")
    }
  }

  @Test("what they share is marked in the text once")
  func marks() throws {
    #expect(Self.report.githubAnnotations.split(separator: "\n").count == 1)
    let issues = try JSON(parsing: Self.report.gitlabQuality)
    #expect(issues[0] != nil && issues[1] == nil)
  }

  @Test("reports for people and programs name the point")
  func names() {
    #expect(Self.report.markdownSummary.contains("| Notebooks/a.sernb at trees-2 | failed |"))
    #expect(Self.report.json["notebooks"]?[1]?["point"] == "trees-2")
    #expect(Self.report.json["notebooks"]?[1]?["path"] == "Notebooks/a.sernb")
  }
}
