// From the sums of the last layer to the loss of each row and where its gradient begins.

import Kernels

/// Labels and weights of the rows learnt from, and the loss against them.
struct PerceptronTargets: Sendable {
  let labels: [Int32]
  /// One a class.
  let weights: [Double]
  let outputs: Int

  func weight(_ row: Int) -> Double { weights[Int(labels[row])] }

  /// Where scikit-learn cuts probabilities off: the log loss of a row is at most -log(2⁻⁵²).
  static let largestLoss = 52 * 0x1.62e42fefa39efp-1

  /// The log loss of each of the rows `chosen[range]`, times its weight; `deltas` becomes the loss's derivative by each
  /// of the last layer's sums, and zero in the columns that only fill the panel.
  func losses(
    _ chosen: [Int], _ range: Range<Int>, sums: UnsafeMutablePointer<Float>,
    deltas: UnsafeMutablePointer<Float>, capacity: Int
  ) -> [Double] {
    let losses =
      outputs == 1
      ? logisticLosses(chosen, range, sums, deltas)
      : softmaxLosses(chosen, range, sums, deltas, capacity * 16)
    return zip(losses, range).map { loss, place in
      // NaN stays.
      (loss > PerceptronTargets.largestLoss ? PerceptronTargets.largestLoss : loss)
        * weight(chosen[place])
    }
  }

  private func logisticLosses(
    _ chosen: [Int], _ range: Range<Int>, _ sums: UnsafePointer<Float>,
    _ deltas: UnsafeMutablePointer<Float>
  ) -> [Double] {
    range.map { place in
      let isSecond = labels[chosen[place]] == 1
      // Of the true class; the probability of the other one is 1 / (1 + e^logit).
      let logit = isSecond ? Double(sums[place * 16]) : -Double(sums[place * 16])
      let shrunk = Maths.exp(-logit.magnitude)
      let other = (logit >= 0 ? shrunk : 1) / (1 + shrunk)
      deltas[place * 16] = Float((isSecond ? -other : other) * weight(chosen[place]))
      return (logit >= 0 ? 0 : -logit) + Maths.log1p(shrunk)
    }
  }

  /// - Parameter stride: floats from a panel to the next.
  private func softmaxLosses(
    _ chosen: [Int], _ range: Range<Int>, _ sums: UnsafePointer<Float>,
    _ deltas: UnsafeMutablePointer<Float>, _ stride: Int
  ) -> [Double] {
    let highest = range.map { place in
      var highest = -Float.infinity
      for output in 0..<outputs {
        let sum = sums[output / 16 * stride + place * 16 + output % 16]
        if !(sum <= highest) { highest = sum }
      }
      return highest
    }
    var totals = [Float](repeating: 0, count: range.count)
    for panel in 0..<Panels.count(outputs) {
      let columns = min(16, outputs - panel * 16)
      let start = panel * stride + range.lowerBound * 16
      for row in 0..<range.count {
        for column in 0..<16 {
          // The filling shall weigh nothing.
          deltas[start + row * 16 + column] =
            column < columns ? sums[start + row * 16 + column] - highest[row] : -1000
        }
      }
      LaneFunction.exponential.apply(deltas + start, count: range.count * 16)
      for row in 0..<range.count {
        for column in 0..<columns { totals[row] += deltas[start + row * 16 + column] }
      }
    }
    for panel in 0..<Panels.count(outputs) {
      let start = panel * stride + range.lowerBound * 16
      for row in 0..<range.count {
        let scale = Float(weight(chosen[range.lowerBound + row])) / totals[row]
        let place = deltas + start + row * 16
        Panels.store(Panels.load(place) * scale, place)
        Panels.store(Panels.load(place + 8) * scale, place + 8)
      }
    }
    return range.indices.map { place in
      let label = Int(labels[chosen[place]])
      let cell = label / 16 * stride + place * 16 + label % 16
      deltas[cell] -= Float(weights[label])
      let row = place - range.lowerBound
      return Double(highest[row] - sums[cell]) + Maths.log(Double(totals[row]))
    }
  }
}
