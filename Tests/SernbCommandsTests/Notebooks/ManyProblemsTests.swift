// Notebooks with hundreds of problems: all verbs end, a few problems are drawn, and reports hold all of them.

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
    ("open bindings in a line", 1_500, times(1_500) { _ in "{{ " }),
    ("cells without a label", 600, times(600) { "```ser\n\($0)\n```\n" }),
    (
      "unread parameters", 600,
      "---\nparams:\n" + times(600) { "  p\($0): \($0)\n" } + "---\n# T\n"
    ),
    ("unknown names", 600, cell(times(600) { "a\($0) = b\($0)\n" })),
    ("unknown functions in a line", 600, cell("[" + times(600) { "f\($0)(1), " } + "]")),
    ("equal labels", 600, "```ser a\n1\n```\n" + times(600) { _ in "```ser a\n1\n```\n" }),
    (
      "options that are none", 600,
      "```ser a\n" + times(600) { "#| o\($0): 1\n" } + "1\n```\n"
    ),
    ("fences that are not closed", 600, times(600) { "```ser c\($0)\n1\n" }),
    ("signs that mean nothing", 600, cell(times(600) { _ in "; " })),
    ("conflicts", 300, times(300) { "<<<<<<< a\n```ser c\($0)\n1\n=======\n2\n>>>>>>> b\n" }),
    ("unknown parameters", 300, cell(times(300) { "params.q\($0)\n" })),
    (
      "columns that are not there", 300,
      cell(
        "t = table(" + times(150) { "c\($0): [1], " } + ")\n"
          + times(300) { "t |> select(.d\($0))\n" })
    ),
  ]

  private func project(_ index: Int) throws -> Scratch {
    try Scratch(["Notebooks/n.sernb": Self.texts[index].text])
  }

  @Test("all are in the JSON, and in a report; fifty are drawn", arguments: texts.indices)
  func complete(_ index: Int) async throws {
    let (name, count, _) = Self.texts[index]
    let project = try project(index)
    let json = await Verb.run(
      ["check", "--static", "--format", "json", "--report", "r.json"], in: project.path)
    #expect(json.code == 5, "\(name) \(json.all.prefix(500))")
    let all = try #require(
      JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]])
    #expect(all.count == count, "\(name)")
    let report = try #require(RecordedRuns.object(project.text("r.json") ?? ""))
    let told = RecordedRuns.notebooks(report).first?["problems"] as? [Any]
    #expect(told?.count == count, "\(name)")
    let text = await Verb.run(["check", "--static"], in: project.path)
    #expect(text.errors.components(separatedBy: "\nerror[").count <= 50, "\(name)")
    #expect(text.errors.contains(" more; `sernb check --static --format json`"), "\(name)")
    #expect(text.errors.hasSuffix("1 notebook: \(counted(count, "problem"))\n"), "\(name)")
  }

  @Test("every verb ends", arguments: texts.indices)
  func ends(_ index: Int) async throws {
    let project = try project(index)
    for verb in [
      ["run", "--report", "r.xml"], ["why", "Notebooks/n.sernb"], ["graph"],
      ["graph", "--cells", "Notebooks/n.sernb"], ["fmt", "--check", "Notebooks"],
    ] {
      let outcome = await Verb.run(verb, in: project.path)
      #expect(outcome.code < 128, "\(verb) \(outcome.all.suffix(500))")
      #expect(outcome.errors.components(separatedBy: "\nerror[").count <= 110, "\(verb)")
    }
  }
}
