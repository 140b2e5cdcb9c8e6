// Notebooks that use each other in a circle, in a long chain, or in a mesh of thousands of ways.

import Foundation
import Testing
import TestSupport

@Suite("circles of notebooks")
struct CircleTests {
  private func use(_ name: String) -> String { "```ser a\nuse \"\(name).sernb\" (x)\n```\n" }

  @Test("each use of a circle is told in its own file, for a folder and for one notebook alone")
  func everywhere() async throws {
    let project = try Scratch([
      "Notebooks/a.sernb": "\n" + use("b"), "Notebooks/b.sernb": use("c"),
      "Notebooks/c.sernb": "\n\n" + use("a"), "Notebooks/self.sernb": use("self"),
      "Notebooks/user.sernb": use("a"),
    ])
    for paths in [["Notebooks"], ["Notebooks/b.sernb"], ["Notebooks/user.sernb"]] {
      let outcome = await Verb.run(["check", "--static"] + paths, in: project.path)
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

  @Test("every verb ends at a circle, with its problem at each place", .timeLimit(.minutes(30)))
  func verbs() async throws {
    let project = try Scratch([
      "Notebooks/a.sernb": use("b"), "Notebooks/b.sernb": use("c"), "Notebooks/c.sernb": use("a"),
      "Notebooks/self.sernb": use("self"), "Notebooks/user.sernb": use("a"),
    ])
    for (name, places) in [
      ("a", ["a", "b", "c"]), ("self", ["self"]), ("user", ["a", "b", "c"]),
    ] {
      let path = "Notebooks/\(name).sernb"
      for verb in [
        ["run", path], ["check", path], ["check", "--static", path],
        ["check", "--freshness", path], ["why", path], ["graph", path],
        ["graph", "--cells", path],
      ] {
        let outcome = await Verb.run(verb, in: project.path)
        #expect(outcome.code == 5, "\(verb) \(outcome.all)")
        for place in places {
          #expect(
            outcome.errors.components(separatedBy: "--> Notebooks/\(place).sernb:2:5").count == 2,
            "\(verb) \(place)\n\(outcome.all)")
        }
      }
      // A wrong command after it weighs more than the circle: `:why` wants a label.
      for (lines, code) in [(":run\n", 5), (":run\n:why\n:save\n", 2)] {
        let stepped = await Verb.run(["step", path], in: project.path, typing: lines)
        #expect(stepped.code == code, "\(name) \(stepped.all)")
        for place in places {
          #expect(stepped.errors.contains("--> Notebooks/\(place).sernb:2:5"), "\(stepped.all)")
        }
      }
    }
  }

  @Test("every use on a circle is reported, in a mesh of notebooks too", .timeLimit(.minutes(30)))
  func meshed() async throws {
    let project = try Scratch()
    for index in 0..<12 {
      let uses = index == 11 ? [0] : Array((index + 1)..<12)
      try project.write(
        "```ser a\n" + uses.map { "use \"n\($0).sernb\" (x as x\($0))\n" }.joined()
          + "x = 1\n```\n", to: "Notebooks/n\(index).sernb")
    }
    let checked = await Verb.run(["check", "--static", "--format", "json"], in: project.path)
    #expect(checked.code == 5)
    // One use of each pair, and the one that leads back.
    #expect(checked.output.components(separatedBy: "\"notebook-cycle\"").count == 68)
    let text = await Verb.run(["check", "--static"], in: project.path)
    #expect(text.errors.components(separatedBy: "error[notebook-cycle]").count == 51)
    #expect(text.errors.contains("… and 17 more; "), "\(text.errors.suffix(300))")
    #expect(await Verb.run(["graph"], in: project.path).code == 5)
  }

  @Test("long chains and wide meshes are checked and drawn at once", .timeLimit(.minutes(30)))
  func large() async throws {
    let project = try Scratch()
    for index in 0..<60 {
      try project.write(
        index == 59 ? "```ser a\nx = 1\n```\n" : use("n\(index + 1)"),
        to: "Notebooks/chain/n\(index).sernb")
    }
    for layer in 0..<12 {
      for side in ["l", "r"] {
        let both =
          "```ser a\nuse \"l\(layer + 1).sernb\" (x as y)\nuse \"r\(layer + 1).sernb\" (x)\n```\n"
        try project.write(
          layer == 11 ? "```ser a\nx = 1\n```\n" : both, to: "Notebooks/mesh/\(side)\(layer).sernb")
      }
    }
    let checked = await Verb.run(["check", "--static"], in: project.path)
    #expect(
      checked.code == 0 && checked.errors.contains("84 notebooks: no problems"),
      "\(checked.all.suffix(500))")
    let drawn = await Verb.run(["graph"], in: project.path)
    #expect(
      drawn.output.hasSuffix(
        "60  Notebooks/chain/n0.sernb\n    └─ x from Notebooks/chain/n1.sernb\n"))
  }
}
