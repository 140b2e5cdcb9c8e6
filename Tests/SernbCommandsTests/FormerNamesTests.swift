// Options, and what notebooks call, under the names that they had before.

import Foundation
import Testing
import TestSupport

@testable import SernbCommands

@Suite("former names")
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
  func process() async throws {
    let project = try Scratch(["Notebooks/n.sernb": "```ser a\n1 + 1\n```\n"])
    let outcome = await Verb.run(["run", "--fresh", "--no-record"], in: project.path)
    #expect(outcome.code == 0)
    #expect(outcome.errors.hasPrefix("`--fresh` is now called `--recompute`.\n"))
    #expect(outcome.errors.contains("`--no-record` is now called `--no-history`.\n"))
    let check = await Verb.run(["check", "--fresh-only", "--trust-data"], in: project.path)
    #expect(check.code == 0 && check.all.contains("1 write-up: fresh"), "\(check.all)")
    for verb in ["run", "check"] {
      let help = await Verb.run([verb, "--help"], in: project.path).output
      for (former, current) in FormerNames.options {
        #expect(!help.contains(former + "\n") && !help.contains(former + " "), "\(former)")
        if current != "--freshness", current != "--assume-data" { #expect(help.contains(current)) }
      }
    }
  }

  @Test("of builtins are reported by `check` alone and rewritten by `fmt`")
  func builtins() async throws {
    let text = "```ser a\nmissing |> or_else(1)\n[] |> or_else(2)\n```\n"
    let project = try Scratch(["Notebooks/n.sernb": text])
    let run = await Verb.run(["run"], in: project.path)
    #expect(run.code == 0 && !run.all.contains("or_else"), "\(run.all)")
    let check = await Verb.run(["check"], in: project.path)
    #expect(check.code == 0, "\(check.all)")
    let line = "warning[former-name]: `or_else` is now called `coalesce`"
    #expect(check.all.components(separatedBy: line).count == 2, "\(check.all)")
    #expect(await Verb.run(["fmt", "--check"], in: project.path).code == 1)
    #expect(await Verb.run(["fmt"], in: project.path).code == 0)
    #expect(await Verb.run(["fmt", "--check"], in: project.path).code == 0)
    let rerun = await Verb.run(["run"], in: project.path)
    #expect(rerun.all.contains("none ran"), "\(rerun.all)")
    let later = await Verb.run(["check"], in: project.path)
    #expect(later.code == 0 && !later.all.contains("former-name"), "\(later.all)")
    #expect(
      await Verb.run(["doc", "or_else"], in: project.path).output.contains("now called `coalesce`"))
  }
}
