// Finds a node's best split: draws columns, lists the node's rows in order of each, and scans the lists.
//
// There are three ways to make a list, with the same result:
// for a dense column, the node's rows are marked as bits by their positions in the column and read in order;
// for a sparse column, its entries that are in the node are kept, while that is less work than
// collecting the entries of all drawn columns from the node's rows.

import Basics
import Kernels

extension TreeGrower {
  /// The best split among the columns drawn for the node; `nil` if all columns are constant, or
  /// if no split leaves both sides enough rows. As in scikit-learn a constant column counts as drawn, but drawing
  /// continues until one is not constant.
  mutating func findCut(_ node: GrowingNode) throws(Cancelled) -> BestSplit? {
    let wanted = rules.columnsPerNode
    var sparseWork = 0
    for draw in 0..<wanted {
      let column = drawColumn(draw)
      if column >= table.denseColumns { sparseWork &+= table.count(column) }
    }
    let byRows = node.count &* table.entriesPerRow < sparseWork
    if byRows { findEntries(node, 0..<wanted) }
    var best = BestSplit()
    var isVaried = false
    var next = 0
    var meter = WorkMeter()
    for draw in 0..<wanted {
      try meter.spend(4 &* node.count)
      let column = Int(columnOrder[draw])
      let count: Int
      if column < table.denseColumns {
        count = listDense(column, node)
      } else if byRows {
        count = listFound(column, UInt64(draw), &next)
      } else {
        count = listSparse(column, node)
      }
      if try improve(&best, column, count, node) { isVaried = true }
    }
    if isVaried { return best.column < 0 ? nil : best }
    return try findCutBeyond(wanted, node)
  }

  /// Draws until a column is not constant.
  private mutating func findCutBeyond(
    _ drawn: Int, _ node: GrowingNode
  ) throws(Cancelled) -> BestSplit? {
    var isMarked = false
    var best = BestSplit()
    var meter = WorkMeter()
    for draw in drawn..<max(drawn, table.columns) {
      try meter.spend(4 &* node.count &+ 1000)
      let column = drawColumn(draw)
      var count = 0
      if column < table.denseColumns {
        count = listDense(column, node)
      } else {
        if !isMarked {
          markSeen(node)
          isMarked = true
        }
        if seenIn[column] != search { continue }
        if node.count &* table.entriesPerRow < table.count(column) {
          findEntries(node, draw..<(draw + 1))
          var next = 0
          count = listFound(column, UInt64(draw), &next)
        } else {
          count = listSparse(column, node)
        }
      }
      if try improve(&best, column, count, node) { return best.column < 0 ? nil : best }
    }
    return nil
  }

  /// The next column in a random order of all.
  @inline(__always) private mutating func drawColumn(_ index: Int) -> Int {
    let other = index &+ random.below(table.columns &- index)
    let column = columnOrder[other]
    columnOrder[other] = columnOrder[index]
    columnOrder[index] = column
    return Int(column)
  }

  // MARK: Lists

  /// Lists all of the node's rows by their values in a dense column.
  private mutating func listDense(_ column: Int, _ node: GrowingNode) -> Int {
    let (bits, list, members) = (self.bits, self.list, self.members + node.start)
    let positions = table.positions + column &* table.rows
    let entries = table.entries + table.starts[column]
    let words = table.rows / 64 &+ 1
    var next = 0
    if node.count <= 12 {
      // Few rows: insertion sort in the list, which is sorted up to `next`.
      while next < node.count {
        let index = positions[Int(members[next])]
        let entry = entries[Int(index)]
        var to = next
        while to > 0, positions[Int(list[to &- 1].row)] > index {
          list[to] = list[to &- 1]
          to &-= 1
        }
        list[to] = entry
        next &+= 1
      }
    } else if words <= 4 &* node.count {
      var (lowest, highest) = (words, 0)
      for member in 0..<node.count {
        let index = Int(positions[Int(members[member])])
        let word = index &>> 6
        bits[word] |= 1 &<< UInt64(truncatingIfNeeded: index & 63)
        lowest = min(lowest, word)
        highest = max(highest, word)
      }
      for word in lowest...highest {
        var rest = bits[word]
        if rest == 0 { continue }
        bits[word] = 0
        let base = entries + word &* 64
        while rest != 0 {
          list[next] = base[rest.trailingZeroBitCount]
          next &+= 1
          rest &= rest &- 1
        }
      }
    } else {
      let bitWords = self.bitWords
      for member in 0..<node.count {
        let index = Int(positions[Int(members[member])])
        bits[index &>> 6] |= 1 &<< UInt64(index & 63)
        bitWords[index &>> 12] |= 1 &<< UInt64((index &>> 6) & 63)
      }
      for upper in 0...(words / 64) {
        var filled = bitWords[upper]
        bitWords[upper] = 0
        while filled != 0 {
          let word = upper &* 64 &+ filled.trailingZeroBitCount
          filled &= filled &- 1
          var rest = bits[word]
          bits[word] = 0
          let base = entries + word &* 64
          while rest != 0 {
            list[next] = base[rest.trailingZeroBitCount]
            next &+= 1
            rest &= rest &- 1
          }
        }
      }
    }
    return next
  }

