// A fit of a multi-layer perceptron: epochs of batches until the loss settles.

import Kernels

/// Streams of randomness beside those of the layers, which begin at 0, and of the epochs, from 2³².
private enum Stream {
  static let epochs: UInt64 = 1 << 32
  static let validation: UInt64 = 1 << 31
}

extension Perceptron {
  /// Numbers in memory beyond which a network is refused, 2 GB.
  static let mostNumbers = 500_000_000

  public func learn(from rows: TrainingRows, _ context: FitContext) async throws -> any Learnt {
    let sizes =
      [rows.features.columns] + hiddenLayers
      + [PerceptronNetwork.outputs(classes: rows.classes.count)]
    try checkSize(sizes, rows: rows.count)
    let split = try validationSplit(rows, seed: context.seed)
    let learning = split.map { rows.taking($0.train) } ?? rows
    let validation = split.map { rows.taking($0.test) }
    var fit = PerceptronFit(
      self, learning: learning, validation: validation, weights: try classWeights.perClass(rows),
      sizes: sizes, context)
    try fit.begin()
    while !fit.state.hasSettled, fit.state.epochs < maxEpochs { try await fit.runEpoch() }
    return try fit.model()
  }

  private func checkSize(_ sizes: [Int], rows: Int) throws(LearningError) {
    let weights = zip(sizes, sizes.dropFirst()).map { Double($0 + 1) * Double($1) }.reduce(0, +)
    let units = Double(min(batchSize ?? 200, rows)) * Double(sizes.dropFirst().reduce(0, +))
    let numbers = 3 * weights + 2 * units
    if numbers > Double(Perceptron.mostNumbers) {
      throw .modelTooLarge(
        model: Perceptron.kind.title, numbers: numbers, limit: Perceptron.mostNumbers,
        change: "fewer units in `hidden_layers`, a smaller `batch_size` or fewer columns")
    }
  }

  /// The rows that `early_stopping` holds out: by class if there are two, as scikit-learn does.
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
struct PerceptronFit {
  let settings: Perceptron
  let context: FitContext
  private let sizes: [Int]
  private let learning: TrainingRows
  private let validation: TrainingRows?
  private let validationRows: PerceptronRows?
  private let weights: [Double]
  private let batch: Int
  let step: PerceptronStep
  /// The best weights so far by the rows held out.
  private let best: PerceptronNetwork?
  private(set) var state: PerceptronState

  /// - Parameter weights: one a class.
  init(
    _ settings: Perceptron, learning: TrainingRows, validation: TrainingRows?, weights: [Double],
    sizes: [Int], _ context: FitContext
  ) {
    self.settings = settings
    self.context = context
    self.sizes = sizes
    self.learning = learning
    self.validation = validation
    self.weights = weights
    validationRows = validation.map { PerceptronRows($0.features) }
    batch = min(settings.batchSize ?? 200, learning.count)
    let network = PerceptronNetwork(settings.activation, sizes: sizes)
    step = PerceptronStep(
      network, PerceptronRows(learning.features),
      PerceptronTargets(labels: learning.labels, weights: weights, outputs: network.outputs),
      alpha: settings.alpha, batch: batch, needsSquares: settings.solver == .adam,
      width: context.width)
    best = validation == nil ? nil : network.copied()
    state = PerceptronState(rate: settings.learningRate)
  }

  /// Draws the first weights, or goes on from what an earlier run saved.
  mutating func begin() throws(Cancelled) {
    if let saved = context.checkpoint?.saved, resume(saved) { return }
    try step.network.draw(seed: context.seed)
    step.turnWeights()
    best?.take(step.network)
  }

  /// - Throws: `.diverged` when the weights have left the range of numbers.
  mutating func runEpoch() async throws {
    let order = orderOfRows()
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
    if let checkpoint = context.checkpoint, !state.hasSettled, checkpoint.isDue() {
      checkpoint.save(saved())
    }
  }

  func model() throws(LearningError) -> PerceptronModel {
    let network = best ?? step.network
    if !network.isFinite { throw diverged() }
    return PerceptronModel(
      network: network,
      outcome: PerceptronModel.Outcome(
        epochs: state.epochs, loss: state.loss,
        validationScore: validation == nil ? nil : state.bestScore, ranOut: !state.hasSettled))
  }

