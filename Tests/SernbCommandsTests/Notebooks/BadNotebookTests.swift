// What a person reads when the notebook or the way it is run is wrong, with the documented exit codes.

import Basics
import Foundation
import Testing
import TestSupport

@Suite("bad notebooks and bad usage")
struct BadNotebookTests {
  private static let good = """
    ---
    params:
      trees:
        default: 100
        range: 1 .. 500
    ---
    # Title

    ```ser a
    x = params.trees * 2
    x
    ```

    """

  private func run(_ text: String, _ arguments: [String] = [], expecting code: Int32) async throws
    -> (
      Scratch, String
    )
  {
    let project = try Scratch(["Notebooks/n.sernb": text])
    let outcome = await Verb.run(["run"] + arguments, in: project.path)
    #expect(outcome.code == code, "\(outcome.all)")
    return (project, outcome.errors)
  }

  @Test("parameters are taken from the command line")
  func parameter() async throws {
    let (project, _) = try await run(Self.good, ["-p", "trees=7"], expecting: 0)
    #expect(try #require(project.text("Outputs/n.md")).contains("\n14\n"))
  }

  @Test(
    "an unknown, mistyped or excessive parameter is refused before anything runs",
    arguments: [
      ("tree=7", "Did you mean `trees`?"), ("trees=many", "cannot be `many`"),
      ("trees=501", "from 1 to 500"), ("trees=2.5", "a whole number"), ("trees=5 ms", "cannot be"),
      ("trees", "name=value"),
    ])
  func badParameter(given: String, words: String) async throws {
    let (project, errors) = try await run(Self.good, ["-p", given], expecting: 2)
    #expect(errors.contains(words), "\(errors)")
    #expect(project.text("Outputs/n.md") == nil)
  }

  @Test("a merge conflict names its cells and nothing runs")
  func conflict() async throws {
    let text = Self.good.replacing(
      "x = params.trees * 2",
      with: "<<<<<<< ours\nx = params.trees * 2\n=======\nx = params.trees * 3\n>>>>>>> theirs")
    let (project, errors) = try await run(text, expecting: 5)
    #expect(errors.contains("merge conflict in cell `a`"), "\(errors)")
    #expect(project.text("Outputs/n.md") == nil)
  }

  @Test("an unclosed fence is shown where it opens")
  func unclosed() async throws {
    let (_, errors) = try await run(Self.good.replacing("x\n```\n", with: "x\n"), expecting: 5)
    #expect(errors.contains("This cell is never closed"), "\(errors)")
    #expect(errors.contains("n.sernb:9:1"), "\(errors)")
  }

  @Test("a line of a megabyte is read, and a problem in it is drawn in a window")
  func longLine() async throws {
    let long = "x = \"" + String(repeating: "é", count: 500_000) + "\" + 5"
    let (_, errors) = try await run("```ser a\n\(long)\n```\n", expecting: 5)
    #expect(errors.contains("A text can only be joined to a text"), "\(errors.prefix(2000))")
    #expect(errors.count < 2000)
  }

  @Test("bytes that are not UTF-8 are named by line and column")
  func notUTF8() async throws {
    let project = try Scratch()
    try project.write(Array("# A\n\ncaf".utf8) + [0xE9] + Array(" au lait\n".utf8), to: "n.sernb")
    let outcome = await Verb.run(["run", "n.sernb"], in: project.path)
    #expect(outcome.code == 5, "\(outcome.all)")
    #expect(outcome.errors.contains("byte 0xE9 in line 3, column 4"), "\(outcome.all)")
  }

  @Test("one broken cell stops only the cells that need it")
  func brokenCell() async throws {
    let text = """
      ```ser a
      x = [1][params.n]
      ```

      ```ser b
      y = 2
      y
      ```

      ```ser c
      x + y
      ```

      ```ser d
      expect y == 3, "y must be three"
      ```

      """
    let (project, errors) = try await run("---\nparams:\n  n: 5\n---\n" + text, expecting: 1)
    #expect(project.text("Outputs/n.md") == nil)
    let page = try #require(project.text("Outputs/n.failed.md"))
    #expect(page.contains("\n2\n"), "\(page)")
    #expect(page.contains("`c` did not run. It needs `x`, which did not run."), "\(page)")
    #expect(errors.contains("here: 2 == 3"), "\(errors)")
    #expect(errors.contains("y must be three"), "\(errors)")
  }

