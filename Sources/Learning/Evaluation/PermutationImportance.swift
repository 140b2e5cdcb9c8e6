// Permutation importance: the drop of a metric when a column's values are shuffled among the rows.

import Basics
import Kernels

/// The importance of a column.
package struct ColumnImportance: Sendable, Hashable {
  /// The index of the column.
  package let column: Int
  /// The name of the column.
  package let name: String
  /// The drop of the metric in each repeat.
  package let drops: [Double]

  /// The mean drop over the repeats.
  package var mean: Double { meanOfPresent(drops) }

  /// Population standard deviation over the repeats.
  package var std: Double { meanOfPresent(drops.map { ($0 - mean) * ($0 - mean) }).squareRoot() }
}

/// Permutation importance (Breiman 2001; model-agnostic as in Fisher, Rudin and Dominici 2019, and scikit-learn).
package struct PermutationImportance: Sendable, Hashable {
  /// The metric whose drop is measured.
  package var metric: Metric
  /// 1 to 1000.
  package var repeats: Int

  /// The metric and the number of repeats.
  package init(metric: Metric = .accuracy, repeats: Int = 5) {
    self.metric = metric
    self.repeats = repeats
  }

  /// The importance of columns to `model` on labeled rows, preferably unseen ones. Only rows whose value
  /// changes are scored again, so sparse columns are cheap.
  ///
  /// - Parameter columns: the columns to shuffle, one at a time; nil means all. A column's drops do not depend on
  ///   the other columns or on the width.
  /// - Throws: `.setting`, `.columnCount`, `.noProbabilities`, what scoring throws, `Cancelled`.
  /// - Precondition: columns are those of `rows`.
  package func measure(
    _ model: FittedModel, _ rows: FeatureRows, truth: [String?], columns: [Int]? = nil,
    seed: UInt64, width: Int = 1
  ) async throws -> [ColumnImportance] {
    if !(1...1000).contains(repeats) {
      throw LearningError.setting(
        "repeats", of: "permutation importance", found: "\(repeats)",
        wanted: "a whole number from 1 to 1000")
    }
    let columns = columns ?? Array(0..<rows.columns)
    precondition(columns.allSatisfy { $0 >= 0 && $0 < rows.columns }, "columns are those of rows")
    let judged = try await model.predictions(rows, truth: truth, width: width)
    let whole = try metric.score(judged)
    let base = Patched(judged, model, keepsProbabilities: metric == .logLoss)
    // One part of the columns after the other, each with rows of its own in which a column is changed and changed back.
    let parts = max(1, min(width, columns.count))
    let found = try await concurrentMap(parts, width: width) { part in
      var changing = ChangingRows(rows)
      var found: [ColumnImportance] = []
      for position in stride(from: part, to: columns.count, by: parts) {
        found.append(
          try await measure(model, &changing, columns[position], base, whole, seed: seed))
      }
      return found
    }
    return columns.indices.map { found[$0 % parts][$0 / parts] }
  }

  private func measure(
    _ model: FittedModel, _ rows: inout ChangingRows, _ column: Int, _ base: Patched,
    _ whole: Double, seed: UInt64
  ) async throws -> ColumnImportance {
    let values = rows.original.values(column)
    var random = RandomSource(seed: seed, stream: UInt64(column))
    var drops: [Double] = []
    for _ in 0..<repeats {
      try checkCancellation()
      let shuffled = shuffled(values, &random)
      let changed = values.indices.filter { values[$0].bitPattern != shuffled[$0].bitPattern }
      let scores: [Double]
      if rows.canChange(column), 2 * changed.count > values.count {
        rows.set(column, shuffled)
        // The model has accepted these rows, and a column has the values that it had.
        let all = try await model.predictor.scores(rows.current, width: 1)
        scores = changed.flatMap { all[($0 * base.known.count)..<(($0 + 1) * base.known.count)] }
      } else {
        scores = try await model.scores(
          rows.original.taking(changed).replacing(column, with: changed.map { shuffled[$0] }))
      }
      let score = try metric.score(base.replacing(changed, scores))
      drops.append(metric.isHigherBetter ? whole - score : score - whole)
    }
    rows.set(column, values)
    return ColumnImportance(column: column, name: model.columns[column], drops: drops)
  }
}

/// Rows in which one dense column at a time is changed, in place.
struct ChangingRows {
  let original: FeatureRows
  private var cells: [Double]
  /// How many cells were written.
  private(set) var writes = 0

