// Brings numeric columns to one scale, learnt from some rows and applied to any.

internal import Basics
import Kernels
public import Tables

/// How columns are scaled. Settings only: `fit` answers with what was learnt.
public struct Scaler: Sendable, Hashable {
  public enum Method: Sendable, Hashable {
    /// The least value learnt from becomes `low`, the greatest `high`.
    case minMax(low: Double = 0, high: Double = 1)
    /// Mean 0 and (population) standard deviation 1.
    case standard
  }

  /// What becomes of a missing number.
  public enum Missing: String, Sendable, Hashable, CaseIterable {
    /// It stays missing and is left out of what is learnt, as in scikit-learn.
    case keep
    /// It is an error.
    case refuse
  }

  public var method: Method
  /// The columns to scale, all numeric ones if `nil`.
  public var columns: [String]?
  public var missing: Missing

  public init(_ method: Method = .minMax(), columns: [String]? = nil, missing: Missing = .keep) {
    self.method = method
    self.columns = columns
    self.missing = missing
  }

  /// The scales of `table`'s columns.
  ///
  /// A column that is constant (to rounding, by scikit-learn's bounds) is only shifted, so that it becomes 0 (or `low`).
  /// - Throws: `.noRows`, `.table`, `.unusableNumber`, `.noValues`, `.emptyRange`.
  public func fit(_ table: Table) throws(LearningError) -> FittedScaler {
    if table.isEmpty { throw .noRows(verb: "fit") }
    if case .minMax(let low, let high) = method, !(low < high && (high - low).isFinite) {
      throw .emptyRange(low, high)
    }
    var scales: [ColumnScale] = []
    var meter = WorkMeter()
    for name in columns ?? table.numericNames {
      if meter.isStopped(after: 20 * table.rowCount) { throw .table(.cancelled) }
      let values = try fromTable { () throws(TableError) in try table.numbers(name) }
      try check(values, name, missing)
      let present = values.filter { !$0.isNaN }
      if present.isEmpty { throw .noValues(column: name) }
      let learnt = scale(present, name, table[name]?.unit ?? .plain)
      if !learnt.spread.isFinite || !learnt.origin.isFinite {
        let row = values.firstIndex { $0.magnitude == present.map(\.magnitude).max() } ?? 0
        throw .unusableNumber(column: name, row: row + 1, .tooLarge)
      }
      scales.append(learnt)
    }
    let digests = RowDigests(
      try FittedScaler.features(table, scales), labels: nil, rows: table.rows)
    return FittedScaler(settings: self, scales: scales, seen: table.rows, digests: digests)
  }

  private func scale(_ values: [Double], _ name: String, _ unit: ColumnUnit) -> ColumnScale {
    let epsilon = Double.ulpOfOne
    switch method {
    case .minMax(let low, let high):
      let least = values.min() ?? 0
      let greatest = values.max() ?? 0
      let range = greatest - least
      let isConstant = range < 10 * epsilon
      return ColumnScale(
        name: name, unit: unit, origin: least, spread: isConstant ? 1 : range, low: low,
        factor: high - low, isConstant: isConstant)
    case .standard:
      let count = Double(values.count)
      let mean = Aggregate.mean(of: values)
      let std = Aggregate.std(of: values, ddof: 0)
      let variance = std * std
      let rounding = count * mean * epsilon
      let isConstant =
        variance.isFinite && variance <= count * epsilon * variance + rounding * rounding
      return ColumnScale(
        name: name, unit: unit, origin: mean, spread: isConstant ? 1 : std, low: 0, factor: 1,
        isConstant: isConstant)
    }
  }
}

/// What was learnt of one column: x becomes `(x - origin) / spread · factor + low`.
public struct ColumnScale: Sendable, Hashable {
  public let name: String
  public let unit: ColumnUnit
  /// The least value or the mean.
  public let origin: Double
  /// Greatest less least value or the standard deviation; 1 if the column is constant.
  public let spread: Double
  public let low: Double
  public let factor: Double
  public let isConstant: Bool

  public func callAsFunction(_ value: Double) -> Double {
    (value - origin) / spread * factor + low
  }
}

/// Scales and the rows that they were learnt from.
public struct FittedScaler: Sendable, Hashable {
  public let settings: Scaler
  /// One a column, in the order of the table learnt from.
  public let scales: [ColumnScale]
  /// Whose rows the scales depend on, for the leak guard.
  public let seen: RowIdentities
  /// What those rows hold, for the same; nil for a scaler of an old file.
  public let digests: RowDigests?

  /// The table with its columns scaled, which are plain numbers then. Other columns and all identities stay.
  ///
  /// - Throws: `.table` if a column is missing or not numeric, `.unit`, `.unusableNumber`.
  public func transform(_ table: Table) throws(LearningError) -> Table {
    var entries = table.entries
    var places: [String: Int] = [:]
    for (place, name) in table.names.enumerated() { places[name] = place }
    var meter = WorkMeter()
    for scale in scales {
      if meter.isStopped(after: 20 * table.rowCount) { throw .table(.cancelled) }
      let values = try fromTable { () throws(TableError) in try table.numbers(scale.name) }
      guard let place = places[scale.name] else { continue }
      let unit = entries[place].column.unit
      if unit != scale.unit { throw .unit(column: scale.name, found: unit, wanted: scale.unit) }
      try check(values, scale.name, settings.missing)
      entries[place].column = .number(values.map { scale($0) })
    }
    // Rows that it has learnt from under other names are among those that it has learnt from.
    let same = try digests?.equals(in: FittedScaler.features(table, scales), labels: nil).same ?? []
    let learnt = LearntRows("the scaler", seen.including(table.rows, at: same))
    return try fromTable { () throws(TableError) in
      try Table(entries, rows: table.rows.learning(from: [learnt]))
    }
  }

  /// The cells of the columns that are scaled.
  static func features(
    _ table: Table, _ scales: [ColumnScale]
  ) throws(LearningError) -> FeatureRows {
    var cells = [Double](repeating: 0, count: table.rowCount * scales.count)
    for (place, scale) in scales.enumerated() {
      let values = try fromTable { () throws(TableError) in try table.numbers(scale.name) }
      for row in 0..<table.rowCount { cells[row * scales.count + place] = values[row] }
    }
    return FeatureRows(
      count: table.rowCount, denseColumns: scales.count, dense: cells,
      sparse: SparseRows(count: table.rowCount))
  }
}

extension RowIdentities {
  /// These rows and those of `others` at `indices` that have no name in common with them.
  func including(_ others: RowIdentities, at indices: [Int]) -> RowIdentities {
    if indices.isEmpty { return self }
    var known = Set<UInt64>()
    for row in 0..<count { known.formUnion(names(row)) }
    let more = indices.filter { known.isDisjoint(with: others.names($0)) }
    return more.isEmpty ? self : appending(others.rows(at: more))
  }
}

private func check(
  _ values: [Double], _ column: String, _ missing: Scaler.Missing
) throws(LearningError) {
  if let row = values.firstIndex(where: \.isInfinite) {
    throw .unusableNumber(column: column, row: row + 1, .infinite)
  }
  if missing == .refuse, let row = values.firstIndex(where: \.isNaN) {
    throw .unusableNumber(column: column, row: row + 1, .missing)
  }
}
