// Boosted trees against those of XGBoost 3.2 (`Fixtures/make_boosting.py`).

import Basics
import Kernels
import Testing
import TestSupport

@testable import Learning

struct BoostingFixture: Decodable {
  let small: [Small]
  let large: [Large]
  let binned: [Binned]

  struct Small: Decodable {
    let name: String
    let columns: Int
    let settings: [String: Double]
    let weights: [Double]
    let cells: [Double?]
    let labels: [Int]
    let base: [Double]
    /// From the root down, left before right: column, threshold, 1 if missing cells go left; or the value of a leaf.
    let trees: [[[Double]]]
    let probabilities: [Double]
    let importances: [String: [Double]]
  }

  struct Large: Decodable {
    let name: String
    let settings: [String: Double]
    let train: Double
    let test: Double
  }

  /// On a table whose columns have more values than bins or a sketch can hold.
  struct Binned: Decodable {
    let name: String
    let classes: Int
    let weights: [Double]
    let settings: [String: Double]
    /// Where each column is cut.
    let cuts: [[Double]]
    /// The first trees.
    let trees: [[[Double]]]
    let train: Double
    let test: Double

    var estimator: GradientBoosting {
      get throws {
        var settings = try boosting(settings)
        if !weights.isEmpty { settings.classWeight = named(weights) }
        return settings
      }
    }

    func tables() throws -> (train: TrainingRows, test: TrainingRows) {
      PeerTables.parted(try PeerTables.mixed(classes: classes))
    }
  }

  static func named(_ weights: [Double]) -> ClassWeights {
    ClassWeights(weights.enumerated().map { ("class \($0)", $1) })
  }

  static func read() throws -> BoostingFixture {
    let found = try fixture("boosting.json", as: BoostingFixture.self)
    #expect([found.small.count, found.large.count, found.binned.count] == [10, 3, 7])
    return found
  }
}

/// Settings under the names that XGBoost has for them.
func boosting(_ settings: [String: Double]) throws -> GradientBoosting {
  let values = settings.sorted { $0.key < $1.key }.map { name, value in
    let isCount = ["n_estimators", "max_depth", "max_bin"].contains(name)
    return (name: name, value: isCount ? SettingValue.count(Int(value)) : .number(value))
  }
  let estimator = try ModelKind.gradientBoosting.estimator(values)
  return try #require(estimator as? GradientBoosting)
}

/// Trees as the fixture has them.
func listed(_ trees: BoostedTrees) -> [[[Double]]] {
  (0..<(trees.starts.count - 1)).map { tree in
    trees.nodes[Int(trees.starts[tree])..<Int(trees.starts[tree + 1])].map { node in
      if node.isLeaf { return [Double(node.value)] }
      let edges = trees.edges[node.feature]
      let bin = Int(node.content)
      let threshold = bin == 0 ? -Double.infinity : bin > edges.count ? .infinity : edges[bin - 1]
      return [
        Double(trees.features[node.feature]), threshold, node.missingGoesLeft ? 1 : 0,
      ]
    }
  }
}

