// Metrics against scikit-learn, with classes that only one side knows, and against what they mean.

import Kernels
import Testing
import TestSupport

@testable import Learning

struct EvaluationFixture: Decodable {
  struct Case: Decodable {
    let name: String
    let truth, predicted, labels: [String]
    let counts: [Int]
    let shares: [Double]
    let accuracy, balanced, matthews: Double
    let kappa, logLoss: Double?
    let by: [String: Numbers]
    let known: [String]?
    let probabilities: [Double]?

    var predictions: Predictions {
      get throws {
        try Predictions(
          truth: truth, predicted: predicted, known: known ?? [], probabilities: probabilities)
      }
    }
  }
  struct Numbers: Decodable {
    let perClass: [[Double?]]
    let support: [Int]
    let macro, weighted, someMacro, someWeighted: [Double?]
    let some: [String]
  }
  struct Agreement: Decodable {
    let table: [Int]
    let exact: [Double]
    let chiSquare: [Double]?
  }
  struct Percentile: Decodable { let values, shares, answers: [Double] }
  let cases: [Case]
  let mcnemar: [Agreement]
  let erfc, chiSquareTail: [[Double]]
  let percentile: Percentile
}

/// Whether two numbers are the same to 1e-9; a missing one is NaN.
func near(_ found: Double, _ wanted: Double?) -> Bool {
  guard let wanted else { return found.isNaN }
  return (found - wanted).magnitude <= 1e-12 * max(1, wanted.magnitude)
}

private func near(_ found: PrecisionRecallF1, _ wanted: [Double?]) -> Bool {
  pairs([found.precision, found.recall, found.f1], wanted).allSatisfy { near($0, $1) }
}

