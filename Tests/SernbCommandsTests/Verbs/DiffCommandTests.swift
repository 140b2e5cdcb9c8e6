// `sernb diff`: two runs, a run and a write-up, a run and what is committed.

import Basics
import Foundation
import Testing
import TestSupport

@Suite("sernb diff")
struct DiffCommandTests {
  private static let older = "20260102-030405-000-17"
  private static let newer = "20260103-030405-000-17"

  private func project() throws -> Scratch {
    let project = try Scratch(["Notebooks/n.sernb": RecordedRuns.small])
    try RecordedRuns.write(Self.older, trees: "10", accuracy: 0.5, to: project)
    try RecordedRuns.write(Self.newer, trees: "20", accuracy: 0.75, to: project)
    return project
  }

  private func diff(_ arguments: String..., in project: Scratch) async throws -> Tool.Outcome {
    await Verb.run(["diff"] + arguments, in: project.path)
  }

  @Test("two runs are told apart by parameters, metrics with their intervals, and recall by class")
  func runs() async throws {
    let project = try project()
    let outcome = try await diff("last~1", "last", "--format", "markdown", in: project)
    let expected = #"""
      ### `Notebooks/n.sernb`: `last~1 (20260102-030405-000-17)` → `last (20260103-030405-000-17)`

      Accuracy of `forest` rose from 0.5 to 0.75, within its interval; 1 other metric changed; no input changed; `trees` 10 → 20.

      | fact | last\~1 | last |
      | :-- | :-- | :-- |
      | trees | 10 | 20 |

      *Changed facts*

      | cell | code | values that differ |
      | :-- | :-- | --: |
      | one | same | 3 |

      *Changed cells*

      | cell | of | metric | last\~1 | last | difference | interval, last\~1 | interval, last | overlap |
      | :-- | :-- | :-- | --: | --: | --: | --: | --: | :-- |
      | one | forest | accuracy | 0.5 | 0.75 | +0.25 | 0.2 to 0.9 | 0.2 to 0.9 | yes |
      | one | forest | UAR | 0.5 | 0.75 | +0.25 | – | – | – |

      *Metrics*

      | class | rows, last\~1 | rows, last | recall, last\~1 | recall, last | difference |
      | :-- | --: | --: | --: | --: | --: |
      | a | 2 | 2 | 50.0% | 75.0% | +0.25 |
      | b | 2 | 2 | 100.0% | 100.0% | 0 |

      *Recall by class, forest*

      """#
    #expect(outcome.output == expected, "\(outcome.all)")
    #expect(outcome.code == 0)
  }

  @Test("a run is named by the beginning of its id, and both sides may be the same")
  func ids() async throws {
    let project = try project()
    let outcome = try await diff("20260102", "20260103", in: project)
    #expect(
      outcome.output.hasPrefix(
        "Notebooks/n.sernb: 20260102 (\(Self.older)) → 20260103 (\(Self.newer))\nAccuracy"),
      "\(outcome.all)")
    let same = try await diff("last", "last", "--exit-code", in: project)
    #expect(same.code == 0 && same.output.contains("No metric changed"), "\(same.all)")
    #expect(try await diff(Self.older, "last", "--exit-code", in: project).code == 3)
  }

  @Test("a run is compared with a write-up, by the page or by its results")
  func writeUps() async throws {
    let project = try project()
    try project.write(
      RecordedRuns.results(accuracy: 0.5, trees: "10", notebook: "Notebooks/n.sernb"),
      to: "Outputs/n.results.json")
    for name in ["Outputs/n.md", "Outputs/n.results.json"] {
      let outcome = try await diff(name, "last", in: project)
      #expect(outcome.output.hasPrefix("Notebooks/n.sernb: \(name) → last (\(Self.newer))\n"))
      #expect(outcome.output.contains("`trees` 10 → 20"), "\(outcome.all)")
    }
    let files = try await diff("Outputs/n.md", "Outputs/n.results.json", in: project)
    #expect(files.code == 0 && files.output.contains("No metric changed"), "\(files.all)")
    let missing = try await diff("Outputs/m.md", in: project)
    #expect(missing.code == 2 && missing.errors.contains("`Outputs/m.results.json`"))
    try project.write("no JSON", to: "Outputs/m.results.json")
    #expect(try await diff("Outputs/m.md", in: project).code == 2)
    try project.write("{\"format\": 99}", to: "Outputs/m.results.json")
    let later = try await diff("Outputs/m.md", "last", in: project)
    #expect(later.code == 2 && later.errors.contains("format 99"), "\(later.all)")
  }

  @Test("alone it compares the last run with what git has, not with what the run wrote over it")
  func committed() async throws {
    let project = try Scratch([
      "Notebooks/n.sernb": "---\nparams:\n  n: 1\n---\n\n```ser one\nparams.n + 1\n```\n",
      "Notebooks/m.sernb": RecordedRuns.small,
    ])
    func git(_ arguments: String...) throws {
      let outcome = try Tool.run(
        ["-c", "user.name=T", "-c", "user.email=t@example.org"] + arguments,
        program: "/usr/bin/git", in: project.path)
      #expect(outcome.code == 0, "\(outcome.all)")
    }
    #expect(await Verb.run(["run", "Notebooks"], in: project.path).code == 0)
    // Without a repository, what lies in Outputs is all there is.
    let before = try await diff("--notebook", "n", in: project)
    #expect(before.output.contains("Outputs → last"), "\(before.all)")
    #expect(before.output.contains("No value changed"), "\(before.all)")
    try git("init", "-q")
    try git("add", ".")
    try git("commit", "-qm", "Begin")
    #expect(await Verb.run(["run", "Notebooks", "-p", "n=5"], in: project.path).code == 0)
    let outcome = try await diff("--exit-code", in: project)
    #expect(outcome.code == 3, "\(outcome.all)")
    #expect(outcome.output.contains("Notebooks/n.sernb: committed → last ("), "\(outcome.all)")
    #expect(outcome.output.contains("`n` 1 → 5"), "\(outcome.all)")
    #expect(outcome.output.hasSuffix("No difference: `Notebooks/m.sernb`.\n"), "\(outcome.all)")
    let json = try #require(
      RecordedRuns.object(try await diff("--format", "json", in: project).output))
    let comparisons = try #require(json["comparisons"] as? [[String: Any]])
    let differs = comparisons.map { ($0["comparison"] as? [String: Any])?["differs"] as? Bool }
    #expect(differs == [false, true])
    // A run of the other notebook in between does not count.
    #expect(await Verb.run(["run", "Notebooks/m.sernb"], in: project.path).code == 0)
    let back = try await diff("last~1", "last", "--notebook", "n", in: project)
    #expect(back.output.contains("`n` 1 → 5"), "\(back.all)")
  }

  @Test("what it cannot find, it says, with what is near")
  func problems() async throws {
    let project = try project()
    try RecordedRuns.write("20260104-030405-000-17", notebook: "Notebooks/m.sernb", to: project)
    for (arguments, words) in [
      (["20260102-030405-000-18"], "Did you mean `20260102-030405-000-17`"),
      (["nonsense"], "The last one is `20260104-030405-000-17`"),
      (["2026"], "begins the ids of 3 runs"), ([""], "There is no run ``"),
      (["last~9", "--notebook", "n"], "Only 2 runs with results of `Notebooks/n.sernb` are"),
      (["last~1", "--notebook", "m"], "Only 1 run with results of `Notebooks/m.sernb` is"),
      ([Self.older, "20260104"], "have no notebook in common"),
      ([Self.older, "last", "--notebook", "m"], "did not run `Notebooks/m.sernb`; it ran"),
      (["last", "--notebook", "k"], "No run of a notebook `k` is on record"),
      (["committed", "last", "--notebook", "n"], "neither committed nor on disk"),
    ] {
      let outcome = await Verb.run(["diff"] + arguments, in: project.path)
      #expect(outcome.code == 2 && outcome.errors.contains(words), "\(arguments): \(outcome.all)")
    }
    let results = project.files(".sernb/runs/results").keys
    for name in results { try project.write("{}", to: ".sernb/runs/results/\(name)") }
    let lost = try await diff("last~1", "last", "--notebook", "n", in: project)
    #expect(lost.code == 2 && lost.errors.contains("are no longer kept"), "\(lost.all)")
    let none = try await diff(in: try Scratch(["Notebooks/n.sernb": RecordedRuns.small]))
    #expect(none.code == 2 && none.errors.contains("No run with results is on record"))
  }
}
