// `sernb history`: the list as people, pages and programs read it.

import Basics
import Foundation
import Testing
import TestSupport

@Suite("sernb history")
struct HistoryCommandTests {
  private func project() throws -> Scratch {
    let project = try Scratch(["Notebooks/n.sernb": RecordedRuns.small])
    try RecordedRuns.write("20260102-030405-000-17", accuracy: 0.5, to: project)
    try RecordedRuns.write(
      "20260102-030405-000-9", exit: 1, state: "failed", accuracy: 0.25, to: project)
    try RecordedRuns.write(
      "20260103-000000-001-17", command: "sernb run Notebooks", exit: 130,
      notebook: "Notebooks/deep/other.sernb", to: project)
    return project
  }

  private func history(
    _ arguments: String..., in project: Scratch, from folder: String = ""
  ) async throws -> Tool.Outcome {
    await Verb.run(["history"] + arguments, in: project.path + folder)
  }

  /// A time of UTC as clocks here show it.
  private func here(_ utc: String) throws -> String {
    let moment = try #require(ISO8601DateFormatter().date(from: utc))
    let clock = DateFormatter()
    clock.locale = Locale(identifier: "en_US_POSIX")
    clock.dateFormat = "yyyy-MM-dd HH:mm"
    return clock.string(from: moment)
  }

  @Test("lists runs, the newest first, from any folder of the project")
  func list() async throws {
    let project = try project()
    let expected = """
      run                     when              state        seconds  notebooks  command
      ──────────────────────  ────────────────  ───────────  ───────  ─────────  ─────────────────────────────
      20260103-000000-001-17  \(try here("2026-01-03T00:00:00Z"))  interrupted     1.50  other      sernb run Notebooks
      20260102-030405-000-17  \(try here("2026-01-02T03:04:05Z"))  fine            1.50  n          sernb run Notebooks/n.sernb
      20260102-030405-000-9   \(try here("2026-01-02T03:04:05Z"))  failed          1.50  n          sernb run Notebooks/n.sernb

      """
    for folder in ["", "/Notebooks"] {
      let outcome = try await history(in: project, from: folder)
      #expect(lines(outcome.output) == lines(expected), "\(outcome.all)")
      #expect(outcome.code == 0 && outcome.errors.isEmpty, "\(outcome.all)")
    }
    let one = try await history("--limit", "1", in: project)
    #expect(one.output.contains("-001-17") && !one.output.contains("-000-17"), "\(one.all)")
  }

  /// The lines without their rules and their padding.
  private func lines(_ text: String) -> [[Substring]] {
    text.split(separator: "\n").filter { !$0.hasPrefix("─") }.map { $0.split(separator: " ") }
  }

  @Test("one notebook is listed with its metrics, whatever of its path is given")
  func notebook() async throws {
    let project = try project()
    for name in ["n", "n.sernb", "Notebooks/n.sernb"] {
      let outcome = try await history(name, "--format", "markdown", in: project)
      #expect(
        outcome.output == """
          | run | when | state | seconds | accuracy | uar | notebooks | command |
          | :-- | :-- | :-- | --: | --: | --: | :-- | :-- |
          | 20260102-030405-000-17 | \(try here("2026-01-02T03:04:05Z")) | fine | 1.25 | 0.5 | 0.5 | n | sernb run Notebooks/n.sernb |
          | 20260102-030405-000-9 | \(try here("2026-01-02T03:04:05Z")) | failed | 1.25 | 0.25 | 0.25 | n | sernb run Notebooks/n.sernb |

          """, "\(outcome.all)")
    }
  }

  @Test("programs read it as JSON")
  func json() async throws {
    let outcome = try await history("other", "--format", "json", in: try project())
    let list = try #require(RecordedRuns.object(outcome.output))
    let runs = try #require(list["runs"] as? [[String: Any]])
    #expect(runs.count == 1)
    #expect(runs[0]["id"] as? String == "20260103-000000-001-17")
    #expect(runs[0]["when"] as? String == "2026-01-02T03:04:05Z")
    #expect(runs[0]["notebooks"] as? [String] == ["Notebooks/deep/other.sernb"])
  }

  @Test("what it cannot find, it says, with what is near")
  func problems() async throws {
    let project = try project()
    let near = try await history("othr", in: project)
    #expect(near.code == 2 && near.errors.contains("Did you mean `other`?"), "\(near.all)")
    let unrun = try Scratch(["Notebooks/m.sernb": RecordedRuns.small])
    let none = try await history("Notebooks/m.sernb", in: unrun)
    #expect(none.code == 0 && none.output == "No run is on record.\n", "\(none.all)")
    #expect(unrun.files(".sernb").isEmpty)
    try project.write(RecordedRuns.small, to: "Notebooks/m.sernb")
    let other = try await history("Notebooks/m.sernb", in: project)
    #expect(
      other.code == 2 && other.errors.contains("No run of `Notebooks/m.sernb` is on record"),
      "\(other.all)")
    #expect(try await history("--limit", "0", in: project).code == 2)
    #expect(try await history("--project", "nowhere", in: project).code == 2)
  }
}
