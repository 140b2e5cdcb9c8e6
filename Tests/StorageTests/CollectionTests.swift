// The store stays within its limit, the least recently used goes first, and what killed processes left goes too.

import Foundation
import Testing
import TestSupport

@testable import Storage

@Suite("a store that is full")
struct CollectionTests {
  private func path(_ scratch: Scratch, _ namespace: Namespace, _ key: Digest) -> String {
    "\(scratch.cache)/v1/\(namespace.name)/\(key.hex.prefix(2))/\(key.hex.dropFirst(2))"
  }

  @Test("deletes what was not used for longest, down to four fifths of the limit")
  func leastRecentlyUsed() throws {
    let scratch = try Scratch()
    let store = Store(folder: scratch.cache)
    // Eight entries of 12 KB each on disk, used 10, 9, 8 ... hours ago; the fourth is then read.
    for number in 0..<8 {
      #expect(store.write(.partial, key("\(number)"), [UInt8](repeating: 1, count: 10_000)))
      try age(path(scratch, .partial, key("\(number)")), hours: Double(10 - number))
    }
    #expect(store.info().map(\.entries) == [0, 0, 0, 0, 0, 8])
    #expect(store.info().map(\.bytes) == [0, 0, 0, 0, 0, 98_304])
    #expect(store.read(.partial, key("3")) != nil)
    #expect(try hoursSinceUse(path(scratch, .partial, key("3"))) < 1)
    #expect(store.contains(.partial, key("1")))
    #expect(try hoursSinceUse(path(scratch, .partial, key("1"))) < 1)
    #expect(store.collect(to: 98_304) == (0, 0))
    // 80 % of 60,000 are 48,000: three entries stay, the two that were used and the newest.
    #expect(store.collect(to: 60_000) == (5, 61_440))
    let left = (0..<8).filter { store.read(.partial, key("\($0)")) != nil }
    #expect(left == [1, 3, 7])
    #expect(store.collect(to: 0).entries == 3)
    #expect(scratch.cached == [])
  }

  @Test("does not touch an entry at each of many uses")
  func touching() throws {
    let scratch = try Scratch()
    let store = Store(folder: scratch.cache)
    #expect(store.write(.partial, key("a"), [1]))
    let path = try scratch.onlyFile(.partial)
    try age(path, hours: 0.5)
    #expect(store.read(.partial, key("a")) == [1])
    #expect(try hoursSinceUse(path) > 0.4)
    // A wrong clock must not keep an entry forever.
    try age(path, hours: -1000)
    #expect(store.read(.partial, key("a")) == [1])
    #expect(try hoursSinceUse(path).magnitude < 0.1)
    try age(path, hours: 30)
    #expect(store.verify() == [])
    #expect(try hoursSinceUse(path) > 29)
  }

  @Test("keeps or deletes a family of clips as a whole, by its newest use")
  func families() throws {
    let scratch = try Scratch()
    let store = Store(folder: scratch.cache)
    let (old, new) = (key("old"), key("new"))
    for family in [old, new] {
      for clip in 0..<3 {
        let batch = ValueBatch(store, family: family)
        batch.add(key("\(clip)"), [UInt8(clip)])
        batch.flush()
      }
      let folder = scratch.cache + "/v1/clips/" + family.hex
      let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      for (index, name) in names.enumerated() {
        try age(folder + "/" + name, hours: family == new && index == 1 ? 2 : 9)
      }
    }
    #expect(store.write(.partial, key("a"), [1]))
    try age(try scratch.onlyFile(.partial), hours: 5)
    #expect(store.info().map(\.entries) == [0, 0, 0, 0, 6, 1])
    #expect(store.collect(to: 7 * 4096 - 1) == (3, 3 * 4096))
    let folders = try FileManager.default.contentsOfDirectory(atPath: scratch.cache + "/v1/clips")
    #expect(folders == [new.hex])
    #expect(ValueBatch(store, family: new)[key("2")] == [2])
    #expect(ValueBatch(store, family: old)[key("2")] == nil)
    #expect(store.collect(to: 4 * 4096 - 1) == (1, 4096))
  }

  @Test("stays near its limit while a run writes, without being asked")
  func growing() throws {
    let scratch = try Scratch()
    let store = Store(folder: scratch.cache, limit: 200_000)
    for number in 0..<60 {
      #expect(store.write(.partial, key("\(number)"), [UInt8](repeating: 2, count: 16_000)))
      #expect(store.info()[5].bytes <= 250_000)
    }
    #expect(!store.write(.values, key("large"), [UInt8](repeating: 2, count: 200_001)))
    #expect(store.read(.partial, key("59")) != nil)
  }

