// The squared hinge loss of packed rows, one class against the rest in each lane: values, slopes and curvature.

import Basics
import Kernels

/// Σ over rows of `positive · max(0, 1 - z)² + negative · max(0, 1 + z)²` and half the penalty of the weights, for each
/// function by itself.
struct SquaredHinge: Sendable {
  let rows: LaneRows
  /// In each function's lane how much a row of its class counts, and how much one of the rest; by block.
  let positive: [WideLanes]
  let negative: [WideLanes]
  let parts: [Range<Int>]

  init(_ rows: LaneRows, positive: [WideLanes], negative: [WideLanes]) {
    self.rows = rows
    self.positive = positive
    self.negative = negative
    parts = rows.parts
  }

  /// Vectors for the rows of each part, `blocks` a row.
  typealias RowLanes = [[WideLanes]]

  var zeros: RowLanes {
    parts.map { [WideLanes](repeating: .zero, count: $0.count * rows.blocks) }
  }

  struct Slopes: Sendable {
    /// By block.
    var values: [WideLanes]
    var gradient: [WideLanes]
    /// How much each row bends each function: the generalised second derivative.
    var bends: RowLanes
    /// The diagonal of the second derivative by the weights.
    var diagonal: [WideLanes]
  }

  /// Values, gradient and curvature at weights whose functions have the values `scores`.
  func slopes(_ weights: [WideLanes], _ scores: RowLanes, width: Int) async throws -> Slopes {
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
    let pulls = penalised(weights)
    sum.gradient.add(pulls, times: 1)
    sum.values.add(pulls.dotLanes(weights, blocks: rows.blocks), times: 0.5)
    for column in 0..<rows.columns {
      for place in (column * rows.blocks)..<((column + 1) * rows.blocks) {
        sum.diagonal[place] += rows.penalties[column]
      }
    }
    return sum
  }

  private func slopes(
    _ scores: [WideLanes], _ range: Range<Int>
  ) throws(Cancelled) -> Slopes {
    let blocks = rows.blocks
    var bends = [WideLanes](repeating: .zero, count: scores.count)
    var diagonal = [WideLanes](repeating: .zero, count: rows.size)
    let (values, gradient) = try rows.withPass { pass throws(Cancelled) in
      var values = [WideLanes](repeating: .zero, count: blocks)
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

  /// Of each part the rows that bend a function of which the lane in `open` is not zero.
  func bending(_ bends: RowLanes, open: [WideLanes]) -> [[Int32]] {
    let blocks = rows.blocks
    return zip(parts, bends).map { part, bends in
      part.filter { row in
        let start = (row - part.lowerBound) * blocks
        // Bends are not negative, so that a sum is zero where all are.
        return (0..<blocks).contains { (bends[start + $0] * open[$0]).total > 0 }
      }.map { Int32($0) }
    }
  }

  /// The second derivative times a direction, for the functions that no rows but those in `bending` bend.
  func bent(
    _ direction: [WideLanes], _ bends: RowLanes, bending: [[Int32]], width: Int
  ) async throws -> [WideLanes] {
    let found = try await concurrentMap(parts.count, width: width) { part in
      let (first, bends, bending) = (parts[part].lowerBound, bends[part], bending[part])
      return try rows.withPass(direction) { pass throws(Cancelled) in
        for (place, row) in bending.enumerated() {
          if place % 128 == 0 { try checkCancellation() }
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
    sum.add(penalised(direction), times: 1)
    return sum
  }

  /// The values of the functions with these weights at each row.
  func scores(_ weights: [WideLanes], width: Int) async throws -> RowLanes {
    try await concurrentMap(parts.count, width: width) { part in
      let range = parts[part]
      var scores = [WideLanes](repeating: .zero, count: range.count * rows.blocks)
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

  /// What the rows say of each function's line search.
  struct Line: Sendable {
    /// By block.
    var values, slopes, bends: [WideLanes]
  }

  /// The loss of the rows, without the penalty, `steps` along a direction in which the scores change by `changes`.
  func line(
    _ scores: RowLanes, _ changes: RowLanes, steps: [WideLanes], width: Int
  ) async throws -> Line {
    let blocks = rows.blocks
    let none = [WideLanes](repeating: .zero, count: blocks)
    let found = try await concurrentMap(parts.count, width: width) { part in
      let (range, scores, changes) = (parts[part], scores[part], changes[part])
      return try rows.withPass { pass throws(Cancelled) in
        var line = Line(values: none, slopes: none, bends: none)
        for row in range {
          if row % 128 == 0 { try checkCancellation() }
          for block in 0..<blocks {
            let place = (row - range.lowerBound) * blocks + block
            let change = changes[place]
            let score = scores[place].addingProduct(steps[block], change)
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
  @inline(__always)
  private func hinge(
    _ pass: LanePass, _ row: Int, _ block: Int, _ score: WideLanes
  ) -> (value: WideLanes, slope: WideLanes, bend: WideLanes) {
    let target = pass.targets[row &* pass.blocks &+ block]
    let own = positive[block] * target
    let rest = negative[block] * (pass.totals[row] - target)
    let one = WideLanes(repeating: 1)
    let (below, above) = (one - score, one + score)
    let near = own.kept(whereAboveZero: below)
    let far = rest.kept(whereAboveZero: above)
    let (pull, push) = (near * below, far * above)
    return ((pull * below).addingProduct(push, above), 2 * (push - pull), 2 * (near + far))
  }

  /// Each weight times its column's penalty: the gradient of the penalty.
  func penalised(_ weights: [WideLanes]) -> [WideLanes] {
    var pulls = weights
    for column in 0..<rows.columns {
      let penalty = rows.penalties[column]
      for place in (column * rows.blocks)..<((column + 1) * rows.blocks) { pulls[place] *= penalty }
    }
    return pulls
  }
}
