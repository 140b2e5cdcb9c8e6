// How a tree finds the best split of a node: histograms of the dense features, a walk over the sparse entries.

import Basics

extension BoostedTreeGrower {
  mutating func makeHistogram(_ level: Int) -> UnsafeMutablePointer<GradientSum> {
    while histograms.count <= level {
      histograms.append(.allocate(capacity: denseSlots))
    }
    return histograms[level]
  }

  func build(
    _ histogram: UnsafeMutablePointer<GradientSum>, _ range: Range<Int>
  ) throws(Cancelled) {
    histogram.update(repeating: GradientSum(), count: denseSlots)
    let columns = denseFeatures
    let stretch = max(1, 1_000_000 / max(1, columns))
    var start = range.lowerBound
    while start < range.upperBound {
      try checkCancellation()
      let end = min(range.upperBound, start + stretch)
      for index in start..<end {
        let row = Int(rows[index])
        let sum = sum(at: row)
        let first = row &* columns
        for index in first..<(first &+ columns) { histogram[Int(dense[index])] &+= sum }
      }
      start = end
    }
  }

  func subtract(
    _ part: UnsafeMutablePointer<GradientSum>, from whole: UnsafeMutablePointer<GradientSum>
  ) {
    for slot in 0..<denseSlots { whole[slot] &-= part[slot] }
  }

  mutating func bestSplit(of node: inout NodeParts, depth: Int, histogram: Int) -> NodeSplit? {
    search.begin(node.sum)
    columns.choose(depth: depth)
    if denseSlots > 0 { addDense(histograms[histogram]) }
    if !node.entries.isEmpty { addSparse(&node) }
    search.judge()
    return search.best
  }

  private mutating func addDense(_ histogram: UnsafeMutablePointer<GradientSum>) {
    for index in 0..<denseFeatures where columns.takes(index) {
      let feature = features[index]
      search.reserve(bins: feature.bins)
      let base = search.count
      search.count = DenseCandidates.add(
        histogram + feature.firstSlot, feature, search.gradients, search.hessians, search.codes,
        at: base)
      let missing = histogram[feature.bins + feature.firstSlot]
      search.finish(from: base, missing)
    }
  }

  /// Searches the sparse features of the node. One whose nonzero cells have too small a hessian for a side
  /// cannot split this node or any below it: its entries are dropped from the node.
  private mutating func addSparse(_ node: inout NodeParts) {
    let entries = SparseEntries(entries: UnsafePointer(self.entries), gradientOfRow: gradients)
    let least = Int64(rules.least.rounded(.up))
    let end = node.entries.upperBound
    var index = node.entries.lowerBound
    var kept = index
    while index < end {
      let number = Int(featureOfSlot[entries.slot(index) - denseSlots])
      let feature = features[number]
      search.reserve(bins: feature.bins)
      let base = search.count
      let (next, canSplit) = entries.addCandidates(
        of: feature, index, end, of: node.sum, least: least, to: &search)
      if canSplit {
        if !columns.takes(number) { search.count = base }
        if kept != index {
          (self.entries + kept).update(from: self.entries + index, count: next - index)
        }
        kept += next - index
      }
      index = next
    }
    node.entries = node.entries.lowerBound..<kept
  }
}
