// Minimizes a smooth function by L-BFGS: the last ten steps estimate its curvature.
//
// Nocedal: "Updating quasi-Newton matrices with limited storage", Mathematics of Computation 35 (1980); Liu and
// Nocedal, Mathematical Programming 45 (1989). Steps are those of the two-loop recursion, lengths those of Moré and
// Thuente.

import Basics
import Kernels

/// A function of many variables, eight side by side.
protocol SmoothFunction: Sendable {
  func evaluated(
    _ point: [Doubles8], width: Int
  ) async throws -> (value: Double, gradient: [Doubles8])
  /// Preconditions a gradient: multiplies it by an approximate inverse Hessian, up to a factor.
  func precondition(_ gradient: inout [Doubles8])
  /// Whether a point with this gradient is near enough to the minimum.
  func isNear(_ gradient: [Doubles8]) -> Bool
}

/// The result of a minimization.
struct Minimum: Sendable {
  var point: [Doubles8]
  var value: Double
  var gradient: [Doubles8]
  var iterations: Int
  /// Whether it converged: the gradient is small enough or the value no longer falls. Otherwise the rounds ran out.
  var isReached: Bool
}

/// The limited-memory BFGS method.
struct LBFGS: Sendable {
  /// The number of correction pairs, as in scipy.
  static let memory = 10
  /// A relative decrease below this counts as convergence: 64 · 2⁻⁵², as in scikit-learn.
  static let leastFall = 0x1p-46

  var maxIterations: Int
  var width: Int
  var progress: @Sendable (_ done: Int, _ total: Int) -> Void

  func minimized(_ function: some SmoothFunction, from start: [Doubles8]) async throws -> Minimum {
    let (value, gradient) = try await function.evaluated(start, width: width)
    var here = Minimum(
      point: start, value: value, gradient: gradient, iterations: 0, isReached: false)
    var steps = CorrectionPairs(most: LBFGS.memory)
    while !function.isNear(here.gradient) {
      if here.iterations == maxIterations { return here }
      try checkCancellation()
      progress(here.iterations, maxIterations)
      var direction = try steps.direction(against: here.gradient, function)
      var slope = here.gradient.dot(direction)
      if !(slope < 0) {
        steps.forget()
        direction = try steps.direction(against: here.gradient, function)
        slope = here.gradient.dot(direction)
        // The gradient is zero or only rounding error.
        if !(slope < 0) { break }
      }
      guard let next = try await searched(function, here, direction, slope) else {
        if steps.isEmpty { break }
        steps.forget()
        continue
      }
      steps.remember(from: here, to: next, function)
      let fall = here.value - next.value
      let size = max(here.value.magnitude, next.value.magnitude, 1)
      here = next
      if fall <= LBFGS.leastFall * size { break }
    }
    here.isReached = true
    return here
  }

  /// The end of a line search, `nil` if no step decreases the function.
  private func searched(
    _ function: some SmoothFunction, _ here: Minimum, _ direction: [Doubles8], _ slope: Double
  ) async throws -> Minimum? {
    var search = LineSearch(value: here.value, slope: slope, step: 1)
    var isLast = false
    for _ in 0..<50 {
      let point = here.point.adding(direction, times: search.step)
      let (value, gradient) = try await function.evaluated(point, width: width)
      let outcome = isLast ? .found : search.take(value: value, slope: gradient.dot(direction))
      switch outcome {
      case .found:
        return Minimum(
          point: point, value: value, gradient: gradient, iterations: here.iterations + 1,
          isReached: false)
      case .ask: continue
      case .failed:
        // The best step found, if there is one.
        if search.step <= 0 { return nil }
        isLast = true
      }
    }
    return nil
  }
}

/// The last steps and their changes of the gradient, oldest first.
private struct CorrectionPairs {
  let most: Int
  private var steps: [[Doubles8]] = []
  private var changes: [[Doubles8]] = []
  /// One over each step's dot product with its change.
  private var inverses: [Double] = []
  /// The ratio of the function's curvature along the last step to that of the preconditioner.
  private var scale = 1.0

  init(most: Int) { self.most = most }

  var isEmpty: Bool { steps.isEmpty }

  mutating func forget() { self = CorrectionPairs(most: most) }

  mutating func remember(from here: Minimum, to next: Minimum, _ function: some SmoothFunction) {
    let step = next.point.minus(here.point)
    let change = next.gradient.minus(here.gradient)
    let product = step.dot(change)
    var turned = change
    function.precondition(&turned)
    let size = change.dot(turned)
    // A step without positive curvature is skipped.
    if !(product > 0x1p-52 * size) { return }
    if steps.count == most {
      steps.removeFirst()
      changes.removeFirst()
      inverses.removeFirst()
    }
    steps.append(step)
    changes.append(change)
    inverses.append(1 / product)
    scale = product / size
  }

  /// The two-loop recursion.
  func direction(
    against gradient: [Doubles8], _ function: some SmoothFunction
  ) throws(Cancelled) -> [Doubles8] {
    var direction = gradient
    direction.multiply(by: -1)
    let count = steps.count
    var factors = [Double](repeating: 0, count: count)
    var product = steps.last.map { $0.dot(direction) } ?? 0
    for index in (0..<count).reversed() {
      try checkCancellation()
      factors[index] = inverses[index] * product
      if index > 0 {
        product = direction.add(changes[index], times: -factors[index], thenDot: steps[index - 1])
      } else {
        direction.add(changes[index], times: -factors[index])
      }
    }
    function.precondition(&direction)
    direction.multiply(by: scale)
    product = changes.first.map { $0.dot(direction) } ?? 0
    for index in 0..<count {
      try checkCancellation()
      let factor = factors[index] - inverses[index] * product
      if index + 1 < count {
        product = direction.add(steps[index], times: factor, thenDot: changes[index + 1])
      } else {
        direction.add(steps[index], times: factor)
      }
    }
    return direction
  }
}
