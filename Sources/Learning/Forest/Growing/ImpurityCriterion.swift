// Impurity criteria of a split, updated incrementally as rows move from one side to the other.
//
// Splits are ranked by scikit-learn's proxies: the impurity decrease without the terms that are
// the same for every split of a node. They depend only on how many rows of each class have moved, as
// whole numbers, not on the order of rows with equal values or on the direction.

import Kernels

protocol ImpurityCriterion {
  /// Rows between two cancellation checks, one less than a power of two.
  static var patience: Int { get }
  /// Moves weight `weight` of the class `label` to the other side.
  mutating func move(_ label: Int, _ weight: Int)
  /// The score of the split, larger is better; both sides have rows.
  func score() -> Double
}

/// Gini impurity without class weights, with constant work per row: with the sums of squares s and the
/// weights w of both sides, s₁ / w₁ + s₂ / w₂ is maximized.
struct GiniCriterion: ImpurityCriterion {
  static var patience: Int { 0xFFFF }

  private let gone: UnsafeMutablePointer<Int>
  private let totals: UnsafePointer<Int>
  private var goneSquares = 0
  private var stayedSquares: Int
  private var goneWeight = 0
  private var stayedWeight: Int

  /// - Parameters: zeros and the node's weights, one each per class; the sums of the latter and of their squares.
  init(gone: UnsafeMutablePointer<Int>, totals: UnsafePointer<Int>, weight: Int, squares: Int) {
    self.gone = gone
    self.totals = totals
    stayedSquares = squares
    stayedWeight = weight
  }

  @inline(__always) mutating func move(_ label: Int, _ weight: Int) {
    let before = gone[label]
    goneSquares &+= weight &* (2 &* before &+ weight)
    stayedSquares &-= weight &* (2 &* (totals[label] &- before) &- weight)
    gone[label] = before &+ weight
    goneWeight &+= weight
    stayedWeight &-= weight
  }

  @inline(__always) func score() -> Double {
    // One division instead of two: it dominates the loop.
    let (g, s) = (Double(goneWeight), Double(stayedWeight))
    return (Double(goneSquares) * s + Double(stayedSquares) * g) / (g * s)
  }
}

/// Gini impurity with class weights.
struct WeightedGiniCriterion: ImpurityCriterion {
  static var patience: Int { 0xFF }

  let gone: UnsafeMutablePointer<Int>
  let totals: UnsafePointer<Int>
  let classes: Int
  let weights: UnsafePointer<Double>

  @inline(__always) mutating func move(_ label: Int, _ weight: Int) { gone[label] &+= weight }

  func score() -> Double {
    var (goneSquares, stayedSquares, goneWeight, stayedWeight) = (0.0, 0.0, 0.0, 0.0)
    for label in 0..<classes {
      let g = weights[label] * Double(gone[label])
      let s = weights[label] * Double(totals[label] &- gone[label])
      goneSquares += g * g
      stayedSquares += s * s
      goneWeight += g
      stayedWeight += s
    }
    return goneSquares / goneWeight + stayedSquares / stayedWeight
  }
}

/// Entropy: the sum over both sides of Σ w log w - W log W, with the weights w of the classes and W of the side.
struct EntropyCriterion: ImpurityCriterion {
  static var patience: Int { 0xFF }

  let gone: UnsafeMutablePointer<Int>
  let totals: UnsafePointer<Int>
  let classes: Int
  let weights: UnsafePointer<Double>

  @inline(__always) mutating func move(_ label: Int, _ weight: Int) { gone[label] &+= weight }

  func score() -> Double {
    var (goneSum, stayedSum, goneWeight, stayedWeight) = (0.0, 0.0, 0.0, 0.0)
    for label in 0..<classes {
      let g = weights[label] * Double(gone[label])
      let s = weights[label] * Double(totals[label] &- gone[label])
      if g > 0 { goneSum += g * Math.log(g) }
      if s > 0 { stayedSum += s * Math.log(s) }
      goneWeight += g
      stayedWeight += s
    }
    return (goneSum - goneWeight * Math.log(goneWeight))
      + (stayedSum - stayedWeight * Math.log(stayedWeight))
  }
}
