// The random forest: toy trees by hand, samples, merged rows, out-of-bag rows, resumed fits, settings that clash.

import Basics
import Kernels
import Synchronization
import Testing

@testable import Learning

@Suite(.timeLimit(.minutes(30))) struct RandomForestTests {
  /// One tree on all rows and columns.
  static var tree: RandomForest {
    var forest = RandomForest()
    forest.trees = 1
    forest.bootstrap = false
    forest.maxFeatures = .all
    return forest
  }

  static func grown(_ settings: RandomForest, _ rows: TrainingRows, seed: UInt64 = 1) async throws
    -> Forest
  {
    try #require(try await settings.fit(rows, FitContext(seed: seed)).predictor as? Forest)
  }

  @Test("a tree by hand: a a b | a b b is cut between 2 and 4, then in pure halves")
  func toyTree() async throws {
    // Gini of all is 1/2. To cut after 2 of 6 leaves 4/6 · 3/8 = 1/4 of it, as little as after 4, and the first counts.
    // Of the four to the right (b a b b) a cut after the a leaves 1/4, and one after the b 1/3.
    let rows = try TrainingRows(
      FeatureRows(dense: [0, 2, 4, 6, 8, 9], columns: 1), labels: ["a", "a", "b", "a", "b", "b"])
    let forest = try await Self.grown(Self.tree, rows)
    let tree = forest.trees[0]
    try #require(tree.nodes.map(\.column) == [0, -2, 0, 0, -3, -2, -3])
    #expect(tree.nodes.map(\.threshold) == [3, 0, 7, 5, 0, 0, 0])
    #expect(tree.depth == 3)
    #expect(forest.importance == [1])
    let scores = try await forest.scores(
      FeatureRows(dense: [3, 3.1, 5.5, 7.5], columns: 1), width: 1)
    #expect(scores == [1, 0, 0, 1, 1, 0, 0, 1])
  }

  @Test("a leaf tells the shares of its rows, and class weights count in them")
  func leafShares() async throws {
    var settings = Self.tree
    settings.minSamplesLeaf = 3
    let rows = try TrainingRows(
      FeatureRows(dense: [0, 1, 2, 10, 11, 12], columns: 1),
      labels: ["a", "a", "b", "b", "b", "a"])
    let two = FeatureRows(dense: [0, 11], columns: 1)
    let plain = try await Self.grown(settings, rows).scores(two, width: 1)
    #expect(areNear(plain.map { $0 * 3 }, [2, 1, 1, 2], 1e-12))
    settings.classWeight = ClassWeights([("b", 4)])
    let weighted = try await Self.grown(settings, rows).scores(two, width: 1)
    #expect(areNear(weighted.map { $0 * 9 }, [3, 6, 1, 8], 1e-12))
  }

  @Test("a row that is there three times counts as three, and as a class that weighs three")
  func mergedRows() async throws {
    let rows = try clouds(60, gap: 1)
    let cells = rows.features.dense
    var repeated = cells
    var labels = rows.labels.map { "class \($0)" }
    for row in 0..<60 where rows.labels[row] == 1 {
      for _ in 0..<2 {
        repeated += cells[(row * 4)..<(row * 4 + 4)]
        labels.append("class 1")
      }
    }
    let many = try TrainingRows(FeatureRows(dense: repeated, columns: 4), labels: labels)
    #expect(try await ForestTable.make(many, width: 1).rows == 60)
    var settings = Self.tree
    settings.maxDepth = 4
    var weighted = settings
    weighted.classWeight = ClassWeights([("class 1", 3)])
    let a = try await Self.grown(settings, many)
    let b = try await Self.grown(weighted, rows)
    #expect(a.trees[0].nodes == b.trees[0].nodes)
    let found = try await a.scores(rows.features, width: 1)
    let told = try await b.scores(rows.features, width: 1)
    #expect(areNear(found, told, 1e-12))
    // Three copies of one row are three rows to a leaf.
    settings.minSamplesLeaf = 3
    let copies = try TrainingRows(
      FeatureRows(dense: [1, 1, 1, 2, 2, 2], columns: 1), labels: ["a", "a", "a", "b", "b", "b"])
    #expect(try await Self.grown(settings, copies).trees[0].nodes.count == 3)
    settings.minSamplesLeaf = 4
    #expect(try await Self.grown(settings, copies).trees[0].nodes.count == 1)
  }

  @Test("a constant column counts as drawn, and the draw goes on until one is not constant")
  func constantColumns() async throws {
    // Two columns of use among ten, five draws: the worse one is at the root if it is drawn without the better one
    // (C(8,4) / C(10,5) = 0.278), or in half of the cases in which neither is (C(8,5) / C(10,5) = 0.222): 0.389.
    // scikit-learn gives 0.376 over 2,000 trees.
    var random = RandomSource(seed: 6)
    var (cells, labels) = ([Double](), [String]())
    for row in 0..<200 {
      let side = Double(row % 2)
      labels.append("\(row % 2)")
      cells += [Double](repeating: 7, count: 4)
      cells += [side + 0.3 * random.normal(), side + random.normal()]
      cells += [Double](repeating: 0, count: 4)
    }
    for features in [
      FeatureRows(dense: cells, columns: 10), FeatureRows(sparse: sparse(cells, columns: 10)),
    ] {
      var settings = RandomForest()
      settings.trees = 2000
      settings.maxDepth = 1
      settings.maxFeatures = .share(0.5)
      let forest = try await Self.grown(settings, TrainingRows(features, labels: labels))
      let roots = forest.trees.map { $0.nodes[0].column }
      #expect(Set(roots) == [4, 5])
      let worse = Double(roots.count { $0 == 5 }) / 2000
      #expect((worse - 0.389).magnitude < 0.02, "\(worse)")
    }
  }

  @Test("all columns that are not constant are drawn alike")
  func columnsAreDrawnAlike() async throws {
    var settings = RandomForest()
    settings.trees = 3000
    settings.maxDepth = 1
    settings.maxFeatures = .share(0.05)
    let rows = try sentences(200, words: 20)
    let forest = try await Self.grown(settings, rows)
    var counts = [Int](repeating: 0, count: 20)
    for tree in forest.trees { counts[Int(tree.nodes[0].column)] += 1 }
    // 150 expected, a standard deviation of 12.
    #expect(counts.allSatisfy { (90...210).contains($0) }, "\(counts)")
  }

  @Test("a tree draws its rows with replacement: 63 of 100 are in it")
  func drawsRows() throws {
    let draw = try BootstrapSample(clouds(1000), draws: 1000, classWeights: [2, 2, 2])
    var random = RandomSource(seed: 1, stream: 9)
    var (rows, draws) = (0, 0)
    for _ in 0..<50 {
      draw.each(&random) { _, times in
        rows += 1
        draws += Int(times)
      }
    }
    #expect(draws == 50_000)
    #expect((Double(rows) / 50_000 - 0.632).magnitude < 0.01)
  }

  @Test("rows of a heavier class are drawn more often, and those of a class alike")
  func drawsByWeight() throws {
    let rows = try TrainingRows(
      FeatureRows(dense: [1, 2, 3, 4, 5], columns: 1), labels: ["b", "a", "b", "a", "b"])
    let draw = BootstrapSample(rows, draws: 100_000, classWeights: [1, 4])
    var random = RandomSource(seed: 1)
    var shares = [0.0, 0, 0, 0, 0]
    draw.each(&random) { shares[$0] = Double($1) / 100_000 }
    let wanted = [4, 1, 4, 1, 4].map { $0 / 14.0 }
    #expect(areNear(shares, wanted, 0.006), "\(shares)")
  }

  @Test("sparse and dense storage give the same trees and the same scores")
  func storage() async throws {
    var random = RandomSource(seed: 11)
    for (rows, columns, share) in [(400, 12, 1.0), (500, 40, 0.6), (300, 150, 0.05), (90, 7, 0.3)] {
      let cells = (0..<(rows * columns)).map { _ in
        random.chance(share) ? Double(random.below(9)) / 4 - 0.75 : 0
      }
      let labels = (0..<rows).map { "\(random.below(2) + (cells[$0 * columns] > 0 ? 1 : 0))" }
      let thin = FeatureRows(sparse: sparse(cells, columns: columns))
      let thick = FeatureRows(dense: cells, columns: columns)
      // The first three columns dense, the others sparse.
      let both = FeatureRows(
        count: rows, denseColumns: 3,
        dense: (0..<rows).flatMap { cells[($0 * columns)..<($0 * columns + 3)] },
        sparse: sparse(
          (0..<rows).flatMap { cells[($0 * columns + 3)..<(($0 + 1) * columns)] },
          columns: columns - 3))
      for (index, criterion) in RandomForest.Criterion.allCases.enumerated() {
        var settings = RandomForest()
        settings.trees = 20
        settings.criterion = criterion
        settings.maxFeatures = index == 0 ? .sqrt : .share(1.0 / Double(columns))
        settings.minSamplesLeaf = index == 0 ? 1 : 3
        settings.bootstrap = index == 0
        if index == 1 { settings.classWeight = ClassWeights([("1", 0.3)]) }
        let a = try await Self.grown(settings, TrainingRows(thin, labels: labels))
        let b = try await Self.grown(settings, TrainingRows(thick, labels: labels))
        let c = try await Self.grown(settings, TrainingRows(both, labels: labels))
        #expect(a.trees == b.trees && a.trees == c.trees, "\(rows) rows")
        let scores = try await a.scores(thin, width: 1)
        #expect(try await a.scores(thick, width: 2) == scores)
        #expect(try await a.scores(both, width: 3) == scores)
        // Row by row down the nodes.
        for row in stride(from: 0, to: rows, by: 7) {
          let slow = a.slowScores(Array(cells[(row * columns)..<((row + 1) * columns)]))
          let fast = Array(scores[(row * slow.count)..<((row + 1) * slow.count)])
          #expect(areNear(slow, fast, 1e-12))
        }
      }
    }
  }

  @Test("a share of rows to draw makes smaller trees")
  func maxSamples() async throws {
    let rows = try clouds(200, gap: 0.3)
    var settings = RandomForest()
    settings.trees = 10
    settings.minSamplesSplit = 5
    let all = try await Self.grown(settings, rows)
    settings.maxSamples = 0.1
    let few = try await Self.grown(settings, rows)
    let leaves = few.trees.map { tree in tree.nodes.count { $0.column < 0 } }
    #expect(leaves.allSatisfy { $0 <= 20 })
    #expect(all.trees[0].nodes.count > 3 * few.trees[0].nodes.count)
  }

  @Test("importances add up to 1 and single out the columns that tell")
  func importances() async throws {
    let rows = try combined(300)
    let forest = try await Self.grown(RandomForest(), rows)
    let values = forest.importances[0].values
    #expect((values.reduce(0, +) - 1).magnitude < 1e-12)
    #expect(values[..<4].reduce(0, +) > 0.3)
    let alike = try TrainingRows(FeatureRows(dense: [3, 3], columns: 1), labels: ["a", "b"])
    #expect(try await Self.grown(RandomForest(), alike).importance == [0])
  }

  @Test("rows that every tree drew are left out of the out-of-bag score, and it says so")
  func outOfBag() async throws {
    var settings = RandomForest()
    settings.trees = 1
    settings.oobScore = true
    let model = try await settings.fit(clouds(150, gap: 8), FitContext(seed: 1))
    let score = try #require(model.predictor.facts.first { $0.name == "oob_score" }?.value)
    #expect(score > 0.9 && score <= 1)
    let unasked = try #require((model.predictor as? Forest)?.outOfBag?.unasked)
    #expect((80...110).contains(unasked))
    #expect(model.predictor.remarks.count == 1)
    settings.trees = 50
    #expect(try await settings.fit(clouds(150), FitContext(seed: 1)).predictor.remarks.isEmpty)
  }

  @Test("settings that need the draw are refused without it")
  func clashes() async throws {
    var settings = RandomForest()
    settings.bootstrap = false
    settings.oobScore = true
    let rows = try clouds(30)
    await #expect(
      throws: LearningError.needsSetting(
        "bootstrap", is: "true", for: "oob_score", of: "random forest")
    ) { try await settings.fit(rows, FitContext(seed: 1)) }
    settings.oobScore = false
    settings.maxSamples = 0.5
    await #expect(
      throws: LearningError.needsSetting(
        "bootstrap", is: "true", for: "max_samples", of: "random forest")
    ) { try await settings.fit(rows, FitContext(seed: 1)) }
  }

  @Test("a setting is a word or a share")
  func maxFeatures() throws {
    #expect(RandomForest.MaxFeatures.sqrt.count(of: 2174) == 46)
    #expect(RandomForest.MaxFeatures.log2.count(of: 2174) == 11)
    #expect(RandomForest.MaxFeatures.log2.count(of: 1) == 1)
    #expect(RandomForest.MaxFeatures.share(0.3).count(of: 10) == 3)
    #expect(RandomForest.MaxFeatures.share(0.01).count(of: 10) == 1)
    let kind = RandomForest.kind
    for value in [SettingValue.choice("log2"), .choice("all"), .number(0.25)] {
      let made = try kind.estimator([("max_features", value)])
      #expect(kind.settings(of: made).first { $0.name == "max_features" }?.value == value)
    }
    #expect(throws: LearningError.self) { try kind.estimator([("max_features", .number(1.5))]) }
    #expect(throws: LearningError.self) { try kind.estimator([("max_features", .number(0))]) }
  }

  // MARK: Resuming

  @Test("a fit resumed from any of its checkpoints ends in the same bytes")
  func resumes() async throws {
    let rows = try combined(80)
    var settings = RandomForest()
    settings.trees = 150
    let whole = try await settings.fit(rows, FitContext(seed: 4)).bytes
    let saved = Mutex<[[UInt8]]>([])
    let told = Mutex<[Int]>([])
    let first = FitContext(
      seed: 4, progress: { done, _ in told.withLock { $0.append(done) } },
      checkpoint: Checkpoint(
        isDue: { _ in true },
        save: { state in
          var writer = ByteWriter()
          try state(&writer)
          saved.withLock { $0.append(writer.bytes) }
        }))
    #expect(try await settings.fit(rows, first).bytes == whole)
    let states = saved.withLock { $0 }
    #expect(states.count >= 3)
    #expect(told.withLock { $0 }.last == 150)
    for state in states {
      let progress = Mutex<[Int]>([])
      let context = FitContext(
        seed: 4, width: 2, progress: { done, _ in progress.withLock { $0.append(done) } },
        checkpoint: Checkpoint(saved: state, isDue: { _ in false }, save: { _ in }))
      #expect(try await settings.fit(rows, context).bytes == whole)
      #expect(progress.withLock { $0 }.first ?? 0 > 0)
    }
    // Damaged bytes, and those of another seed, are ignored.
    for index in [0, 9, states[0].count / 2, states[0].count - 1] {
      var damaged = states[0]
      damaged[index] ^= 1
      let checkpoint = Checkpoint(saved: damaged, isDue: { _ in false }, save: { _ in })
      #expect(
        try await settings.fit(rows, FitContext(seed: 4, checkpoint: checkpoint)).bytes == whole)
    }
    let other = Checkpoint(saved: states[0], isDue: { _ in false }, save: { _ in })
    let fresh = try await settings.fit(rows, FitContext(seed: 5)).bytes
    #expect(try await settings.fit(rows, FitContext(seed: 5, checkpoint: other)).bytes == fresh)
    settings.minSamplesLeaf = 2
    let changed = try await settings.fit(rows, FitContext(seed: 4)).bytes
    #expect(try await settings.fit(rows, FitContext(seed: 4, checkpoint: other)).bytes == changed)
  }

  @Test("bytes that are not one tree are refused")
  func damagedTrees() throws {
    func read(_ nodes: [ForestNode], _ counts: [UInt32]) throws {
      var writer = ByteWriter()
      ForestTree(nodes: nodes, counts: counts).encode(into: &writer)
      var reader = ByteReader(writer.bytes)
      _ = try ForestTree(from: &reader, columns: 2, classes: 2)
    }
    let leaf = ForestNode(threshold: 0, column: -2, next: 0)
    func split(_ next: Int32, column: Int32 = 1) -> ForestNode {
      ForestNode(threshold: 0.5, column: column, next: next)
    }
    try read([split(2), leaf, leaf], [])
    try read([ForestNode(threshold: 0, column: -1, next: 0)], [1, 2])
    let wrong: [([ForestNode], [UInt32])] = [
      ([], []), ([leaf, leaf], []), ([split(1), leaf, leaf], []), ([split(3), leaf, leaf], []),
      ([split(0), leaf, leaf], []), ([split(2, column: 2), leaf, leaf], []),
      ([split(2), leaf], []), ([split(2), leaf, leaf, leaf], []),
      ([split(3), split(4), leaf, leaf, leaf], []),
      ([ForestNode(threshold: .nan, column: 0, next: 2), leaf, leaf], []),
      ([ForestNode(threshold: 0, column: -4, next: 0)], []),
      ([ForestNode(threshold: 0, column: -1, next: 1)], [1, 2]),
      ([ForestNode(threshold: 0, column: -1, next: 0)], [0, 0]),
      ([leaf], [1]),
    ]
    for (nodes, counts) in wrong {
      #expect(throws: CorruptData.self, "\(nodes)") { try read(nodes, counts) }
    }
  }
}
