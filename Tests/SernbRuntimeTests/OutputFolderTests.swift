// Write-ups on the disk: replaced as one, with what is not theirs left alone, and mended after a kill.

import Basics
import Foundation
import SernbDocument
import SernbLanguage
import SernbPages
import Storage
import Testing
import TestSupport

@testable import SernbRuntime

@Suite("the folder of write-ups")
struct OutputFolderTests {
  /// The files of a write-up with its results, which name them.
  private func writeUp(
    _ stem: String, _ files: [String: String], notebook: String = "Notebooks/n.sernb"
  ) -> [RenderedDocument.File] {
    let all = files.sorted { $0.key < $1.key }.map { name, text in
      RenderedDocument.File(path: "Outputs/" + name, bytes: Array(text.utf8))
    }
    let results = Results(title: "T", facts: [], entries: [])
    let text = ResultsChecksum.sealed(
      results, [.init("notebook", .string(notebook))],
      all.map { ($0.path, Digest(of: $0.bytes)) }, in: "Outputs", without: .none)
    return all + [.init(path: WriteUp.resultsPath("Outputs/" + stem), bytes: Array(text.utf8))]
  }

  private func outputs(_ scratch: Scratch) -> OutputFolder {
    OutputFolder(Project(root: scratch.path))
  }

