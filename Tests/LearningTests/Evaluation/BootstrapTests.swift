// Bootstrap intervals against a slow obvious version, for any width, and their coverage.

import Basics
import Kernels
import Testing
import TestSupport

@testable import Learning

/// `count` rows of four classes of very different frequency, two in three predicted right; ten groups.
private func noisy(_ count: Int, seed: UInt64 = 6) throws -> (Predictions, [String?]) {
  var random = RandomSource(seed: seed)
  let names = ["ang", "fea", "neu", "sad"]
  var (truth, predicted, groups) = ([String](), [String](), [String?]())
  for _ in 0..<count {
    let draw = random.uniform()
    truth.append(draw < 0.5 ? "neu" : draw < 0.8 ? "sad" : draw < 0.97 ? "ang" : "fea")
    predicted.append(random.chance(0.66) ? truth[truth.count - 1] : names[random.below(4)])
    groups.append("speaker \(random.below(10))")
  }
  return (try Predictions(truth: truth, predicted: predicted), groups)
}

@Suite(.timeLimit(.minutes(30))) struct BootstrapTests {
  @Test(arguments: [false, true])
  func naiveVersionSaysTheSame(_ isGrouped: Bool) async throws {
    let (predictions, groups) = try noisy(60)
    let bootstrap = Bootstrap(resamples: 90, level: 0.9)
    let found = try await bootstrap.intervals(
      predictions, groups: isGrouped ? groups : nil, seed: 3)
    let names = Set(groups.compactMap { $0 }).sorted()
    var drawn: [[Double]] = []
    for resample in 0..<90 {
      var random = RandomSource(seed: 3, stream: UInt64(resample))
      let rows =
        isGrouped
        ? names.indices.flatMap { _ in
          let name = names[random.below(names.count)]
          return groups.indices.filter { groups[$0] == name }
        } : (0..<60).map { _ in random.below(60) }
      let report = ClassificationReport(predictions.taking(rows))
      drawn.append(
        [report.accuracy, report.macro.f1, report.balancedAccuracy]
          + ["ang", "fea", "neu", "sad"].map { name in
            report[name].flatMap { $0.support > 0 ? $0.scores.recall : nil } ?? .nan
          })
    }
    let intervals =
      [found.accuracy, found.macroF1, found.balancedAccuracy]
      + found.recall.map(\.interval)
    #expect(found.recall.map(\.name) == ["ang", "fea", "neu", "sad"])
    for (slot, interval) in intervals.enumerated() {
      let values = drawn.map { $0[slot] }.filter { !$0.isNaN }.sorted()
      #expect(interval.resamples == values.count)
      #expect(near(interval.low, quantile(values, 0.05)), "\(slot)")
      #expect(near(interval.high, quantile(values, 0.95)), "\(slot)")
      #expect(interval.low <= interval.value && interval.value <= interval.high, "\(slot)")
    }
    let report = ClassificationReport(predictions)
    #expect(near(found.accuracy.value, report.accuracy))
    #expect(near(found.macroF1.value, report.macro.f1))
    #expect(near(found.balancedAccuracy.value, report.balancedAccuracy))
    // Fear is so rare that some resample has none of it.
    #expect((1..<90).contains(found.recall[1].interval.resamples))
  }

  @Test func percentilesAreThoseOfNumpy() throws {
    let wanted = try fixture("evaluation.json", as: EvaluationFixture.self).percentile
    for (share, answer) in pairs(wanted.shares, wanted.answers) {
      #expect((quantile(wanted.values, share) - answer).magnitude < 1e-15, "\(share)")
    }
    #expect(quantile([], 0.5).isNaN && quantile([3], 0.1) == 3)
  }

  @Test func sameForAnyWidthAndOtherForOtherSeeds() async throws {
    let (predictions, groups) = try noisy(500)
    let facts = { (found: Bootstrap.Intervals) in
      ([found.accuracy, found.macroF1, found.balancedAccuracy] + found.recall.map(\.interval))
        .flatMap { [$0.low, $0.high] }
    }
    let one = facts(try await Bootstrap().intervals(predictions, groups: groups, seed: 1))
    let two = try await Bootstrap().intervals(predictions, groups: groups, seed: 1, width: 7)
    let other = try await Bootstrap().intervals(predictions, groups: groups, seed: 2)
    #expect(one == facts(two))
    #expect(one != facts(other))
  }

  @Test func intervalIsAsWideAsTheNormalOne() async throws {
    let (predictions, _) = try noisy(2000)
    let found = try await Bootstrap(resamples: 2000).intervals(predictions, seed: 5, width: 2)
    let p = found.accuracy.value
    let half = 1.96 * (p * (1 - p) / 2000).squareRoot()
    #expect((found.accuracy.high - found.accuracy.low - 2 * half).magnitude < 0.1 * half)
  }

  @Test func strangeRequestsAreRefused() async throws {
    let (predictions, groups) = try noisy(20)
    for bootstrap in [
      Bootstrap(resamples: 0), Bootstrap(resamples: 100_001), Bootstrap(level: 0),
      Bootstrap(level: 1), Bootstrap(level: .nan),
    ] {
      await #expect(throws: LearningError.self) {
        try await bootstrap.intervals(predictions, seed: 1)
      }
    }
    await #expect(throws: LearningError.length(what: "groups", found: 1, rows: 20)) {
      try await Bootstrap().intervals(predictions, groups: ["a"], seed: 1)
    }
    await #expect(throws: LearningError.oneGroup("a")) {
      try await Bootstrap().intervals(predictions, groups: groups.map { _ in "a" }, seed: 1)
    }
    await #expect(throws: LearningError.missing(what: "group", rows: [1], total: 1)) {
      try await Bootstrap().intervals(predictions, groups: [nil] + groups.dropFirst(), seed: 1)
    }
    // One row is drawn again and again: the interval is a point.
    let one = try Predictions(truth: ["a"], predicted: ["a"])
    let found = try await Bootstrap().intervals(one, seed: 1)
    #expect(found.accuracy.low == 1 && found.accuracy.high == 1 && found.recall.count == 1)
  }

  @Test func stopsWhenToldTo() async throws {
    let (predictions, _) = try noisy(2000)
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await Bootstrap(resamples: 100_000).intervals(predictions, seed: 1, width: 2)
    }
    await #expect(throws: Cancelled.self) { try await task.value }
  }
}
