// Whole fits against scikit-learn's, from the same first weights and in the same order of rows.

import Foundation
import Kernels
import Testing
import TestSupport

@testable import Learning

struct PerceptronFixture: Decodable {
  let courses: [PerceptronCourse]
  let spreads: [String: PerceptronSpread]
}

/// A fit of scikit-learn's, from its first weights to its last.
struct PerceptronCourse: Decodable {
  let name: String
  let settings: Settings
  /// One per class.
  let weights: [Double]?
  let columns: Int
  let x: [Double]
  let y: [Int]
  let first: [[Float]]
  let last: [[Double]]
  /// One per epoch.
  let losses: [Double]
  let probabilities: [Double]

  struct Settings: Decodable {
    let solver: String
    let activation: String
    let hidden_layers: [Int]
    let batch_size: Int
    let learning_rate: Double
    let max_epochs: Int
    let alpha, tol, beta_1, beta_2, epsilon, power_t, momentum: Double?
    let epochs_without_change: Int?
    let schedule: String?
    let nesterov: Bool?
  }

  func estimator() -> MLPClassifier {
    var estimator = MLPClassifier()
    estimator.solver = MLPClassifier.Solver(rawValue: settings.solver) ?? .adam
    estimator.activation = MLPClassifier.Activation(rawValue: settings.activation) ?? .relu
    estimator.hiddenLayers = settings.hidden_layers
    estimator.batchSize = settings.batch_size
    estimator.learningRate = settings.learning_rate
    estimator.maxEpochs = settings.max_epochs
    estimator.alpha = settings.alpha ?? estimator.alpha
    estimator.tolerance = settings.tol ?? estimator.tolerance
    estimator.beta1 = settings.beta_1 ?? estimator.beta1
    estimator.beta2 = settings.beta_2 ?? estimator.beta2
    estimator.epsilon = settings.epsilon ?? estimator.epsilon
    estimator.powerT = settings.power_t ?? estimator.powerT
    estimator.momentum = settings.momentum ?? estimator.momentum
    estimator.nesterov = settings.nesterov ?? estimator.nesterov
    estimator.epochsWithoutChange =
      settings.epochs_without_change ?? estimator.epochsWithoutChange
    estimator.schedule = settings.schedule.flatMap(MLPClassifier.Schedule.init) ?? .constant
    estimator.shuffle = false
    return estimator
  }

  /// The same table, of which so many columns are stored dense and the others sparse.
  func rows(denseColumns: Int) throws -> TrainingRows {
    let count = y.count
    let cells = (0..<count).flatMap { row in
      (0..<denseColumns).map { x[row * columns + $0] }
    }
    return try TrainingRows(
      FeatureRows(
        count: count, denseColumns: denseColumns, dense: cells,
        sparse: sparsely(FeatureRows(dense: x, columns: columns), from: denseColumns)),
      labels: y.map { "class \(100 + $0)" })
  }
}

/// The cells that are not zero of the dense columns from `first` on.
func sparsely(_ rows: FeatureRows, from first: Int = 0) -> SparseRows {
  var (starts, indices, values) = ([0], [Int32](), [Double]())
  for row in 0..<rows.count {
    for column in first..<rows.denseColumns {
      let value = rows.dense[row * rows.denseColumns + column]
      if value != 0 {
        indices.append(Int32(column - first))
        values.append(value)
      }
    }
    starts.append(indices.count)
  }
  return SparseRows(
    columns: rows.denseColumns - first, starts: starts, indices: indices, values: values)
}

extension MLPTraining {
  /// Begins with weights from outside instead of drawn ones.
  mutating func begin(with weights: [[Float]]) throws {
    for (layer, rows) in zip(step.network.layers, weights) { layer.set(rows: rows) }
    try step.turnWeights()
  }
}

@Suite(.timeLimit(.minutes(30))) struct MLPCourseTests {
  static func fit(_ course: PerceptronCourse, denseColumns: Int, width: Int) throws -> MLPTraining {
    let rows = try course.rows(denseColumns: denseColumns)
    let classes = rows.classes.count
    let sizes =
      [course.columns] + course.settings.hidden_layers
      + [MLPNetwork.outputs(classes: classes)]
    var fit = try MLPTraining(
      course.estimator(), learning: rows, validation: nil,
      weights: course.weights ?? rows.classes.map { _ in 1 }, sizes: sizes,
      FitContext(seed: 1, width: width))
    try fit.begin(with: course.first)
    return fit
  }

  @Test("every epoch has scikit-learn's loss, and the last weights are its weights")
  func courses() async throws {
    let courses = try fixture("perceptron.json", as: PerceptronFixture.self).courses
    #expect(courses.count == 8)
    for course in courses {
      for (denseColumns, width) in [(course.columns, 1), (0, 2), (course.columns / 2, 1)] {
        var fit = try Self.fit(course, denseColumns: denseColumns, width: width)
        var losses: [Double] = []
        while !fit.state.hasSettled, fit.state.epochs < course.settings.max_epochs {
          try await fit.runEpoch()
          losses.append(fit.state.loss)
        }
        expectClose(losses, course.losses, relative: 5e-7, absolute: 5e-7, course.name)
        let model = try fit.model()
        for (layer, theirs) in pairs(model.network.layers, course.last) {
          #expect(layer.rows.count == theirs.count)
          let apart = zip(layer.rows, theirs).map { (Double($0) - $1).magnitude }.max() ?? 1
          #expect(apart < 5e-5, "\(course.name) \(apart)")
        }
        let rows = try course.rows(denseColumns: denseColumns)
        let scores = try await model.scores(rows.features, width: 2)
        let apart = zip(scores, course.probabilities).map { ($0 - $1).magnitude }.max() ?? 1
        #expect(apart < 5e-6 && scores.count == course.probabilities.count, "\(course.name)")
      }
    }
  }
}
