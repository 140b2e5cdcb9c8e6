// The state of a fit between epochs, and its stopping rules.

import Kernels

/// The state of a fit besides weights and moments.
struct MLPState: Sendable, Hashable {
  var epochs = 0
  /// Batches so far.
  var steps = 0
  /// Rows so far, counted again in each epoch.
  var rowsSeen = 0
  var rate: Double
  var loss = 0.0
  var bestLoss = Double.infinity
  var bestScore = -Double.infinity
  var epochsWithoutChange = 0
  var hasSettled = false

  init(rate: Double) { self.rate = rate }

  /// Ends an epoch by scikit-learn's rules.
  ///
  /// - Parameter score: the accuracy on held-out rows, if some are held out.
  /// - Returns: whether the weights are the best so far by that score.
  mutating func endEpoch(
    _ settings: MLPClassifier, loss: Double, score: Double?, rows: Int
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
      rate = settings.learningRate / Math.pow(Double(rowsSeen + 1), settings.powerT)
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

  /// The update rule for the next batch.
  mutating func nextRule(_ settings: MLPClassifier) -> MLPUpdateRule {
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
