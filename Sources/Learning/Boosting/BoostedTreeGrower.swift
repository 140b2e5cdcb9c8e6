// Grows one tree over binned rows, from the root down, on one core.
//
// Each node owns a range of the row list and a range of the sparse entries, both kept in order when a split parts them.
// Dense features have a histogram of gradients and hessians by slot: that of the smaller child is built, that of the
// larger one is what remains of the parent's. Sparse entries come in order of their slots, so that a node's own are walked
// once and features that it does not have cost nothing.

import Kernels

/// The sums of gradients and hessians, in units.
typealias GradientSum = SIMD2<Int64>

/// Parts of rows and entries that a node owns.
struct NodeParts {
  var rows: Range<Int>
  var entries: Range<Int>
  var sum: GradientSum
}

struct BoostedTreeGrower: ~Copyable {
  private let binned: BinnedRows
  private let rules: SplitRules
  private let maxDepth: Int
  private let learningRate: Double
  private var columns: ColumnChoice
  private let dense: UnsafePointer<UInt32>
  private let gradients: UnsafePointer<UInt64>
  private let rows: UnsafeMutablePointer<UInt32>
  private let spareRows: UnsafeMutablePointer<UInt32>
  private let entries: UnsafeMutablePointer<UInt64>
  private let spareEntries: UnsafeMutablePointer<UInt64>
struct TreeGrower: ~Copyable {
  let binned: BinnedRows
  let rules: SplitRules
  let maxDepth: Int
  let learningRate: Double
  var columns: ColumnChoice
  let dense: UnsafeBufferPointer<UInt32>
  let gradients: UnsafeBufferPointer<UInt64>
  let features: UnsafeBufferPointer<BinnedFeature>
  let featureOfSlot: UnsafeBufferPointer<Int32>
  let denseSlots: Int
  let denseFeatures: Int
  let rows: UnsafeMutablePointer<UInt32>
  let spareRows: UnsafeMutablePointer<UInt32>
  let entries: UnsafeMutablePointer<UInt64>
  let spareEntries: UnsafeMutablePointer<UInt64>
  /// Whether a row goes left, for rows of the node that is being split.
  let goesLeft: UnsafeMutablePointer<Bool>
  let steps: UnsafeMutablePointer<Float>
  /// One for each level of the tree, made when it is needed.
  private var histograms: [UnsafeMutablePointer<GradientSum>] = []
  private var search: SplitSearch
  private var tree = GrownBoostedTree()
  var histograms: [UnsafeMutablePointer<GradientSum>] = []
  var search: SplitSearch
  var tree = GrownTree()

