// The rules of tree growth: the forest's settings resolved for the training rows.

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
  let draw: BootstrapSample
  /// The weight of a row of each class in a node.
  let classWeights: [Double]
  /// All class weights are 1, so weights are whole numbers.
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
      // A class without rows cannot be balanced; its weight is never used.
      $1 == 0 ? 1 : $0
    }
    draw = BootstrapSample(
      rows, draws: forest.bootstrap ? max(1, Int(share * Double(rows.count))) : nil,
      classWeights: weights)
    // Class weights were applied in the sampling.
    classWeights = forest.bootstrap ? weights.map { _ in 1 } : weights
  }

  /// The impurity of these class counts.
  func impurity(_ counts: UnsafePointer<Int32>) -> Double {
    var total = 0.0
    for label in classWeights.indices { total += classWeights[label] * Double(counts[label]) }
    if total <= 0 { return 0 }
    var sum = 0.0
    for label in classWeights.indices where counts[label] > 0 {
      let share = classWeights[label] * Double(counts[label]) / total
      switch criterion {
      case .gini: sum += share * share
      case .entropy: sum -= share * Math.log2(share)
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
