// Packs rows: merges equal ones, drops empty columns, and scales the others by the curvature of the loss.

import Basics
import Kernels

extension PackedRows {
  /// The facts about the objective that packing needs.
  struct Plan {
    /// The number of functions to fit.
    var outputs: Int
    /// The penalty of a weight when all row weights add up to 1.
    var penalty: @Sendable (_ mass: Double) -> Double
    /// The sum of a column's squares times this is about the second derivative of the loss.
    var bend: Double
    /// The value of the constant column, 0 for none.
    var constant: Double
    var isConstantPenalized: Bool
  }

  /// - Parameter weights: one per class.
  init(_ rows: TrainingRows, weights: [Double], _ plan: Plan) throws(Cancelled) {
    let features = rows.features
    let kept = try DistinctRows(features)
    outputs = plan.outputs
    blocks = (outputs + 7) / 8
    count = kept.first.count
    var targets = [Doubles8](repeating: .zero, count: count * blocks)
    var totals = [Double](repeating: 0, count: count)
    var mass = 0.0
    for (row, label) in rows.labels.enumerated() {
      let (index, weight) = (Int(kept.setOfRow[row]), weights[Int(label)])
      mass += weight
      totals[index] += weight
      // With two classes a single function separates the second from the first.
      let lane = outputs == 1 ? Int(label) - 1 : Int(label)
      if lane >= 0 { targets[index * blocks + lane / 8][lane % 8] += weight }
    }
    for index in targets.indices { targets[index] /= mass }
    for index in totals.indices { totals[index] /= mass }
    self.targets = targets
    self.totals = totals
    self.mass = mass
    constant = plan.constant

    let sizes = try ColumnSizes(features, kept.first, totals)
    let hasConstant = plan.constant != 0
    let denseKept = (0..<features.denseColumns).filter { sizes.isUsed($0) }
    let sparseKept = (features.denseColumns..<features.columns).filter { sizes.isUsed($0) }
    dense = denseKept.count + (hasConstant ? 1 : 0)
    origins = denseKept + (hasConstant ? [-1] : []) + sparseKept
    let penalty = plan.penalty(mass)
    var (scales, penalties) = ([Double](), [Double]())
    for origin in origins {
      let here = origin < 0 && !plan.isConstantPenalized ? 0 : penalty
      let size = origin < 0 ? plan.constant : sizes.largest[origin]
      let squares = origin < 0 ? 1 : sizes.squares[origin]
      // √(bend · squares + penalty), in an order in which nothing overflows.
      let root = (plan.bend * squares + (here / size) / size).squareRoot()
      let scale = 1 / (size * root)
      scales.append(scale)
      penalties.append((here * scale) * scale)
    }
    self.scales = scales
    self.penalties = penalties

    var packed = [Int32](repeating: -1, count: features.columns)
    for (index, origin) in origins.enumerated() where origin >= 0 { packed[origin] = Int32(index) }
    var cells: [Double] = []
    cells.reserveCapacity(count * dense)
    var (starts, indices, values) = ([0], [Int32](), [Double]())
    for (index, row) in kept.first.enumerated() {
      if index % 64 == 0 { try checkCancellation() }
      for (column, origin) in denseKept.enumerated() {
        cells.append(features.dense[row * features.denseColumns + origin] * scales[column])
      }
      if hasConstant { cells.append(plan.constant * scales[dense - 1]) }
      for entry in features.sparse.range(row) {
        let column = packed[features.denseColumns + Int(features.sparse.indices[entry])]
        if column < 0 { continue }
        indices.append(column)
        values.append(features.sparse.values[entry] * scales[Int(column)])
      }
      starts.append(indices.count)
    }
    self.cells = cells
    self.starts = starts
    self.indices = indices
    self.values = values
  }
}

/// The scale of each column.
private struct ColumnSizes {
  var largest: [Double]
  /// The weighted sum of squares over `largest` squared: at most 1.
  var squares: [Double]

  /// Smaller numbers count as zero: dividing by them would overflow.
  static let least = 1e-150

  func isUsed(_ column: Int) -> Bool { largest[column] >= ColumnSizes.least }

  init(_ rows: FeatureRows, _ kept: [Int], _ totals: [Double]) throws(Cancelled) {
    let dense = rows.denseColumns
    largest = [Double](repeating: 0, count: rows.columns)
    squares = largest
    for (index, row) in kept.enumerated() {
      if index % 64 == 0 { try checkCancellation() }
      for column in 0..<dense {
        largest[column] = max(largest[column], rows.dense[row * dense + column].magnitude)
      }
      for entry in rows.sparse.range(row) {
        let column = dense + Int(rows.sparse.indices[entry])
        largest[column] = max(largest[column], rows.sparse.values[entry].magnitude)
      }
    }
    let inverse = largest.map { $0 >= ColumnSizes.least ? 1 / $0 : 0 }
    for (index, row) in kept.enumerated() {
      if index % 64 == 0 { try checkCancellation() }
      for column in 0..<dense {
        let share = rows.dense[row * dense + column] * inverse[column]
        squares[column] += totals[index] * share * share
      }
      for entry in rows.sparse.range(row) {
        let column = dense + Int(rows.sparse.indices[entry])
        let share = rows.sparse.values[entry] * inverse[column]
        squares[column] += totals[index] * share * share
      }
    }
  }
}
