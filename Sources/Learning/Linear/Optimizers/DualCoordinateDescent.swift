// Dual coordinate descent for the one-vs-rest hinge loss: one dual variable at a time, in random order.
//
// Hsieh, Chang, Lin, Keerthi, Sundararajan: "A dual coordinate descent method for large-scale linear SVM", ICML 2008,
// algorithm 3: rows whose dual variable rests at a bound are left out until the others have converged (shrinking).

import Basics
import Kernels

/// The dual of `½ |w|² + Σ positive · max(0, 1 - z) + negative · max(0, 1 + z)`: the weights are the sum of the rows,
/// each times its dual variable and sign; a dual variable lies between 0 and the weight of the row.
struct DualCoordinateDescent: Sendable {
  /// Packed with `bend` 0, so that all columns have the penalty 1.
  let rows: PackedRows
  /// The weight of a row of the class and of one of the rest, by function.
  let positive: [Double]
  let negative: [Double]
  /// Converged when no two projected gradients differ by more than this.
  let tolerance: Double
  let maxIterations: Int
  let seed: UInt64

  struct Found: Sendable {
    /// One per packed column.
    var weights: [Double]
    var iterations: Int
    var isReached: Bool
  }

  /// A row with its sign and the upper bound of its dual variable.
  private struct Share {
    var row: Int32
    var side: Double
    var limit: Double
    var square: Double
    var share = 0.0
  }

  func minimized(_ output: Int) throws(Cancelled) -> Found {
    var shares = shares(output)
    var random = RandomSource(seed: seed, stream: UInt64(output))
    var order = Array(shares.indices)
    var active = order.count
    var weights = [Double](repeating: 0, count: rows.columns)
    // The range of the last round's gradients: variables at a bound with a gradient beyond it are left out.
    var (highest, lowest) = (Double.infinity, -Double.infinity)
    for iteration in 1...maxIterations {
      var (high, low) = (-Double.infinity, Double.infinity)
      var index = 0
      for swap in 0..<active { order.swapAt(swap, swap + random.below(active - swap)) }
      while index < active {
        if index % 128 == 0 { try checkCancellation() }
        let one = shares[order[index]]
        let slope = one.side * product(one.row, weights) - 1
        var free = slope
        if one.share <= 0 {
          if slope > highest {
            active -= 1
            order.swapAt(index, active)
            continue
          }
          free = min(slope, 0)
        } else if one.share >= one.limit {
          if slope < lowest {
            active -= 1
            order.swapAt(index, active)
            continue
          }
          free = max(slope, 0)
        }
        (high, low) = (max(high, free), min(low, free))
        if free.magnitude > 1e-12 {
          // A row of zeros does not change the weights: its dual variable moves to a bound at once.
          let wanted = one.square > 0 ? one.share - slope / one.square : one.limit
          let share = min(max(wanted, 0), one.limit)
          add(one.row, (share - one.share) * one.side, to: &weights)
          shares[order[index]].share = share
        }
        index += 1
      }
      if !(high - low > tolerance) {
        if active == order.count {
          return Found(weights: weights, iterations: iteration, isReached: true)
        }
        active = order.count
        (highest, lowest) = (.infinity, -.infinity)
        continue
      }
      (highest, lowest) = (high <= 0 ? .infinity : high, low >= 0 ? -.infinity : low)
    }
    return Found(weights: weights, iterations: maxIterations, isReached: false)
  }

  private func shares(_ output: Int) -> [Share] {
    var shares: [Share] = []
    for row in 0..<rows.count {
      var square = 0.0
      for column in 0..<rows.dense {
        let x = rows.cells[row * rows.dense + column]
        square += x * x
      }
      for entry in rows.starts[row]..<rows.starts[row + 1] {
        square += rows.values[entry] * rows.values[entry]
      }
      let own = rows.targets[row * rows.blocks + output / 8][output % 8]
      let rest = rows.totals[row] - own
      for (side, limit) in [(1.0, positive[output] * own), (-1, negative[output] * rest)]
      where limit > 0 {
        shares.append(Share(row: Int32(row), side: side, limit: limit, square: square))
      }
    }
    return shares
  }

  @inline(__always) private func product(_ row: Int32, _ weights: [Double]) -> Double {
    var sum = 0.0
    let start = Int(row) * rows.dense
    for column in 0..<rows.dense { sum.addProduct(rows.cells[start + column], weights[column]) }
    for entry in rows.starts[Int(row)]..<rows.starts[Int(row) + 1] {
      sum.addProduct(rows.values[entry], weights[Int(rows.indices[entry])])
    }
    return sum
  }

  @inline(__always) private func add(_ row: Int32, _ factor: Double, to weights: inout [Double]) {
    let start = Int(row) * rows.dense
    for column in 0..<rows.dense { weights[column].addProduct(factor, rows.cells[start + column]) }
    for entry in rows.starts[Int(row)]..<rows.starts[Int(row) + 1] {
      weights[Int(rows.indices[entry])].addProduct(factor, rows.values[entry])
    }
  }
}
