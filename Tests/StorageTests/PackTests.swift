// Values by the clip: nothing that was added is lost, whoever else adds, and files do not pile up.

import Foundation
import Storage
import Synchronization
import TestSupport
import Testing

@Suite("a pack")
struct PackTests {
  private let family = key("features at 16 kHz")

  private func segments(_ scratch: Scratch) -> [String] {
    scratch.files(".sernb/cache/v1/clips/" + family.hex).keys.sorted()
  }

  @Test("knows what was added, at once and from disk")
  func roundTrip() throws {
    let scratch = try Scratch()
    let store = Store(folder: scratch.cache)
    let pack = Pack(store, family: family)
    #expect(pack[key("a")] == nil)
    pack.add(key("a"), [1, 2])
    pack.add(key("b"), [])
    #expect(pack[key("a")] == [1, 2])
    #expect(segments(scratch) == [])
    pack.flush()
    #expect(segments(scratch).count == 1)
    let again = Pack(store, family: family)
    #expect(again[key("a")] == [1, 2])
    #expect(again[key("b")] == [])
    #expect(again[key("c")] == nil)
    // What is known is not written again.
    again.add(key("a"), [1, 2])
    again.flush()
    #expect(segments(scratch).count == 1)
    #expect(Pack(store, family: key("other"))[key("a")] == nil)
    #expect(store.verify() == [])
  }

  @Test("is on disk after a few seconds, without being asked")
  func pauses() throws {
    let scratch = try Scratch()
    let time = Mutex(0.0)
    let pack = Pack(Store(folder: scratch.cache), family: family, every: 2) {
      time.withLock { $0 }
    }
    for second in 0...4 {
      time.withLock { $0 = Double(second) }
      pack.add(key("\(second)"), [UInt8(second)])
    }
    #expect(segments(scratch).count == 2)
    // As a run that was killed now would be followed by another.
    let next = Pack(Store(folder: scratch.cache), family: family)
    #expect((0...4).map { next[key("\($0)")] } == (0...4).map { [UInt8($0)] })
  }

  @Test("makes one segment of more than eight, with the same bytes whatever the order was")
  func merging() throws {
    func files(_ order: [Int]) throws -> [String: Data] {
      let scratch = try Scratch()
      let store = Store(folder: scratch.cache)
      for (place, number) in order.enumerated() {
        let pack = Pack(store, family: family)
        pack.add(key("\(number)"), [UInt8(number)])
        pack.flush()
        #expect(segments(scratch).count == (place < 8 ? place + 1 : 1))
      }
      let pack = Pack(store, family: family)
      for number in order { #expect(pack[key("\(number)")] == [UInt8(number)]) }
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
          for round in 0..<20 {
            // As a process of its own.
            let pack = Pack(Store(folder: folder), family: family, every: 0)
            pack.add(key("\(task) \(round)"), [UInt8(task), UInt8(round)])
            pack.add(key("shared \(round)"), [UInt8(round)])
            pack.flush()
          }
        }
      }
    }
    let store = Store(folder: folder)
    let pack = Pack(store, family: family)
    for round in 0..<20 {
      for task in 0..<6 {
        #expect(pack[key("\(task) \(round)")] == [UInt8(task), UInt8(round)])
      }
      #expect(pack[key("shared \(round)")] == [UInt8(round)])
    }
    pack.add(key("last"), [])
    pack.flush()
    #expect(segments(scratch).count <= 9)
    #expect(store.verify() == [])
  }

  @Test("skips and deletes a damaged segment, and one of another family")
  func damage() throws {
    let scratch = try Scratch()
    let store = Store(folder: scratch.cache)
    for name in ["a", "b"] {
      let pack = Pack(store, family: family)
      pack.add(key(name), Array(name.utf8))
      pack.flush()
    }
    let folder = scratch.cache + "/v1/clips/" + family.hex
    let first = folder + "/" + segments(scratch)[0]
    var bytes = try content(of: first)
    bytes[bytes.count - 1] ^= 1
    try put(bytes, at: first)
    #expect(store.verify().count == 1)
    let pack = Pack(store, family: family)
    let found = ["a", "b"].filter { pack[key($0)] != nil }
    #expect(found.count == 1)
    #expect(segments(scratch).count == 1)
    // A whole segment in the folder of another family.
    let stranger = scratch.cache + "/v1/clips/" + key("other").hex
    try FileManager.default.createDirectory(atPath: stranger, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: folder + "/" + segments(scratch)[0], toPath: stranger + "/" + segments(scratch)[0])
    #expect(store.verify().count == 1)
    #expect(Pack(store, family: key("other"))[key(found[0])] == nil)
    #expect(store.verify() == [])
  }
}
