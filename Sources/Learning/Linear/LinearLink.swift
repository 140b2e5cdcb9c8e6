// Link functions: margins, or probabilities by softmax, sigmoid or one-vs-rest.

import Kernels

/// The link between values of linear functions and scores.
enum LinearLink: UInt8, Sendable {
  /// The values themselves, one per class.
  case margins = 1
  /// One value d of two classes: -d and d.
  case twoMargins
  /// Softmax: e to the values, over their sum.
  case softmax
  /// One value d of two classes: 1 - σ(d) and σ(d).
  case twoProbabilities
  /// One-vs-rest: σ of each value, over their sum.
  case sigmoidShares

  /// The number of linear functions for `classes` classes.
  func outputs(classes: Int) -> Int {
    switch self {
    case .twoMargins, .twoProbabilities: 1
    case .margins, .softmax, .sigmoidShares: classes
    }
  }

  var scoring: Scoring {
    switch self {
    case .margins, .twoMargins: .margins
    case .softmax, .twoProbabilities, .sigmoidShares: .probabilities
    }
  }
}

extension LinearLink {
  /// The scores of the classes of some rows.
  ///
  /// - Parameter values: `outputs` per row.
  func scores(_ values: [Double], outputs: Int) -> [Double] {
    switch self {
    case .margins: values
    case .twoMargins: values.flatMap { [-$0, $0] }
    case .softmax: LinearLink.softmax(values, outputs)
    case .twoProbabilities:
      zip(values, LinearLink.exponentials(values.map { -$0.magnitude })).flatMap { value, small in
        [LinearLink.sigmoid(-value, small), LinearLink.sigmoid(value, small)]
      }
    case .sigmoidShares: LinearLink.shares(values, outputs)
    }
  }

  private static func exponentials(_ values: [Double]) -> [Double] {
    var values = values
    values.withUnsafeMutableBufferPointer { Math.exponentiate($0) }
    return values
  }

  /// σ of a value, from e to the power of minus its absolute value.
  private static func sigmoid(_ value: Double, _ small: Double) -> Double {
    (value < 0 ? small : 1) / (1 + small)
  }

  private static func softmax(_ values: [Double], _ outputs: Int) -> [Double] {
    var scores = values
    for start in stride(from: 0, to: scores.count, by: outputs) {
      var top = scores[start]
      for index in start..<(start + outputs) { top = max(top, scores[index]) }
      for index in start..<(start + outputs) { scores[index] -= top }
    }
    scores.withUnsafeMutableBufferPointer { Math.exponentiate($0) }
    normalize(&scores, outputs)
    return scores
  }

  private static func shares(_ values: [Double], _ outputs: Int) -> [Double] {
    var scores = values
    for start in stride(from: 0, to: scores.count, by: outputs) {
      // Far below zero σ(z) is e^z, and shares do not change if all values are raised by the same amount: the highest
      // is moved to where e^z is a number of full precision.
      let top = scores[start..<(start + outputs)].max() ?? 0
      if top < -40 { for index in start..<(start + outputs) { scores[index] -= top + 40 } }
    }
    let small = exponentials(scores.map { -$0.magnitude })
    for index in scores.indices { scores[index] = sigmoid(scores[index], small[index]) }
    normalize(&scores, outputs)
    return scores
  }

  /// Divides the scores of each row by their sum.
  private static func normalize(_ scores: inout [Double], _ outputs: Int) {
    for start in stride(from: 0, to: scores.count, by: outputs) {
      var total = 0.0
      for index in start..<(start + outputs) { total += scores[index] }
      for index in start..<(start + outputs) { scores[index] /= total }
    }
  }
}
