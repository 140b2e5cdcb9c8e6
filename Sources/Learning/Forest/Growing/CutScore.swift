// How good a cut of a node's rows in two is, kept up while rows go from one side to the other.
//
// Which cut is best is decided by scikit-learn's proxies: what is left of the impurity's decrease when all that is
// the same for every cut of a node is left out. They depend on nothing but how many rows of each class have gone, as
// whole numbers, and so neither on the order in which rows of one value went nor on the side they went to.

import Kernels

protocol CutScore {
  /// One less than a power of two: how many rows may go by between two looks at whether the fit was stopped.
  static var patience: Int { get }
  /// Rows of the class `label` that weigh `weight` go to the other side.
  mutating func move(_ label: Int, _ weight: Int)
  /// The larger, the better; both sides have rows.
  func score() -> Double
}

/// Gini impurity where every class counts 1, with constant work for each row: with the sums of squares s and the
/// weights w of both sides it is s₁ / w₁ + s₂ / w₂ that shall be large.
struct WholeGini: CutScore {
  static var patience: Int { 0xFFFF }

  private let gone: UnsafeMutablePointer<Int>
  private let totals: UnsafePointer<Int>
  private var goneSquares = 0
  private var stayedSquares: Int
  private var goneWeight = 0
  private var stayedWeight: Int

  /// - Parameters: zeros, and the whole node's weights, one of each a class; the sums of the latter and of their squares.
  init(
    gone: UnsafeMutablePointer<Int>, totals: UnsafePointer<Int>, weight: Int, squares: Int
  ) {
    self.gone = gone
    self.totals = totals
    stayedSquares = squares
    stayedWeight = weight
  }

  @inline(__always)
  mutating func move(_ label: Int, _ weight: Int) {
    let before = gone[label]
    goneSquares &+= weight &* (2 &* before &+ weight)
    stayedSquares &-= weight &* (2 &* (totals[label] &- before) &- weight)
    gone[label] = before &+ weight
    goneWeight &+= weight
    stayedWeight &-= weight
  }

  @inline(__always)
  func score() -> Double {
    // One division in place of two: the loop waits for little else.
    let (g, s) = (Double(goneWeight), Double(stayedWeight))
    return (Double(goneSquares) * s + Double(stayedSquares) * g) / (g * s)
  }
}

/// Gini impurity with classes that weigh differently.
struct WeightedGini: CutScore {
  static var patience: Int { 0xFF }

  let gone: UnsafeMutablePointer<Int>
  let totals: UnsafePointer<Int>
  let classes: Int
  let weights: UnsafePointer<Double>

  @inline(__always)
  mutating func move(_ label: Int, _ weight: Int) { gone[label] &+= weight }

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
struct EntropyScore: CutScore {
  static var patience: Int { 0xFF }

  let gone: UnsafeMutablePointer<Int>
  let totals: UnsafePointer<Int>
  let classes: Int
  let weights: UnsafePointer<Double>

  @inline(__always)
  mutating func move(_ label: Int, _ weight: Int) { gone[label] &+= weight }

  func score() -> Double {
    var (goneSum, stayedSum, goneWeight, stayedWeight) = (0.0, 0.0, 0.0, 0.0)
    for label in 0..<classes {
      let g = weights[label] * Double(gone[label])
      let s = weights[label] * Double(totals[label] &- gone[label])
      if g > 0 { goneSum += g * Maths.log(g) }
      if s > 0 { stayedSum += s * Maths.log(s) }
      goneWeight += g
      stayedWeight += s
    }
    return (goneSum - goneWeight * Maths.log(goneWeight))
      + (stayedSum - stayedWeight * Maths.log(stayedWeight))
  }
}
