// `sernb step` from a pipe: results to standard output, problems to standard error, and the exit codes of `run`.

import Foundation
import Testing
import TestSupport

@Suite("step from a pipe")
struct StepTests {
  private func step(_ lines: String, _ arguments: [String] = [], in project: Scratch) throws
    -> Tool.Outcome
  {
    try step(lines, arguments, in: project) { _ in }
  }

  private func step(
    _ lines: String, _ arguments: [String], in project: Scratch, _ watching: (Tool.Running) -> Void
  ) throws -> Tool.Outcome {
    try project.write(lines, to: "lines.txt")
    let command = "exec \"$0\" step \"$@\" < lines.txt"
    return try Tool.watch(
      ["-c", command, Tool.path] + arguments, program: "/bin/sh", in: project.path, watching)
  }

  @Test("a calculator prints values and nothing else")
  func calculator() throws {
    let outcome = try step("x = 6\n\nx * 7\n[1,\n2]\n", in: try Scratch())
    #expect(outcome.output == "42\n[1, 2]\n", "\(outcome.all)")
    #expect(outcome.errors.isEmpty)
    #expect(outcome.code == 0)
  }

  @Test("problems go to standard error and into the exit code")
  func problems() throws {
    let unknown = try step("nothing\n1 + 1\n", in: try Scratch())
    #expect(unknown.output == "2\n")
    #expect(unknown.errors.contains("I cannot find `nothing`"))
    #expect(unknown.code == 5)
    #expect(try step("1 / 0\n", in: try Scratch()).code == 1)
    #expect(try step(":nonsense\n", in: try Scratch()).code == 2)
  }

  @Test("a notebook is stepped through, and fails as in run")
  func notebook() throws {
    let project = try Scratch([
      "Notebooks/n.sernb": "```ser a\n1 + 1\n```\n\n```ser b\nexpect 1 > 2\n```\n"
    ])
    let outcome = try step(":run\n", ["Notebooks/n.sernb"], in: project)
    #expect(outcome.output.contains("2\n"), "\(outcome.all)")
    #expect(outcome.errors.contains("here: 1 > 2"))
    #expect(outcome.code == 1)
    #expect(project.files("Notebooks").count == 1, "nothing is left beside the notebook")
  }

  @Test("Ctrl-C ends the run with 130")
  func interrupt() throws {
    let lines = "1 + 1\n[stft(noise(duration: 60 s)) for n in 1 .. 10000]\n2 + 2\n"
    let outcome = try step(lines, [], in: try Scratch()) { running in
      running.wait { running.output.hasPrefix("2\n") }
      running.process.interrupt()
    }
    #expect(outcome.output.hasPrefix("2\n"), "\(outcome.all)")
    #expect(outcome.output.contains("4\n") == false)
    #expect(outcome.code == 130, "\(outcome.all)")
  }

  @Test("a session takes what a run made, and sees a file that changes")
  func changedFile() throws {
    let project = try Scratch([
      "Notebooks/n.sernb":
        "```ser data\nrows = read_csv(\"data/n.csv\")\n```\n```ser mean\nlevel = mean(rows.x)\n```\n",
      "data/n.csv": "x\n1\n2\n6\n", "out": "",
    ])
    #expect(try Tool.run(["run"], in: project.path).code == 0)
    let lines = """
      (echo ':run to mean'; echo '"it ran"'; until grep -q 'it ran' out; do sleep 0.02; done; \
      printf 'x\\n1\\n2\\n9\\n' > data/n.csv; echo ':cells'; \
      echo ':why mean'; echo ':run stale'; echo level) | "$0" step Notebooks/n.sernb > out
      """
    let outcome = try Tool.run(
      ["-c", lines, Tool.path], program: "/bin/sh", in: project.path)
    let output = try #require(project.text("out"))
    #expect(outcome.code == 0, "\(outcome.all)\(output)")
    #expect(output.contains("`data/n.csv` changed. Stale now: `data`, `mean`"), "\(output)")
    #expect(
      output.contains("it reads `rows` of cell `data`, and the file `data/n.csv`"), "\(output)")
    // The mean of 1, 2 and 9.
    #expect(output.hasSuffix("\n4\n"), "\(output)")
  }

  @Test("what cannot be stepped through is said in words")
  func usage() throws {
    let missing = try step("", ["nowhere.sernb"], in: try Scratch())
    #expect(missing.code == 2)
    #expect(missing.errors.contains("I cannot find the notebook 'nowhere.sernb'"))
    #expect(try step("", ["-p", "x"], in: try Scratch()).code == 2)
  }
}
