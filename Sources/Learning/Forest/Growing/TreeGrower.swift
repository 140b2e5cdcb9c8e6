// Grows one tree after another on one table, in memory that is taken once.
//
// A node is a range of `members`, the merged rows that a tree has drawn. Its rows are in no particular order: a column
// is read through the table's sorted entries (TreeGrower+Lists.swift), so that a cut depends on which rows are in a
// node only. To cut a column of mostly zeros moves the rows that are not zero to one end of the range: a chain of
// hundreds of such nodes, as text makes them, costs what goes off to the side at each and not what stays.

import Basics
import Kernels

/// A node of a tree that grows.
struct GrowingNode {
  var start: Int
  var count: Int
  /// How many different rows it has, before equal ones were merged and however often they were drawn.
  var distinct: Int
  var depth: Int
  var impurity: Double
  /// Its children are `child` and `child + 1`; below 0 for a leaf.
  var child = -1
  var column = -1
  var threshold = 0.0
  /// By how much the split lessens the impurity, weighted by the rows.
  var decrease = 0.0
}

struct TreeGrower: ~Copyable {
  let table: ForestTable.Pointers
  let rules: TreeRules
  let isWhole: Bool
  /// Whether a row's place among the members is asked for.
  let keepsPlaces: Bool
  var random = RandomSource(seed: 0)

  var nodes: [GrowingNode] = []
  /// The weight of each class in each node, classes side by side.
  var counts: [Int32] = []

  /// By merged row: what the draw made of it, how many rows it stands for, where it is among the members.
  let drawn: UnsafeMutablePointer<DrawnRow>
  let distinct: UnsafeMutablePointer<UInt32>
  let places: UnsafeMutablePointer<UInt32>
  let members: UnsafeMutablePointer<UInt32>

  /// All columns; a node draws from the front.
  let columnOrder: UnsafeMutablePointer<UInt32>
  /// One more than the number of the draw, for sparse columns that a node has drawn.
  let slotOf: UnsafeMutablePointer<UInt32>
  /// The last search of a node in which a column was seen to have entries.
  let seenIn: UnsafeMutablePointer<UInt64>
  var search: UInt64 = 0

  /// The list of a column's rows at hand, and the one with the best cut so far.
  var list: UnsafeMutablePointer<ColumnEntry>
  var bestList: UnsafeMutablePointer<ColumnEntry>
  /// Slot and place of the drawn columns' entries among a node's rows.
  var found: [UInt64] = []
  /// A bit for each place in a column; all zero between two uses. The second level has a bit for each word.
  let bits: UnsafeMutablePointer<UInt64>
  let bitWords: UnsafeMutablePointer<UInt64>

  /// Of the node at hand: the sum of its classes' weights, and of their squares.
  var weight = 0
  var squares = 0
  let left: UnsafeMutablePointer<Int>
  let totals: UnsafeMutablePointer<Int>
  let zeros: UnsafeMutablePointer<Int>
  let weights: UnsafeMutablePointer<Double>

  init(_ table: ForestTable.Pointers, _ rules: TreeRules) {
    self.table = table
    self.rules = rules
    isWhole = rules.isUnweighted
    keepsPlaces = table.columns > table.denseColumns
    drawn = .allocate(capacity: table.rows)
    distinct = .allocate(capacity: table.rows)
    places = .allocate(capacity: table.rows)
    members = .allocate(capacity: table.rows)
    columnOrder = .allocate(capacity: table.columns)
    slotOf = .allocate(capacity: table.columns)
    slotOf.initialize(repeating: 0, count: table.columns)
    seenIn = .allocate(capacity: table.columns)
    seenIn.initialize(repeating: 0, count: table.columns)
    list = .allocate(capacity: table.rows)
    bestList = .allocate(capacity: table.rows)
    let words = table.rows / 64 + 1
    bits = .allocate(capacity: words)
    bits.initialize(repeating: 0, count: words)
    bitWords = .allocate(capacity: words / 64 + 1)
    bitWords.initialize(repeating: 0, count: words / 64 + 1)
    left = .allocate(capacity: table.classes)
    totals = .allocate(capacity: table.classes)
    zeros = .allocate(capacity: table.classes)
    weights = .allocate(capacity: table.classes)
    weights.initialize(repeating: 1, count: table.classes)
    for (label, weight) in rules.classWeights.enumerated() { weights[label] = weight }
  }

  deinit {
    drawn.deallocate()
    distinct.deallocate()
    places.deallocate()
    members.deallocate()
    columnOrder.deallocate()
    slotOf.deallocate()
    seenIn.deallocate()
    list.deallocate()
    bestList.deallocate()
    bits.deallocate()
    bitWords.deallocate()
    left.deallocate()
    totals.deallocate()
    zeros.deallocate()
    weights.deallocate()
  }

  /// A tree on a draw of the rows.
  mutating func grow(_ random: RandomSource) throws(Cancelled) -> GrownTree {
    self.random = random
    draw()
    for column in 0..<table.columns { columnOrder[column] = UInt32(column) }
    if let most = rules.maxLeaves { try growBestFirst(most) } else { try growDepthFirst() }
    return GrownTree(nodes, counts, rules)
  }

  // MARK: The draw

  private mutating func draw() {
    for row in 0..<table.rows {
      drawn[row] = DrawnRow(label: table.labels[row], weight: 0)
      distinct[row] = 0
      places[row] = .max
    }
    let (drawn, distinct, mergedOf) = (self.drawn, self.distinct, table.mergedOf)
    rules.draw.each(&random) { row, times in
      let merged = Int(mergedOf[row])
      drawn[merged].weight &+= times
      distinct[merged] &+= 1
    }
    var root = GrowingNode(start: 0, count: 0, distinct: 0, depth: 0, impurity: 0)
    nodes.removeAll(keepingCapacity: true)
    counts.removeAll(keepingCapacity: true)
    counts.append(contentsOf: repeatElement(0, count: table.classes))
    for row in 0..<table.rows where distinct[row] > 0 {
      members[root.count] = UInt32(row)
      places[row] = UInt32(root.count)
      root.count &+= 1
      root.distinct &+= Int(distinct[row])
      counts[Int(drawn[row].label)] &+= Int32(truncatingIfNeeded: drawn[row].weight)
    }
    let rules = self.rules
    root.impurity = counts.withUnsafeBufferPointer {
      $0.baseAddress.map { rules.impurity($0) } ?? 0
    }
    nodes.append(root)
  }

  // MARK: The order of growth

  /// Every node is split that can be.
  private mutating func growDepthFirst() throws(Cancelled) {
    var open = [0]
    var looked = 0
    while let node = open.popLast() {
      looked &+= nodes[node].count
      if looked > 1 << 16 {
        try checkCancellation()
        looked = 0
      }
      if try split(node) {
        open.append(nodes[node].child + 1)
        open.append(nodes[node].child)
      }
    }
  }

  /// The split that gains most comes first, the first made among equals, until there are `most` leaves.
  private mutating func growBestFirst(_ most: Int) throws(Cancelled) {
    var open = SplitQueue()
    if try split(0) { open.push(0, gain: nodes[0].decrease) }
    var leaves = 1
    while let node = open.pop() {
      try checkCancellation()
      if leaves >= most {
        // Its split was found but does not take place.
        nodes[node].column = -1
        continue
      }
      leaves += 1
      for child in [nodes[node].child, nodes[node].child + 1] where try split(child) {
        open.push(child, gain: nodes[child].decrease)
      }
    }
  }
}
