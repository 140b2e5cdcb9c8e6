// What is written is read again, by its own key alone; whatever is damaged is not there.

import Foundation
import Storage
import Testing
import TestSupport

@Suite("a store")
struct StoreTests {
  @Test("gives back what was kept, by namespace and key")
  func roundTrip() throws {
    let scratch = try Scratch()
    let store = Store(folder: scratch.cache)
    let contents: [[UInt8]] = [[], [7], Array("text".utf8), (0..<100_000).map { UInt8($0 & 255) }]
    for (number, bytes) in contents.enumerated() {
      for namespace in Namespace.all {
        #expect(store.write(namespace, key("\(namespace) \(number)"), bytes))
      }
    }
    // Another store of the same folder, as in another process.
    let other = Store(folder: scratch.cache)
    for (number, bytes) in contents.enumerated() {
      for namespace in Namespace.all {
        #expect(other.contains(namespace, key("\(namespace) \(number)")))
        #expect(other.read(namespace, key("\(namespace) \(number)")) == bytes)
      }
    }
    #expect(store.read(.nodes, key("values 1")) == nil)
    #expect(!store.contains(.nodes, key("values 1")))
    #expect(store.read(.nodes, key("unheard of")) == nil)
    store.remove(.partial, key("partial 1"))
    #expect(store.read(.partial, key("partial 1")) == nil)
    for namespace in [Namespace.nodes, .partial] {
      #expect(store.write(namespace, key("1"), [1, 2, 3]))
      #expect(store.write(namespace, key("1"), [4]))
      #expect(store.read(namespace, key("1")) == [4])
    }
  }

