// What surrounds a fit: early stopping, schedules, checkpoints, progress, and fits that cannot end well.

import Basics
import Kernels
import Synchronization
import Testing
import TestSupport

@testable import Learning

/// The progress and checkpoints of a fit so far.
private final class Log: Sendable {
  private let entries = Mutex<(progress: [Int], saved: [[UInt8]])>(([], []))

  var progress: [Int] { entries.withLock { $0.progress } }
  var saved: [[UInt8]] { entries.withLock { $0.saved } }

  func context(seed: UInt64 = 5, width: Int = 1, resuming saved: [UInt8]? = nil) -> FitContext {
    FitContext(
      seed: seed, width: width,
      progress: { done, _ in self.entries.withLock { $0.progress.append(done) } },
      checkpoint: Checkpoint(saved: saved, isDue: { _ in true }) { state in
        var writer = ByteWriter()
        try state(&writer)
        self.entries.withLock { $0.saved.append(writer.bytes) }
      })
  }
}

@Suite(.timeLimit(.minutes(30))) struct MLPTrainingTests {
  private func small(_ change: (inout MLPClassifier) -> Void = { _ in }) -> MLPClassifier {
    var settings = MLPClassifier()
    settings.hiddenLayers = [12]
    settings.learningRate = 0.01
    settings.batchSize = 25
    settings.maxEpochs = 9
    change(&settings)
    return settings
  }

  private func facts(_ model: FittedModel) -> [String: Double] {
    Dictionary(uniqueKeysWithValues: model.predictor.facts.map { ($0.name, $0.value) })
  }

  @Test("a fit resumed after any epoch ends in the bytes of one that ran through")
  func resuming() async throws {
    let rows = try combined(120)
    for settings in [
      small(),
      small {
        $0.solver = .sgd
        $0.schedule = .adaptive
        $0.tolerance = 0.05
        $0.epochsWithoutChange = 1
      },
      small { $0.earlyStopping = true },
    ] {
      let whole = Log()
      let bytes = try await settings.fit(rows, whole.context()).bytes
      #expect(whole.saved.count == 9 && whole.progress == Array(1...9))
      for epoch in [1, 4, 9] {
        let rest = Log()
        let resumed = rest.context(width: 2, resuming: whole.saved[epoch - 1])
        #expect(try await settings.fit(rows, resumed).bytes == bytes)
        #expect(rest.progress == Array((1...9).dropFirst(epoch)))
      }
    }
  }

  @Test("what another fit saved, or what is damaged, is not gone on from")
  func foreignCheckpoints() async throws {
    let rows = try combined(120)
    let log = Log()
    let bytes = try await small().fit(rows, log.context()).bytes
    let saved = try #require(log.saved.last)
    var damaged = saved
    damaged[saved.count / 2] ^= 4
    for wrong in [[], [1, 2, 3], damaged, Array(saved.dropLast()), saved + [0]] {
      let again = Log()
      #expect(try await small().fit(rows, again.context(resuming: wrong)).bytes == bytes)
      #expect(again.progress.count == 9)
    }
    for (settings, others, seed) in [
      (small { $0.alpha = 0.5 }, rows, 5), (small(), try combined(120, seed: 8), 5),
      (small(), rows, 6),
    ] as [(MLPClassifier, TrainingRows, UInt64)] {
      let again = Log()
      _ = try await settings.fit(others, again.context(seed: seed, resuming: saved))
      #expect(again.progress.count == 9)
    }
  }

  @Test("early stopping keeps the weights that told most held-out rows right")
  func earlyStopping() async throws {
    let rows = try sentences(300)
    let settings = small {
      $0.earlyStopping = true
      $0.validationFraction = 0.25
      $0.maxEpochs = 300
      $0.learningRate = 0.05
    }
    let model = try await settings.fit(rows, FitContext(seed: 5))
    let facts = facts(model)
    let score = try #require(facts["validation_score"])
    let epochs = try #require(facts["epochs"])
    #expect(epochs > 10 && epochs < 300 && model.predictor.remarks.isEmpty)
    // The score is that of the very rows held out, by the weights that were kept.
    var random = RandomSource(seed: 5, stream: 1 << 31)
    let split = try Split.plain(300, testShare: 0.25, seed: random.next())
    #expect(split.test.count == 75)
    #expect(try await accuracy(model, on: rows.taking(split.test)) == score)
    // It ran on for eleven epochs without a better score: the best weights are those of a fit that ends before them.
    let best = small {
      $0.earlyStopping = true
      $0.validationFraction = 0.25
      $0.maxEpochs = Int(epochs) - 11
      $0.learningRate = 0.05
    }
    let short = try await best.fit(rows, FitContext(seed: 5))
    #expect(try await short.scores(rows.features) == model.scores(rows.features))
    #expect(short.predictor.remarks.count == 1)
    await #expect(throws: LearningError.tooFewRows(3, test: 3)) {
      _ = try await small {
        $0.earlyStopping = true
        $0.validationFraction = 0.99
      }.fit(sentences(3), FitContext(seed: 5))
    }
  }

  @Test("two classes are held out by class, and weights count in the score")
  func earlyStoppingOfTwo() async throws {
    let rows = try clouds(200, classes: 2, gap: 1)
    let settings = small {
      $0.earlyStopping = true
      $0.maxEpochs = 40
      $0.classWeights = .balanced
    }
    let model = try await settings.fit(rows, FitContext(seed: 5))
    var random = RandomSource(seed: 5, stream: 1 << 31)
    let split = try Split.stratified(
      rows.labels.map { rows.classes[Int($0)] }, testShare: 0.1, seed: random.next())
    let held = rows.taking(split.test)
    #expect(held.classCounts == [10, 10])
    let score = try #require(facts(model)["validation_score"])
    #expect((try await accuracy(model, on: held) - score).magnitude < 1e-15)
  }

  @Test("a fit says when its epochs ran out, and stops when the loss has settled")
  func settling() async throws {
    let rows = try clouds(90)
    let short = try await small { $0.maxEpochs = 3 }.fit(rows, FitContext(seed: 5))
    #expect(facts(short)["epochs"] == 3)
    #expect(
      short.predictor.remarks == [
        "The loss had not converged after 3 epochs; a higher `max_iter` may help."
      ])
    let long = try await small { $0.maxEpochs = 5000 }.fit(rows, FitContext(seed: 5))
    #expect(try #require(facts(long)["epochs"]) < 5000 && long.predictor.remarks.isEmpty)
    #expect(try #require(facts(long)["loss"]) < 0.2)
  }

  @Test("first weights are uniform within Glorot's bounds, and differ by layer and seed")
  func firstWeights() throws {
    for (activation, factor) in [(MLPClassifier.Activation.logistic, 2.0), (.relu, 6), (.tanh, 6)] {
      let network = MLPNetwork(activation, sizes: [30, 40, 3])
      try network.draw(seed: 9)
      for layer in network.layers {
        let bound = Float((factor / Double(layer.inputs + layer.outputs)).squareRoot())
        let weights = layer.rows
        #expect(weights.allSatisfy { $0.magnitude <= bound })
        #expect(try #require(weights.max()) > 0.9 * bound)
        #expect(try #require(weights.min()) < -0.9 * bound)
        #expect((weights.reduce(0, +) / Float(weights.count)).magnitude < 0.15 * bound)
        #expect(Set(weights).count > weights.count * 9 / 10)
      }
      let other = MLPNetwork(activation, sizes: [30, 40, 3])
      try other.draw(seed: 10)
      #expect(pairs(network.layers, other.layers).allSatisfy { $0.rows != $1.rows })
    }
  }

  @Test("rates follow their schedule")
  func schedules() {
    var settings = MLPClassifier()
    settings.solver = .sgd
    settings.learningRate = 0.5
    settings.schedule = .invscaling
    settings.powerT = 0.5
    var state = MLPState(rate: 0.5)
    _ = state.endEpoch(settings, loss: 1, score: nil, rows: 99)
    #expect((state.rate - 0.05).magnitude < 1e-15)
    settings.schedule = .adaptive
    settings.epochsWithoutChange = 2
    state = MLPState(rate: 0.5)
    var rates: [Double] = []
    for _ in 0..<7 {
      _ = state.endEpoch(settings, loss: 1, score: nil, rows: 9)
      rates.append(state.rate)
    }
    #expect(rates == [0.5, 0.5, 0.5, 0.1, 0.1, 0.1, 0.02])
    while !state.hasSettled, state.epochs < 100 {
      _ = state.endEpoch(settings, loss: 1, score: nil, rows: 9)
    }
    #expect(state.rate < 1e-6 && state.rate > 1e-7)
    // Adam has no schedule.
    settings.solver = .adam
    state = MLPState(rate: 0.5)
    while !state.hasSettled, state.epochs < 100 {
      _ = state.endEpoch(settings, loss: 1, score: nil, rows: 9)
    }
    #expect(state.epochs == 4 && state.rate == 0.5)
  }

  @Test("without shuffling, only the first weights depend on the seed; with it, the order too")
  func shuffling() async throws {
    let rows = try clouds(60)
    let order = try await small { $0.shuffle = false }.fit(rows, FitContext(seed: 5))
    let shuffled = try await small().fit(rows, FitContext(seed: 5))
    let other = try await small().fit(rows, FitContext(seed: 6))
    let whole = small {
      $0.batchSize = nil
      $0.shuffle = false
    }
    let unordered = try await whole.fit(rows, FitContext(seed: 5))
    let features = rows.features
    #expect(try await order.scores(features) != shuffled.scores(features))
    #expect(try await other.scores(features) != shuffled.scores(features))
    // One batch of all rows: the order changes roundings alone.
    let again = try await small { $0.batchSize = 1000 }.fit(rows, FitContext(seed: 5))
    expectClose(
      try await unordered.scores(features), try await again.scores(features), absolute: 2e-7)
  }

  @Test("weights that leave the range of numbers, and networks beyond all memory, are told of")
  func impossibleFits() async throws {
    let far = try TrainingRows(
      FeatureRows(dense: (0..<40).map { Double($0 % 7) * 1e37 }, columns: 1),
      labels: (0..<40).map { $0 % 2 == 0 ? "a" : "b" })
    await #expect(throws: LearningError.diverged(model: "multi-layer perceptron", epoch: 1)) {
      let settings = small {
        $0.solver = .sgd
        $0.learningRate = 1000
      }
      _ = try await settings.fit(far, FitContext(seed: 5))
    }
    await #expect(throws: LearningError.self) {
      let settings = small { $0.hiddenLayers = [10_000, 10_000, 10_000] }
      _ = try await settings.fit(clouds(30), FitContext(seed: 5))
    }
    for error in [
      LearningError.diverged(model: "multi-layer perceptron", epoch: 2),
      .modelTooLarge(model: "m", numbers: 1e9, limit: 5, change: "less"),
    ] { #expect(error.message.hasSuffix(".")) }
  }

  @Test("columns far beyond those learned from still get probabilities")
  func farRows() async throws {
    let rows = try clouds(90)
    let model = try await small().fit(rows, FitContext(seed: 5))
    let far = FeatureRows(dense: [1e300, -1e300, 1e38, 0], columns: 4)
    let scores = try await model.scores(far)
    #expect(scores.allSatisfy { $0 >= 0 && $0 <= 1 })
    #expect((scores.reduce(0, +) - 1).magnitude < 1e-15)
  }

  @Test("a wide fit is the same for any number of tasks")
  func wideFits() async throws {
    let rows = try sentences(400, words: 700)
    let settings = small {
      $0.hiddenLayers = [300, 40]
      $0.batchSize = 130
      $0.maxEpochs = 2
      $0.activation = .tanh
    }
    let one = try await settings.fit(rows, FitContext(seed: 5, width: 1)).bytes
    for width in [2, 3, 7] {
      #expect(try await settings.fit(rows, FitContext(seed: 5, width: width)).bytes == one)
    }
  }
}
