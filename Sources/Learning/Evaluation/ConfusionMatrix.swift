// The confusion matrix and the metrics derived from it.

internal import Basics

/// Counts of rows by true and predicted class.
package struct ConfusionMatrix: Sendable, Hashable {
  /// The selected classes, in the order of rows and columns.
  package let classes: [String]
  /// Row-major, a row for each true class: `counts[truth * classes.count + predicted]`.
  package let counts: [Int]

  /// Of the classes that occur, ascending.
  package init(_ predictions: Predictions) {
    self.init(predictions, positions: predictions.present)
  }

  /// - Parameter labels: the selected classes, in that order; rows with another true or predicted class are
  ///   left out, as in scikit-learn.
  /// - Throws: `.unknownLabels` for a label that is not a class of the predictions.
  package init(_ predictions: Predictions, labels: [String]) throws(LearningError) {
    let all = predictions.classes
    let unknown = labels.filter { !all.contains($0) }
    if !unknown.isEmpty { throw .unknownLabels(unknown, among: all) }
    self.init(predictions, positions: labels.uniqued.compactMap { all.firstIndex(of: $0) })
  }

  private init(_ predictions: Predictions, positions: [Int]) {
    var positionOf = [Int?](repeating: nil, count: predictions.classes.count)
    for (position, index) in positions.enumerated() { positionOf[index] = position }
    var counts = [Int](repeating: 0, count: positions.count * positions.count)
    for (truth, predicted) in zip(predictions.truth, predictions.predicted) {
      if let row = positionOf[Int(truth)], let column = positionOf[Int(predicted)] {
        counts[row * positions.count + column] += 1
      }
    }
    classes = positions.map { predictions.classes[$0] }
    self.counts = counts
  }

  /// The count of rows of class `truth` that were predicted as `predicted`.
  package subscript(truth: Int, predicted: Int) -> Int { counts[truth * classes.count + predicted] }

  /// Normalized by true class: rows add up to 1, or are 0 for a
  /// class without rows (scikit-learn's `normalize="true"`).
  package var shares: [Double] {
    let width = classes.count
    let totals = ConfusionTally(counts, classes: width).truths
    return counts.enumerated().map { position, count in
      let total = totals[position / width]
      return total == 0 ? 0 : Double(count) / Double(total)
    }
  }
}

/// Marginal counts of a confusion matrix, and metrics from them.
struct ConfusionTally {
  /// The correctly predicted rows of each class.
  var hits: [Int]
  /// The rows of each class.
  var truths: [Int]
  /// The rows predicted as each class.
  var claims: [Int]
  var total: Int

  /// - Parameter counts: a confusion matrix, row-major.
  init(_ counts: [Int], classes: Int) {
    hits = [Int](repeating: 0, count: classes)
    truths = hits
    claims = hits
    total = 0
    for truth in 0..<classes {
      hits[truth] = counts[truth * classes + truth]
      for predicted in 0..<classes {
        let count = counts[truth * classes + predicted]
        truths[truth] += count
        claims[predicted] += count
        total += count
      }
    }
  }

  /// Accuracy: the share of correct rows.
  var accuracy: Double { Double(hits.reduce(0, +)) / Double(total) }

  /// Mean recall of the classes that have rows: the unweighted average recall (UAR).
  var balancedAccuracy: Double {
    meanOfPresent(
      truths.indices.map { truths[$0] == 0 ? .nan : Double(hits[$0]) / Double(truths[$0]) })
  }

  /// The F1 of a class that occurs; NaN for one that does not.
  func f1(_ index: Int) -> Double {
    Double(2 * hits[index]) / Double(truths[index] + claims[index])
  }

  /// Agreement beyond chance (Cohen 1960); NaN if truth and predictions are all of one class.
  var kappa: Double {
    let rows = Double(total)
    let expected = zip(truths, claims).reduce(0) { $0 + Double($1.0) * Double($1.1) } / rows
    return 1 - (rows - Double(hits.reduce(0, +))) / (rows - expected)
  }

  /// The correlation of truth and predictions (Matthews 1975; Gorodkin 2004 for many classes); 0 if either has one
  /// class only.
  var matthews: Double {
    let rows = Double(total)
    let sum = { (a: [Int], b: [Int]) in zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) } }
    let both = Double(hits.reduce(0, +)) * rows - sum(truths, claims)
    let spread = (rows * rows - sum(claims, claims)) * (rows * rows - sum(truths, truths))
    return spread == 0 ? 0 : both / spread.squareRoot()
  }
}

/// The weighted mean of the numbers that are not NaN; NaN if there are none or their weights add up to 0.
func meanOfPresent(_ values: [Double], weights: [Int]? = nil) -> Double {
  let kept = values.indices.filter { !values[$0].isNaN }
  let mass = weights.map { weights in kept.reduce(0) { $0 + weights[$1] } } ?? 0
  if let weights, mass > 0 {
    return kept.reduce(0) { $0 + values[$1] * Double(weights[$1]) } / Double(mass)
  }
  return kept.isEmpty ? .nan : kept.reduce(0) { $0 + values[$1] } / Double(kept.count)
}
