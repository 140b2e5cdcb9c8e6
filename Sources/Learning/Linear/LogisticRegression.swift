// Logistic regression: probabilities of classes from linear functions of the columns, fitted by L-BFGS.

import Kernels

/// Logistic regression, as scikit-learn's `LogisticRegression` with its solver `lbfgs`: it minimizes the log loss of
/// the rows times `c` plus half the squared weights. The intercept is not penalized.
package struct LogisticRegression: Estimator {
  /// The penalty of the weights.
  package enum Penalty: String, CaseIterable, Sendable { case l2, none }

  /// How several classes are handled.
  package enum Classes: String, CaseIterable, Sendable {
    /// One softmax over all classes.
    case multinomial
    /// One-vs-rest; the probabilities are normalized to a sum of 1.
    case ovr
  }

  /// The inverse strength of the penalty.
  package var c = 1.0
  /// The penalty of the weights.
  package var penalty = Penalty.l2
  var multiClass = Classes.multinomial
  var maxIter = 100
  /// The fit ends when no slope of the mean loss and no remaining step of a weight is larger.
  var tol = 1e-4
  var fitIntercept = true
  var classWeight = ClassWeights.equal

  /// The default settings.
  package init() {}

  /// The kind of model.
  package static let kind = ModelKind.logisticRegression

  /// Fits to checked rows; see `Estimator`.
  package func fitPredictor(to rows: TrainingRows, _ context: FitContext) async throws
    -> any Predictor
  {
    let classes = rows.classes.count
    let isSoftmax = classes > 2 && multiClass == .multinomial
    let link: LinearLink = classes == 2 ? .twoProbabilities : isSoftmax ? .softmax : .sigmoidShares
    // Where all classes are equally likely, the second derivative of the loss along each function is p (1 - p).
    let share = isSoftmax ? 1 / Double(classes) : 0.5
    let bend = share * (1 - share)
    let (c, penalty) = (self.c, self.penalty)
    let packed = try PackedRows(
      rows, weights: try classWeight.perClass(rows),
      PackedRows.Plan(
        outputs: link.outputs(classes: classes), penalty: { penalty == .l2 ? 1 / (c * $0) : 0 },
        bend: bend, constant: fitIntercept ? 1 : 0, isConstantPenalized: false))
    let loss = try PenalizedLogLoss(
      loss: LogLoss(packed, isSoftmax: isSoftmax),
      curvature: DenseCurvature(packed, bend: bend), tolerance: tol)
    let start = [Doubles8](repeating: .zero, count: packed.size)
    let minimum = try await LBFGS(
      maxIterations: maxIter, width: context.width, progress: context.progress
    ).minimized(loss, from: start)
    return LinearModel(
      functions: packed.functions(
        minimum.point, columns: rows.columns.count, classes: classes, link: link),
      iterations: minimum.iterations, isReached: minimum.isReached)
  }
}

/// The loss as a function for the optimizer.
struct PenalizedLogLoss: SmoothFunction {
  let loss: LogLoss
  let curvature: DenseCurvature
  let tolerance: Double

  func evaluated(
    _ point: [Doubles8], width: Int
  ) async throws -> (value: Double, gradient: [Doubles8]) {
    try await loss.evaluated(point, width: width)
  }

  func precondition(_ gradient: inout [Doubles8]) {
    curvature.apply(to: &gradient, blocks: loss.rows.blocks)
  }

  /// scikit-learn's criterion, no slope above the tolerance, stops far from the optimum where columns are rare or the
  /// penalty is weak, so the remaining step must be small as well. Where classes are well separated the loss is flatter
  /// than at the start, and the real step is several times longer than this estimate.
  func isNear(_ gradient: [Doubles8]) -> Bool {
    var steps = gradient
    precondition(&steps)
    let rows = loss.rows
    for column in 0..<rows.columns {
      let scale = rows.scales[column]
      for index in (column * rows.blocks)..<((column + 1) * rows.blocks) {
        let slope = gradient[index].largestSize / scale
        let step = 10 * steps[index].largestSize * scale
        if !(slope <= tolerance && step <= tolerance) { return false }
      }
    }
    return true
  }
}

extension Doubles8 {
  /// The largest of the absolute values.
  fileprivate var largestSize: Double { orGreater(-self).greatest }
}

extension ModelKind {
  /// The kind of model with its settings.
  package static let logisticRegression = ModelKind(
    "logistic_regression", "logistic regression",
    "The softmax of linear functions of the columns, fitted by L-BFGS, as scikit-learn's `LogisticRegression`.",
    LogisticRegression.self, LinearModel.self,
    needs: FeatureNeeds(largest: LinearScores.largestFeature),
    .number(
      "c", \.c, in: 1e-10...1e10, "The inverse of the regularization strength; smaller is simpler."
    ),
    .choice(
      "penalty", \.penalty,
      "\"l2\" penalizes large weights; \"none\" does not."),
    .choice(
      "multi_class", \.multiClass,
      "\"multinomial\" fits all classes at once, \"ovr\" each against the rest."),
    .count("max_iter", \.maxIter, in: 1...1_000_000, "The maximum number of iterations."),
    .number(
      "tol", \.tol, in: 0...1,
      "The tolerance for stopping, of the gradient and of the next step."),
    .flag(
      "fit_intercept", \.fitIntercept, "Whether each class has an intercept."),
    .classWeights(\.classWeight))
}
