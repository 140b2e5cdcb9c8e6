// Boosting against a slow oracle, its formulas, and the meaning of its settings.

import Basics
import Kernels
import Testing
import TestSupport

@testable import Learning

/// Sums of several columns with noise decide the class; some cells are missing, some rows are there twice or more.
private func table(
  _ count: Int, columns: Int = 3, classes: Int = 3, missing: Double = 0, copies: Double = 0,
  seed: UInt64
) throws -> TrainingRows {
  var random = RandomSource(seed: seed)
  var (cells, labels) = ([Double](), [String]())
  while labels.count < count {
    var row = (0..<columns).map { _ in random.uniform() }
    let label = Int((row[0] + row[1] * 0.7 + random.uniform()) / 2.7 * Double(classes))
    for column in 0..<columns where random.chance(missing) { row[column] = .nan }
    repeat {
      cells += row
      labels.append("class \(label)")
    } while random.chance(copies) && labels.count < count
  }
  return try TrainingRows(FeatureRows(dense: cells, columns: columns), labels: labels)
}

/// Few values, often missing: some nodes have no zero in a column, or only zeros and missing cells.
private func coarse() throws -> TrainingRows {
  let rows = try table(400, columns: 5, missing: 0.3, seed: 6)
  let cells = rows.features.dense.map { ($0 * 5).rounded() - 1.6 }
  return try TrainingRows(
    FeatureRows(dense: cells, columns: 5), labels: rows.labels.map { rows.classes[Int($0)] })
}

private func trees(_ model: FittedModel) throws -> BoostedTrees {
  try #require(model.predictor as? BoostedTrees)
}

private func bytes(_ predictor: any Predictor) -> [UInt8] {
  var writer = ByteWriter()
  predictor.encode(into: &writer)
  return writer.bytes
}

