// Tables in the store: columns and row names lie apart, each once, and equal tables have equal bytes.

import Basics
import Kernels
import Storage
import Testing

@testable import Tables

@Suite("Parts of tables")
struct TablePartsTests {
  /// Parts by their digests, as the store keeps them.
  private final class Shelf: PartSource, @unchecked Sendable {
    let digests = PartDigests()
    private(set) var kept: [[UInt8]: [UInt8]] = [:]

    /// The bytes of a table without its parts, which are put on the shelf.
    func keep(_ table: Table) -> [UInt8] {
      var writer = ByteWriter(collecting: true)
      table.encode(into: &writer)
      let parts = (writer.parts ?? []).map(\.part)
      for part in parts.flatMap({ $0.nested + [$0] }) {
        kept[digests.digest(of: part).bytes] = digests.encoded(part)
      }
      writer.fill(parts.map { digests.digest(of: $0).bytes })
      return writer.bytes
    }

    func read(_ bytes: [UInt8]) throws -> Table {
      var reader = ByteReader(bytes)
      reader.parts = self
      let table = try Table(from: &reader)
      try reader.end()
      return table
    }

    func bytes(of key: [UInt8]) -> [UInt8]? { kept[key] }

    func note(_ part: any StoredPart, key: [UInt8]) {
      if let digest = Digest(bytes: key) { digests.note(part, digest) }
    }

    var size: Int { kept.values.reduce(0) { $0 + $1.count } }
  }

  private func table(_ count: Int) throws -> Table {
    let texts = (0..<count).map { $0 % 7 == 3 ? nil : "Ses01F_impro0\($0 % 5)_F\($0)" }
    return try Table(
      [
        ("turn", .text(TextArray(texts))), ("who", .text((0..<count).map { "Spk\($0 % 97)" })),
        ("a", .number((0..<count).map { Double($0 * 7919 % 100_003) / 1000 })),
        ("b", .number((0..<count).map { 1 / Double($0 + 3) }, unit: .plain)),
        ("is", .boolean((0..<count).map { $0 % 3 == 0 ? nil : $0 % 2 == 0 })),
      ], rows: RowIdentities(count: count, source: "data.csv", naming: .position))
  }

  @Test("come back as they were, whatever the size")
  func comeBack() throws {
    let shelf = Shelf()
    for count in [0, 1, 5, 200, 5000] {
      let table = try table(count)
      let bytes = shelf.keep(table)
      #expect(bytes.count < 8000)
      let back = try shelf.read(bytes)
      #expect(back == table && shelf.keep(back) == bytes)
      for learner in [table.rows, RowIdentities(utterances: (0..<count).map { "u\($0)" })] {
        let rows = table.rows.adding(provenance: [TrainingProvenance("the scaler", learner)])
        let learned = try Table(table.entries, rows: rows)
        #expect(try shelf.read(shelf.keep(learned)) == learned)
      }
    }
  }

  @Test("a column more is all that is hashed and kept of a table with one more")
  func derived() throws {
    let shelf = Shelf()
    let table = try table(50_000)
    _ = shelf.keep(table)
    let (hashed, size) = (shelf.digests.hashed, shelf.size)
    let more = (0..<50_000).map { Double($0) / 4 }
    let derived = try Table(table.entries + [("z", .number(more))], rows: table.rows)
    let bytes = shelf.keep(derived)
    #expect(shelf.digests.hashed == hashed + 1)
    // Numbers of few digits take four bytes each.
    #expect(shelf.size - size < 50_000 * 4 + 100)
    #expect(try shelf.read(bytes) == derived)
  }

  @Test("rows in another order share the texts of a column")
  func sorted() throws {
    let shelf = Shelf()
    let table = try table(50_000)
    _ = shelf.keep(table)
    let size = shelf.size
    let order = Array((0..<50_000).reversed())
    let other = try table.taking(order)
    let bytes = shelf.keep(other)
    // Four bytes for a name, a text and a decimal, eight for a fraction, one for each other cell.
    #expect(shelf.size - size <= 50_000 * (4 + 4 + 4 + 8 + 1 + 1) + 1000)
    #expect(try shelf.read(bytes) == other)
  }

  @Test("digests stand for what is there, not for what is shared")
  func canonical() throws {
    let shelf = Shelf()
    let table = try table(3000)
    let bytes = shelf.keep(table)
    let there = try table.taking(Array((0..<3000).reversed()))
    let back = try there.taking(Array((0..<3000).reversed()))
    #expect(shelf.keep(back) == bytes && shelf.keep(there) != bytes)
    // The same texts and names, made one by one.
    let texts = try Table(
      table.entries.map { entry in
        guard case .text(let texts) = entry.column else { return entry }
        var builder = TextArrayBuilder(capacity: 0, sharing: false)
        for row in texts.indices { builder.append(texts, row) }
        return (entry.name, .text(builder.finish()))
      }, rows: table.rows)
    #expect(shelf.keep(texts) == bytes)
    let names = RowNames(TextArray((0..<3000).map { "data.csv:\($0 + 1)" }))
    #expect(Digest(of: names) == Digest(of: table.rows.utterances))
  }

  @Test("numbers keep their bits, decimals in few bytes")
  func numbers() throws {
    let odd: [Double] = [
      -0.0, .infinity, .nan, Double(nan: 7, signaling: false), .leastNonzeroMagnitude, 0.1 + 0.2,
    ]
    let plain = (0..<500).map { Double($0 - 250) / 100 }
    for (values, most) in [
      (plain, 500 * 2 + 30), (plain + [.nan], 501 * 4 + 30), (plain + odd, 506 * 8 + 30),
      ((0..<500).map { Double($0) }, 30), (odd, 100), ([], 30),
      (plain + [2_147_482_999], 501 * 8 + 30), ([123456.789, -0.001], 40),
    ] {
      var writer = ByteWriter()
      NumbersPart(values).encode(into: &writer)
      #expect(writer.count <= most)
      var reader = ByteReader(writer.bytes)
      let back = try NumbersPart(from: &reader).values
      #expect(back.map(\.bitPattern) == values.map(\.bitPattern))
    }
  }

  @Test("digests are right after what they were made of is gone or changed")
  func changed() throws {
    let digests = PartDigests()
    for round in 0..<300 {
      var values = (0..<1000).map { Double($0 * round) }
      let before = digests.digest(of: NumbersPart(values))
      #expect(before == Digest(of: NumbersPart(values)))
      values[3] = -1
      #expect(digests.digest(of: NumbersPart(values)) == Digest(of: NumbersPart(values)))
      if round % 50 == 0 { digests.forgetUnused() }
    }
  }
}
