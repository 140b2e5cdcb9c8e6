// A fitted network: class probabilities and its saved form.

import Basics
import Kernels

/// The weights of a multi-layer perceptron and how its fit went.
struct MLPModel: Predictor {
  let network: MLPNetwork
  let outcome: Outcome

  struct Outcome: Sendable, Hashable {
    var epochs: Int
    /// Of the last epoch.
    var loss: Double
    /// The best accuracy on held-out rows, if some were held out.
    var validationScore: Double?
    /// The epochs ran out before the loss or the score converged.
    var ranOut: Bool
  }

  var scoring: Scoring { .probabilities }

  var facts: [ModelFact] {
    [ModelFact("epochs", Double(outcome.epochs)), ModelFact("loss", outcome.loss)]
      + (outcome.validationScore.map { [ModelFact("validation_score", $0)] } ?? [])
  }

  var remarks: [String] {
    guard outcome.ranOut else { return [] }
    let what = outcome.validationScore == nil ? "loss" : "validation score"
    return [
      "The \(what) had not converged after \(outcome.epochs) epochs; a higher `max_iter` may help."
    ]
  }

  func scores(_ rows: FeatureRows, width: Int) async throws -> [Double] {
    let logits = try await network.logits(try MLPRows(rows), width: width)
    let outputs = network.outputs
    var scores: [Double] = []
    scores.reserveCapacity(rows.count * max(2, outputs))
    for start in stride(from: 0, to: logits.count, by: outputs) {
      if start % 4096 == 0 { try checkCancellation() }
      if outputs == 1 {
        let logit = MLPModel.usable(logits[start])
        let shrunk = Math.exp(-logit.magnitude)
        let (more, less) = (1 / (1 + shrunk), shrunk / (1 + shrunk))
        scores += logit >= 0 ? [less, more] : [more, less]
      } else {
        let row = logits[start..<(start + outputs)].map(MLPModel.usable)
        let highest = row.max() ?? 0
        let powers = row.map { Math.exp($0 - highest) }
        let total = powers.reduce(0, +)
        scores += powers.map { $0 / total }
      }
    }
    return scores
  }

  /// Rows far outside the training range may overflow floats.
  private static func usable(_ logit: Float) -> Double {
    logit.isNaN ? 0 : max(-1e30, min(1e30, Double(logit)))
  }
}

// MARK: Bytes

extension MLPModel {
  func encode(into writer: inout ByteWriter) {
    writer.write(network.activation.rawValue)
    writer.write(network.layers.dropLast().map(\.outputs))
    for layer in network.layers { writer.write(layer.rows) }
    let score = outcome.validationScore
    writer.write(outcome.epochs, outcome.loss, score != nil, score ?? 0, outcome.ranOut)
  }

  init(from reader: inout ByteReader, columns: Int, classes: Int) throws(CorruptData) {
    let activation: MLPClassifier.Activation = try reader.choice(
      else: "the units' function is of no known name")
    let hidden: [Int] = try reader.read()
    guard hidden.count <= 10, hidden.allSatisfy({ (1...10_000).contains($0) }), columns > 0,
      classes > 1
    else { throw CorruptData("the layers have impossible sizes") }
    let sizes = [columns] + hidden + [MLPNetwork.outputs(classes: classes)]
    var rows: [[Float]] = []
    for (inputs, outputs) in zip(sizes, sizes.dropFirst()) {
      let weights = try reader.floats()
      guard weights.count == (inputs + 1) * outputs, weights.allSatisfy(\.isFinite) else {
        throw CorruptData("the weights of a layer do not fit its size")
      }
      rows.append(weights)
    }
    network = MLPNetwork(activation, sizes: sizes)
    for (layer, weights) in zip(network.layers, rows) { layer.set(rows: weights) }
    let epochs = try reader.int(in: 1...1_000_000)
    let loss = try reader.double()
    let isValidated = try reader.bool()
    let score = try reader.double()
    guard loss.isFinite, score >= 0, score <= 1 else {
      throw CorruptData("the outcome of the fit is impossible")
    }
    outcome = Outcome(
      epochs: epochs, loss: loss, validationScore: isValidated ? score : nil,
      ranOut: try reader.bool())
  }
}

extension MLPLayer {
  /// The weights without the padding of the last panel: those of the first input to every output, then of the next;
  /// the biases come last.
  var rows: [Float] {
    [Float](unsafeUninitializedCapacity: (inputs + 1) * outputs) { rows, filled in
      for input in 0...inputs {
        for panel in 0..<PackedMatrix.count(outputs) {
          let start = weights.start + panel * panelSize + input * 16
          let first = input * outputs + panel * 16
          for output in 0..<min(16, outputs - panel * 16) {
            rows.initializeElement(at: first + output, to: start[output])
          }
        }
      }
      filled = rows.count
    }
  }

  /// - Parameter rows: `(inputs + 1) · outputs` numbers.
  func set(rows: [Float]) {
    precondition(rows.count == (inputs + 1) * outputs, "a weight from each input to each output")
    for input in 0...inputs {
      for output in 0..<outputs {
        weights.start[offset(input, output)] = rows[input * outputs + output]
      }
    }
  }
}
