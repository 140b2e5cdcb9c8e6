// What is seen of a run while it works, on a terminal: a cell moves towards the time that it took before.

import Foundation
import TestSupport
import Testing

@Suite("progress on a terminal")
struct ProgressTests {
  @Test("a cell that does not say how far it is shows how long it took before")
  func estimate() throws {
    let project = try Scratch([
      "Notebooks/n.sernb": "```ser long\n\(RecordedRuns.work(150))```\n"
    ])
    let script = "/usr/bin/script"
    guard FileManager.default.isExecutableFile(atPath: script) else {
      print("not run: there is no `script` to make a terminal with")
      return
    }
    func seen(_ arguments: String) throws -> String {
      let command = "'\(Tool.path)' run Notebooks \(arguments)"
      return try Tool.run(
        ["-qec", command, "/dev/null"], program: script, in: project.path,
        environment: ["TERM": "xterm"], limit: 120
      ).output
    }
    let first = try seen("")
    #expect(first.contains(#/long … [1-9][0-9]* s/#), "\(first)")
    let second = try seen("--fresh")
    #expect(second.contains(#/long █*░* [1-9][0-9]* s of about [0-9.]+ s/#), "\(second)")
    // The bar is gone at the end.
    let end = try #require(second.split(separator: "\u{1B}[K").last)
    #expect(end.contains("Outputs/n.md") && !end.contains("of about"), "\(second)")
    #expect(try seen("--quiet --fresh").isEmpty)
  }
}
