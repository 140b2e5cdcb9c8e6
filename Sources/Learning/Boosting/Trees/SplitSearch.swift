// The best split of a node: sums of the left sides go into a buffer, which is evaluated as a whole.
//
// The loop over the buffer is plain arithmetic on arrays, which the compiler vectorizes; only if it finds a
// better gain, its index is searched.

import Basics

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
  private let gains: UnsafeMutablePointer<Double>
  let capacity: Int
  var count = 0
  private(set) var best: NodeSplit?
  private var bestGain = 0.0
  private var total = (gradient: 0.0, hessian: 0.0)
  private let rules: SplitRules

  /// - Parameter largest: the most bins that a feature has.
  init(largest: Int, _ rules: SplitRules) {
    capacity = max(1024, 2 * largest + 8)
    gradients = .allocate(capacity: capacity)
    hessians = .allocate(capacity: capacity)
    codes = .allocate(capacity: capacity)
    gains = .allocate(capacity: capacity)
    self.rules = rules
  }

  deinit {
    gradients.deallocate()
    hessians.deallocate()
    codes.deallocate()
    gains.deallocate()
  }

  /// Begins a node with these sums.
  mutating func begin(_ sum: GradientSum) {
    count = 0
    best = nil
    total = (Double(sum[0]), Double(sum[1]))
    // The least gain of a split.
    bestGain = (rules.gain(total.gradient, total.hessian) + rules.leastGain).nextDown
  }

  /// Makes room for the candidates of a feature of `bins` bins.
  @inline(__always) mutating func reserve(bins: Int) {
    if count + 2 * bins + 4 > capacity { judge() }
  }

  /// Evaluates the candidates in the buffer and empties it.
  mutating func judge() {
    if count == 0 { return }
    let rules = rules
    // Gains are not negative, so that their bits are in order as whole numbers are.
    let top =
      if rules.maxStep > 0 {
        fillGains { rules.limitedGain($0, $1) + rules.limitedGain($2, $3) }
      } else if rules.alpha > 0 { fillGains { rules.shrunkGain($0, $1, $2, $3) } } else {
        fillGains { rules.plainGain($0, $1, $2, $3) }
      }
    let gain = Double(bitPattern: UInt64(bitPattern: top))
    if gain > bestGain {
      var winner = 0
      while gains[winner] != gain, winner < count - 1 { winner += 1 }
      bestGain = gain
      best = NodeSplit(
        boundary: Int(codes[winner] >> 1), missingGoesLeft: codes[winner] & 1 == 1,
        gradient: gradients[winner], hessian: hessians[winner], gain: gain)
    }
    count = 0
  }

  /// Computes the gain of each candidate, 0 if a side has too small a hessian, and returns the bits of the greatest.
  @inline(__always)
  private func fillGains(_ gain: (Double, Double, Double, Double) -> Double) -> Int64 {
    let (wholeG, wholeH, least) = (total.gradient, total.hessian, rules.least)
    let (gradients, hessians, gains) = (gradients, hessians, gains)
    var top: Int64 = 0
    for index in 0..<count {
      let (g, h) = (exact(gradients[index]), exact(hessians[index]))
      let (otherG, otherH) = (wholeG - g, wholeH - h)
      let found = gain(g, h, otherG, otherH)
      let isAllowed = (h >= least) && (otherH >= least)
      let counted = isAllowed ? found : 0
      gains[index] = counted
      top = max(top, Int64(bitPattern: counted.bitPattern))
    }
    return top
  }

  /// A whole number below 2⁵¹ as a double: added to the bits of 1.5·2⁵², it is its mantissa.
  @inline(__always) private func exact(_ value: Int64) -> Double {
    Double(bitPattern: UInt64(bitPattern: value) &+ 0x4338_0000_0000_0000) - 0x1.8p52
  }
}
