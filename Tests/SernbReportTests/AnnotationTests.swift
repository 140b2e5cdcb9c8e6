// Annotations of GitHub and GitLab, and the report as JSON: one thing a line or member, whatever it says.

import Basics
import SernbDocument
import SernbReport
import Testing

@Suite("annotations")
struct AnnotationTests {
  @Test("workflow commands read as they are kept")
  func github() throws {
    try expectGolden(Samples.ordinary.githubAnnotations, "github.txt")
  }

  @Test("every line is a command, and undoing the escapes gives the text")
  func escapes() throws {
    let lines = Samples.nastyReport.githubAnnotations.unicodeScalars.split(separator: "\n")
    // Two problems a cell and one outside, of each notebook, and one for four states of the notebook.
    #expect(lines.count == 7 * 6 + 3)
    for line in lines.map({ String($0) }) {
      let command = try #require(line.wholeMatch(of: #/::(error|warning|notice) ([^:]*)::(.*)/#))
      for property in command.2.split(separator: ",") {
        #expect(property.split(separator: "=", maxSplits: 1).count == 2, "\(property)")
      }
      let title = try #require(command.2.split(separator: ",").first { $0.hasPrefix("file=") })
      #expect(title.contains("%3A%3Aerror%3A%3Ax%0Ay%2C"))
      #expect(title.contains("%250A"))
    }
  }

  @Test("columns are given within a line only, and the last one is inclusive")
  func columns() {
    let text = Samples.ordinary.githubAnnotations
    #expect(text.contains("line=4,col=6,endLine=4,endColumn=10,title=unknown-name::"))
    #expect(text.contains("line=21,endLine=22,title=leak::"))
  }

  @Test("Code Quality reads as it is kept")
  func gitlab() throws {
    try expectGolden(Samples.ordinary.gitlabQuality, "gitlab.json")
  }

  @Test("fingerprints differ, and do not depend on lines")
  func fingerprints() throws {
    func fingerprints(_ report: RunReport) throws -> [String] {
      guard case .array(let issues) = try JSON(parsing: report.gitlabQuality) else {
        Issue.record("no list")
        return []
      }
      return issues.compactMap {
        if case .string(let text)? = $0["fingerprint"] { text } else { nil }
      }
    }
    let all = try fingerprints(Samples.nastyReport)
    // Six problems a notebook, and one for each of the two states that no problem reports.
    #expect(all.count == 7 * 6 + 2)
    #expect(Set(all).count == all.count)
    #expect(all.allSatisfy { $0.count == 32 })
    var moved = Samples.nastyReport
    for notebook in moved.notebooks.indices {
      for cell in moved.notebooks[notebook].cells.indices {
        moved.notebooks[notebook].cells[cell].line += 7
        moved.notebooks[notebook].cells[cell].problems[0].line = 99
      }
    }
    #expect(try fingerprints(moved) == all)
  }

  @Test("the report as JSON reads as it is kept, and any text comes back")
  func json() throws {
    try expectGolden(Samples.ordinary.jsonText, "report.json")
    let read = try JSON(parsing: Samples.nastyReport.jsonText)
    #expect(read["format"] == 1)
    #expect(read["notebooks"]?[0]?["cells"]?[0]?["problems"]?[0]?["hint"] == .string(Samples.nasty))
  }
}
