// Scalers: min-max and standard, fitted to some rows and applied to any.

internal import Basics
import Kernels
package import Tables

/// How columns are scaled. Settings only: `fit` returns a `FittedScaler`.
package struct Scaler: Sendable, Hashable {
  /// The target range or distribution.
  package enum Method: Sendable, Hashable {
    /// The smallest training value becomes `low`, the largest `high`.
    case minMax(low: Double = 0, high: Double = 1)
    /// Mean 0 and (population) standard deviation 1.
    case standard
  }

  /// How missing numbers are handled.
  package enum Missing: String, Sendable, Hashable, CaseIterable {
    /// It stays missing and is ignored in the fit, as in scikit-learn.
    case keep
    /// It is an error.
    case refuse
  }

  /// How columns are scaled.
  package var method: Method
  /// The columns to scale, all numeric ones if `nil`.
  package var columns: [String]?
  /// How missing numbers are handled.
  package var missing: Missing

  /// The settings of a scaler.
  package init(_ method: Method = .minMax(), columns: [String]? = nil, missing: Missing = .keep) {
    self.method = method
    self.columns = columns
    self.missing = missing
  }

  /// The scales of `table`'s columns.
  ///
  /// A column that is constant (to rounding, by scikit-learn's bounds) is only shifted, so that it becomes 0 (or
  /// `low`).
  /// - Throws: `.noRows`, `.table`, `.unusableNumber`, `.noValues`, `.emptyRange`.
  package func fit(_ table: Table) throws(LearningError) -> FittedScaler {
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
      let columnScale = scale(present, name, table[name]?.unit ?? .plain)
      if !columnScale.spread.isFinite || !columnScale.origin.isFinite {
        let row = values.firstIndex { $0.magnitude == present.map(\.magnitude).max() } ?? 0
        throw .unusableNumber(column: name, row: row + 1, .tooLarge)
      }
      scales.append(columnScale)
    }
    let digests = RowDigests(
      try FittedScaler.features(table, scales), labels: nil, rows: table.rows)
    return FittedScaler(settings: self, scales: scales, provenance: table.rows, digests: digests)
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

/// The scale of one column: x becomes `(x - origin) / spread · factor + low`.
package struct ColumnScale: Sendable, Hashable {
  /// The name of the column.
  package let name: String
  /// The unit of the column before scaling.
  package let unit: ColumnUnit
  /// The minimum or the mean.
  package let origin: Double
  /// The range or the standard deviation; 1 if the column is constant.
  package let spread: Double
  /// The lower end of the target range.
  package let low: Double
  /// The width of the target range.
  package let factor: Double
  /// Whether the training values are equal up to rounding.
  package let isConstant: Bool

  /// The scaled `value`.
  package func callAsFunction(_ value: Double) -> Double {
    (value - origin) / spread * factor + low
  }
}

/// Scales and the identities of their training rows.
package struct FittedScaler: Sendable, Hashable {
  /// The settings of the fit.
  package let settings: Scaler
  /// One per column, in the order of the training table.
  package let scales: [ColumnScale]
  /// The identities of the training rows, for the leak guard.
  package let provenance: RowIdentities
  /// Digests of the training rows, also for the leak guard; nil for a scaler from an old file.
  package let digests: RowDigests?

  /// The table with its columns scaled, without units. Other columns and all identities stay.
  ///
  /// - Throws: `.table` if a column is missing or not numeric, `.unit`, `.unusableNumber`.
  package func transform(_ table: Table) throws(LearningError) -> Table {
    var entries = table.entries
    var positions: [String: Int] = [:]
    for (index, name) in table.names.enumerated() { positions[name] = index }
    var meter = WorkMeter()
    for scale in scales {
      if meter.isStopped(after: 20 * table.rowCount) { throw .table(.cancelled) }
      let values = try fromTable { () throws(TableError) in try table.numbers(scale.name) }
      guard let index = positions[scale.name] else { continue }
      let unit = entries[index].column.unit
      if unit != scale.unit { throw .unit(column: scale.name, found: unit, wanted: scale.unit) }
      try check(values, scale.name, settings.missing)
      entries[index].column = .number(values.map { scale($0) })
    }
    // Training rows that come back under other names belong to the provenance.
    let same = try digests?.equals(in: FittedScaler.features(table, scales), labels: nil).same ?? []
    let provenance = TrainingProvenance("the scaler", provenance.including(table.rows, at: same))
    return try fromTable { () throws(TableError) in
      try Table(entries, rows: table.rows.adding(provenance: [provenance]))
    }
  }

  /// The cells of the columns that are scaled.
  static func features(
    _ table: Table, _ scales: [ColumnScale]
  ) throws(LearningError) -> FeatureRows {
    var cells = [Double](repeating: 0, count: table.rowCount * scales.count)
    for (index, scale) in scales.enumerated() {
      let values = try fromTable { () throws(TableError) in try table.numbers(scale.name) }
      for row in 0..<table.rowCount { cells[row * scales.count + index] = values[row] }
    }
    return FeatureRows(
      count: table.rowCount, denseColumns: scales.count, dense: cells,
      sparse: SparseRows(count: table.rowCount))
  }
}

extension RowIdentities {
  /// These rows, and those of `others` at `indices` that share no name with them.
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
