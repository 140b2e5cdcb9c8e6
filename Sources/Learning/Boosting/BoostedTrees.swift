// The predictor of gradient boosting: trees over bins, the edges of the bins, and how to score rows.

import Basics
import Kernels

/// Boosted trees. A row is binned once; trees compare bin numbers.
struct BoostedTrees: Predictor {
  /// How many columns rows have.
  let columns: Int
  let classes: Int
  /// Where scores begin, one per group: a class, or the second of two classes against the first.
  let base: [Double]
  /// The columns that trees split by, ascending: the features of the nodes.
  let features: [Int32]
  /// The edges of each feature's bins, ascending.
  let edges: [[Double]]
  /// All nodes; tree `t` begins at `starts[t]` and adds to the score of group `t % base.count`.
  let nodes: [BoostedNode]
  let starts: [Int32]
  let worth: FeatureGain
  let stopping: Stopping?

  /// What early stopping found.
  struct Stopping: Sendable, Hashable {
    var triedRounds: Int
    var loss: Double
    /// The rounds ran out before the loss stopped falling.
    var ranOut: Bool
  }

  var groups: Int { base.count }
  var rounds: Int { (starts.count - 1) / base.count }

  var scoring: Scoring { .probabilities }

  var facts: [ModelFact] {
    let known = [ModelFact("rounds", Double(rounds)), ModelFact("nodes", Double(nodes.count))]
    guard let stopping else { return known }
    return known + [
      ModelFact("rounds tried", Double(stopping.triedRounds)),
      ModelFact("validation loss", stopping.loss),
    ]
  }

  var remarks: [String] {
    guard let stopping, stopping.ranOut else { return [] }
    return [
      "The log loss of the held-out rows was still decreasing after \(stopping.triedRounds) rounds; more `n_estimators` may help."
    ]
  }

  var importances: [Importance] { worth.importances(features, columns: columns) }

  // MARK: Scores

  /// Rows per batch.
  private static let block = 128

  func scores(_ rows: FeatureRows, width: Int) async throws -> [Double] {
    let featureOfColumn = self.featureOfColumn
    let blocks = try await concurrentMap(
      (rows.count + BoostedTrees.block - 1) / BoostedTrees.block, width: width
    ) { block in
      let start = block * BoostedTrees.block
      let range = start..<min(start + BoostedTrees.block, rows.count)
      return probabilities(try margins(rows, range, featureOfColumn))
    }
    return blocks.flatMap { $0 }
  }

  /// The sums of the leaves, row by row, before they become probabilities.
  func margins(_ rows: FeatureRows, width: Int) async throws -> [Double] {
    let featureOfColumn = self.featureOfColumn
    let blocks = try await concurrentMap(
      (rows.count + BoostedTrees.block - 1) / BoostedTrees.block, width: width
    ) { block in
      let start = block * BoostedTrees.block
      return try margins(rows, start..<min(start + BoostedTrees.block, rows.count), featureOfColumn)
    }
    return blocks.flatMap { $0 }
  }

  private var featureOfColumn: [Int32] {
    var numbers = [Int32](repeating: -1, count: columns)
    for (number, column) in features.enumerated() { numbers[Int(column)] = Int32(number) }
    return numbers
  }

  private func margins(
    _ rows: FeatureRows, _ range: Range<Int>, _ featureOfColumn: [Int32]
  ) throws(Cancelled) -> [Double] {
    let bins = self.bins(rows, range, featureOfColumn)
    var margins = range.flatMap { _ in base }
    let (groups, features) = (self.groups, self.features.count)
    // Trees between two cancellation checks.
    let stretch = 256
    for first in stride(from: 0, to: starts.count - 1, by: stretch) {
      try checkCancellation()
      bins.withUnsafeBufferPointer { bins in
        nodes.withUnsafeBufferPointer { nodes in
          margins.withUnsafeMutableBufferPointer { margins in
            for tree in first..<min(first + stretch, starts.count - 1) {
              let walk = TreeWalk(nodes: nodes, bins: bins, root: Int(starts[tree]))
              var target = tree % groups
              var row = 0
              // Four rows at a time hide the latency of memory.
              while target + 3 * groups < margins.count {
                let leaves = walk.leaves(
                  row, row + features, row + 2 * features, row + 3 * features)
                margins[target] += Double(leaves.0)
                margins[target + groups] += Double(leaves.1)
                margins[target + 2 * groups] += Double(leaves.2)
                margins[target + 3 * groups] += Double(leaves.3)
                target += 4 * groups
                row += 4 * features
              }
              while target < margins.count {
                margins[target] += Double(walk.leaf(row))
                target += groups
                row += features
              }
            }
          }
        }
      }
    }
    return margins
  }

  /// The bin of each row's cell of each feature, row by row.
  private func bins(
    _ rows: FeatureRows, _ range: Range<Int>, _ featureOfColumn: [Int32]
  ) -> [UInt16] {
    func bin(_ value: Double, _ feature: Int) -> UInt16 {
      value.isNaN
        ? TreeWalk.missing
        : UInt16(edges[feature].withUnsafeBufferPointer { BinEdges.bin(value, $0) })
    }
    let empty = features.indices.map { bin(0, $0) }
    var bins: [UInt16] = []
    bins.reserveCapacity(range.count * features.count + 1)
    for row in range {
      let start = bins.count
      bins += empty
      for (feature, column) in features.enumerated() {
        if Int(column) >= rows.denseColumns { break }
        bins[start + feature] = bin(rows.dense[row * rows.denseColumns + Int(column)], feature)
      }
      for entry in rows.sparse.range(row) {
        let column = rows.denseColumns + Int(rows.sparse.indices[entry])
        let feature = Int(featureOfColumn[column])
        if feature >= 0 { bins[start + feature] = bin(rows.sparse.values[entry], feature) }
      }
    }
    // At a leaf the walk still reads a bin, also where there are no features.
    bins.append(0)
    return bins
  }

  private func probabilities(_ margins: [Double]) -> [Double] {
    if groups == 1 {
      return margins.flatMap { margin in
        let small = Math.exp(-margin.magnitude)
        let (likely, rest) = (1 / (1 + small), small / (1 + small))
        return margin < 0 ? [likely, rest] : [rest, likely]
      }
    }
    var result = margins
    for start in stride(from: 0, to: margins.count, by: groups) {
      let top = margins[start..<(start + groups)].max() ?? 0
      var sum = 0.0
      for index in start..<(start + groups) {
        result[index] = Math.exp(margins[index] - top)
        sum += result[index]
      }
      for index in start..<(start + groups) { result[index] /= sum }
    }
    return result
  }
}
