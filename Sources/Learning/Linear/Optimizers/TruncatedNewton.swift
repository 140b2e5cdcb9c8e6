// Truncated Newton for the squared hinge loss: the one-vs-rest problems run side by side, one per lane.
//
// Keerthi and DeCoste: "A modified finite Newton method for fast solution of large scale linear SVMs", Journal of
// Machine Learning Research 6 (2005). The loss is quadratic in pieces: once the rows inside the margin are known, a
// step ends at the optimum. Steps come from conjugate gradients (Lin, Weng, Keerthi 2008), their lengths from a search
// along the line.

import Basics
import Kernels

/// Newton's method with inexact steps that become more exact near the optimum.
struct TruncatedNewton: Sendable {
  let loss: SquaredHinge
  /// The tolerance of a weight.
  let tolerance: Double
  /// The factor from the mean loss to the summed loss whose weight penalty is 1.
  let factor: Double
  let maxIterations: Int
  let width: Int
  let progress: @Sendable (_ done: Int, _ total: Int) -> Void

  /// Smaller relative decreases are rounding error.
  static let leastFall = 1e-22
  /// The most conjugate gradient iterations per step.
  static let maximumRounds = 500
  /// The most trials per line search.
  static let maximumTrials = 40

  private var blocks: Int { loss.rows.blocks }

  func minimized() async throws -> Minimum {
    let size = loss.rows.size
    let none = [Doubles8](repeating: .zero, count: size)
    var weights = none
    var scores = loss.zeros
    var slopes = try await loss.slopes(weights, scores, width: width)
    let start = slopes.values
    var first: [Doubles8]?
    // 1 in the lanes that have not converged.
    var open = (0..<blocks).map(loss.rows.mask)
    var iterations = 0
    while true {
      open = zip(open, distances(slopes.gradient)).map { open, distance in
        open.replacing(with: 0, where: distance .<= Doubles8(repeating: tolerance))
      }
      if open.allSatisfy({ $0 == .zero }) || iterations == maxIterations { break }
      try checkCancellation()
      progress(iterations, maxIterations)
      let direction = try await step(slopes, &first, open)
      let fall = direction.dotLanes(slopes.gradient, blocks: blocks)
      for block in 0..<blocks {
        // No significant decrease is left, or only rounding error.
        let least = start[block] * TruncatedNewton.leastFall
        open[block].replace(with: 0, where: -fall[block] .<= least)
      }
      let changes = try await loss.scores(direction, width: width)
      let lengths = try await lengths(weights, direction, scores, changes, slopes, open)
      weights.add(direction, timesLanes: lengths)
      for part in scores.indices { scores[part].add(changes[part], timesLanes: lengths) }
      iterations += 1
      slopes = try await loss.slopes(weights, scores, width: width)
    }
    return Minimum(
      point: weights, value: slopes.values.reduce(.zero, +).total, gradient: slopes.gradient,
      iterations: iterations, isReached: open.allSatisfy { $0 == .zero })
  }

  /// A bound on the distance of each function's weights from the optimum: the norm of the gradient of the summed loss
  /// plus half the squared weights, since the second derivative of that function is at least 1 in every direction.
  private func distances(_ gradient: [Doubles8]) -> [Doubles8] {
    var squares = [Doubles8](repeating: .zero, count: blocks)
    for column in 0..<loss.rows.columns {
      let scale = Doubles8(repeating: factor / loss.rows.scales[column])
      for block in 0..<blocks {
        let slope = gradient[column * blocks + block] * scale
        squares[block].addProduct(slope, slope)
      }
    }
    return squares.map { $0.squareRoot() }
  }

