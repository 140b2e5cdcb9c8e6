// Tables as bytes: every kind of column comes back to the bit, and damaged bytes are refused or read.

import Basics
import Kernels
import Tables
import Testing

@Suite("Tables as bytes") struct TableBytesTests {
  private func bytes(_ table: Table) -> [UInt8] {
    var writer = ByteWriter()
    table.encode(into: &writer)
    return writer.bytes
  }

  private func read(_ bytes: [UInt8]) throws -> Table {
    var reader = ByteReader(bytes)
    let table = try Table(from: &reader)
    try reader.end()
    return table
  }

  private func sample() throws -> Table {
    let own = RowIdentities([
      RowIdentity(utterance: "u1", speaker: "s", copy: 0),
      RowIdentity(utterance: "u1", speaker: "s", copy: 2), RowIdentity(utterance: "u3"),
    ])
    let terms = Terms(
      names: ["sorry", "what"],
      rows: SparseRows(
        columns: 2, starts: [0, 2, 2, 3], indices: [0, 1, 1], values: [0.5, 0.25, 1]))
    return try Table(
      [
        ("turn", .text(["u1", nil, ""])), ("accents", .text(["é", "e\u{301}", "é"])),
        ("level", .number([1.5, .nan, -0.0], unit: ColumnUnit(seconds: -2, decibels: 1))),
        ("right", .boolean([true, nil, false])), ("terms", .terms(terms)),
      ],
      rows: own.adding(provenance: [
        TrainingProvenance("the scaler", RowIdentities(utterances: ["u1", "u9"]))
      ])
    )
  }

  @Test("all kinds of columns come back, and are written as the same bytes")
  func comesBack() throws {
    let table = try sample()
    let read = try read(bytes(table))
    #expect(read == table)
    #expect(bytes(read) == bytes(table))
    #expect(read.rows.learners.map(\.learner) == ["the scaler"])
    // Texts that only look alike keep their bytes; zero keeps its sign.
    let texts = try read.texts("accents").map { Array(($0 ?? "").utf8).count }
    #expect(texts == [2, 3, 2])
    #expect(try read.numbers("level")[2].sign == .minus)
  }

  @Test("a table without rows or columns comes back")
  func empty() throws {
    #expect(try read(bytes(Table())) == Table())
    let rows = try Table([], rows: RowIdentities(utterances: ["a"]))
    #expect(try read(bytes(rows)) == rows)
  }

  @Test("a text is written once, whatever cells and rows hold it")
  func textsOnce() throws {
    let name = String(repeating: "long", count: 100)
    let names = [String](repeating: name, count: 500)
    let table = try Table(
      [("turn", .text(names)), ("again", .text(names))], rows: RowIdentities(utterances: names))
    #expect(bytes(table).count < 400 + 500 * 5 + 200)
  }

  @Test("damaged bytes are refused or read as a table that works")
  func damaged() throws {
    let whole = bytes(try sample())
    for end in 0..<whole.count {
      #expect(throws: CorruptData.self) { try read(Array(whole[..<end])) }
    }
    var random = RandomSource(seed: 3)
    var survivors = 0
    for _ in 0..<5000 {
      var damaged = whole
      damaged[random.below(whole.count)] = UInt8(random.below(256))
      guard let table = try? read(damaged) else { continue }
      survivors += 1
      for row in 0..<table.rowCount { _ = table.cells(row: row).map(\.text) }
      let order = Array((0..<table.rowCount).reversed())
      let turned = try table.take(order)
      #expect(turned.rowCount == table.rowCount)
      #expect(try read(bytes(table)).rowCount == table.rowCount)
    }
    #expect(survivors > 100)
  }
}
