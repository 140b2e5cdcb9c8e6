// Cross-validation and grid search against fits by hand, for any width.

import Synchronization
import Testing
import TestSupport

@testable import Learning

@Suite(.timeLimit(.minutes(30))) struct CrossValidationTests {
  @Test func foldsAreThoseFittedByHand() async throws {
    let rows = try combined(100)
    let folds = try Folds.plain(100, count: 4, seed: 3)
    let found = try await Nearest().crossValidate(rows, folds: folds, FitContext(seed: 1))
    #expect(found.rows == Array(0..<100) && found.folds.map(\.rows) == folds.map(\.test))
    let width = rows.classes.count
    for (fold, indices) in pairs(found.folds, folds) {
      let model = try await Nearest().fit(rows.taking(indices.train), FitContext(seed: 1))
      let scores = try await model.scores(rows.features.taking(indices.test))
      #expect(fold.predictions.probabilities == scores)
      #expect(fold.predictions.predicted == FittedModel.winners(scores, classes: width))
      #expect(fold.predictions.truth == indices.test.map { rows.labels[$0] })
      for (index, row) in indices.test.enumerated() {
        #expect(found.predictions.predicted[row] == fold.predictions.predicted[index])
        #expect(
          found.predictions.probabilities?[(row * width)..<((row + 1) * width)]
            == fold.predictions.probabilities?[(index * width)..<((index + 1) * width)])
      }
    }
    #expect(found.predictions.truth == rows.labels)
    let hits = found.folds.map { ClassificationReport($0.predictions) }
      .map { $0.accuracy * Double($0.count) }.reduce(0, +)
    #expect(near(try Metric.accuracy.score(found.predictions), hits / 100))
    let wide = try await Nearest().crossValidate(
      rows, folds: folds, FitContext(seed: 1, width: 8))
    #expect(wide.predictions == found.predictions)
  }

  @Test func classThatAFoldHasNotMetIsNeverPredicted() async throws {
    let rows = try TrainingRows(
      FeatureRows(dense: [0, 0.1, 5, 5.1, 9, 0.2], columns: 1),
      labels: ["a", "a", "b", "b", "c", "a"])
    // The only row of `c` is a test row; row 0 is one twice and row 5 stands on the train side twice.
    let folds = [
      SplitIndices(train: [1, 2, 3, 5, 5], test: [4, 0]),
      SplitIndices(train: [1, 2, 3, 4], test: [0]),
    ]
    let found = try await Nearest().crossValidate(rows, folds: folds, FitContext(seed: 1))
    #expect(found.rows == [0, 0, 4])
    #expect(found.predictions.classes == ["a", "b", "c"])
    #expect(found.predictions.predicted == [0, 0, 1])
    #expect(found.predictions.probabilities?[8] == 0)
    let report = ClassificationReport(found.predictions)
    #expect(near(report.accuracy, 2 / 3) && near(report.balancedAccuracy, 0.5))
  }

  @Test func foldsThatCannotBeAreRefused() async throws {
    let rows = try clouds(20)
    let context = FitContext(seed: 1)
    await #expect(throws: LearningError.foldCount(0, rows: 20)) {
      try await Nearest().crossValidate(rows, folds: [], context)
    }
    await #expect(throws: LearningError.noRows(verb: "evaluate")) {
      try await Nearest().crossValidate(
        rows, folds: [SplitIndices(train: [1, 2], test: [])], context)
    }
    await #expect(throws: LearningError.noRows(verb: "fit")) {
      try await Nearest().crossValidate(rows, folds: [SplitIndices(train: [], test: [1])], context)
    }
    await #expect(throws: LearningError.oneClass("class 0", model: "nearest mean")) {
      try await Nearest().crossValidate(
        rows, folds: [SplitIndices(train: [0, 3], test: [1])], context)
    }
  }

  @Test func progressIsToldOncePerFit() async throws {
    let told = Told()
    let rows = try clouds(40)
    let context = FitContext(seed: 1, width: 3) { done, total in told.add(done, total) }
    let folds = try Folds.plain(40, count: 5, seed: 1)
    _ = try await Nearest().crossValidate(rows, folds: folds, context)
    #expect(told.all == (1...5).map { [$0, 5] })
  }

  // MARK: Grid search

  private let axes = [
    GridSearch.Axis("sharpness", [.number(-1), .number(1), .number(2), .number(1)]),
    GridSearch.Axis("probabilities", [.flag(true), .flag(false)]),
  ]

  @Test func everyCombinationIsCrossValidated() async throws {
    let rows = try combined(90)
    let folds = try Folds.plain(90, count: 3, seed: 5)
    let search = GridSearch(Nearest.kind, axes, metric: .macroF1)
    let found = try await search.run(rows, folds: folds, FitContext(seed: 1))
    #expect(found.candidates.count == 8)
    #expect(found.candidates[1].settings.map(\.value) == [.number(-1), .flag(false)])
    #expect(found.candidates[2].settings.map(\.value) == [.number(1), .flag(true)])
    for candidate in found.candidates {
      let estimator = try Nearest.kind.estimator(candidate.settings)
      let wanted = try await estimator.crossValidate(rows, folds: folds, FitContext(seed: 1))
      #expect(
        candidate.scores == (try wanted.folds.map { try Metric.macroF1.score($0.predictions) }))
      #expect(near(candidate.mean, candidate.scores.reduce(0, +) / 3))
    }
    // Whether scores are scaled changes no winner: both are equally good, and the first is taken.
    #expect(found.candidates.map(\.rank) == [7, 7, 1, 1, 1, 1, 1, 1])
    #expect(found.best == 2)
    let wide = try await search.run(rows, folds: folds, FitContext(seed: 1, width: 4))
    #expect(wide.candidates.map(\.scores) == found.candidates.map(\.scores))
  }

  @Test func lowerLossIsBetter() async throws {
    let rows = try clouds(60, gap: 8)
    let folds = try Folds.plain(60, count: 3, seed: 5)
    let axis = GridSearch.Axis("sharpness", [.number(0.001), .number(1), .number(-1)])
    let found = try await GridSearch(Nearest.kind, [axis], metric: .logLoss)
      .run(rows, folds: folds, FitContext(seed: 1))
    #expect(found.best == 1)
    #expect(found.candidates.map(\.rank) == [2, 1, 3])
    #expect(found.candidates[1].mean < found.candidates[0].mean)
    let fixed = try await GridSearch(
      Nearest.kind, [], fixed: [("sharpness", .number(1))], metric: .logLoss
    ).run(rows, folds: folds, FitContext(seed: 1))
    #expect(fixed.candidates.map(\.scores) == [found.candidates[1].scores])
  }

  @Test func gridsThatCannotBeAreRefused() async throws {
    let rows = try clouds(30)
    let folds = try Folds.plain(30, count: 3, seed: 5)
    let numbers = (0..<400).map { SettingValue.number(Double($0)) }
    let wrong: [GridSearch] = [
      GridSearch(Nearest.kind, [GridSearch.Axis("sharpness", [])]),
      GridSearch(Nearest.kind, [axes[0], axes[0]]),
      GridSearch(Nearest.kind, [axes[0]], fixed: [("sharpness", .number(1))]),
      GridSearch(Nearest.kind, [GridSearch.Axis("no", [.flag(true)])]),
      GridSearch(Nearest.kind, [GridSearch.Axis("sharpness", [.flag(true)])]),
      GridSearch(Nearest.kind, (0..<3).map { GridSearch.Axis("axis \($0)", numbers) }),
    ]
    for search in wrong {
      await #expect(throws: LearningError.self) {
        try await search.run(rows, folds: folds, FitContext(seed: 1))
      }
    }
  }
}

/// The reported progress, in order.
private final class Told: Sendable {
  private let box = Mutex<[[Int]]>([])
  var all: [[Int]] { box.withLock { $0 } }
  func add(_ done: Int, _ total: Int) { box.withLock { $0.append([done, total]) } }
}