  init(_ rows: FeatureRows) { (original, cells) = (rows, rows.dense) }

  func canChange(_ column: Int) -> Bool { column < original.denseColumns }

  mutating func set(_ column: Int, _ values: [Double]) {
    guard canChange(column) else { return }
    writes += values.count
    for (row, value) in values.enumerated() {
      cells[row * original.denseColumns + column] = value
    }
  }

  /// As it is now; to be let go before the next change, which would copy all cells otherwise.
  var current: FeatureRows {
    FeatureRows(
      count: original.count, denseColumns: original.denseColumns, dense: cells,
      sparse: original.sparse)
  }
}

/// As `RandomSource.shuffled`, which is generic and ten times slower across modules.
private func shuffled(_ values: [Double], _ random: inout RandomSource) -> [Double] {
  var result = values
  result.withUnsafeMutableBufferPointer { cells in
    for index in stride(from: cells.count - 1, to: 0, by: -1) {
      let other = random.below(index + 1)
      (cells[index], cells[other]) = (cells[other], cells[index])
    }
  }
  return result
}

/// Predictions with some rows scored again.
private struct Patched: Sendable {
  let classes: [String]
  let truth: [Int32]
  let predicted: [Int32]
  let probabilities: [Double]?
  /// The index in `classes` of each class of the model.
  let known: [Int]

  init(_ judged: Predictions, _ model: FittedModel, keepsProbabilities: Bool) {
    classes = judged.classes
    truth = judged.truth
    predicted = judged.predicted
    probabilities = keepsProbabilities ? judged.probabilities : nil
    known = model.classes.compactMap { judged.classes.firstIndex(of: $0) }
  }

  /// - Parameter scores: of these rows, one per class of the model.
  func replacing(_ rows: [Int], _ scores: [Double]) -> Predictions {
    var (predicted, probabilities) = (predicted, probabilities)
    let winners = FittedModel.winners(scores, classes: known.count)
    for (position, row) in rows.enumerated() {
      predicted[row] = Int32(known[Int(winners[position])])
      if probabilities == nil { continue }
      for (offset, index) in known.enumerated() {
        probabilities?[row * classes.count + index] = scores[position * known.count + offset]
      }
    }
    return Predictions(
      classes: classes, truth: truth, predicted: predicted, probabilities: probabilities)
  }
}

extension FeatureRows {
  /// A column's value in every row, 0 where a sparse one has none.
  func values(_ column: Int) -> [Double] {
    if column < denseColumns { return (0..<count).map { dense[$0 * denseColumns + column] } }
    let index = Int32(column - denseColumns)
    return (0..<count).map { row in
      let range = sparse.range(row)
      let position = sparse.position(of: index, in: range)
      return position < range.upperBound && sparse.indices[position] == index
        ? sparse.values[position] : 0
    }
  }

  /// The rows with one column's values replaced, one per row.
  func replacing(_ column: Int, with values: [Double]) -> FeatureRows {
    if column < denseColumns {
      var cells = dense
      for (row, value) in values.enumerated() { cells[row * denseColumns + column] = value }
      return FeatureRows(count: count, denseColumns: denseColumns, dense: cells, sparse: sparse)
    }
    let index = Int32(column - denseColumns)
    var (starts, indices, kept) = ([0], [Int32](), [Double]())
    for (row, value) in values.enumerated() {
      let range = sparse.range(row)
      let position = sparse.position(of: index, in: range)
      indices += sparse.indices[range.lowerBound..<position]
      kept += sparse.values[range.lowerBound..<position]
      if value != 0 {
        indices.append(index)
        kept.append(value)
      }
      let isThere = position < range.upperBound && sparse.indices[position] == index
      indices += sparse.indices[(isThere ? position + 1 : position)..<range.upperBound]
      kept += sparse.values[(isThere ? position + 1 : position)..<range.upperBound]
      starts.append(indices.count)
    }
    return FeatureRows(
      count: count, denseColumns: denseColumns, dense: dense,
      sparse: SparseRows(columns: sparse.columns, starts: starts, indices: indices, values: kept))
  }
}

extension SparseRows {
  /// The insertion point of `index` among the entries of a row.
  fileprivate func position(of index: Int32, in range: Range<Int>) -> Int {
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high {
      let middle = (low + high) / 2
      if indices[middle] < index { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
