// Comparisons of results: differences are reported by cell, location and value, within tolerances.

import Basics
import Foundation
import SernbDocument
import SernbLanguage
import SernbReport
import Testing
import TestSupport

@Suite("comparison of results")
struct ResultsComparisonTests {
  private func value(_ cell: String, _ json: JSON, name: String = "x", index: Int = 1)
    -> Results.Entry
  {
    .init(
      cell: cell, index: index, kind: .value,
      members: [.init("name", .string(name)), .init("type", "number"), .init("value", json)])
  }

  private func table(_ columns: [(String, [JSON])], name: String = "x") -> Results.Entry {
    .init(
      cell: "forest", index: 1, kind: .table,
      members: [
        .init("name", .string(name)), .init("rows", .int(columns.first?.1.count ?? 0)),
        .init(
          "columns",
          .array(
            columns.map { ["name": .string($0.0), "type": "number", "values": .array($0.1)] })),
      ])
  }

  private func words(
    _ old: [Results.Entry], _ new: [Results.Entry], _ margins: [String: Tolerance] = [:]
  ) -> [String] {
    ResultsComparison(
      old: Results(entries: old), new: Results(entries: new), margins: margins
    ).differences.map(\.message)
  }

  @Test("a number of a table is reported with its location, its change and the tolerance")
  func tableCell() {
    let margin = Tolerance(relative: 0.001)
    #expect(
      words(
        [table([("model", ["RF", "XGB"]), ("accuracy", [0.5, 0.581])])],
        [table([("model", ["RF", "XGB"]), ("accuracy", [0.5, 0.574])])], ["forest": margin])
        == [
          "`forest`: table `x`, column `accuracy`, row 2: 0.574 now, 0.581 committed "
            + "(1.2 % less; tolerance 0.1 %)"
        ])
  }

  @Test("many rows of a column are one difference, which names the furthest")
  func manyRows() {
    let old = (0..<20).map { JSON.number(Double($0)) }
    var new = old
    for row in [1, 2, 3, 7, 12, 14, 16, 18] { new[row] = .number(Double(row) + Double(row) / 10) }
    new[7] = .number(100)
    #expect(
      words([table([("n", old)])], [table([("n", new)])]) == [
        "`forest`: table `x`, column `n`: 8 of 20 rows differ (2 to 4, 8, 13, 15 and 2 others), "
          + "most row 8: 100 now, 7 committed (1329 % more)"
      ])
  }

  @Test("numbers within the tolerance are counted, not listed")
  func within() throws {
    let old = Results(entries: [value("a", 1.0), value("b", 100.0), value("c", .number(.nan))])
    let new = Results(entries: [value("a", 1.005), value("b", 100.4), value("c", "NaN")])
    let comparison = ResultsComparison(
      old: old, new: new,
      margins: ["a": .init(relative: 0.01), "b": .init(absolute: 0.5)])
    #expect(comparison.differences.isEmpty)
    #expect(comparison.withinCount == 2)
    #expect(
      comparison.withinMessage
        == "2 numbers moved within the tolerance, the furthest by 0.4: `b`: value `x`")
    #expect(ResultsComparison(old: old, new: new).differences.count == 2)
  }

  @Test(
    "numbers are equal as numbers, texts as texts",
    arguments: [
      (1, 1.0, true), (0.0, -0.0, true), ("NaN", "NaN", true), ("NaN", 1.0, false),
      ("Infinity", "-Infinity", false), ("1", 1, false), (nil, 0, false), (true, 1, false),
      (JSON.int(9_007_199_254_740_993), JSON.int(9_007_199_254_740_992), false),
      ("é", "e\u{301}", true),
    ] as [(JSON, JSON, Bool)])
  func equality(_ old: JSON, _ new: JSON, isEqual: Bool) {
    #expect(words([value("a", old)], [value("a", new)]).isEmpty == isEqual)
    #expect(words([value("a", new)], [value("a", old)]).isEmpty == isEqual)
  }

  @Test("differences have the digits that show them")
  func digits() {
    #expect(
      words([value("a", 0.5741935483)], [value("a", 0.5741935484)]) == [
        "`a`: value `x`: 0.5741935484 now, 0.5741935483 committed (1.7e-8 % more)"
      ])
    #expect(
      words([value("a", 0)], [value("a", 1)]) == ["`a`: value `x`: 1 now, 0 committed"])
    #expect(
      words([value("a", "one\ntwo")], [value("a", 2)]) == [
        "`a`: value `x`: 2 now, “one two” committed"
      ])
  }

  @Test("long texts are shown around their first difference")
  func texts() {
    let long = String(repeating: "word ", count: 40)
    #expect(
      words([value("a", .string(long + "old" + long))], [value("a", .string(long + "new" + long))])
        == [
          "`a`: value `x`: “…word word word word new\(long.prefix(37))…” now, "
            + "“…word word word word old\(long.prefix(37))…” committed"
        ])
  }

  @Test("entries that are missing or new are reported, and the others are still matched")
  func entries() {
    let old = [1, 2, 3].map { value("", .int($0), name: "n\($0)", index: $0) }
    let new = [1, 7, 2, 3].enumerated().map {
      value("", .int($1), name: "n\($1)", index: $0 + 1)
    }
    #expect(words(old, new) == ["value `n7`: only now"])
    #expect(words(new, old) == ["value `n7`: only committed"])
    #expect(
      words([value("a", 1)], [value("b", 1)]) == [
        "`a`: value `x`: only committed", "`b`: value `x`: only now",
      ])
  }

  @Test("rows that are new or gone are reported by name, and the others are still matched")
  func rows() {
    let old = table([("model", ["RF", "XGB", "SVM"]), ("accuracy", [0.1, 0.2, 0.3])])
    let new = table([("model", ["RF", "SVM", "E1", "NB"]), ("accuracy", [0.1, 0.4, 0.5, 0.5])])
    #expect(
      words([old], [new]) == [
        "`forest`: table `x`, number of rows: 4 now, 3 committed",
        "`forest`: table `x`, row `XGB`: only committed", "`forest`: table `x`, row `E1`: only now",
        "`forest`: table `x`, row `NB`: only now",
        "`forest`: table `x`, column `accuracy`, row `SVM`: 0.4 now, 0.3 committed (33 % more)",
      ])
  }

  @Test("columns that are new or gone are reported")
  func columns() {
    #expect(
      words([table([("a", [1]), ("b", [2])])], [table([("a", [1]), ("c", [2])])]) == [
        "`forest`: table `x`, column `b`: only committed",
        "`forest`: table `x`, column `c`: only now",
      ])
  }

  @Test("rows of a table that is a value are reported by name, if these are the same")
  func valueTable() {
    func classes(_ names: [String], _ recalls: [Double]) -> Results.Entry {
      value("a", ["classes": ["class": .strings(names), "recall": .numbers(recalls)]])
    }
    #expect(
      words([classes(["ang", "sad"], [0.5, 0.25])], [classes(["ang", "sad"], [0.5, 0.5])]) == [
        "`a`: value `x`, `classes`, `recall`, row `sad`: 0.5 now, 0.25 committed (100 % more)"
      ])
    #expect(
      words([classes(["ang", "sad"], [0.5, 0.25])], [classes(["ang", "hap"], [0.5, 0.5])]) == [
        "`a`: value `x`, `classes`, `class`, row 2: “hap” now, “sad” committed",
        "`a`: value `x`, `classes`, `recall`, row 2: 0.5 now, 0.25 committed (100 % more)",
      ])
  }

  @Test("facts of the run are compared")
  func facts() {
    let sides = ["1", "2"].map { Results(title: "t", facts: [.init("seed", $0)]) }
    #expect(
      ResultsComparison(old: sides[0], new: sides[1]).differences.map(\.message) == [
        "`seed`: “2” now, “1” committed"
      ])
  }

  private func figure(_ figure: Figure) -> Results.Entry {
    Results(Document(blocks: [.anchor("plot"), .figure(figure)])).entries[0]
  }

  @Test("a confusion matrix is compared cell by cell, by the names of its classes")
  func matrix() {
    func heat(_ share: Double) -> Results.Entry {
      let names = ["ang", "sad"]
      return figure(
        Figure(
          title: "confusion",
          columns: [
            [
              .init(
                x: .categories(names), y: .categories(names),
                marks: [.heat(.init(values: [[1, 0], [share, 1 - share]], low: 0, high: 1))])
            ]
          ], alt: "about \(share)"))
    }
    let (old, new) = (heat(0.25), heat(0.375))
    #expect(
      words([old], [new], ["plot": .init(absolute: 1e-9)]) == [
        "`plot`: figure `confusion`, heat, row `sad`, column `ang`: 0.375 now, 0.25 committed "
          + "(50 % more; tolerance 1e-9)",
        "`plot`: figure `confusion`, heat, row `sad`, column `sad`: 0.625 now, 0.75 committed "
          + "(17 % less; tolerance 1e-9)",
      ])
    #expect(words([old], [new]).contains { $0.contains("alternative text") })
    #expect(words([old], [new], ["plot": .init(absolute: 0.2)]).isEmpty)
  }

  @Test("lines of a figure are compared point by point")
  func lines() {
    func line(_ y: [Double]) -> Results.Entry {
      figure(
        Figure(
          title: "f",
          columns: [[.init(marks: [.line(.init(name: "rf", x: [0, 1, 2, 3, 4], y: y))])]]))
    }
    #expect(
      words([line([0, 1, 2, 3, 4])], [line([0, 2, 4, 6, 8])], ["plot": .init(relative: 0.1)]) == [
        "`plot`: figure `f`, line `rf`, y: 4 of 5 points differ (2 to 5), most point 5: "
          + "8 now, 4 committed (100 % more; tolerance 10 %)"
      ])
  }

  @Test(
    "every shipped results file reads back, equals itself, and tells of each number that is changed"
  )
  func shipped() throws {
    let folder = Tool.package + "/Outputs/"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      .filter { $0.hasSuffix(".results.json") }
    #expect(names.count >= 11)
    for name in names {
      let text = try String(contentsOfFile: folder + name, encoding: .utf8)
      let results = try Results(reading: text)
      // The checksum at the end is not part of the results.
      let seal = try #require(text.range(of: ",\n  \"seal\"", options: .backwards))
      #expect(results.text == text[..<seal.lowerBound] + "\n}\n")
      #expect(ResultsComparison(old: results, new: results).differences == [])
      var changed = results
      var count = 0
      for index in changed.entries.indices {
        for member in changed.entries[index].members.indices
        where ["value", "data"].contains(changed.entries[index].members[member].name) {
          let json = changed.entries[index].members[member].value
          let moved = json.moved()
          count += moved == json ? 0 : 1
          changed.entries[index].members[member].value = moved
        }
      }
      let strict = ResultsComparison(old: results, new: changed)
      #expect(Set(strict.differences.map { [$0.cell, "\($0.index)"] }).count == count)
      let margins = Dictionary(
        uniqueKeysWithValues: Set(results.entries.map(\.cell)).map {
          ($0, Tolerance(relative: 1e-6, absolute: 1e-6))
        })
      let loose = ResultsComparison(old: results, new: changed, margins: margins)
      #expect(loose.differences == [])
      #expect(loose.withinCount >= count)
    }
  }

  @Test(
    "what is no results file is refused in words",
    arguments: [
      "", "{}", "[]", "{\"format\": 2}", "{\"format\": 1}", "{\"format\": 1, \"results\": [1]}",
      "{\"format\": 1, \"results\": [{\"cell\": \"a\", \"index\": 1, \"kind\": \"x`y\"}]}",
    ])
  func refused(_ text: String) {
    let problem = #expect(throws: ReadingProblem.self) { try Results(reading: text) }
    #expect(problem?.message.hasSuffix(".") == true)
  }
}

extension JSON {
  /// Every number of it moved by a ten-millionth.
  fileprivate func moved() -> JSON {
    switch self {
    case .number(let value): .number(value + max(1, value.magnitude) * 1e-7)
    case .array(let elements): .array(elements.map { $0.moved() })
    case .object(let members): .object(members.map { Member($0.name, $0.value.moved()) })
    case .null, .bool, .int, .string: self
    }
  }
}
