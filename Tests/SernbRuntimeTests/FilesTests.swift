// What a notebook may reach, and write-ups that are whole or not there.

import Foundation
import SernbDocument
import SernbLanguage
import SernbRuntime
import Testing
import TestSupport

@Suite("files")
struct FilesTests {
  private func project() throws -> (Scratch, Scratch, Files) {
    let project = try Scratch(["data/a.csv": "x\n1\n", "Notebooks/n.sernb": ""])
    let other = try Scratch(["b.csv": "x\n2\n"])
    try FileManager.default.createSymbolicLink(
      atPath: project.path + "/data/link", withDestinationPath: other.path)
    return (project, other, .disk(project: project.path))
  }

  private func isAllowed(_ result: Result<String, Files.Forbidden>) -> Bool {
    if case .success = result { return true }
    return false
  }

  @Test(
    "what lies outside is refused, by whatever name",
    arguments: [
      "..", "../x", "data/../../x", "/etc/passwd", "/dev/zero", "data/link", "data/link/b.csv", "",
      "data/link/../../../etc", "a\u{0}b",
    ])
  func outside(path: String) throws {
    let (project, other, files) = try project()
    defer { withExtendedLifetime((project, other)) {} }
    #expect(!isAllowed(files.readable(path)))
    #expect(!isAllowed(files.writable(path)))
  }

  @Test(
    "what lies inside is reached, whether it is there or not",
    arguments: ["data/a.csv", "./data//a.csv", "data/../data/a.csv", "new/folder/file"])
  func inside(path: String) throws {
    let (project, other, files) = try project()
    defer { withExtendedLifetime((project, other)) {} }
    #expect(isAllowed(files.readable(path)))
    #expect(isAllowed(files.writable(path)))
  }

  @Test("an allowed folder may be read, not written")
  func allowed() throws {
    let (project, other, _) = try project()
    let files = Files.disk(project: project.path, allowed: [other.path])
    #expect(isAllowed(files.readable("data/link/b.csv")))
    #expect(isAllowed(files.readable(other.path + "/b.csv")))
    #expect(!isAllowed(files.writable(other.path + "/b.csv")))
    // Not by the beginning of its name.
    #expect(!isAllowed(files.readable(other.path + "x/b.csv")))
  }

  @Test("a link to nothing is refused: writing through it would leave the project")
  func dangling() throws {
    let project = try Scratch()
    try FileManager.default.createSymbolicLink(
      atPath: project.path + "/gone", withDestinationPath: "/tmp/nowhere-\(UUID().uuidString)")
    let files = Files.disk(project: project.path)
    #expect(!isAllowed(files.writable("gone")))
    #expect(!isAllowed(files.readable("gone/deeper")))
  }

  @Test("devices and pipes are neither files nor folders")
  func special() {
    #expect(kindOfPath("/dev/null") == .special)
    #expect(kindOfPath("/nowhere/at/all") == .missing)
  }

  @Test("two folders whose names differ only in how an accent is written are two folders")
  func normalization() throws {
    let scratch = try Scratch([
      "caf\u{E9}/a.csv": "a", "cafe\u{301}/secret.csv": "s",
    ])
    let files = Files.disk(project: scratch.path + "/caf\u{E9}")
    #expect(isAllowed(files.readable("a.csv")))
    #expect(!isAllowed(files.readable("../cafe\u{301}/secret.csv")))
    #expect(!isAllowed(files.writable("../cafe\u{301}/out")))
    #expect(!isAllowed(files.readable(scratch.path + "/cafe\u{301}/secret.csv")))
  }

  @Test(
    "nothing hidden may be written, nor the project's folder itself, nor anything behind a link",
    arguments: [
      ".git/refs/heads/x", ".github", "data/.hidden/x", ".", "data/..", "", "data/../.git/x",
      "link/x", "link", "../x", "/tmp/x",
    ])
  func hidden(path: String) throws {
    let project = try Scratch(["data/a.csv": "a"])
    try FileManager.default.createSymbolicLink(
      atPath: project.path + "/link", withDestinationPath: project.path + "/data")
    let files = Files.disk(project: project.path)
    #expect(!isAllowed(files.writable(path)))
    #expect(isAllowed(files.writable("data/new/x")))
  }

  @Test("a notebook's outputs mirror the folders under Notebooks")
  func stems() throws {
    let project = try Scratch(["Notebooks/deep/n.sernb": "", "Notebooks/m.sernb.md": ""])
    let made = Project(root: project.path)
    #expect(made.outputStem(project.path + "/Notebooks/deep/n.sernb") == "Outputs/deep/n")
    #expect(made.outputStem(project.path + "/Notebooks/m.sernb.md") == "Outputs/m")
    // In a folder with letters beyond ASCII too.
    let strange = try Scratch(["\u{E9} #\n\u{65E5}/Notebooks/o\u{301}/n.sernb": ""])
    let other = Project(root: strange.path + "/\u{E9} #\n\u{65E5}")
    #expect(other.outputStem(other.root + "/Notebooks/o\u{301}/n.sernb") == "Outputs/o\u{301}/n")
    // A path that is not there ends too.
    #expect(Project.root(of: "no-such-folder/n.sernb").isEmpty == false)
    #expect(Project.root(of: project.path + "/Notebooks/deep/n.sernb") == realPath(project.path))
  }
}
