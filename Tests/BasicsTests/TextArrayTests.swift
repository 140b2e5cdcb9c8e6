// Arrays of texts against arrays of `String?`, with labels, accents in two ways, missing and empty texts.

import Basics
import Foundation
import Testing

@Suite("arrays of texts")
struct TextArrayTests {
  /// Random texts of a few kinds; many repeat if there are few `kinds`.
  private func texts(_ count: Int, kinds: Int, seed: UInt64) -> [String?] {
    let pieces = ["a", "K", "\u{212A}", "é", "e\u{301}", "\r\n", "😀", "ß", "", "漢", "\u{37E}", ";"]
    var state = seed
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    return (0..<count).map { _ in
      let kind = next(kinds)
      if kind == 0 { return nil }
      if kinds > 20 { return "text \(kind) with some length" }
      return pieces[kind % pieces.count] + pieces[next(3)]
    }
  }

  @Test("hold what they were given", arguments: [0, 1, 7, 3000], [2, 12, 1_000_000])
  func content(count: Int, kinds: Int) {
    let plain = texts(count, kinds: kinds, seed: 5)
    let array = TextArray(plain)
    #expect(array.map { $0.map { Array($0.utf8) } } == plain.map { $0.map { Array($0.utf8) } })
    #expect(array.missingCount == plain.count { $0 == nil })
    #expect(array.byteCount == plain.reduce(0) { $0 + ($1?.utf8.count ?? 0) })
    #expect(array.isASCII == plain.allSatisfy { $0?.utf8.allSatisfy { $0 < 0x80 } ?? true })
    let order = (0..<count).map { ($0 * 7919) % max(1, count) }.filter { $0 % 3 != 0 }
    #expect(Array(array.taking(order)) == order.map { plain[$0] })
    let optional = order.map { $0 % 2 == 0 ? Int?.some($0) : nil }
    let taken = array.taking(optional: OptionalRows(optional))
    #expect(Array(taken) == optional.map { $0.flatMap { plain[$0] } })
    let few = array.taking(Array(order.prefix(3)))
    #expect(few.pool.count <= max(8 * 4, few.count), "a few texts do not hold all others")
  }

  @Test("are put below each other", arguments: [2, 12, 1_000_000], [0, 3, 2000])
  func appending(kinds: Int, count: Int) {
    let (a, b) = (texts(1000, kinds: kinds, seed: 1), texts(count, kinds: 12, seed: 2))
    #expect(Array(TextArray(a).appending(TextArray(b))) == a + b)
    #expect(Array(TextArray(b).appending(TextArray(a))) == b + a)
    #expect(Array(TextArray(a).appending(TextArray(a))) == a + a)
  }

  @Test(
    "blocks of rows, changed one by one, are the whole", arguments: [2, 12, 1_000_000],
    [1, 64, 700])
  func blocks(kinds: Int, size: Int) throws {
    for plain in [texts(3000, kinds: kinds, seed: 3), (0..<3000).map { "Text \($0)" }] {
      let array = TextArray(plain)
      var (joined, lower) = (TextArrayBuilder(TextArray([nil, "x"])), TextArrayBuilder())
      for start in stride(from: 0, to: array.count, by: size) {
        let block = array.taking(Array(start..<min(start + size, array.count)))
        #expect(Array(block) == Array(plain[start..<min(start + size, array.count)]))
        joined.append(contentsOf: block.compacted())
        lower.append(contentsOf: try TextFunction.lowercased(block))
      }
      #expect(Array(joined.finish()) == [nil, "x"] + plain)
      #expect(Array(lower.finish()) == plain.map { $0?.lowercased() })
      #expect(Array(try TextFunction.uppercased(array)) == plain.map { $0?.uppercased() })
    }
  }

  @Test("are equal as strings are, and then hash equally")
  func equality() {
    for seed in UInt64(0)..<300 {
      let (a, b) = (texts(2, kinds: 12, seed: seed), texts(2, kinds: 12, seed: seed + 7))
      let (x, y) = (TextArray(a), TextArray(b))
      #expect((x == y) == (a == b))
      if a == b { #expect(x.hashValue == y.hashValue) }
      #expect(x.isEqual(0, y, 1) == (a[0] == b[1]))
    }
    #expect(TextArray(["é", "K"]) == TextArray(["e\u{301}", "\u{212A}"]))
    #expect(TextArray(["a", nil]) != TextArray(["a", ""]))
    #expect(TextArray([String]()) == [])
  }

  @Test("share texts that repeat, and only those")
  func sharing() {
    let labels = TextArray((0..<10_000).map { "label \($0 % 5)" })
    #expect(labels.pool.count == 5 && labels.pool.isDistinct)
    let names = TextArray((0..<10_000).map { "name \($0)" })
    #expect(names.pool.count == 10_000 && !names.pool.isDistinct)
    #expect(!TextArray(["é", "e\u{301}"]).pool.isDistinct, "equal texts with other bytes")
  }

  @Test("grow after they were made")
  func growing() {
    let array: TextArray = ["a", "b", nil]
    var builder = TextArrayBuilder(array)
    builder.append("b")
    builder.append(array, 2)
    let grown = builder.finish()
    #expect(grown == ["a", "b", nil, "b", nil])
    #expect(grown.pool.count == 2)
    #expect(array == ["a", "b", nil])
    #expect(TextArray(repeating: "x", count: 3) == ["x", "x", "x"])
    #expect(TextArray(repeating: nil, count: 2) == [nil, nil])
  }

  @Test("offsets become wide when a position needs it")
  func wideOffsets() {
    var offsets = TextOffsets()
    offsets.append(7)
    offsets.append(5_000_000_000)
    offsets.append(5_000_000_001)
    #expect((0..<offsets.count).map { offsets[$0] } == [0, 7, 5_000_000_000, 5_000_000_001])
  }

  @Test("characters taken for normal are their own normal form, and start one")
  func normal() {
    var accepted = 0
    for value in UInt32(0)...0x10FFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let text = String(scalar)
      guard NormalText.isNormal(Array(text.utf8)) else { continue }
      accepted += 1
      let stays = text.precomposedStringWithCanonicalMapping.unicodeScalars.elementsEqual([scalar])
      if !stays || scalar.properties.canonicalCombiningClass != .notReordered {
        Issue.record("U+\(String(value, radix: 16)) is no normal text")
      }
    }
    #expect(accepted > 40_000)
    for mark in ["e\u{301}", "\u{212A}", "\u{1161}", "か\u{3099}", "\u{37E}", "\u{387}", "\u{2126}"]
    {
      #expect(!NormalText.isNormal(Array(mark.utf8)))
    }
  }
}
