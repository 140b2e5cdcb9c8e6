// What becomes of the values of linear functions: margins, or probabilities by one of three ways.

import Kernels

/// What becomes of the values of linear functions.
enum LinearLink: UInt8, Sendable {
  /// The values themselves, one a class.
  case margins = 1
  /// One value d of two classes: -d and d.
  case twoMargins
  /// e to the values, over their sum.
  case softmax
  /// One value d of two classes: 1 - σ(d) and σ(d).
  case twoProbabilities
  /// σ of each value, over their sum: one class against the rest.
  case sigmoidShares

  /// How many linear functions tell `classes` classes apart.
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
  /// - Parameter values: `outputs` a row.
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
    values.withUnsafeMutableBufferPointer { Maths.exponentiate($0) }
    return values
  }

  /// σ of a value, by e to the power of minus its size.
  private static func sigmoid(_ value: Double, _ small: Double) -> Double {
    (value < 0 ? small : 1) / (1 + small)
  }

  private static func softmax(_ values: [Double], _ outputs: Int) -> [Double] {
    var scores = values
    for start in stride(from: 0, to: scores.count, by: outputs) {
      var top = scores[start]
      for place in start..<(start + outputs) { top = max(top, scores[place]) }
      for place in start..<(start + outputs) { scores[place] -= top }
    }
    scores.withUnsafeMutableBufferPointer { Maths.exponentiate($0) }
    normalise(&scores, outputs)
    return scores
  }

  private static func shares(_ values: [Double], _ outputs: Int) -> [Double] {
    var scores = values
    for start in stride(from: 0, to: scores.count, by: outputs) {
      // Far below zero σ(z) is e^z, and shares are the same for all values higher by as much: the highest is brought to
      // where e^z is a number of full precision.
      let top = scores[start..<(start + outputs)].max() ?? 0
      if top < -40 { for place in start..<(start + outputs) { scores[place] -= top + 40 } }
    }
    let small = exponentials(scores.map { -$0.magnitude })
    for place in scores.indices { scores[place] = sigmoid(scores[place], small[place]) }
    normalise(&scores, outputs)
    return scores
  }

  /// Divides the scores of each row by their sum.
  private static func normalise(_ scores: inout [Double], _ outputs: Int) {
    for start in stride(from: 0, to: scores.count, by: outputs) {
      var total = 0.0
      for place in start..<(start + outputs) { total += scores[place] }
      for place in start..<(start + outputs) { scores[place] /= total }
    }
  }
}
