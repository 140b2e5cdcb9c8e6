// How far a fit is, and the rules by which it goes on or stops.

import Kernels

/// What a fit carries from epoch to epoch besides weights and moments.
struct PerceptronState: Sendable, Hashable {
  var epochs = 0
  /// Batches learnt from.
  var steps = 0
  /// Rows learnt from, each epoch anew.
  var rowsSeen = 0
  var rate: Double
  var loss = 0.0
  var bestLoss = Double.infinity
  var bestScore = -Double.infinity
  var epochsWithoutChange = 0
  var hasSettled = false

  init(rate: Double) { self.rate = rate }

  /// Ends an epoch as scikit-learn does.
  ///
  /// - Parameter score: of the rows held out, if some are.
  /// - Returns: whether the weights are the best so far by that score.
  mutating func endEpoch(
    _ settings: Perceptron, loss: Double, score: Double?, rows: Int
  ) -> Bool {
    epochs += 1
    rowsSeen += rows
    self.loss = loss
    var isBest = false
    let isChange: Bool
    if let score {
      isChange = score >= bestScore + settings.tolerance
      isBest = score > bestScore
      bestScore = max(bestScore, score)
    } else {
      isChange = loss <= bestLoss - settings.tolerance
      bestLoss = min(bestLoss, loss)
    }
    epochsWithoutChange = isChange ? 0 : epochsWithoutChange + 1
    if settings.solver == .sgd, settings.schedule == .invscaling {
      rate = settings.learningRate / Maths.pow(Double(rowsSeen + 1), settings.powerT)
    }
    if epochsWithoutChange > settings.epochsWithoutChange {
      if settings.solver == .sgd, settings.schedule == .adaptive, rate > 1e-6 {
        rate /= 5
        epochsWithoutChange = 0
      } else {
        hasSettled = true
      }
    }
    return isBest
  }

  /// How the next batch moves the weights.
  mutating func nextRule(_ settings: Perceptron) -> PerceptronRule {
    steps += 1
    switch settings.solver {
    case .adam:
      return .adam(
        AdamStep(
          rate: rate, beta1: settings.beta1, beta2: settings.beta2, epsilon: settings.epsilon,
          step: steps))
    case .sgd:
      return .momentum(
        MomentumStep(rate: rate, momentum: settings.momentum, isNesterov: settings.nesterov))
    }
  }
}
