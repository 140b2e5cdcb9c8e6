// Several renames and deletions in one go.

import FileAccess
import Foundation
import Testing
import TestSupport

@Suite("steps in folders")
struct FolderStepsTests {
  private let scratch: Scratch
  private let folder: Folder

  init() throws {
    scratch = try Scratch(["a": "new a", "b": "new b", "c": "old c", "down/d": "old d", "e": "e"])
    folder = try Folder(scratch.path)
  }

  private func path(_ name: String) throws -> RelativePath { try #require(RelativePath(name)) }

  @Test("happen in their order, from one folder to another")
  func order() throws {
    let down = try folder.folder(path("down"))
    try Folder.perform([
      .move(path("a"), of: folder, to: path("c"), in: folder),
      .move(path("b"), of: folder, to: path("d"), in: down),
      .remove(path("e"), in: folder), .remove(path("e"), in: folder),
      .move(path("c"), of: folder, to: path("f"), in: folder),
    ])
    #expect(
      scratch.files().mapValues { String(decoding: $0, as: UTF8.self) }
        == ["f": "new a", "down/d": "new b"])
  }

  @Test("stop at the first rename that cannot be, and say where it was to lead")
  func failure() throws {
    let (one, two) = (try path("a"), try path("nothing"))
    let steps: [Folder.Step] = [
      .move(one, of: folder, to: try path("c"), in: folder),
      .move(two, of: folder, to: try path("d"), in: folder),
      .remove(try path("b"), in: folder),
    ]
    let problem = #expect(throws: FileProblem.self) { try Folder.perform(steps) }
    #expect(problem?.isMissing == true)
    #expect(scratch.text("c") == "new a" && scratch.text("b") == "new b")
  }

  @Test("none are none, and one needs no other process")
  func few() throws {
    try Folder.perform([])
    try Folder.perform([.remove(try path("e"), in: folder)])
    #expect(scratch.text("e") == nil)
  }

  @Test("happen beside locks of other threads, which are free as soon as they are released")
  func locks() async throws {
    let (folder, scratch) = (folder, scratch)
    let moves = Task.detached {
      for _ in 0..<300 {
        try Folder.perform([
          .move(
            try #require(RelativePath("a")), of: folder, to: try #require(RelativePath("g")),
            in: folder),
          .move(
            try #require(RelativePath("g")), of: folder, to: try #require(RelativePath("a")),
            in: folder),
        ])
      }
    }
    for _ in 0..<2_000 {
      let down = try Folder(scratch.path + "/down")
      #expect(down.lock(isWaiting: false))
    }
    try await moves.value
  }

  @Test("a folder that was moved after it was opened is not where it was, whatever lies there now")
  func moved() throws {
    let (name, other) = (try path("down"), try path("up"))
    let down = try folder.folder(name)
    #expect(down.isStill(at: name, in: folder))
    try folder.move(name, to: other)
    #expect(!down.isStill(at: name, in: folder))
    #expect(down.isStill(at: other, in: folder))
    _ = try folder.createFolder(name)
    #expect(!down.isStill(at: name, in: folder))
    #expect(down.lock(isWaiting: false), "a lock says nothing of the place")
  }
}