  private func diverged() -> LearningError {
    .diverged(model: Perceptron.kind.title, rounds: state.epochs + 1)
  }

  private func orderOfRows() -> [Int] {
    let order = Array(0..<learning.count)
    if !settings.shuffle { return order }
    let stream = Stream.epochs + UInt64(state.epochs)
    var random = RandomSource(seed: context.seed, stream: stream)
    return random.shuffled(order)
  }

  /// The weighted share of held-out rows that are told right.
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

// MARK: Checkpoints

extension PerceptronFit {
  /// State, weights and moments behind a checksum and a mark of what is learnt from what.
  private func saved() -> [UInt8] {
    var writer = ByteWriter()
    writer.write(mark)
    writer.write(state.epochs)
    writer.write(state.steps)
    writer.write(state.rowsSeen)
    writer.write(state.rate)
    writer.write(state.loss)
    writer.write(state.bestLoss)
    writer.write(state.bestScore)
    writer.write(state.epochsWithoutChange)
    for floats in kept { writer.write(floats.values) }
    var file = ByteWriter()
    file.write(Fingerprint(writer.bytes).value)
    return file.bytes + writer.bytes
  }

  /// Everything that changes while a fit goes on.
  private var kept: [SharedFloats] {
    step.network.layers.map(\.weights) + step.first + step.second
      + (best?.layers.map(\.weights) ?? [])
  }

  /// - Returns: whether the bytes were those of this very fit.
  private mutating func resume(_ bytes: [UInt8]) -> Bool {
    guard let (state, floats) = try? read(bytes) else { return false }
    self.state = state
    for (place, values) in zip(kept, floats) { place.copy(SharedFloats(values)) }
    step.turnWeights()
    return true
  }

  private func read(
    _ bytes: [UInt8]
  ) throws(DamagedBytes) -> (PerceptronState, [[Float]]) {
    var reader = ByteReader(bytes)
    let print = try reader.integer(UInt64.self)
    guard print == Fingerprint(Array(bytes.dropFirst(8))).value,
      try reader.integer(UInt64.self) == mark
    else { throw DamagedBytes("another fit, or damage") }
    var state = PerceptronState(rate: 0)
    state.epochs = try reader.int(in: 1...1_000_000)
    state.steps = try reader.int(in: 1...Int.max)
    state.rowsSeen = try reader.int(in: 1...Int.max)
    state.rate = try reader.double()
    state.loss = try reader.double()
    state.bestLoss = try reader.double()
    state.bestScore = try reader.double()
    state.epochsWithoutChange = try reader.int(in: 0...1_000_000)
    var floats: [[Float]] = []
    for place in kept {
      let values = try reader.floats()
      if values.count != place.count { throw DamagedBytes("weights of another size") }
      floats.append(values)
    }
    if reader.remaining > 0 { throw DamagedBytes("bytes are left over") }
    return (state, floats)
  }

  /// A number that differs for other settings, seeds or rows.
  private var mark: UInt64 {
    var writer = ByteWriter()
    for (name, value) in Perceptron.kind.settings(of: settings) {
      writer.write(name)
      writer.write(value.text)
    }
    writer.write(context.seed)
    writer.write(sizes)
    writer.write(weights)
    for rows in [learning] + (validation.map { [$0] } ?? []) {
      writer.write(rows.labels)
      writer.write(rows.features.dense)
      writer.write(rows.features.sparse.starts)
      writer.write(rows.features.sparse.indices)
      writer.write(rows.features.sparse.values)
    }
    return Fingerprint(writer.bytes).value
  }
}

/// 64 bits that depend on every byte (FNV-1a over eight bytes at a time, mixed further).
private struct Fingerprint {
  let value: UInt64

  init(_ bytes: [UInt8]) {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    bytes.withUnsafeBytes { buffer in
      let whole = buffer.count / 8 * 8
      for place in stride(from: 0, to: whole, by: 8) {
        hash ^= UInt64(littleEndian: buffer.loadUnaligned(fromByteOffset: place, as: UInt64.self))
        hash = hash &* 0x0000_0100_0000_01b3
        hash ^= hash >> 29
      }
      for byte in buffer[whole...] { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    }
    value = hash ^ UInt64(bytes.count)
  }
}
