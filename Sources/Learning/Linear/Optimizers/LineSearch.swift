// A line search for sufficient decrease and curvature (strong Wolfe), from values and slopes alone.
//
// Moré and Thuente: "Line search algorithms with guaranteed sufficient decrease", ACM Transactions on Mathematical
// Software 20 (1994), 286–307. An interval that holds such a step is narrowed by cubic and quadratic interpolation.

/// The search for a step. Call it with the value and slope at `step` until it returns an outcome.
struct LineSearch {
  enum Outcome: Equatable {
    /// The value and slope at `step` are needed next.
    case ask
    /// `step` satisfies both conditions.
    case found
    /// No step in range does; `step` is the best one found.
    case failed
  }

  struct Point {
    var step, value, slope: Double
  }

  /// Sufficient decrease and curvature, as in L-BFGS-B (Zhu, Byrd, Lu, Nocedal 1997).
  static let decrease = 1e-3
  static let curvature = 0.9
  /// The search ends when the interval is this narrow relative to its end.
  static let narrow = 1e-10
  static let longest = 1e10

  private(set) var step: Double
  private let start: Point
  /// The best end of the interval, and the other end.
  private var best: Point
  private var other: Point
  private var isBracketed = false
  /// Until a step has a value below the line of sufficient decrease and a slope that is not negative.
  private var isFirstStage = true
  private var width = LineSearch.longest
  private var formerWidth = 2 * LineSearch.longest
  private var lower = 0.0
  private var upper: Double

  /// - Precondition: `slope < 0` at step 0, and `step > 0`.
  init(value: Double, slope: Double, step: Double) {
    self.step = step
    start = Point(step: 0, value: value, slope: slope)
    best = start
    other = start
    upper = 5 * step
  }

  mutating func take(value: Double, slope: Double) -> Outcome {
    if !value.isFinite || !slope.isFinite {
      // Overflow: go back towards the best step.
      let back = best.step + 0.1 * (step - best.step)
      if back == step || back == best.step { return failed() }
      step = back
      upper = min(upper, 10 * back)
      return .ask
    }
    let test = LineSearch.decrease * start.slope
    let bound = start.value + step * test
    if isFirstStage, value <= bound, slope >= 0 { isFirstStage = false }
    if value <= bound, slope.magnitude <= LineSearch.curvature * -start.slope { return .found }
    if isBracketed, step <= lower || step >= upper || upper - lower <= LineSearch.narrow * upper {
      return value <= bound && value <= best.value ? .found : failed()
    }
    if step >= LineSearch.longest, value <= bound, slope <= test { return .found }
    let trial = Point(step: step, value: value, slope: slope)
    if isFirstStage, value <= best.value, value > bound {
      // The function minus the line of sufficient decrease has its minimum at a suitable step.
      best = best.less(test)
      other = other.less(test)
      move(trial.less(test))
      best = best.less(-test)
      other = other.less(-test)
    } else {
      move(trial)
    }
    if isBracketed {
      let now = (other.step - best.step).magnitude
      if now >= 0.66 * formerWidth { step = best.step + 0.5 * (other.step - best.step) }
      formerWidth = width
      width = now
      lower = min(best.step, other.step)
      upper = max(best.step, other.step)
      if step <= lower || step >= upper { return failed() }
    } else {
      lower = step + 1.1 * (step - best.step)
      upper = step + 4 * (step - best.step)
    }
    step = min(max(step, 0), LineSearch.longest)
    return .ask
  }

  private mutating func failed() -> Outcome {
    step = best.step
    return .failed
  }

  /// Takes a trial into the interval and sets the next step: the four cases of the paper's section 4.
  private mutating func move(_ trial: Point) {
    let gap = best.step - trial.step
    let turned = trial.slope * (best.slope < 0 ? -1 : 1)
    let next: Double
    if trial.value > best.value {
      // Higher: a minimum lies between.
      let cubic = best.cubic(to: trial)
      let secant = (best.value - trial.value) / (trial.step - best.step) + best.slope
      let quadratic = best.step + best.slope / secant / 2 * (trial.step - best.step)
      next =
        (cubic - best.step).magnitude < (quadratic - best.step).magnitude
        ? cubic : cubic + (quadratic - cubic) / 2
      isBracketed = true
    } else if turned < 0 {
      // Lower with the other slope: a minimum lies between.
      let cubic = trial.cubic(to: best)
      let quadratic = trial.step + trial.slope / (trial.slope - best.slope) * gap
      next = (cubic - trial.step).magnitude > (quadratic - trial.step).magnitude ? cubic : quadratic
      isBracketed = true
    } else if trial.slope.magnitude < best.slope.magnitude {
      // Lower and flatter: beyond the trial.
      let cubic = trial.cubicBeyond(best, lower: lower, upper: upper)
      let quadratic = trial.step + trial.slope / (trial.slope - best.slope) * gap
      let isCubicNearer = (cubic - trial.step).magnitude < (quadratic - trial.step).magnitude
      if isBracketed {
        let near = isCubicNearer ? cubic : quadratic
        let limit = trial.step + 0.66 * (other.step - trial.step)
        next = trial.step > best.step ? min(limit, near) : max(limit, near)
      } else {
        next = min(max(isCubicNearer ? quadratic : cubic, lower), upper)
      }
    } else if isBracketed {
      next = trial.cubic(to: other)
    } else {
      next = trial.step > best.step ? upper : lower
    }
    if trial.value > best.value {
      other = trial
    } else {
      if turned < 0 { other = best }
      best = trial
    }
    step = next
  }
}

extension LineSearch.Point {
  /// The point on the function less a line of that slope through the start.
  fileprivate func less(_ slope: Double) -> Self {
    Self(step: step, value: value - step * slope, slope: self.slope - slope)
  }

  /// The minimum of the cubic through both points with their slopes, relative to this one.
  fileprivate func cubic(to end: Self) -> Double {
    let (theta, gamma) = bend(end)
    let signed = end.step < step ? -gamma : gamma
    let p = (signed - slope) + theta
    let q = ((signed - slope) + signed) + end.slope
    return step + p / q * (end.step - step)
  }

  /// The same where the cubic may go to -infinity or have its minimum on the far side: then an end of the range.
  fileprivate func cubicBeyond(_ end: Self, lower: Double, upper: Double) -> Double {
    let (theta, gamma) = bend(end)
    let signed = step > end.step ? -gamma : gamma
    let p = (signed - slope) + theta
    let q = (signed + (end.slope - slope)) + signed
    let r = p / q
    if r < 0, gamma != 0 { return step + r * (end.step - step) }
    return step > end.step ? upper : lower
  }

  private func bend(_ end: Self) -> (theta: Double, gamma: Double) {
    let theta = 3 * (value - end.value) / (end.step - step) + slope + end.slope
    let size = max(theta.magnitude, slope.magnitude, end.slope.magnitude)
    let inner = (theta / size) * (theta / size) - (slope / size) * (end.slope / size)
    return (theta, size * max(0, inner).squareRoot())
  }
}
