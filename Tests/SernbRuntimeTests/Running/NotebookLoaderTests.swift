// Notebooks that use each other: circles are told at every place, and chains and meshes of them cost no stack and no time.

import SernbLanguage
import Synchronization
import Testing
import TestSupport

@testable import SernbRuntime

/// Notebooks of a folder, checked with two builtins that read and make paths.
enum Loading {
  static let vocabulary = Vocabulary(
    [
      Signature(
        "read", "Reads.", family: "test", [Parameter("path", .file, "It.", isNamed: false)]
      ) { _ in .text },
      Signature(
        "make", "Makes.", family: "test", [Parameter("path", .newFolder, "It.", isNamed: false)]
      ) { _ in .text },
    ], kinds: [])

  static func loader(
    _ folder: Scratch, overrides: [Override] = []
  ) -> NotebookLoader {
    NotebookLoader(
      Project(root: folder.path), vocabulary: vocabulary, overrides: overrides,
      trustingMissing: true)
  }

  static func load(
    _ name: String, in folder: Scratch, overrides: [Override] = []
  ) throws -> CheckedNotebook {
    try loader(folder, overrides: overrides).load(folder.path + "/" + name)
  }
}

@Suite("loading notebooks")
struct NotebookLoaderTests {
  private func use(_ names: String...) -> String {
    "```ser a\n" + names.map { "use \"\($0).sernb\" (x as x_\($0))\n" }.joined() + "x = 1\n```\n"
  }

  /// The circles that are told in a notebook: `line: a → b → a`.
  private func circles(_ notebook: CheckedNotebook) -> [String] {
    notebook.problems.compactMap { problem in
      guard case .inCell(_, .notebookCycle(let span, let files)) = problem else { return nil }
      let line = notebook.source.position(of: span.start).line
      return "\(line): " + files.joined(separator: " → ")
    }
  }

  @Test("a circle is told at each use in it, whichever notebook is asked for first")
  func circle() throws {
    let folder = try Scratch([
      "a.sernb": use("b", "d"), "b.sernb": use("c"), "c.sernb": use("d", "a"), "d.sernb": use(),
      "user.sernb": use("a"),
    ])
    let told = [
      "a": ["2: a.sernb → b.sernb → c.sernb → a.sernb"],
      "b": ["2: b.sernb → c.sernb → a.sernb → b.sernb"],
      "c": ["3: c.sernb → a.sernb → b.sernb → c.sernb"], "d": [], "user": [],
    ]
    for first in ["a", "b", "c", "d", "user"] {
      let loader = Loading.loader(folder)
      for name in [first, "user", "d", "c", "b", "a"] {
        let checked = try loader.load(folder.path + "/\(name).sernb")
        #expect(circles(checked) == told[name], "\(name), asked after \(first)")
      }
    }
  }

  @Test("a notebook that uses itself, and two that use each other")
  func small() throws {
    let folder = try Scratch([
      "a.sernb": use("a"), "b.sernb": use("c"), "c.sernb": use("b", "c"),
    ])
    #expect(circles(try Loading.load("a.sernb", in: folder)) == ["2: a.sernb → a.sernb"])
    #expect(circles(try Loading.load("b.sernb", in: folder)) == ["2: b.sernb → c.sernb → b.sernb"])
    #expect(
      circles(try Loading.load("c.sernb", in: folder)) == [
        "2: c.sernb → b.sernb → c.sernb", "3: c.sernb → c.sernb",
      ])
  }

  @Test("a chain of 200 notebooks is read without deep recursion", .timeLimit(.minutes(30)))
  func chain() throws {
    let folder = try Scratch()
    for index in 0..<200 {
      try folder.write(
        index == 199 ? use() : "```ser a\nuse \"n\(index + 1).sernb\" (x)\n```\n",
        to: "n\(index).sernb")
    }
    let checked = try Loading.load("n0.sernb", in: folder)
    #expect(checked.problems.isEmpty)
    #expect(checked.exports["x"]?.constant == .number(1, .plain))
    let graph = NotebookGraph([checked])
    #expect(graph.order.first == "n199.sernb" && graph.order.last == "n0.sernb")
    #expect(graph.allDependencies(of: "n0.sernb").count == 199)
  }

  @Test("a mesh with a million ways through it is read once", .timeLimit(.minutes(30)))
  func mesh() throws {
    let folder = try Scratch()
    for layer in 0..<20 {
      for side in ["l", "r"] {
        let text =
          layer == 19
          ? use()
          : "```ser a\nuse \"l\(layer + 1).sernb\" (x as y)\nuse \"r\(layer + 1).sernb\" (x)\n```\n"
        try folder.write(text, to: "\(side)\(layer).sernb")
      }
    }
    let checked = try Loading.load("l0.sernb", in: folder)
    #expect(checked.problems.isEmpty)
    #expect(CheckedNotebook.withUsed([checked]).count == 39)
    #expect(NotebookGraph([checked]).order.count == 39)
  }

  @Test("a chain that is asked for one by one is walked once")
  func walkedOnce() throws {
    var files = ["n1000.sernb": use()]
    for number in 1001..<1400 { files["n\(number).sernb"] = use("n\(number - 1)") }
    let folder = try Scratch(files)
    for names in [files.keys.sorted(), files.keys.sorted().reversed()] {
      let loader = Loading.loader(folder)
      for name in names { _ = try loader.load(folder.path + "/" + name) }
      #expect(loader.walked.load(ordering: .relaxed) <= 3 * files.count)
    }
  }
}
