// Time limits of runs and cells: the exit code, what is written all the same, and what reports say.

import Foundation
import Testing
import TestSupport

@Suite("time limits")
struct TimeLimitTests {
  @Test(
    "a cell that is stopped fails its run with 6, and the rest is written",
    arguments: [["--timeout", "1 s"], ["--cell-timeout", "1 s"], []])
  func limits(options: [String]) throws {
    let own = options.isEmpty ? "#| timeout: 1 s\n" : ""
    let text = """
      ```ser quick
      1 + 1
      ```

      ```ser long
      \(own)x = \(RecordedRuns.work(100_000))```

      ```ser after
      x
      ```

      """
    let project = try Scratch([
      "Notebooks/a.sernb": text, "Notebooks/b.sernb": RecordedRuns.small,
    ])
    let outcome = try Tool.run(
      ["run", "Notebooks", "--jobs", "1", "--report", "r.json", "--report", "r.xml"] + options,
      in: project.path, limit: 60)
    #expect(outcome.code == 6, "\(outcome.all)")
    let page = try #require(project.text("Outputs/a.failed.md"))
    #expect(page.contains("```text\n2\n```"))
    #expect(page.contains("This took longer than its time limit"))
    #expect(page.contains("`after` did not run. It needs `x`, which did not run."))
    let report = try #require(RecordedRuns.object(project.text("r.json") ?? ""))
    #expect(report["exit_code"] as? Int == 6)
    let notebooks = RecordedRuns.notebooks(report)
    #expect(notebooks.map { $0["state"] as? String } == ["timed_out", "not_run"])
    let cells = RecordedRuns.cells(notebooks[0])
    #expect(cells.map { $0["state"] as? String } == ["ran", "timed_out", "not_run"])
    #expect(notebooks[1]["reason"] as? String == "the time limit passed before its turn")
    #expect(project.text("r.xml")?.contains("<error message=\"This took longer") == true)
    let history = try Tool.run(["history"], in: project.path)
    #expect(history.output.contains("timed out"), "\(history.all)")
  }

  @Test(
    "the limit holds while notebooks are read, and reports say so", arguments: ["run", "check"])
  func loading(verb: String) throws {
    let project = try Scratch()
    for index in 0..<150 {
      let uses = ((index + 1)..<150).map { "use \"n\($0).sernb\" (x as x\($0))\n" }.joined()
      try project.write("```ser a\n\(uses)x = \(index)\n```\n", to: "Notebooks/n\(index).sernb")
    }
    for more in [[], ["-p", "trees=1..3:1"]] where verb == "run" || more.isEmpty {
      let outcome = try Tool.run(
        [verb, "--timeout", "1 ms", "--report", "r.json", "--report", "r.xml"] + more,
        in: project.path, limit: 300)
      #expect(outcome.code == 6, "\(outcome.all.prefix(2000))")
      #expect(outcome.errors.contains("error[timeout]"), "\(outcome.all.prefix(2000))")
      #expect(project.files("Outputs").isEmpty)
      let report = try #require(RecordedRuns.object(project.text("r.json") ?? ""))
      #expect(report["exit_code"] as? Int == 6)
      #expect(RecordedRuns.notebooks(report).count == 150)
      #expect(project.text("r.xml") != nil)
    }
    // Without a limit the same is nothing to speak of.
    #expect(try Tool.run(["check", "--static"], in: project.path).code == 0)
  }

  @Test("a cell's own limit goes before that of the command line")
  func own() throws {
    let text = "```ser long\n#| timeout: 1 min\n\(RecordedRuns.work(10))```\n"
    let project = try Scratch(["Notebooks/a.sernb": text])
    let outcome = try Tool.run(
      ["run", "Notebooks", "--cell-timeout", "10 ms"], in: project.path, limit: 60)
    #expect(outcome.code == 0, "\(outcome.all)")
  }

  @Test("what is no duration is wrong usage", arguments: ["--timeout", "--cell-timeout"])
  func wrong(option: String) throws {
    let project = try Scratch(["Notebooks/n.sernb": RecordedRuns.small])
    for given in ["soon", "5", "0 s", "-1 s", "3 kHz"] {
      let outcome = try Tool.run(["run", "Notebooks", "\(option)=\(given)"], in: project.path)
      #expect(outcome.code == 2, "\(given): \(outcome.all)")
      #expect(outcome.errors.contains("\(option) must be a duration"), "\(given): \(outcome.all)")
    }
  }
}
