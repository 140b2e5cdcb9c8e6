// Naive Bayes against scikit-learn, and by hand.

import Basics
import Kernels
import Testing
import TestSupport

@testable import Learning

@Suite(.timeLimit(.minutes(30))) struct NaiveBayesTests {
  @Test("log probabilities are those of scikit-learn, on dense and on sparse rows")
  func agreesWithScikitLearn() async throws {
    let stored = try LinearFixture.stored.get()
    #expect(stored.bayes.count == 8)
    for wanted in stored.bayes {
      for isDense in [false, true] {
        let rows = try stored.rows(wanted.table, isDense: isDense)
        var settings = NaiveBayes()
        settings.alpha = wanted.alpha
        settings.fitPrior = wanted.fitPrior
        settings.classWeight = weights(wanted.weight, rows)
        let model = try await settings.fit(rows, FitContext(seed: 1))
        let some = rows.features.taking(Array(0..<12))
        let scores = try await model.scores(some)
        for (found, log) in pairs(scores, wanted.scores) {
          // Below e^-700 a probability is no longer a normal number.
          if log > -700 {
            expectClose(Math.log(found), log, relative: 2e-14, absolute: 2e-14)
          } else {
            #expect(found < 1e-300)
          }
        }
        let fitted = try #require(model.predictor as? NaiveBayes.Fitted)
        let joint = LinearScores(
          columns: fitted.functions.columns, classes: rows.classes.count, link: .margins,
          coefficients: fitted.functions.coefficients, intercepts: fitted.functions.intercepts)
        let logs = try await joint.scores(some, width: 1)
        expectClose(logs, wanted.logs, relative: 5e-15, absolute: 5e-15)
      }
    }
  }

  @Test("two words in two classes, counted by hand")
  func byHand() async throws {
    // a: counts 3 and 1; b: counts 0 and 2. With 1 added: 4/6 and 2/6; 1/4 and 3/4. Priors 2/3 and 1/3.
    let rows = try TrainingRows(
      FeatureRows(dense: [2, 1, 1, 0, 0, 2], columns: 2), labels: ["a", "a", "b"])
    let model = try await NaiveBayes().fit(rows, FitContext(seed: 1))
    let scores = try await model.scores(FeatureRows(dense: [1, 0, 0, 0], columns: 2))
    let (a, b) = (2.0 / 3 * 4 / 6, 1.0 / 3 * 1 / 4)
    expectClose(scores[0], a / (a + b), relative: 1e-15)
    // A row without words has the share of its class among the rows.
    expectClose(scores[2], 2.0 / 3, relative: 1e-15)
  }

  @Test("a class that lost all its rows is never told, and breaks nothing")
  func classWithoutRows() async throws {
    let rows = try TrainingRows(
      FeatureRows(dense: [1, 2, 3], columns: 1), labels: ["a", "b", "c"]
    ).taking([0, 1])
    let model = try await NaiveBayes().fit(rows, FitContext(seed: 1))
    let scores = try await model.scores(FeatureRows(dense: [5], columns: 1))
    #expect(scores[2] < 1e-300)
    expectClose(scores[0] + scores[1], 1, relative: 1e-15)
  }

  @Test("numbers whose sums would overflow are refused")
  func tooLarge() async throws {
    let rows = try TrainingRows(FeatureRows(dense: [1, 1e300], columns: 1), labels: ["a", "b"])
    await #expect(throws: LearningError.unusableNumber(column: "column 1", row: 2, .tooLarge)) {
      try await NaiveBayes().fit(rows, FitContext(seed: 1))
    }
  }
}
