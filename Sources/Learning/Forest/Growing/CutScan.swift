// Goes once over a node's rows in order of a column and finds the best place to cut them.

import Basics

/// The best cut of a node so far.
struct BestCut {
  var score = -Double.infinity
  var column = -1
  /// How many rows of the column's list the node has, and how many of them go left.
  var count = 0
  var cut = 0
  var zeros = Zeros.none

  /// Where the rows go that a sparse column has no entry of.
  enum Zeros { case none, left, right }
}

/// A node's rows in one column.
struct ColumnRows {
  let column: Int
  /// By rising value; of a sparse column those that are not zero.
  let rows: UnsafePointer<ColumnEntry>
  let count: Int
  /// How many of them lie below zero, if there are zeros.
  let zeroPlace: Int
  /// How many rows are zero, not counting how often they were drawn.
  let zeroDistinct: Int
  /// The weight of each class among the zeros; only asked for if there are rows below zero.
  let zeroWeights: UnsafePointer<Int>
  let classes: Int
}

/// What a draw has made of a merged row.
struct DrawnRow {
  let label: UInt32
  /// How often it was drawn.
  var weight: UInt32
}

extension BestCut {
  /// Takes the best cut of a column, the one at the lowest value among equals, if it is better than all before it.
  ///
  /// Rows go over to the right from the highest value down, so that a column that is zero for most rows is done when
  /// its few other rows have gone.
  /// - Parameters:
  ///   - start: all rows are on the left.
  ///   - distinct: how many different rows each merged row stands for; `total` of them are in the node.
  ///   - checksLeaves: whether a side may be too small for `minLeaf`, or 1 row is enough.
  /// - Returns: whether there was a better one.
  /// - Throws: `Cancelled`.
  @inline(__always)
  mutating func improve<Score: CutScore>(
    _ list: ColumnRows, _ start: Score, drawn: UnsafePointer<DrawnRow>,
    distinct: UnsafePointer<UInt32>, total: Int, minLeaf: Int, checksLeaves: Bool
  ) throws(Cancelled) -> Bool {
    var score = start
    var best = self.score
    var found = Found()
    // How many different rows have gone.
    var gone = 0
    let most = total &- minLeaf
    let rows = list.rows
    var place = list.count
    // Nothing has gone before the first row: there is no cut above it.
    var previous = rows[place &- 1].rank
    let others = list.zeroDistinct > 0 ? Zeros.left : .none
    while place > list.zeroPlace {
      let entry = rows[place &- 1]
      if entry.rank != previous, !checksLeaves || gone >= minLeaf && gone <= most {
        let value = score.score()
        if value >= best { found.take(value, place, others, &best) }
      }
      let row = drawn[Int(entry.row)]
      score.move(Int(row.label), Int(row.weight))
      if checksLeaves { gone &+= Int(distinct[Int(entry.row)]) }
      previous = entry.rank
      place &-= 1
      if place & Score.patience == Score.patience { try checkCancellation() }
    }
    if list.zeroDistinct > 0 {
      if place < list.count, !checksLeaves || gone >= minLeaf && gone <= most {
        let value = score.score()
        if value >= best { found.take(value, place, .left, &best) }
      }
      if place > 0 {
        for label in 0..<list.classes { score.move(label, list.zeroWeights[label]) }
        gone &+= list.zeroDistinct
        // No rank is as high as this.
        previous = .max
      }
    }
    while place > 0 {
      let entry = rows[place &- 1]
      if entry.rank != previous, !checksLeaves || gone >= minLeaf && gone <= most {
        let value = score.score()
        if value >= best { found.take(value, place, .right, &best) }
      }
      let row = drawn[Int(entry.row)]
      score.move(Int(row.label), Int(row.weight))
      if checksLeaves { gone &+= Int(distinct[Int(entry.row)]) }
      previous = entry.rank
      place &-= 1
      if place & Score.patience == Score.patience { try checkCancellation() }
    }
    if found.cut < 0 { return false }
    self = BestCut(
      score: best, column: list.column, count: list.count, cut: found.cut, zeros: found.zeros)
    return true
  }

  /// The best cut of the column at hand.
  private struct Found {
    var cut = -1
    var zeros = Zeros.none

    /// A cut that is as good as the best takes its place if that is one of this column.
    @inline(__always)
    mutating func take(_ value: Double, _ place: Int, _ zeros: Zeros, _ best: inout Double) {
      if value == best, cut < 0 { return }
      best = value
      cut = place
      self.zeros = zeros
    }
  }
}
