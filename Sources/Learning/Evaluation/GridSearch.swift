// Grid search over settings by cross-validation.

import Basics

/// Tries every combination of setting values by cross-validation.
package struct GridSearch: Sendable {
  /// Values to try of a setting.
  package struct Axis: Sendable, Hashable {
    /// The name of the setting.
    package let name: String
    /// The values to try.
    package let values: [SettingValue]

    /// The values to try of a setting.
    package init(_ name: String, _ values: [SettingValue]) {
      self.name = name
      self.values = values
    }
  }

  /// A combination and its scores.
  package struct Candidate: Sendable {
    /// In the order of the axes.
    package let settings: [(name: String, value: SettingValue)]
    /// The metric of each fold.
    package let scores: [Double]
    /// From 1; ties share a rank.
    package let rank: Int

    /// The mean over the folds.
    package var mean: Double { GridSearch.mean(scores) }

    /// Population standard deviation over the folds.
    package var std: Double {
      let mean = mean
      return GridSearch.mean(scores.map { ($0 - mean) * ($0 - mean) }).squareRoot()
    }
  }

  /// The result of a search.
  package struct Outcome: Sendable {
    /// The metric that ranks combinations.
    package let metric: Metric
    /// In the order in which they are tried: the last axis runs fastest.
    package let candidates: [Candidate]
    /// The index of the best one, the first of equal ones.
    package let best: Int
  }

  static let most = 100_000

  /// The kind of model.
  package let kind: ModelKind
  /// The settings that vary.
  package let axes: [Axis]
  /// Settings that are the same in every combination.
  package let fixed: [(name: String, value: SettingValue)]
  /// The metric that ranks combinations.
  package let metric: Metric

  /// A search over `axes`; `fixed` settings are the same in every combination.
  package init(
    _ kind: ModelKind, _ axes: [Axis], fixed: [(name: String, value: SettingValue)] = [],
    metric: Metric = .accuracy
  ) {
    self.kind = kind
    self.axes = axes
    self.fixed = fixed
    self.metric = metric
  }

  /// Every combination, ranked by the mean of its metric over the folds; NaN comes last. Fits run in
  /// by parallel, and the result is the same for any width.
  ///
  /// - Throws: `.setting` for an axis without values, named twice, or for too many combinations; `.unknownSetting`;
  ///   what cross-validation throws, before any fit where possible.
  package func run(
    _ rows: TrainingRows, folds: [SplitIndices], _ context: FitContext
  ) async throws -> Outcome {
    try await run(try FoldRows.all(folds, of: rows), context)
  }

  /// The same for sides that were prepared per fold, as in cross-validation.
  ///
  /// - Parameter checkpoints: the checkpoint of each fit, by combination and then by fold; empty for none.
  package func run(
    _ sides: [FoldRows], _ context: FitContext, checkpoints: [FoldCheckpoint] = []
  ) async throws -> Outcome {
    let combinations = try combinations()
    var estimators: [any Estimator] = []
    for settings in combinations { estimators.append(try kind.estimator(fixed + settings)) }
    let tried = estimators
    let count = sides.count
    let steps = FitProgress(tried.count * count, context)
    let scores = try await concurrentMap(tried.count * count, width: context.width) { fit in
      let (candidate, fold) = fit.quotientAndRemainder(dividingBy: count)
      let predictions = try await sides[fold].judge(
        tried[candidate], steps.context, checkpoints.indices.contains(fit) ? checkpoints[fit] : nil)
      await steps.done()
      return try metric.score(predictions)
    }
    let ofEach = tried.indices.map { Array(scores[($0 * count)..<(($0 + 1) * count)]) }
    let sign = metric.isHigherBetter ? 1.0 : -1
    let worth = ofEach.map { scores in
      let mean = GridSearch.mean(scores)
      return mean.isNaN ? -.infinity : sign * mean
    }
    let falling = worth.sorted(by: >)
    let candidates = tried.indices.map { index in
      Candidate(
        settings: combinations[index], scores: ofEach[index],
        rank: 1 + (falling.firstIndex(of: worth[index]) ?? 0))
    }
    return Outcome(
      metric: metric, candidates: candidates, best: candidates.firstIndex { $0.rank == 1 } ?? 0)
  }

  /// The number of fits of a search over this many folds.
  ///
  /// - Throws: `.setting` for invalid combinations.
  package func fits(folds: Int) throws(LearningError) -> Int { try combinations().count * folds }

  /// The settings of each combination, the last axis running fastest.
  ///
  /// - Throws: `.setting`.
  func combinations() throws(LearningError) -> [[(name: String, value: SettingValue)]] {
    func current(_ name: String) -> String { kind.setting(name)?.name ?? name }
    var combinations: [[(name: String, value: SettingValue)]] = [[]]
    for (index, axis) in axes.enumerated() {
      if axis.values.isEmpty {
        throw .setting(
          axis.name, of: "grid search", found: "an empty list", wanted: "at least one value to try")
      }
      let others = (axes[..<index].map(\.name) + fixed.map(\.name)).map(current)
      if others.contains(current(axis.name)) {
        throw .setting(
          axis.name, of: "grid search", found: "named twice", wanted: "each setting once")
      }
      if combinations.count > GridSearch.most / axis.values.count {
        throw .setting(
          axis.name, of: "grid search", found: "one list too many",
          wanted: "lists with at most \(GridSearch.most) combinations")
      }
      combinations = combinations.flatMap { start in
        axis.values.map { start + [(name: axis.name, value: $0)] }
      }
    }
    return combinations
  }

  /// NaN if any number is.
  fileprivate static func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(values.count)
  }
}
