// Cross-validation: every fold is predicted by a model fitted to the other folds.

import Basics
import Tables

/// The out-of-fold predictions of a cross-validation.
package struct CrossValidation: Sendable {
  /// One fold.
  package struct Fold: Sendable {
    /// The test rows, in the order of `predictions`.
    package let rows: [Int]
    /// The predictions for the test rows.
    package let predictions: Predictions
  }

  /// The folds, in order.
  package let folds: [Fold]
  /// The test rows of all folds, ascending; a row in several folds occurs as often.
  package let rows: [Int]
  /// The predictions of all folds, in the order of `rows`. Their classes are those of all rows: one that a fold's
  /// model does not know has probability 0 there.
  package let predictions: Predictions

  init(_ folds: [Fold]) {
    self.folds = folds
    let rows = folds.flatMap(\.rows)
    let order = rows.indices.sorted { (rows[$0], $0) < (rows[$1], $1) }
    self.rows = order.map { rows[$0] }
    let all = folds.map(\.predictions)
    let probabilities = all.compactMap(\.probabilities)
    predictions = Predictions(
      classes: all.first?.classes ?? [], truth: all.flatMap(\.truth),
      predicted: all.flatMap(\.predicted),
      probabilities: probabilities.count == all.count ? probabilities.flatMap { $0 } : nil
    ).taking(order)
  }
}

extension Estimator {
  /// Fits to the train side of each fold and predicts its test side. Each fit has the same seed; folds run in
  /// parallel, and the result is the same for any width.
  ///
  /// Rows of a train side may occur twice: this is how rare classes are oversampled without a leak.
  /// - Parameter folds: rows of each side, such as `Folds` makes.
  /// - Throws: `.foldCount` without a fold, `.noRows` for a fold with an empty side, what fitting throws, `Cancelled`.
  /// - Precondition: folds name existing rows.
  package func crossValidate(
    _ rows: TrainingRows, folds: [SplitIndices], _ context: FitContext
  ) async throws -> CrossValidation {
    try await crossValidate(try FoldRows.all(folds, of: rows), folds: folds, context)
  }

  /// The same for sides that were prepared per fold: scaled or vectorized by transformers fitted to the train
  /// side only.
  ///
  /// - Parameter checkpoints: the checkpoint of each fold; empty for none.
  /// - Precondition: there is one pair of sides per fold.
  package func crossValidate(
    _ sides: [FoldRows], folds: [SplitIndices], _ context: FitContext,
    checkpoints: [FoldCheckpoint] = []
  ) async throws -> CrossValidation {
    precondition(sides.count == folds.count, "there are sides for each fold")
    let steps = FitProgress(sides.count, context)
    let predictions = try await concurrentMap(sides.count, width: context.width) { fold in
      let checkpoint = checkpoints.indices.contains(fold) ? checkpoints[fold] : nil
      let predictions = try await sides[fold].judge(self, steps.context, checkpoint)
      await steps.done()
      return predictions
    }
    return CrossValidation(
      zip(folds, predictions).map { CrossValidation.Fold(rows: $0.test, predictions: $1) })
  }
}

