// Notebooks that eat memory, fill the disk or take too long: stopped with a sentence, and the rest of them goes on.

import Foundation
import Testing
import TestSupport

@Suite("memory, disk and time")
struct LimitTests {
  private func run(_ text: String, _ arguments: [String]) throws -> (Scratch, Tool.Outcome) {
    let project = try Scratch(["Notebooks/n.sernb": text])
    return (project, try Tool.run(["run"] + arguments, in: project.path, limit: 120))
  }

  private static func cells(_ lines: KeyValuePairs<String, String>) -> String {
    lines.map { "```ser \($0)\n\($1)\n```\n" }.joined(separator: "\n")
  }

  @Test("clips that are kept in a list end at the limit, and other cells go on")
  func eaten() throws {
    let (project, outcome) = try run(
      Self.cells([
        "all": "all = [tone(i * 1 Hz, duration: 1 min) for i in 1 .. 10000]",
        "count": "length(all)",
        "other": "6 * 7",
      ]), ["--memory", "200 MB", "--no-cache"])
    #expect(outcome.code == 1, "\(outcome.all)")
    #expect(outcome.errors.contains("error[out-of-memory]: This "), "\(outcome.all)")
    #expect(outcome.errors.contains("(cell `all`)"), "\(outcome.all)")
    let page = try #require(project.text("Outputs/n.failed.md"))
    #expect(page.contains("\n42\n"))
    #expect(page.contains("`count` did not run. It needs `all`, which did not run."), "\(page)")
  }

  @Test(
    "a value that cannot fit is refused before it is made",
    arguments: [
      "stft(tone(440 Hz, duration: 60 s), hop_length: 1)",
      "resample(tone(440 Hz, duration: 600 s), rate: 1000 kHz)",
      "tone(440 Hz, duration: 1200 s, rate: 40 kHz).samples",
      "rms(tone(440 Hz, duration: 300 s), hop_length: 1)",
      "oversample(table(label: [\"a\", \"b\"]), by: .label, times: {a: 4900000})",
    ])
  func refused(code: String) throws {
    let (_, outcome) = try run(Self.cells(["a": code]), ["--memory", "300 MB", "--no-cache"])
    #expect(outcome.code == 1, "\(outcome.all)")
    #expect(outcome.errors.contains("error[out-of-memory]: This would take"), "\(outcome.all)")
  }

  @Test("a session ends such an entry and goes on")
  func session() throws {
    let project = try Scratch([
      "lines": "stft(tone(440 Hz, duration: 60 s), hop_length: 1)\n6 * 7\n"
    ])
    let command = "'\(Tool.path)' step --memory '300 MB' < lines"
    let outcome = try Tool.run(["-c", command], program: "/bin/sh", in: project.path, limit: 60)
    #expect(outcome.all.contains("This would take"), "\(outcome.all)")
    #expect(outcome.output.contains("42"), "\(outcome.all)")
  }

