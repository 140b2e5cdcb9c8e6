// What a notebook may reach, and write-ups that are whole or not there.

import Foundation
import SernbDocument
import SernbLanguage
import SernbRuntime
import TestSupport
import Testing

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

  private func file(_ name: String, _ text: String) -> RenderedDocument.File {
    .init(path: "Outputs/\(name)", bytes: Array(text.utf8))
  }

  @Test(
    "a write-up is put in place whole; what it no longer has goes, and equal bytes are left alone")
  func replace() throws {
    let project = try Scratch()
    let folder = OutputFolder(root: project.path)
    let first = [file("n.md", "one"), file("n.files/a.svg", "a"), file("n.files/sub/b.csv", "b")]
    #expect(try folder.replace(first, filesFolder: "Outputs/n.files").count == 3)
    #expect(try folder.replace(first, filesFolder: "Outputs/n.files") == [])
    let second = [file("n.md", "two"), file("n.files/a.svg", "a")]
    let changed = try folder.replace(second, filesFolder: "Outputs/n.files")
    #expect(changed == ["Outputs/n.files/sub/b.csv", "Outputs/n.md"])
    #expect(project.text("Outputs/n.md") == "two")
    #expect(project.files("Outputs").keys.sorted() == ["n.files/a.svg", "n.md"])
  }

  @Test("when something cannot be written, nothing is")
  func failing() throws {
    let project = try Scratch()
    let folder = OutputFolder(root: project.path)
    try folder.replace([file("n.md", "one")], filesFolder: "Outputs/n.files")
    // A folder stands where the second file should go.
    try project.write("x", to: "Outputs/n.files/a.svg/x")
    do {
      try folder.replace(
        [file("m.files/deep", ""), file("n.md", "two"), file("n.files/a.svg/x/y", "a")],
        filesFolder: "Outputs/m.files")
      Issue.record("it was written")
    } catch {
      #expect(error.code == "cannot-write")
    }
    #expect(project.text("Outputs/n.md") == "one")
    #expect(!project.files("Outputs").keys.contains { $0.contains(".writing") })
  }

  @Test("a notebook's outputs mirror the folders under Notebooks")
  func stems() throws {
    let project = try Scratch(["Notebooks/deep/n.sernb": "", "Notebooks/m.sernb.md": ""])
    let made = Project(root: project.path)
    #expect(made.outputStem(project.path + "/Notebooks/deep/n.sernb") == "Outputs/deep/n")
    #expect(made.outputStem(project.path + "/Notebooks/m.sernb.md") == "Outputs/m")
    // A path that is not there ends too.
    #expect(Project.root(of: "no-such-folder/n.sernb").isEmpty == false)
    #expect(Project.root(of: project.path + "/Notebooks/deep/n.sernb") == realPath(project.path))
  }
}
