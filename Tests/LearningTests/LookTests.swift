// No fit runs for long between two cancellation checks, however large the table and however few its epochs are.
//
// Work is counted in elementary operations, looks by `LookCount`: so nothing here depends on how fast a machine is.

import Basics
import Tables
import Testing

@testable import Learning

@Suite("fits look for cancellation by work", .timeLimit(.minutes(30)))
struct LookTests {
  /// Operations between two looks, on average: some 10 ms.
  private static let most = 20_000_000.0

  private func looks(
    _ kind: ModelKind, _ settings: [(name: String, value: SettingValue)], _ rows: TrainingRows
  ) async throws -> Double {
    let estimator = try kind.estimator(settings)
    return Double(
      try await LookCount.looks { try await estimator.fit(rows, FitContext(seed: 1, width: 2)) }
        .looks)
  }

  @Test("a perceptron within one epoch of one batch", arguments: [false, true])
  func perceptron(isOneBatch: Bool) async throws {
    let (count, columns, units) = (600, 3000, 800)
    let rows = try clouds(count, columns: columns)
    let found = try await looks(
      .mlp,
      [
        ("hidden_layer_sizes", .counts([units])), ("max_iter", .count(1)),
        ("batch_size", .count(isOneBatch ? count : 50)),
      ], rows)
    // Forward, and the gradient of each weight.
    let work = 2 * Double(count * columns * units)
    #expect(work / found < Self.most, "\(found) looks")
  }

  @Test("a perceptron while it reads and writes its weights")
  func weights() async throws {
    let rows = try clouds(30, columns: 3000)
    var settings = MLPClassifier()
    settings.hiddenLayers = [1500]
    settings.maxEpochs = 1
    let sizes = [3000, 1500, 3]
    var fit = try MLPTraining(
      settings, learning: rows, validation: nil, weights: [1, 1, 1], sizes: sizes,
      FitContext(seed: 1))
    try fit.begin()
    let done = fit
    let (saving, bytes) = try await LookCount.looks {
      var writer = ByteWriter()
      try done.save(into: &writer, mark: 7)
      return writer.bytes
    }
    #expect(Double(bytes.count) / Double(saving) < Self.most / 4, "\(saving) looks")
    let (reading, isTaken) = try await LookCount.looks {
      var fit = done
      return try fit.resume(bytes, mark: 7)
    }
    // An epoch has to be over before a state is one to resume.
    #expect(!isTaken)
    #expect(Double(bytes.count) / Double(reading) < Self.most / 4, "\(reading) looks")
  }

  @Test("forests and boosted trees before the first tree is grown")
  func trees() async throws {
    for kind in [ModelKind.randomForest, .gradientBoosting] {
      var looks: [Double] = []
      for count in [20_000, 80_000] {
        let rows = try clouds(count, columns: 6)
        looks.append(try await self.looks(kind, [("n_estimators", .count(1))], rows))
      }
      #expect(looks[1] > 2 * looks[0], "\(kind.name): \(looks)")
    }
  }

  // The majority is found by counting labels.
  @Test(
    "every model looks more often at more rows",
    arguments: ModelKind.all.map(\.name).filter { $0 != "majority" })
  func all(_ name: String) async throws {
    let kind = try #require(ModelKind.named(name))
    var small: [(name: String, value: SettingValue)] = [
      ("n_estimators", .count(2)), ("hidden_layer_sizes", .counts([64])),
      ("max_iter", .count(name == "mlp" ? 1 : 3)),
    ]
    small.removeAll { setting in !kind.settings.contains { $0.name == setting.name } }
    let few = try await looks(kind, small, try clouds(2000, columns: 20))
    let many = try await looks(kind, small, try clouds(40_000, columns: 20))
    #expect(many > 1.1 * few, "\(few) looks at 2,000 rows, \(many) at 40,000")
  }

  @Test("scalers and choosing columns of a table look by cells")
  func scalers() async throws {
    func looks(_ columns: Int) async throws -> Int {
      let cells = (0..<20_000).map { Double($0 % 97) }
      let table = try Table(
        (0..<columns).map { ("x\($0)", .number(cells)) },
        rows: RowIdentities(count: cells.count, source: "t"))
      return try await LookCount.looks {
        let fitted = try Scaler(.standard).fit(table)
        _ = try fitted.transform(table)
        _ = try table.features(except: [])
      }.looks
    }
    let (few, many) = (try await looks(50), try await looks(200))
    #expect(few > 4 && many > 3 * few, "\(few), \(many)")
  }

  @Test("bootstrap intervals and permutation importance look at each draw")
  func drawing() async throws {
    let rows = try clouds(400)
    let model = try await NaiveBayes().fit(rows, FitContext(seed: 1))
    let truth = rows.labels.map { Optional(rows.classes[Int($0)]) }
    let predictions = try await model.predictions(rows.features, truth: truth)
    let intervals = try await LookCount.looks {
      try await Bootstrap(resamples: 500).intervals(predictions, seed: 1)
    }.looks
    #expect(intervals >= 500)
    let importances = try await LookCount.looks {
      try await PermutationImportance(repeats: 20).measure(
        model, rows.features, truth: truth, seed: 1)
    }.looks
    #expect(importances >= 20 * 4)
  }
}
