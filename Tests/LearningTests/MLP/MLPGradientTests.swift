// Gradients against differences of a loss that is written as in a textbook, in 64 bits.

import Foundation
import Kernels
import Testing

@testable import Learning

/// The loss of a network, as slow and obvious as it can be.
private struct Textbook {
  let activation: MLPClassifier.Activation
  let sizes: [Int]
  let alpha: Double
  let x: [[Double]]
  let labels: [Int]
  let classWeights: [Double]

  /// - Parameter weights: of each layer a row for each input and one of biases.
  func loss(_ weights: [[Double]]) -> Double {
    var sum = 0.0
    var all = 0.0
    for (row, label) in zip(x, labels) {
      var values = row
      for (number, layer) in weights.enumerated() {
        let outputs = sizes[number + 1]
        values = (0..<outputs).map { output in
          var sum = layer[values.count * outputs + output]
          for (input, value) in values.enumerated() {
            sum += value * layer[input * outputs + output]
          }
          return number + 1 < weights.count ? function(sum) : sum
        }
      }
      let logits = values.count == 1 ? [0, values[0]] : values
      let total = logits.map { Math.exp($0) }.reduce(0, +)
      sum += classWeights[label] * (Math.log(total) - logits[label])
      all += classWeights[label]
    }
    var squares = 0.0
    for (number, layer) in weights.enumerated() {
      squares += layer.prefix(sizes[number] * sizes[number + 1]).reduce(0) { $0 + $1 * $1 }
    }
    return (sum + alpha / 2 * squares) / all
  }

  private func function(_ x: Double) -> Double {
    switch activation {
    case .relu: max(0, x)
    case .tanh: Foundation.tanh(x)
    case .logistic: 1 / (1 + Math.exp(-x))
    case .identity: x
    }
  }
}

@Suite(.timeLimit(.minutes(30))) struct MLPGradientTests {
  /// Every derivative of a network of those hidden layers, by a step of plain gradient descent with the rate 1, and by
  /// central differences; the greatest distance between the two over the greatest derivative.
  private func distance(
    _ activation: MLPClassifier.Activation, _ hidden: [Int], classes: Int, alpha: Double,
    weights classWeights: [Double], isSparse: Bool
  ) async throws -> Double {
    let rows = try clouds(11, columns: 5, classes: classes, gap: 2, seed: 5)
    let sizes = [5] + hidden + [MLPNetwork.outputs(classes: classes)]
    let network = MLPNetwork(activation, sizes: sizes)
    try network.draw(seed: 3)
    let features = isSparse ? FeatureRows(sparse: sparsely(rows.features)) : rows.features
    let step = try MLPStep(
      network, try MLPRows(features),
      MLPTargets(labels: rows.labels, weights: classWeights, outputs: network.outputs),
      alpha: alpha, batch: 11, needsSquares: false, width: 2)
    try step.turnWeights()
    let before = network.layers.map(\.rows)
    let rule = MomentumStep(rate: 1, momentum: 0, isNesterov: false)
    let loss = try await step.learn(Array(0..<11)[...], .momentum(rule))
    let after = network.layers.map(\.rows)

    let textbook = Textbook(
      activation: activation, sizes: sizes, alpha: alpha,
      // The engine reads floats of 32 bits.
      x: (0..<11).map { row in (0..<5).map { Double(Float(rows.features.dense[row * 5 + $0])) } },
      labels: rows.labels.map(Int.init), classWeights: classWeights)
    var weights = before.map { $0.map(Double.init) }
    #expect((textbook.loss(weights) - loss).magnitude < 4e-7)
    var (worst, largest) = (0.0, 0.0)
    for layer in weights.indices {
      for index in weights[layer].indices {
        let weight = weights[layer][index]
        weights[layer][index] = weight + 1e-5
        let above = textbook.loss(weights)
        weights[layer][index] = weight - 1e-5
        let derivative = (above - textbook.loss(weights)) / 2e-5
        weights[layer][index] = weight
        let mine = Double(before[layer][index]) - Double(after[layer][index])
        worst = max(worst, (mine - derivative).magnitude)
        largest = max(largest, derivative.magnitude)
      }
    }
    return worst / largest
  }

  @Test(arguments: MLPClassifier.Activation.allCases)
  func derivativesAreDifferences(_ activation: MLPClassifier.Activation) async throws {
    for (hidden, classes) in [([7], 3), ([17, 4], 4), ([5, 4, 3], 2), ([], 3)] {
      for (alpha, weights) in [(0.0, [1.0, 1, 1, 1]), (3, [0.5, 3, 1, 2])] {
        for isSparse in alpha == 0 ? [false] : [false, true] {
          let distance = try await distance(
            activation, hidden, classes: classes, alpha: alpha,
            weights: Array(weights.prefix(classes)), isSparse: isSparse)
          #expect(distance < 2e-6, "\(hidden) \(classes) \(alpha) \(isSparse)")
        }
      }
    }
  }
}
