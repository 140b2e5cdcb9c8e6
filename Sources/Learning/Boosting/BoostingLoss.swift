// The loss that boosting lowers: the gradient and the hessian of each row, and where scores begin.
//
// Gradients are whole numbers of a fixed unit, so that sums of them are exact: histograms can be subtracted, rows added
// in any order and trees grown on any number of cores with the same result to the last bit.

import Kernels

/// The loss over the classes of distinct rows.
struct BoostingLoss: Sendable {
  /// How many scores a row has: one a class, or a single one that tells the second of two classes from the first.
  let groups: Int
  let classes: Int
  /// How many units make 1, a power of two. The greatest gradient has 30 bits and their sum over all rows 50.
  let scale: Double

  init(classes: Int, largest: Double, total: Double) {
    self.classes = classes
    groups = classes == 2 ? 1 : classes
    let bits = min(
      30 - Maths.log2(max(largest, 1e-300)).rounded(.up),
      50 - Maths.log2(max(total, 1e-300)).rounded(.up))
    scale = Double(sign: .plus, exponent: Int(bits), significand: 1)
  }

  /// Where the scores of every row begin: the logarithms of the classes' shares, less their mean, as XGBoost 3 estimates
  /// them (its 10⁻⁶ is added to every share); for two classes the logarithm of the odds.
  func base(classWeights: [Double]) -> [Double] {
    let total = classWeights.reduce(0, +)
    if groups == 1 {
      let share = min(max(classWeights[1] / total, 1e-16), 1 - 1e-16)
      return [Maths.log(share / (1 - share))]
    }
    let logs = classWeights.map { Maths.log($0 / total + 1e-6) }
    let mean = logs.reduce(0, +) / Double(classes)
    return logs.map { $0 - mean }
  }

  /// The gradient and the hessian of one row as XGBoost's softprob and logistic losses have them. `p` is the probability
  /// of a class, `weight` that of the row, `own` what of it belongs to rows of the class. The hessian of softprob is twice
  /// the second derivative, an upper bound of the whole matrix.
  @inline(__always)
  static func derivatives(
    _ p: DoubleLanes, weight: DoubleLanes, own: DoubleLanes, factor: Double
  ) -> (gradient: DoubleLanes, hessian: DoubleLanes) {
    let gradient = p * weight - own
    let curve = factor * (p * (DoubleLanes(repeating: 1) - p))
    let least = DoubleLanes(repeating: 1e-16)
    return (gradient, curve.or(least, where: curve .< least) * weight)
  }

  /// Gradients (low 32 bits) and hessians (high 32 bits) of every row for a group, in units.
  ///
  /// - Parameters:
  ///   - scores: of each group `stride` rows, a multiple of four.
  ///   - divisors: what `softmaxDivisors` says of them.
  ///   - weights: `stride` weights of the rows.
  ///   - own: the part of the weights that belongs to the group's class.
  func gradients(
    of group: Int, scores: [Double], divisors: [Double], weights: [Double], own: [Double],
    stride: Int
  ) -> [UInt64] {
    [UInt64](unsafeUninitializedCapacity: stride) { packed, count in
      scores.withUnsafeBytes { scores in
        weights.withUnsafeBytes { weights in
          own.withUnsafeBytes { own in
            divisors.withUnsafeBytes { divisors in
              for row in Swift.stride(from: 0, to: stride, by: 4) {
                let score = scores.lanes(group * stride + row)
                let p =
                  groups == 1
                  ? BoostingLoss.logistic(score)
                  : Maths.exp(score - divisors.lanes(row)) / divisors.lanes(stride + row)
                let weight = weights.lanes(row)
                let (gradient, hessian) = BoostingLoss.derivatives(
                  p, weight: weight, own: own.lanes(row), factor: groups == 1 ? 1 : 2)
                let lanes = packedUnits(gradient, hessian, weight)
                for lane in 0..<4 { packed[row + lane] = lanes[lane] }
              }
            }
          }
        }
      }
      count = stride
    }
  }

  /// Of every row the greatest score, then of every row the sum of the exponentials of the scores' distances to it; none
  /// for a single group.
  func softmaxDivisors(_ scores: [Double], stride: Int) -> [Double] {
    if groups == 1 { return [] }
    return [Double](unsafeUninitializedCapacity: 2 * stride) { shared, count in
      scores.withUnsafeBytes { scores in
        for row in Swift.stride(from: 0, to: stride, by: 4) {
          var top = scores.lanes(row)
          for group in 1..<groups {
            let score = scores.lanes(group * stride + row)
            top = top.or(score, where: score .> top)
          }
          var sum = DoubleLanes()
          for group in 0..<groups {
            sum += Maths.exp(
              scores.lanes(group * stride + row) - top)
          }
          for lane in 0..<4 {
            shared[row + lane] = top[lane]
            shared[stride + row + lane] = sum[lane]
          }
        }
      }
      count = 2 * stride
    }
  }

  static func logistic(_ score: DoubleLanes) -> DoubleLanes {
    let zero = DoubleLanes()
    let small = Maths.exp(zero - score.sizes)
    let one = DoubleLanes(repeating: 1)
    return one.or(small, where: score .< zero) / (one + small)
  }

  /// Rounded to whole units. A row that counts has a hessian of at least one unit, so that rows can be told from none.
  @inline(__always)
  private func packedUnits(
    _ gradient: DoubleLanes, _ hessian: DoubleLanes, _ weight: DoubleLanes
  ) -> SIMD4<UInt64> {
    let magic = DoubleLanes(repeating: 0x1.8p52)
    let one = DoubleLanes(repeating: 1)
    var units = hessian * scale
    units = units.or(one, where: units .< one)
    units = units.or(DoubleLanes(), where: weight .== DoubleLanes())
    let high = unsafeBitCast(units + magic, to: SIMD4<UInt64>.self)
    let low = unsafeBitCast(gradient * scale + magic, to: SIMD4<UInt64>.self)
    return (high &<< 32) | (low & SIMD4(repeating: 0xffff_ffff))
  }
}

extension UnsafeRawBufferPointer {
  /// The doubles `place ..< place + 4`.
  @inline(__always)
  func lanes(_ place: Int) -> DoubleLanes {
    loadUnaligned(fromByteOffset: place &* 8, as: DoubleLanes.self)
  }
}
