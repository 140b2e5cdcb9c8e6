// Linear models where numbers, settings or rows leave little to learn from.

import Basics
import Testing
import TestSupport

@testable import Learning

@Suite(.timeLimit(.minutes(30))) struct LinearExtremesTests {
  private static func estimators(c: Double) -> [any Estimator] {
    var (softmax, each) = (LogisticRegression(), LogisticRegression())
    var (squared, hinge) = (LinearSVM(), LinearSVM())
    each.multiClass = .ovr
    hinge.loss = .hinge
    hinge.maxIter = 50
    softmax.c = c
    each.c = c
    squared.c = c
    hinge.c = c
    return [softmax, each, squared, hinge]
  }

  @Test("the weakest and the strongest penalty end in numbers", arguments: [1e-10, 1e10])
  func penalties(c: Double) async throws {
    for rows in [try clouds(90, gap: 8), try clouds(90, gap: 0.5), try sentences(90)] {
      for estimator in Self.estimators(c: c) {
        let model = try await estimator.fit(rows, FitContext(seed: 1))
        let fitted = try #require(model.predictor as? LinearModel)
        let scores = try await model.scores(rows.features)
        #expect(scores.allSatisfy { $0.isFinite })
        #expect(fitted.iterations <= 1000)
        if c < 1 { #expect(fitted.functions.coefficients.allSatisfy { $0.magnitude < 3e-7 }) }
      }
    }
  }

  @Test("classes that lie apart are told without a penalty, however far the weights would grow")
  func separableWithoutPenalty() async throws {
    let rows = try clouds(90, gap: 8)
    var settings = LogisticRegression()
    settings.penalty = .none
    let model = try await settings.fit(rows, FitContext(seed: 1))
    #expect(try await accuracy(model, on: rows) == 1)
  }

  @Test("columns of zeros without an intercept leave all classes alike")
  func nothingToLearn() async throws {
    let rows = try TrainingRows(
      FeatureRows(dense: [0, 0, 0], columns: 1), labels: ["a", "b", "c"])
    var (logistic, machine, hinge) = (LogisticRegression(), LinearSVM(), LinearSVM())
    logistic.fitIntercept = false
    machine.fitIntercept = false
    hinge.fitIntercept = false
    hinge.loss = .hinge
    for estimator in [logistic, machine, hinge] as [any Estimator] {
      let scores = try await estimator.fit(rows, FitContext(seed: 1)).scores(rows.features)
      #expect(Set(scores).count == 1)
    }
  }

  @Test("a class that lost all its rows is never told", arguments: [ClassWeights.equal, .balanced])
  func classWithoutRows(weights: ClassWeights) async throws {
    let all = try clouds(60, gap: 3)
    let rows = all.taking((0..<60).filter { all.labels[$0] != 2 })
    var (logistic, machine, bayes) = (LogisticRegression(), LinearSVM(), NaiveBayes())
    logistic.classWeight = weights
    machine.classWeight = weights
    bayes.classWeight = weights
    for estimator in [logistic, machine, bayes] as [any Estimator] {
      let model = try await estimator.fit(rows, FitContext(seed: 1))
      let scores = try await model.scores(all.features)
      #expect(scores.allSatisfy { $0.isFinite })
      #expect(!FittedModel.winners(scores, classes: 3).contains(2))
    }
  }

  @Test("numbers at the ends of what is taken are answered with numbers")
  func sizes() async throws {
    let cells: [Double] = [1e100, 1e-100, -1e100, 0, 1e99, 1e-300, 1, -1e-200]
    let rows = try TrainingRows(
      FeatureRows(dense: cells, columns: 2), labels: ["a", "b", "c", "a"])
    for estimator in Self.estimators(c: 1) {
      let scores = try await estimator.fit(rows, FitContext(seed: 1)).scores(rows.features)
      #expect(scores.allSatisfy { $0.isFinite })
    }
    let beyond = try TrainingRows(FeatureRows(dense: [1, -1e101], columns: 1), labels: ["a", "b"])
    for estimator in Self.estimators(c: 1) {
      await #expect(throws: LearningError.unusableNumber(column: "column 1", row: 2, .tooLarge)) {
        try await estimator.fit(beyond, FitContext(seed: 1))
      }
    }
  }

  @Test("saved weights that do not fit the columns, or are no numbers, are refused")
  func damage() throws {
    func bytes(_ link: UInt8, _ weights: [Double], _ intercepts: [Double]) -> ByteReader {
      var writer = ByteWriter()
      writer.write(link)
      writer.write(weights)
      writer.write(intercepts)
      writer.write(3)
      writer.write(true)
      return ByteReader(writer.bytes)
    }
    func read(_ reader: ByteReader, classes: Int) throws -> LinearModel {
      var reader = reader
      return try LinearModel(from: &reader, columns: 2, classes: classes)
    }
    let link = LinearLink.softmax.rawValue
    let good = try read(bytes(link, [1, 2, 3, 4, 5, 6], [0, 1, 2]), classes: 3)
    #expect(good.functions.coefficients == [1, 2, 3, 4, 5, 6])
    for (reader, classes) in [
      (bytes(0, [1, 2, 3, 4, 5, 6], [0, 1, 2]), 3), (bytes(link, [1, 2, 3, 4, 5], [0, 1, 2]), 3),
      (bytes(link, [1, 2, 3, 4, 5, 6], [0, 1]), 3),
      (bytes(link, [1, 2, 3, 4, 5, .nan], [0, 1, 2]), 3),
      (bytes(link, [1, 2, 3, 4, 5, 1e300], [0, 1, 2]), 3),
      (bytes(LinearLink.twoMargins.rawValue, [1, 2], [0]), 3),
    ] {
      #expect(throws: CorruptData.self) { try read(reader, classes: classes) }
    }
  }
}
