// The workflows that people copy: they are YAML as the two services read it, and their commands run and leave what they name.

import Foundation
import Testing
import TestSupport
import Yams

@Suite("workflows")
struct WorkflowTests {
  private static let fine = "```ser one\n1 + 1\n```\n"
  private static let changed = "```ser one\n1 + 2\n```\n"
  private static let bad = "```ser one\nexpect 1 > 2\n```\n"

  /// What is not run here: it builds the tool, which the tests have done, and puts it on the path.
  private static let building = ["sh .ci/install", "swift build", "export PATH=", "echo \"$PWD/"]

  private func workflow(_ name: String) throws -> [String: Any] {
    let paths = ["github": ".github/workflows/notebooks.yml", "gitlab": ".gitlab-ci.yml"]
    let path = try #require(paths[name])
    let yaml = try String(contentsOfFile: Tool.package + "/" + path, encoding: .utf8)
    return try #require(try Yams.load(yaml: yaml) as? [String: Any])
  }

  /// A project with the write-up of a notebook; that of `changed` is of another text.
  private func committed(_ notebook: String) throws -> Scratch {
    let text = notebook == Self.changed ? Self.fine : notebook
    let project = try Scratch(["Notebooks/n.sernb": text])
    _ = try Tool.run(["run", "Notebooks"], in: project.path)
    try project.write(notebook, to: "Notebooks/n.sernb")
    return project
  }

  private static func code(_ notebook: String) -> Int32 {
    notebook == fine ? 0 : notebook == changed ? 3 : 1
  }

  /// The commands of a job as it runs them: whether each runs also after a failure, and its exit code.
  private func run(_ commands: [(line: String, always: Bool)], in project: Scratch) throws
    -> [(line: String, code: Int32)]
  {
    var codes: [(String, Int32)] = []
    for (line, always) in commands {
      if Self.building.contains(where: line.hasPrefix) { continue }
      if !always, codes.contains(where: { $0.1 != 0 }) { continue }
      let outcome = try Tool.run(
        ["-euc", line], program: "/bin/bash", in: project.path,
        environment: [
          "PATH": Tool.folder + ":/usr/bin:/bin", "GITHUB_STEP_SUMMARY": project.path + "/summary",
          "GITHUB_ACTIONS": "true",
        ])
      if outcome.code == 2 { Issue.record("`\(line)`: \(outcome.all)") }
      codes.append((line, outcome.code))
    }
    return codes
  }

  @Test(
    "that of GitHub runs, summarizes and keeps its reports, also when a notebook fails",
    arguments: [fine, bad, changed])
  func github(notebook: String) throws {
    let workflow = try workflow("github")
    let jobs = try #require(workflow["jobs"] as? [String: [String: Any]])
    let steps = try #require(jobs["notebooks"]?["steps"] as? [[String: Any]])
    let commands = steps.compactMap { step in
      (step["run"] as? String).map { (line: $0, always: step["if"] as? String == "always()") }
    }
    #expect(commands.contains { $0.line.contains("sernb") && $0.line.contains("--annotations") })
    let project = try committed(notebook)
    let codes = try run(commands, in: project)
    #expect(codes.map(\.code) == [Self.code(notebook), 0])
    #expect(project.text("summary")?.contains("| Notebooks/n.sernb |") == true)
    let uploads = steps.compactMap { $0["with"] as? [String: Any] }
      .compactMap { $0["path"] as? String }.flatMap { $0.split(separator: "\n") }
    #expect(uploads.contains("reports") && uploads.contains(".sernb/cache"))
    // Where the only cell failed there is no result to keep.
    let isKept = Self.code(notebook) != 1
    for path in uploads where path != ".build" && (isKept || path != ".sernb/cache") {
      #expect(!project.files(String(path)).isEmpty, "\(path)")
    }
  }

  @Test(
    "that of GitLab runs and leaves the reports that it names, also when a notebook fails",
    arguments: [fine, bad, changed])
  func gitlab(notebook: String) throws {
    let workflow = try workflow("gitlab")
    let job = try #require(workflow["notebooks"] as? [String: Any])
    let script = try #require(job["script"] as? [String])
    let project = try committed(notebook)
    let codes = try run(script.map { ($0, false) }, in: project)
    #expect(codes.map(\.code) == [Self.code(notebook)])
    let artifacts = try #require(job["artifacts"] as? [String: Any])
    #expect(artifacts["when"] as? String == "always")
    let reports = try #require(artifacts["reports"] as? [String: String])
    #expect(project.text(try #require(reports["junit"]))?.hasPrefix("<?xml") == true)
    #expect(project.text(try #require(reports["codequality"]))?.hasPrefix("[") == true)
    for path in try #require(artifacts["paths"] as? [String]) {
      #expect(!project.files(path).isEmpty, "\(path)")
    }
  }

  @Test("they build the tool as the README's first command does")
  func building() throws {
    let text = try String(contentsOfFile: Tool.package + "/README.md", encoding: .utf8)
    let start = try #require(text.range(of: "<!-- command: all -->\n```sh\n"))
    let all = text[start.upperBound...].prefix { $0 != "\n" }
    let job = try #require(try workflow("gitlab")["notebooks"] as? [String: Any])
    for line in try #require(job["script"] as? [String]).prefix(2) {
      #expect(all.contains(line), "\(line)")
    }
  }
}
