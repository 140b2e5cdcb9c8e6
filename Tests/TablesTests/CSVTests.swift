// Reading and writing comma-separated values: corner cases, faults, identity, pieces, round trips, numbers.

import Basics
import Kernels
import Tables
import Testing
import TestSupport

@Suite struct CSVTests {
  private func read(_ text: String, _ settings: CSV.Reading = CSV.Reading()) throws -> Table {
    try CSV.read(Array(text.utf8), name: "t.csv", settings)
  }

  private func error(_ bytes: [UInt8], _ settings: CSV.Reading = CSV.Reading()) -> CSVError? {
    do {
      _ = try CSV.read(bytes, name: "t.csv", settings)
      return nil
    } catch { return error as? CSVError }
  }

  private func text(_ table: Table, _ settings: CSV.Writing = CSV.Writing()) -> String {
    String(decoding: CSV.write(table, settings), as: UTF8.self)
  }

  struct Corner: Decodable {
    var text: String
    var records: [[String]]
  }

  @Test("fields are cut as Python's csv module cuts them, wherever the file is cut in pieces")
  func agreesWithPython() throws {
    let corners = try fixture("csv.json", as: [Corner].self)
    #expect(corners.count == 10)
    for corner in corners {
      let kinds = Dictionary(uniqueKeysWithValues: corner.records[0].map { ($0, Column.Kind.text) })
      let settings = CSV.Reading(kinds: kinds, identity: .fileAndRow)
      let bytes = Array(corner.text.utf8)
      let whole = try CSV.read(bytes, name: "t.csv", settings)
      #expect(whole.names == corner.records[0])
      let cells = (0..<whole.rowCount).map { whole.cells(row: $0).map(\.text) }
      #expect(cells == Array(corner.records.dropFirst()), "\(corner.text)")
      for length in 1...5 {
        let pieces = try CSV.read(name: "t.csv", settings) {
          var start = 0
          return {
            defer { start += length }
            return start < bytes.count
              ? Array(bytes[start..<min(bytes.count, start + length)]) : nil
          }
        }
        #expect(pieces == whole, "pieces of \(length): \(corner.text)")
      }
    }
  }

  @Test("a byte order mark is no part of the first name, even before a quote")
  func byteOrderMark() throws {
    #expect(try read("\u{FEFF}a,b\n1,2\n").names == ["a", "b"])
    #expect(try read("\u{FEFF}\"a\",b\n1,2\n").names == ["a", "b"])
    #expect(try read("a\n1").names == ["a"])
  }

  @Test("a column is of numbers or truth values if all that is there is; ids stay text")
  func kinds() throws {
    let table = try read(
      """
      n,gap,id,flag,mixed,big,word,none,special,only,deep
      1,,007,true,1,9007199254740992,a,,inf,nan,1e-3
      -2.5e3,4,008,False,x,9007199254740993,b,,-2,inf,.5
      0.5,,12,,2,1,,,nan,,1.

      """)
    #expect(table["n"] == .number([1, -2500, 0.5]))
    #expect(table["gap"] == .number([.nan, 4, .nan]))
    #expect(table["id"] == .text(["007", "008", "12"]))
    #expect(table["flag"] == .boolean([true, false, nil]))
    #expect(table["mixed"] == .text(["1", "x", "2"]))
    #expect(table["big"] == .text(["9007199254740992", "9007199254740993", "1"]))
    #expect(table["word"] == .text(["a", "b", nil]))
    #expect(table["none"] == .number([.nan, .nan, .nan]))
    #expect(table["special"] == .number([.infinity, -2, .nan]))
    #expect(table["only"] == .text(["nan", "inf", nil]))
    #expect(table["deep"] == .number([0.001, 0.5, 1]))
  }

  @Test(
    "what looks like a number and is none stays text",
    arguments: [
      "+5", " 1", "1 ", "1e", "0x10", "1,5", "--1", "-", ".", "1.2.3", "00.5", "-01", "Infinity",
      "1_000",
    ])
  func noNumbers(text: String) throws {
    let table = try read("a,b\n\"\(text)\",x\n")
    #expect(table["a"] == .text([text]))
  }

