// Small entries lie together in packs: what is written is read again, damage is a miss, and packs stay few.

import Foundation
import Synchronization
import Testing
import TestSupport

@testable import Storage

@Suite("packs")
struct PackTests {
  private func entries(_ numbers: Range<Int>) -> [PackEntry] {
    numbers.map { PackEntry(.nodes, key("\($0)"), Array("entry \($0)".utf8)) }
  }

  private func packs(_ scratch: Scratch) -> [String] {
    scratch.files(".sernb/cache/v1/packs").keys.sorted().map { scratch.cache + "/v1/packs/" + $0 }
  }

  /// Puts a pack where all was deleted before.
  private func put(_ bytes: [UInt8], at path: String) throws {
    try FileManager.default.createDirectory(
      atPath: URL(fileURLWithPath: path).deletingLastPathComponent().path,
      withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  @Test("hold many entries in one file, each found by its key in its namespace")
  func together() throws {
    let scratch = try Scratch()
    #expect(Store(folder: scratch.cache).write(entries(0..<5000)))
    #expect(scratch.cached.count == 1)
    let other = Store(folder: scratch.cache)
    for number in 0..<5000 {
      #expect(other.read(.nodes, key("\(number)")) == Array("entry \(number)".utf8))
    }
    #expect(other.read(.values, key("1")) == nil && !other.contains(.pages, key("1")))
    #expect(other.read(.nodes, key("5000")) == nil)
    #expect(other.info().map(\.entries) == [5000, 0, 0, 0, 0, 0])
    #expect(other.verify() == [])
  }

  @Test("of two entries of a key the later one counts, in one pack and in two")
  func newest() throws {
    let scratch = try Scratch()
    let store = Store(folder: scratch.cache)
    #expect(store.write([PackEntry(.nodes, key("a"), [1]), PackEntry(.nodes, key("a"), [2])]))
    #expect(Store(folder: scratch.cache).read(.nodes, key("a")) == [2])
    // What another store has written since is found too, when something is missed.
    let other = Store(folder: scratch.cache)
    #expect(other.write(.nodes, key("a"), [3]))
    #expect(Store(folder: scratch.cache).read(.nodes, key("a")) == [3])
    // It does not look at each miss, so as to be fast where many things are missing.
    let deadline = ContinuousClock.now + .seconds(60)
    while store.read(.nodes, key("a")) != [3], ContinuousClock.now < deadline {
      #expect(store.read(.nodes, key("b")) == nil)
    }
    #expect(store.read(.nodes, key("a")) == [3])
  }

  @Test("are merged when they are many, whoever wrote them, and nothing is lost")
  func merged() throws {
    let scratch = try Scratch()
    for number in 0..<100 {
      let store = Store(folder: scratch.cache)
      #expect(store.read(.nodes, key("0")) == (number == 0 ? nil : [99]))
      #expect(store.write(.nodes, key("\(number)"), [UInt8(number)]))
      #expect(store.write(.nodes, key("0"), [99]))
    }
    #expect(packs(scratch).count <= 17)
    let store = Store(folder: scratch.cache)
    for number in 1..<100 { #expect(store.read(.nodes, key("\(number)")) == [UInt8(number)]) }
    #expect(store.read(.nodes, key("0")) == [99])
    #expect(store.verify() == [])
  }

  @Test("any changed byte is named, and makes a miss of what it belongs to and of nothing else")
  func flipped() throws {
    let scratch = try Scratch()
    #expect(Store(folder: scratch.cache).write(entries(0..<3)))
    let path = try #require(packs(scratch).first)
    let bytes = try content(of: path)
    for index in bytes.indices {
      var damaged = bytes
      damaged[index] ^= 0x10
      try put(damaged, at: path)
      let store = Store(folder: scratch.cache)
      let problems = store.verify()
      #expect(problems.count == 1 && problems.first?.contains(path) == true, "byte \(index)")
      let found = (0..<3).filter { store.read(.nodes, key("\($0)")) != nil }
      #expect(found.count == 2 || found.count == 0, "byte \(index)")
      for number in found {
        #expect(store.read(.nodes, key("\(number)")) == Array("entry \(number)".utf8))
      }
      #expect(store.write(entries(0..<3)))
      #expect(store.read(.nodes, key("1")) == Array("entry 1".utf8))
      store.tidy()
      #expect(store.verify() == [], "byte \(index)")
      #expect(store.clear().entries > 0 && scratch.cached == [])
    }
  }

  @Test("that were cut off, go on behind their end or are no packs are misses")
  func truncated() throws {
    let scratch = try Scratch()
    #expect(Store(folder: scratch.cache).write(entries(0..<3)))
    let path = try #require(packs(scratch).first)
    let bytes = try content(of: path)
    let cut = bytes.indices.map { Array(bytes[..<$0]) }
    let torn = stride(from: 0, to: bytes.count, by: 5).map { index in
      Array(bytes[..<index]) + [UInt8](repeating: 0, count: bytes.count - index)
    }
    for damaged in cut + torn + [bytes + [0], Array("#!/bin/sh\n".utf8)] {
      try put(damaged, at: path)
      let store = Store(folder: scratch.cache)
      #expect(!store.verify().isEmpty)
      let found = (0..<3).filter { store.read(.nodes, key("\($0)")) != nil }
      #expect(found.count < 3)
      #expect(store.write(entries(0..<3)) && store.read(.nodes, key("2")) != nil)
      store.clear()
      #expect(scratch.cached == [])
    }
    try scratch.write("?", to: ".sernb/cache/v1/packs/notes.txt")
    let name = "0000000000000001-0000000000000001"
    try FileManager.default.createSymbolicLink(
      atPath: scratch.cache + "/v1/packs/" + name, withDestinationPath: scratch.path)
    let store = Store(folder: scratch.cache)
    #expect(store.verify().count == 2)
    #expect(store.read(.nodes, key("1")) == nil && store.clear() == (0, 0))
    #expect(scratch.cached.contains("packs/notes.txt"))
  }

  @Test("go when they were not used for longest, as a whole")
  func evicted() throws {
    let scratch = try Scratch()
    let store = Store(folder: scratch.cache)
    let large = [UInt8](repeating: 1, count: 20_000)
    for number in 0..<5 { #expect(store.write(.nodes, key("\(number)"), large)) }
    for (number, path) in packs(scratch).enumerated() { try age(path, hours: Double(10 - number)) }
    #expect(Store(folder: scratch.cache).read(.nodes, key("0")) == large)
    #expect(store.collect(to: 60_000) == (3, 3 * 20_480))
    let other = Store(folder: scratch.cache)
    #expect((0..<5).filter { other.read(.nodes, key("\($0)")) != nil } == [0, 4])
  }
}

@Suite("entries on their way to the store")
struct WriteQueueTests {
  @Test("can be read at once, and are on disk after a flush: the small ones in one pack")
  func flushed() async throws {
    let scratch = try Scratch()
    let store = Store(folder: scratch.cache)
    for number in 0..<300 {
      await store.add([PendingEntry(.nodes, key("\(number)"), [UInt8(number & 255)])])
      #expect(store.contains(.nodes, key("\(number)")))
      #expect(store.read(.nodes, key("\(number)")) == [UInt8(number & 255)])
    }
    let large = [UInt8](repeating: 9, count: 100_000)
    await store.add([PendingEntry(.values, Digest(of: large), large)])
    #expect(store.read(.values, Digest(of: large)) == large)
    store.flush()
    let other = Store(folder: scratch.cache)
    for number in 0..<300 {
      #expect(other.read(.nodes, key("\(number)")) == [UInt8(number & 255)])
    }
    #expect(other.read(.values, Digest(of: large)) == large)
    #expect(scratch.cached.count <= 20)
    #expect(other.verify() == [])
  }

  @Test("are on disk after those that were added before, whenever one looks")
  func ordered() async throws {
    let scratch = try Scratch()
    let store = Store(folder: scratch.cache)
    let columns = (0..<40).map { [UInt8](repeating: UInt8($0), count: $0 % 2 == 0 ? 90_000 : 90) }
    let isDone = Mutex(false)
    let writing = Task {
      for bytes in columns {
        await store.add([
          PendingEntry(.columns, Digest(of: bytes), bytes),
          PendingEntry(.nodes, Digest(of: bytes), [1]),
        ])
        await Task.yield()
      }
      store.flush()
      isDone.withLock { $0 = true }
    }
    var looks = 0
    while looks < 3 || !isDone.withLock({ $0 }) {
      looks += 1
      await Task.yield()
      let other = Store(folder: scratch.cache)
      for bytes in columns where other.contains(.nodes, Digest(of: bytes)) {
        #expect(other.contains(.columns, Digest(of: bytes)))
      }
    }
    await writing.value
    #expect(Store(folder: scratch.cache).info().map(\.entries) == [40, 0, 40, 0, 0, 0])
  }

  @Test("wait while the queue is full, and are all written")
  func backPressure() async throws {
    let scratch = try Scratch()
    let store = Store(folder: scratch.cache)
    // Each stands for 40 MB in memory, of which the queue holds 64.
    for number in 0..<12 {
      await store.add([
        PendingEntry(.values, key("\(number)"), size: 40 << 20) { Array("\(number)".utf8) }
      ])
    }
    store.flush()
    let other = Store(folder: scratch.cache)
    for number in 0..<12 {
      #expect(other.read(.values, key("\(number)")) == Array("\(number)".utf8))
    }
  }
}
