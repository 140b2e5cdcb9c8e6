// Names of rows: those that a row has had, and what they are worth.

import Basics
import Tables
import Testing

@Suite("Names of rows")
struct RowNamesTests {
  private let turns = RowIdentities(utterances: ["a", "b", "c"])

  private func table(_ rows: RowIdentities, _ columns: [(name: String, column: Column)]) throws
    -> Table
  {
    try Table(columns, rows: rows)
  }

  private func isShared(_ a: RowIdentities, _ b: RowIdentities, _ row: Int, _ other: Int) -> Bool {
    !Set(a.names(row)).isDisjoint(with: b.names(other))
  }

  @Test("a renamed row keeps the name that it had")
  func renamed() {
    let new = turns.renamed(utterances: ["x", "b", "z"], speakers: [nil, nil, nil])
    #expect(new.utterances == ["x", "b", "z"])
    for row in 0..<3 { #expect(isShared(new, turns, row, row)) }
    #expect(!isShared(new, turns, 0, 1))
    let again = new.renamed(utterances: ["1", "2", "3"], speakers: [nil, nil, nil])
    for row in 0..<3 { #expect(isShared(again, turns, row, row) && isShared(again, new, row, row)) }
  }

  @Test("a row of a file is known by the bytes of the file, and not by its path")
  func places() throws {
    func read(_ text: String, _ name: String) throws -> RowIdentities {
      let rows = try CSV.read(Array(text.utf8), name: name).rows
      #expect(rows.naming(0) == .position)
      return rows.renamed(utterances: ["u", "v"].map { $0 + name }, speakers: [nil, nil])
    }
    let (one, copy) = (try read("x\n1\n2\n", "a.csv"), try read("x\n1\n2\n", "b.csv"))
    let other = try read("x\n1\n3\n", "a.csv")
    #expect(isShared(one, copy, 0, 0) && isShared(one, copy, 1, 1) && !isShared(one, copy, 0, 1))
    #expect(!isShared(copy, other, 0, 0))
  }

  @Test("a joined row has the names of both sides")
  func joined() throws {
    let left = try table(turns, [("k", .text(["1", "2", "3"]))])
    let right = try table(
      RowIdentities(utterances: ["p", "q", "r"]),
      [("k", .text(["3", "2", "1"])), ("n", .number([3, 2, 1]))])
    let both = try left.join(right, on: [JoinKey("k")])
    #expect(both.rows.utterances == ["a", "b", "c"])
    for row in 0..<3 { #expect(isShared(both.rows, right.rows, row, 2 - row)) }
    #expect(!isShared(both.rows, right.rows, 0, 0))
  }

  @Test("facts that many rows share name none of them")
  func shared() throws {
    let left = try table(turns, [("speaker", .text(["s", "s", "t"]))])
    let facts = try table(
      RowIdentities(utterances: ["first", "second"]),
      [("speaker", .text(["s", "t"])), ("age", .number([30, 40]))])
    let both = try left.join(facts, on: [JoinKey("speaker")])
    #expect(!isShared(both.rows, facts.rows, 0, 0) && !isShared(both.rows, facts.rows, 1, 0))
    // Copies of one utterance are one row.
    let copies = try left.take([2, 2], copies: [0, 1]).join(facts, on: [JoinKey("speaker")])
    #expect(isShared(copies.rows, facts.rows, 0, 1) && isShared(copies.rows, facts.rows, 1, 1))
    // A group is no row.
    let groups = try left.count(by: ["speaker"], name: "turns")
    let counted = try left.take([0, 2]).join(groups, on: [JoinKey("speaker")])
    #expect(!isShared(counted.rows, groups.rows, 0, 0))
  }

  @Test("names go through verbs")
  func verbs() throws {
    let renamed = turns.renamed(utterances: ["x", "y", "z"], speakers: [nil, nil, nil])
    let named = try table(renamed, [("n", .number([3, 1, 2]))])
    let sorted = try named.sort(by: [SortKey("n")]).rows
    for (row, old) in [1, 2, 0].enumerated() { #expect(isShared(sorted, turns, row, old)) }
    let plain = try table(RowIdentities(utterances: ["d"]), [("n", .number([0]))])
    let both = try plain.append(named).append(plain).rows
    #expect(isShared(both, turns, 1, 0) && both.names(0).count == 1 && both.names(4).count == 1)
    #expect(RowIdentities((0..<both.count).map { both[$0] }) == both)
    let merged = try named.take([0, 0]).group(by: ["n"]).keys().rows
    #expect(isShared(merged, turns, 0, 0))
  }

  @Test("what shaped a column goes with it, and with what is made of it")
  func columns() throws {
    let provenance = TrainingProvenance("a statistic", turns, role: .statistic)
    let plain = try table(turns, [("a", .number([1, 2, 3])), ("b", .number([4, 5, 6]))])
    func shown(_ table: Table) -> [String]? { table.rows.learners.first?.columns }
    let shaped = try plain.with("c", .number([0, 0, 0]), madeOf: ["a"], provenance: [provenance])
    #expect(shown(shaped) == ["c"])
    #expect(try shown(shaped.rename([(from: "c", to: "d")])) == ["d"])
    #expect(try shown(shaped.with("e", .number([1, 1, 1]), madeOf: ["c"])) == ["c", "e"])
    #expect(try shown(shaped.with("c", .number([1, 1, 1]), madeOf: ["c", "a"])) == ["c"])
    #expect(try shown(shaped.with("c", .number([1, 1, 1]), madeOf: ["a"])) == nil)
    let key = try table(turns, [("k", .text(["a", "b", "c"]))])
    let right = try shaped.with("k", .text(["a", "b", "c"]))
    #expect(
      try key.with("c", .number([9, 9, 9])).join(right, on: [JoinKey("k")], suffix: "_2")
        .rows.learners.first?.columns == ["c_2"])
    #expect(try shown(shaped.pivotLonger(["a", "c"])) == nil)
    #expect(provenance.reaches(["x"]) && !provenance.showing(in: ["terms"]).reaches(["x"]))
    #expect(provenance.showing(in: ["terms"]).reaches(["terms:sorry"]))
  }
}
