// Multinomial naive Bayes from word counts per class.

import Basics
import Kernels

/// Multinomial naive Bayes (Manning, Raghavan, Schütze: "Introduction to Information Retrieval", 2008, section 13.2),
/// as scikit-learn's `MultinomialNB`: fractional counts such as TF-IDF are allowed.
package struct NaiveBayes: Estimator {
  /// Additive smoothing; at least `leastAlpha`, so that no logarithm is of zero.
  package var alpha = 1.0
  /// Whether class priors come from the training rows.
  var fitPrior = true
  var classWeight = ClassWeights.equal

  static let leastAlpha = 1e-10

  /// The default settings.
  package init() {}

  /// The kind of model.
  package static let kind = ModelKind.naiveBayes

  /// Fits to checked rows; see `Estimator`.
  package func fitPredictor(to rows: TrainingRows, _ context: FitContext) async throws
    -> any Predictor
  {
    let classes = rows.classes.count
    let columns = rows.features.columns
    let weights = try classWeight.perClass(rows)
    let counts = try NaiveBayes.counts(rows, weights)
    context.progress(1, 2)
    let alpha = max(self.alpha, NaiveBayes.leastAlpha)
    var logs = [Double](repeating: 0, count: classes * columns)
    for label in 0..<classes {
      var total = 0.0
      for column in 0..<columns { total += counts[label * columns + column] + alpha }
      let logTotal = Math.log(total)
      for start in stride(from: 0, to: columns, by: 65_536) {
        try checkCancellation()
        for index in (label * columns + start)..<(label * columns + min(columns, start + 65_536)) {
          logs[index] = Math.log(counts[index] + alpha) - logTotal
        }
      }
    }
    context.progress(2, 2)
    return Fitted(
      LinearScores(
        columns: columns, classes: classes, link: .softmax, coefficients: logs,
        intercepts: priors(rows, weights)))
  }

  /// The logarithm of each class's share of the rows; a class without rows gets the smallest positive number.
  private func priors(_ rows: TrainingRows, _ weights: [Double]) -> [Double] {
    let counts = zip(rows.classCounts, weights).map { Double($0) * $1 }
    let total = counts.reduce(0, +)
    return counts.map { count in
      fitPrior
        ? Math.log(max(count / total, .leastNormalMagnitude)) : -Math.log(Double(counts.count))
    }
  }

  /// The weighted sum of each column over the rows of each class: `classes · columns`, class by class.
  private static func counts(
    _ rows: TrainingRows, _ weights: [Double]
  ) throws(Cancelled) -> [Double] {
    let features = rows.features
    let (columns, dense) = (features.columns, features.denseColumns)
    var counts = [Double](repeating: 0, count: rows.classes.count * columns)
    for row in 0..<rows.count {
      if row % 64 == 0 { try checkCancellation() }
      let label = Int(rows.labels[row])
      let (weight, start) = (weights[label], label * columns)
      for column in 0..<dense {
        counts[start + column] += weight * features.dense[row * dense + column]
      }
      for entry in features.sparse.range(row) {
        counts[start + dense + Int(features.sparse.indices[entry])] +=
          weight * features.sparse.values[entry]
      }
    }
    return counts
  }

  /// Log probabilities of each word in each class: a linear function of a row's counts.
  struct Fitted: Predictor {
    let functions: LinearScores

    init(_ functions: LinearScores) { self.functions = functions }

    var scoring: Scoring { functions.link.scoring }

    func scores(_ rows: FeatureRows, width: Int) async throws -> [Double] {
      try await functions.scores(rows, width: width)
    }

    func encode(into writer: inout ByteWriter) { functions.encode(into: &writer) }

    init(from reader: inout ByteReader, columns: Int, classes: Int) throws(CorruptData) {
      functions = try LinearScores(from: &reader, columns: columns, classes: classes)
    }
  }
}

extension ModelKind {
  /// The kind of model with its settings.
  package static let naiveBayes = ModelKind(
    "naive_bayes", "multinomial naive Bayes",
    "Multinomial naive Bayes over counts or shares, as scikit-learn's `MultinomialNB`.",
    NaiveBayes.self, NaiveBayes.Fitted.self,
    needs: FeatureNeeds(isNonNegative: true, largest: LinearScores.largestFeature),
    .number(
      "alpha", \.alpha, in: 0...1e9,
      "Additive (Laplace) smoothing; 0 counts as 1e-10."
    ),
    .flag(
      "fit_prior", \.fitPrior,
      "Whether class priors are fitted; otherwise they are uniform."),
    .classWeights(\.classWeight))
}
