// Scalers against scikit-learn, and what they remember.

import Kernels
import Learning
import Tables
import Testing
import TestSupport

@Suite struct ScalerTests {
  private func table(_ rows: [[Double?]]) throws -> Table {
    let columns = (0..<(rows.first?.count ?? 0)).map { column in
      (name: "c\(column)", column: Column.number(rows.map { $0[column] ?? .nan }))
    }
    return try Table(columns, rows: RowIdentities(count: rows.count, source: "t"))
  }

  @Test("scaled columns are those of scikit-learn, constant and missing ones too")
  func agreesWithScikitLearn() throws {
    let stored = try fixture("sklearn.json", as: Stored.self)
    let (train, test) = (try table(stored.train), try table(stored.test))
    let cases: [(Scaler, Stored.Scaled)] = [
      (Scaler(.minMax()), stored.minMax), (Scaler(.minMax(low: -1, high: 2)), stored.wide),
      (Scaler(.standard), stored.standard),
    ]
    for (scaler, wanted) in cases {
      let fitted = try scaler.fit(train)
      for (input, output) in [(train, wanted.train), (test, wanted.test)] {
        let scaled = try fitted.transform(input)
        for (row, cells) in output.enumerated() {
          for (column, cell) in cells.enumerated() {
            let found = try scaled.numbers("c\(column)")[row]
            #expect(found.isNaN == (cell == nil))
            // Column 4 is a million with differences below one: scikit-learn's own rounding shows.
            let allowed = column == 4 ? 1e-9 : 1e-12
            if let cell { expectClose(found, cell, relative: allowed, absolute: allowed) }
          }
        }
      }
    }
  }

  @Test("the least and the greatest become exactly 0 and 1, a constant column 0")
  func exactEnds() throws {
    let train = try table([[0.1, 5], [0.7, 5], [0.3, 5]])
    let fitted = try Scaler().fit(train)
    let scaled = try fitted.transform(train)
    #expect(try scaled.numbers("c0").prefix(2) == [0, 1])
    #expect(try scaled.numbers("c1") == [0, 0, 0])
    #expect(fitted.scales.map(\.isConstant) == [false, true])
    #expect(try fitted.transform(train.take([])).isEmpty)
    let one = try Scaler(.standard).fit(train.head(1))
    #expect(try one.transform(train.head(1)).numbers("c0") == [0])
  }

  @Test(
    "a range or a spread that no number can hold is refused",
    arguments: [.minMax(), .standard] as [Scaler.Method])
  func extremes(method: Scaler.Method) throws {
    let train = try table([[0], [-Double.greatestFiniteMagnitude], [.greatestFiniteMagnitude]])
    #expect(throws: LearningError.unusableNumber(column: "c0", row: 2, .tooLarge)) {
      try Scaler(method).fit(train)
    }
  }

  @Test("a scaler comes back from its bytes, and damaged ones are refused or read, never trapped")
  func bytes() throws {
    let table = try speech(20, seed: 1).with(
      "length", .number((0..<20).map(Double.init), unit: .seconds))
    for scaler in [Scaler(columns: ["row"]), Scaler(.standard, missing: .refuse)] {
      let fitted = try scaler.fit(table)
      let bytes = fitted.bytes
      #expect(try FittedScaler(bytes: bytes) == fitted)
      for end in 0..<bytes.count {
        #expect(throws: LearningError.self) { try FittedScaler(bytes: Array(bytes[..<end])) }
      }
      var random = RandomSource(seed: 5)
      for _ in 0..<200 {
        var damaged = bytes
        damaged[random.below(bytes.count)] ^= UInt8(1 << random.below(8))
        #expect(throws: LearningError.self) { try FittedScaler(bytes: damaged) }
      }
    }
  }

  @Test("a fitted scaler knows its rows, and what it scales keeps its own")
  func identity() throws {
    let train = try speech(20, seed: 1)
    let test = try speech(10, seed: 2)
    let fitted = try Scaler(columns: ["row"]).fit(train)
    #expect(fitted.provenance == train.rows)
    let scaled = try fitted.transform(test)
    #expect(scaled.rows.utterances == test.rows.utterances)
    #expect(scaled["label"] == test["label"])
    #expect(scaled.names == test.names)
  }

  @Test("units are kept apart, and a scaled column has none")
  func units() throws {
    let seconds = try Table(
      [("x", .number([1, 2], unit: .seconds))], rows: RowIdentities(count: 2, source: "t"))
    let fitted = try Scaler().fit(seconds)
    #expect(try fitted.transform(seconds)["x"] == .number([0, 1]))
    #expect(throws: LearningError.unit(column: "x", found: .hertz, wanted: .seconds)) {
      try fitted.transform(seconds.with("x", .number([1, 2], unit: .hertz)))
    }
  }

  @Test("what cannot be scaled is refused with the fact")
  func refusals() throws {
    let train = try table([[1, nil], [.infinity, nil]])
    #expect(throws: LearningError.unusableNumber(column: "c0", row: 2, .infinite)) {
      try Scaler().fit(train)
    }
    #expect(throws: LearningError.noValues(column: "c1")) { try Scaler(columns: ["c1"]).fit(train) }
    #expect(throws: LearningError.unusableNumber(column: "c1", row: 1, .missing)) {
      try Scaler(columns: ["c1"], missing: .refuse).fit(train)
    }
    #expect(throws: LearningError.noRows(verb: "fit")) { try Scaler().fit(Table()) }
    #expect(throws: LearningError.emptyRange(1, 1)) {
      try Scaler(.minMax(low: 1, high: 1)).fit(table([[1], [2]]))
    }
    #expect(throws: LearningError.table(.unknownColumn("x", among: ["c0", "c1"]))) {
      try Scaler(columns: ["x"]).fit(train)
    }
    let fitted = try Scaler().fit(table([[1], [2]]))
    #expect(throws: LearningError.table(.unknownColumn("c0", among: []))) {
      try fitted.transform(Table())
    }
    let refusing = try Scaler(missing: .refuse).fit(table([[1], [2]]))
    #expect(throws: LearningError.unusableNumber(column: "c0", row: 1, .missing)) {
      try refusing.transform(table([[nil]]))
    }
  }
}
