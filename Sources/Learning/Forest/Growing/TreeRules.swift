// What the growth of a tree goes by: the forest's settings, worked out for the rows at hand.

import Kernels

struct TreeRules: Sendable {
  let criterion: RandomForest.Criterion
  /// How many columns a node draws.
  let columnsPerNode: Int
  let maxDepth: Int
  let minSplit: Int
  let minLeaf: Int
  let maxLeaves: Int?
  let minDecrease: Double
  let draw: RowDraw
  /// How much a row of each class counts in a node.
  let classWeights: [Double]
  /// Every class counts 1, so that weights are whole numbers.
  var isUnweighted: Bool { classWeights.allSatisfy { $0 == 1 } }

  init(_ forest: RandomForest, _ rows: TrainingRows) throws(LearningError) {
    criterion = forest.criterion
    columnsPerNode = forest.maxFeatures.count(of: rows.features.columns)
    maxDepth = forest.maxDepth ?? .max
    minSplit = forest.minSamplesSplit
    minLeaf = forest.minSamplesLeaf
    maxLeaves = forest.maxLeafNodes
    minDecrease = forest.minImpurityDecrease
    let share = forest.maxSamples ?? 1
    let weights = zip(try forest.classWeight.perClass(rows), rows.classCounts).map {
      // A class without rows cannot be balanced; nothing asks for its weight.
      $1 == 0 ? 1 : $0
    }
    draw = RowDraw(
      rows, draws: forest.bootstrap ? max(1, Int(share * Double(rows.count))) : nil,
      classWeights: weights)
    // Drawn rows have had their weight in the draw.
    classWeights = forest.bootstrap ? weights.map { _ in 1 } : weights
  }

  /// The impurity of rows of which so many are of each class.
  func impurity(_ counts: UnsafePointer<Int32>) -> Double {
    var total = 0.0
    for label in classWeights.indices { total += classWeights[label] * Double(counts[label]) }
    if total <= 0 { return 0 }
    var sum = 0.0
    for label in classWeights.indices where counts[label] > 0 {
      let share = classWeights[label] * Double(counts[label]) / total
      switch criterion {
      case .gini: sum += share * share
      case .entropy: sum -= share * Maths.log2(share)
      }
    }
    return criterion == .gini ? 1 - sum : sum
  }

  func weight(_ counts: UnsafePointer<Int32>) -> Double {
    var total = 0.0
    for label in classWeights.indices { total += classWeights[label] * Double(counts[label]) }
    return total
  }
}
