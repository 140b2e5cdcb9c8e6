// Every split of grown trees against a slow splitter that tries all columns and all thresholds on plain rows.

import Kernels
import Testing

@testable import Learning

@Suite(.timeLimit(.minutes(30))) struct ForestOracleTests {
  /// The rows of a node, and how often the tree drew each.
  struct Node {
    let rows: [Int]
    let times: [Int]
    let labels: [Int]
    let weights: [Double]
    let isEntropy: Bool

    var total: Double { impurity(rows).weight }

    /// Weight and impurity of some rows, by their definitions.
    func impurity(_ rows: [Int]) -> (weight: Double, impurity: Double) {
      var shares = [Double](repeating: 0, count: weights.count)
      for row in rows { shares[labels[row]] += weights[labels[row]] * Double(times[row]) }
      let weight = shares.reduce(0, +)
      let parts = shares.filter { $0 > 0 }.map { $0 / weight }
      return (
        weight,
        isEntropy
          ? parts.map { -$0 * Math.log2($0) }.reduce(0, +)
          : parts.map { $0 * (1 - $0) }.reduce(0, +)
      )
    }

    /// By how much a split lessens the impurity of the node.
    func gain(_ left: [Int], _ right: [Int]) -> Double {
      let (here, l, r) = (impurity(rows), impurity(left), impurity(right))
      return here.impurity - (l.weight * l.impurity + r.weight * r.impurity) / here.weight
    }
  }

  /// A table with many equal values, equal rows, and zeros between numbers below and above.
  static func table(_ random: inout RandomSource) -> (cells: [Double], labels: [Int], columns: Int)
  {
    let (rows, columns) = (20 + random.below(60), 1 + random.below(5))
    let values = 2 + random.below(12)
    let zeros = random.uniform()
    var cells: [Double] = []
    var labels: [Int] = []
    for row in 0..<rows {
      if row > 3, random.chance(0.3) {
        let copied = random.below(row)
        cells += cells[(copied * columns)..<((copied + 1) * columns)]
        labels.append(random.chance(0.7) ? labels[copied] : random.below(3))
        continue
      }
      labels.append(row < 3 ? row : random.below(3))
      for _ in 0..<columns {
        cells.append(
          random.chance(zeros) ? 0 : (Double(random.below(values)) - Double(values) / 2) * 0.37)
      }
    }
    return (cells, labels, columns)
  }

  @Test("no split is worse than the best of all, and no leaf could have been split")
  func splitsAreBest() async throws {
    var random = RandomSource(seed: 20)
    var splits = 0
    for round in 0..<150 {
      let (cells, labels, columns) = Self.table(&random)
      var forest = RandomForest()
      forest.trees = 2
      forest.maxFeatures = .all
      forest.criterion = round % 3 == 0 ? .entropy : .gini
      forest.bootstrap = round % 2 == 0
      forest.minSamplesLeaf = 1 + random.below(4)
      forest.minSamplesSplit = 2 + random.below(8)
      forest.maxDepth = round % 5 == 0 ? 3 : nil
      forest.minImpurityDecrease = round % 7 == 0 ? 0.03 : 0
      if round % 4 == 1 { forest.classWeight = ClassWeights([("c0", 2.5), ("c2", 0.3)]) }
      let dense = try TrainingRows(
        FeatureRows(dense: cells, columns: columns), labels: labels.map { "c\($0)" })
      let thin = try TrainingRows(
        FeatureRows(sparse: sparse(cells, columns: columns)), labels: labels.map { "c\($0)" })
      let context = FitContext(seed: UInt64(round))
      let grown = try #require(try await forest.fitPredictor(to: dense, context) as? Forest)
      let other = try #require(try await forest.fitPredictor(to: thin, context) as? Forest)
      #expect(grown.trees == other.trees, "dense and sparse storage, round \(round)")
      for (index, tree) in grown.trees.enumerated() {
        var times = [Int](repeating: 0, count: labels.count)
        var source = RandomSource(seed: UInt64(round), stream: UInt64(index))
        try TreeRules(forest, dense).draw.each(&source) {
          times[$0] = Int($1)
        }
        let node = Node(
          rows: labels.indices.filter { times[$0] > 0 }, times: times, labels: labels,
          weights: grown.classWeights, isEntropy: forest.criterion == .entropy)
        splits += check(tree, 0, 0, node, node.total, cells, columns, forest, grown)
      }
    }
    #expect(splits > 1000)
  }

  /// Checks a node and all below it; gives how many splits there were.
  private func check(
    _ tree: ForestTree, _ index: Int, _ depth: Int, _ node: Node, _ all: Double, _ cells: [Double],
    _ columns: Int, _ forest: RandomForest, _ grown: Forest
  ) -> Int {
    // The best gain over every column and every value as a threshold.
    var best = -Double.infinity
    for column in 0..<columns {
      for limit in Set(node.rows.map { cells[$0 * columns + column] }) {
        let left = node.rows.filter { cells[$0 * columns + column] <= limit }
        let right = node.rows.filter { cells[$0 * columns + column] > limit }
        if min(left.count, right.count) < forest.minSamplesLeaf { continue }
        best = max(best, node.gain(left, right))
      }
    }
    let here = node.impurity(node.rows)
    let found = tree.nodes[index]
    if found.column < 0 {
      let weighted = best * here.weight / all
      let isStopped =
        here.impurity < 1e-12 || best < -1 || depth >= forest.maxDepth ?? .max
        || node.rows.count < forest.minSamplesSplit
        || weighted < forest.minImpurityDecrease + 1e-9
      #expect(isStopped, "a leaf could be split for \(best)")
      let shares = grown.classWeights.indices.map { label in
        node.impurity(node.rows.filter { node.labels[$0] == label }).weight / here.weight
      }
      let told = grown.shares(tree, found)
      #expect(areNear(told, shares, 1e-12))
      return 0
    }
    let values = node.rows.map { cells[$0 * columns + Int(found.column)] }
    let left = node.rows.filter { cells[$0 * columns + Int(found.column)] <= found.threshold }
    let right = node.rows.filter { cells[$0 * columns + Int(found.column)] > found.threshold }
    #expect(min(left.count, right.count) >= forest.minSamplesLeaf)
    #expect(node.rows.count >= forest.minSamplesSplit)
    #expect(node.gain(left, right) > best - 1e-12)
    let lower = values.filter { $0 <= found.threshold }.max() ?? .nan
    let upper = values.filter { $0 > found.threshold }.min() ?? .nan
    #expect(found.threshold == lower / 2 + upper / 2)
    func child(_ rows: [Int]) -> Node {
      Node(
        rows: rows, times: node.times, labels: node.labels, weights: node.weights,
        isEntropy: node.isEntropy)
    }
    return 1
      + check(tree, index + 1, depth + 1, child(left), all, cells, columns, forest, grown)
      + check(tree, Int(found.next), depth + 1, child(right), all, cells, columns, forest, grown)
  }
}
