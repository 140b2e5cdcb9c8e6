// Rows to learn linear functions from, packed: equal rows are one, columns have one scale, eight functions lie abreast.

import Kernels

/// Training rows in the layout of the optimisers.
///
/// Oversampled tables hold a row up to 31 times, and short sentences repeat: equal rows are kept once, with the weight
/// of each class, which changes no sum. Columns without a number other than zero are left out: their weights are zero.
/// Column `j` is multiplied by `scales[j]`, so that one step suits all of them; penalties are scaled to match, so that
/// the optimum stays where it is. The dense columns come first, then one of a constant for the intercept, then the
/// sparse ones.
struct LaneRows: Sendable {
  /// How many functions are learnt: one for two classes, else one a class.
  let outputs: Int
  /// Eight functions a block; lanes beyond `outputs` stay zero.
  let blocks: Int
  /// Distinct rows.
  let count: Int
  /// Dense columns that are kept, the constant one among them.
  let dense: Int
  /// `count · dense`, row by row.
  let cells: [Double]
  /// Where each row begins in `indices` and `values`; one more than there are rows.
  let starts: [Int]
  /// Packed columns, `dense` or above.
  let indices: [Int32]
  let values: [Double]
  /// `count · blocks`: in each function's lane the weight of the rows that are of its class.
  let targets: [WideLanes]
  /// The weight of each row, over all classes.
  let totals: [Double]
  /// The sum of `totals` before they were divided by it: all weights together are 1.
  let mass: Double
  /// Which column each packed one is; -1 is the constant.
  let origins: [Int]
  /// By what each packed column is multiplied.
  let scales: [Double]
  /// A weight w of a packed column costs `penalties · w² / 2`.
  let penalties: [Double]
  /// The value of the constant column before it is scaled; 0 without one.
  let constant: Double

  var columns: Int { origins.count }
  /// How many vectors of eight a set of weights takes.
  var size: Int { columns * blocks }

  /// 1 in the lanes of a block that belong to a function, 0 beyond.
  func mask(_ block: Int) -> WideLanes {
    var mask = WideLanes.zero
    for lane in 0..<min(8, outputs - 8 * block) { mask[lane] = 1 }
    return mask
  }

  /// Ranges of rows to work on at the same time, about equally long. They depend on the rows alone. A part takes some
  /// tenths of a millisecond: waking another core for less costs more than it saves.
  var parts: [Range<Int>] {
    let work = (values.count + cells.count + 8 * count) * blocks
    let parts = max(1, min(4, work / 200_000))
    return (0..<parts).map { ($0 * count / parts)..<(($0 + 1) * count / parts) }
  }

  /// Linear functions of the columns as they were, from weights of packed ones.
  func functions(
    _ weights: [WideLanes], columns: Int, classes: Int, link: LinearLink
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