@Suite(.timeLimit(.minutes(30))) struct BoostingPeerTests {
  static func fitted(_ data: BoostingFixture.Small) async throws -> (FittedModel, BoostedTrees) {
    var settings = try boosting(data.settings)
    if !data.weights.isEmpty {
      settings.classWeight = BoostingFixture.named(data.weights)
    }
    let rows = try TrainingRows(
      FeatureRows(dense: data.cells.map { $0 ?? .nan }, columns: data.columns),
      labels: data.labels.map { "class \($0)" })
    let model = try await settings.fit(rows, FitContext(seed: 1))
    return (model, try #require(model.predictor as? BoostedTrees))
  }

  @Test("without ties every tree has XGBoost's splits, directions and leaves")
  func sameTrees() async throws {
    for data in try BoostingFixture.read().small {
      let (_, trees) = try await Self.fitted(data)
      if trees.groups == 1 {
        #expect((trees.base[0] - Math.log(data.base[0] / (1 - data.base[0]))).magnitude < 1e-6)
      } else {
        expectClose(trees.base, data.base, absolute: 5e-7)
      }
      let found = listed(trees)
      for (tree, (ours, theirs)) in pairs(found, data.trees).enumerated() {
        expectSame(ours, theirs, "\(data.name), tree \(tree)")
      }
    }
  }

  @Test("without ties probabilities are XGBoost's")
  func sameProbabilities() async throws {
    for data in try BoostingFixture.read().small {
      let (model, _) = try await Self.fitted(data)
      let scores = try await model.scores(
        FeatureRows(dense: data.cells.map { $0 ?? .nan }, columns: data.columns))
      let worst = pairs(scores, data.probabilities).map { ($0 - $1).magnitude }.max() ?? 1
      #expect(worst < 6e-7, "\(data.name): \(worst)")
    }
  }

  @Test("importances by gain, weight and cover are XGBoost's")
  func sameImportances() async throws {
    for data in try BoostingFixture.read().small {
      let (model, _) = try await Self.fitted(data)
      #expect(
        model.predictor.importances.map(\.sense)
          == ["gain", "weight", "cover", "total_gain", "total_cover"])
      for importance in model.predictor.importances {
        let theirs = try #require(data.importances[importance.sense])
        for (a, b) in pairs(importance.values, theirs) {
          #expect(
            (a - b).magnitude <= 2e-5 * max(b, 1), "\(data.name) \(importance.sense) \(a) \(b)")
        }
      }
    }
  }

  @Test("columns with more values than bins are cut where XGBoost cuts them")
  func sameCuts() async throws {
    for data in try BoostingFixture.read().binned {
      let rows = try data.tables().train
      let settings = try data.estimator
      let weights = try settings.classWeight.perRow(rows) ?? rows.labels.map { _ in 1 }
      let binned = try await BinnedRows(
        rows.features, weights: weights, maxBin: settings.maxBin, width: 2)
      for (column, (ours, theirs)) in pairs(binned.edges, data.cuts).enumerated() {
        #expect(ours == theirs, "\(data.name), column \(column)")
      }
    }
  }

  @Test("with few and many bins the first trees are XGBoost's")
  func sameFirstTrees() async throws {
    for data in try BoostingFixture.read().binned {
      var settings = try data.estimator
      settings.rounds = data.trees.count
      let model = try await settings.fit(try data.tables().train, FitContext(seed: 1, width: 2))
      let found = listed(try #require(model.predictor as? BoostedTrees)).prefix(data.trees.count)
      for (tree, (ours, theirs)) in pairs(found, data.trees).enumerated() {
        expectSame(ours, theirs, "\(data.name), tree \(tree)")
      }
    }
  }

  @Test("on tables with ties, few bins and many the log loss is XGBoost's to a millionth")
  func sameLoss() async throws {
    func check(
      _ name: String, _ settings: GradientBoosting, _ train: TrainingRows, _ test: TrainingRows,
      _ losses: (train: Double, test: Double)
    ) async throws {
      let model = try await settings.fit(train, FitContext(seed: 1, width: 2))
      for (rows, loss) in [(train, losses.train), (test, losses.test)] {
        let ours = try await logLoss(model, on: rows)
        #expect((ours / loss - 1).magnitude < 1e-6, "\(name): \(ours) for \(loss)")
      }
    }
    let fixture = try BoostingFixture.read()
    for data in fixture.large {
      let (train, test) = PeerTables.parted(try PeerTables.named(data.name))
      try await check(data.name, try boosting(data.settings), train, test, (data.train, data.test))
    }
    for data in fixture.binned {
      let (train, test) = try data.tables()
      try await check(data.name, try data.estimator, train, test, (data.train, data.test))
    }
  }

  private func expectSame(_ ours: [[Double]], _ theirs: [[Double]], _ context: String) {
    #expect(ours.map(\.count) == theirs.map(\.count), "\(context)")
    for (node, (a, b)) in zip(ours, theirs).enumerated() {
      let context = "\(context), node \(node): \(a) for \(b)"
      if a.count == 1 {
        #expect(zip(a, b).allSatisfy { ($0 - $1).magnitude < 1e-5 }, "\(context)")
      } else if a.count == b.count {
        #expect(a[0] == b[0] && a[2] == b[2], "\(context)")
        // Where all cells that are not missing go to one side, XGBoost writes a number beyond them.
        #expect(a[1].isInfinite || (a[1] - b[1]).magnitude < 1e-6 * max(1, b[1]), "\(context)")
      }
    }
  }
}

