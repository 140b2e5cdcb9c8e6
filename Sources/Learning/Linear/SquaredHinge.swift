// The squared hinge loss of packed rows, a one-vs-rest problem in each lane: values, gradients and curvature.

import Basics
import Kernels

/// Σ over rows of `positive · max(0, 1 - z)² + negative · max(0, 1 + z)²` and half the penalty of the weights, for each
/// function by itself.
struct SquaredHinge: Sendable {
  let rows: PackedRows
  /// In each function's lane the weight of a row of its class, and of one of the rest; by block.
  let positive: [Doubles8]
  let negative: [Doubles8]
  let parts: [Range<Int>]

  init(_ rows: PackedRows, positive: [Doubles8], negative: [Doubles8]) {
    self.rows = rows
    self.positive = positive
    self.negative = negative
    parts = rows.parts
  }

  /// Vectors for the rows of each part, `blocks` per row.
  typealias RowLanes = [[Doubles8]]

  var zeros: RowLanes { parts.map { [Doubles8](repeating: .zero, count: $0.count * rows.blocks) } }

  struct Slopes: Sendable {
    /// By block.
    var values: [Doubles8]
    var gradient: [Doubles8]
    /// The generalized second derivative of each row by each function.
    var bends: RowLanes
    /// The diagonal of the Hessian.
    var diagonal: [Doubles8]
  }

  /// Values, gradient and curvature at weights whose functions have the values `scores`.
  func slopes(_ weights: [Doubles8], _ scores: RowLanes, width: Int) async throws -> Slopes {
    let found = try await concurrentMap(parts.count, width: width) { part in
      try slopes(scores[part], parts[part])
    }
    var sum = found[0]
    for more in found.dropFirst() {
      sum.values.add(more.values, times: 1)
      sum.gradient.add(more.gradient, times: 1)
      sum.diagonal.add(more.diagonal, times: 1)
      sum.bends += more.bends
    }
    let pulls = penalized(weights)
    sum.gradient.add(pulls, times: 1)
    sum.values.add(pulls.dotLanes(weights, blocks: rows.blocks), times: 0.5)
    for column in 0..<rows.columns {
      for offset in (column * rows.blocks)..<((column + 1) * rows.blocks) {
        sum.diagonal[offset] += rows.penalties[column]
      }
    }
    return sum
  }

  private func slopes(_ scores: [Doubles8], _ range: Range<Int>) throws(Cancelled) -> Slopes {
    let blocks = rows.blocks
    var bends = [Doubles8](repeating: .zero, count: scores.count)
    var diagonal = [Doubles8](repeating: .zero, count: rows.size)
    let (values, gradient) = try rows.withPass { pass throws(Cancelled) in
      var values = [Doubles8](repeating: .zero, count: blocks)
      for row in range {
        if row % 128 == 0 { try checkCancellation() }
        let start = (row - range.lowerBound) * blocks
        for block in 0..<blocks {
          let hinge = hinge(pass, row, block, scores[start + block])
          values[block] += hinge.value
          bends[start + block] = hinge.bend
          pass.values[block] = hinge.slope
        }
        pass.add(row)
        pass.addSquares(row, bends, at: start, to: &diagonal)
      }
      return values
    }
    return Slopes(values: values, gradient: gradient, bends: [bends], diagonal: diagonal)
  }

  /// In each part, the rows that have curvature for a function whose lane in `open` is not zero.
  func bending(_ bends: RowLanes, open: [Doubles8]) -> [[Int32]] {
    let blocks = rows.blocks
    return zip(parts, bends).map { part, bends in
      part.filter { row in
        let start = (row - part.lowerBound) * blocks
        // Second derivatives are not negative, so a sum is zero only if all are.
        return (0..<blocks).contains { (bends[start + $0] * open[$0]).total > 0 }
      }.map { Int32($0) }
    }
  }

