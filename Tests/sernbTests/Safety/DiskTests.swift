// Full disks, folders that may not be written, Ctrl-C: the last write-up stays whole.

import Foundation
import Testing
import TestSupport

@Suite("disks and interrupts")
struct DiskTests {
  private static let notebook =
    "# A\n\n```ser a\nsave \"\(String(repeating: "x", count: 3000))\" to \"a.txt\"\n1 + 1\n```\n"

  @Test(
    "a full disk is said in words, and the last write-up is as it was",
    .enabled(if: SmallDisk.isPossible))
  func full() throws {
    let project = try Scratch(["Notebooks/n.sernb": Self.notebook])
    let outputs = project.path + "/Outputs"
    try SmallDisk.at(outputs, size: "64k") {
      #expect(try Tool.run(["run"], in: project.path).code == 0)
      let before = project.files("Outputs")
      let more = "a.txt\"\nsave \"\(String(repeating: "yz", count: 60_000))\" to \"b.txt\""
      try project.write(
        Self.notebook.replacing("1 + 1", with: "2 + 2").replacing("a.txt\"", with: more),
        to: "Notebooks/n.sernb")
      let outcome = try Tool.run(["run"], in: project.path)
      #expect(outcome.code == 1, "\(outcome.all)")
      #expect(outcome.errors.contains("the disk is full"), "\(outcome.all)")
      #expect(project.files("Outputs") == before)
    }
  }

  @Test("a folder that may not be written is said in words")
  func readOnly() throws {
    let project = try Scratch(["Notebooks/n.sernb": Self.notebook])
    // A file where the folder should be stops root as well as anybody else.
    try project.write("not a folder", to: "Outputs")
    let outcome = try Tool.run(["run"], in: project.path)
    #expect(outcome.code == 1, "\(outcome.all)")
    #expect(outcome.errors.contains("I cannot write to"), "\(outcome.all)")
    #expect(project.text("Outputs") == "not a folder")
  }

  @Test(
    "Outputs without permission to write leaves everything as it was",
    .enabled(if: getuid() != 0 || SmallDisk.isPossible))
  func noPermission() throws {
    let project = try Scratch(["Notebooks/n.sernb": Self.notebook])
    #expect(try Tool.run(["run"], in: project.path).code == 0)
    let before = project.files("Outputs")
    try project.write(Self.notebook.replacing("1 + 1", with: "2 + 2"), to: "Notebooks/n.sernb")
    let outputs = project.path + "/Outputs"
    func run() throws {
      let outcome = try Tool.run(["run"], in: project.path)
      #expect(outcome.code == 1, "\(outcome.all)")
      #expect(outcome.errors.contains("may not be written"), "\(outcome.all)")
      #expect(project.files("Outputs") == before)
    }
    // Permissions do not stop root.
    if getuid() == 0 { return try SmallDisk.readOnly(outputs, run) }
    func permit(_ mode: Int) throws {
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: outputs)
    }
    try permit(0o555)
    defer { try? permit(0o755) }
    try run()
  }

  @Test("Ctrl-C while the demo corpus is made leaves no folder behind")
  func interruptedCorpus() throws {
    let project = try Scratch()
    let outcome = try Tool.watch(
      ["corpus", "demo", "--turns", "10000"], in: project.path
    ) { running in
      running.wait { !project.files().isEmpty }
      running.process.interrupt()
    }
    #expect(outcome.code == 130, "\(outcome.all)")
    #expect(project.files().isEmpty)
  }
}
