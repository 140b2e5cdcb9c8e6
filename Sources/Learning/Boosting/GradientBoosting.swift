// Gradient-boosted trees in XGBoost's formulation: settings, named as those of `XGBClassifier`.

/// Trees added round by round, each fitted to the gradient and the hessian of the current loss.
///
/// Chen and Guestrin: "XGBoost: A scalable tree boosting system" (KDD 2016), as XGBoost 3.2 does it with
/// `tree_method="hist"`: one tree per class and round on the softmax loss, one logistic tree per round for two classes;
/// the scores begin at the shares of the classes. A cell that is missing follows the direction learned for its split; a
/// cell that a sparse row leaves out is zero, as it is for scikit-learn and for the same table written densely.
package struct GradientBoosting: Estimator {
  /// The number of boosting rounds.
  package var rounds = 100
  var maxDepth = 6
  var learningRate = 0.3
  var regLambda = 1.0
  var regAlpha = 0.0
  var gamma = 0.0
  var minChildWeight = 1.0
  var maxDeltaStep = 0.0
  var subsample = 1.0
  var columnShare = ColumnShare()
  var maxBin = 256
  var earlyStoppingRounds: Int?
  var validationFraction = 0.1
  var classWeight = ClassWeights.equal

  /// The default settings.
  package init() {}

  /// The shares of the columns sampled for a tree, a level and a node; each sample is drawn from the one
  /// before.
  struct ColumnShare: Sendable, Hashable {
    var byTree = 1.0
    var byLevel = 1.0
    var byNode = 1.0

    init() {}

    var isAll: Bool { byTree == 1 && byLevel == 1 && byNode == 1 }
  }

  /// The kind of model.
  package static let kind = ModelKind.gradientBoosting

  /// Fits to checked rows; see `Estimator`.
  package func fitPredictor(to rows: TrainingRows, _ context: FitContext) async throws
    -> any Predictor
  {
    var run = try await BoostingRun(self, rows, context)
    return try await run.toTheEnd()
  }
}

extension ModelKind {
  /// The kind of model with its settings.
  package static let gradientBoosting = ModelKind(
    "gradient_boosting", "gradient boosting",
    "Adds trees round by round, each fitted to the errors of the previous ones, as XGBoost (Chen and Guestrin 2016).",
    GradientBoosting.self, BoostedTrees.self, needs: FeatureNeeds(takesMissing: true),
    .count(
      "n_estimators", \.rounds, in: 1...100_000,
      "The number of boosting rounds; each adds one tree per class."
    ).formerly("rounds"),
    .count("max_depth", \.maxDepth, in: 1...30, "The maximum depth of a tree."),
    .number(
      "learning_rate", \.learningRate, in: 1e-6...1,
      "The step size; smaller steps need more rounds."),
    .number("reg_lambda", \.regLambda, in: 0...1e6, "L2 regularization of the leaf values."),
    .number("reg_alpha", \.regAlpha, in: 0...1e6, "L1 regularization of the leaf values."),
    .number("gamma", \.gamma, in: 0...1e6, "The minimum reduction of the loss for a split."),
    .number(
      "min_child_weight", \.minChildWeight, in: 0...1e6,
      "The minimum sum of Hessians on either side of a split."),
    .number(
      "max_delta_step", \.maxDeltaStep, in: 0...1e6,
      "The maximum leaf value before the learning rate; 0 is no limit."),
    .number(
      "subsample", \.subsample, in: 0.001...1, "The share of rows sampled for each tree."),
    .number(
      "colsample_bytree", \.columnShare.byTree, in: 0.001...1,
      "The share of columns sampled for each tree."),
    .number(
      "colsample_bylevel", \.columnShare.byLevel, in: 0.001...1,
      "The share of a tree's columns sampled for each level."),
    .number(
      "colsample_bynode", \.columnShare.byNode, in: 0.001...1,
      "The share of a level's columns sampled for each node."),
    .count(
      "max_bin", \.maxBin, in: 2...4096,
      "The maximum number of bins per column; columns with fewer values are split exactly."),
    .count(
      "early_stopping_rounds", \.earlyStoppingRounds, in: 1...100_000, open: "no early stopping",
      "Stop after this many rounds without a lower log loss on held-out rows, and keep the best."),
    .number(
      "validation_fraction", \.validationFraction, in: 0.01...0.9,
      "The share of each class held out for early stopping; identical rows stay together."),
    .classWeights(\.classWeight))
}
