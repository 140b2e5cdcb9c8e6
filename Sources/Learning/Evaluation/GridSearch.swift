// Which values of settings do best on rows that were not learnt from.

import Basics

/// Tries every combination of some values of settings by cross-validation.
public struct GridSearch: Sendable {
  /// Values to try of a setting.
  public struct Axis: Sendable, Hashable {
    public let name: String
    public let values: [SettingValue]

    public init(_ name: String, _ values: [SettingValue]) {
      self.name = name
      self.values = values
    }
  }

  /// A combination and how it did.
  public struct Candidate: Sendable {
    /// In the order of the axes.
    public let settings: [(name: String, value: SettingValue)]
    /// The metric of each fold.
    public let scores: [Double]
    /// From 1; equally good ones have the same.
    public let rank: Int

    public var mean: Double { GridSearch.mean(scores) }

    /// Population standard deviation over the folds.
    public var std: Double {
      let mean = mean
      return GridSearch.mean(scores.map { ($0 - mean) * ($0 - mean) }).squareRoot()
    }
  }

  /// What was found.
  public struct Outcome: Sendable {
    public let metric: Metric
    /// In the order in which they are tried: the last axis runs fastest.
    public let candidates: [Candidate]
    /// The place of the best one, the first of equal ones.
    public let best: Int
  }

  static let most = 100_000

  public let kind: ModelKind
  public let axes: [Axis]
  /// Settings that are the same in every combination.
  public let fixed: [(name: String, value: SettingValue)]
  public let metric: Metric

  public init(
    _ kind: ModelKind, _ axes: [Axis], fixed: [(name: String, value: SettingValue)] = [],
    metric: Metric = .accuracy
  ) {
    self.kind = kind
    self.axes = axes
    self.fixed = fixed
    self.metric = metric
  }

  /// Every combination, ranked by the mean of its metric over the folds; a mean that is NaN comes last. Fits run side
  /// by side, and the answer is the same for any width.
  ///
  /// - Throws: `.setting` for an axis without values, named twice, or for too many combinations; `.unknownSetting`;
  ///   what cross-validation throws, before anything is fitted where it can be known.
  public func run(
    _ rows: TrainingRows, folds: [SplitIndices], _ context: FitContext
  ) async throws -> Outcome {
    try await run(try FoldRows.all(folds, of: rows), context)
  }

  /// The same for sides that were made ready apart, as in cross-validation.
  ///
  /// - Parameter places: where each fit leaves what it has, by combination and then by fold; nowhere if there are none.
  public func run(
    _ sides: [FoldRows], _ context: FitContext, places: [FoldPlace] = []
  ) async throws -> Outcome {
    let combinations = try combinations()
    var estimators: [any Estimator] = []
    for settings in combinations { estimators.append(try kind.estimator(fixed + settings)) }
    let tried = estimators
    let count = sides.count
    let steps = FitSteps(tried.count * count, context)
    let scores = try await concurrentMap(tried.count * count, width: context.width) { place in
      let (candidate, fold) = place.quotientAndRemainder(dividingBy: count)
      let predictions = try await sides[fold].judge(
        tried[candidate], steps.context, places.indices.contains(place) ? places[place] : nil)
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
      metric: metric, candidates: candidates,
      best: candidates.firstIndex { $0.rank == 1 } ?? 0)
  }

  /// How many fits a search over so many folds takes.
  ///
  /// - Throws: `.setting` for combinations that cannot be made.
  public func fits(folds: Int) throws(LearningError) -> Int { try combinations().count * folds }

  /// The settings of each combination, the last axis running fastest.
  ///
  /// - Throws: `.setting`.
  func combinations() throws(LearningError) -> [[(name: String, value: SettingValue)]] {
    var combinations: [[(name: String, value: SettingValue)]] = [[]]
    for (place, axis) in axes.enumerated() {
      if axis.values.isEmpty {
        throw .setting(
          axis.name, of: "grid search", found: "an empty list", wanted: "at least one value to try")
      }
      let others = axes[..<place].map(\.name) + fixed.map(\.name)
      if others.contains(axis.name) {
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
