// Reports and annotations of runs: written whatever way a run ends, whole or not at all.

import Foundation
import Testing
import TestSupport

@Suite("reports of runs")
struct ReportFileTests {
  private static let all = [
    "out/deep/r.xml", "out/deep/r.json", "out/deep/r.md", "out/deep/r.codequality.json",
  ]
  private static var options: [String] { all.flatMap { ["--report", $0] } }

  private static let bad = "```ser a\n1\n```\n\n```ser b\nexpect 1 > 2, \"no\"\n```\n"

  private func report(_ project: Scratch) throws -> [[String: Any]] {
    let text = try #require(project.text("out/deep/r.json"))
    return RecordedRuns.notebooks(try #require(RecordedRuns.object(text)))
  }

  @Test("a run that fails writes every format, in folders that it makes")
  func formats() async throws {
    let project = try Scratch([
      "Notebooks/a.sernb": Self.bad, "Notebooks/b.sernb": RecordedRuns.small,
    ])
    let outcome = await Verb.run(["run", "Notebooks"] + Self.options, in: project.path)
    #expect(outcome.code == 1, "\(outcome.all)")
    #expect(Set(project.files("out/deep").keys) == Set(Self.all.map { String($0.dropFirst(9)) }))
    let junit = try #require(project.text("out/deep/r.xml"))
    #expect(junit.contains("<failure message=\"An expectation does not hold: no\""))
    #expect(junit.contains("tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"1\""), "\(junit)")
    let quality =
      try JSONSerialization.jsonObject(
        with: Data((project.text("out/deep/r.codequality.json") ?? "").utf8)) as? [[String: Any]]
    #expect(quality?.map { $0["check_name"] as? String } == ["expectation-failed"])
    let summary = try #require(project.text("out/deep/r.md"))
    #expect(summary.contains("| Notebooks/a.sernb | failed | 1 | 0 | 1 | 0 |"), "\(summary)")
    let notebooks = try report(project)
    #expect(notebooks.map { $0["state"] as? String } == ["failed", "not_run"])
    #expect(
      notebooks[1]["reason"] as? String
        == "the run ended before its turn; `--keep-going` goes on")
    let cells = RecordedRuns.cells(notebooks[0])
    #expect(cells.map { $0["line"] as? Int } == [1, 5])
    #expect(cells.map { $0["state"] as? String } == ["ran", "failed"])
  }

