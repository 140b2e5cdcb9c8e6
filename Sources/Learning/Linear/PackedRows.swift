// Packed training rows of linear models: equal rows are merged, columns are scaled, eight functions lie side by side.

import Kernels

/// Training rows in the layout of the optimizers.
///
/// Oversampled tables hold a row up to 31 times, and short sentences repeat: equal rows are kept once, with the weight
/// of each class, which changes no sum. Columns that are all zero are left out: their weights are zero.
/// Column `j` is multiplied by `scales[j]`, so that one step size suits all columns; penalties are scaled to match, so
/// that the optimum does not move. The dense columns come first, then a constant column for the intercept, then the
/// sparse ones.
struct PackedRows: Sendable {
  /// The number of functions: one for two classes, else one per class.
  let outputs: Int
  /// Eight functions per block; lanes beyond `outputs` stay zero.
  let blocks: Int
  /// Distinct rows.
  let count: Int
  /// The number of dense columns kept, including the constant one.
  let dense: Int
  /// `count · dense`, row by row.
  let cells: [Double]
  /// Where each row begins in `indices` and `values`; one more than there are rows.
  let starts: [Int]
  /// Packed columns, `dense` or above.
  let indices: [Int32]
  let values: [Double]
  /// `count · blocks`: in each function's lane the weight of the rows of its class.
  let targets: [Doubles8]
  /// The weight of each row, over all classes.
  let totals: [Double]
  /// The sum of the row weights before they were normalized to 1.
  let mass: Double
  /// The original column of each packed one; -1 is the constant.
  let origins: [Int]
  /// The factor of each packed column.
  let scales: [Double]
  /// A weight w of a packed column costs `penalties · w² / 2`.
  let penalties: [Double]
  /// The value of the constant column before it is scaled; 0 without one.
  let constant: Double

  var columns: Int { origins.count }
  /// The number of vectors of eight in a set of weights.
  var size: Int { columns * blocks }

  /// 1 in the lanes of a block that belong to a function, 0 beyond.
  func mask(_ block: Int) -> Doubles8 {
    var mask = Doubles8.zero
    for lane in 0..<min(8, outputs - 8 * block) { mask[lane] = 1 }
    return mask
  }

  /// Ranges of rows for parallel work, about equally long. They depend on the rows alone. A part takes some
  /// tenths of a millisecond: for less work another core does not pay.
  var parts: [Range<Int>] {
    let work = (values.count + cells.count + 8 * count) * blocks
    let parts = max(1, min(4, work / 200_000))
    return (0..<parts).map { ($0 * count / parts)..<(($0 + 1) * count / parts) }
  }

  /// Linear functions of the original columns, from weights of the packed ones.
  func functions(
    _ weights: [Doubles8], columns: Int, classes: Int, link: LinearLink
  ) -> LinearScores {
    var coefficients = [Double](repeating: 0, count: outputs * columns)
    var intercepts = [Double](repeating: 0, count: outputs)
    for (packed, origin) in origins.enumerated() {
      for output in 0..<outputs {
        let weight = weights[packed * blocks + output / 8][output % 8] * scales[packed]
        if origin < 0 {
          intercepts[output] = weight * constant
        } else {
          coefficients[output * columns + origin] = weight
        }
      }
    }
    return LinearScores(
      columns: columns, classes: classes, link: link, coefficients: coefficients,
      intercepts: intercepts)
  }
}
