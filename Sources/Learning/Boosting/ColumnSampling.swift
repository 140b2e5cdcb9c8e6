// Column sampling per tree, per level of a tree and per node: which features a node may split by.

import Kernels

struct ColumnSampling {
  private let share: GradientBoosting.ColumnShare
  private var random: RandomSource
  /// The feature of each column, -1 for one that cannot be split.
  private let featureOfColumn: [Int32]
  private let ofTree: [Int32]
  private var isChosenForTree = false
  /// The columns of each level so far.
  private var ofLevel: [[Int32]] = []
  /// Whether the current node may split by each feature; empty means all.
  private var isTaken: [Bool] = []

  init(
    _ share: GradientBoosting.ColumnShare, _ random: RandomSource, _ features: [BinnedFeature],
    _ columns: Int
  ) {
    self.share = share
    self.random = random
    guard !share.isAll else {
      (featureOfColumn, ofTree) = ([], [])
      return
    }
    var numbers = [Int32](repeating: -1, count: columns)
    for (number, feature) in features.enumerated() { numbers[feature.column] = Int32(number) }
    featureOfColumn = numbers
    ofTree = ColumnSampling.drawn(share.byTree, of: (0..<columns).map(Int32.init), &self.random)
    isTaken = [Bool](repeating: false, count: features.count)
  }

  /// Draws the features of the next node.
  mutating func choose(depth: Int) {
    if share.isAll || isChosenForTree { return }
    isChosenForTree = share.byLevel == 1 && share.byNode == 1
    while ofLevel.count <= depth {
      ofLevel.append(ColumnSampling.drawn(share.byLevel, of: ofTree, &random))
    }
    let chosen = ColumnSampling.drawn(share.byNode, of: ofLevel[depth], &random)
    for index in isTaken.indices { isTaken[index] = false }
    for column in chosen where featureOfColumn[Int(column)] >= 0 {
      isTaken[Int(featureOfColumn[Int(column)])] = true
    }
  }

  @inline(__always) func takes(_ feature: Int) -> Bool { isTaken.isEmpty || isTaken[feature] }

  /// At least one of `columns`, the whole part of the share of them, as XGBoost counts.
  private static func drawn(
    _ share: Double, of columns: [Int32], _ random: inout RandomSource
  ) -> [Int32] {
    if share == 1 { return columns }
    let count = max(1, Int(share * Double(columns.count)))
    return Array(random.shuffled(columns).prefix(count))
  }
}