  /// Newton's step by preconditioned conjugate gradients, more exact near the optimum.
  private func step(
    _ slopes: SquaredHinge.Slopes, _ first: inout [Doubles8]?, _ open: [Doubles8]
  ) async throws -> [Doubles8] {
    let zero = Doubles8.zero
    let curvature = try await LaneCurvature(loss, slopes, width: width)
    var direction = [Doubles8](repeating: zero, count: slopes.gradient.count)
    var rest = direction.minus(slopes.gradient)
    var turned = rest
    curvature.apply(to: &turned)
    var path = turned
    var sizes = rest.dotLanes(turned, blocks: blocks)
    // Squared: a tenth of the gradient, less as that of the function farthest behind falls, but no less than the
    // tolerance asks. A function ahead of the others does not make them wait: its own last steps come with theirs.
    let far = distances(slopes.gradient)
    let most = first ?? sizes
    first = most
    var share = 0.0
    for block in 0..<blocks {
      share = max(share, (sizes[block] / most[block]).kept(whereAboveZero: open[block]).greatest)
    }
    let common = Doubles8(repeating: min(0.01, share.squareRoot()))
    let ends = (0..<blocks).map { block in
      let near = Doubles8(repeating: 0.1 * tolerance) / far[block]
      return sizes[block] * common.orGreater(near * near)
    }
    let bending = loss.bending(slopes.bends, open: open)
    var active = open
    for _ in 0..<TruncatedNewton.maximumRounds {
      let bent = try await loss.bent(path, slopes.bends, bending: bending, width: width)
      let curve = path.dotLanes(bent, blocks: blocks)
      var factors = sizes
      for block in 0..<blocks {
        active[block].replace(with: 0, where: curve[block] .<= zero)
        factors[block] = (sizes[block] / curve[block]).replacing(
          with: 0, where: active[block] .== zero)
      }
      direction.add(path, timesLanes: factors)
      rest.add(bent, timesLanes: factors.map { -$0 })
      turned = rest
      curvature.apply(to: &turned)
      let next = rest.dotLanes(turned, blocks: blocks)
      for block in 0..<blocks { active[block].replace(with: 0, where: next[block] .<= ends[block]) }
      if active.allSatisfy({ $0 == zero }) { break }
      for block in 0..<blocks {
        factors[block] = (next[block] / sizes[block]).replacing(
          with: 0, where: active[block] .== zero)
      }
      path.scale(byLanes: factors, adding: turned)
      sizes = next
    }
    return direction
  }

  /// The step length of each function: near the minimum along its direction, where the slope has fallen to a tenth. The
  /// function is convex along the line, so that the sign of its slope says on which side that point lies. Before it the
  /// function has decreased; beyond it the value is checked.
  private func lengths(
    _ weights: [Doubles8], _ direction: [Doubles8], _ scores: SquaredHinge.RowLanes,
    _ changes: SquaredHinge.RowLanes, _ slopes: SquaredHinge.Slopes, _ open: [Doubles8]
  ) async throws -> [Doubles8] {
    let pulls = loss.penalized(direction)
    let bends = pulls.dotLanes(direction, blocks: blocks)
    let bases = pulls.dotLanes(weights, blocks: blocks)
    let penalties = loss.penalized(weights).dotLanes(weights, blocks: blocks)
    let starts = slopes.gradient.dotLanes(direction, blocks: blocks)
    let zero = Doubles8.zero
    var steps = open
    var active = open
    var low = [Doubles8](repeating: zero, count: blocks)
    var high = [Doubles8](repeating: Doubles8(repeating: .infinity), count: blocks)
    for _ in 0..<TruncatedNewton.maximumTrials {
      let line = try await loss.line(scores, changes, steps: steps, width: width)
      for block in 0..<blocks {
        let step = steps[block]
        let slope = line.slopes[block] + bases[block] + step * bends[block]
        let bend = line.bends[block] + bends[block]
        let penalty = 0.5 * penalties[block] + step * (bases[block] + 0.5 * step * bends[block])
        // As low as at the start, up to rounding.
        let isLow = line.values[block] + penalty .<= slopes.values[block] * (1 + 1e-12)
        let isBefore = slope .< zero
        let size = slope.replacing(with: -slope, where: isBefore)
        active[block].replace(
          with: 0, where: (size .<= -0.1 * starts[block]) .& (isBefore .| isLow))
        low[block].replace(with: step, where: isBefore)
        high[block].replace(with: step, where: .!isBefore)
        var next = step - slope / bend
        // Newton's step along the line, or bisection where it leaves the remaining range.
        let middle = 0.5 * (low[block] + high[block])
        next.replace(with: middle, where: .!((next .> low[block]) .& (next .< high[block])))
        steps[block] = next.replacing(with: step, where: active[block] .== zero)
      }
      if active.allSatisfy({ $0 == zero }) { return steps }
    }
    for block in 0..<blocks { steps[block].replace(with: low[block], where: active[block] .> zero) }
    return steps
  }
}
