// The out-of-bag score: rows are predicted by the trees that did not draw them (Breiman 2001).

import Basics
import Kernels

struct OutOfBag: Sendable, Equatable {
  /// The accuracy on rows that some tree did not draw.
  let score: Double
  /// The number of rows that every tree has drawn.
  let unasked: Int
}

extension Forest {
  /// - Parameters: how each tree drew its rows, and the seed it drew them by, so that its draw can be repeated.
  /// - Throws: `Cancelled`.
  func outOfBag(
    _ rows: TrainingRows, _ draw: BootstrapSample, seed: UInt64, width: Int
  ) async throws -> OutOfBag {
    let classes = classWeights.count
    let size = ForestWalk.blockRows(rows.count, width: width)
    let blocks = (0..<((rows.count + size - 1) / size)).map {
      ($0 * size)..<min(rows.count, ($0 + 1) * size)
    }
    var sums = blocks.map { [Double](repeating: 0, count: $0.count * classes) }
    // Some trees at a time, so that the rows they left out take little memory.
    for first in stride(from: 0, to: trees.count, by: 256) {
      let some = first..<min(trees.count, first + 256)
      let left = try await concurrentMap(some.count, width: width) { index in
        leftOut(rows.count, draw, RandomSource(seed: seed, stream: UInt64(first + index)))
      }
      let before = sums
      sums = try await concurrentMap(blocks.count, width: width) { block in
        var sums = before[block]
        let range = blocks[block]
        try add(trees[some], to: &sums, rows.features, range) { tree, row in
          let row = range.lowerBound + row
          return left[tree][row / 64] >> UInt64(row % 64) & 1 == 1
        }
        return sums
      }
    }
    var (right, unasked) = (0, 0)
    for (block, sums) in sums.enumerated() {
      for (index, winner) in FittedModel.winners(sums, classes: classes).enumerated() {
        let isUnasked = sums[(index * classes)..<((index + 1) * classes)].allSatisfy { $0 == 0 }
        if isUnasked { unasked += 1 }
        if !isUnasked, winner == rows.labels[blocks[block].lowerBound + index] { right += 1 }
      }
    }
    return OutOfBag(score: Double(right) / Double(max(1, rows.count - unasked)), unasked: unasked)
  }
}

/// One bit per row that a tree did not draw.
private func leftOut(_ rows: Int, _ draw: BootstrapSample, _ source: RandomSource) -> [UInt64] {
  var bits = [UInt64](repeating: .max, count: (rows + 63) / 64)
  var random = source
  draw.each(&random) { row, _ in bits[row / 64] &= ~(1 << UInt64(row % 64)) }
  return bits
}
