// The best of many ways to split a node: sums of the left sides go into a buffer, and four of them are judged at a time.

import Kernels

/// What leaf values cost, in units of the gradients (see `BoostingLoss.scale`), so that gains need no conversion.
struct SplitRules: Sendable {
  let scale: Double
  let lambda: Double
  let alpha: Double
  /// The least hessian of either side.
  let least: Double
  /// 0 for none.
  let maxStep: Double
  /// The least gain of a split, in units.
  let leastGain: Double

  init(_ settings: GradientBoosting, scale: Double) {
    self.scale = scale
    lambda = settings.regLambda * scale
    alpha = settings.regAlpha * scale
    least = max(1, settings.minChildWeight * scale)
    maxStep = settings.maxDeltaStep
    // XGBoost takes no split of less than 10⁻⁶ whatever gamma is.
    leastGain = max(settings.gamma, 1e-6.nextUp) * scale
  }

  /// The value of a leaf before the learning rate.
  func leafValue(_ gradient: Double, _ hessian: Double) -> Double {
    if hessian <= 0 || hessian < least { return 0 }
    let value = -max(0, gradient.magnitude - alpha) / (hessian + lambda)
    let limited = maxStep > 0 ? max(value, -maxStep) : value
    return gradient < 0 ? -limited : limited
  }

  /// What a leaf lowers twice the loss by, in units.
  func gain(_ gradient: Double, _ hessian: Double) -> Double {
    gain(DoubleLanes(repeating: gradient), DoubleLanes(repeating: hessian))[0]
  }

  @inline(__always)
  func shrunk(_ gradient: DoubleLanes) -> DoubleLanes {
    let negative = DoubleLanes() - gradient
    let size = gradient.replacing(with: negative, where: gradient .< negative)
    let rest = size - alpha
    return rest.replacing(with: 0, where: rest .< DoubleLanes())
  }

  @inline(__always)
  func gain(_ gradient: DoubleLanes, _ hessian: DoubleLanes) -> DoubleLanes {
    let shrunk = shrunk(gradient)
    let cost = hessian + lambda
    if maxStep == 0 { return shrunk * shrunk / cost }
    let limit = DoubleLanes(repeating: maxStep)
    let step = shrunk / cost
    let limited = step.replacing(with: limit, where: step .> limit)
    // 2·G·w - (H + λ)·w², with the signs of G and -w alike.
    let negative = DoubleLanes() - gradient
    let size = gradient.replacing(with: negative, where: gradient .< negative)
    return 2 * size * limited - cost * limited * limited
  }

  /// The gains of both sides together.
  @inline(__always)
  func gain(
    _ left: (DoubleLanes, DoubleLanes), _ right: (DoubleLanes, DoubleLanes)
  ) -> DoubleLanes {
    if maxStep > 0 { return gain(left.0, left.1) + gain(right.0, right.1) }
    // One division instead of two; symmetric to the last bit, so that a split and its mirror tie.
    let (l, r) = (shrunk(left.0), shrunk(right.0))
    let (a, b) = (left.1 + lambda, right.1 + lambda)
    return (l * l * b + r * r * a) / (a * b)
  }
}

/// A way to split a node.
struct NodeSplit: Sendable {
  /// The first slot whose rows go right.
  var boundary: Int
  var missingGoesLeft: Bool
  /// Of the left side, in units.
  var gradient: Int64
  var hessian: Int64
  /// Of both sides, in units.
  var gain: Double
}

/// Candidates of a node in the order in which the first of equal ones wins.
struct SplitSearch: ~Copyable {
  /// Sums of gradients and of hessians of the left sides.
  let gradients: UnsafeMutablePointer<Int64>
  let hessians: UnsafeMutablePointer<Int64>
  /// `boundary << 1`, and 1 if missing cells go left.
  let codes: UnsafeMutablePointer<UInt32>
  let capacity: Int
  var count = 0
  private(set) var best: NodeSplit?
  private var bestGain = 0.0
  private var total = (gradient: 0.0, hessian: 0.0)
  private let rules: SplitRules

  /// - Parameter largest: the most bins that a feature has.
  init(largest: Int, _ rules: SplitRules) {
    capacity = max(512, 2 * largest + 8)
    gradients = .allocate(capacity: capacity + 4)
    hessians = .allocate(capacity: capacity + 4)
    codes = .allocate(capacity: capacity + 4)
    self.rules = rules
  }

  deinit {
    gradients.deallocate()
    hessians.deallocate()
    codes.deallocate()
  }

  /// Begins a node with these sums.
  mutating func begin(gradient: Int64, hessian: Int64) {
    count = 0
    best = nil
    total = (Double(gradient), Double(hessian))
    bestGain = rules.gain(total.gradient, total.hessian) + rules.leastGain
    bestGain = bestGain.nextDown
  }

  /// Makes room for the candidates of a feature of `bins` bins.
  @inline(__always)
  mutating func reserve(bins: Int) {
    if count + 2 * bins + 4 > capacity { judge() }
  }

  /// Judges what is in the buffer and empties it.
  mutating func judge() {
    if count == 0 { return }
    for place in count..<(count + 3) { hessians[place] = 0 }
    let sums = (DoubleLanes(repeating: total.gradient), DoubleLanes(repeating: total.hessian))
    let least = DoubleLanes(repeating: rules.least)
    var gains = DoubleLanes(repeating: bestGain)
    var places = SIMD4<Int64>(repeating: -1)
    var place = SIMD4<Int64>(0, 1, 2, 3)
    let (rawGradients, rawHessians) = (
      UnsafeRawPointer(gradients), UnsafeRawPointer(hessians)
    )
    for start in stride(from: 0, to: count, by: 4) {
      let left = (
        exact(rawGradients.loadUnaligned(fromByteOffset: start &* 8, as: SIMD4<Int64>.self)),
        exact(rawHessians.loadUnaligned(fromByteOffset: start &* 8, as: SIMD4<Int64>.self))
      )
      let right = (sums.0 - left.0, sums.1 - left.1)
      let gain = rules.gain(left, right)
      let wins = (gain .> gains) .& (left.1 .>= least) .& (right.1 .>= least)
      gains.replace(with: gain, where: wins)
      places.replace(with: place, where: wins)
      place &+= 4
    }
    var winner = -1
    for lane in 0..<4 where places[lane] >= 0 {
      let isFirst = gains[lane] == bestGain && Int(places[lane]) < winner
      if gains[lane] > bestGain || isFirst {
        bestGain = gains[lane]
        winner = Int(places[lane])
      }
    }
    if winner >= 0 {
      best = NodeSplit(
        boundary: Int(codes[winner] >> 1), missingGoesLeft: codes[winner] & 1 == 1,
        gradient: gradients[winner], hessian: hessians[winner], gain: bestGain)
    }
    count = 0
  }

  /// Whole numbers below 2⁵¹ as doubles: added to the bits of 1.5·2⁵², they are its mantissa.
  @inline(__always)
  private func exact(_ values: SIMD4<Int64>) -> DoubleLanes {
    let magic = DoubleLanes(repeating: 0x1.8p52)
    return unsafeBitCast(
      values &+ unsafeBitCast(magic, to: SIMD4<Int64>.self), to: DoubleLanes.self)
      - magic
  }
}