  /// Lists the entries of a sparse column that are in the node.
  private mutating func listSparse(_ column: Int, _ node: GrowingNode) -> Int {
    let (list, positions) = (self.list, self.positions)
    let (start, count) = (UInt32(node.start), UInt32(node.count))
    var next = 0
    var index = table.starts[column]
    let end = table.starts[column + 1]
    while index < end {
      let entry = table.entries[index]
      // Always written and kept if the row is in the node, which avoids an unpredictable branch.
      list[next] = entry
      next &+= positions[Int(entry.row)] &- start < count ? 1 : 0
      index &+= 1
    }
    return next
  }

  /// Collects the entries of the drawn sparse columns from the node's rows, by draw and then by position.
  private mutating func findEntries(_ node: GrowingNode, _ draws: Range<Int>) {
    for draw in draws { slotOf[Int(columnOrder[draw])] = UInt32(draw + 1) }
    found.removeAll(keepingCapacity: true)
    for member in node.start..<(node.start &+ node.count) {
      let row = Int(members[member])
      for index in table.rowStarts[row]..<table.rowStarts[row &+ 1] {
        let entry = table.rowEntries[index]
        let slot = slotOf[Int(entry.column)]
        if slot > 0 { found.append(UInt64(slot &- 1) &<< 32 | UInt64(entry.index)) }
      }
    }
    for draw in draws { slotOf[Int(columnOrder[draw])] = 0 }
    found.withUnsafeMutableBufferPointer { found in
      if found.count > 24 {
        found.sort()
        return
      }
      var next = 1
      while next < found.count {
        let key = found[next]
        var to = next
        while to > 0, found[to &- 1] > key {
          found[to] = found[to &- 1]
          to &-= 1
        }
        found[to] = key
        next &+= 1
      }
    }
  }

  /// Lists the collected entries of a drawn column; `next` runs over all collected entries.
  private mutating func listFound(_ column: Int, _ draw: UInt64, _ next: inout Int) -> Int {
    var count = 0
    let entries = table.entries + table.starts[column]
    while next < found.count, found[next] &>> 32 == draw {
      list[count] = entries[Int(found[next] & 0xFFFF_FFFF)]
      count &+= 1
      next &+= 1
    }
    return count
  }

  /// Records which sparse columns have entries in the node.
  private mutating func markSeen(_ node: GrowingNode) {
    search &+= 1
    for member in node.start..<(node.start &+ node.count) {
      let row = Int(members[member])
      for index in table.rowStarts[row]..<table.rowStarts[row &+ 1] {
        seenIn[Int(table.rowEntries[index].column)] = search
      }
    }
  }

  // MARK: The scan

  /// Scans the list of a column.
  ///
  /// - Returns: whether the column is not constant in the node.
  @inline(__always) private mutating func improve(
    _ best: inout BestSplit, _ column: Int, _ count: Int, _ node: GrowingNode
  ) throws(Cancelled) -> Bool {
    if count == 0 || count == node.count && list[0].rank == list[count &- 1].rank { return false }
    let classes = table.classes
    for label in 0..<classes { left[label] = 0 }
    var zeroDistinct = 0
    var zeroPlace = 0
    if count < node.count {
      // The exact number is needed only with negative rows or if sides may be too small.
      zeroDistinct = node.distinct
      let negatives = table.negatives[column]
      while zeroPlace < count, list[zeroPlace].rank < negatives { zeroPlace &+= 1 }
      if zeroPlace > 0 {
        for label in 0..<classes { zeros[label] = totals[label] }
        for index in 0..<count {
          let row = Int(list[index].row)
          zeros[Int(drawn[row].label)] &-= Int(drawn[row].weight)
          zeroDistinct &-= Int(distinct[row])
        }
      }
    }
    let rows = ColumnRows(
      column: column, rows: list, count: count, zeroPlace: zeroPlace, zeroDistinct: zeroDistinct,
      zeroWeights: zeros, classes: classes)
    if try scan(&best, rows, node.distinct) { swap(&list, &bestList) }
    return true
  }

  private func scan(_ best: inout BestSplit, _ rows: ColumnRows, _ total: Int) throws(Cancelled)
    -> Bool
  {
    switch (rules.criterion, isWhole) {
    case (.gini, true):
      let start = GiniCriterion(gone: left, totals: totals, weight: weight, squares: squares)
      return rules.minLeaf == 1
        ? try best.improve(
          rows, start, drawn: drawn, distinct: distinct, total: total, minLeaf: 1,
          checksLeaves: false)
        : try best.improve(
          rows, start, drawn: drawn, distinct: distinct, total: total, minLeaf: rules.minLeaf,
          checksLeaves: true)
    case (.gini, false):
      let start = WeightedGiniCriterion(
        gone: left, totals: totals, classes: table.classes, weights: weights)
      return try best.improve(
        rows, start, drawn: drawn, distinct: distinct, total: total, minLeaf: rules.minLeaf,
        checksLeaves: true)
    case (.entropy, _):
      let start = EntropyCriterion(
        gone: left, totals: totals, classes: table.classes, weights: weights)
      return try best.improve(
        rows, start, drawn: drawn, distinct: distinct, total: total, minLeaf: rules.minLeaf,
        checksLeaves: true)
    }
  }
}
