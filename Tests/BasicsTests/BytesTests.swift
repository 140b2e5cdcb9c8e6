// Bytes: what is written is read back, and lengths are validated.

import Basics
import Testing

@Suite("Bytes") struct BytesTests {
  @Test(
    "small numbers take few bytes",
    arguments: [0, 1, -1, 63, 64, -64, -65, 8191, 1 << 40, Int.max, Int.min])
  func smallNumbers(_ value: Int) throws {
    var writer = ByteWriter()
    writer.write(small: value)
    var reader = ByteReader(writer.bytes)
    #expect(try reader.small() == value)
    #expect(reader.remaining == 0)
    #expect((writer.count == 1) == (-64...63).contains(value))
  }

  @Test("a number of too many bytes is refused")
  func longNumber() {
    var reader = ByteReader([UInt8](repeating: 0x80, count: 40))
    #expect(throws: CorruptData("a number has too many bytes")) { try reader.small() }
  }

  @Test("numbers, texts and values that may be missing come back")
  func everything() throws {
    var writer = ByteWriter()
    writer.write([1.5, -.infinity, .nan])
    writer.write([Float(0.25)])
    writer.write([Int32.min, 7])
    writer.write([3, -4] as [Int])
    writer.write(["é", "e\u{301}", ""])
    writer.write("here" as String?, String?.none)
    var reader = ByteReader(writer.bytes)
    let doubles = try reader.doubles()
    #expect(doubles.map(\.bitPattern) == [1.5, -.infinity, .nan].map(\.bitPattern))
    #expect(try reader.floats() == [0.25])
    #expect(try reader.integers(Int32.self) == [Int32.min, 7])
    #expect(try reader.read([Int].self) == [3, -4])
    #expect(
      try reader.texts().map { Array($0.utf8) } == ["é", "e\u{301}", ""].map { Array($0.utf8) })
    #expect(try reader.read(String?.self) == "here")
    #expect(try reader.read(String?.self) == nil)
    try reader.end()
  }

  @Test("a length beyond the bytes is refused", arguments: [-1, 3, Int.max, Int.min, Int.max / 8])
  func claimedLength(_ claimed: Int) {
    var writer = ByteWriter()
    writer.write(claimed)
    writer.write(UInt16(0))
    let bytes = writer.bytes
    func refused<T>(_ read: (inout ByteReader) throws(CorruptData) -> T) -> Bool {
      var reader = ByteReader(bytes)
      do { _ = try read(&reader) } catch { return true }
      return false
    }
    #expect(refused { reader throws(CorruptData) in try reader.doubles() })
    #expect(refused { reader throws(CorruptData) in try reader.floats() })
    #expect(refused { reader throws(CorruptData) in try reader.read([Int].self) })
    #expect(refused { reader throws(CorruptData) in try reader.texts() })
    #expect(refused { reader throws(CorruptData) in try reader.data() })
    #expect(
      refused { reader throws(CorruptData) in
        try reader.items { reader throws(CorruptData) in try reader.bool() }
      })
  }

  @Test("a file of another sort, version or content is refused")
  func forms() throws {
    let form = FileHeader(magic: "sernbtst", version: 2, noun: "test file")
    var body = ByteWriter()
    body.write("content")
    let file = form.file(body)
    var reader = try form.body(of: file)
    #expect(try reader.text() == "content")
    for other in [
      FileHeader(magic: "sernbtsu", version: 2, noun: "other"),
      FileHeader(magic: "sernbtst", version: 3, noun: "newer"),
    ] {
      #expect(throws: CorruptData.self) { try other.body(of: file) }
    }
    for index in file.indices {
      var damaged = file
      damaged[index] ^= 0x10
      #expect(throws: CorruptData.self) { try form.body(of: damaged) }
      #expect(throws: CorruptData.self) { try form.body(of: Array(file[..<index])) }
    }
  }
}
