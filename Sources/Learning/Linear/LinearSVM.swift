// A linear support vector machine: one maximum-margin hyperplane per class.

import Basics
import Kernels

/// A linear support vector machine, as scikit-learn's `LinearSVC`: one-vs-rest, and the intercept is the
/// weight of a constant column, penalized as the others are (LIBLINEAR: Fan et al. 2008).
///
/// With the squared hinge loss it is fitted to its optimum by Newton's method; `LinearSVC` often stops before it. With
/// the hinge loss it is fitted as there, by dual coordinate descent.
package struct LinearSVM: Estimator {
  /// The loss functions.
  package enum Loss: String, CaseIterable, Sendable {
    /// Squared hinge: the squared distance by which a row violates the margin.
    case squaredHinge = "squared_hinge"
    /// Hinge: that distance.
    case hinge
  }

  /// The inverse strength of the penalty.
  package var c = 1.0
  /// The loss function.
  package var loss = Loss.squaredHinge
  /// The tolerance of a weight; with the hinge loss, the largest difference between slopes of the dual.
  var tol = 1e-4
  var maxIter = 1000
  var fitIntercept = true
  /// The value of the constant column; larger values penalize the intercept less.
  var interceptScaling = 1.0
  /// Class weights in the one-vs-rest problem of each class. With two classes both apply.
  var classWeight = ClassWeights.equal

  /// The default settings.
  package init() {}

  /// The kind of model.
  package static let kind = ModelKind.linearSVM

  /// Fits to checked rows; see `Estimator`.
  package func fitPredictor(to rows: TrainingRows, _ context: FitContext) async throws
    -> any Predictor
  {
    let classes = rows.classes.count
    let link: LinearLink = classes == 2 ? .twoMargins : .margins
    let weights = try classWeight.perClass(rows)
    // LIBLINEAR weights the rows of the positive class, not the rest.
    let positive = classes == 2 ? [weights[1]] : weights
    let negative = classes == 2 ? [weights[0]] : weights.map { _ in 1 }
    let bend = loss == .squaredHinge ? 2.0 : 0
    let c = self.c
    let packed = try PackedRows(
      rows, weights: weights.map { _ in 1 },
      PackedRows.Plan(
        outputs: link.outputs(classes: classes), penalty: { 1 / (c * $0) }, bend: bend,
        constant: fitIntercept ? interceptScaling : 0, isConstantPenalized: true))
    let minimum =
      switch loss {
      case .squaredHinge: try await newton(packed, positive, negative, context)
      case .hinge: try await dual(packed, positive, negative, context)
      }
    return LinearModel(
      functions: packed.functions(
        minimum.point, columns: rows.columns.count, classes: classes, link: link),
      iterations: minimum.iterations, isReached: minimum.isReached)
  }

  private func newton(
    _ packed: PackedRows, _ positive: [Double], _ negative: [Double], _ context: FitContext
  ) async throws -> Minimum {
    var lanes = [[Doubles8]](
      repeating: [Doubles8](repeating: .zero, count: packed.blocks), count: 2)
    for output in 0..<packed.outputs {
      lanes[0][output / 8][output % 8] = positive[output]
      lanes[1][output / 8][output % 8] = negative[output]
    }
    return try await TruncatedNewton(
      loss: SquaredHinge(packed, positive: lanes[0], negative: lanes[1]),
      tolerance: tol, factor: c * packed.mass,
      maxIterations: maxIter, width: context.width, progress: context.progress
    ).minimized()
  }

  private func dual(
    _ packed: PackedRows, _ positive: [Double], _ negative: [Double], _ context: FitContext
  ) async throws -> Minimum {
    let dual = DualCoordinateDescent(
      rows: packed, positive: positive, negative: negative, tolerance: tol,
      maxIterations: maxIter, seed: context.seed)
    let found = try await concurrentMap(packed.outputs, width: context.width) { output in
      try dual.minimized(output)
    }
    context.progress(1, 1)
    var point = [Doubles8](repeating: .zero, count: packed.size)
    for (output, one) in found.enumerated() {
      for (column, weight) in one.weights.enumerated() {
        point[column * packed.blocks + output / 8][output % 8] = weight
      }
    }
    return Minimum(
      point: point, value: 0, gradient: [], iterations: found.map(\.iterations).max() ?? 0,
      isReached: found.allSatisfy(\.isReached))
  }
}

extension ModelKind {
  /// The kind of model with its settings.
  package static let linearSVM = ModelKind(
    "linear_svm", "linear SVM",
    "One maximum-margin hyperplane per class, as scikit-learn's `LinearSVC`.",
    LinearSVM.self, LinearModel.self, needs: FeatureNeeds(largest: LinearScores.largestFeature),
    .number(
      "c", \.c, in: 1e-10...1e10, "The inverse of the regularization strength; smaller is simpler."
    ),
    .choice(
      "loss", \.loss,
      "The loss of a row inside the margin: squared hinge, or hinge."),
    .number(
      "tol", \.tol, in: 0...1,
      "The tolerance for stopping: of the weights; with \"hinge\", of the gradients of the dual."),
    .count(
      "max_iter", \.maxIter, in: 1...1_000_000,
      "The maximum number of Newton steps; with \"hinge\", of passes over all rows."),
    .flag(
      "fit_intercept", \.fitIntercept, "Whether each class has an intercept."),
    .number(
      "intercept_scaling", \.interceptScaling, in: 1e-6...1e6,
      "The value of the constant feature; the larger, the less the intercept is penalized."),
    .classWeights(\.classWeight))
}