/// The mean of -log of the probability of each row's class.
func logLoss(_ model: FittedModel, on rows: TrainingRows) async throws -> Double {
  let scores = try await model.scores(rows.features)
  let losses = rows.labels.enumerated().map { row, label in
    -Math.log(max(scores[row * model.classes.count + Int(label)], 1e-16))
  }
  return losses.reduce(0, +) / Double(losses.count)
}

/// The tables that `make_boosting.py` makes by the same random numbers.
enum PeerTables {
  static func named(_ name: String) throws -> TrainingRows {
    switch name {
    case "digits": try digits()
    case "words": try words()
    default: try imbalanced()
    }
  }

  /// Two thirds to fit to and one to score.
  static func parted(_ table: TrainingRows) -> (train: TrainingRows, test: TrainingRows) {
    let cut = table.count * 2 / 3
    return (table.taking(Array(0..<cut)), table.taking(Array(cut..<table.count)))
  }

  static func digits(_ rows: Int = 600, columns: Int = 64, classes: Int = 10) throws -> TrainingRows
  {
    var source = RandomSource(seed: 11)
    let centers = (0..<classes).map { _ in (0..<columns).map { _ in 16 * source.uniform() } }
    var (cells, labels) = ([Double](), [String]())
    for _ in 0..<rows {
      let label = Int(source.uniform() * Double(classes))
      labels.append("class \(label)")
      for center in centers[label] {
        let value = (center + 40 * (source.uniform() - 0.5)).rounded(.down)
        cells.append(min(16, max(0, value)))
      }
    }
    return try TrainingRows(FeatureRows(dense: cells, columns: columns), labels: labels)
  }

  static func words(_ rows: Int = 600, columns: Int = 200, classes: Int = 4) throws -> TrainingRows
  {
    var source = RandomSource(seed: 12)
    var (starts, indices, values) = ([0], [Int32](), [Double]())
    var labels: [String] = []
    for _ in 0..<rows {
      let label = Int(source.uniform() * Double(classes))
      labels.append("class \(label)")
      var row: [Int: Double] = [:]
      for _ in 0..<Int(source.uniform() * 9) {
        let draw = source.uniform()
        var word = Int(draw * draw * Double(columns))
        if source.uniform() < 0.5 { word = word / classes * classes + label }
        if word < columns { row[word] = 0.1 + source.uniform() }
      }
      for word in row.keys.sorted() {
        indices.append(Int32(word))
        values.append(row[word] ?? 0)
      }
      starts.append(indices.count)
    }
    let sparse = SparseRows(columns: columns, starts: starts, indices: indices, values: values)
    return try TrainingRows(FeatureRows(sparse: sparse), labels: labels)
  }

  static func mixed(_ rows: Int = 3000, classes: Int) throws -> TrainingRows {
    var source = RandomSource(seed: 14)
    var (cells, labels) = ([Double](), [String]())
    for row in 0..<rows {
      let label = (source.uniform() * source.uniform() * Double(classes)).rounded(.down)
      labels.append("class \(Int(label))")
      let first = source.uniform() + source.uniform() + 0.3 * label
      let second = source.uniform() * (1 + label)
      let draw = source.uniform()
      let third = (60 * (draw * draw)).rounded(.down) + 4 * label
      let fourth = source.uniform() < 0.25 ? source.uniform() + 0.2 * label : 0
      let fifth = source.uniform() < 0.8 ? source.uniform() - 0.2 * label : .nan
      let sixth = source.uniform() < 0.7 ? source.uniform() * 3 : 0.5 + label / 4
      let seventh = Double(row) / 3000 + 0.1 * source.uniform()
      for cell in [first, second, third, fourth, fifth, sixth, seventh] {
        cells.append((cell * 0x1p20).rounded(.down) * 0x1p-20)
      }
    }
    return try TrainingRows(FeatureRows(dense: cells, columns: 7), labels: labels)
  }

  static func imbalanced(_ rows: Int = 1200, columns: Int = 6) throws -> TrainingRows {
    var source = RandomSource(seed: 13)
    var (cells, labels) = ([Double](), [String]())
    for _ in 0..<rows {
      let draw = source.uniform()
      let label = draw < 0.85 ? 0 : draw < 0.97 ? 1 : 2
      labels.append("class \(label)")
      for column in 0..<columns {
        cells.append(
          source.uniform() + source.uniform() + 0.25 * Double(label) * Double(column % 3))
      }
    }
    return try TrainingRows(FeatureRows(dense: cells, columns: columns), labels: labels)
  }
}