  @Test("an empty field is missing, one in quotes is the empty text")
  func empties() throws {
    #expect(try read("a,b\n,\"\"\nx,y\n")["a"] == .text([nil, "x"]))
    #expect(try read("a,b\n,\"\"\nx,y\n")["b"] == .text(["", "y"]))
    #expect(try read("a,b\n1,x\n\"\",y\n")["a"] == .number([1, .nan]))
    #expect(try read("a\n\n\"\"\nx\n")["a"] == .text([nil, "", "x"]))
    #expect(try read("a,b\n\n1,2\n\n\n3,4\n\n").rowCount == 2)
    #expect(try read("a,b\n").rowCount == 0)
  }

  @Test("rows of another length are all named, up to a limit, with a count of the rest")
  func ragged() {
    let few = error(Array("a,b\n1\n1,2\n1,2,3\n\"x\ny\",2\n4\n".utf8))
    #expect(
      few
        == CSVError(
          file: "t.csv",
          faults: [
            .ragged(row: 1, line: 2, fields: 1, wanted: 2),
            .ragged(row: 3, line: 4, fields: 3, wanted: 2),
            .ragged(row: 5, line: 7, fields: 1, wanted: 2),
          ], total: 3))
    let many = error(Array(("a,b\n" + String(repeating: "1\n", count: 50)).utf8))
    #expect(many?.faults.count == CSVError.shown)
    #expect(many?.total == 50)
    #expect(many?.message.hasSuffix("... and 30 more in `t.csv`.") == true)
  }

  @Test("headers are named, distinct and there")
  func headers() {
    #expect(
      error(Array("a,,a,\n".utf8))?.faults == [
        .emptyHeader(column: 2), .duplicateHeader("a", columns: 1, 3), .emptyHeader(column: 4),
      ])
    #expect(error([])?.faults == [.noHeader])
    #expect(error([0xEF, 0xBB, 0xBF])?.faults == [.noHeader])
    #expect(error(Array("\n\n".utf8))?.faults == [.noHeader])
  }

  @Test("bytes that are not UTF-8 are named by row and byte")
  func notUTF8() {
    #expect(
      error(Array("a,b\nx,y\nok,caf".utf8) + [0xE9, 0x0A])?.faults == [
        .notUTF8(row: 2, line: 3, column: "b", byte: 14)
      ])
    #expect(
      error([0x61, 0xFF, 0x0A])?.faults == [.notUTF8(row: 0, line: 1, column: nil, byte: 1)])
  }

  @Test("a field of a million doubled quotes takes no time to speak of", .timeLimit(.minutes(30)))
  func manyDoubledQuotes() throws {
    let quotes = [UInt8](repeating: 0x22, count: 2_000_000)
    let table = try CSV.read(Array("a\n\"x".utf8) + quotes + Array("\"\n".utf8), name: "t.csv")
    #expect(CSV.write(table).count == quotes.count + 6)
  }

  @Test("open quotes and text after a quote are faults")
  func quotes() {
    #expect(error(Array("a,b\n1,\"x\ny\n".utf8))?.faults.first == .openQuote(row: 1, line: 2))
    #expect(error(Array("a,b\n1,\"x\"y\n".utf8))?.faults == [.textAfterQuote(row: 1, line: 2)])
  }

  @Test("a kind that is asked for is kept to, and its unit is given")
  func askedFor() throws {
    let settings = CSV.Reading(
      kinds: ["id": .number, "n": .text, "f": .boolean], units: ["id": .seconds])
    let table = try read("id,n,f\n007,1,true\n+8,,\n", settings)
    #expect(table["id"] == .number([7, 8], unit: .seconds))
    #expect(table["n"] == .text(["1", nil]))
    #expect(
      error(Array("id,n,f\nx,1,maybe\n".utf8), settings)?.faults == [
        .doesNotFit(row: 1, line: 2, column: "id", text: "x", wanted: .number),
        .doesNotFit(row: 1, line: 2, column: "f", text: "maybe", wanted: .boolean),
      ])
    #expect(
      error(Array("n\n1\n".utf8), CSV.Reading(kinds: ["m": .text], identity: .column("u")))?.faults
        == [.noSuchColumn("m", among: ["n"]), .noSuchColumn("u", among: ["n"])])
  }

  @Test("rows are named by an id column where there is one, else by file and row")
  func identities() throws {
    let own = try read("id,wav_file\n1,Ses01F_impro01_M000\n2,\n")
    #expect(own.rows.utterances == ["Ses01F_impro01_M000", "t.csv:2"])
    #expect(own.rows.speakers == ["Ses01M", nil])
    #expect(try read("id,x\n1,2\n").rows.utterances == ["1"])
    #expect(try read("x\n2\n").rows.utterances == ["t.csv:1"])
    let said = try read("utterance,speaker,copy\na,s1,0\na,s1,2\n")
    #expect(said.rows[1] == RowIdentity(utterance: "a", speaker: "s1", copy: 2))
    #expect(
      try read("id,n\n1,x\n", CSV.Reading(identity: .column("n"))).rows.utterances == ["x"])
    #expect(try read("id\n1\n", CSV.Reading(identity: .fileAndRow)).rows.utterances == ["t.csv:1"])
    #expect(try read("id,copy\n1,1e300\n2,-4\n3,inf\n").rows.copies == [0, 0, 0])
  }

  @Test("numbers are written shortest, lines end in LF, quotes stand only where they must")
  func writing() throws {
    let table = try Table(
      [
        ("a,b", .text(["x\"y", nil, "", "two\nlines", "plain"])),
        ("n", .number([1, 0.1, -0.0, 1e300, .nan])),
        ("f", .boolean([true, false, nil, true, true])),
        ("m", .number([-7, 1e15, 123456789, 1.0 / 3, -.infinity])),
      ], rows: RowIdentities(count: 5, source: "t"))
    #expect(
      text(table) == """
        "a,b",n,f,m
        "x""y",1,true,-7
        ,0.1,false,1000000000000000
        "",-0,,123456789
        "two
        lines",1e+300,true,0.3333333333333333
        plain,,true,-inf

        """)
    #expect(text(try Table([], rows: RowIdentities(count: 2, source: "t"))) == "")
  }

  @Test("identities are written first when asked for, and come back")
  func writesIdentity() throws {
    let table = try numbered(10, seed: 5)
    let bytes = CSV.write(table, CSV.Writing(identity: true))
    let back = try CSV.read(bytes, name: "t.csv")
    #expect(back.names == ["utterance", "speaker", "copy", "row", "label", "value", "flag"])
    #expect(back.rows == table.rows)
    #expect(try back.drop(["utterance", "speaker", "copy"]) == table)
  }

  @Test("what is written reads back as the same table", arguments: 0..<20 as Range<UInt64>)
  func roundTrip(seed: UInt64) throws {
    var random = RandomSource(seed: seed)
    let count = 1 + random.below(80)
    let alphabet = ["a", "\"", ",", "\n", "\r", "é", " ", "😀", "x", "1", ";"]
    let texts = (0..<count).map { _ -> String? in
      if random.chance(0.1) { return nil }
      return (0..<random.below(6)).map { _ in alphabet[random.below(alphabet.count)] }.joined()
    }
    let numbers = (0..<count).map { _ -> Double in
      if random.chance(0.1) { return .nan }
      let value = Double(bitPattern: random.next())
      return value.isFinite ? value : random.uniform()
    }
    // Text columns begin with a word, so that their kind is seen.
    let table = try Table(
      [
        ("t", .text(["word"] + texts)), ("n", .number([0.5] + numbers)),
        ("f", .boolean([true] + (0..<count).map { _ in random.chance(0.2) ? nil : false })),
      ], rows: RowIdentities(count: count + 1, source: "t.csv"))
    // Rows are named after the bytes of their file too, which the table was not read from.
    func expectSame(_ back: Table) {
      #expect(back.names == table.names && back.columns == table.columns)
      #expect(back.rows.utterances == table.rows.utterances)
    }
    expectSame(try CSV.read(CSV.write(table), name: "t.csv"))
    let semicolons = CSV.write(table, CSV.Writing(separator: 0x3B))
    expectSame(try CSV.read(semicolons, name: "t.csv", CSV.Reading(separator: 0x3B)))
  }

  @Test("decimal numbers are rounded exactly, as the standard library rounds them")
  func decimals() throws {
    var random = RandomSource(seed: 11)
    var texts = [
      "9007199254740993.0", "9007199254740992.5", "0.1", "1e22", "1e23", "8.5e27", "1e-27", "1e-28",
      "5e-324",
      "1.7976931348623157e308", "2.2250738585072014e-308", "0.000000000000000000000000000001",
      "1844674407370955161.5",
      "9999999999999999999.0", "18446744073709551615e5", "123456789012345678901234567890.0",
      "0.30000000000000004", "4503599627370496.5", "4503599627370497.5", "0e0", "-0.0", "0e999",
    ]
    for _ in 0..<40_000 {
      switch random.below(4) {
      case 0: texts.append(random.uniform().description)
      case 1: texts.append((random.normal() * 1000).description)
      case 2: texts.append("\(random.next() >> UInt64(random.below(60)))e\(random.below(60) - 30)")
      default: texts.append("\(random.below(1000)).\(random.next())")
      }
    }
    let column = try read(
      "a,b\n" + texts.map { "\($0),\n" }.joined(), CSV.Reading(kinds: ["a": .number])
    )
    .numbers("a")
    for (text, value) in pairs(texts, column) {
      #expect(value.bitPattern == Double(text)?.bitPattern, "\(text)")
    }
  }

  @Test("a column that turns out to be text far down is read as text from the start")
  func late() throws {
    let rows = (0..<5000).map { "\($0).50,\($0 % 2 == 0),1" } + ["x,2,3"]
    let table = try read("a,b,c\n" + rows.joined(separator: "\n"))
    #expect(try Array(table.texts("a").prefix(2)) == ["0.50", "1.50"])
    #expect(try Array(table.texts("b").suffix(2)) == ["false", "2"])
    #expect(try table.numbers("c").last == 3)
  }

  @Test(
    "numbers that begin after many missing cells stand in their rows",
    arguments: [1, 31, 32, 33, 70])
  func lateStart(gap: Int) throws {
    let text = "a,b,c\n" + String(repeating: ",x,1\n", count: gap) + "2.5,y,2\n,z,3\n"
    let table = try read(text)
    #expect(table["a"] == .number(Array(repeating: .nan, count: gap) + [2.5, .nan]))
    #expect(table["c"] == .number(Array(repeating: 1, count: gap) + [2, 3]))
    #expect(try Array(table.texts("b").suffix(3)) == ["x", "y", "z"])
  }

  @Test("any bytes are read or refused, never more")
  func noise() {
    var random = RandomSource(seed: 3)
    let alphabet: [UInt8] = Array("ab1,.\"\n\r-e ".utf8) + [0xC3, 0xA9, 0xFF, 0xEF, 0xBB, 0xBF, 0]
    for _ in 0..<3000 {
      let bytes = (0..<random.below(40)).map { _ in alphabet[random.below(alphabet.count)] }
      if let table = try? CSV.read(bytes, name: "t.csv") {
        #expect(table.columns.allSatisfy { $0.count == table.rowCount })
      }
    }
  }

  @Test("several tasks write the same bytes", arguments: [0, 1, 1024, 33_000, 70_001])
  func tasks(rows: Int) async throws {
    let numbers = (0..<rows).map { $0 % 7 == 0 ? .nan : Double($0) / 3 }
    let texts = (0..<rows).map { $0 % 5 == 0 ? nil : "a \($0 % 11),\($0)" }
    let table = try Table(
      [("\u{feff}x", .number(numbers)), ("t", .text(texts))],
      rows: RowIdentities(count: rows, source: "t"))
    for jobs in [1, 3] { #expect(try await CSV.write(table, jobs: jobs) == CSV.write(table)) }
    #expect(try await CSV.write(Table(), jobs: 2).isEmpty)
  }
}
