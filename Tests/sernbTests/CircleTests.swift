// Notebooks that use each other in a circle, in a long chain, or in a mesh of a million ways.

import Foundation
import TestSupport
import Testing

@Suite("circles of notebooks")
struct CircleTests {
  private func use(_ name: String) -> String { "```ser a\nuse \"\(name).sernb\" (x)\n```\n" }

  @Test("each use of a circle is told in its own file, for a folder and for one notebook alone")
  func everywhere() throws {
    let project = try Scratch([
      "Notebooks/a.sernb": "\n" + use("b"), "Notebooks/b.sernb": use("c"),
      "Notebooks/c.sernb": "\n\n" + use("a"), "Notebooks/self.sernb": use("self"),
      "Notebooks/user.sernb": use("a"),
    ])
    for paths in [["Notebooks"], ["Notebooks/b.sernb"], ["Notebooks/user.sernb"]] {
      let outcome = try Tool.run(["check", "--static"] + paths, in: project.path)
      #expect(outcome.code == 5)
      for place in ["a.sernb:3:5", "b.sernb:2:5", "c.sernb:4:5"] {
        #expect(
          outcome.errors.components(separatedBy: "--> Notebooks/\(place)").count == 2,
          "\(place)\n\(outcome.all)")
      }
      #expect(outcome.errors.contains("self.sernb:2:5") == (paths == ["Notebooks"]))
      #expect(!outcome.errors.contains("user.sernb:"))
    }
  }

  @Test("long chains and wide meshes are checked and drawn at once", .timeLimit(.minutes(30)))
  func large() throws {
    let project = try Scratch()
    for index in 0..<200 {
      try project.write(
        index == 199 ? "```ser a\nx = 1\n```\n" : use("n\(index + 1)"),
        to: "Notebooks/chain/n\(index).sernb")
    }
    for layer in 0..<20 {
      for side in ["l", "r"] {
        let both =
          "```ser a\nuse \"l\(layer + 1).sernb\" (x as y)\nuse \"r\(layer + 1).sernb\" (x)\n```\n"
        try project.write(
          layer == 19 ? "```ser a\nx = 1\n```\n" : both, to: "Notebooks/mesh/\(side)\(layer).sernb")
      }
    }
    let checked = try Tool.run(["check", "--static"], in: project.path, limit: 60)
    #expect(
      checked.code == 0 && checked.errors.contains("240 notebooks: no problems"),
      "\(checked.all.suffix(500))")
    let drawn = try Tool.run(["graph"], in: project.path, limit: 60)
    #expect(
      drawn.output.hasSuffix(
        "200  Notebooks/chain/n0.sernb\n     └─ x from Notebooks/chain/n1.sernb\n"))
  }
}
