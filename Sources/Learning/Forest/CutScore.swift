// How good a cut of a node's rows in two is, kept up while rows go from the right side to the left one by one.
//
// Which cut is best is decided by scikit-learn's proxies: what is left of the impurity's decrease when all that is the
// same for every cut of a node is left out. They depend on nothing but how many rows of each class are on the left,
// as whole numbers, and so not on the order in which rows of one value came.

import Kernels

protocol CutScore {
  /// Rows of the class `label` that weigh `weight` go to the left.
  mutating func move(_ label: Int, _ weight: Int)
  /// The larger, the better; both sides have rows.
  func score() -> Double
}

/// Gini impurity where every class counts 1: Σ l² / Σ l + Σ r² / Σ r in whole numbers, with constant work for each row.
struct WholeGini: CutScore {
  private let left: UnsafeMutablePointer<Int>
  private let totals: UnsafePointer<Int>
  private var leftSquares = 0
  private var rightSquares = 0
  private var leftWeight = 0
  private var rightWeight = 0

  /// - Parameters: zeros, and the whole node's weights, one of each a class.
  init(left: UnsafeMutablePointer<Int>, totals: UnsafePointer<Int>, classes: Int) {
    self.left = left
    self.totals = totals
    for label in 0..<classes {
      rightSquares &+= totals[label] &* totals[label]
      rightWeight &+= totals[label]
    }
  }

  @inline(__always)
  mutating func move(_ label: Int, _ weight: Int) {
    let before = left[label]
    leftSquares &+= weight &* (2 &* before &+ weight)
    rightSquares &-= weight &* (2 &* (totals[label] &- before) &- weight)
    left[label] = before &+ weight
    leftWeight &+= weight
    rightWeight &-= weight
  }

  @inline(__always)
  func score() -> Double {
    let parts =
      SIMD2(Double(leftSquares), Double(rightSquares))
      / SIMD2(Double(leftWeight), Double(rightWeight))
    return parts[0] + parts[1]
  }
}

/// Gini impurity with classes that weigh differently.
struct WeightedGini: CutScore {
  let left: UnsafeMutablePointer<Int>
  let totals: UnsafePointer<Int>
  let classes: Int
  let weights: UnsafePointer<Double>

  @inline(__always)
  mutating func move(_ label: Int, _ weight: Int) { left[label] &+= weight }

  func score() -> Double {
    var (leftSquares, rightSquares, leftWeight, rightWeight) = (0.0, 0.0, 0.0, 0.0)
    for label in 0..<classes {
      let l = weights[label] * Double(left[label])
      let r = weights[label] * Double(totals[label] &- left[label])
      leftSquares += l * l
      rightSquares += r * r
      leftWeight += l
      rightWeight += r
    }
    return leftSquares / leftWeight + rightSquares / rightWeight
  }
}

/// Entropy: Σ l log l − L log L on the left and the same on the right.
struct EntropyScore: CutScore {
  let left: UnsafeMutablePointer<Int>
  let totals: UnsafePointer<Int>
  let classes: Int
  let weights: UnsafePointer<Double>

  @inline(__always)
  mutating func move(_ label: Int, _ weight: Int) { left[label] &+= weight }

  func score() -> Double {
    var (sum, leftWeight, rightWeight) = (0.0, 0.0, 0.0)
    for label in 0..<classes {
      let l = weights[label] * Double(left[label])
      let r = weights[label] * Double(totals[label] &- left[label])
      if l > 0 { sum += l * Maths.log(l) }
      if r > 0 { sum += r * Maths.log(r) }
      leftWeight += l
      rightWeight += r
    }
    return sum - leftWeight * Maths.log(leftWeight) - rightWeight * Maths.log(rightWeight)
  }
}
