// Minimises the squared hinge loss of all classes side by side by Newton's method, each in its own lane.
//
// Keerthi and DeCoste: "A modified finite Newton method for fast solution of large scale linear SVMs", Journal of Machine
// Learning Research 6 (2005). The loss is quadratic in pieces: once the rows inside the margin are known, a step ends at
// the optimum. Steps come from conjugate gradients (Lin, Weng, Keerthi 2008), their lengths from a search along the line.

import Basics
import Kernels

/// Newton's method with steps that are as exact as the distance from the optimum calls for.
struct TruncatedNewton: Sendable {
  let loss: SquaredHinge
  /// What a weight may be off its optimum.
  let tolerance: Double
  /// The sum of losses is this times the mean one, if the penalty of a weight is 1.
  let factor: Double
  let maxIterations: Int
  let width: Int
  let progress: @Sendable (_ done: Int, _ total: Int) -> Void

  /// Below this share of its value a function falls no more than rounding allows.
  static let leastFall = 1e-22
  /// Rounds of conjugate gradients in one step at most.
  static let mostRounds = 500
  /// Trials of a length at most.
  static let mostTrials = 40

  private var blocks: Int { loss.rows.blocks }

  func minimised() async throws -> Minimum {
    let size = loss.rows.size
    let none = [WideLanes](repeating: .zero, count: size)
    var weights = none
    var scores = loss.zeros
    var slopes = try await loss.slopes(weights, scores, width: width)
    let start = slopes.values
    var first: [WideLanes]?
    // 1 in the lanes that are still on their way.
    var open = (0..<blocks).map(loss.rows.mask)
    var iterations = 0
    while true {
      open = zip(open, distances(slopes.gradient)).map { open, distance in
        open.replacing(with: 0, where: distance .<= WideLanes(repeating: tolerance))
      }
      if open.allSatisfy({ $0 == .zero }) || iterations == maxIterations { break }
      try checkCancellation()
      progress(iterations, maxIterations)
      let direction = try await step(slopes, &first, open)
      let fall = direction.dotLanes(slopes.gradient, blocks: blocks)
      for block in 0..<blocks {
        // No fall to speak of is left, or rounding has taken over.
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

  /// A bound of how far each function's weights are from their optimum: the length of the gradient of the summed loss and
  /// half the squared weights, since that function bends by 1 at least in every direction.
  private func distances(_ gradient: [WideLanes]) -> [WideLanes] {
    var squares = [WideLanes](repeating: .zero, count: blocks)
    for column in 0..<loss.rows.columns {
      let scale = WideLanes(repeating: factor / loss.rows.scales[column])
      for block in 0..<blocks {
        let slope = gradient[column * blocks + block] * scale
        squares[block].addProduct(slope, slope)
      }
    }
    return squares.map { $0.squareRoot() }
  }

  /// Newton's step by preconditioned conjugate gradients, the more exact the nearer the optimum is.
  private func step(
    _ slopes: SquaredHinge.Slopes, _ first: inout [WideLanes]?, _ open: [WideLanes]
  ) async throws -> [WideLanes] {
    let zero = WideLanes.zero
    let curvature = try await LaneCurvature(loss, slopes, width: width)
    var direction = [WideLanes](repeating: zero, count: slopes.gradient.count)
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
    let common = WideLanes(repeating: min(0.01, share.squareRoot()))
    let ends = (0..<blocks).map { block in
      let near = WideLanes(repeating: 0.1 * tolerance) / far[block]
      return sizes[block] * common.orGreater(near * near)
    }
    let bending = loss.bending(slopes.bends, open: open)
    var active = open
    for _ in 0..<TruncatedNewton.mostRounds {
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

  /// How far each function goes along its direction: near the lowest point, where the slope has fallen to a tenth. The
  /// function is convex along the line, so that the sign of its slope says on which side that point lies. Before it the
  /// function has fallen; beyond it that is looked at.
  private func lengths(
    _ weights: [WideLanes], _ direction: [WideLanes], _ scores: SquaredHinge.RowLanes,
    _ changes: SquaredHinge.RowLanes, _ slopes: SquaredHinge.Slopes, _ open: [WideLanes]
  ) async throws -> [WideLanes] {
    let pulls = loss.penalised(direction)
    let bends = pulls.dotLanes(direction, blocks: blocks)
    let bases = pulls.dotLanes(weights, blocks: blocks)
    let penalties = loss.penalised(weights).dotLanes(weights, blocks: blocks)
    let starts = slopes.gradient.dotLanes(direction, blocks: blocks)
    let zero = WideLanes.zero
    var steps = open
    var active = open
    var low = [WideLanes](repeating: zero, count: blocks)
    var high = [WideLanes](repeating: WideLanes(repeating: .infinity), count: blocks)
    for _ in 0..<TruncatedNewton.mostTrials {
      let line = try await loss.line(scores, changes, steps: steps, width: width)
      for block in 0..<blocks {
        let step = steps[block]
        let slope = line.slopes[block] + bases[block] + step * bends[block]
        let bend = line.bends[block] + bends[block]
        let penalty = 0.5 * penalties[block] + step * (bases[block] + 0.5 * step * bends[block])
        // As low as at the start, but for rounding.
        let isLow = line.values[block] + penalty .<= slopes.values[block] * (1 + 1e-12)
        let isBefore = slope .< zero
        let size = slope.replacing(with: -slope, where: isBefore)
        active[block].replace(
          with: 0, where: (size .<= -0.1 * starts[block]) .& (isBefore .| isLow))
        low[block].replace(with: step, where: isBefore)
        high[block].replace(with: step, where: .!isBefore)
        var next = step - slope / bend
        // Newton's step along the line, or the middle where it leaves the range that is left.
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