  /// A tree for gradients as `BoostingLoss.gradients` packs them.
  static func grow(
    _ settings: GradientBoosting, _ rules: SplitRules, _ binned: BinnedRows, _ gradients: [UInt64],
    _ random: RandomSource, tableColumns: Int
  ) throws(Cancelled) -> GrownBoostedTree {
    try binned.dense.withUnsafeBufferPointer { dense throws(Cancelled) in
      try gradients.withUnsafeBufferPointer { gradients throws(Cancelled) in
        guard let gradients = gradients.baseAddress else { return GrownBoostedTree() }
        // A table without dense features has none to read; the pointer only has to be one.
        let dense = dense.baseAddress ?? UnsafePointer(bitPattern: 8)
        guard let dense else { return GrownBoostedTree() }
        var grower = BoostedTreeGrower(
          settings, rules, binned, dense, gradients,
          ColumnChoice(settings.columnShare, random, binned.features, tableColumns))
        return try grower.grown()
      try binned.features.withUnsafeBufferPointer { features throws(Cancelled) in
        try binned.featureOfSlot.withUnsafeBufferPointer { featureOfSlot throws(Cancelled) in
          try gradients.withUnsafeBufferPointer { gradients throws(Cancelled) in
            var grower = TreeGrower(
              settings, rules, binned, dense, gradients, features,
              featureOfSlot,
              ColumnChoice(settings.columnShare, random, binned.features, tableColumns))
            return try grower.grown()
          }
        }
      }
    }
  }

  private init(
    _ settings: GradientBoosting, _ rules: SplitRules, _ binned: BinnedRows,
    _ dense: UnsafeBufferPointer<UInt32>, _ gradients: UnsafeBufferPointer<UInt64>,
    _ features: UnsafeBufferPointer<BinnedFeature>, _ featureOfSlot: UnsafeBufferPointer<Int32>,
    _ columns: ColumnChoice
  ) {
    self.binned = binned
    self.rules = rules
    self.columns = columns
    self.dense = dense
    self.gradients = gradients
    self.features = features
    self.featureOfSlot = featureOfSlot
    denseSlots = binned.denseSlots
    denseFeatures = binned.denseFeatures
    maxDepth = settings.maxDepth
    learningRate = settings.learningRate
    rows = .allocate(capacity: binned.count)
    spareRows = .allocate(capacity: binned.count)
    entries = .allocate(capacity: binned.entries.count)
    spareEntries = .allocate(capacity: binned.entries.count)
    goesLeft = .allocate(capacity: binned.count)
    steps = .allocate(capacity: binned.count)
    search = SplitSearch(largest: binned.features.map(\.bins).max() ?? 0, rules)
  }

  deinit {
    rows.deallocate()
    spareRows.deallocate()
    entries.deallocate()
    spareEntries.deallocate()
    goesLeft.deallocate()
    steps.deallocate()
    for histogram in histograms { histogram.deallocate() }
  }

  private mutating func grown() throws(Cancelled) -> GrownBoostedTree {
    var sum = GradientSum()
    for row in 0..<binned.count {
      rows[row] = UInt32(row)
      sum &+= self.sum(at: row)
    }
    binned.entries.withUnsafeBufferPointer { all in
      if let base = all.baseAddress { entries.update(from: base, count: all.count) }
    }
    let root = NodeParts(rows: 0..<binned.count, entries: 0..<binned.entries.count, sum: sum)
    if canBeSplit(root, depth: 0), denseSlots > 0 {
      try build(makeHistogram(0), root.rows)
    }
    try grow(root, depth: 0, histogram: 0)
    tree.steps = Array(UnsafeBufferPointer(start: steps, count: binned.count))
    return tree
  }

  @inline(__always)
  func sum(at row: Int) -> GradientSum {
    let packed = gradients[row]
    return GradientSum(
      Int64(Int32(truncatingIfNeeded: packed)), Int64(Int32(truncatingIfNeeded: packed >> 32)))
  }

  func canBeSplit(_ node: NodeParts, depth: Int) -> Bool {
    depth < maxDepth && node.rows.count > 1 && Double(node.sum[1]) >= 2 * rules.least
  }

  // MARK: Nodes

  /// Grows the node and all below it.
  ///
  /// - Parameter histogram: which of the histograms is the node's; those behind `depth` are free.
  private mutating func grow(
    _ node: NodeParts, depth: Int, histogram: Int
  ) throws(Cancelled) {
    try checkCancellation()
    var node = node
    guard canBeSplit(node, depth: depth),
      let split = bestSplit(of: &node, depth: depth, histogram: histogram)
    else { return makeLeaf(node) }
    let feature = featureIndex(ofBoundary: split)
    let place = tree.nodes.count
    let choice = UInt32(feature) << 1 | (split.missingGoesLeft ? 1 : 0)
    let bin = UInt32(split.boundary - features[feature].firstSlot)
    tree.nodes.append(BoostedNode(right: 1, choice: choice, content: bin))
    let parent = rules.gain(Double(node.sum[0]), Double(node.sum[1]))
    tree.worths.append(
      SplitWorth(
        feature: feature, gain: (split.gain - parent) / rules.scale,
        cover: Double(node.sum[1]) / rules.scale))

    let (left, right) = part(node, by: split, feature: feature, depth: depth)
    var (leftHistogram, rightHistogram) = (histogram, histogram)
    let isNeeded = canBeSplit(left, depth: depth + 1) || canBeSplit(right, depth: depth + 1)
    if isNeeded, denseSlots > 0 {
      let isLeftSmaller = left.rows.count <= right.rows.count
      let small = makeHistogram(depth + 1)
      try build(small, isLeftSmaller ? left.rows : right.rows)
      subtract(small, from: histograms[histogram])
      if isLeftSmaller { leftHistogram = depth + 1 } else { rightHistogram = depth + 1 }
    }
    try grow(left, depth: depth + 1, histogram: leftHistogram)
    tree.nodes[place].right = UInt32(tree.nodes.count - place)
    try grow(right, depth: depth + 1, histogram: rightHistogram)
  }

  private mutating func makeLeaf(_ node: NodeParts) {
    let value = rules.leafValue(Double(node.sum[0]), Double(node.sum[1]))
    let step = Float(value * learningRate)
    tree.nodes.append(.leaf(step))
    for place in node.rows { steps[Int(rows[place])] = step }
  }

  /// The feature whose slots hold the boundary.
  private func featureIndex(ofBoundary split: NodeSplit) -> Int {
    if split.boundary >= denseSlots {
      return Int(featureOfSlot[split.boundary - denseSlots])
    }
    var (low, high) = (0, denseFeatures - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if features[middle].firstSlot <= split.boundary {
        low = middle
      } else {
        high = middle - 1
      }
    }
    return low
  }

  // MARK: Histograms

  private mutating func makeHistogram(_ level: Int) -> UnsafeMutablePointer<GradientSum> {
    while histograms.count <= level {
      histograms.append(.allocate(capacity: binned.denseSlots))
    }
    return histograms[level]
  }

  private func build(
    _ histogram: UnsafeMutablePointer<GradientSum>, _ range: Range<Int>
  ) throws(Cancelled) {
    histogram.update(repeating: GradientSum(), count: binned.denseSlots)
    let columns = binned.denseFeatures
    let stretch = max(1, 1_000_000 / max(1, columns))
    var start = range.lowerBound
    while start < range.upperBound {
      try checkCancellation()
      let end = min(range.upperBound, start + stretch)
      for place in start..<end {
        let row = Int(rows[place])
        let sum = sum(at: row)
        let slots = dense + row &* columns
        for column in 0..<columns { histogram[Int(slots[column])] &+= sum }
      }
      start = end
    }
  }

  private func subtract(
    _ part: UnsafeMutablePointer<GradientSum>, from whole: UnsafeMutablePointer<GradientSum>
  ) {
    for slot in 0..<binned.denseSlots { whole[slot] &-= part[slot] }
  }

  // MARK: Splits

  private mutating func bestSplit(
    of node: NodeParts, depth: Int, histogram: Int
  ) -> NodeSplit? {
    search.begin(gradient: node.sum[0], hessian: node.sum[1])
    columns.choose(depth: depth)
    if binned.denseSlots > 0 { addDense(histograms[histogram]) }
    if !node.entries.isEmpty { addSparse(node) }
    search.judge()
    return search.best
  }

  private mutating func addDense(_ histogram: UnsafeMutablePointer<GradientSum>) {
    for place in 0..<binned.denseFeatures where columns.takes(place) {
      let feature = binned.features[place]
      search.reserve(bins: feature.bins)
      let base = search.count
      search.count = DenseCandidates.add(
        histogram + feature.firstSlot, feature, search.gradients, search.hessians, search.codes,
        at: base)
      let missing = histogram[feature.bins + feature.firstSlot]
      search.finish(from: base, missing)
    }
  }

  private mutating func addSparse(_ node: NodeParts) {
    var place = node.entries.lowerBound
    let end = node.entries.upperBound
    while place < end {
      let feature = Int(binned.featureOfSlot[Int(entries[place] >> 32) - binned.denseSlots])
      let bins = binned.features[feature]
      if !columns.takes(feature) {
        repeat { place += 1 } while place < end && Int(entries[place] >> 32) <= bins.missingSlot
        continue
      }
      search.reserve(bins: bins.bins)
      let base = search.count
      var sum = GradientSum()
      var missing = GradientSum()
      // Candidates from here on have the zero cells on their left.
      var withZeros = -1
      while place < end {
        let slot = Int(entries[place] >> 32)
        if slot > bins.missingSlot { break }
        var cell = GradientSum()
        repeat {
          cell &+= self.sum(at: Int(UInt32(truncatingIfNeeded: entries[place])))
          place += 1
        } while place < end && Int(entries[place] >> 32) == slot
        if withZeros < 0, slot > bins.zeroSlot {
          withZeros = search.count
          search.add(sum, boundary: bins.zeroSlot + 1)
        }
        if slot == bins.missingSlot {
          missing = cell
        } else if cell[1] != 0 {
          sum &+= cell
          search.add(sum, boundary: slot + 1)
        }
      }
      if withZeros < 0 {
        withZeros = search.count
        search.add(sum, boundary: bins.zeroSlot + 1)
      }
      let zeros = node.sum &- sum &- missing
      if zeros[1] == 0 {
        search.remove(withZeros)
      } else {
        search.shift(from: withZeros, by: zeros)
      }
      search.finish(from: base, missing)
    }
  }

  // MARK: Parting

  private mutating func part(
    _ node: NodeParts, by split: NodeSplit, feature: Int, depth: Int
  ) -> (left: NodeParts, right: NodeParts) {
    let bins = binned.features[feature]
    if feature < binned.denseFeatures {
      markDense(node, split, feature, bins)
    } else {
      markSparse(node, split, bins)
    }
    let middle = BoostedTreeGrower.part(rows, spareRows, node.rows) { [goesLeft] in
      goesLeft[Int($0)]
    }
    let sum = GradientSum(split.gradient, split.hessian)
    var left = NodeParts(rows: node.rows.lowerBound..<middle, entries: 0..<0, sum: sum)
    var right = NodeParts(
      rows: middle..<node.rows.upperBound, entries: 0..<0, sum: node.sum &- sum)
    if canBeSplit(left, depth: depth + 1) || canBeSplit(right, depth: depth + 1) {
      let middle = BoostedTreeGrower.part(entries, spareEntries, node.entries) { [goesLeft] in
        goesLeft[Int(UInt32(truncatingIfNeeded: $0))]
      }
      left.entries = node.entries.lowerBound..<middle
      right.entries = middle..<node.entries.upperBound
    }
    return (left, right)
  }

  private func markDense(
    _ node: NodeParts, _ split: NodeSplit, _ feature: Int, _ bins: BinnedFeature
  ) {
    let columns = binned.denseFeatures
    let boundary = UInt32(split.boundary)
    // The slot that goes left although it is not below the boundary; none of the feature's if there is none.
    let extra = split.missingGoesLeft ? UInt32(bins.missingSlot) : UInt32.max
    for place in node.rows {
      let row = Int(rows[place])
      let slot = dense[row &* columns &+ feature]
      goesLeft[row] = slot < boundary || slot == extra
    }
  }

  private func markSparse(_ node: NodeParts, _ split: NodeSplit, _ bins: BinnedFeature) {
    let zeroGoesLeft = bins.zeroSlot < split.boundary
    for place in node.rows { goesLeft[Int(rows[place])] = zeroGoesLeft }
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
      goesLeft[row] =
        slot < split.boundary || (slot == bins.missingSlot && split.missingGoesLeft)
      low += 1
    }
  }

  /// Brings those that go left to the front, both sides in their order, and returns where the right side begins.
  @inline(__always)
  private static func part<T>(
    _ items: UnsafeMutablePointer<T>, _ spare: UnsafeMutablePointer<T>, _ range: Range<Int>,
    _ goesLeft: (T) -> Bool
  ) -> Int {
    var (left, right) = (range.lowerBound, 0)
    for place in range {
      let item = items[place]
      let isLeft = goesLeft(item) ? 1 : 0
      // Both are written, without a branch; the one that does not count is overwritten by the next.
      items[left] = item
      spare[right] = item
      left &+= isLeft
      right &+= 1 &- isLeft
    }
    (items + left).update(from: spare, count: right)
    return left
  }
}
