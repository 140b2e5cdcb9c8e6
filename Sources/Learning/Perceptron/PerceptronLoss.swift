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
    range.map { place in
      let row = chosen[place]
      let label = Int(labels[row])
      let weight = weights[label]
      let loss =
        outputs == 1
        ? logisticLoss(sums + place * 16, label, Float(weight), deltas + place * 16)
        : softmaxLoss(sums + place * 16, label, Float(weight), deltas + place * 16, capacity * 16)
      return (loss > PerceptronTargets.largestLoss ? PerceptronTargets.largestLoss : loss) * weight
    }
  }

  private func logisticLoss(
    _ sums: UnsafePointer<Float>, _ label: Int, _ weight: Float,
    _ deltas: UnsafeMutablePointer<Float>
  ) -> Double {
    // Of the true class; the probability of the other one is 1 / (1 + e^logit).
    let logit = label == 1 ? Double(sums[0]) : -Double(sums[0])
    let shrunk = Maths.exp(-logit.magnitude)
    let other = (logit >= 0 ? shrunk : 1) / (1 + shrunk)
    Panels.store(Lanes(), deltas)
    Panels.store(Lanes(), deltas + 8)
    deltas[0] = (label == 1 ? -Float(other) : Float(other)) * weight
    return (logit >= 0 ? 0 : -logit) + Maths.log1p(shrunk)
  }

  private func softmaxLoss(
    _ sums: UnsafePointer<Float>, _ label: Int, _ weight: Float,
    _ deltas: UnsafeMutablePointer<Float>, _ stride: Int
  ) -> Double {
    var highest = -Float.infinity
    for output in 0..<outputs {
      let sum = sums[output / 16 * stride + output % 16]
      if !(sum <= highest) { highest = sum }
    }
    var total: Float = 0
    for panel in 0..<Panels.count(outputs) {
      let place = deltas + panel * stride
      let columns = outputs - panel * 16 <= 8 ? 8 : 16
      for column in 0..<columns {
        let isReal = panel * 16 + column < outputs
        place[column] = isReal ? sums[panel * stride + column] - highest : -1000
      }
      LaneFunction.exponential.apply(place, count: columns)
      for column in 0..<columns { total += place[column] }
    }
    let scale = weight / total
    for panel in 0..<Panels.count(outputs) {
      let place = deltas + panel * stride
      Panels.store(Panels.load(place) * scale, place)
      Panels.store(Panels.load(place + 8) * scale, place + 8)
    }
    deltas[label / 16 * stride + label % 16] -= weight
    return Double(highest - sums[label / 16 * stride + label % 16]) + Maths.log(Double(total))
  }
}