  @Test("equal bytes are left alone, and what a write-up no longer has goes")
  func replace() throws {
    let project = try Scratch()
    let folder = outputs(project)
    let first = writeUp("n", ["n.md": "one", "n.files/a.svg": "a", "n.files/sub/b.csv": "b"])
    #expect(try folder.replace(first, stem: "Outputs/n").count == 4)
    #expect(try folder.replace(first, stem: "Outputs/n") == [])
    let second = writeUp("n", ["n.md": "two", "n.files/a.svg": "a"])
    let changed = try folder.replace(second, stem: "Outputs/n")
    #expect(
      Set(changed) == ["Outputs/n.md", "Outputs/n.results.json", "Outputs/n.files/sub/b.csv"])
    #expect(project.text("Outputs/n.md") == "two")
    #expect(project.files("Outputs").keys.sorted() == ["n.files/a.svg", "n.md", "n.results.json"])
  }

  @Test("a file that no write-up names is neither replaced nor deleted, and the refusal names it")
  func strange() throws {
    let project = try Scratch([
      "Outputs/n.md": "mine", "Outputs/n.files/notes.txt": "precious",
    ])
    let folder = outputs(project)
    do {
      try folder.replace(writeUp("n", ["n.md": "one"]), stem: "Outputs/n")
      Issue.record("it was replaced")
    } catch {
      #expect(error.code == "not-own" && error.message.contains("`Outputs/n.md`"), "\(error)")
    }
    #expect(project.text("Outputs/n.md") == "mine")
    try FileManager.default.removeItem(atPath: project.path + "/Outputs/n.md")
    try folder.replace(writeUp("n", ["n.md": "1", "n.files/a.csv": "a"]), stem: "Outputs/n")
    try folder.replace(writeUp("n", ["n.md": "2"]), stem: "Outputs/n")
    #expect(project.text("Outputs/n.files/notes.txt") == "precious")
    #expect(project.text("Outputs/n.files/a.csv") == nil)
  }

  @Test("what someone changed by hand is not deleted")
  func edited() throws {
    let project = try Scratch()
    let folder = outputs(project)
    try folder.replace(
      writeUp("n", ["n.md": "1", "n.files/a.csv": "a", "n.files/b.csv": "b"]), stem: "Outputs/n")
    try project.write("a, edited", to: "Outputs/n.files/a.csv")
    try folder.replace(writeUp("n", ["n.md": "2"]), stem: "Outputs/n")
    #expect(project.text("Outputs/n.files/a.csv") == "a, edited")
    #expect(project.text("Outputs/n.files/b.csv") == nil)
    let removed = try folder.remove("Outputs/n")
    #expect(Set(removed) == ["Outputs/n.md", "Outputs/n.results.json"])
  }

  @Test("when something cannot be written, nothing is")
  func failing() throws {
    let project = try Scratch()
    let folder = outputs(project)
    try folder.replace(writeUp("n", ["n.md": "one"]), stem: "Outputs/n")
    // A folder stands where the second file should go.
    try project.write("x", to: "Outputs/n.files/a.svg/x")
    do {
      try folder.replace(writeUp("n", ["n.md": "two", "n.files/a.svg": "a"]), stem: "Outputs/n")
      Issue.record("it was written")
    } catch {
      #expect(error.code == "cannot-write", "\(error)")
    }
    #expect(project.text("Outputs/n.md") == "one")
    #expect(!project.files("Outputs").keys.contains { $0.contains(".writing") })
  }

  @Test(
    "no link is followed, wherever it lies",
    arguments: ["Outputs", "Outputs/n.md", "Outputs/n.files", "Outputs/n.files/a.csv"])
  func links(place: String) throws {
    let project = try Scratch(["victim/a.csv": "v", "victim/sub/x": "v", "p/Notebooks/n.sernb": ""])
    let link = project.path + "/p/" + place
    try FileManager.default.createDirectory(
      atPath: URL(fileURLWithPath: link).deletingLastPathComponent().path,
      withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: link, withDestinationPath: project.path + "/victim")
    let before = project.files("victim")
    let folder = OutputFolder(Project(root: project.path + "/p"))
    #expect(throws: Diagnostic.self) {
      try folder.replace(
        writeUp("n", ["n.md": "one", "n.files/a.csv": "a"]), stem: "Outputs/n")
    }
    #expect(project.files("victim") == before)
  }

  // MARK: Several at once

  @Test("a hundred write-ups go in place together, each as a whole, whatever is wrong with another")
  func together() throws {
    let names = (0..<100).map { "n\(100 + $0)" }
    for isLenient in [true, false] {
      let project = try Scratch(["Outputs/n150.files/a.csv": "not ours"])
      let folder = OutputFolder(Project(root: project.path))
      let replacements = names.map { name in
        OutputFolder.Replacement(
          writeUp(name, ["\(name).md": name, "\(name).files/a.csv": "a"]), stem: "Outputs/\(name)")
      }
      let results = folder.replace(replacements, isLenient: isLenient)
      #expect(results.count == (isLenient ? 100 : 51))
      for (name, result) in zip(names, results) {
        let isGood = (try? result.get()) != nil
        #expect(isGood == (name != "n150"))
        #expect(project.text("Outputs/\(name).md") == (isGood ? name : nil))
      }
      #expect(project.text("Outputs/n150.files/a.csv") == "not ours")
      #expect((project.text("Outputs/n170.md") != nil) == isLenient)
      #expect(!project.files("Outputs").keys.contains { $0.contains(".writing") })
      let again = folder.replace(Array(replacements.prefix(50)), isLenient: isLenient)
      #expect(try again.allSatisfy { try $0.get().isEmpty })
    }
  }

  // MARK: Kills

  /// The state after a kill behind some of the renames.
  private func halfDone(_ project: Scratch, renames: Int) throws -> Project {
    let made = Project(root: project.path)
    try OutputFolder(made).replace(
      writeUp("n", ["n.md": "old", "n.files/a.svg": "old"]), stem: "Outputs/n")
    let new = writeUp("n", ["n.md": "new", "n.files/a.svg": "new"])
    let stage = project.path + "/Outputs/.writing-0123456789abcdef"
    try FileManager.default.createDirectory(atPath: stage, withIntermediateDirectories: true)
    var moves: [JSON] = []
    for (index, file) in new.enumerated() {
      let old = try #require(project.files("Outputs")[String(file.path.dropFirst(8))])
      moves.append([
        "to": .string(file.path), "old": .string(Digest(of: Array(old)).hex),
      ])
      if index < renames {
        try project.write(file.bytes, to: file.path)
      } else {
        try project.write(file.bytes, to: "Outputs/.writing-0123456789abcdef/\(index)")
      }
    }
    let plan: JSON = [
      "format": .int(1), "stem": .string("Outputs/n"), "moves": .array(moves),
      "removals": .array([]),
    ]
    try project.write(plan.text(), to: "Outputs/.writing-0123456789abcdef/plan")
    return made
  }

  @Test("a kill between two renames is called by its name, and the next run ends what was begun")
  func mended() throws {
    for renames in 0...3 {
      let project = try Scratch()
      let made = try halfDone(project, renames: renames)
      #expect(OutputFolder(made).isHalf("Outputs/n") == (renames == 1 || renames == 2))
      OutputFolder(made).mend()
      let texts = [project.text("Outputs/n.md"), project.text("Outputs/n.files/a.svg")]
      let wanted = renames == 0 ? "old" : "new"
      #expect(texts == [wanted, wanted], "after \(renames) renames")
      #expect(!project.files("Outputs").keys.contains { $0.contains(".writing") })
      #expect(!OutputFolder(made).isHalf("Outputs/n"))
    }
  }

  @Test("a plan that names what is not a write-up's own is not followed")
  func hostilePlan() throws {
    for to in ["Notebooks/n.sernb", "../x", ".git/config", "Outputs/.x", "/tmp/x"] {
      let project = try Scratch([
        "Notebooks/n.sernb": "text", ".git/config": "git",
        "Outputs/.writing-0123456789abcdef/0": "evil",
        "Outputs/.writing-0123456789abcdef/2": "evil",
        "Outputs/.writing-0123456789abcdef/plan":
          "{\"format\": 1, \"stem\": \"Outputs/n\", \"removals\": [], \"moves\": ["
          + (0..<4).map { _ in "{\"to\": \"\(to)\", \"old\": \"\"}" }.joined(separator: ", ")
          + "]}",
      ])
      OutputFolder(Project(root: project.path)).mend()
      #expect(project.text("Notebooks/n.sernb") == "text")
      #expect(project.text(".git/config") == "git")
      #expect(project.files("Outputs").isEmpty)
    }
  }

  @Test("a folder of that name with anything else in it stays")
  func notOurs() throws {
    let project = try Scratch([
      "Outputs/.writing-0123456789abcdef/precious.txt": "x",
      "Outputs/.writing-0123456789abcdef/sub/0": "x", "Outputs/.writing-12/0": "x",
    ])
    OutputFolder(Project(root: project.path)).mend()
    #expect(project.files("Outputs").count == 3)
  }

  // MARK: Elsewhere

  @Test("write-ups go to another folder of the project, or to one outside of it")
  func elsewhere() throws {
    let project = try Scratch(["p/Notebooks/n.sernb": ""])
    let own = Project(root: project.path + "/p")
    let inside = try own.rendering(to: "real", from: own.root)
    #expect(inside.outputStem(own.root + "/Notebooks/n.sernb") == "real/n")
    let outside = try own.rendering(to: project.path + "/out", from: "/")
    let stem = outside.outputStem(own.root + "/Notebooks/n.sernb")
    #expect(stem.hasSuffix("/out/n") && stem.hasPrefix("/"))
    let file = RenderedDocument.File(path: stem + ".md", bytes: Array("x".utf8))
    try OutputFolder(outside).replace([file], stem: stem)
    #expect(project.text("out/n.md") == "x")
    for bad in [".git/x", ".", "", "Notebooks/../.x"] {
      #expect(throws: Files.Forbidden.self) { try own.rendering(to: bad, from: own.root) }
    }
  }

  // MARK: Makers

  @Test(
    "two notebooks that would write the same page are named, whichever of them is asked for",
    arguments: [
      ("Notebooks/x.sernb", "x.sernb"), ("Notebooks/x.sernb", "Notebooks/x.sernb.md"),
      ("Notebooks/a.sernb", "Notebooks/a.files/b.sernb"),
      ("Notebooks/a.sernb", "Notebooks/a.sweep.sernb"),
      ("Notebooks/a.sernb", "Notebooks/a.sweep/b.sernb"),
      ("Notebooks/a.sernb", "Notebooks/a.failed.sernb"),
      ("Notebooks/Case.sernb", "Notebooks/case.sernb"),
      ("Notebooks/caf\u{E9}.sernb", "Notebooks/cafe\u{301}.sernb"),
      ("Notebooks/D/a.sernb", "Notebooks/d/a.sernb"),
    ])
  func clashes(one: String, other: String) throws {
    let project = try Scratch([one: "", "Notebooks/fine.sernb": ""])
    // By itself: as keys of a dictionary two spellings of é are one.
    try project.write("", to: other)
    let claims = PageClaims(Project(root: project.path))
    for asked in [one, other] {
      let found = claims.clashes(of: [project.path + "/" + asked])
      #expect(found.count == 1)
      let names = found.first?.notebooks.map { Array($0.utf8) } ?? []
      #expect(names.contains(Array(one.utf8)) && names.contains(Array(other.utf8)))
    }
    #expect(claims.clashes(of: [project.path + "/Notebooks/fine.sernb"]).isEmpty)
  }

  @Test("notebooks that write pages of their own do not clash")
  func noClashes() throws {
    let names = ["a.sernb", "b.sernb", "deep/a.sernb", "a.b.sernb", "a_files/b.sernb"]
    let project = try Scratch(
      Dictionary(uniqueKeysWithValues: names.map { ("Notebooks/" + $0, "") }))
    let claims = PageClaims(Project(root: project.path))
    #expect(claims.clashes(of: names.map { project.path + "/Notebooks/" + $0 }).isEmpty)
  }

  @Test("nothing hidden, no link and no folder is a notebook of a folder")
  func notebooks() throws {
    let project = try Scratch([
      "a.sernb": "", "b/c.sernb.md": "", ".sernb/x.sernb": "", "b/.hidden/d.sernb": "",
      "e.sernb/f.txt": "", ".g.sernb": "", "h.txt": "",
    ])
    try FileManager.default.createSymbolicLink(
      atPath: project.path + "/link.sernb", withDestinationPath: project.path + "/a.sernb")
    #expect(NotebookFiles.below(project.path) == ["a.sernb", "b/c.sernb.md"])
  }

  @Test("write-ups whose notebook is gone are found, and only their own files are deleted")
  func orphans() throws {
    let project = try Scratch(["Notebooks/n.sernb": ""])
    let folder = outputs(project)
    try folder.replace(writeUp("n", ["n.md": "1"]), stem: "Outputs/n")
    try folder.replace(
      writeUp("gone", ["gone.md": "1", "gone.files/a.csv": "a"], notebook: "Notebooks/gone.sernb"),
      stem: "Outputs/gone")
    try project.write("mine", to: "Outputs/gone.files/mine.txt")
    try project.write("mine", to: "Outputs/mine.md")
    let found = folder.orphans(root: project.path)
    #expect(found.map(\.notebook) == ["Notebooks/gone.sernb"])
    let removed = try folder.remove(try #require(found.first))
    #expect(
      Set(removed) == ["Outputs/gone.md", "Outputs/gone.results.json", "Outputs/gone.files/a.csv"])
    #expect(
      project.files("Outputs").keys.sorted() == [
        "gone.files/mine.txt", "mine.md", "n.md", "n.results.json",
      ])
  }

  // MARK: Ends of lines

  @Test("a file is the same with the ends of lines that Git gave it, and no other change is")
  func lineEnds() {
    let text = Array("a\nb\n".utf8)
    let digest = Digest(of: text)
    #expect(LineEnds.matches(text, digest))
    #expect(LineEnds.matches(Array("a\r\nb\r\n".utf8), digest))
    #expect(!LineEnds.matches(Array("a\r\nc\r\n".utf8), digest))
    #expect(!LineEnds.matches(Array("a\rb\n".utf8), digest))
    #expect(LineEnds.unix(Array("\r\r\n".utf8)) == Array("\r\n".utf8))
  }
}