  @Test("the file that goes beyond what a notebook may write fails, and the others are there")
  func written() throws {
    let calls =
      String(repeating: "d(", count: 12) + "\"1234567\"" + String(repeating: ")", count: 12)
    let (project, outcome) = try run(
      Self.cells([
        "text": "fn d(x) = x + x\ntext = \(calls)", "a": "save text to \"a.txt\"",
        "b": "save text to \"b.txt\"", "c": "save \"small\" to \"c.txt\"",
      ]), ["--disk", "50 KB"])
    #expect(outcome.code == 1, "\(outcome.all)")
    #expect(
      outcome.errors.contains(
        "error[too-much-output]: `b.txt` would bring what this notebook writes to 56 KB; the limit is "
          + "50 KB"), "\(outcome.all)")
    #expect(project.files("Outputs/n.failed.files").keys.sorted() == ["a.txt", "c.txt"])
  }

  @Test("a write-up that is too much as a whole leaves the last one as it was")
  func page() throws {
    let project = try Scratch(["Notebooks/n.sernb": Self.cells(["a": "1 + 1"])])
    #expect(try Tool.run(["run"], in: project.path).code == 0)
    let before = project.files("Outputs")
    try project.write(Self.cells(["a": "list(1 .. 50000)"]), to: "Notebooks/n.sernb")
    let outcome = try Tool.run(["run", "--disk", "100 KB"], in: project.path)
    #expect(outcome.code == 1, "\(outcome.all)")
    #expect(outcome.errors.contains("error[too-much-output]: The write-up would take"))
    #expect(project.files("Outputs") == before)
  }

  @Test("a text of megabytes is not shown on a page")
  func text() throws {
    let calls =
      String(repeating: "d(", count: 21) + "\"0123456789\"" + String(repeating: ")", count: 21)
    let (_, outcome) = try run(
      Self.cells([
        "a": "fn d(x) = x + x\ns = \(calls)", "b": "s", "c": "[s, s]", "d": "table(x: [s])",
      ]),
      [])
    #expect(outcome.code == 1, "\(outcome.all)")
    #expect(outcome.errors.split(separator: "too much for a page").count == 4, "\(outcome.all)")
  }

  @Test("figures of millions of points are not drawn on a page")
  func points() throws {
    let (_, outcome) = try run(
      Self.cells([
        "a": "t = table(x: list(1 .. 200000))", "b": "plot [line(t, x: .x, y: .x) for i in 1 .. 2]",
        "c": "plot line(t, x: .x, y: .x)",
      ]), [])
    #expect(outcome.code == 1, "\(outcome.all)")
    #expect(
      outcome.errors.contains("This draws over 250,000 points, too much for a page")
        && outcome.errors.contains("1 failed"), "\(outcome.all)")
  }

  @Test("a demo corpus counts as written, and is refused before a file of it is there")
  func corpus() throws {
    let (project, outcome) = try run(
      Self.cells(["a": "demo(\"data/a\", turns: 10)", "b": "demo(\"data/b\", turns: 2000)"]),
      ["--disk", "100 MB"])
    #expect(outcome.code == 1, "\(outcome.all)")
    #expect(outcome.errors.contains("`data/b` would bring what this notebook writes to"))
    #expect(outcome.errors.contains("the limit is 100 MB"), "\(outcome.all)")
    #expect(Set(project.files("data").keys.map { $0.prefix(1) }) == ["a"])
  }

  @Test(
    "a demo corpus that the disk has no room for is not begun", .enabled(if: SmallDisk.isPossible))
  func full() throws {
    let project = try Scratch([
      "Notebooks/n.sernb": Self.cells(["a": "demo(\"data/a\", turns: 2000)"])
    ])
    let data = project.path + "/data"
    try SmallDisk.at(data, size: "1m") {
      let outcome = try Tool.run(["run"], in: project.path)
      #expect(outcome.code == 1, "\(outcome.all)")
      #expect(outcome.errors.contains("and the disk has less room"), "\(outcome.all)")
      #expect(project.files("data").isEmpty)
    }
  }

  @Test(
    "a notebook of megabytes is refused by every verb that reads it",
    arguments: ["run", "check", "fmt", "why"])
  func longNotebook(verb: String) throws {
    let text = Self.cells(["a": "y = [" + String(repeating: "1, ", count: 2_000_000) + "1]"])
    let project = try Scratch(["Notebooks/n.sernb": text])
    let outcome = try Tool.run(
      [verb, "Notebooks/n.sernb"] + (verb == "why" ? ["a"] : []), in: project.path)
    #expect(outcome.code == 5, "\(outcome.all)")
    #expect(
      outcome.all.contains("`Notebooks/n.sernb` has 5.7 MB, and a notebook has 4 MB at most"),
      "\(outcome.all)")
  }

  @Test(
    "limits that are none are wrong usage",
    arguments: [
      ["--memory", "many"], ["--memory", "1 KB"], ["--disk", "-1 GB"], ["--disk", "x"],
    ])
  func usage(arguments: [String]) throws {
    let (_, outcome) = try run("# A\n", arguments)
    #expect(outcome.code == 2, "\(outcome.all)")
  }

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
      in: project.path)
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
}
