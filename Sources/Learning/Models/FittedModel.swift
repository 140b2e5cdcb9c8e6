// A fitted model: what was learnt, of which columns and classes, by which settings, from which rows.

public import Tables

/// A model that has learnt. There is no way to write one that has not.
public struct FittedModel: Sendable {
  public let kind: ModelKind
  public let settings: [(name: String, value: SettingValue)]
  public let seed: UInt64
  /// The column of classes that was learnt from; empty if they did not come from a table.
  public let target: String
  /// The columns learnt from, in order.
  public let columns: [String]
  /// Distinct and ascending.
  public let classes: [String]
  public let learnt: any Learnt
  /// Whose rows it has learnt from, for the leak guard.
  public let seen: RowIdentities
  /// What those rows hold, for the same; nil for a model of an old file.
  public let digests: RowDigests?

  init(
    kind: ModelKind, settings: [(name: String, value: SettingValue)], seed: UInt64,
    target: String, columns: [String], classes: [String], learnt: any Learnt, seen: RowIdentities,
    digests: RowDigests?
  ) {
    self.kind = kind
    self.settings = settings
    self.seed = seed
    self.target = target
    self.columns = columns
    self.classes = classes
    self.learnt = learnt
    self.seen = seen
    self.digests = digests
  }

  /// Scores of every class for every row, checked as the rows learnt from were.
  ///
  /// - Throws: `.columns` if there are others than were learnt from, `.unusableNumber`, `Cancelled`.
  public func scores(
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
    // As in scikit-learn, counts below zero are refused to learn from only: a test row that lies below the least train
    // row is scaled below zero, and has its scores all the same.
    try FeatureNeeds(takesMissing: kind.needs.takesMissing).check(rows, self.columns)
    if rows.count == 0 { return [] }
    return try await learnt.scores(rows, width: width)
  }

  /// The place of the class with the highest score for each row, the first of equal ones.
  public static func winners(_ scores: [Double], classes: Int) -> [Int32] {
    stride(from: 0, to: scores.count, by: max(1, classes)).map { start in
      var best = 0
      for place in 1..<max(1, classes) where scores[start + place] > scores[start + best] {
        best = place
      }
      return Int32(best)
    }
  }
}

extension Estimator {
  /// Learns from rows, after every check that the kind of model asks for.
  ///
  /// - Throws: `LearningError`, `Cancelled`.
  public func fit(
    _ rows: TrainingRows, target: String = "", seen: RowIdentities = RowIdentities(),
    _ context: FitContext
  ) async throws -> FittedModel {
    let kind = Self.kind
    if rows.classes.count < 2, !kind.takesOneClass {
      throw LearningError.oneClass(rows.classes.first ?? "", model: kind.title)
    }
    try kind.needs.check(rows.features, rows.columns)
    let learnt = try await learn(from: rows, context)
    return FittedModel(
      kind: kind, settings: kind.settings(of: self), seed: context.seed, target: target,
      columns: rows.columns,
      classes: rows.classes, learnt: learnt,
      seen: seen.replacingLearners(seen.learners.filter { $0.reaches(rows.columns) }),
      digests: RowDigests(
        rows.features, labels: rows.labels.map { rows.classes[Int($0)] }, rows: seen))
  }
}
