// Time limits: while notebooks are read, of one cell, and texts that are not durations.

import Foundation
import Testing
import TestSupport

@Suite("time limits")
struct TimeLimitTests {
  @Test(
    "the limit holds while notebooks are read, and reports say so", arguments: ["run", "check"])
  func loading(verb: String) async throws {
    let project = try Scratch()
    for index in 0..<60 {
      let uses = ((index + 1)..<60).map { "use \"n\($0).sernb\" (x as x\($0))\n" }.joined()
      try project.write("```ser a\n\(uses)x = \(index)\n```\n", to: "Notebooks/n\(index).sernb")
    }
    for more in [[], ["-p", "trees=1..3:1"]] where verb == "run" || more.isEmpty {
      let outcome = await Verb.run(
        [verb, "--timeout", "1 ms", "--report", "r.json", "--report", "r.xml"] + more,
        in: project.path)
      #expect(outcome.code == 6, "\(outcome.all.prefix(2000))")
      #expect(outcome.errors.contains("error[timeout]"), "\(outcome.all.prefix(2000))")
      #expect(project.files("Outputs").isEmpty)
      let report = try #require(RecordedRuns.object(project.text("r.json") ?? ""))
      #expect(report["exit_code"] as? Int == 6)
      #expect(RecordedRuns.notebooks(report).count == 60)
      #expect(project.text("r.xml") != nil)
    }
    // Without a limit the same is nothing to speak of.
    #expect(await Verb.run(["check", "--static"], in: project.path).code == 0)
  }

  @Test("a cell's own limit goes before that of the command line")
  func own() async throws {
    let text = "```ser long\n#| timeout: 1 min\n\(RecordedRuns.work(10))```\n"
    let project = try Scratch(["Notebooks/a.sernb": text])
    let outcome = await Verb.run(
      ["run", "Notebooks", "--cell-timeout", "10 ms"], in: project.path)
    #expect(outcome.code == 0, "\(outcome.all)")
  }

  @Test("what is no duration is wrong usage", arguments: ["--timeout", "--cell-timeout"])
  func wrong(option: String) async throws {
    let project = try Scratch(["Notebooks/n.sernb": RecordedRuns.small])
    for given in ["soon", "5", "0 s", "-1 s", "3 kHz"] {
      let outcome = await Verb.run(["run", "Notebooks", "\(option)=\(given)"], in: project.path)
      #expect(outcome.code == 2, "\(given): \(outcome.all)")
      #expect(outcome.errors.contains("\(option) must be a duration"), "\(given): \(outcome.all)")
    }
  }
}
