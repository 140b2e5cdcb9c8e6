// A boosting fit in progress, round by round.

import Basics
import Kernels

struct BoostingRun: Sendable {
  let settings: GradientBoosting
  let rows: TrainingRows
  let context: FitContext
  let binned: BinnedRows
  let loss: BoostingLoss
  let rules: SplitRules
  let weights: BoostingWeights
  let base: [Double]
  let validation: BoostingValidation?
  /// Of each group `weights.stride` scores.
  var scores: [Double]
  var progress: BoostingProgress
  /// The fingerprint of this fit in a checkpoint; 0 without one.
  private(set) var mark: UInt64 = 0

  init(_ settings: GradientBoosting, _ rows: TrainingRows, _ context: FitContext) async throws {
    self.settings = settings
    self.rows = rows
    self.context = context
    var weights = try settings.classWeight.perRow(rows) ?? rows.labels.map { _ in 1 }
    var held: [Int] = []
    if settings.earlyStoppingRounds != nil {
      held = try HeldOutRows.choose(rows, share: settings.validationFraction, seed: context.seed)
      for row in held { weights[row] = 0 }
    }
    binned = try await BinnedRows(
      rows.features, weights: weights, maxBin: settings.maxBin, width: context.width)
    self.weights = BoostingWeights(binned, rows, weights)
    loss = BoostingLoss(
      classes: rows.classes.count, largest: self.weights.all.max() ?? 1,
      total: weights.reduce(0, +))
    rules = SplitRules(settings, scale: loss.scale)
    base = loss.base(classWeights: self.weights.perClass)
    validation = held.isEmpty ? nil : BoostingValidation(held, binned, rows)
    scores = base.flatMap { [stride = self.weights.stride] base in
      [Double](repeating: base, count: stride)
    }
    progress = BoostingProgress(features: binned.features.count)
  }

  /// Runs the remaining rounds.
  mutating func toTheEnd() async throws -> BoostedTrees {
    if context.checkpoint != nil { mark = try fingerprint() }
    try await resume()
    while progress.rounds(loss.groups) < settings.rounds, !hasStopped {
      try await addRound()
      let done = progress.rounds(loss.groups)
      context.progress(done, settings.rounds)
      if let checkpoint = context.checkpoint, done < settings.rounds,
        checkpoint.isDue(checkpointSize)
      {
        try checkpoint.save { writer in try save(into: &writer) }
      }
    }
    return model()
  }

  private var hasStopped: Bool {
    guard let patience = settings.earlyStoppingRounds, let best = progress.best else {
      return false
    }
    return progress.rounds(loss.groups) - best.rounds >= patience
  }

  private mutating func addRound() async throws {
    let round = progress.rounds(loss.groups)
    let drawn = weights.drawn(
      settings.subsample, groups: loss.groups, seed: context.seed, round: round, binned)
    let divisors = loss.softmaxDivisors(scores, stride: weights.stride)
    // The trees that took longest in the last round start first, so that the cores finish together.
    let order =
      progress.costs.isEmpty
      ? Array(0..<loss.groups)
      : (0..<loss.groups).sorted { (progress.costs[$1], $0) < (progress.costs[$0], $1) }
    let trees = try await concurrentMap(loss.groups, width: context.width) {
      [settings, rules, binned, loss, scores, stride = weights.stride, seed = context.seed, rows]
      index in
      let group = order[index]
      let gradients = loss.gradients(
        of: group, scores: scores, divisors: divisors,
        weights: drawn.weights[min(group, drawn.weights.count - 1)], own: drawn.own[group],
        stride: stride)
      let stream = UInt64(round * loss.groups + group) << 1 | 1
      return try BoostedTreeGrower.grow(
        settings, rules, binned, gradients, RandomSource(seed: seed, stream: stream),
        tableColumns: rows.features.columns)
    }
    var byGroup = trees
    for (index, group) in order.enumerated() { byGroup[group] = trees[index] }
    for (group, tree) in byGroup.enumerated() {
      progress.add(tree)
      let start = group * weights.stride
      scores.withUnsafeMutableBufferPointer { scores in
        for (row, step) in tree.steps.enumerated() { scores[start + row] += Double(step) }
      }
    }
    progress.costs = byGroup.map(\.nodes.count)
    if let validation {
      progress.judge(
        try validation.loss(scores, groups: loss.groups, stride: weights.stride), loss.groups)
    }
  }

  /// The trees so far, or those up to the best round.
  func model() -> BoostedTrees {
    let rounds = progress.best?.rounds ?? progress.rounds(loss.groups)
    let worth = progress.best?.worth ?? progress.worth
    return trees(
      rounds: rounds, worth: worth,
      stopping: progress.best.map { best in
        BoostedTrees.Stopping(
          triedRounds: progress.rounds(loss.groups), loss: best.loss,
          ranOut: best.rounds == progress.rounds(loss.groups))
      })
  }

  /// The first `rounds` of the trees, with the features that they split by.
  func trees(rounds: Int, worth: FeatureGain, stopping: BoostedTrees.Stopping?) -> BoostedTrees {
    let starts = Array(progress.starts.prefix(rounds * loss.groups + 1))
    var nodes = Array(progress.nodes.prefix(Int(starts.last ?? 0)))
    let used = binned.features.indices.filter { worth.splits[$0] > 0 }
    var number = [UInt32](repeating: 0, count: binned.features.count)
    for (index, feature) in used.enumerated() { number[feature] = UInt32(index) }
    for index in nodes.indices where !nodes[index].isLeaf {
      let node = nodes[index]
      nodes[index].choice = number[node.feature] << 1 | (node.choice & 1)
    }
    return BoostedTrees(
      columns: rows.features.columns, classes: rows.classes.count, base: base,
      features: used.map { Int32(binned.features[$0].column) },
      edges: used.map { binned.edges[$0] }, nodes: nodes, starts: starts,
      worth: worth.taking(used), stopping: stopping)
  }
}

/// The trees of the rounds so far.
struct BoostingProgress: Sendable {
  var nodes: [BoostedNode] = []
  /// Where each tree begins, and where the last one ends.
  var starts: [Int32] = [0]
  var worth: FeatureGain
  var best: Best?
  /// The cost of the last round's trees, in nodes.
  var costs: [Int] = []

  /// The round with the lowest loss of held-out rows.
  struct Best: Sendable {
    var rounds: Int
    var loss: Double
    var worth: FeatureGain
  }

  init(features: Int) { worth = FeatureGain(features: features) }

  func rounds(_ groups: Int) -> Int { (starts.count - 1) / groups }

  mutating func add(_ tree: GrownBoostedTree) {
    nodes += tree.nodes
    starts.append(Int32(nodes.count))
    for worth in tree.worths { self.worth.add(worth) }
  }

  /// Records the loss after the last round; the first of equal ones is the best.
  mutating func judge(_ loss: Double, _ groups: Int) {
    if let best, !(loss < best.loss) { return }
    best = Best(rounds: rounds(groups), loss: loss, worth: worth)
  }
}
