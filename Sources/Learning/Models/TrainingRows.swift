// Training rows: features and a class for each row, checked once for all models.

import Basics
import Kernels

/// Training rows: finite features (or missing ones, where the model takes them) and a class for each row.
package struct TrainingRows: Sendable {
  /// The features of the rows.
  package let features: FeatureRows
  /// A name for each column of `features`, dense ones first.
  package let columns: [String]
  /// Distinct and ascending; each has at least one row.
  package let classes: [String]
  /// The index in `classes` of each row's class.
  package let labels: [Int32]

  /// The number of rows.
  package var count: Int { labels.count }

  /// How many rows each class has.
  var classCounts: [Int] {
    var counts = [Int](repeating: 0, count: classes.count)
    for label in labels { counts[Int(label)] += 1 }
    return counts
  }

  /// - Parameter labels: one per row.
  /// - Throws: `.noRows`, `.length`, `.missing` for a row without a class, `.noColumns`.
  package init(
    _ features: FeatureRows, columns: [String]? = nil, labels: [String?]
  ) throws(LearningError) {
    if features.count == 0 { throw .noRows(verb: "fit") }
    if labels.count != features.count {
      throw .length(what: "labels", found: labels.count, rows: features.count)
    }
    if features.columns == 0 { throw .noColumns }
    let columns = columns ?? (0..<features.columns).map { "column \($0 + 1)" }
    if columns.count != features.columns {
      throw .length(what: "column names", found: columns.count, rows: features.columns)
    }
    let found = try Classes(labels, what: "label")
    self.features = features
    self.columns = columns
    classes = found.names
    self.labels = found.ofRow.map { Int32($0) }
  }

  init(_ features: FeatureRows, _ columns: [String], _ classes: [String], _ labels: [Int32]) {
    self.features = features
    self.columns = columns
    self.classes = classes
    self.labels = labels
  }

  /// The rows at `indices` with the same classes, some of which may have no row left: for a share that is held
  /// out during a fit.
  package func taking(_ indices: [Int]) -> TrainingRows {
    TrainingRows(features.taking(indices), columns, classes, indices.map { labels[$0] })
  }
}

/// What a model requires of its features.
package struct FeatureNeeds: Sendable, Hashable {
  /// NaN is accepted; otherwise a missing value is an error.
  var takesMissing = false
  /// Counts or shares: nothing below zero.
  var isNonNegative = false
  /// The largest absolute value: beyond it sums would not be finite.
  package var largest = Double.greatestFiniteMagnitude

  /// Checks every number.
  ///
  /// - Throws: `.unusableNumber` for the first offending row and column.
  func check(_ rows: FeatureRows, _ columns: [String]) throws(LearningError) {
    for (index, value) in rows.dense.enumerated() {
      guard let fault = fault(value) else { continue }
      let (row, column) = index.quotientAndRemainder(dividingBy: rows.denseColumns)
      throw .unusableNumber(column: columns[column], row: row + 1, fault)
    }
    for (index, value) in rows.sparse.values.enumerated() {
      guard let fault = fault(value) else { continue }
      let row = rows.sparse.starts.firstIndex { $0 > index } ?? 1
      let column = rows.denseColumns + Int(rows.sparse.indices[index])
      throw .unusableNumber(column: columns[column], row: row, fault)
    }
  }

  private func fault(_ value: Double) -> LearningError.Unusable? {
    if value.isNaN { return takesMissing ? nil : .missing }
    if value.isInfinite { return .infinite }
    if value.magnitude > largest { return .tooLarge }
    return isNonNegative && value < 0 ? .negative : nil
  }
}
