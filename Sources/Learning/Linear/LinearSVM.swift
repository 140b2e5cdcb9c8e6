// A linear support vector machine: one plane a class, as far as can be from the rows on both sides.

import Kernels

/// A linear support vector machine with the squared hinge loss, as scikit-learn's `LinearSVC`: one class against the rest,
/// and the intercept is the weight of a constant column, penalised as the others are (LIBLINEAR: Fan et al. 2008).
///
/// It is fitted to its optimum, by Newton's method; `LinearSVC` often stops before it.
public struct LinearSVM: Estimator {
  /// How much the rows weigh against the penalty.
  public var c = 1.0
  /// What a weight may be off its optimum.
  public var tol = 1e-4
  public var maxIter = 1000
  public var fitIntercept = true
  /// The value of the constant column; the larger, the less the intercept is penalised.
  public var interceptScaling = 1.0
  /// How much the rows of a class count where it is told from the rest. Of two classes each counts as told.
  public var classWeight = ClassWeights.equal

  public init() {}

  public static let kind = ModelKind.linearSVM

  public func learn(from rows: TrainingRows, _ context: FitContext) async throws -> any Learnt {
    let classes = rows.classes.count
    let link: LinearLink = classes == 2 ? .twoMargins : .margins
    let weights = try classWeight.perClass(rows)
    let c = self.c
    let packed = try LaneRows(
      rows, weights: weights.map { _ in 1 },
      LaneRows.Plan(
        outputs: link.outputs(classes: classes), penalty: { 1 / (c * $0) }, bend: 2,
        constant: fitIntercept ? interceptScaling : 0, isConstantPenalised: true))
    // LIBLINEAR weighs the rows of the class that is told from the rest, and not the rest.
    var positive = [WideLanes](repeating: .zero, count: packed.blocks)
    var negative = positive
    for output in 0..<packed.outputs {
      positive[output / 8][output % 8] = classes == 2 ? weights[1] : weights[output]
      negative[output / 8][output % 8] = classes == 2 ? weights[0] : 1
    }
    let minimum = try await TruncatedNewton(
      loss: SquaredHinge(packed, positive: positive, negative: negative),
      curvature: DenseCurvature(packed, bend: 2), tolerance: tol, factor: c * packed.mass,
      maxIterations: maxIter, width: context.width, progress: context.progress
    ).minimised()
    return Fitted(
      functions: packed.functions(
        minimum.point, columns: rows.columns.count, classes: classes, link: link),
      iterations: minimum.iterations, isReached: minimum.isReached)
  }

  struct Fitted: Learnt {
    let functions: LinearScores
    let iterations: Int
    /// Whether the optimum was reached before the rounds were used up.
    let isReached: Bool

    var scoring: Scoring { .margins }

    func scores(_ rows: FeatureRows, width: Int) async throws -> [Double] {
      try await functions.scores(rows, width: width)
    }

    var importances: [Importance] { [Importance("coefficient", functions.meanWeights)] }

    var facts: [ModelFact] { [ModelFact("iterations", Double(iterations))] }

    var remarks: [String] {
      isReached
        ? []
        : [
          "The fit stopped after \(iterations) iterations, before its optimum; raise `max_iter`, "
            + "or bring the columns to one scale."
        ]
    }

    func encode(into writer: inout ByteWriter) {
      functions.encode(into: &writer)
      writer.write(iterations)
      writer.write(isReached)
    }
  }
}

extension LinearSVM.Fitted {
  init(from reader: inout ByteReader, columns: Int, classes: Int) throws(DamagedBytes) {
    functions = try LinearScores(
      from: &reader, columns: columns, classes: classes, links: [.twoMargins, .margins])
    iterations = try reader.int(in: 0...1_000_000_000)
    isReached = try reader.bool()
  }
}

extension ModelKind {
  static let linearSVM = ModelKind(
    "linear_svm", "linear SVM",
    "A plane for each class, as far as can be from the rows on both sides, as scikit-learn's `LinearSVC`.",
    LinearSVM.self, LinearSVM.Fitted.self,
    needs: FeatureNeeds(largest: LinearScores.largestFeature),
    .number(
      "c", \.c, in: 1e-10...1e10, "How much the rows weigh against the penalty; smaller is simpler."
    ),
    .number("tol", \.tol, in: 0...1, "What a weight may be off its optimum."),
    .count("max_iter", \.maxIter, in: 1...1_000_000, "The most steps of Newton's method."),
    .flag(
      "fit_intercept", \.fitIntercept, "Whether each class has a constant besides its weights."),
    .number(
      "intercept_scaling", \.interceptScaling, in: 1e-6...1e6,
      "The value of the constant column; the larger, the less the constant is penalised."),
    .classWeights(\.classWeight))
}
