// Values per clip: nothing that was added is lost, whichever processes add, and files do not pile up.

import Foundation
import Storage
import Synchronization
import Testing
import TestSupport

@Suite("a batch")
struct ValueBatchTests {
  private let family = key("features at 16 kHz")

  private func blocks(_ scratch: Scratch) -> [String] {
    scratch.files(".sernb/cache/v1/clips/" + family.hex).keys.sorted()
  }

  @Test("knows what was added, at once and from disk")
  func roundTrip() throws {
    let scratch = try Scratch()
    let store = Store(folder: scratch.cache)
    let batch = ValueBatch(store, family: family)
    #expect(batch[key("a")] == nil)
    batch.add(key("a"), [1, 2])
    batch.add(key("b"), [])
    #expect(batch[key("a")] == [1, 2])
    #expect(blocks(scratch) == [])
    batch.flush()
    #expect(blocks(scratch).count == 1)
    let again = ValueBatch(store, family: family)
    #expect(again[key("a")] == [1, 2])
    #expect(again[key("b")] == [])
    #expect(again[key("c")] == nil)
    // What is known is not written again.
    again.add(key("a"), [1, 2])
    again.flush()
    #expect(blocks(scratch).count == 1)
    #expect(ValueBatch(store, family: key("other"))[key("a")] == nil)
    #expect(store.verify() == [])
  }

  @Test("is on disk after a few seconds, without being asked")
  func pauses() throws {
    let scratch = try Scratch()
    let time = Mutex(0.0)
    let batch = ValueBatch(Store(folder: scratch.cache), family: family, every: 2) {
      time.withLock { $0 }
    }
    for second in 0...4 {
      time.withLock { $0 = Double(second) }
      batch.add(key("\(second)"), [UInt8(second)])
    }
    #expect(blocks(scratch).count == 2)
    // As a run that was killed now would be followed by another.
    let next = ValueBatch(Store(folder: scratch.cache), family: family)
    #expect((0...4).map { next[key("\($0)")] } == (0...4).map { [UInt8($0)] })
  }

  @Test("makes one block of more than eight, with the same bytes whatever the order was")
  func merging() throws {
    func files(_ order: [Int]) throws -> [String: Data] {
      let scratch = try Scratch()
      let store = Store(folder: scratch.cache)
      for (index, number) in order.enumerated() {
        let batch = ValueBatch(store, family: family)
        batch.add(key("\(number)"), [UInt8(number)])
        batch.flush()
        #expect(blocks(scratch).count == (index < 8 ? index + 1 : 1))
      }
      let batch = ValueBatch(store, family: family)
      for number in order { #expect(batch[key("\(number)")] == [UInt8(number)]) }
      #expect(store.verify() == [])
      return scratch.files(".sernb/cache/v1/clips")
    }
    #expect(try files(Array(0..<9)) == files(Array((0..<9).reversed())))
  }

  @Test("loses nothing when several add and merge at once")
  func concurrent() async throws {
    let scratch = try Scratch()
    let (folder, family) = (scratch.cache, family)
    await withTaskGroup(of: Void.self) { group in
      for task in 0..<6 {
        group.addTask {
          for round in 0..<8 {
            // As a process of its own.
            let batch = ValueBatch(Store(folder: folder), family: family, every: 0)
            batch.add(key("\(task) \(round)"), [UInt8(task), UInt8(round)])
            batch.add(key("shared \(round)"), [UInt8(round)])
            batch.flush()
          }
        }
      }
    }
    let store = Store(folder: folder)
    let batch = ValueBatch(store, family: family)
    for round in 0..<8 {
      for task in 0..<6 {
        #expect(batch[key("\(task) \(round)")] == [UInt8(task), UInt8(round)])
      }
      #expect(batch[key("shared \(round)")] == [UInt8(round)])
    }
    batch.add(key("last"), [])
    batch.flush()
    #expect(blocks(scratch).count <= 9)
    #expect(store.verify() == [])
  }

  @Test("skips and deletes a damaged block, and one of another family")
  func damage() throws {
    let scratch = try Scratch()
    let store = Store(folder: scratch.cache)
    for name in ["a", "b"] {
      let batch = ValueBatch(store, family: family)
      batch.add(key(name), Array(name.utf8))
      batch.flush()
    }
    let folder = scratch.cache + "/v1/clips/" + family.hex
    let first = folder + "/" + blocks(scratch)[0]
    var bytes = try content(of: first)
    bytes[bytes.count - 1] ^= 1
    try put(bytes, at: first)
    #expect(store.verify().count == 1)
    let batch = ValueBatch(store, family: family)
    let found = ["a", "b"].filter { batch[key($0)] != nil }
    #expect(found.count == 1)
    #expect(blocks(scratch).count == 1)
    // A whole block in the folder of another family.
    let stranger = scratch.cache + "/v1/clips/" + key("other").hex
    try FileManager.default.createDirectory(atPath: stranger, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: folder + "/" + blocks(scratch)[0], toPath: stranger + "/" + blocks(scratch)[0])
    #expect(store.verify().count == 1)
    #expect(ValueBatch(store, family: key("other"))[key(found[0])] == nil)
    #expect(store.verify() == [])
  }
}
