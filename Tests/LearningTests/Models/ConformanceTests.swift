// Conformance of every kind of model in `ModelKind.all`.

import Basics
import Kernels
import Tables
import Testing
import TestSupport

@testable import Learning

@Suite(.timeLimit(.minutes(30))) struct ConformanceTests {
  typealias Case = (name: String, rows: @Sendable () throws -> TrainingRows)

  static let tables: [Case] = [
    ("clouds", { try clouds(150) }), ("sentences", { try sentences(150) }),
    ("combined", { try combined(150) }),
  ]

  /// Small settings where the standard ones would take long.
  static func quick(_ kind: ModelKind) throws -> any Estimator {
    let small: [(name: String, value: SettingValue)] = [
      ("n_estimators", .count(12)), ("hidden_layer_sizes", .counts([16])),
      ("max_iter", .count(60)), ("batch_size", .count(30)),
    ]
    return try kind.estimator(
      small.filter { entry in kind.settings.contains { $0.name == entry.name } })
  }

  @Test(arguments: ModelKind.all.map(\.name))
  func sameBytesForAnyWidthAndAgain(_ name: String) async throws {
    let kind = try #require(ModelKind.named(name))
    for (table, rows) in Self.tables {
      let data = try rows()
      let estimator = try Self.quick(kind)
      let one = try await estimator.fit(data, FitContext(seed: 5, width: 1))
      let two = try await estimator.fit(data, FitContext(seed: 5, width: 2))
      let eight = try await estimator.fit(data, FitContext(seed: 5, width: 8))
      #expect(one.bytes == two.bytes, "\(table)")
      #expect(one.bytes == eight.bytes, "\(table)")
      let scores = try await one.scores(data.features, width: 1)
      #expect(try await one.scores(data.features, width: 8) == scores, "\(table)")
    }
  }

  @Test(arguments: ModelKind.all.map(\.name))
  func savedModelScoresAlike(_ name: String) async throws {
    let kind = try #require(ModelKind.named(name))
    for (table, rows) in Self.tables {
      let data = try rows()
      let provenance = RowIdentities(
        utterances: (0..<data.count).map { "Ses01F_impro01_F\(1000 + $0)" })
      let model = try await Self.quick(kind).fit(data, provenance: provenance, FitContext(seed: 5))
      let read = try FittedModel(bytes: model.bytes)
      #expect(read.bytes == model.bytes, "\(table)")
      #expect(read.provenance == provenance)
      #expect(read.predictor.facts == model.predictor.facts)
      #expect(read.predictor.remarks == model.predictor.remarks)
      #expect(read.predictor.importances == model.predictor.importances)
      let scores = try await model.scores(data.features)
      #expect(try await read.scores(data.features) == scores, "\(table)")
    }
  }

  @Test(arguments: ModelKind.all.map(\.name))
  func damagedBytesAreRefused(_ name: String) async throws {
    let kind = try #require(ModelKind.named(name))
    let model = try await Self.quick(kind).fit(sentences(60), FitContext(seed: 5))
    let bytes = model.bytes
    #expect(throws: LearningError.self) { try FittedModel(bytes: []) }
    for end in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 97)) {
      #expect(throws: LearningError.self) { try FittedModel(bytes: Array(bytes[..<end])) }
    }
    var random = RandomSource(seed: 4)
    for _ in 0..<40 {
      var damaged = bytes
      damaged[random.below(bytes.count)] ^= UInt8(1 << random.below(8))
      #expect(throws: LearningError.self) { try FittedModel(bytes: damaged) }
    }
    // Behind the checksum: whatever stands there is refused or read, and never traps.
    var body = ByteWriter()
    model.predictor.encode(into: &body)
    for _ in 0..<300 {
      var damaged = body.bytes
      for _ in 0..<(1 + random.below(4)) {
        damaged[random.below(damaged.count)] = UInt8(random.below(256))
      }
      var reader = ByteReader(damaged)
      let read = try? kind.read(&reader, model.columns.count, model.classes.count)
      _ = try await read?.scores(sentences(8).features, width: 1)
    }
  }

  @Test(arguments: ModelKind.all.map(\.name))
  func scoresAreWhatTheySay(_ name: String) async throws {
    let kind = try #require(ModelKind.named(name))
    for (table, rows) in Self.tables {
      let data = try rows()
      let model = try await Self.quick(kind).fit(data, FitContext(seed: 5))
      let scores = try await model.scores(data.features)
      let classes = data.classes.count
      #expect(scores.count == data.count * classes)
      #expect(scores.allSatisfy { $0.isFinite })
      if model.predictor.scoring == .probabilities {
        for start in stride(from: 0, to: scores.count, by: classes) {
          let row = scores[start..<(start + classes)]
          #expect(row.allSatisfy { $0 >= 0 && $0 <= 1 }, "\(table)")
          #expect((row.reduce(0, +) - 1).magnitude < 2e-15, "\(table)")
        }
      }
      // A row's scores do not depend on the rows beside it.
      let order = Array((0..<data.count).reversed())
      let turned = try await model.scores(data.features.taking(order))
      for (index, row) in order.enumerated() {
        let here = Array(turned[(index * classes)..<((index + 1) * classes)])
        #expect(here == Array(scores[(row * classes)..<((row + 1) * classes)]), "\(table) \(row)")
      }
      #expect(try await model.scores(data.features.taking([])).isEmpty)
      for importance in model.predictor.importances {
        #expect(importance.values.count == data.features.columns)
        #expect(importance.values.allSatisfy { $0.isFinite })
      }
    }
  }

  @Test(arguments: ModelKind.all.map(\.name).filter { $0 != "majority" })
  func separableRowsAreLearnt(_ name: String) async throws {
    let kind = try #require(ModelKind.named(name))
    let model = try await Self.quick(kind).fit(clouds(300, gap: 8), FitContext(seed: 5))
    let share = try await accuracy(model, on: clouds(200, gap: 8, seed: 77))
    #expect(share > (kind.needs.isNonNegative ? 0.8 : 0.95), "\(share)")
    let words = try await Self.quick(kind).fit(sentences(600), FitContext(seed: 5))
    let told = try await accuracy(words, on: sentences(300, seed: 78))
    #expect(told > 0.75, "\(told)")
  }

  @Test(arguments: ModelKind.all.map(\.name))
  func strangeTablesAreAnsweredOrRefused(_ name: String) async throws {
    let kind = try #require(ModelKind.named(name))
    let context = FitContext(seed: 5)
    func fit(_ cells: [Double], _ columns: Int, _ labels: [String]) async throws -> FittedModel {
      try await Self.quick(kind).fit(
        TrainingRows(FeatureRows(dense: cells, columns: columns), labels: labels), context)
    }
    // One row, and rows of one class.
    for (cells, labels) in [([1.0], ["a"]), ([1, 2, 3], ["a", "a", "a"])] {
      if kind.takesOneClass {
        let model = try await fit(cells, 1, labels)
        let scores = try await model.scores(FeatureRows(dense: [7], columns: 1))
        #expect(scores.count == 1)
      } else {
        await #expect(throws: LearningError.oneClass("a", model: kind.title)) {
          try await fit(cells, 1, labels)
        }
      }
    }
    // Two rows; constant columns; a column of zeros; huge and tiny numbers; the very same row under two names.
    for cells in [
      [0, 1], [3, 3], [0, 0], [1e15, 1e-15], [1e-300, 2e-300],
    ] as [[Double]] {
      let model = try await fit(cells, 1, ["a", "b"])
      let scores = try await model.scores(FeatureRows(dense: cells, columns: 1))
      #expect(scores.allSatisfy { $0.isFinite }, "\(cells) \(scores)")
    }
    // Missing and infinite numbers, and negative ones for those that count.
    for (value, fault) in [
      (Double.nan, LearningError.Unusable.missing), (.infinity, .infinite), (-1, .negative),
    ] {
      let isTaken =
        switch fault {
        case .missing: kind.needs.takesMissing
        case .negative: !kind.needs.isNonNegative
        default: false
        }
      if isTaken {
        let model = try await fit([0, 1, value, 3], 1, ["a", "b", "a", "b"])
        let scores = try await model.scores(FeatureRows(dense: [value], columns: 1))
        #expect(scores.allSatisfy { $0.isFinite })
      } else {
        let expected = LearningError.unusableNumber(column: "column 1", row: 3, fault)
        await #expect(throws: expected) {
          try await fit([0, 1, value, 3], 1, ["a", "b", "a", "b"])
        }
        let model = try await fit([0, 1, 2, 3], 1, ["a", "b", "a", "b"])
        if fault == .negative {
          let scores = try await model.scores(FeatureRows(dense: [value], columns: 1))
          #expect(scores.allSatisfy { $0.isFinite })
        } else {
          await #expect(throws: LearningError.self) {
            try await model.scores(FeatureRows(dense: [value], columns: 1))
          }
        }
      }
    }
    // The columns differ from those of the fit.
    let model = try await fit([0, 1, 2, 3], 1, ["a", "b", "a", "b"])
    await #expect(throws: LearningError.self) {
      try await model.scores(FeatureRows(dense: [1, 2], columns: 2))
    }
    await #expect(throws: LearningError.self) {
      try await model.scores(FeatureRows(dense: [1], columns: 1), columns: ["other"])
    }
  }

  @Test(arguments: ModelKind.all.map(\.name))
  func manyColumnsAreNoTrouble(_ name: String) async throws {
    let kind = try #require(ModelKind.named(name))
    let model = try await Self.quick(kind).fit(
      sentences(60, words: 100_000), FitContext(seed: 5, width: 2))
    #expect(try await model.scores(sentences(60, words: 100_000).features).count == 180)
  }

  @Test func classesWeighInEveryModelButTheMajority() {
    #expect(Set(ModelKind.all.map(\.name)).subtracting(Self.weighing) == ["majority"])
  }

  private static let weighing = ModelKind.all.filter { kind in
    kind.settings.contains { $0.name == "class_weight" }
  }.map(\.name)

  @Test(arguments: weighing)
  func classWeightsCount(_ name: String) async throws {
    let kind = try #require(ModelKind.named(name))
    // Two classes on top of each other: the heavier one wins.
    var random = RandomSource(seed: 8)
    let rows = try TrainingRows(
      FeatureRows(dense: (0..<200).map { _ in random.uniform() }, columns: 1),
      labels: (0..<200).map { $0 % 4 == 0 ? "rare" : "usual" })
    var quick: [(name: String, value: SettingValue)] = [
      ("class_weight", .weights(ClassWeights([("rare", 30)])))
    ]
    for (name, value) in [
      ("n_estimators", SettingValue.count(12)), ("hidden_layer_sizes", .counts([16])),
      ("max_iter", .count(60)),
    ] where kind.settings.contains(where: { $0.name == name }) { quick.append((name, value)) }
    let model = try await kind.estimator(quick).fit(rows, FitContext(seed: 5))
    let winners = FittedModel.winners(try await model.scores(rows.features), classes: 2)
    #expect(winners.count { $0 == 0 } > 150)
    await #expect(throws: LearningError.unknownLabels(["no"], among: ["rare", "usual"])) {
      let weights = SettingValue.weights(ClassWeights([("no", 2)]))
      _ = try await kind.estimator([("class_weight", weights)]).fit(rows, FitContext(seed: 5))
    }
  }

  @Test(arguments: ModelKind.all.map(\.name))
  func settingsAreChecked(_ name: String) throws {
    let kind = try #require(ModelKind.named(name))
    #expect(kind.summary.hasSuffix("."))
    #expect(Set(kind.settings.map(\.name)).count == kind.settings.count)
    for setting in kind.settings {
      #expect(setting.summary.hasSuffix("."), "\(setting.name)")
      #expect(setting.form.takes(setting.defaultValue), "\(setting.name)")
      let wrong: [SettingValue] = [
        .count(-1_000_000_000), .count(2_000_000_000_000), .number(.nan), .number(-1e30),
        .number(.infinity), .choice("no such word"), .counts([-1]),
        .weights(ClassWeights([("a", -1)])),
      ]
      for value in wrong {
        #expect(throws: LearningError.self, "\(setting.name) \(value)") {
          try kind.estimator([(setting.name, value)])
        }
      }
      // A setting that was set is reported.
      let estimator = try kind.estimator([(setting.name, setting.defaultValue)])
      #expect(
        kind.settings(of: estimator).first { $0.name == setting.name }?.value
          == setting.defaultValue)
    }
    #expect(throws: LearningError.self) { try kind.estimator([("no such setting", .flag(true))]) }
  }

  // The majority is found by counting labels, without a check.
  @Test(arguments: ModelKind.all.map(\.name).filter { $0 != "majority" })
  func stopsWhenToldTo(_ name: String) async throws {
    let kind = try #require(ModelKind.named(name))
    let long: [(name: String, value: SettingValue)] = [
      ("n_estimators", .count(20_000)), ("max_iter", .count(100_000)), ("tol", .number(0)),
    ]
    let data = try combined(2000)
    let estimator = try kind.estimator(
      long.filter { entry in
        kind.settings.contains { $0.name == entry.name && $0.form.takes(entry.value) }
      })
    // Naive Bayes has few checks in all.
    for look in name == "naive_bayes" ? [1] : [1, 3, 20] {
      await #expect(throws: Cancelled.self, "at check \(look)") {
        try await LookCount.cancelling(at: look) {
          try await estimator.fit(data, FitContext(seed: 5, width: 2))
        }
      }
    }
  }

  /// Sources in which a kind of model is declared, against the list.
  @Test func everyKindIsInTheList() throws {
    // The sources as text: a `static let … = ModelKind(` that `all` does not name would be forgotten.
    let written = try Tool.sources(of: "Learning").flatMap { _, text in
      text.matches(of: /= ModelKind\(\s*"(\w+)"/).map { String($0.1) }
    }
    #expect(written.sorted() == ModelKind.all.map(\.name).sorted())
  }
}
