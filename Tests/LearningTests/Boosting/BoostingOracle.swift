// A slow, obvious version of boosting: every split of every node is tried by a loop over its rows.

import Kernels

@testable import Learning

/// One tree a class and round on the softmax loss; XGBoost's formulas, without bins, sampling and shortcuts.
struct BoostingOracle {
  let settings: GradientBoosting
  let rows: [[Double]]
  let labels: [Int]
  let weights: [Double]
  let classes: Int

  /// The scores of every row after all rounds.
  func scores() -> [[Double]] {
    var shares = [Double](repeating: 0, count: classes)
    for (label, weight) in zip(labels, weights) { shares[label] += weight }
    let logs = shares.map { Math.log($0 / shares.reduce(0, +) + 1e-6) }
    let mean = logs.reduce(0, +) / Double(classes)
    var scores = rows.map { _ in logs.map { $0 - mean } }
    for _ in 0..<settings.rounds {
      let before = scores
      for group in 0..<classes {
        var (g, h) = ([Double](), [Double]())
        for row in rows.indices {
          let powers = before[row].map { Math.exp($0) }
          let p = powers[group] / powers.reduce(0, +)
          g.append(weights[row] * (p - (labels[row] == group ? 1 : 0)))
          h.append(weights[row] * 2 * p * (1 - p))
        }
        grow(Array(rows.indices), depth: 0, g, h) { row, value in scores[row][group] += value }
      }
    }
    return scores
  }

  private func grow(
    _ members: [Int], depth: Int, _ g: [Double], _ h: [Double], _ add: (Int, Double) -> Void
  ) {
    func sums(_ rows: [Int]) -> (Double, Double) {
      (rows.reduce(0) { $0 + g[$1] }, rows.reduce(0) { $0 + h[$1] })
    }
    func step(_ sum: (Double, Double)) -> Double {
      let size = max(0, sum.0.magnitude - settings.regAlpha) / (sum.1 + settings.regLambda)
      let limited = settings.maxDeltaStep > 0 ? min(size, settings.maxDeltaStep) : size
      return sum.0 > 0 ? -limited : limited
    }
    func gain(_ sum: (Double, Double)) -> Double {
      let value = step(sum)
      if settings.maxDeltaStep == 0 {
        return max(0, sum.0.magnitude - settings.regAlpha) * value.magnitude
      }
      return -(2 * sum.0 * value + (sum.1 + settings.regLambda) * value * value)
    }
    let whole = sums(members)
    var best: (gain: Double, left: [Int], right: [Int])?
    if depth < settings.maxDepth {
      for column in rows[0].indices {
        let values = Set(members.map { rows[$0][column] }.filter { !$0.isNaN }).sorted()
        // The first of equal splits wins: from low edges up, then with missing cells on the left from high ones down.
        let edges = values + [.infinity]
        let tries = edges.map { ($0, false) } + edges.reversed().map { ($0, true) }
        for (edge, missingGoesLeft) in tries {
          func goesLeft(_ row: Int) -> Bool {
            let cell = rows[row][column]
            return cell.isNaN ? missingGoesLeft : cell < edge
          }
          let (left, right) = (members.filter(goesLeft), members.filter { !goesLeft($0) })
          let (l, r) = (sums(left), sums(right))
          if left.isEmpty || right.isEmpty || min(l.1, r.1) < settings.minChildWeight { continue }
          let found = gain(l) + gain(r) - gain(whole)
          if found > 1e-6, found >= settings.gamma, found > (best?.gain ?? 0) + 1e-9 {
            best = (found, left, right)
          }
        }
      }
    }
    if let best {
      grow(best.left, depth: depth + 1, g, h, add)
      grow(best.right, depth: depth + 1, g, h, add)
    } else {
      let value = whole.1 < settings.minChildWeight ? 0 : step(whole)
      for row in members { add(row, settings.learningRate * value) }
    }
  }
}
