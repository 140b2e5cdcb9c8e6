// A fitted model: its predictor, columns, classes, settings and training rows.

package import Tables

/// A fitted model. Only `fit` and reading a file make one.
package struct FittedModel: Sendable {
  /// The kind of model.
  package let kind: ModelKind
  /// The settings of the fit.
  package let settings: [(name: String, value: SettingValue)]
  /// The seed of the fit.
  package let seed: UInt64
  /// The target column; empty if the classes did not come from a table.
  package let target: String
  /// The feature columns, in order.
  package let columns: [String]
  /// Distinct and ascending.
  package let classes: [String]
  /// The fitted parameters.
  package let predictor: any Predictor
  /// The identities of its training rows, for the leak guard.
  package let provenance: RowIdentities
  /// Digests of the values of the training rows, also for the leak guard; nil for a model from an old file.
  package let digests: RowDigests?

  /// Scores of every class for every row, after the checks that training rows pass.
  ///
  /// - Throws: `.columns` if the columns differ from those of the fit, `.unusableNumber`, `Cancelled`.
  package func scores(
    _ rows: FeatureRows, columns: [String]? = nil, width: Int = 1
  ) async throws -> [Double] {
    if let columns, columns != self.columns {
      throw LearningError.columns(
        missing: self.columns.filter { !columns.contains($0) },
        extra: columns.filter { !self.columns.contains($0) }, model: kind.title)
    }
    if rows.columns != self.columns.count {
      throw LearningError.columnCount(
        found: rows.columns, wanted: self.columns.count, model: kind.title)
    }
    // As in scikit-learn, negative counts are refused only in training: a test row below the smallest train
    // row is scaled below zero and is still scored.
    try FeatureNeeds(takesMissing: kind.needs.takesMissing).check(rows, self.columns)
    if rows.count == 0 { return [] }
    return try await predictor.scores(rows, width: width)
  }

  /// The index of the class with the highest score for each row, the first of equal ones.
  package static func winners(_ scores: [Double], classes: Int) -> [Int32] {
    stride(from: 0, to: scores.count, by: max(1, classes)).map { start in
      var best = 0
      for index in 1..<max(1, classes) where scores[start + index] > scores[start + best] {
        best = index
      }
      return Int32(best)
    }
  }
}

extension Estimator {
  /// Fits to rows, after all checks that the kind of model needs.
  ///
  /// - Throws: `LearningError`, `Cancelled`.
  package func fit(
    _ rows: TrainingRows, target: String = "", provenance: RowIdentities = RowIdentities(),
    _ context: FitContext
  ) async throws -> FittedModel {
    let kind = Self.kind
    if rows.classes.count < 2, !kind.takesOneClass {
      throw LearningError.oneClass(rows.classes.first ?? "", model: kind.title)
    }
    try kind.needs.check(rows.features, rows.columns)
    let predictor = try await fitPredictor(to: rows, context)
    return FittedModel(
      kind: kind, settings: kind.settings(of: self), seed: context.seed, target: target,
      columns: rows.columns, classes: rows.classes, predictor: predictor,
      provenance: provenance.replacingLearners(
        provenance.learners.filter { $0.reaches(rows.columns) }),
      digests: RowDigests(
        rows.features, labels: rows.labels.map { rows.classes[Int($0)] }, rows: provenance))
  }
}