  /// The Hessian times a direction, for functions whose curvature comes only from the rows in `bending`.
  func bent(
    _ direction: [Doubles8], _ bends: RowLanes, bending: [[Int32]], width: Int
  ) async throws -> [Doubles8] {
    let found = try await concurrentMap(parts.count, width: width) { part in
      let (first, bends, bending) = (parts[part].lowerBound, bends[part], bending[part])
      return try rows.withPass(direction) { pass throws(Cancelled) in
        for (offset, row) in bending.enumerated() {
          if offset % 128 == 0 { try checkCancellation() }
          let row = Int(row)
          pass.multiply(row)
          for block in 0..<pass.blocks {
            pass.values[block] *= bends[(row &- first) &* pass.blocks &+ block]
          }
          pass.add(row)
        }
      }.1
    }
    var sum = found[0]
    for more in found.dropFirst() { sum.add(more, times: 1) }
    sum.add(penalized(direction), times: 1)
    return sum
  }

  /// The values of the functions with these weights at each row.
  func scores(_ weights: [Doubles8], width: Int) async throws -> RowLanes {
    try await concurrentMap(parts.count, width: width) { part in
      let range = parts[part]
      var scores = [Doubles8](repeating: .zero, count: range.count * rows.blocks)
      _ = try rows.withPass(weights) { pass throws(Cancelled) in
        for row in range {
          if row % 128 == 0 { try checkCancellation() }
          pass.multiply(row)
          for block in 0..<pass.blocks {
            scores[(row - range.lowerBound) * pass.blocks + block] = pass.values[block]
          }
        }
      }
      return scores
    }
  }

  /// The contribution of the rows to each function's line search.
  struct Line: Sendable {
    /// By block.
    var values, slopes, bends: [Doubles8]
  }

  /// The loss of the rows, without the penalty, `steps` along a direction in which the scores change by `changes`.
  func line(
    _ scores: RowLanes, _ changes: RowLanes, steps: [Doubles8], width: Int
  ) async throws -> Line {
    let blocks = rows.blocks
    let none = [Doubles8](repeating: .zero, count: blocks)
    let found = try await concurrentMap(parts.count, width: width) { part in
      let (range, scores, changes) = (parts[part], scores[part], changes[part])
      return try rows.withPass { pass throws(Cancelled) in
        var line = Line(values: none, slopes: none, bends: none)
        for row in range {
          if row % 128 == 0 { try checkCancellation() }
          for block in 0..<blocks {
            let offset = (row - range.lowerBound) * blocks + block
            let change = changes[offset]
            let score = scores[offset].addingProduct(steps[block], change)
            let hinge = hinge(pass, row, block, score)
            line.values[block] += hinge.value
            line.slopes[block].addProduct(hinge.slope, change)
            line.bends[block].addProduct(hinge.bend, change * change)
          }
        }
        return line
      }.0
    }
    var line = found[0]
    for more in found.dropFirst() {
      line.values.add(more.values, times: 1)
      line.slopes.add(more.slopes, times: 1)
      line.bends.add(more.bends, times: 1)
    }
    return line
  }

  /// The loss of one row by its functions' values, with the first and second derivative.
  @inline(__always) private func hinge(
    _ pass: PackedPass, _ row: Int, _ block: Int, _ score: Doubles8
  ) -> (value: Doubles8, slope: Doubles8, bend: Doubles8) {
    let target = pass.targets[row &* pass.blocks &+ block]
    let own = positive[block] * target
    let rest = negative[block] * (pass.totals[row] - target)
    let one = Doubles8(repeating: 1)
    let (below, above) = (one - score, one + score)
    let near = own.kept(whereAboveZero: below)
    let far = rest.kept(whereAboveZero: above)
    let (pull, push) = (near * below, far * above)
    return ((pull * below).addingProduct(push, above), 2 * (push - pull), 2 * (near + far))
  }

  /// Each weight times its column's penalty: the gradient of the penalty.
  func penalized(_ weights: [Doubles8]) -> [Doubles8] {
    var pulls = weights
    for column in 0..<rows.columns {
      let penalty = rows.penalties[column]
      for offset in (column * rows.blocks)..<((column + 1) * rows.blocks) {
        pulls[offset] *= penalty
      }
    }
    return pulls
  }
}
