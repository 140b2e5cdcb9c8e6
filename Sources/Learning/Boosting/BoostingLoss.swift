// The loss of gradient boosting: the gradient and hessian of each row, and the initial scores.
//
// Gradients are whole numbers of a fixed unit, so that sums of them are exact: histograms can be subtracted, rows added
// in any order and trees grown on any number of cores with the same result to the last bit.

import Kernels

/// The loss over the classes of distinct rows. A unit is 2⁻³⁰ of the heaviest row, or more if there are over a million
/// of them: much smaller weights are negligible beside the largest.
struct BoostingLoss: Sendable {
  /// How many scores a row has: one per class, or a single one for the second of two classes against the first.
  let groups: Int
  let classes: Int
  /// The number of units in 1, a power of two. The greatest gradient has 30 bits and their sum over all rows 50.
  let scale: Double

  init(classes: Int, largest: Double, total: Double) {
    self.classes = classes
    groups = classes == 2 ? 1 : classes
    let bits = min(
      30 - Math.log2(max(largest, 1e-300)).rounded(.up),
      50 - Math.log2(max(total, 1e-300)).rounded(.up))
    scale = Double(sign: .plus, exponent: Int(bits), significand: 1)
  }

  /// The initial score of every row: the logarithms of the classes' shares, less their mean, as XGBoost 3 estimates
  /// them (its 10⁻⁶ is added to every share); for two classes the logarithm of the odds.
  func base(classWeights: [Double]) -> [Double] {
    let total = classWeights.reduce(0, +)
    if groups == 1 {
      let share = min(max(classWeights[1] / total, 1e-16), 1 - 1e-16)
      return [Math.log(share / (1 - share))]
    }
    let logs = classWeights.map { Math.log($0 / total + 1e-6) }
    let mean = logs.reduce(0, +) / Double(classes)
    return logs.map { $0 - mean }
  }

  /// Gradients (low 32 bits) and hessians (high 32 bits) of every row for a group, in units.
  ///
  /// - Parameters:
  ///   - scores: of each group `stride` rows, a multiple of four.
  ///   - divisors: the result of `softmaxDivisors`.
  ///   - weights: `stride` weights of the rows.
  ///   - own: the part of the weights that is of the group's class.
  func gradients(
    of group: Int, scores: [Double], divisors: [Double], weights: [Double], own: [Double],
    stride: Int
  ) -> [UInt64] {
    let probabilities = self.probabilities(of: group, scores, divisors, stride)
    return [UInt64](unsafeUninitializedCapacity: stride) { packed, count in
      probabilities.withUnsafeBufferPointer { probabilities in
        weights.withUnsafeBufferPointer { weights in
          own.withUnsafeBufferPointer { own in
            for row in 0..<stride {
              packed[row] = self.packed(probabilities[row], weights[row], own[row])
            }
          }
        }
      }
      count = stride
    }
  }

  /// The gradient and the hessian of a row as XGBoost's softprob and logistic losses have them, rounded to whole units.
  /// `p` is the probability of a class, `weight` that of the row, `own` the part of it that is of the class. The
  /// hessian of softprob is twice the second derivative, an upper bound of the whole matrix. A row with a weight has a
  /// hessian of at least a unit, so that it differs from no row.
  @inline(__always) private func packed(_ p: Double, _ weight: Double, _ own: Double) -> UInt64 {
    let gradient = (p * weight - own) * scale
    let curve = max((groups == 1 ? 1 : 2) * (p * (1 - p)), 1e-16)
    let units = max(curve * weight * scale, 1)
    let hessian = weight > 0 ? units : 0
    // Added to 1.5·2⁵², a number is rounded and its low bits are those of a whole number.
    let low = (gradient + 0x1.8p52).bitPattern & 0xffff_ffff
    return ((hessian + 0x1.8p52).bitPattern &<< 32) | low
  }

  /// The probability of a group's class for each row.
  private func probabilities(
    of group: Int, _ scores: [Double], _ divisors: [Double], _ stride: Int
  ) -> [Double] {
    [Double](unsafeUninitializedCapacity: stride) { probabilities, count in
      let output = UnsafeMutableRawBufferPointer(probabilities)
      scores.withUnsafeBytes { scores in
        divisors.withUnsafeBytes { divisors in
          for row in Swift.stride(from: 0, to: stride, by: 4) {
            let score = scores.lanes(group * stride + row)
            let p =
              groups == 1
              ? BoostingLoss.logistic(score)
              : Math.exp(score - divisors.lanes(row)) / divisors.lanes(stride + row)
            output.storeBytes(of: p, toByteOffset: row &* 8, as: Doubles4.self)
          }
        }
      }
      count = stride
    }
  }

  /// Of every row the greatest score, then of every row the sum of the exponentials of the scores' distances to it;
  /// none for a single group.
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
          var sum = Doubles4()
          for group in 0..<groups {
            sum += Math.exp(
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

  static func logistic(_ score: Doubles4) -> Doubles4 {
    let zero = Doubles4()
    let small = Math.exp(zero - score.sizes)
    let one = Doubles4(repeating: 1)
    return one.or(small, where: score .< zero) / (one + small)
  }
}

extension UnsafeRawBufferPointer {
  /// The doubles `index ..< index + 4`.
  @inline(__always) fileprivate func lanes(_ index: Int) -> Doubles4 {
    loadUnaligned(fromByteOffset: index &* 8, as: Doubles4.self)
  }
}
