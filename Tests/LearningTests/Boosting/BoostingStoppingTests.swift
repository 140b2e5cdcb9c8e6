// Boosting that stops early, and boosting that was killed and goes on.

import Basics
import Kernels
import Synchronization
import Testing

@testable import Learning

/// States that a fit has saved, one after every `period` rounds.
private final class Saves: Sendable {
  let period: Int
  private let state = Mutex((asked: 0, saved: [[UInt8]]()))

  init(period: Int) { self.period = period }

  var all: [[UInt8]] { state.withLock { $0.saved } }

  func checkpoint(_ saved: [UInt8]? = nil) -> Checkpoint {
    Checkpoint(
      saved: saved,
      isDue: { _ in
        self.state.withLock { state in
          state.asked += 1
          return state.asked % self.period == 0
        }
      },
      save: { state in
        var writer = ByteWriter()
        try state(&writer)
        self.state.withLock { $0.saved.append(writer.bytes) }
      })
  }
}

private func settings(_ values: (name: String, value: SettingValue)...) throws -> GradientBoosting {
  try #require(try ModelKind.gradientBoosting.estimator(values) as? GradientBoosting)
}

@Suite(.timeLimit(.minutes(30))) struct BoostingStoppingTests {
  @Test("early stopping keeps the round with the lowest loss of the rows held out")
  func bestRound() async throws {
    for rows in [
      try PeerTables.imbalanced(400), try combined(240), try clouds(200, classes: 2, gap: 1),
    ] {
      let early = try settings(
        ("n_estimators", .count(200)), ("early_stopping_rounds", .count(6)),
        ("validation_fraction", .number(0.25)))
      let model = try await early.fit(rows, FitContext(seed: 7))
      let found = try #require(model.predictor as? BoostedTrees)
      let stopping = try #require(found.stopping)
      #expect(stopping.triedRounds == found.rounds + 6)
      #expect(!stopping.ranOut)
      let held = try HeldOutRows.choose(rows, share: 0.25, seed: 7)
      let others = (0..<rows.count).filter { !held.contains($0) }
      #expect((Double(held.count) / Double(rows.count) - 0.25).magnitude < 0.01)
      // By hand: learn from the others, round by round, and judge by those held out.
      var losses: [Double] = []
      for rounds in 1...stopping.triedRounds {
        let plain = try await settings(("n_estimators", .count(rounds))).fit(
          rows.taking(others), FitContext(seed: 7))
        losses.append(try await logLoss(plain, on: rows.taking(held)))
        if rounds == found.rounds {
          let same = try #require(plain.predictor as? BoostedTrees)
          #expect(same.nodes == found.nodes)
          #expect(same.importances == found.importances)
        }
      }
      let least = try #require(losses.min())
      #expect(losses.firstIndex(of: least) == found.rounds - 1)
      #expect((stopping.loss - least).magnitude < 1e-15)
    }
  }

  @Test("copies of a row are held out together, and every class keeps a row")
  func copiesStayTogether() throws {
    let rows = try clouds(60)
    // Row r is there r % 7 + 1 times.
    let copied = rows.taking((0..<60).flatMap { row in [Int](repeating: row, count: row % 7 + 1) })
    let held = Set(try HeldOutRows.choose(copied, share: 0.3, seed: 2))
    var sides: [UInt64: Set<Bool>] = [:]
    for row in 0..<copied.count {
      sides[copied.features.hash(row), default: []].insert(held.contains(row))
    }
    #expect(sides.values.allSatisfy { $0.count == 1 })
    #expect(
      Set((0..<copied.count).filter { !held.contains($0) }.map { copied.labels[$0] }).count == 3)
    #expect((Double(held.count) / Double(copied.count) - 0.3).magnitude < 0.005)
    let few = try TrainingRows(FeatureRows(dense: [1, 2], columns: 1), labels: ["a", "b"])
    #expect(throws: LearningError.tooFewRows(2, test: 0)) {
      try HeldOutRows.choose(few, share: 0.5, seed: 2)
    }
  }

  @Test("rounds that run out while the loss falls are remarked upon")
  func ranOut() async throws {
    let model = try await settings(
      ("n_estimators", .count(3)), ("early_stopping_rounds", .count(5)),
      ("learning_rate", .number(0.05))
    ).fit(clouds(200), FitContext(seed: 1))
    #expect(model.predictor.facts.first?.value == 3)
    #expect(model.predictor.remarks.count == 1)
  }

  @Test("a fit that goes on where it was killed ends in the same bytes")
  func resumed() async throws {
    let rows = try combined(220)
    for estimator in [
      try settings(("n_estimators", .count(20))),
      try settings(
        ("n_estimators", .count(20)), ("subsample", .number(0.7)),
        ("colsample_bytree", .number(0.6)),
        ("colsample_bynode", .number(0.6)), ("class_weight", .weights(.balanced))),
      try settings(("n_estimators", .count(60)), ("early_stopping_rounds", .count(4))),
    ] {
      let saves = Saves(period: 3)
      let whole = try await estimator.fit(rows, FitContext(seed: 3, checkpoint: saves.checkpoint()))
      let plain = try await estimator.fit(rows, FitContext(seed: 3))
      let isSame = whole.bytes == plain.bytes
      #expect(isSame)
      #expect(saves.all.count >= 3)
      for state in saves.all {
        // A resumed fit saves again, and what it saves is what the unbroken one did.
        let later = Saves(period: 3)
        let model = try await estimator.fit(
          rows, FitContext(seed: 3, width: 2, checkpoint: later.checkpoint(state)))
        let isSame = model.bytes == plain.bytes
        #expect(isSame)
        #expect(later.all.allSatisfy(saves.all.contains))
        #expect(later.all.count < saves.all.count)
      }
    }
  }

  @Test("a state that is damaged or of another fit is ignored")
  func foreignStates() async throws {
    let rows = try combined(120)
    let estimator = try settings(("n_estimators", .count(8)))
    let saves = Saves(period: 2)
    let plain = try await estimator.fit(rows, FitContext(seed: 3, checkpoint: saves.checkpoint()))
    let state = try #require(saves.all.last)
    var random = RandomSource(seed: 1)
    for _ in 0..<12 {
      var damaged = state
      damaged[random.below(state.count)] ^= UInt8(1 << random.below(8))
      let model = try await estimator.fit(
        rows, FitContext(seed: 3, checkpoint: saves.checkpoint(damaged)))
      let isSame = model.bytes == plain.bytes
      #expect(isSame)
    }
    // Other rows, another seed, another setting.
    func fit(
      _ estimator: GradientBoosting, _ rows: TrainingRows, seed: UInt64, _ saved: [UInt8]?
    ) async throws -> [UInt8] {
      try await estimator.fit(rows, FitContext(seed: seed, checkpoint: saves.checkpoint(saved)))
        .bytes
    }
    let others = rows.taking(Array(1..<rows.count))
    let deeper = try settings(("n_estimators", .count(8)), ("max_depth", .count(3)))
    for (estimator, rows, seed) in [
      (estimator, others, 3), (estimator, rows, 4), (deeper, rows, 3),
    ] as [(GradientBoosting, TrainingRows, UInt64)] {
      let resumed = try await fit(estimator, rows, seed: seed, state)
      let isSame = try await fit(estimator, rows, seed: seed, nil) == resumed
      #expect(isSame)
    }
  }

  @Test("progress is told round by round")
  func progress() async throws {
    let told = Mutex([Int]())
    _ = try await settings(("n_estimators", .count(5))).fit(
      clouds(60),
      FitContext(seed: 1) { done, total in
        told.withLock { $0.append(total == 5 ? done : -1) }
      })
    #expect(told.withLock { $0 } == [1, 2, 3, 4, 5])
  }
}
