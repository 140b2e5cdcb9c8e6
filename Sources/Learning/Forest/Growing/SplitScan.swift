// Scans a node's rows in order of a column for the best split.

import Basics

/// The best split of a node so far.
struct BestSplit {
  var score = -Double.infinity
  var column = -1
  /// The number of the node's rows in the column's list, and how many of them go left.
  var count = 0
  var cut = 0
  var zeros = Zeros.none

  /// The side of rows without an entry in a sparse column.
  enum Zeros { case none, left, right }
}

/// A node's rows in one column.
struct ColumnRows {
  let column: Int
  /// By ascending value; for a sparse column only nonzero rows.
  let rows: UnsafePointer<ColumnEntry>
  let count: Int
  /// The number of negative ones, if there are zeros.
  let zeroPlace: Int
  /// The number of zero rows, each counted once.
  let zeroDistinct: Int
  /// The weight of each class among the zeros; needed only if there are negative rows.
  let zeroWeights: UnsafePointer<Int>
  let classes: Int
}

/// A merged row in a bootstrap sample.
struct SampledRow {
  let label: UInt32
  /// How often it was drawn.
  var weight: UInt32
}

extension BestSplit {
  /// Takes the best split of a column, the lowest among ties, if it is better than all before.
  ///
  /// Rows move to the right side from the highest value down, so that a mostly zero column is done when
  /// its few nonzero rows have moved.
  /// - Parameters:
  ///   - start: all rows are on the left.
  ///   - distinct: how many distinct original rows each merged row represents; `total` of them are in the node.
  ///   - checksLeaves: whether a side may be too small for `minLeaf`.
  /// - Returns: whether a better one was found.
  /// - Throws: `Cancelled`.
  @inline(__always) mutating func improve<Score: ImpurityCriterion>(
    _ list: ColumnRows, _ start: Score, drawn: UnsafePointer<SampledRow>,
    distinct: UnsafePointer<UInt32>, total: Int, minLeaf: Int, checksLeaves: Bool
  ) throws(Cancelled) -> Bool {
    var score = start
    var best = self.score
    var found = Found()
    // The number of distinct rows moved.
    var gone = 0
    let most = total &- minLeaf
    let rows = list.rows
    var index = list.count
    // No split above the first row.
    var previous = rows[index &- 1].rank
    let others = list.zeroDistinct > 0 ? Zeros.left : .none
    while index > list.zeroPlace {
      let entry = rows[index &- 1]
      if entry.rank != previous, !checksLeaves || gone >= minLeaf && gone <= most {
        let value = score.score()
        if value >= best { found.take(value, index, others, &best) }
      }
      let row = drawn[Int(entry.row)]
      score.move(Int(row.label), Int(row.weight))
      if checksLeaves { gone &+= Int(distinct[Int(entry.row)]) }
      previous = entry.rank
      index &-= 1
      if index & Score.patience == Score.patience { try checkCancellation() }
    }
    if list.zeroDistinct > 0 {
      if index < list.count, !checksLeaves || gone >= minLeaf && gone <= most {
        let value = score.score()
        if value >= best { found.take(value, index, .left, &best) }
      }
      if index > 0 {
        for label in 0..<list.classes { score.move(label, list.zeroWeights[label]) }
        gone &+= list.zeroDistinct
        // Higher than every rank.
        previous = .max
      }
    }
    while index > 0 {
      let entry = rows[index &- 1]
      if entry.rank != previous, !checksLeaves || gone >= minLeaf && gone <= most {
        let value = score.score()
        if value >= best { found.take(value, index, .right, &best) }
      }
      let row = drawn[Int(entry.row)]
      score.move(Int(row.label), Int(row.weight))
      if checksLeaves { gone &+= Int(distinct[Int(entry.row)]) }
      previous = entry.rank
      index &-= 1
      if index & Score.patience == Score.patience { try checkCancellation() }
    }
    if found.cut < 0 { return false }
    self = BestSplit(
      score: best, column: list.column, count: list.count, cut: found.cut, zeros: found.zeros)
    return true
  }

  /// The best split of the current column.
  private struct Found {
    var cut = -1
    var zeros = Zeros.none

    /// A tie replaces the best split if that is in this column.
    @inline(__always)
    mutating func take(_ value: Double, _ index: Int, _ zeros: Zeros, _ best: inout Double) {
      if value == best, cut < 0 { return }
      best = value
      cut = index
      self.zeros = zeros
    }
  }
}
