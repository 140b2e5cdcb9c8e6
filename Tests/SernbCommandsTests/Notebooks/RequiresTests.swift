// `requires` names data that are not here, and no way out of the project.

import Foundation
import Testing
import TestSupport

@Suite("requires")
struct RequiresTests {
  @Test(
    "a path that leads out is told, and the notebook does not run",
    arguments: ["../outside/x.csv", "OUTSIDE/x.csv", "/etc/passwd", "data/link.csv", "data/folder"])
  func leadsOut(path: String) async throws {
    let place = try Scratch(["outside/x.csv": "x\n1\n", "project/data/own.csv": "x\n1\n"])
    let (root, outside) = (place.path + "/project", place.path + "/outside")
    for (name, target) in [("link.csv", "/x.csv"), ("folder", "")] {
      try FileManager.default.createSymbolicLink(
        atPath: root + "/data/" + name, withDestinationPath: outside + target)
    }
    let path = path.replacing("OUTSIDE", with: outside)
    try place.write(
      "---\nrequires:\n  \(path): Ask for it.\n---\n```ser a\n1 + 1\n```\n",
      to: "project/Notebooks/n.sernb")
    let outcome = await Verb.run(["run", "Notebooks/n.sernb"], in: root)
    #expect(outcome.code == 7, "\(outcome.all)")
    #expect(
      outcome.errors.contains("`\(path)` leads out of the project; allow it with `--allow"),
      "\(outcome.all)")
    #expect(place.files("project/Outputs").isEmpty)
  }
}
