// Notebooks with problems by the thousand: all verbs end, a few problems are drawn, and reports hold all of them.

import Basics
import Foundation
import Testing
import TestSupport

@Suite("many problems at once", .timeLimit(.minutes(60)))
struct ManyProblemsTests {
  private static func times(_ count: Int, _ text: (Int) -> String) -> String {
    (0..<count).map(text).joined()
  }

  private static func cell(_ code: String) -> String { "```ser a\n\(code)\n```\n" }

  /// Each with how many problems it has.
  static let texts: [(name: String, count: Int, text: String)] = [
    ("open bindings in a line", 5_000, times(5_000) { _ in "{{ " }),
    ("cells without a label", 2_000, times(2_000) { "```ser\n\($0)\n```\n" }),
    (
      "unread parameters", 2_000,
      "---\nparams:\n" + times(2_000) { "  p\($0): \($0)\n" } + "---\n# T\n"
    ),
    ("unknown names", 2_000, cell(times(2_000) { "a\($0) = b\($0)\n" })),
    ("unknown functions in a line", 2_000, cell("[" + times(2_000) { "f\($0)(1), " } + "]")),
    ("equal labels", 2_000, "```ser a\n1\n```\n" + times(2_000) { _ in "```ser a\n1\n```\n" }),
    (
      "options that are none", 2_000,
      "```ser a\n" + times(2_000) { "#| o\($0): 1\n" } + "1\n```\n"
    ),
    ("fences that are not closed", 2_000, times(2_000) { "```ser c\($0)\n1\n" }),
    ("signs that mean nothing", 2_000, cell(times(2_000) { _ in "; " })),
    ("conflicts", 1_000, times(1_000) { "<<<<<<< a\n```ser c\($0)\n1\n=======\n2\n>>>>>>> b\n" }),
    ("unknown parameters", 1_000, cell(times(1_000) { "params.q\($0)\n" })),
    (
      "columns that are not there", 1_000,
      cell(
        "t = table(" + times(500) { "c\($0): [1], " } + ")\n"
          + times(1_000) { "t |> select(.d\($0))\n" })
    ),
  ]

  private func project(_ index: Int) throws -> Scratch {
    try Scratch(["Notebooks/n.sernb": Self.texts[index].text])
  }

  @Test("all are in the JSON, and in a report; fifty are drawn", arguments: texts.indices)
  func complete(_ index: Int) throws {
    let (name, count, _) = Self.texts[index]
    let project = try project(index)
    let json = try Tool.run(
      ["check", "--static", "--format", "json", "--report", "r.json"], in: project.path)
    #expect(json.code == 5, "\(name) \(json.all.prefix(500))")
    let all = try #require(
      JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]])
    #expect(all.count == count, "\(name)")
    let report = try #require(RecordedRuns.object(project.text("r.json") ?? ""))
    let told = RecordedRuns.notebooks(report).first?["problems"] as? [Any]
    #expect(told?.count == count, "\(name)")
    let text = try Tool.run(["check", "--static"], in: project.path)
    #expect(text.errors.components(separatedBy: "\nerror[").count <= 50, "\(name)")
    #expect(text.errors.contains(" more; `sernb check --static --format json`"), "\(name)")
    #expect(text.errors.hasSuffix("1 notebook: \(counted(count, "problem"))\n"), "\(name)")
  }

  @Test("every verb ends", arguments: texts.indices)
  func ends(_ index: Int) throws {
    let project = try project(index)
    for verb in [
      ["run", "--report", "r.xml"], ["why", "Notebooks/n.sernb"], ["graph"],
      ["graph", "--cells", "Notebooks/n.sernb"], ["fmt", "--check", "Notebooks"],
    ] {
      let outcome = try Tool.run(verb, in: project.path, limit: 1200)
      #expect(outcome.code < 128, "\(verb) \(outcome.all.suffix(500))")
      #expect(outcome.errors.components(separatedBy: "\nerror[").count <= 110, "\(verb)")
    }
  }
}
