// The baseline: always predicts the most frequent class.

import Basics

/// Predicts each class with its share of the training rows, as scikit-learn's `DummyClassifier(strategy="prior")`.
package struct Majority: Estimator {
  /// The default settings.
  package init() {}

  /// The kind of model.
  package static let kind = ModelKind.majority

  /// Fits to checked rows; see `Estimator`.
  package func fitPredictor(to rows: TrainingRows, _ context: FitContext) async throws
    -> any Predictor
  {
    Shares(shares: rows.classCounts.map { Double($0) / Double(rows.count) })
  }

  struct Shares: Predictor {
    /// One per class, adding up to 1.
    let shares: [Double]

    var scoring: Scoring { .probabilities }

    func scores(_ rows: FeatureRows, width: Int) async throws -> [Double] {
      (0..<rows.count).flatMap { _ in shares }
    }

    func encode(into writer: inout ByteWriter) { writer.write(shares) }
  }
}

extension Majority.Shares {
  init(from reader: inout ByteReader, columns: Int, classes: Int) throws(CorruptData) {
    shares = try reader.doubles()
    if shares.count != classes { throw CorruptData("there is not one share for each class") }
  }
}

extension ModelKind {
  /// The kind of model with its settings.
  package static let majority = ModelKind(
    "majority", "majority baseline",
    "Always predicts the most frequent class, as scikit-learn's `DummyClassifier`.",
    Majority.self, Majority.Shares.self, needs: FeatureNeeds(takesMissing: true),
    takesOneClass: true)
}
