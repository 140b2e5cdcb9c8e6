// Gains and leaf values by XGBoost's formulas, in units of the gradients.

/// The regularization of leaf values. All is in units of the gradients (see `BoostingLoss.scale`), so that gains need
/// no conversion.
struct SplitRules: Sendable {
  let scale: Double
  let lambda: Double
  let alpha: Double
  /// The least hessian of either side.
  let least: Double
  /// The largest leaf value, 0 for no limit.
  let maxStep: Double
  /// The least gain of a split.
  let leastGain: Double

  init(_ settings: GradientBoosting, scale: Double) {
    self.scale = scale
    lambda = settings.regLambda * scale
    alpha = settings.regAlpha * scale
    least = max(1, settings.minChildWeight * scale)
    maxStep = settings.maxDeltaStep
    // XGBoost makes no split with a gain of 10⁻⁶ or less, even with gamma 0.
    leastGain = max(settings.gamma, 1e-6.nextUp) * scale
  }

  /// The value of a leaf before the learning rate.
  func leafValue(_ gradient: Double, _ hessian: Double) -> Double {
    if hessian < least { return 0 }
    let size = max(0, gradient.magnitude - alpha) / (hessian + lambda)
    let limited = maxStep > 0 ? min(size, maxStep) : size
    return gradient > 0 ? -limited : limited
  }

  /// Twice the decrease of the loss by a leaf.
  func gain(_ gradient: Double, _ hessian: Double) -> Double {
    if maxStep > 0 { return limitedGain(gradient, hessian) }
    let shrunk = max(0, gradient.magnitude - alpha)
    return shrunk * shrunk / (hessian + lambda)
  }

  /// The gains of two leaves together, without a limit of their values: one division instead of two, and symmetric to
  /// the last bit, so that a split and its mirror tie.
  @inline(__always)
  func plainGain(_ g: Double, _ h: Double, _ otherG: Double, _ otherH: Double) -> Double {
    let (a, b) = (h + lambda, otherH + lambda)
    return (g * g * b + otherG * otherG * a) / (a * b)
  }

  @inline(__always)
  func shrunkGain(_ g: Double, _ h: Double, _ otherG: Double, _ otherH: Double) -> Double {
    plainGain(max(0, g.magnitude - alpha), h, max(0, otherG.magnitude - alpha), otherH)
  }

  /// 2·G·w - (H + λ)·w² for the limited w, with the signs of G and -w alike.
  @inline(__always) func limitedGain(_ gradient: Double, _ hessian: Double) -> Double {
    let (size, cost) = (gradient.magnitude, hessian + lambda)
    let step = min(max(0, size - alpha) / cost, maxStep)
    return 2 * size * step - cost * step * step
  }
}