  @Test("problems that stop a notebook before it runs are all in the reports")
  func statics() async throws {
    let project = try Scratch([
      "Notebooks/a.sernb": "```ser a\nnothing\n```\n\n```ser b\nnever\n```\n",
      "Notebooks/b.sernb": "<<<<<<< HEAD\n```ser a\n1\n```\n=======\n>>>>>>> x\n",
      "Notebooks/c.sernb": RecordedRuns.small,
      "Notebooks/d.sernb": "---\nrequires:\n  data/none: \"Get it.\"\n---\n",
    ])
    try project.write([0xFF, 0xFE], to: "Notebooks/e.sernb")
    let outcome = await Verb.run(
      ["run", "Notebooks", "--keep-going"] + Self.options, in: project.path)
    #expect(outcome.code == 5, "\(outcome.all)")
    let notebooks = try report(project)
    #expect(
      notebooks.map { $0["state"] as? String } == ["failed", "failed", "fine", "skipped", "failed"])
    let first = RecordedRuns.cells(notebooks[0]).map { $0["problems"] as? [[String: Any]] ?? [] }
    #expect(first.map { $0.map { $0["code"] as? String } } == [["unknown-name"], ["unknown-name"]])
    let others = [1, 4].map { notebooks[$0]["problems"] as? [[String: Any]] ?? [] }
    #expect(
      others.map { $0.map { $0["code"] as? String } } == [["merge-conflict"], ["not-utf8"]])
    #expect((notebooks[3]["reason"] as? String)?.contains("data/none") == true)
  }

  @Test("what a run is not allowed to begin with is in the reports as well")
  func refused() async throws {
    let project = try Scratch([
      "Notebooks/a.sernb": "---\nparams:\n  rate: 2 Hz\n---\n\n```ser a\nparams.rate\n```\n"
    ])
    let outcome = await Verb.run(
      ["run", "Notebooks", "-p", "rate=nonsense"] + Self.options, in: project.path)
    #expect(outcome.code == 2, "\(outcome.all)")
    let notebooks = try report(project)
    #expect(notebooks.map { $0["state"] as? String } == ["failed"])
    let problems = try #require(notebooks[0]["problems"] as? [[String: Any]])
    #expect(problems.map { $0["code"] as? String } == ["bad-parameter"])
  }

  @Test("a path that cannot be written is wrong usage, told before anything runs")
  func paths() async throws {
    let project = try Scratch([
      "Notebooks/n.sernb": RecordedRuns.small, "file": "a file", "folder.xml/x": "",
    ])
    for (path, words) in [
      ("report.txt", "ending in .xml, .json, .md or .codequality.json"), ("", "ending in .xml"),
      ("folder.xml", "there is a folder of that name"), ("file/r.xml", "`file` is not a folder"),
      ("/dev/null/r.json", "I cannot write the report '/dev/null/r.json'"),
      ("/proc/r.json", "I cannot write the report '/proc/r.json'"),
    ] {
      let outcome = await Verb.run(["run", "Notebooks", "--report", path], in: project.path)
      #expect(outcome.code == 2 && outcome.errors.contains(words), "\(path): \(outcome.all)")
      #expect(project.files("Outputs").isEmpty)
    }
  }

  @Test("annotations are lines on standard output, when they are asked for or on GitHub")
  func annotations() async throws {
    let project = try Scratch(["Notebooks/a.sernb": Self.bad])
    func output(_ arguments: String..., onGitHub: Bool = false) async throws -> String {
      await Verb.run(
        ["run", "Notebooks"] + arguments, in: project.path,
        environment: onGitHub ? ["GITHUB_ACTIONS": "true"] : [:]
      ).output
    }
    let line =
      "::error file=Notebooks/a.sernb,line=6,col=8,endLine=6,endColumn=12,"
      + "title=expectation-failed::An expectation does not hold: no\n"
    #expect(try await output() == "")
    #expect(try await output("--annotations", "github") == line)
    #expect(try await output(onGitHub: true) == line)
    #expect(try await output("--annotations", "none", onGitHub: true) == "")
    let json = try await output("--format", "json", onGitHub: true)
    #expect((try? JSONSerialization.jsonObject(with: Data(json.utf8))) != nil, "\(json)")
  }

  @Test("a secret stands in no report, annotation or record, also where a problem names it")
  func secrets() async throws {
    let text = """
      ---
      params:
        place:
          secret: true
      ---

      ```ser a
      rows(read_csv(params.place))
      ```

      """
    let project = try Scratch(["Notebooks/n.sernb": text, "data/hush & hush.csv": "a\n1\n"])
    for place in ["data/hush & hush.csv", "data/hush & none.csv"] {
      let outcome = await Verb.run(
        ["run", "Notebooks", "-p", "place=\(place)", "--annotations", "github"] + Self.options,
        in: project.path)
      #expect((outcome.code == 0) == !place.contains("none"), "\(outcome.all)")
      #expect(!outcome.all.contains("hush"), "\(outcome.all)")
    }
    for (name, bytes) in project.files() where name != "data/hush & hush.csv" {
      #expect(!String(decoding: bytes, as: UTF8.self).contains("hush"), "\(name)")
    }
    let history = await Verb.run(["history"], in: project.path)
    #expect(history.output.contains("-p place=•••"), "\(history.all)")
  }

  @Test("a report of a page that is in place tells the numbers of its models")
  func numbers() async throws {
    let text = """
      ```ser fit
      rows = table(utterance: ["a", "b", "c", "d", "e", "f"], label: ["x", "y", "x", "y", "x", "y"],
        v: [1.0, 2.0, 1.1, 2.1, 1.2, 2.2]) |> identify(utterance: .utterance)
      scores = evaluate(fit(random_forest(n_estimators: 5), head(rows, 4)), tail(rows, 2))
      scores
      ```

      """
    let project = try Scratch(["Notebooks/a.sernb": text])
    for state in ["ran", "reused"] {
      let outcome = await Verb.run(["run", "Notebooks"] + Self.options, in: project.path)
      #expect(outcome.code == 0, "\(outcome.all)")
      let cell = try #require(RecordedRuns.cells(try report(project)[0]).first)
      #expect(cell["state"] as? String == state)
      let results = cell["results"] as? [[String: Any]] ?? []
      #expect(results.map { $0["name"] as? String } == ["accuracy", "uar", "macro_f1"])
      #expect(results.allSatisfy { $0["value"] as? Double == 1 })
    }
  }
}

@Suite("reports of checks")
struct CheckReportTests {
  private func check(_ arguments: String..., in project: Scratch) async throws -> [String: Any] {
    let outcome = await Verb.run(
      ["check", "Notebooks", "--keep-going", "--report", "r.json"] + arguments, in: project.path)
    let report = try #require(
      RecordedRuns.object(project.text("r.json") ?? ""), "\(outcome.all)")
    #expect(report["exit_code"] as? Int32 == outcome.code, "\(outcome.all)")
    return report
  }

  private func states(_ report: [String: Any]) -> [String?] {
    RecordedRuns.notebooks(report).map { $0["state"] as? String }
  }

  @Test("every way to check tells what it judged")
  func states() async throws {
    let project = try Scratch([
      "Notebooks/a.sernb": RecordedRuns.small, "Notebooks/b.sernb": RecordedRuns.small,
      "Notebooks/c.sernb": "---\nrequires:\n  data/none: \"Get it.\"\n---\n",
    ])
    #expect(await Verb.run(["run", "Notebooks"], in: project.path).code == 0)
    let records = RecordedRuns.ids(project).count
    let changed = RecordedRuns.small.replacing("x + 1", with: "x + 2")
    try project.write(changed, to: "Notebooks/b.sernb")
    #expect(states(try await check("--static", in: project)) == ["fine", "fine", "fine"])
    let fresh = try await check("--freshness", in: project)
    #expect(states(fresh) == ["fine", "stale", "skipped"])
    #expect(
      (RecordedRuns.notebooks(fresh)[1]["reason"] as? String)?.contains("code of `two`") == true)
    #expect(RecordedRuns.ids(project).count == records, "nothing ran")
    let full = try await check(in: project)
    #expect(states(full) == ["fine", "differs", "skipped"])
    let differences = RecordedRuns.notebooks(full)[1]["differences"] as? [String] ?? []
    #expect(differences.first?.contains("4 now, 3 committed") == true, "\(differences)")
    #expect(RecordedRuns.ids(project).count == records + 1)
    try project.write("# N\n\n" + RecordedRuns.small, to: "Notebooks/a.sernb")
    try project.write("```ser a\nnothing\n```\n", to: "Notebooks/b.sernb")
    #expect(states(try await check(in: project)) == ["not_run", "failed", "not_run"])
  }
}
