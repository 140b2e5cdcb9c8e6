// How well rows are predicted by the trees that did not draw them: a score without test rows (Breiman 2001).

import Kernels

struct OutOfBag: Sendable, Equatable {
  /// The share of rows whose class wins, among those that some tree did not draw.
  let score: Double
  /// How many rows every tree has drawn.
  let unasked: Int
}

extension Forest {
  /// - Parameters: how each tree drew its rows, and the seed it drew them by, so that its draw can be repeated.
  /// - Throws: `Cancelled`.
  func outOfBag(
    _ rows: TrainingRows, _ draw: RowDraw, seed: UInt64, width: Int
  ) async throws -> OutOfBag {
    let classes = classWeights.count
    let size = ForestWalk.blockRows(rows.count, width: width)
    let trees = self.trees
    let weights = classWeights
    // Which rows a tree left out, a bit for each.
    let words = (rows.count + 63) / 64
    let left = try await concurrentMap((trees.count + 31) / 32, width: width) { piece in
      var left: [UInt64] = []
      for tree in (piece * 32)..<min(trees.count, piece * 32 + 32) {
        try checkCancellation()
        var bits = [UInt64](repeating: .max, count: words)
        var random = RandomSource(seed: seed, stream: UInt64(tree))
        draw.each(&random) { row, _ in
          bits[row / 64] &= ~(1 << UInt64(row % 64))
        }
        left += bits
      }
      return left
    }
    let answers = try await concurrentMap((rows.count + size - 1) / size, width: width) { block in
      let first = block * size
      let range = first..<min(rows.count, first + size)
      var walk = ForestWalk(rows.features, range)
      var sums = [Double](repeating: 0, count: range.count * classes)
      var shares = [Double](repeating: 0, count: classes)
      var isAsked = [Bool](repeating: false, count: range.count)
      for (place, tree) in trees.enumerated() {
        try checkCancellation()
        for row in range {
          let word = left[place / 32][place % 32 * words + row / 64]
          isAsked[row - first] = word >> UInt64(row % 64) & 1 == 1
        }
        weights.withUnsafeBufferPointer { weights in
          shares.withUnsafeMutableBufferPointer { shares in
            sums.withUnsafeMutableBufferPointer { sums in
              isAsked.withUnsafeBufferPointer { isAsked in
                guard let weights = weights.baseAddress, let shares = shares.baseAddress,
                  let sums = sums.baseAddress
                else { return }
                walk.add(
                  tree, weights, classes: classes, shares: shares, sums: sums,
                  asked: isAsked.baseAddress)
              }
            }
          }
        }
      }
      var (right, unasked) = (0, 0)
      for (row, winner) in FittedModel.winners(sums, classes: classes).enumerated() {
        if sums[(row * classes)..<((row + 1) * classes)].allSatisfy({ $0 == 0 }) {
          unasked += 1
        } else if winner == rows.labels[first + row] {
          right += 1
        }
      }
      return (right, unasked)
    }
    let right = answers.reduce(0) { $0 + $1.0 }
    let unasked = answers.reduce(0) { $0 + $1.1 }
    return OutOfBag(
      score: Double(right) / Double(max(1, rows.count - unasked)), unasked: unasked)
  }
}
