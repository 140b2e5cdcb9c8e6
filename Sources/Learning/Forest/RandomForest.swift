// Random forest: trees on bootstrap samples, with a random subset of columns at each node (Breiman 2001).

/// A random forest of classification trees. Names, defaults and meanings are those of scikit-learn's
/// `RandomForestClassifier` 1.9, but for `trees`, its `n_estimators`.
///
/// It differs in three ways: numbers are compared as doubles, not as 32-bit floats that differ by more than
/// 1e-7; `max_samples` is a share of the rows also with class weights; the out-of-bag score leaves out rows
/// that every tree has drawn, and does not count them as the first class.
///
/// ```swift
/// var forest = RandomForest()
/// forest.trees = 600
/// let model = try await forest.fit(rows, FitContext(seed: 7, width: 2))
/// let shares = try await model.scores(tests)  // of each class for each row, adding up to 1
/// ```
package struct RandomForest: Estimator {
  enum Criterion: String, CaseIterable, Sendable { case gini, entropy }

  /// How many columns a node may choose from.
  enum MaxFeatures: Sendable, Hashable {
    case sqrt, log2, all
    case share(Double)

    /// This share of the columns, rounded down, at least one.
    func count(of columns: Int) -> Int {
      let wanted =
        switch self {
        case .sqrt: Int(Double(columns).squareRoot())
        case .log2: Int.bitWidth - 1 - max(1, columns).leadingZeroBitCount
        case .all: columns
        case .share(let share): Int(share * Double(columns))
        }
      return min(columns, max(1, wanted))
    }
  }

  /// The number of trees.
  package var trees = 100
  var criterion = Criterion.gini
  var maxFeatures = MaxFeatures.sqrt
  var maxDepth: Int?
  var minSamplesSplit = 2
  var minSamplesLeaf = 1
  var maxLeafNodes: Int?
  var minImpurityDecrease = 0.0
  /// Whether trees draw rows with replacement.
  package var bootstrap = true
  var maxSamples: Double?
  var oobScore = false
  var classWeight = ClassWeights.equal

  /// The default settings.
  package init() {}

  /// The kind of model.
  package static let kind = ModelKind.randomForest

  /// - Throws: `.needsSetting` if rows are to be left out of a draw, but none are drawn.
  package func fitPredictor(to rows: TrainingRows, _ context: FitContext) async throws
    -> any Predictor
  {
    if !bootstrap, oobScore {
      throw LearningError.needsSetting(
        "bootstrap", is: "true", for: "oob_score", of: Self.kind.title)
    }
    if !bootstrap, maxSamples != nil {
      throw LearningError.needsSetting(
        "bootstrap", is: "true", for: "max_samples", of: Self.kind.title)
    }
    let rules = try TreeRules(self, rows)
    let table = try await ForestTable.make(rows, width: context.width)
    var forest = try await Forest.grown(self, rules, table, rows, context)
    if oobScore {
      forest.outOfBag = try await forest.outOfBag(
        rows, rules.draw, seed: context.seed, width: context.width)
    }
    return forest
  }
}

extension RandomForest {
  /// Every setting as text, for the fingerprint of a checkpoint.
  var settingsText: String {
    Self.kind.settings(of: self).map { "\($0.name)=\($0.value.text)" }.joined(separator: ";")
  }
}

extension ModelKind {
  /// The kind of model with its settings.
  package static let randomForest = ModelKind(
    "random_forest", "random forest",
    "Averages many decision trees, each grown on a bootstrap sample of the rows (Breiman 2001), as scikit-learn's `RandomForestClassifier`.",
    RandomForest.self, Forest.self,
    .count("n_estimators", \.trees, in: 1...100_000, "The number of trees.")
      .formerly("trees"),
    .choice("criterion", \.criterion, "The impurity measure: Gini or entropy."),
    Setting(
      "max_features",
      "The columns considered for each split: the square root or binary logarithm of their number, all, or a share.",
      .choiceOrNumber(["sqrt", "log2", "all"], 1e-6...1),
      get: { $0.maxFeatures.value }, set: { $0.maxFeatures = .init($1) ?? $0.maxFeatures }),
    .count(
      "max_depth", \.maxDepth, in: 1...1_000_000, open: "no limit",
      "The maximum depth of a tree."),
    .count(
      "min_samples_split", \.minSamplesSplit, in: 2...1_000_000_000,
      "The minimum number of rows to split a node; a row drawn twice counts once."),
    .count(
      "min_samples_leaf", \.minSamplesLeaf, in: 1...1_000_000_000,
      "The minimum number of rows in a leaf; a row drawn twice counts once."),
    .count(
      "max_leaf_nodes", \.maxLeafNodes, in: 2...1_000_000_000, open: "no limit",
      "The maximum number of leaves; the splits with the highest gain come first."),
    .number(
      "min_impurity_decrease", \.minImpurityDecrease, in: 0...1e9,
      "The minimum decrease of impurity for a split, weighted by the share of rows in its node."),
    .flag("bootstrap", \.bootstrap, "Whether each tree is grown on a bootstrap sample."),
    .number(
      "max_samples", \.maxSamples, in: 1e-6...1, open: "as many as there are",
      "The size of a bootstrap sample, as a share of the rows."),
    .flag(
      "oob_score", \.oobScore,
      "Whether to compute the out-of-bag score."
    ), .classWeights(\.classWeight))
}

extension RandomForest.MaxFeatures {
  var value: SettingValue {
    switch self {
    case .sqrt: .choice("sqrt")
    case .log2: .choice("log2")
    case .all: .choice("all")
    case .share(let share): .number(share)
    }
  }

  init?(_ value: SettingValue) {
    switch value {
    case .choice("sqrt"): self = .sqrt
    case .choice("log2"): self = .log2
    case .choice("all"): self = .all
    case .number(let share): self = .share(share)
    case .count(let count): self = .share(Double(count))
    default: return nil
    }
  }
}
