// A stable partition of a node's rows and sparse entries by a split, in place.

extension BoostedTreeGrower {
  func part(
    _ node: NodeParts, by split: NodeSplit, feature: Int, depth: Int
  ) -> (left: NodeParts, right: NodeParts) {
    let bins = features[feature]
    let middle: Int
    if node.entries.isEmpty {
      let side = DenseSide(self, split, feature)
      middle = BoostedTreeGrower.part(rows, spareRows, node.rows) { side.goesLeft(Int($0)) }
    } else {
      if feature < denseFeatures {
        let side = DenseSide(self, split, feature)
        for index in node.rows { self.goesLeft[Int(rows[index])] = side.goesLeft(Int(rows[index])) }
      } else {
        markSparse(node, split, bins)
      }
      middle = BoostedTreeGrower.part(rows, spareRows, node.rows) { [goesLeft] in goesLeft[Int($0)]
      }
    }
    let sum = GradientSum(split.gradient, split.hessian)
    var left = NodeParts(rows: node.rows.lowerBound..<middle, entries: 0..<0, sum: sum)
    var right = NodeParts(rows: middle..<node.rows.upperBound, entries: 0..<0, sum: node.sum &- sum)
    if canBeSplit(left, depth: depth + 1) || canBeSplit(right, depth: depth + 1) {
      let middle = BoostedTreeGrower.part(entries, spareEntries, node.entries) { [goesLeft] in
        goesLeft[Int(UInt32(truncatingIfNeeded: $0))]
      }
      left.entries = node.entries.lowerBound..<middle
      right.entries = middle..<node.entries.upperBound
    }
    return (left, right)
  }

  private func markSparse(_ node: NodeParts, _ split: NodeSplit, _ bins: BinnedFeature) {
    let zeroGoesLeft = bins.zeroSlot < split.boundary
    for index in node.rows { goesLeft[Int(rows[index])] = zeroGoesLeft }
    // The feature's entries among the node's.
    var (low, high) = (node.entries.lowerBound, node.entries.upperBound)
    while low < high {
      let middle = (low + high) / 2
      if Int(entries[middle] >> 32) < bins.firstSlot { low = middle + 1 } else { high = middle }
    }
    while low < node.entries.upperBound {
      let slot = Int(entries[low] >> 32)
      if slot > bins.missingSlot { break }
      let row = Int(UInt32(truncatingIfNeeded: entries[low]))
      goesLeft[row] = slot < split.boundary || (slot == bins.missingSlot && split.missingGoesLeft)
      low += 1
    }
  }

  /// Brings those that go left to the front, both sides in their order, and returns where the right side begins.
  @inline(__always) private static func part<T>(
    _ items: UnsafeMutablePointer<T>, _ spare: UnsafeMutablePointer<T>, _ range: Range<Int>,
    _ goesLeft: (T) -> Bool
  ) -> Int {
    var (left, right) = (range.lowerBound, 0)
    for index in range {
      let item = items[index]
      let isLeft = goesLeft(item) ? 1 : 0
      // Both sides are written without a branch; the wrong one is overwritten by the next.
      items[left] = item
      spare[right] = item
      left &+= isLeft
      right &+= 1 &- isLeft
    }
    (items + left).update(from: spare, count: right)
    return left
  }
}

/// Which side of a split by a dense feature rows are on.
private struct DenseSide {
  private let dense: UnsafeBufferPointer<UInt32>
  private let columns: Int
  private let feature: Int
  private let boundary: UInt32
  /// The missing slot, if it goes left although it is above the boundary; otherwise no slot.
  private let extra: UInt32

  init(_ grower: borrowing BoostedTreeGrower, _ split: NodeSplit, _ feature: Int) {
    dense = grower.dense
    columns = grower.denseFeatures
    self.feature = feature
    boundary = UInt32(split.boundary)
    extra = split.missingGoesLeft ? UInt32(grower.features[feature].missingSlot) : UInt32.max
  }

  @inline(__always) func goesLeft(_ row: Int) -> Bool {
    let slot = dense[row &* columns &+ feature]
    return (slot < boundary) != (slot == extra)
  }
}