@Suite(.timeLimit(.minutes(30))) struct ReportTests {
  @Test func scikitLearnSaysTheSame() throws {
    let cases = try fixture("evaluation.json", as: EvaluationFixture.self).cases
    #expect(cases.count == 9)
    for entry in cases {
      let predictions = try entry.predictions
      let matrix = ConfusionMatrix(predictions)
      #expect(matrix.classes == entry.labels, "\(entry.name)")
      #expect(matrix.counts == entry.counts, "\(entry.name)")
      #expect(pairs(matrix.shares, entry.shares).allSatisfy { near($0, $1) }, "\(entry.name)")
      for rule in ZeroDivision.allCases {
        let wanted = try #require(entry.by[rule.rawValue])
        let report = ClassificationReport(predictions, zeroDivision: rule)
        let context = "\(entry.name), zero division \(rule.rawValue)"
        #expect(near(report.accuracy, entry.accuracy), "\(context)")
        #expect(near(report.balancedAccuracy, entry.balanced), "\(context)")
        #expect(near(report.kappa, entry.kappa), "\(context)")
        #expect(near(report.matthews, entry.matthews), "\(context)")
        #expect(report.perClass.map(\.name) == entry.labels, "\(context)")
        #expect(report.perClass.map(\.support) == wanted.support, "\(context)")
        for (found, numbers) in pairs(report.perClass, wanted.perClass) {
          #expect(near(found.scores, numbers), "\(context) \(found)")
        }
        #expect(near(report.macro, wanted.macro), "\(context) \(report.macro)")
        #expect(near(report.weighted, wanted.weighted), "\(context) \(report.weighted)")
        if let loss = entry.logLoss {
          #expect(near(report.logLoss ?? .nan, loss), "\(context)")
        } else {
          #expect(report.logLoss == nil, "\(context)")
        }
        // Some labels only, of which one may occur nowhere.
        let wide = try Predictions(
          truth: entry.truth, predicted: entry.predicted,
          known: Array(Set(wanted.some + entry.labels)))
        let some = try ClassificationReport(wide, labels: wanted.some, zeroDivision: rule)
        #expect(near(some.macro, wanted.someMacro), "\(context) \(some.macro)")
        #expect(near(some.weighted, wanted.someWeighted), "\(context) \(some.weighted)")
        #expect(near(some.accuracy, entry.accuracy), "\(context)")
      }
    }
  }

  @Test func modelThatKnowsFewerClasses() throws {
    let found = try Predictions(
      truth: ["a", "b", "c", "c"], scores: [0.9, 0.1, 0.2, 0.8, 0.5, 0.5, 0.4, 0.6],
      classes: ["a", "b"], scoring: .probabilities)
    #expect(found.classes == ["a", "b", "c"])
    #expect(found.predicted == [0, 1, 0, 1])
    #expect(found.probabilities?[6...8] == [0.5, 0.5, 0])
    let report = ClassificationReport(found)
    #expect(report.accuracy == 0.5)
    #expect(near(report.balancedAccuracy, 2 / 3))
    #expect(report["c"]?.scores.recall == 0)
    #expect(report["c"]?.claimed == 0)
    // The two rows of `c` cost 52 ln 2 each.
    let known = -(Math.log(0.9) + Math.log(0.8))
    #expect(near(report.logLoss ?? 0, (known + 104 * Math.log(2)) / 4))
  }

  @Test func namedMatrixLeavesOtherRowsOut() throws {
    let predictions = try Predictions(
      truth: ["a", "b", "c", "c"], predicted: ["a", "c", "b", "c"], known: ["d"])
    let matrix = try ConfusionMatrix(predictions, labels: ["c", "b", "d", "c"])
    #expect(matrix.classes == ["c", "b", "d"])
    #expect(matrix.counts == [1, 1, 0, 1, 0, 0, 0, 0, 0])
    #expect(matrix[0, 1] == 1)
    #expect(matrix.shares == [0.5, 0.5, 0, 1, 0, 0, 0, 0, 0])
    #expect(throws: LearningError.unknownLabels(["x"], among: ["a", "b", "c", "d"])) {
      try ConfusionMatrix(predictions, labels: ["a", "x"])
    }
    #expect(throws: LearningError.unknownLabels(["x"], among: ["a", "b", "c", "d"])) {
      try ClassificationReport(predictions, labels: ["x"])
    }
  }

  @Test func unusableAnswersAreRefused() throws {
    #expect(throws: LearningError.noRows(verb: "evaluate")) {
      try Predictions(truth: [], predicted: [])
    }
    #expect(throws: LearningError.length(what: "predictions", found: 1, rows: 2)) {
      try Predictions(truth: ["a", "b"], predicted: ["a"])
    }
    #expect(throws: LearningError.missing(what: "label", rows: [2], total: 1)) {
      try Predictions(truth: ["a", nil], predicted: ["a", "b"])
    }
    #expect(throws: LearningError.missing(what: "prediction", rows: [1], total: 1)) {
      try Predictions(truth: ["a", "b"], predicted: [nil, "b"])
    }
    #expect(throws: LearningError.length(what: "rows of probabilities", found: 1, rows: 2)) {
      try Predictions(
        truth: ["a", "b"], predicted: ["a", "b"], known: ["a", "b"], probabilities: [1, 0])
    }
    for value in [-0.1, 1.1, .infinity] {
      #expect(throws: LearningError.probability(row: 2, value)) {
        try Predictions(
          truth: ["a", "b"], predicted: ["a", "b"], known: ["a", "b"],
          probabilities: [1, 0, value, 0])
      }
    }
    #expect(throws: LearningError.length(what: "rows of scores", found: 1, rows: 2)) {
      try Predictions(truth: ["a", "b"], scores: [1, 2], classes: ["a", "b"], scoring: .margins)
    }
    let plain = try Predictions(truth: ["a", "b"], predicted: ["a", "b"])
    #expect(throws: LearningError.noProbabilities(wantedBy: "log_loss", model: "model")) {
      try Metric.logLoss.score(plain)
    }
  }

  @Test func metricsAreThoseOfTheReport() throws {
    let entry = try fixture("evaluation.json", as: EvaluationFixture.self).cases[0]
    let predictions = try entry.predictions
    let report = ClassificationReport(predictions)
    let wanted: [Metric: Double?] = [
      .accuracy: report.accuracy, .balancedAccuracy: report.balancedAccuracy,
      .macroF1: report.macro.f1, .macroPrecision: report.macro.precision,
      .macroRecall: report.macro.recall, .weightedF1: report.weighted.f1, .kappa: report.kappa,
      .matthews: report.matthews, .logLoss: report.logLoss,
    ]
    for metric in Metric.allCases {
      #expect(try metric.score(predictions) == wanted[metric], "\(metric)")
    }
    #expect(Metric.allCases.filter { !$0.isHigherBetter } == [.logLoss])
    // Rows taken twice count twice; probabilities go along.
    let twice = predictions.taking(Array(0..<predictions.count) + Array(0..<predictions.count))
    #expect(near(try Metric.logLoss.score(twice), report.logLoss))
    #expect(ConfusionMatrix(twice).counts == entry.counts.map { 2 * $0 })
  }
}
