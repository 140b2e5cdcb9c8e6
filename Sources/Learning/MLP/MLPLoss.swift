// The output layer: the loss of each row and its gradient by the sums of the last layer.

import Kernels

/// Labels and weights of the training rows, and the loss against them.
struct MLPTargets: Sendable {
  let labels: [Int32]
  /// One per class.
  let weights: [Double]
  let outputs: Int

  func weight(_ row: Int) -> Double { weights[Int(labels[row])] }

  /// scikit-learn clips probabilities here: the log loss of a row is at most -log(2⁻⁵²).
  static let largestLoss = 52 * 0x1.62e42fefa39efp-1

  /// The log loss of each of the rows `chosen[range]`, times its weight; `deltas` becomes the loss's derivative by each
  /// of the last layer's sums, and zero in the padding columns of the panel.
  func losses(
    _ chosen: [Int], _ range: Range<Int>, sums: UnsafeMutablePointer<Float>,
    deltas: UnsafeMutablePointer<Float>, capacity: Int
  ) -> [Double] {
    let losses =
      outputs == 1
      ? logisticLosses(chosen, range, sums, deltas)
      : softmaxLosses(chosen, range, sums, deltas, capacity * 16)
    return zip(losses, range).map { loss, index in
      // NaN stays.
      (loss > MLPTargets.largestLoss ? MLPTargets.largestLoss : loss) * weight(chosen[index])
    }
  }

  private func logisticLosses(
    _ chosen: [Int], _ range: Range<Int>, _ sums: UnsafePointer<Float>,
    _ deltas: UnsafeMutablePointer<Float>
  ) -> [Double] {
    range.map { index in
      let isSecond = labels[chosen[index]] == 1
      // Of the true class; the probability of the other one is 1 / (1 + e^logit).
      let logit = isSecond ? Double(sums[index * 16]) : -Double(sums[index * 16])
      let shrunk = Math.exp(-logit.magnitude)
      let other = (logit >= 0 ? shrunk : 1) / (1 + shrunk)
      deltas[index * 16] = Float((isSecond ? -other : other) * weight(chosen[index]))
      return (logit >= 0 ? 0 : -logit) + Math.log1p(shrunk)
    }
  }

  /// - Parameter stride: floats from a panel to the next.
  private func softmaxLosses(
    _ chosen: [Int], _ range: Range<Int>, _ sums: UnsafePointer<Float>,
    _ deltas: UnsafeMutablePointer<Float>, _ stride: Int
  ) -> [Double] {
    let highest = range.map { index in
      var highest = -Float.infinity
      for output in 0..<outputs {
        let sum = sums[output / 16 * stride + index * 16 + output % 16]
        if !(sum <= highest) { highest = sum }
      }
      return highest
    }
    var totals = [Float](repeating: 0, count: range.count)
    for panel in 0..<PackedMatrix.count(outputs) {
      let columns = min(16, outputs - panel * 16)
      let start = panel * stride + range.lowerBound * 16
      for row in 0..<range.count {
        for column in 0..<16 {
          // The padding has weight 0.
          deltas[start + row * 16 + column] =
            column < columns ? sums[start + row * 16 + column] - highest[row] : -1000
        }
      }
      LaneFunction.exponential.apply(deltas + start, count: range.count * 16)
      for row in 0..<range.count {
        for column in 0..<columns { totals[row] += deltas[start + row * 16 + column] }
      }
    }
    for panel in 0..<PackedMatrix.count(outputs) {
      let start = panel * stride + range.lowerBound * 16
      for row in 0..<range.count {
        let scale = Float(weight(chosen[range.lowerBound + row])) / totals[row]
        let index = deltas + start + row * 16
        PackedMatrix.store(PackedMatrix.load(index) * scale, index)
        PackedMatrix.store(PackedMatrix.load(index + 8) * scale, index + 8)
      }
    }
    return range.indices.map { index in
      let label = Int(labels[chosen[index]])
      let cell = label / 16 * stride + index * 16 + label % 16
      deltas[cell] -= Float(weights[label])
      let row = index - range.lowerBound
      return Double(highest[row] - sums[cell]) + Math.log(Double(totals[row]))
    }
  }
}