@Suite(.timeLimit(.minutes(30))) struct BoostingTests {
  @Test("random tables are learned as the slow oracle learns them")
  func likeTheOracle() async throws {
    var random = RandomSource(seed: 31)
    for seed in 0..<24 as Range<UInt64> {
      let rows = try table(
        40 + random.below(30), missing: seed % 3 == 0 ? 0.2 : 0, copies: seed % 2 == 0 ? 0.5 : 0,
        seed: seed)
      var settings = GradientBoosting()
      settings.rounds = 3
      settings.maxDepth = 1 + random.below(4)
      settings.regLambda = random.chance(0.2) ? 0 : 2 * random.uniform()
      settings.regAlpha = random.chance(0.5) ? 0 : random.uniform()
      settings.gamma = random.chance(0.5) ? 0 : random.uniform()
      settings.minChildWeight = 0.1 + 2 * random.uniform()
      settings.maxDeltaStep = random.chance(0.7) ? 0 : 0.5
      if random.chance(0.5) { settings.classWeight = .balanced }
      let weights = try settings.classWeight.perRow(rows) ?? rows.labels.map { _ in 1 }
      let cells = (0..<rows.count).map { Array(rows.features.dense[(3 * $0)..<(3 * $0 + 3)]) }
      let oracle = BoostingOracle(
        settings: settings, rows: cells, labels: rows.labels.map(Int.init), weights: weights,
        classes: rows.classes.count)
      let model = try await settings.fit(rows, FitContext(seed: 1))
      let margins = try await trees(model).margins(rows.features, width: 1)
      let expected = oracle.scores().flatMap { $0 }
      let worst = pairs(margins, expected).map { ($0 - $1).magnitude }.max() ?? 1
      #expect(worst < 2e-7, "table \(seed): \(worst), \(settings)")
    }
  }

  @Test("gradients are the derivatives of the log loss")
  func derivatives() throws {
    var random = RandomSource(seed: 5)
    let (classes, stride) = (4, 8)
    let scores = (0..<(classes * stride)).map { _ in 3 * random.normal() }
    let weights = (0..<stride).map { $0 == 7 ? 0 : Double($0 + 1) }
    // The rows behind a distinct row: some of class 0, the rest of class 2.
    let own = [
      weights.map { $0 / 4 }, weights.map { _ in 0 }, weights.map { $0 * 3 / 4 },
      weights.map { _ in 0 },
    ]
    let loss = BoostingLoss(classes: classes, largest: 8, total: 28)
    let divisors = loss.softmaxDivisors(scores, stride: stride)
    let packed = (0..<classes).map { group in
      loss.gradients(
        of: group, scores: scores, divisors: divisors, weights: weights, own: own[group],
        stride: stride)
    }
    func logLoss(_ row: Int, _ group: Int, _ shift: Double) -> Double {
      let moved = (0..<classes).map { scores[$0 * stride + row] + ($0 == group ? shift : 0) }
      let sum = Math.log(moved.reduce(0) { $0 + Math.exp($1) })
      return (0..<classes).reduce(0) { $0 + own[$1][row] * (sum - moved[$1]) }
    }
    for group in 0..<classes {
      for row in 0..<stride {
        let word = packed[group][row]
        let gradient = Double(Int32(truncatingIfNeeded: word)) / loss.scale
        let hessian = Double(Int32(truncatingIfNeeded: word >> 32)) / loss.scale
        let step = 1e-4
        let (low, middle, high) = (
          logLoss(row, group, -step), logLoss(row, group, 0), logLoss(row, group, step)
        )
        #expect(((high - low) / (2 * step) - gradient).magnitude < 3e-8)
        // Twice the second derivative: softprob's bound.
        #expect((2 * (high - 2 * middle + low) / (step * step) - hessian).magnitude < 1e-5)
      }
    }
  }

  @Test("two classes have logistic gradients")
  func logisticDerivatives() throws {
    let scores: [Double] = [-800, -2, 0, 1, 3, 700, 0.5, 0]
    let weights = [1, 1, 1, 2, 1, 1, 1, 0] as [Double]
    let own = [0, 1, 0, 2, 1, 0, 0.25, 0] as [Double]
    let loss = BoostingLoss(classes: 2, largest: 2, total: 8)
    let packed = loss.gradients(
      of: 0, scores: scores, divisors: [], weights: weights, own: own, stride: 8)
    for row in 0..<8 {
      let p = 1 / (1 + Math.exp(-scores[row]))
      let gradient = Double(Int32(truncatingIfNeeded: packed[row])) / loss.scale
      let hessian = Double(Int32(truncatingIfNeeded: packed[row] >> 32)) / loss.scale
      #expect((gradient - (weights[row] * p - own[row])).magnitude < 1e-8)
      #expect((hessian - weights[row] * p * (1 - p)).magnitude < 1e-8)
      #expect((hessian > 0) == (weights[row] > 0))
    }
  }

  @Test("the same table learns the same however it is stored")
  func denseAsSparse() async throws {
    for rows in [
      try PeerTables.words(), try combined(200), try table(200, missing: 0.1, seed: 4),
      try coarse(),
    ] {
      let features = rows.features
      var cells: [Double] = []
      var (starts, indices, values) = ([0], [Int32](), [Double]())
      for row in 0..<rows.count {
        var dense = [Double](repeating: 0, count: features.columns)
        for column in 0..<features.denseColumns {
          // Some are shifted below zero.
          dense[column] = features.dense[row * features.denseColumns + column] - 0.4
        }
        for entry in features.sparse.range(row) {
          dense[features.denseColumns + Int(features.sparse.indices[entry])] =
            features.sparse.values[entry]
        }
        cells += dense
        for (column, value) in dense.enumerated() where value != 0 {
          indices.append(Int32(column))
          values.append(value)
        }
        starts.append(indices.count)
      }
      let labels = rows.labels.map { rows.classes[Int($0)] }
      let sparse = SparseRows(
        columns: features.columns, starts: starts, indices: indices, values: values)
      let context = FitContext(seed: 3)
      var early = try boosting(["n_estimators": 8])
      early.earlyStoppingRounds = 20
      early.validationFraction = 0.3
      // More rows than a sketch for five bins holds, and weights whose sums are rounded.
      var weighted = try boosting(["n_estimators": 8, "max_bin": 5])
      weighted.classWeight = .balanced
      for settings in [
        try boosting(["n_estimators": 8, "max_bin": 40]),
        try boosting(["n_estimators": 4, "subsample": 0.6, "colsample_bynode": 0.5]),
        try boosting(["n_estimators": 4, "reg_alpha": 0.2, "max_delta_step": 0.7]), early,
        weighted,
      ] {
        let one = try await settings.fit(
          TrainingRows(FeatureRows(dense: cells, columns: features.columns), labels: labels),
          context)
        let other = try await settings.fit(
          TrainingRows(FeatureRows(sparse: sparse), labels: labels), context)
        let isSame = bytes(one.predictor) == bytes(other.predictor)
        #expect(isSame)
        #expect(try trees(one).nodes.count > 100)
        let scores = try await one.scores(FeatureRows(dense: cells, columns: features.columns))
        #expect(try await other.scores(FeatureRows(sparse: sparse)) == scores)
      }
    }
  }

  @Test("each setting binds")
  func settings() async throws {
    let rows = try table(300, columns: 6, missing: 0.05, seed: 9)
    func fit(_ values: [String: Double], seed: UInt64 = 1) async throws -> BoostedTrees {
      try trees(
        await boosting(values.merging(["n_estimators": 6]) { a, _ in a }).fit(
          rows, FitContext(seed: seed)))
    }
    let plain = try await fit([:])
    #expect(plain.rounds == 6)
    #expect(try await fit(["n_estimators": 3]).nodes == Array(plain.nodes[..<Int(plain.starts[9])]))
    let stumps = try await fit(["max_depth": 1])
    #expect(zip(stumps.starts, stumps.starts.dropFirst()).allSatisfy { $1 - $0 <= 3 })
    for (name, value) in [
      ("gamma", 2.0), ("min_child_weight", 8), ("reg_lambda", 20), ("reg_alpha", 3),
    ] {
      #expect(try await fit([name: value]).nodes.count < plain.nodes.count, "\(name)")
    }
    let limited = try await fit(["max_delta_step": 0.1, "learning_rate": 0.5])
    #expect(limited.nodes.allSatisfy { !$0.isLeaf || $0.value.magnitude <= 0.0500001 })
    #expect(try await fit(["max_bin": 2]).edges.allSatisfy { $0.count <= 1 })
    // Columns that a tree, a level or a node may split by.
    let narrow = try await fit(["colsample_bytree": 0.34])
    for (start, end) in zip(narrow.starts, narrow.starts.dropFirst()) {
      let used = Set(narrow.nodes[Int(start)..<Int(end)].filter { !$0.isLeaf }.map(\.feature))
      #expect(used.count <= 2)
    }
    // One column per level: its nodes agree, its levels need not.
    let level = try await fit(["colsample_bylevel": 0.17, "n_estimators": 20])
    var featureCounts = Set<Int>()
    for (start, end) in zip(level.starts, level.starts.dropFirst()) {
      let tree = Array(level.nodes[Int(start)..<Int(end)])
      var ofDepth: [Int: Set<Int>] = [:]
      var waiting = [(0, 0)]
      while let (index, depth) = waiting.popLast() {
        if tree[index].isLeaf { continue }
        ofDepth[depth, default: []].insert(tree[index].feature)
        waiting += [(index + 1, depth + 1), (index + Int(tree[index].right), depth + 1)]
      }
      #expect(ofDepth.values.allSatisfy { $0.count == 1 })
      featureCounts.insert(Set(ofDepth.values.flatMap { $0 }).count)
    }
    #expect(featureCounts.contains { $0 > 1 })
    for name in ["subsample", "colsample_bytree", "colsample_bylevel", "colsample_bynode"] {
      let half = try await fit([name: 0.5])
      #expect(half.nodes != plain.nodes, "\(name)")
      #expect(try await fit([name: 0.5], seed: 2).nodes != half.nodes, "\(name)")
      #expect(try await fit([name: 0.5]).nodes == half.nodes, "\(name)")
      let loss = try await logLoss(
        boosting([name: 0.5, "n_estimators": 30]).fit(rows, FitContext(seed: 1)), on: rows)
      #expect(loss < 0.35, "\(name) \(loss)")
    }
  }

  @Test("bins are single values, or about equally heavy ones")
  func bins() throws {
    var random = RandomSource(seed: 3)
    func edges(
      _ values: [Double], _ weights: [Double]? = nil, limit: Int
    ) throws -> [Double] {
      try BinEdges.edges(
        values, SketchWeights(weights ?? values.map { _ in 1 }), limit: limit)
    }
    let few = (0..<500).map { _ in Double(random.below(40)) - 20 }
    #expect(try edges(few, limit: 40) == (1..<40).map { Double($0) - 20 })
    #expect(try edges(few, limit: 39).count == 38)
    #expect(try edges([1, 2, .nan, 3], [0, 0, 1, 1], limit: 8).isEmpty)
    #expect(try edges([], limit: 8).isEmpty)
    #expect(try edges([.nan, .nan], limit: 8).isEmpty)
    #expect(try edges([-0.0, 0, 1, -0.0], limit: 8) == [1])
    let many = (0..<5000).map { _ in random.normal() }
    let weights = many.map { _ in 1 + random.uniform() }
    let found = try edges(many, weights, limit: 50)
    #expect(found.count == 49)
    var heavy = [Double](repeating: 0, count: 50)
    for (value, weight) in zip(many, weights) {
      heavy[found.withUnsafeBufferPointer { BinEdges.bin(value, $0) }] += weight
    }
    let mean = heavy.reduce(0, +) / 50
    // The sketch places each edge to an eighth of a bin.
    #expect(heavy.allSatisfy { $0 > 0.75 * mean && $0 < 1.25 * mean })
    // The unit of the weights does not matter, however large or small it is.
    for unit in [0x1p-1000, 0x1p1000] {
      #expect(try edges(many, weights.map { $0 * unit }, limit: 50) == found)
    }
  }

  @Test("a side whose hessian is just enough is enough")
  func leastHessian() async throws {
    let rows = try TrainingRows(
      FeatureRows(dense: [0, 1, 2, 3, 4, 5, 6, 7], columns: 1),
      labels: ["a", "a", "a", "a", "b", "b", "b", "b"])
    // Each row has a hessian of 1/4 at first.
    for (least, nodes) in [(1.0, 3), (1.001, 1)] {
      let settings = try boosting(["n_estimators": 1, "min_child_weight": least])
      #expect(try await trees(settings.fit(rows, FitContext(seed: 1))).nodes.count == nodes)
    }
  }

  @Test("without any cost of leaves, scores stay finite")
  func noCosts() async throws {
    var settings = try boosting([
      "n_estimators": 60, "reg_lambda": 0, "min_child_weight": 0, "learning_rate": 1,
    ])
    for rows in [
      try clouds(90, gap: 8), try table(90, classes: 2, seed: 3), try table(90, seed: 5),
    ] {
      for early in [nil, 50] as [Int?] {
        settings.earlyStoppingRounds = early
        let model = try await settings.fit(rows, FitContext(seed: 1))
        let scores = try await model.scores(rows.features)
        #expect(scores.allSatisfy { $0 >= 0 && $0 <= 1 })
        #expect(try await accuracy(model, on: rows) > 0.7)
        #expect(try FittedModel(bytes: model.bytes).predictor.facts == model.predictor.facts)
      }
    }
  }

  @Test("a missing cell without one to learn from goes right")
  func missingWithoutPrecedent() async throws {
    let rows = try table(120, seed: 12)
    let model = try await boosting(["n_estimators": 4]).fit(rows, FitContext(seed: 1))
    let found = try await model.scores(FeatureRows(dense: [.nan, .nan, .nan], columns: 3))
    let high = try await model.scores(FeatureRows(dense: [9, 9, 9], columns: 3))
    #expect(found == high)
  }
}
