// Grows one tree over binned rows, from the root down, on one core.
//
// Each node owns a range of the row list and a range of the sparse entries, both partitioned stably by a split.
// Dense features have a histogram of gradients and hessians by slot: that of the smaller child is built, that of the
// larger one is the parent's minus that. Sparse entries come in order of their slots, so that a node's own are walked
// once and features that it does not have cost nothing.

import Basics
import Kernels

/// The sums of gradients and hessians, in units.
typealias GradientSum = SIMD2<Int64>

/// The ranges of rows and entries that a node owns.
struct NodeParts {
  var rows: Range<Int>
  var entries: Range<Int>
  var sum: GradientSum
}

struct BoostedTreeGrower: ~Copyable {
  let binned: BinnedRows
  let rules: SplitRules
  let maxDepth: Int
  let learningRate: Double
  var columns: ColumnSampling
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
  var histograms: [UnsafeMutablePointer<GradientSum>] = []
  var search: SplitSearch
  var tree = GrownBoostedTree()

  /// A tree for gradients as `BoostingLoss.gradients` packs them.
  static func grow(
    _ settings: GradientBoosting, _ rules: SplitRules, _ binned: BinnedRows, _ gradients: [UInt64],
    _ random: RandomSource, tableColumns: Int
  ) throws(Cancelled) -> GrownBoostedTree {
    try binned.dense.withUnsafeBufferPointer { dense throws(Cancelled) in
      try binned.features.withUnsafeBufferPointer { features throws(Cancelled) in
        try binned.featureOfSlot.withUnsafeBufferPointer { featureOfSlot throws(Cancelled) in
          try gradients.withUnsafeBufferPointer { gradients throws(Cancelled) in
            var grower = BoostedTreeGrower(
              settings, rules, binned, dense, gradients, features, featureOfSlot,
              ColumnSampling(settings.columnShare, random, binned.features, tableColumns))
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
    _ columns: ColumnSampling
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
    if canBeSplit(root, depth: 0), denseSlots > 0 { try build(makeHistogram(0), root.rows) }
    try grow(root, depth: 0, histogram: 0)
    tree.steps = Array(UnsafeBufferPointer(start: steps, count: binned.count))
    return tree
  }

  @inline(__always) func sum(at row: Int) -> GradientSum {
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
  /// - Parameter histogram: the index of the node's histogram; those after `depth` are free.
  private mutating func grow(_ node: NodeParts, depth: Int, histogram: Int) throws(Cancelled) {
    try checkCancellation()
    var node = node
    guard canBeSplit(node, depth: depth),
      let split = bestSplit(of: &node, depth: depth, histogram: histogram)
    else { return makeLeaf(node) }
    let feature = featureIndex(ofBoundary: split)
    let index = tree.nodes.count
    let choice = UInt32(feature) << 1 | (split.missingGoesLeft ? 1 : 0)
    let bin = UInt32(split.boundary - features[feature].firstSlot)
    tree.nodes.append(BoostedNode(right: 1, choice: choice, content: bin))
    let parent = rules.gain(Double(node.sum[0]), Double(node.sum[1]))
    tree.worths.append(
      SplitGain(
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
    tree.nodes[index].right = UInt32(tree.nodes.count - index)
    try grow(right, depth: depth + 1, histogram: rightHistogram)
  }

  private mutating func makeLeaf(_ node: NodeParts) {
    let value = rules.leafValue(Double(node.sum[0]), Double(node.sum[1]))
    let step = Float(value * learningRate)
    tree.nodes.append(.leaf(step))
    for index in node.rows { steps[Int(rows[index])] = step }
  }

  /// The feature whose slots hold the boundary.
  private func featureIndex(ofBoundary split: NodeSplit) -> Int {
    if split.boundary >= denseSlots { return Int(featureOfSlot[split.boundary - denseSlots]) }
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
}
