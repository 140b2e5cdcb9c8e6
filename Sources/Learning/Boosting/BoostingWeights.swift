// The weight of each distinct row in total and per class, for all rows or for a subsample.

import Kernels

struct BoostingWeights: Sendable {
  /// The number of distinct rows rounded up to a multiple of four; the padding has weight 0.
  let stride: Int
  /// The weight of each distinct row.
  let all: [Double]
  /// For each class, the weight of its rows in each distinct row.
  let own: [[Double]]
  /// The weight of each class.
  let perClass: [Double]
  private let rowWeights: [Double]
  private let labels: [Int32]

  /// - Parameter rowWeights: of each row, 0 for those held out.
  init(_ binned: BinnedRows, _ rows: TrainingRows, _ rowWeights: [Double]) {
    stride = (binned.count + 3) / 4 * 4
    self.rowWeights = rowWeights
    labels = rows.labels
    var all = [Double](repeating: 0, count: stride)
    var own = rows.classes.map { _ in all }
    for (row, distinct) in binned.distinct.enumerated() {
      all[Int(distinct)] += rowWeights[row]
      own[Int(rows.labels[row])][Int(distinct)] += rowWeights[row]
    }
    self.all = all
    self.own = own
    perClass = own.map { $0.reduce(0, +) }
  }

  /// The weights for the trees of a round: one for all of them if they see every row, else one for each group, for
  /// which every row is drawn with the probability `share`.
  func drawn(
    _ share: Double, groups: Int, seed: UInt64, round: Int, _ binned: BinnedRows
  ) -> (weights: [[Double]], own: [[Double]]) {
    if share == 1 { return ([all], groups == 1 ? [own[1]] : own) }
    var (weights, shares) = ([[Double]](), [[Double]]())
    for group in 0..<groups {
      var random = RandomSource(seed: seed, stream: UInt64(round * groups + group) << 1)
      let target = Int32(groups == 1 ? 1 : group)
      var drawn = [Double](repeating: 0, count: stride)
      var own = drawn
      for (row, distinct) in binned.distinct.enumerated() where random.chance(share) {
        drawn[Int(distinct)] += rowWeights[row]
        if labels[row] == target { own[Int(distinct)] += rowWeights[row] }
      }
      weights.append(drawn)
      shares.append(own)
    }
    return (weights, shares)
  }
}
