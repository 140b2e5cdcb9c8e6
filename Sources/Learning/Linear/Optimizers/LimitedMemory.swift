// Minimises a smooth function by L-BFGS: the last ten steps tell how it bends.
//
// Nocedal: "Updating quasi-Newton matrices with limited storage", Mathematics of Computation 35 (1980); Liu and Nocedal,
// Mathematical Programming 45 (1989). Steps are those of the two-loop recursion, lengths those of Moré and Thuente.

import Basics
import Kernels

/// A function of many variables, eight side by side.
protocol SmoothFunction: Sendable {
  func evaluated(
    _ point: [WideLanes], width: Int
  ) async throws -> (value: Double, gradient: [WideLanes])
  /// Multiplies a gradient by about the inverse of the second derivative, up to a factor.
  func precondition(_ gradient: inout [WideLanes])
  /// Whether a point with this gradient is near enough to the minimum.
  func isNear(_ gradient: [WideLanes]) -> Bool
}

/// Where a minimisation has ended.
struct Minimum: Sendable {
  var point: [WideLanes]
  var value: Double
  var gradient: [WideLanes]
  var iterations: Int
  /// Whether the gradient is small enough, or the value falls no more; else the rounds were used up.
  var isReached: Bool
}

/// The limited-memory BFGS method.
struct LimitedMemory: Sendable {
  /// How many steps are remembered, as in scipy.
  static let memory = 10
  /// A fall by less than this share of the value is none: 64 · 2⁻⁵², as in scikit-learn.
  static let leastFall = 0x1p-46

  var maxIterations: Int
  var width: Int
  var progress: @Sendable (_ done: Int, _ total: Int) -> Void

  func minimised(
    _ function: some SmoothFunction, from start: [WideLanes]
  ) async throws -> Minimum {
    let (value, gradient) = try await function.evaluated(start, width: width)
    var here = Minimum(
      point: start, value: value, gradient: gradient, iterations: 0, isReached: false)
    var steps = RememberedSteps(most: LimitedMemory.memory)
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
        // A gradient of zero, or one that rounding has taken over.
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
      if fall <= LimitedMemory.leastFall * size { break }
    }
    here.isReached = true
    return here
  }

  /// The point that a line search ends at, `nil` if no step makes the function smaller.
  private func searched(
    _ function: some SmoothFunction, _ here: Minimum, _ direction: [WideLanes], _ slope: Double
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
        // The best step that was met, if there is one.
        if search.step <= 0 { return nil }
        isLast = true
      }
    }
    return nil
  }
}

/// The last steps and what they changed in the gradient, oldest first.
private struct RememberedSteps {
  let most: Int
  private var steps: [[WideLanes]] = []
  private var changes: [[WideLanes]] = []
  /// One over each step's product with its change.
  private var inverses: [Double] = []
  /// How far the function bends less than the preconditioner says, along the last step.
  private var scale = 1.0

  init(most: Int) { self.most = most }

  var isEmpty: Bool { steps.isEmpty }

  mutating func forget() { self = RememberedSteps(most: most) }

  mutating func remember(from here: Minimum, to next: Minimum, _ function: some SmoothFunction) {
    let step = next.point.minus(here.point)
    let change = next.gradient.minus(here.gradient)
    let product = step.dot(change)
    var turned = change
    function.precondition(&turned)
    let size = change.dot(turned)
    // Without curvature along the step nothing is learnt from it.
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
    against gradient: [WideLanes], _ function: some SmoothFunction
  ) throws(Cancelled) -> [WideLanes] {
    var direction = gradient
    direction.multiply(by: -1)
    let count = steps.count
    var factors = [Double](repeating: 0, count: count)
    var product = steps.last.map { $0.dot(direction) } ?? 0
    for place in (0..<count).reversed() {
      try checkCancellation()
      factors[place] = inverses[place] * product
      if place > 0 {
        product = direction.add(changes[place], times: -factors[place], thenDot: steps[place - 1])
      } else {
        direction.add(changes[place], times: -factors[place])
      }
    }
    function.precondition(&direction)
    direction.multiply(by: scale)
    product = changes.first.map { $0.dot(direction) } ?? 0
    for place in 0..<count {
      try checkCancellation()
      let factor = factors[place] - inverses[place] * product
      if place + 1 < count {
        product = direction.add(steps[place], times: factor, thenDot: changes[place + 1])
      } else {
        direction.add(steps[place], times: factor)
      }
    }
    return direction
  }
}
