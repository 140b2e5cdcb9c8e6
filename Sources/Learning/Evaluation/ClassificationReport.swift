// Classification metrics, per class and overall, as scikit-learn defines them.

import Kernels

/// The value of an undefined ratio (0/0): the precision of a class never predicted, the recall of one without rows.
package enum ZeroDivision: String, Sendable, Hashable, CaseIterable {
  case zero = "0"
  case one = "1"
  /// NaN, which averages leave out.
  case nan

  var value: Double {
    switch self {
    case .zero: 0
    case .one: 1
    case .nan: .nan
    }
  }
}

/// Precision, recall and F1, of a class or averaged.
package struct PrecisionRecallF1: Sendable {
  /// The share of rows predicted as the class that are of it.
  package let precision: Double
  /// The share of rows of the class that were predicted as it.
  package let recall: Double
  /// Harmonic mean of both.
  package let f1: Double
}

/// The numbers of one class.
package struct ClassScores: Sendable {
  /// The name of the class.
  package let name: String
  /// Its precision, recall and F1.
  package let scores: PrecisionRecallF1
  /// The number of rows of the class.
  package let support: Int
  /// The number of rows predicted as the class.
  let claimed: Int
}

/// Metrics of predictions. Rows are never left out of `accuracy`, `balancedAccuracy`, `kappa`, `matthews` and
/// `logLoss`; the others cover the selected classes.
package struct ClassificationReport: Sendable {
  /// The scores of each selected class.
  package let perClass: [ClassScores]
  /// Unweighted means over the selected classes.
  package let macro: PrecisionRecallF1
  /// Means weighted by the rows of each class.
  package let weighted: PrecisionRecallF1
  /// The share of correct rows.
  package let accuracy: Double
  /// Mean recall of the classes that have rows: the unweighted average recall (UAR) of speech emotion research. A class
  /// that is predicted, but has no row, does not count here, while it does in `macro.recall`.
  package let balancedAccuracy: Double
  /// Cohen's kappa; NaN if truth and predictions are all of one class.
  package let kappa: Double
  /// Matthews correlation; 0 if truth or predictions have one class only.
  package let matthews: Double
  /// Mean of -ln of the true class's probability, which is held between 2⁻⁵² and 1 - 2⁻⁵²; a class that the model does
  /// not know has probability 0. `nil` without probabilities.
  package let logLoss: Double?
  /// The number of rows.
  package let count: Int

  /// Of the classes that occur as true or predicted ones, ascending.
  package init(_ predictions: Predictions, zeroDivision: ZeroDivision = .zero) {
    let matrix = ConfusionMatrix(predictions)
    self.init(predictions, matrix, labels: matrix.classes, zeroDivision)
  }

  /// - Parameter labels: the selected classes, in that order.
  /// - Throws: `.unknownLabels` for a label that is not a class of the predictions.
  package init(
    _ predictions: Predictions, labels: [String], zeroDivision: ZeroDivision = .zero
  ) throws(LearningError) {
    let labels = try ConfusionMatrix(predictions, labels: labels).classes
    self.init(predictions, ConfusionMatrix(predictions), labels: labels, zeroDivision)
  }

  private init(
    _ predictions: Predictions, _ matrix: ConfusionMatrix, labels: [String],
    _ zeroDivision: ZeroDivision
  ) {
    let tally = ConfusionTally(matrix.counts, classes: matrix.classes.count)
    let share = { (part: Int, whole: Int) in
      whole == 0 ? zeroDivision.value : Double(part) / Double(whole)
    }
    perClass = labels.map { name in
      // A label that occurs nowhere has no rows and no predictions.
      let (hits, support, claimed) =
        matrix.classes.firstIndex(of: name)
        .map { (tally.hits[$0], tally.truths[$0], tally.claims[$0]) } ?? (0, 0, 0)
      let scores = PrecisionRecallF1(
        precision: share(hits, claimed), recall: share(hits, support),
        f1: share(2 * hits, support + claimed))
      return ClassScores(name: name, scores: scores, support: support, claimed: claimed)
    }
    macro = mean(of: perClass, weights: nil)
    weighted = mean(of: perClass, weights: perClass.map(\.support))
    accuracy = tally.accuracy
    balancedAccuracy = tally.balancedAccuracy
    kappa = tally.kappa
    matthews = tally.matthews
    logLoss = predictions.logLoss
    count = predictions.count
  }

  /// The scores of a class, `nil` if it is not selected.
  package subscript(name: String) -> ClassScores? { perClass.first { $0.name == name } }
}

private func mean(of classes: [ClassScores], weights: [Int]?) -> PrecisionRecallF1 {
  PrecisionRecallF1(
    precision: meanOfPresent(classes.map(\.scores.precision), weights: weights),
    recall: meanOfPresent(classes.map(\.scores.recall), weights: weights),
    f1: meanOfPresent(classes.map(\.scores.f1), weights: weights))
}

extension Predictions {
  /// Mean of -ln of the true class's probability, clipped as scikit-learn does; `nil` without probabilities.
  var logLoss: Double? {
    guard let probabilities else { return nil }
    let epsilon = Double.ulpOfOne
    var sum = 0.0
    for (row, index) in truth.enumerated() {
      let probability = probabilities[row * classes.count + Int(index)]
      sum -= Math.log(min(max(probability, epsilon), 1 - epsilon))
    }
    return sum / Double(count)
  }
}
