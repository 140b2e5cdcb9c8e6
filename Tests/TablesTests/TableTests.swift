// Making tables, and verbs that choose and order rows and columns.

import Kernels
import Tables
import Testing

@Suite struct TableTests {
  @Test("columns of another length, without a name or with the same name are refused")
  func refusesBadColumns() {
    let rows = RowIdentities(count: 2, source: "t")
    #expect(throws: TableError.columnLength(name: "b", length: 1, rows: 2)) {
      try Table([("a", .number([1, 2])), ("b", .text(["x"]))], rows: rows)
    }
    #expect(throws: TableError.unnamedColumn(0)) { try Table([("", .number([1, 2]))], rows: rows) }
    #expect(throws: TableError.duplicateColumn("a")) {
      try Table([("a", .number([1, 2])), ("a", .number([1, 2]))], rows: rows)
    }
  }

  @Test("an unknown column is named together with those there are")
  func unknownColumn() throws {
    let table = try turns()
    let fact = TableError.unknownColumn("lenght", among: ["label", "length", "kept"])
    #expect(throws: fact) { try table.column("lenght") }
    #expect(throws: fact) { try table.select(["label", "lenght"]) }
    #expect(throws: fact) { try table.sort(by: [SortKey("lenght")]) }
    #expect(throws: fact) { try table.group(by: ["lenght"]) }
    #expect(throws: fact) { try table.rename([(from: "lenght", to: "x")]) }
    #expect(
      fact.message
        == "I cannot find the column `lenght`; the table has `label`, `length`, `kept`.")
  }

  @Test("a column of the wrong kind is refused with both kinds")
  func wrongKind() throws {
    #expect(throws: TableError.kind(column: "label", found: .text, wanted: .number)) {
      try turns().numbers("label")
    }
    #expect(throws: TableError.kind(column: "length", found: .number, wanted: .text)) {
      try turns().texts("length")
    }
  }

  @Test("filter and take refuse masks and rows that do not fit")
  func refusesBadRows() throws {
    let table = try turns()
    #expect(throws: TableError.maskLength(3, rows: 4)) { try table.filter([true, true, false]) }
    #expect(throws: TableError.rowOutOfRange(4, rows: 4)) { try table.take([0, 4]) }
    #expect(throws: TableError.rowOutOfRange(-1, rows: 4)) { try table.take([-1]) }
    #expect(throws: TableError.negativeCount(-2)) { try table.head(-2) }
    #expect(throws: TableError.negativeCount(-2)) { try table.tail(-2) }
    #expect(throws: TableError.sampleTooLarge(5, rows: 4)) { try table.sample(5, seed: 1) }
    #expect(throws: TableError.maskLength(1, rows: 2)) { try table.take([0, 1], copies: [1]) }
  }

  @Test("missing cells sort last in both directions, ties keep their order")
  func sorting() throws {
    let table = try turns()
    func order(_ keys: SortKey...) throws -> [String] {
      try table.sort(by: keys).rows.utterances.map { String($0.suffix(4)) }
    }
    #expect(try order(SortKey("length")) == ["F001", "F000", "M003", "M000"])
    #expect(try order(SortKey("length", descending: true)) == ["M003", "F000", "F001", "M000"])
    #expect(try order(SortKey("label")) == ["F000", "M003", "M000", "F001"])
    #expect(try order(SortKey("label", descending: true)) == ["M000", "F000", "M003", "F001"])
    #expect(try order(SortKey("kept")) == ["M000", "F000", "M003", "F001"])
    #expect(
      try order(SortKey("label"), SortKey("length", descending: true))
        == ["M003", "F000", "M000", "F001"])
  }

  @Test("head, tail and sample give as many rows as asked for, in the order of the table")
  func counts() throws {
    let table = try numbered(20, seed: 1)
    #expect(try table.head(3).numbers("row") == [0, 1, 2])
    #expect(try table.tail(2).numbers("row") == [18, 19])
    #expect(try table.head(99) == table)
    #expect(try table.tail(99) == table)
    let sample = try table.sample(6, seed: 4).numbers("row")
    #expect(sample.count == 6)
    #expect(sample == Set(sample).sorted())
    #expect(try table.sample(6, seed: 4).numbers("row") == sample)
    #expect(try table.sample(6, seed: 5).numbers("row") != sample)
  }

  @Test("distinct keeps the first row of each combination; missing cells are equal")
  func distinct() throws {
    let table = try Table(
      [
        ("a", .number([1, .nan, 1, .nan, 0, -0.0])), ("b", .text(["x", "y", "x", "y", "z", "z"])),
      ],
      rows: RowIdentities(count: 6, source: "t"))
    #expect(try table.distinct().rows.utterances == ["t:1", "t:2", "t:5"])
    #expect(try table.distinct(by: ["b"]).rows.utterances == ["t:1", "t:2", "t:5"])
  }

  @Test("with replaces in place or adds at the end, drop and rename keep the rest")
  func columnVerbs() throws {
    let table = try turns()
    #expect(try table.with("label", .number([1, 2, 3, 4])).names == ["label", "length", "kept"])
    #expect(try table.with("new", .number([1, 2, 3, 4])).names.last == "new")
    #expect(throws: TableError.columnLength(name: "new", length: 1, rows: 4)) {
      try table.with("new", .number([1]))
    }
    #expect(try table.drop(["length"]).names == ["label", "kept"])
    #expect(
      try table.rename([(from: "label", to: "kept"), (from: "kept", to: "label")]).names
        == ["kept", "length", "label"])
    #expect(throws: TableError.duplicateColumn("kept")) {
      try table.rename([(from: "label", to: "kept")])
    }
    #expect(throws: TableError.duplicateColumn("label")) { try table.select(["label", "label"]) }
  }

  @Test("append wants the same columns and names every difference")
  func append() throws {
    let table = try turns()
    let twice = try table.append(table.select(["kept", "label", "length"]))
    #expect(twice.rowCount == 8)
    #expect(twice.names == table.names)
    #expect(try twice.tail(4) == table)
    let other = try Table(
      [("label", .boolean([true])), ("length", .number([1])), ("more", .text(["x"]))],
      rows: RowIdentities(count: 1, source: "t"))
    #expect(
      throws: TableError.schemasDiffer([
        .kind("label", first: .text, second: .boolean),
        .unit("length", first: .seconds, second: .plain), .missing("kept"), .additional("more"),
      ])
    ) { try table.append(other) }
  }

  @Test("verbs work on tables without rows and on one row", arguments: [0, 1])
  func small(count: Int) throws {
    let table = try numbered(count, seed: 3)
    #expect(try table.filter(Array(repeating: true, count: count)) == table)
    #expect(try table.sort(by: [SortKey("value"), SortKey("label")]) == table)
    #expect(try table.distinct() == table)
    #expect(try table.group(by: ["label"]).count == count)
    #expect(try table.count(by: ["label", "flag"]).rowCount == count)
    #expect(try table.pivotLonger(["row", "value"]).rowCount == 2 * count)
    #expect(try table.append(table).rowCount == 2 * count)
    #expect(try table.join(table.select(["row"]), on: [JoinKey("row")]) == table)
    #expect(try table.sample(count, seed: 9) == table)
    #expect(try table.describe().count == 4)
    #expect(try table.descriptionTable(table.describe()).rowCount == 4)
    #expect(try Table().describe().isEmpty)
    #expect(try Table().descriptionTable([]).isEmpty)
  }

  @Test("every verb on rows keeps identity and cells together", arguments: 0..<30 as Range<UInt64>)
  func identityStaysAligned(seed: UInt64) throws {
    var random = RandomSource(seed: seed)
    let count = 1 + random.below(60)
    let table = try numbered(count, seed: seed)
    let mask = (0..<count).map { _ in random.chance(0.5) }
    let indices = (0..<count).map { _ in random.below(count) }
    let right = try table.select(["row", "value"]).rename([(from: "value", to: "more")])
      .filter(mask)
    let results = [
      try table.filter(mask), try table.take(indices), try table.head(5), try table.tail(5),
      try table.sort(by: [SortKey("label"), SortKey("value", descending: true)]),
      try table.sample(random.below(count + 1), seed: seed), try table.distinct(by: ["label"]),
      try table.select(["label", "row"]), try table.drop(["flag"]),
      try table.rename([(from: "label", to: "emotion")]),
      try table.append(table.filter(mask)), try table.pivotLonger(["value"]),
      try table.join(right, on: [JoinKey("row")]),
      try table.join(right, on: [JoinKey("row")], kind: .left),
      try table.join(right, on: [JoinKey("row")], kind: .semi),
      try table.join(right, on: [JoinKey("row")], kind: .anti),
      try right.join(table, on: [JoinKey("row")], kind: .full),
      try table.with("copy", .number(table.rows.copies.map { Double($0) })),
    ]
    for result in results { #expect(try isAligned(result)) }
    let groups = try table.group(by: ["label", "flag"])
    #expect(try groups.members().flatMap { $0 }.sorted() == Array(0..<count))
    let keys = try groups.keys()
    for (group, members) in try groups.members().enumerated() {
      #expect(Array(members) == members.sorted())
      let cells = keys.cells(row: group)
      for row in members {
        #expect([table.columns[1].cell(row), table.columns[3].cell(row)] == cells)
      }
    }
  }

  @Test("the speaker is told by an utterance in the manner of IEMOCAP alone")
  func speakers() {
    #expect(RowIdentity.speaker(of: "Ses01F_impro01_F000") == "Ses01F")
    #expect(RowIdentity.speaker(of: "Ses01F_impro01_M000") == "Ses01M")
    #expect(RowIdentity.speaker(of: "Ses05M_script03_2_F041") == "Ses05F")
    for other in [
      "", "Ses01F", "Ses01F_impro01", "Ses01F_impro01_X000", "Ses01F_impro01_F", "Ses0_F_a_F000",
      "03a01Fa", "ses01F_impro01_F000", "Ses01F_F000x", "Ses01F_impro01_F00é",
    ] {
      #expect(RowIdentity.speaker(of: other) == nil, "\(other)")
    }
  }

  @Test("units have the symbols that people know")
  func units() {
    #expect(ColumnUnit.plain.symbol == "")
    #expect(ColumnUnit.seconds.symbol == "s")
    #expect(ColumnUnit.hertz.symbol == "Hz")
    #expect(ColumnUnit.decibels.symbol == "dB")
    #expect(ColumnUnit(seconds: 2).symbol == "s^2")
    #expect(ColumnUnit(seconds: -1, decibels: 1).symbol == "dB Hz")
  }
}
