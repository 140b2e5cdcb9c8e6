// Fits from random weights against ten of scikit-learn's, on tables of several sorts.

import Kernels
import Testing

@testable import Learning

/// A table, and how well ten seeds of scikit-learn do on its last rows.
struct PerceptronSpread: Decodable {
  let columns: Int
  let y: [Int]
  /// How many rows are learned from.
  let train: Int
  let starts: [Int]
  let indices: [Int32]
  let values: [Double]
  let accuracy: [Double]
  let loss: [Double]

  func rows(_ range: Range<Int>, isSparse: Bool) throws -> TrainingRows {
    let all = SparseRows(columns: columns, starts: starts, indices: indices, values: values)
    let sparse = all.taking(Array(range))
    let labels = range.map { "class \(100 + y[$0])" }
    if isSparse { return try TrainingRows(FeatureRows(sparse: sparse), labels: labels) }
    var cells = [Double](repeating: 0, count: range.count * columns)
    for row in 0..<range.count {
      for entry in sparse.range(row) {
        cells[row * columns + Int(sparse.indices[entry])] = sparse.values[entry]
      }
    }
    return try TrainingRows(FeatureRows(dense: cells, columns: columns), labels: labels)
  }
}

@Suite(.timeLimit(.minutes(30))) struct MLPSpreadTests {
  static func settings(_ name: String) -> MLPClassifier {
    var settings = MLPClassifier()
    switch name {
    case "digits":
      settings.hiddenLayers = [24]
      settings.maxEpochs = 40
      settings.learningRate = 0.005
      settings.batchSize = 30
    case "words":
      settings.hiddenLayers = [30]
      settings.maxEpochs = 25
      settings.learningRate = 0.01
      settings.batchSize = 40
    default:
      settings.hiddenLayers = [10]
      settings.maxEpochs = 60
      settings.solver = .sgd
      settings.learningRate = 0.05
      settings.batchSize = 30
      settings.classWeights = .balanced
    }
    return settings
  }

  @Test(
    "accuracy and log loss lie within the spread of scikit-learn's seeds",
    arguments: [
      "digits", "words", "rare",
    ])
  func spread(_ name: String) async throws {
    let spread = try #require(
      try fixture("perceptron.json", as: PerceptronFixture.self).spreads[name])
    for isSparse in [false, true] {
      let train = try spread.rows(0..<spread.train, isSparse: isSparse)
      let test = try spread.rows(spread.train..<spread.y.count, isSparse: isSparse)
      var (accuracies, losses) = ([Double](), [Double]())
      for seed in 1...6 {
        let model = try await Self.settings(name).fit(
          train, FitContext(seed: UInt64(seed), width: 2))
        accuracies.append(try await accuracy(model, on: test))
        let scores = try await model.scores(test.features)
        let classes = model.classes.count
        losses.append(
          test.labels.enumerated().reduce(0) {
            $0 - Math.log(scores[$1.offset * classes + Int($1.element)])
          } / Double(test.count))
      }
      SeedSpread(values: accuracies).expectSame(
        as: SeedSpread(values: spread.accuracy), "accuracy")
      SeedSpread(values: losses).expectSame(as: SeedSpread(values: spread.loss), "log loss")
    }
  }
}