  @Test("makes nothing on disk before something is kept, and hides its folder from git then")
  func lazy() throws {
    let scratch = try Scratch()
    let store = Store(folder: scratch.cache)
    #expect(store.read(.partial, key("a")) == nil)
    #expect(store.info().allSatisfy { $0.entries == 0 && $0.bytes == 0 })
    #expect(store.verify() == [])
    #expect(store.collect() == (0, 0))
    #expect(store.clear() == (0, 0))
    store.tidy()
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == [])
    #expect(store.write(.partial, key("a"), [1]))
    #expect(scratch.text(".sernb/.gitignore") == "*\n")
    // What someone changed there stays.
    try scratch.write("!keep\n", to: ".sernb/.gitignore")
    try FileManager.default.removeItem(atPath: scratch.cache)
    #expect(store.write(.partial, key("a"), [1]))
    #expect(scratch.text(".sernb/.gitignore") == "!keep\n")
  }

  @Test(
    "follows no link from .sernb on: nothing is written, deleted or read behind one",
    arguments: [
      ".sernb", ".sernb/cache", ".sernb/cache/v1", ".sernb/cache/v1/partial",
      ".sernb/cache/v1/writing", ".sernb/cache/v1/files",
    ])
  func linked(place: String) throws {
    let scratch = try Scratch([
      "disk/notes": "x", "disk/.sernb-writing-0123456789abcdef": "x", "disk/sub/writing/y": "x",
    ])
    let link = scratch.path + "/" + place
    try FileManager.default.createDirectory(
      atPath: URL(fileURLWithPath: link).deletingLastPathComponent().path,
      withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: link, withDestinationPath: scratch.path + "/disk")
    let before = scratch.files("disk")
    let store = Store(folder: scratch.cache)
    let isUsable = place.hasSuffix("files")
    #expect(store.write(.partial, key("a"), [1]) == isUsable)
    #expect(store.read(.partial, key("a")) == (isUsable ? [1] : nil))
    #expect((store.problem == nil) == (isUsable || place.hasSuffix("writing")))
    let index = FileIndex(file: store.indexFile)
    _ = index.digest(of: scratch.path + "/disk/notes", .content) { key("x") }
    index.save()
    store.collect(to: 0)
    store.tidy()
    _ = store.verify()
    store.clear()
    #expect(scratch.files("disk") == before)
  }

  @Test("may lie in a folder that a person named through a link")
  func named() throws {
    let scratch = try Scratch(["disk/notes": "x"])
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path + "/link", withDestinationPath: scratch.path + "/disk")
    let store = Store(folder: scratch.path + "/link/cache")
    #expect(store.write(.partial, key("a"), [1]))
    #expect(store.read(.partial, key("a")) == [1])
    #expect(store.clear().entries == 1)
    #expect(scratch.text("disk/notes") == "x")
  }

  @Test("keeps an entry where the layout says, and leaves no other file")
  func layout() throws {
    let scratch = try Scratch()
    let store = Store(folder: scratch.cache)
    #expect(store.write(.partial, key("abc"), [1]))
    #expect(
      scratch.cached == [
        "partial/ba/7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
      ])
  }

  // MARK: Damage

  /// Whether the only node of a store is a miss and gone; then it is written again.
  private func isMiss(_ store: Store, _ scratch: Scratch, _ name: String = "a") -> Bool {
    let isMiss =
      store.read(.partial, key(name)) == nil && !store.contains(.partial, key(name))
      && scratch.files(".sernb/cache/v1/partial").isEmpty
    return store.write(.partial, key(name), Array("what a cell came to".utf8)) && isMiss
  }

  private func storeWithNode() throws -> (Scratch, Store, path: String, bytes: [UInt8]) {
    let scratch = try Scratch()
    let store = Store(folder: scratch.cache)
    #expect(store.write(.partial, key("a"), Array("what a cell came to".utf8)))
    let path = try scratch.onlyFile(.partial)
    return (scratch, store, path, try content(of: path))
  }

  @Test("misses an entry of which any byte was changed, and says so")
  func flipped() throws {
    let (scratch, store, path, bytes) = try storeWithNode()
    for index in bytes.indices {
      for flip: UInt8 in [1, 0x80, 0xFF] {
        var damaged = bytes
        damaged[index] ^= flip
        try put(damaged, at: path)
        let problems = store.verify()
        #expect(problems.count == 1 && problems.first?.contains(path) == true, "byte \(index)")
        #expect(isMiss(store, scratch), "byte \(index)")
      }
    }
    #expect(store.verify() == [])
  }

  @Test("misses an entry that is cut off anywhere, or goes on behind its end")
  func truncated() throws {
    let (scratch, store, path, bytes) = try storeWithNode()
    for count in bytes.indices {
      try put(Array(bytes[..<count]), at: path)
      #expect(isMiss(store, scratch), "\(count) bytes")
    }
    for more: [UInt8] in [[0], bytes] {
      try put(bytes + more, at: path)
      #expect(isMiss(store, scratch))
    }
    // The right length, but zeros from somewhere on, as after a crash of the machine.
    for count in stride(from: 0, to: bytes.count, by: 7) {
      try put(bytes[..<count] + [UInt8](repeating: 0, count: bytes.count - count), at: path)
      #expect(isMiss(store, scratch), "zeros from \(count)")
    }
  }

  @Test("misses an entry that is stored under another key or namespace")
  func misplaced() throws {
    let (scratch, store, path, bytes) = try storeWithNode()
    #expect(store.write(.partial, key("b"), [1]))
    let other =
      scratch.cache + "/v1/partial/\(key("b").hex.prefix(2))/\(key("b").hex.dropFirst(2))"
    let otherBytes = try content(of: other)
    try put(otherBytes, at: path)
    try put(bytes, at: other)
    #expect(store.verify().count == 2)
    #expect(store.read(.partial, key("a")) == nil)
    #expect(store.read(.partial, key("b")) == nil)
    #expect(scratch.files(".sernb/cache/v1/partial").isEmpty)
    let large = [UInt8](repeating: 1, count: 40_000)
    #expect(store.write(.values, key("a"), large))
    try put(bytes, at: try scratch.onlyFile(.values))
    #expect(store.read(.values, key("a")) == nil)
  }

  @Test("misses entries of another version or program, and whatever is no file")
  func foreign() throws {
    let (scratch, store, path, bytes) = try storeWithNode()
    var newer = bytes
    newer[8] = 2
    for foreign in [newer, Array("#!/bin/sh\necho no entry\n".utf8), []] {
      try put(foreign, at: path)
      #expect(isMiss(store, scratch))
    }
    let manager = FileManager.default
    func replaced(_ make: () throws -> Void) throws {
      try manager.removeItem(atPath: path)
      try make()
      // The miss comes before the writing, so both are tried apart.
      #expect(store.verify().count == 1)
      #expect(store.read(.partial, key("a")) == nil)
      // The store did not put it there, and neither deletes nor replaces it.
      #expect(!store.write(.partial, key("a"), [1]))
      #expect(store.collect(to: 0).entries == 0)
      #expect(store.clear().entries == 0)
      #expect(store.verify().count == 1)
      try manager.removeItem(atPath: path)
      #expect(store.write(.partial, key("a"), [1]))
      #expect(store.read(.partial, key("a")) == [1])
    }
    try replaced {
      try scratch.write("x", to: String(path.dropFirst(scratch.path.count + 1)) + "/deeper/x")
    }
    try scratch.write("secret", to: "secret")
    try replaced {
      try manager.createSymbolicLink(
        atPath: path, withDestinationPath: scratch.path + "/secret")
    }
    #expect(scratch.text("secret") == "secret")
    try replaced { mkfifo(path, 0o600) }
  }

  @Test("leaves a file alone that took the place of a folder")
  func fileForFolder() throws {
    let (scratch, store, path, _) = try storeWithNode()
    let group = (path as NSString).deletingLastPathComponent
    try FileManager.default.removeItem(atPath: group)
    try put([1], at: group)
    #expect(store.verify().count == 1)
    #expect(store.read(.partial, key("a")) == nil)
    #expect(!store.write(.partial, key("a"), [5]))
    #expect(store.clear().entries == 0)
    #expect(scratch.cached.count == 1)
    try FileManager.default.removeItem(atPath: group)
    #expect(store.write(.partial, key("a"), [5]))
    #expect(store.read(.partial, key("a")) == [5])
  }

  @Test("verifies that a value is that of its key")
  func values() throws {
    let scratch = try Scratch()
    let store = Store(folder: scratch.cache)
    let bytes = [UInt8](repeating: 7, count: 40_000)
    #expect(store.write(.values, Digest(of: bytes), bytes))
    #expect(store.verify() == [])
    #expect(store.write(.values, Digest(of: bytes), bytes.reversed() + [1]))
    let path = try scratch.onlyFile(.values)
    #expect(store.verify() == ["`\(path)`: its bytes are not those of its name"])
    try scratch.write("?", to: ".sernb/cache/v1/notes.txt")
    try scratch.write("?", to: ".sernb/cache/v1/nodes/notes.txt")
    try scratch.write("?", to: ".sernb/cache/v1/nodes/ab/notes.txt")
    #expect(store.verify().filter { $0.contains("notes.txt`: I did not put this here") }.count == 3)
  }

  // MARK: Many at once

  @Test("many tasks write and read the same entries without a torn one")
  func concurrent() async throws {
    let scratch = try Scratch()
    let folder = scratch.cache
    await withTaskGroup(of: Bool.self) { group in
      for task in 0..<8 {
        group.addTask {
          let store = Store(folder: folder)
          var isRight = true
          for round in 0..<60 {
            let number = (task * 7 + round) % 10
            let bytes = [UInt8](repeating: UInt8(number), count: 1 + number * 3000)
            isRight = store.write(.partial, key("\(number)"), bytes) && isRight
            if let found = store.read(.partial, key("\((number + 1) % 10)")),
              let first = found.first
            {
              isRight = isRight && found.count == 1 + Int(first) * 3000
            }
          }
          return isRight
        }
      }
      for await isRight in group { #expect(isRight) }
    }
    let store = Store(folder: folder)
    #expect(store.verify() == [])
    #expect(store.info().map(\.entries) == [0, 0, 0, 0, 0, 10])
    #expect(scratch.cached.count == 10)
  }
}
