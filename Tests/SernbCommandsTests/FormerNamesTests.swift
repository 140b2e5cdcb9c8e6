// Options under the names that they had before.

import TestSupport
import Testing

@testable import SernbCommands

@Suite("former names of options")
struct FormerNamesTests {
  @Test("become those of today, and are named once each")
  func options() {
    let (arguments, former) = FormerNames.current([
      "run", "--fresh", "a", "--no-record", "--fresh", "-p", "x=--fresh", "--", "--fresh",
    ])
    #expect(
      arguments == [
        "run", "--recompute", "a", "--no-history", "--recompute", "-p", "x=--fresh", "--",
        "--fresh",
      ])
    #expect(former == ["--fresh", "--no-record"])
  }

  @Test("work, with one line that says the name of today; help shows that alone")
  func process() throws {
    let project = try Scratch(["Notebooks/n.sernb": "```ser a\n1 + 1\n```\n"])
    let outcome = try Tool.run(["run", "--fresh", "--no-record"], in: project.path)
    #expect(outcome.code == 0)
    #expect(outcome.errors.hasPrefix("`--fresh` is now called `--recompute`.\n"))
    #expect(outcome.errors.contains("`--no-record` is now called `--no-history`.\n"))
    let check = try Tool.run(["check", "--fresh-only", "--trust-data"], in: project.path)
    #expect(check.code == 0 && check.all.contains("1 write-up: fresh"), "\(check.all)")
    for verb in ["run", "check"] {
      let help = try Tool.run([verb, "--help"], in: project.path).output
      for (former, current) in FormerNames.options {
        #expect(!help.contains(former + "\n") && !help.contains(former + " "), "\(former)")
        if current != "--freshness", current != "--assume-data" { #expect(help.contains(current)) }
      }
    }
  }
}
