// Whether what a node read is what was noted of it: files that change meanwhile, and such as are too young to tell.

import Foundation
import Storage
import Synchronization
import Testing
import TestSupport

@testable import SernbRuntime

@Suite("reads of a node")
struct FileReadsTests {
  /// One file whose stamp never changes, as in the moment after it was written.
  private final class Young: Sendable {
    let content = Mutex("one")
    private let stamp: FileStamp?

    /// - Parameter seconds: how long after the last change the stamp was taken.
    init(taken seconds: Int) throws {
      let scratch = try Scratch(["file": "x"])
      let path = scratch.path + "/file"
      let changed = try #require(FileStamp(of: path)).changed
      stamp = FileStamp(of: path) {
        (changed / 1_000_000_000 + seconds, changed % 1_000_000_000)
      }
    }

    var files: Files {
      let stamp = stamp
      return Files(
        readable: { .success($0) }, writable: { .success($0) }, kind: { _ in .file },
        read: { _ in Array(self.content.withLock { $0 }.utf8) }, stamp: { _ in stamp })
    }
  }

  @Test("content that is read while its digest is made is noted, also if reading it fails")
  func beside() async throws {
    let disk = try Young(taken: 9)
    let (before, beside, failing) = (
      FileReads(disk.files), FileReads(disk.files), FileReads(disk.files)
    )
    let bytes = try before.bytes(at: "x")
    #expect(try await beside.withBytes(at: "x") { $0 } == bytes)
    await #expect(throws: CancellationError.self) {
      try await failing.withBytes(at: "x") { _ in throw CancellationError() }
    }
    #expect(before.observations.count == 1)
    #expect(beside.observations == before.observations)
    #expect(failing.observations == before.observations)
  }

  @Test("a young file is looked at once more", arguments: [("one", true), ("two", false)])
  func young(later: String, isSettled: Bool) throws {
    let disk = try Young(taken: 0)
    let reads = FileReads(disk.files)
    #expect(try reads.bytes(at: "x") == Array("one".utf8))
    disk.content.withLock { $0 = later }
    #expect(reads.isSettled == isSettled)
    // Each clip would have to read its file once more: whoever asks for a part of it takes no risk.
    #expect(!reads.isUnchanged("x"))
  }

  @Test("the stamp of an old one tells all")
  func old() throws {
    let reads = FileReads(try Young(taken: 1_000_000).files)
    _ = try reads.bytes(at: "x")
    #expect(reads.isSettled && reads.isUnchanged("x"))
  }

  @Test(
    "what a memory map may still change is looked at once more",
    arguments: [("one", true), ("two", false)])
  func mapped(later: String, isSame: Bool) throws {
    let disk = try Young(taken: 1)
    let reads = FileReads(disk.files)
    _ = try reads.bytes(at: "x")
    disk.content.withLock { $0 = later }
    #expect(reads.isSettled == isSame && reads.isUnchanged("x") == isSame)
  }
}
