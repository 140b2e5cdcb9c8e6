// Splits a node: the threshold, the partition of its rows, and the gain.

import Basics

extension TreeGrower {
  /// Splits a node in two if the rules allow it.
  mutating func split(_ index: Int) throws(Cancelled) -> Bool {
    let node = nodes[index]
    if node.depth >= rules.maxDepth || node.distinct < rules.minSplit
      || node.distinct / 2 < rules.minLeaf || node.count < 2 || node.impurity <= 0x1p-52
    {
      return false
    }
    let classes = table.classes
    (weight, squares) = (0, 0)
    for label in 0..<classes {
      let count = Int(counts[index &* classes &+ label])
      totals[label] = count
      weight &+= count
      squares &+= count &* count
    }
    guard let best = try findCut(node) else { return false }
    let threshold = threshold(best)
    let child = nodes.count
    counts.append(contentsOf: repeatElement(0, count: 2 * classes))
    let (leftCount, leftDistinct) = partition(node, best, child)
    let rules = self.rules
    let (gain, leftImpurity, rightImpurity) = counts.withUnsafeBufferPointer {
      counts -> (Double, Double, Double) in
      guard let base = counts.baseAddress else { return (0, 0, 0) }
      let (l, r) = (base + child * classes, base + (child + 1) * classes)
      let (left, right) = (rules.impurity(l), rules.impurity(r))
      let whole = rules.weight(base + index * classes)
      let gain =
        (whole * node.impurity - rules.weight(l) * left - rules.weight(r) * right)
        / rules.weight(base)
      return (gain, left, right)
    }
    if gain + 0x1p-52 < rules.minDecrease {
      counts.removeLast(2 * classes)
      return false
    }
    nodes[index].child = child
    nodes[index].column = best.column
    nodes[index].threshold = threshold
    nodes[index].decrease = gain
    nodes.append(
      GrowingNode(
        start: node.start, count: leftCount, distinct: leftDistinct, depth: node.depth + 1,
        impurity: leftImpurity))
    nodes.append(
      GrowingNode(
        start: node.start + leftCount, count: node.count - leftCount,
        distinct: node.distinct - leftDistinct, depth: node.depth + 1, impurity: rightImpurity))
    return true
  }

  /// The midpoint of the two values around the split, or the lower one if no number lies between.
  private func threshold(_ best: BestSplit) -> Double {
    let lower =
      best.zeros == .left && isFirstAfterZeros(best)
      ? 0 : table.value(best.column, bestList[best.cut - 1].rank)
    let upper =
      best.zeros == .right && isLastBeforeZeros(best)
      ? 0 : table.value(best.column, bestList[best.cut].rank)
    let middle = lower / 2 + upper / 2
    return middle >= lower && middle < upper ? middle : lower
  }

  private func isFirstAfterZeros(_ best: BestSplit) -> Bool {
    best.cut == 0 || bestList[best.cut - 1].rank < table.negatives[best.column]
  }

  private func isLastBeforeZeros(_ best: BestSplit) -> Bool {
    best.cut == best.count || bestList[best.cut].rank >= table.negatives[best.column]
  }

  /// Partitions the node's members and counts the classes of the children.
  private mutating func partition(
    _ node: GrowingNode, _ best: BestSplit, _ child: Int
  ) -> (count: Int, distinct: Int) {
    let (members, positions, drawn, distinctOf) = (
      self.members, self.positions, self.drawn, distinct
    )
    let classes = table.classes
    let (start, end) = (node.start, node.start + node.count)
    // The rows that are counted: those of the side without zeros.
    let isRight = best.zeros == .left
    let counted = isRight ? best.cut..<best.count : 0..<best.cut
    for label in 0..<classes { left[label] = 0 }
    var distinct = 0
    for index in counted {
      let row = Int(bestList[index].row)
      left[Int(drawn[row].label)] &+= Int(drawn[row].weight)
      distinct &+= Int(distinctOf[row])
    }
    switch best.zeros {
    case .none:
      for index in 0..<best.count { members[start &+ index] = bestList[index].row }
      if keepsPositions {
        for index in start..<end {
          positions[Int(members[index])] = UInt32(truncatingIfNeeded: index)
        }
      }
    case .left, .right:
      var to = isRight ? end - 1 : start
      for index in counted {
        let row = bestList[index].row
        let (from, other) = (Int(positions[Int(row)]), members[to])
        members[from] = other
        positions[Int(other)] = UInt32(truncatingIfNeeded: from)
        members[to] = row
        positions[Int(row)] = UInt32(truncatingIfNeeded: to)
        to &+= isRight ? -1 : 1
      }
    }
    for label in 0..<classes {
      let (here, there) = (left[label], totals[label] - left[label])
      counts[child * classes + label] = Int32(truncatingIfNeeded: isRight ? there : here)
      counts[(child + 1) * classes + label] = Int32(truncatingIfNeeded: isRight ? here : there)
    }
    return isRight
      ? (node.count - counted.count, node.distinct - distinct) : (counted.count, distinct)
  }
}
