// Goes once over a node's rows in order of a column and finds the best place to cut them.

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
  /// The weight of each class among the zeros.
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
  /// Takes the first of the best cuts of a column if it is better than all before it.
  /// - Parameters:
  ///   - distinct: how many different rows each merged row stands for; `total` of them are in the node.
  /// - Returns: whether there was a better one.
  @inline(__always)
  mutating func improve<Score: CutScore>(
    _ list: ColumnRows, _ start: Score, drawn: UnsafePointer<DrawnRow>,
    distinct: UnsafePointer<UInt32>, total: Int, minLeaf: Int
  ) -> Bool {
    var score = start
    var best = self.score
    var cut = -1
    var zeros = Zeros.none
    var left = 0
    let most = total &- minLeaf
    // No rank is as high as this: the first row always differs from what came before it.
    var previous = UInt32.max
    var place = 0
    while place < list.zeroPlace {
      let entry = list.rows[place]
      if entry.rank != previous, left >= minLeaf, left <= most {
        let value = score.score()
        if value > best { (best, cut, zeros) = (value, place, .right) }
      }
      let row = drawn[Int(entry.row)]
      score.move(Int(row.label), Int(row.weight))
      left &+= Int(distinct[Int(entry.row)])
      previous = entry.rank
      place &+= 1
    }
    let others = list.zeroDistinct > 0 ? Zeros.left : .none
    if list.zeroDistinct > 0 {
      if place > 0, left >= minLeaf, left <= most {
        let value = score.score()
        if value > best { (best, cut, zeros) = (value, place, .right) }
      }
      for label in 0..<list.classes { score.move(label, list.zeroWeights[label]) }
      left &+= list.zeroDistinct
      previous = .max
    }
    while place < list.count {
      let entry = list.rows[place]
      if entry.rank != previous, left >= minLeaf, left <= most {
        let value = score.score()
        if value > best { (best, cut, zeros) = (value, place, others) }
      }
      let row = drawn[Int(entry.row)]
      score.move(Int(row.label), Int(row.weight))
      left &+= Int(distinct[Int(entry.row)])
      previous = entry.rank
      place &+= 1
    }
    if cut < 0 { return false }
    self = BestCut(score: best, column: list.column, count: list.count, cut: cut, zeros: zeros)
    return true
  }
}
