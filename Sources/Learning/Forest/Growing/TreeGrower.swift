// Grows trees one after another on one table, with memory allocated once.
//
// A node is a range of `members`, the merged rows that a tree has drawn. Its rows are in no particular order: a column
// is read through the table's sorted entries (TreeGrower+Candidates.swift), so a split depends only on which rows are
// in a node. A split by a mostly zero column moves only the nonzero rows to one end of the range: a chain of
// hundreds of such nodes, typical for text, costs only the rows that are split off.

import Basics
import Kernels

/// A node of a growing tree.
struct GrowingNode {
  var start: Int
  var count: Int
  /// The number of distinct original rows, each counted once.
  var distinct: Int
  var depth: Int
  var impurity: Double
  /// Its children are `child` and `child + 1`; below 0 for a leaf.
  var child = -1
  var column = -1
  var threshold = 0.0
  /// The impurity decrease of the split, weighted by the rows.
  var decrease = 0.0
}

struct TreeGrower: ~Copyable {
  let table: ForestTable.Pointers
  let rules: TreeRules
  let isWhole: Bool
  /// Whether the positions of rows among the members are needed.
  let keepsPositions: Bool
  var random = RandomSource(seed: 0)

  var nodes: [GrowingNode] = []
  /// The weight of each class in each node, classes side by side.
  var counts: [Int32] = []

  /// By merged row: its sample, the number of rows it represents, its position among the members.
  let drawn: UnsafeMutablePointer<SampledRow>
  let distinct: UnsafeMutablePointer<UInt32>
  let positions: UnsafeMutablePointer<UInt32>
  let members: UnsafeMutablePointer<UInt32>

  /// All columns; a node draws from the front.
  let columnOrder: UnsafeMutablePointer<UInt32>
  /// For sparse columns that a node has drawn: the number of the draw plus 1.
  let slotOf: UnsafeMutablePointer<UInt32>
  /// The last node search in which a column had entries.
  let seenIn: UnsafeMutablePointer<UInt64>
  var search: UInt64 = 0

  /// The list of the current column's rows, and the one with the best split so far.
  var list: UnsafeMutablePointer<ColumnEntry>
  var bestList: UnsafeMutablePointer<ColumnEntry>
  /// Slot and position of the drawn columns' entries among a node's rows.
  var found: [UInt64] = []
  /// One bit per position in a column; all zero between uses. The second level has one bit per word.
  let bits: UnsafeMutablePointer<UInt64>
  let bitWords: UnsafeMutablePointer<UInt64>

  /// For the current node: the sum of its classes' weights, and of their squares.
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
    keepsPositions = table.columns > table.denseColumns
    drawn = .allocate(capacity: table.rows)
    distinct = .allocate(capacity: table.rows)
    positions = .allocate(capacity: table.rows)
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
    positions.deallocate()
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

  /// A tree on a sample of the rows.
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
      drawn[row] = SampledRow(label: table.labels[row], weight: 0)
      distinct[row] = 0
      positions[row] = .max
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
      positions[row] = UInt32(root.count)
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

  /// Splits every node that can be split.
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

  /// Best-first: the split with the largest gain comes first, ties by creation, until there are `most` leaves.
  private mutating func growBestFirst(_ most: Int) throws(Cancelled) {
    var open = SplitQueue()
    if try split(0) { open.push(0, gain: nodes[0].decrease) }
    var leaves = 1
    while let node = open.pop() {
      try checkCancellation()
      if leaves >= most {
        // Its split was found but is not made.
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
