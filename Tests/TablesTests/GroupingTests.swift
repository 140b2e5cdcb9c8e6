// Groups, counts, summaries and joins.

import Basics
import Tables
import Testing

@Suite struct GroupingTests {
  @Test("groups are ordered by their keys, missing ones last")
  func groups() throws {
    let table = try turns()
    let groups = try table.group(by: ["label"])
    #expect(try groups.members().map { Array($0) } == [[0, 3], [1], [2]])
    #expect(groups.name(0) == "label=ang")
    // One row stays itself, two of one session are neither.
    #expect(try groups.keys().rows[1].utterance == "Ses01F_impro01_M000")
    #expect(try groups.keys().rows[0] == RowIdentity(utterance: "label=ang", naming: .group))
    #expect(throws: TableError.noColumns(verb: "group")) { try table.group(by: []) }
  }

  @Test("count numbers each combination, the most frequent first if asked")
  func counting() throws {
    let table = try Table(
      [("label", .text(["b", "a", "b", "c", "a", "b"]))], rows: RowIdentities(count: 6, source: "t")
    )
    let counts = try table.count(by: ["label"])
    #expect(try counts.texts("label") == ["a", "b", "c"])
    #expect(try counts.numbers("count") == [2, 3, 1])
    let first = try table.count(by: ["label"], name: "n", mostFrequentFirst: true)
    #expect(try first.texts("label") == ["b", "a", "c"])
    #expect(throws: TableError.duplicateColumn("label")) {
      try table.count(by: ["label"], name: "label")
    }
  }

  // MARK: Joins

  private func pair() throws -> (Table, Table) {
    let left = try Table(
      [("id", .text(["a", "b", "a", nil, "d"])), ("x", .number([1, 2, 3, 4, 5]))],
      rows: RowIdentities(count: 5, source: "l"))
    let right = try Table(
      [("key", .text(["b", "a", "e"])), ("y", .number([20, 10, 50], unit: .hertz))],
      rows: RowIdentities(count: 3, source: "r"))
    return (left, right)
  }

  @Test("an inner join keeps rows with a partner, a left join all of its own")
  func joins() throws {
    let (left, right) = try pair()
    let key = [JoinKey("id", "key")]
    let inner = try left.join(right, on: key)
    #expect(inner.names == ["id", "x", "y"])
    #expect(inner["y"] == .number([10, 20, 10], unit: .hertz))
    #expect(inner.rows.utterances == ["l:1", "l:2", "l:3"])
    let outer = try left.join(right, on: key, kind: .left)
    #expect(outer["y"] == .number([10, 20, 10, .nan, .nan], unit: .hertz))
    let full = try left.join(right, on: key, kind: .full)
    #expect(try full.texts("id") == ["a", "b", "a", nil, "d", "e"])
    #expect(full["x"] == .number([1, 2, 3, 4, 5, .nan]))
    #expect(full["y"] == .number([10, 20, 10, .nan, .nan, 50], unit: .hertz))
    #expect(full.rows.utterances.last == "r:3")
    #expect(try left.join(right, on: key, kind: .semi).numbers("x") == [1, 2, 3])
    #expect(try left.join(right, on: key, kind: .anti).numbers("x") == [4, 5])
  }

  @Test("a join refuses repeated and missing keys and columns of one name")
  func refusals() throws {
    let (left, right) = try pair()
    #expect(
      throws: TableError.join(.duplicateKeys(["a"], rows: [3], total: 1))
    ) { try right.join(left.filter([true, true, true, false, true]), on: [JoinKey("key", "id")]) }
    #expect(throws: TableError.join(.missingKeys(rows: [4], total: 1))) {
      try right.join(left, on: [JoinKey("key", "id")])
    }
    #expect(throws: TableError.join(.keyKinds(left: "x", .number, right: "key", .text))) {
      try left.join(right, on: [JoinKey("x", "key")])
    }
    let same = try right.rename([(from: "y", to: "x")])
    #expect(throws: TableError.join(.sharedColumns(["x"]))) {
      try left.join(same, on: [JoinKey("id", "key")])
    }
    #expect(
      try left.join(same, on: [JoinKey("id", "key")], suffix: "_right").names
        == ["id", "x", "x_right"])
    #expect(throws: TableError.noColumns(verb: "join")) { try left.join(right, on: []) }
  }

  @Test("two keys match only together")
  func twoKeys() throws {
    let left = try Table(
      [("a", .text(["x", "x", "y"])), ("b", .number([1, 2, 1]))],
      rows: RowIdentities(count: 3, source: "l"))
    let right = try Table(
      [("a", .text(["x", "y"])), ("b", .number([2, 1])), ("c", .boolean([true, false]))],
      rows: RowIdentities(count: 2, source: "r"))
    let joined = try left.join(right, on: [JoinKey("a"), JoinKey("b")], kind: .left)
    #expect(try joined.column("c") == .boolean([nil, true, false]))
  }

  // MARK: Reshaping

  @Test("wider is the way back from longer")
  func reshape() throws {
    let table = try Table(
      [("label", .text(["ang", "sad"])), ("one", .number([1, 2])), ("two", .number([3, .nan]))],
      rows: RowIdentities(count: 2, source: "t"))
    let longer = try table.pivotLonger(["one", "two"], names: "which")
    #expect(try longer.texts("label") == ["ang", "ang", "sad", "sad"])
    #expect(try longer.texts("which") == ["one", "two", "one", "two"])
    #expect(longer["value"] == .number([1, 3, 2, .nan]))
    #expect(longer.rows.utterances == ["t:1", "t:1", "t:2", "t:2"])
    #expect(try longer.pivotWider(names: "which", values: "value") == table)
  }

  @Test("pivoting refuses two rows for one cell and columns of two kinds")
  func reshapeRefusals() throws {
    let table = try turns()
    #expect(throws: TableError.crowdedCell(row: "the only row", column: "ang")) {
      try table.pivotWider(names: "label", values: "length", by: [])
    }
    #expect(throws: TableError.mixedColumns("label", "length")) {
      try table.pivotLonger(["label", "length"])
    }
    #expect(throws: TableError.noColumns(verb: "pivot_longer")) { try table.pivotLonger([]) }
  }

  @Test("speakers decide what is the same in all of their rows")
  func speakers() throws {
    func table(_ speakers: [String?]) throws -> Table {
      try Table(
        [
          ("sex", .text(["f", "m", "f", "m"])), ("turn", .number([1, 2, 3, 4])),
          ("age", .number([0, .nan, -0.0, .nan])),
        ], rows: RowIdentities(speakers.map { RowIdentity(utterance: "u", speaker: $0) }))
    }
    let known = try table(["a", "b", "a", "b"])
    #expect(try known.speakersDecide(["sex", "age"]))
    #expect(try known.speakersDecide([]))
    #expect(try !known.speakersDecide(["sex", "turn"]))
    #expect(try !table(["a", "b", "a", nil]).speakersDecide(["sex"]))
    #expect(try !table(["a", "a", "a", "a"]).speakersDecide(["sex"]))
    #expect(try Table().speakersDecide([]))
  }
}
