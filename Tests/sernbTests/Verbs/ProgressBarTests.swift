// What a terminal shows of a run.

import Foundation
import Testing
import TestSupport

@Suite("a run on a terminal")
struct ProgressBarTests {
  private static let script = "/usr/bin/script"

  @Test(
    "on a terminal nothing of the bar is left when the run is over, and `--quiet` shows none",
    .enabled(if: FileManager.default.isExecutableFile(atPath: script), "`script` makes a terminal"))
  func terminal() throws {
    let project = try Scratch([
      "Notebooks/n.sernb": "```ser long\n\(RecordedRuns.work(5))```\n"
    ])
    func seen(_ arguments: String) throws -> String {
      let command = "'\(Tool.path)' run Notebooks \(arguments)"
      return try Tool.run(
        ["-qec", command, "/dev/null"], program: Self.script, in: project.path,
        environment: ["TERM": "xterm"]
      ).output
    }
    let first = try seen("")
    let end = first.split(separator: "\u{1B}[K").last ?? ""
    #expect(end.contains("Outputs/n.md") && !end.contains("…") && !end.contains("░"), "\(first)")
    #expect(try seen("--quiet --recompute").isEmpty)
  }
}