/// Both sides of a fold, copied once, for any number of fits.
package struct FoldRows: Sendable {
  /// The train side.
  package let train: TrainingRows
  /// The features of the test side.
  package let test: FeatureRows
  /// The index in `classes` of the class of each test row.
  package let truth: [Int32]
  /// Of all rows, distinct and ascending.
  package let classes: [String]

  /// - Parameters:
  ///   - truth: the class of each test row.
  ///   - classes: those of all folds together.
  /// - Throws: `.noRows` for an empty test side, `.length`, `.unknownLabels` for a class that is not among `classes`.
  package init(
    train: TrainingRows, test: FeatureRows, truth: [String], classes: [String]
  ) throws(LearningError) {
    if test.count == 0 { throw .noRows(verb: "evaluate") }
    if truth.count != test.count {
      throw .length(what: "labels", found: truth.count, rows: test.count)
    }
    var indexOf: [String: Int32] = [:]
    for (index, name) in classes.enumerated() { indexOf[name] = Int32(index) }
    let unknown = Set((truth + train.classes).filter { indexOf[$0] == nil })
    if !unknown.isEmpty { throw .unknownLabels(unknown.sorted(), among: classes) }
    self.init(train: train, test: test, truth: truth.map { indexOf[$0] ?? 0 }, classes: classes)
  }

  private init(train: TrainingRows, test: FeatureRows, truth: [Int32], classes: [String]) {
    self.train = train
    self.test = test
    self.truth = truth
    self.classes = classes
  }

  static func all(
    _ folds: [SplitIndices], of rows: TrainingRows
  ) throws(LearningError) -> [FoldRows] {
    if folds.isEmpty { throw .foldCount(0, rows: rows.count) }
    precondition(
      folds.allSatisfy { ($0.train + $0.test).allSatisfy { $0 >= 0 && $0 < rows.count } },
      "folds name rows that there are")
    var sides: [FoldRows] = []
    for fold in folds {
      if isCancelled() { throw .table(.cancelled) }
      if fold.test.isEmpty { throw .noRows(verb: "evaluate") }
      // Rebuilt, so that a class without rows in this fold is not a class of its model.
      let train = try TrainingRows(
        rows.features.taking(fold.train), columns: rows.columns,
        labels: fold.train.map { rows.classes[Int(rows.labels[$0])] })
      sides.append(
        FoldRows(
          train: train, test: rows.features.taking(fold.test),
          truth: fold.test.map { rows.labels[$0] }, classes: rows.classes))
    }
    return sides
  }

  /// The predictions for the test side by a model fitted to the train side; taken from the checkpoint if it has them.
  func judge(
    _ estimator: any Estimator, _ context: FitContext, _ resume: FoldCheckpoint? = nil
  ) async throws -> Predictions {
    if let known = resume?.left, known.classes == classes, known.truth == truth { return known }
    let predictions = try await judged(estimator, context.resuming(from: resume?.checkpoint))
    resume?.finish(predictions)
    return predictions
  }

  private func judged(
    _ estimator: any Estimator, _ context: FitContext
  ) async throws -> Predictions {
    let model = try await estimator.fit(train, context)
    let scores = try await model.scores(test, width: context.width)
    let known = model.classes.map { name in classes.firstIndex(of: name) ?? 0 }
    let winners = FittedModel.winners(scores, classes: known.count)
    var probabilities: [Double]?
    if model.predictor.scoring == .probabilities {
      var spread = [Double](repeating: 0, count: truth.count * classes.count)
      for row in truth.indices {
        for (position, index) in known.enumerated() {
          spread[row * classes.count + index] = scores[row * known.count + position]
        }
      }
      probabilities = spread
    }
    return Predictions(
      classes: classes, truth: truth, predicted: winners.map { Int32(known[Int($0)]) },
      probabilities: probabilities)
  }
}

/// Counts finished fits and reports progress; each fit may use the spare cores.
actor FitProgress {
  private let total: Int
  private let progress: @Sendable (Int, Int) -> Void
  private var count = 0
  /// For each fit.
  nonisolated let context: FitContext

  init(_ total: Int, _ whole: FitContext) {
    self.total = total
    progress = whole.progress
    context = FitContext(seed: whole.seed, width: (whole.width + total - 1) / max(1, total))
  }

  func done() {
    count += 1
    progress(count, total)
  }
}

/// The checkpoint of one fold: the state of its fit, then its predictions, so that a killed run can resume.
package struct FoldCheckpoint: Sendable {
  /// The predictions of an earlier run of the same work.
  package let left: Predictions?
  /// The checkpoint of the fit.
  package let checkpoint: Checkpoint?
  /// Stores the predictions.
  package let finish: @Sendable (Predictions) -> Void

  /// A checkpoint, what an earlier run left, and where the predictions go.
  package init(
    left: Predictions?, checkpoint: Checkpoint?, finish: @escaping @Sendable (Predictions) -> Void
  ) {
    (self.left, self.checkpoint, self.finish) = (left, checkpoint, finish)
  }
}