  @Test("looks at the end of a run only if the run wrote something")
  func grown() throws {
    let scratch = try Scratch()
    let (large, small) = (Store(folder: scratch.cache), Store(folder: scratch.cache, limit: 20_480))
    for number in 0..<10 { #expect(large.write(.partial, key("\(number)"), [1])) }
    small.tidy()
    #expect(small.info()[5].entries == 10)
    #expect(small.write(.partial, key("11"), [1]))
    let copy = small
    copy.tidy()
    #expect(small.info()[5].entries == 4)
  }

  @Test("deletes what killed processes left half written, and nothing of those that live")
  func drafts() throws {
    let scratch = try Scratch()
    let store = Store(folder: scratch.cache)
    #expect(store.write(.partial, key("a"), [1]))
    let (left, alive) = (".sernb-writing-0123456789abcdef", ".sernb-writing-fedcba9876543210")
    for name in [left, alive, "notes.txt", ".sernb-writing-0123"] {
      try scratch.write("half", to: ".sernb/cache/v1/writing/" + name)
    }
    // The lock of a live process shows that the file is in use.
    let descriptor = open(scratch.cache + "/v1/writing/" + alive, O_RDWR)
    defer { close(descriptor) }
    try #require(flock(descriptor, LOCK_EX) == 0)
    #expect(store.verify() == [])
    #expect(store.info().map(\.entries) == [0, 0, 0, 0, 0, 1])
    #expect(store.collect() == (0, 0))
    #expect(
      Set(scratch.cached.filter { $0.hasPrefix("writing") })
        == ["writing/.sernb-writing-0123", "writing/" + alive, "writing/notes.txt"])
    #expect(store.read(.partial, key("a")) == [1])
  }

  @Test("is empty after it was cleared, and goes on")
  func clearing() throws {
    let scratch = try Scratch(["other/file": "x"])
    let store = Store(folder: scratch.cache)
    for namespace in Namespace.all where namespace != .clips {
      #expect(store.write(namespace, key("a"), [1]))
    }
    let batch = ValueBatch(store, family: key("family"))
    batch.add(key("a"), [1])
    batch.flush()
    // A link is deleted, not what it leads to.
    try FileManager.default.createSymbolicLink(
      atPath: scratch.cache + "/v1/partial/ff", withDestinationPath: scratch.path + "/other")
    #expect(store.clear() == (6, 2 * 4096 + 4 * 46))
    #expect(scratch.cached == [])
    #expect(scratch.text("other/file") == "x")
    #expect(store.write(.partial, key("a"), [1]))
    #expect(store.read(.partial, key("a")) == [1])
  }
}

@Suite("a store that cannot write")
struct FullDiskTests {
  @Test("leaves to others what they need of a disk")
  func freeSpace() {
    let (megabyte, gigabyte) = (1 << 20, 1 << 30)
    #expect(leavesFreeSpace(megabyte, free: 513 * megabyte, total: 4 * gigabyte))
    #expect(!leavesFreeSpace(2 * megabyte, free: 513 * megabyte, total: 4 * gigabyte))
    #expect(leavesFreeSpace(megabyte, free: 51 * gigabyte, total: 1000 * gigabyte))
    #expect(!leavesFreeSpace(2 * gigabyte, free: 51 * gigabyte, total: 1000 * gigabyte))
    #expect(!leavesFreeSpace(megabyte, free: 0, total: 0))
  }

  @Test("says so on a full disk, and leaves no half file", .enabled(if: SmallDisk.isPossible))
  func full() throws {
    let scratch = try Scratch()
    let folder = scratch.path + "/.sernb"
    try SmallDisk.at(folder, size: "256k") {
      let store = Store(folder: scratch.cache)
      var kept: [Int] = []
      for number in 0..<40 {
        let bytes = [UInt8](repeating: UInt8(number), count: 20_000)
        if store.write(.partial, key("\(number)"), bytes) { kept.append(number) }
      }
      #expect((5..<13).contains(kept.count))
      #expect(!store.write(.values, key("large"), [UInt8](repeating: 0, count: 2_000_000)))
      for number in kept {
        #expect(
          store.read(.partial, key("\(number)")) == [UInt8](repeating: UInt8(number), count: 20_000)
        )
      }
      #expect(store.verify() == [])
      #expect(scratch.cached.filter { $0.hasPrefix("writing") } == [])
      // Nothing of this throws; what was found out is known at least in memory.
      let batch = ValueBatch(store, family: key("family"))
      for number in 0..<20 { batch.add(key("\(number)"), [UInt8](repeating: 1, count: 20_000)) }
      batch.flush()
      #expect(batch[key("3")] != nil)
      let index = FileIndex(file: store.indexFile)
      #expect(index.digest(of: "/usr", .names) { key("usr") } == key("usr"))
      index.save()
      #expect(store.verify() == [])
    }
  }

  @Test("says so where the folder may not be written, and still reads")
  func readOnly() throws {
    let scratch = try Scratch()
    let store = Store(folder: scratch.cache)
    #expect(store.write(.partial, key("a"), [1]))
    // A file in place of the folder also stops root.
    try scratch.write("no folder", to: "elsewhere")
    for folder in ["/elsewhere", "/elsewhere/cache"] {
      let other = Store(folder: scratch.path + folder)
      #expect(!other.write(.partial, key("a"), [1]))
      #expect(other.read(.partial, key("a")) == nil)
      #expect(other.clear() == (0, 0))
      other.tidy()
    }
    #expect(scratch.text("elsewhere") == "no folder")
  }

  @Test(
    "reads from a read-only disk, and neither writes nor deletes",
    .enabled(if: SmallDisk.isPossible))
  func mountedReadOnly() throws {
    let scratch = try Scratch()
    #expect(Store(folder: scratch.cache).write(.partial, key("a"), [1]))
    try SmallDisk.readOnly(scratch.cache) {
      let store = Store(folder: scratch.cache)
      #expect(!store.write(.partial, key("b"), [1]))
      #expect(store.read(.partial, key("a")) == [1])
      #expect(store.contains(.partial, key("a")))
      #expect(store.collect(to: 0).entries == 0)
      #expect(store.read(.partial, key("a")) == [1])
    }
  }
}
