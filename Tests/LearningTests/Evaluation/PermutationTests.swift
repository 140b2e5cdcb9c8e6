// Permutation importance against a version that scores all rows again.

import Kernels
import Testing

@testable import Learning

@Suite(.timeLimit(.minutes(30))) struct PermutationTests {
  private func names(_ rows: TrainingRows) -> [String?] {
    rows.labels.map { rows.classes[Int($0)] }
  }

  @Test("a column is changed in place, and changed back")
  func inPlace() {
    let rows = FeatureRows(dense: (0..<6000).map(Double.init), columns: 60)
    var changing = ChangingRows(rows)
    for column in 0..<60 {
      changing.set(column, Array(rows.values(column).reversed()))
      #expect(changing.current.values(column) == rows.values(column).reversed())
      changing.set(column, rows.values(column))
    }
    #expect(changing.current == rows)
    // Each cell twice, and all of them copied once, at the first change.
    #expect(changing.writes == 2 * 6000)
    let after = changing.current.dense.withUnsafeBufferPointer { $0.baseAddress }
    changing.set(0, rows.values(0))
    #expect(changing.current.dense.withUnsafeBufferPointer { $0.baseAddress } == after)
  }

  @Test(arguments: [Metric.accuracy, .balancedAccuracy, .logLoss])
  func wholeRescoringSaysTheSame(_ metric: Metric) async throws {
    let rows = try combined(90)
    let model = try await Nearest().fit(rows, FitContext(seed: 1))
    let settings = PermutationImportance(metric: metric, repeats: 3)
    let found = try await settings.measure(model, rows.features, truth: names(rows), seed: 4)
    #expect(found.map(\.column) == Array(0..<44) && found.map(\.name) == rows.columns)
    let whole = try metric.score(
      try await model.predictions(rows.features, truth: names(rows)))
    for importance in found {
      var random = RandomSource(seed: 4, stream: UInt64(importance.column))
      let values = rows.features.values(importance.column)
      for drop in importance.drops {
        // All rows scored again, as dense rows of the same columns.
        let shuffled = random.shuffled(values)
        var cells: [Double] = []
        let columns = (0..<44).map { $0 == importance.column ? shuffled : rows.features.values($0) }
        for row in 0..<90 { for column in columns { cells.append(column[row]) } }
        let scores = try await model.predictor.scores(
          FeatureRows(dense: cells, columns: 44), width: 1)
        let score = try metric.score(
          Predictions(
            truth: names(rows), scores: scores, classes: model.classes, scoring: .probabilities))
        let wanted = metric == .logLoss ? score - whole : whole - score
        #expect(near(drop, wanted), "\(importance.name)")
      }
      let mean = importance.drops.reduce(0, +) / 3
      #expect(near(importance.mean, mean))
      let variance = importance.drops.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 3
      #expect(near(importance.std, variance.squareRoot()))
    }
  }

  @Test func columnThatTellsMatters() async throws {
    // The first column tells all, the second nothing, the third is constant; a sparse one is empty.
    var random = RandomSource(seed: 2)
    let cells = (0..<200).flatMap { row -> [Double] in
      [Double(row % 2) * 9, random.uniform() * 1e-6, 5]
    }
    let rows = try TrainingRows(
      FeatureRows(
        count: 200, denseColumns: 3, dense: cells,
        sparse: SparseRows(
          columns: 1, starts: Array(repeating: 0, count: 201), indices: [], values: [])),
      columns: ["all", "nothing", "constant", "empty"],
      labels: (0..<200).map { $0 % 2 == 0 ? "a" : "b" })
    let model = try await Nearest().fit(rows, FitContext(seed: 1))
    let settings = PermutationImportance(repeats: 20)
    let found = try await settings.measure(model, rows.features, truth: names(rows), seed: 1)
    // Half of the rows get a value of the other class.
    #expect((found[0].mean - 0.5).magnitude < 0.01 && found[0].std > 0)
    #expect(found[1...].allSatisfy { $0.mean == 0 && $0.std == 0 })
  }

  @Test func sameForAnyWidthAndAnyChoiceOfColumns() async throws {
    let rows = try combined(120)
    let model = try await Nearest().fit(rows, FitContext(seed: 1))
    let settings = PermutationImportance()
    let all = try await settings.measure(model, rows.features, truth: names(rows), seed: 3)
    let wide = try await settings.measure(
      model, rows.features, truth: names(rows), seed: 3, width: 4)
    let some = try await settings.measure(
      model, rows.features, truth: names(rows), columns: [30, 2], seed: 3, width: 2)
    #expect(all == wide)
    #expect(some == [all[30], all[2]])
    #expect(all.contains { $0.mean != 0 })
    for repeats in [0, 1001] {
      await #expect(throws: LearningError.self) {
        try await PermutationImportance(repeats: repeats).measure(
          model, rows.features, truth: names(rows), seed: 3)
      }
    }
    let plain = try await Nearest(isProbabilistic: false).fit(rows, FitContext(seed: 1))
    await #expect(throws: LearningError.noProbabilities(wantedBy: "log_loss", model: "model")) {
      try await PermutationImportance(metric: .logLoss).measure(
        plain, rows.features, truth: names(rows), seed: 3)
    }
    // A class that the model does not know.
    let strange = names(rows).enumerated().map { $0 % 5 == 0 ? "new" : $1 }
    let found = try await settings.measure(model, rows.features, truth: strange, seed: 3)
    #expect(found.count == 44)
  }
}
