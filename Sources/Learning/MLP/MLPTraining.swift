// Training of a multi-layer perceptron: epochs of batches until the loss converges.

import Basics
import Kernels

/// Random streams besides those of the layers, from 0, and of the epochs, from 2³².
private enum Stream {
  static let epochs: UInt64 = 1 << 32
  static let validation: UInt64 = 1 << 31
}

extension MLPClassifier {
  /// The largest number of floats in memory, 2 GB.
  static let mostNumbers = 500_000_000

  /// Fits to checked rows; see `Estimator`.
  package func fitPredictor(to rows: TrainingRows, _ context: FitContext) async throws
    -> any Predictor
  {
    let sizes =
      [rows.features.columns] + hiddenLayers + [MLPNetwork.outputs(classes: rows.classes.count)]
    try checkSize(sizes, rows: rows.count)
    let split = try validationSplit(rows, seed: context.seed)
    let learning = split.map { rows.taking($0.train) } ?? rows
    let validation = split.map { rows.taking($0.test) }
    var fit = try MLPTraining(
      self, learning: learning, validation: validation, weights: try classWeights.perClass(rows),
      sizes: sizes, context)
    try fit.begin()
    while !fit.state.hasSettled, fit.state.epochs < maxEpochs { try await fit.runEpoch() }
    return try fit.model()
  }

  private func checkSize(_ sizes: [Int], rows: Int) throws(LearningError) {
    let weights = zip(sizes, sizes.dropFirst()).map { Double($0 + 1) * Double($1) }.reduce(0, +)
    let units = Double(min(batchSize ?? 200, rows)) * Double(sizes.dropFirst().reduce(0, +))
    // Weights, transposed weights, best weights and two moments; activations and deltas of a batch.
    let numbers = 5 * weights + 2 * units
    if numbers > Double(MLPClassifier.mostNumbers) {
      throw .modelTooLarge(
        model: MLPClassifier.kind.title, numbers: numbers, limit: MLPClassifier.mostNumbers,
        change: "fewer units in `hidden_layer_sizes`, a smaller `batch_size` or fewer columns")
    }
  }

  /// The rows that `early_stopping` holds out: stratified if each class has two rows, as in scikit-learn.
  private func validationSplit(
    _ rows: TrainingRows, seed: UInt64
  ) throws(LearningError) -> SplitIndices? {
    if !earlyStopping { return nil }
    var random = RandomSource(seed: seed, stream: Stream.validation)
    let seed = random.next()
    if rows.classes.count == 2 {
      return try Split.stratified(
        rows.labels.map { rows.classes[Int($0)] }, testShare: validationFraction, seed: seed)
    }
    return try Split.plain(rows.count, testShare: validationFraction, seed: seed)
  }
}

/// A fit between its epochs.
struct MLPTraining {
  let settings: MLPClassifier
  let context: FitContext
  let sizes: [Int]
  let learning: TrainingRows
  let validation: TrainingRows?
  /// Of the classes.
  let weights: [Double]
  let step: MLPStep
  /// The best weights so far by the score on held-out rows.
  let best: MLPNetwork?
  var state: MLPState
  private let validationRows: MLPRows?
  private let batch: Int
  /// The fingerprint of this fit in a checkpoint; 0 without one.
  private var mark: UInt64 = 0

  /// - Parameter weights: one per class.
  init(
    _ settings: MLPClassifier, learning: TrainingRows, validation: TrainingRows?, weights: [Double],
    sizes: [Int], _ context: FitContext
  ) throws(Cancelled) {
    self.settings = settings
    self.context = context
    self.sizes = sizes
    self.learning = learning
    self.validation = validation
    self.weights = weights
    validationRows = try validation.map { rows throws(Cancelled) in try MLPRows(rows.features) }
    batch = min(settings.batchSize ?? 200, learning.count)
    let network = MLPNetwork(settings.activation, sizes: sizes)
    step = try MLPStep(
      network, try MLPRows(learning.features),
      MLPTargets(labels: learning.labels, weights: weights, outputs: network.outputs),
      alpha: settings.alpha, batch: batch, needsSquares: settings.solver == .adam,
      width: context.width)
    best = validation == nil ? nil : network.copied()
    state = MLPState(rate: settings.learningRate)
  }

  /// Draws the initial weights, or resumes from a checkpoint.
  mutating func begin() throws(Cancelled) {
    if let checkpoint = context.checkpoint {
      mark = try checkpointMark()
      if let saved = checkpoint.saved, try resume(saved, mark: mark) { return }
    }
    try step.network.draw(seed: context.seed)
    try step.turnWeights()
    best?.take(step.network)
  }

  /// - Throws: `.diverged` when weights are no longer finite.
  mutating func runEpoch() async throws {
    let order = try orderOfRows()
    var loss = 0.0
    for start in stride(from: 0, to: order.count, by: batch) {
      try checkCancellation()
      let chosen = order[start..<min(order.count, start + batch)]
      let mean = try await step.learn(chosen, state.nextRule(settings))
      loss += mean * Double(chosen.count)
    }
    loss /= Double(order.count)
    if !loss.isFinite { throw diverged() }
    let score = try await validationScore()
    let isBest = state.endEpoch(settings, loss: loss, score: score, rows: order.count)
    if isBest { best?.take(step.network) }
    context.progress(state.epochs, settings.maxEpochs)
    if let checkpoint = context.checkpoint, !state.hasSettled, checkpoint.isDue(savedSize) {
      try checkpoint.save { writer in try save(into: &writer, mark: mark) }
    }
  }

  func model() throws(LearningError) -> MLPModel {
    let network = best ?? step.network
    if !network.isFinite { throw diverged() }
    return MLPModel(
      network: network,
      outcome: MLPModel.Outcome(
        epochs: state.epochs, loss: state.loss,
        validationScore: validation == nil ? nil : state.bestScore, ranOut: !state.hasSettled))
  }

  private func diverged() -> LearningError {
    .diverged(model: MLPClassifier.kind.title, epoch: state.epochs + 1)
  }

  private func orderOfRows() throws(Cancelled) -> [Int] {
    var order = Array(0..<learning.count)
    if !settings.shuffle { return order }
    var random = RandomSource(seed: context.seed, stream: Stream.epochs + UInt64(state.epochs))
    // As `RandomSource.shuffled`, whose generic version would take a sixth of an epoch.
    for index in stride(from: order.count - 1, to: 0, by: -1) {
      if index % 262_144 == 0 { try checkCancellation() }
      order.swapAt(index, random.below(index + 1))
    }
    return order
  }

  /// The weighted accuracy on held-out rows.
  private func validationScore() async throws -> Double? {
    guard let validation, let validationRows else { return nil }
    let outputs = step.network.outputs
    let logits = try await step.network.logits(validationRows, width: context.width)
    let winners =
      outputs == 1
      ? logits.map { $0 > 0 ? Int32(1) : 0 }
      : FittedModel.winners(logits.map(Double.init), classes: outputs)
    var (right, all) = (0.0, 0.0)
    for (winner, label) in zip(winners, validation.labels) {
      let weight = weights[Int(label)]
      all += weight
      if winner == label { right += weight }
    }
    return right / all
  }
}