  @Test("what is known before anything runs writes nothing, and keeps the last good write-up")
  func staticProblem() async throws {
    let (project, _) = try await run("```ser a\nplot line([1, 2])\n```\n", expecting: 0)
    let before = project.files("Outputs")
    #expect(before.count == 3)
    try project.write(
      "```ser a\nx = 1 +\n```\n\n```ser b\n2\n```\n", to: "Notebooks/n.sernb")
    let outcome = await Verb.run(["run", "Notebooks"], in: project.path)
    #expect(outcome.code == 5, "\(outcome.all)")
    #expect(project.files("Outputs") == before)
  }

  @Test("a failed run keeps the last good write-up and says what happened beside it")
  func failedBeside() async throws {
    let good = "```ser a\nplot line([1, 2])\nexpect 1 < 2\n```\n"
    let (project, _) = try await run(good, expecting: 0)
    let before = project.files("Outputs")
    try project.write(good.replacing("1 < 2", with: "1 > 2"), to: "Notebooks/n.sernb")
    let outcome = await Verb.run(["run", "Notebooks"], in: project.path)
    #expect(outcome.code == 1, "\(outcome.all)")
    #expect(outcome.errors.contains("→ Outputs/n.failed.md written"), "\(outcome.all)")
    var after = project.files("Outputs")
    let page = try #require(project.text("Outputs/n.failed.md"))
    #expect(page.contains("n.failed.files/a-1.svg"), "\(page)")
    #expect(after["n.failed.files/a-1.svg"] != nil)
    for name in after.keys where name.contains(".failed.") { after[name] = nil }
    #expect(after == before)
    // The next good run takes it away.
    try project.write(good, to: "Notebooks/n.sernb")
    #expect(await Verb.run(["run", "Notebooks"], in: project.path).code == 0)
    #expect(project.files("Outputs") == before)
  }

  @Test("a failed expectation alone exits with 1 and the write-up is there")
  func expectation() async throws {
    let (project, errors) = try await run("```ser a\nexpect 1 > 2\n```\n", expecting: 1)
    #expect(errors.contains("expectation-failed"))
    #expect(
      try #require(project.text("Outputs/n.failed.md")).contains("An expectation does not hold"))
  }

  @Test("a time limit stops a cell with exit code 6")
  func timeout() async throws {
    let text = """
      ```ser a
      #| timeout: 50 ms
      fn a(x) = x + 1
      \((0..<40).map { "fn f\($0)(x) = \($0 == 0 ? "a" : "f\($0 - 1)")(x) + \($0 == 0 ? "a" : "f\($0 - 1)")(x)" }.joined(separator: "\n"))
      f39(1)
      ```

      """
    let (_, errors) = try await run(text, expecting: 6)
    #expect(errors.contains("longer than its time limit"), "\(errors)")
  }

  @Test("problems come as JSON too, with the same words and places")
  func json() async throws {
    let project = try Scratch(["Notebooks/n.sernb": "```ser a\nroond(2)\n```\n"])
    let outcome = await Verb.run(["check", "--static", "--format", "json"], in: project.path)
    #expect(outcome.code == 5)
    let parsed = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    let first = try #require((parsed as? [[String: Any]])?.first)
    #expect(first["code"] as? String == "unknown-name")
    #expect(first["hint"] as? String == "Did you mean `round`?")
    let label = try #require((first["labels"] as? [[String: Any]])?.first)
    #expect(label["line"] as? Int == 2 && label["column"] as? Int == 1)
  }

  @Test(
    "wrong usage exits with 2",
    arguments: [
      (["frobnicate"], "Unexpected argument 'frobnicate'"),
      (["run", "nowhere.sernb"], "I cannot find 'nowhere.sernb'."),
      (["run", "--jobs", "0"], "--jobs must be at least 1."),
      (["doc", "hpps"], "Did you mean `hpss`?"),
    ])
  func usage(arguments: [String], words: String) async throws {
    let project = try Scratch()
    let outcome = await Verb.run(arguments, in: project.path)
    #expect(outcome.code == 2, "\(outcome.all)")
    #expect(outcome.errors.contains(words), "\(outcome.all)")
  }

  @Test("a notebook cannot leave its project")
  func leaving() async throws {
    let project = try Scratch([
      "Notebooks/n.sernb": """
      ```ser a
      read_csv("../secret.csv")
      read_csv("/etc/passwd")
      read_csv("link.csv")
      clip("/dev/zero")
      ```

      """
    ])
    try FileManager.default.createSymbolicLink(
      atPath: project.path + "/link.csv", withDestinationPath: "/etc/passwd")
    let outcome = await Verb.run(["run"], in: project.path)
    #expect(outcome.code == 5, "\(outcome.all)")
    #expect(outcome.errors.split(separator: "error[forbidden-path]").count == 4, "\(outcome.all)")
    #expect(!outcome.all.contains("root:"))
  }
}
