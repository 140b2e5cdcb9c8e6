// Ctrl-C from inside every long operation: it finds out by itself, and the run ends.
//
// How much work lies between two checks is tested where the work is done (`LookTests`); here, that the wish to stop gets
// there, at a check that is counted: no clock decides when it comes.

import Basics
import Testing
import TestSupport

@Suite("Ctrl-C", .timeLimit(.minutes(30)))
struct InterruptTests {
  /// Each of these would take hours.
  private static let long = [
    "[features(noise(duration: 20 s, seed: n), published).silence for n in 1 .. 100000]",
    "[hpss(noise(duration: 60 s, seed: n)).harmonic.duration for n in 1 .. 100000]",
    "[max(pitch(noise(duration: 60 s, seed: n)).pitch) for n in 1 .. 100000]",
    "[rows(mfcc(noise(duration: 60 s, seed: n))) for n in 1 .. 100000]",
    "[resample(noise(duration: 60 s, seed: n), rate: 16 kHz).duration for n in 1 .. 100000]",
    "[rows(autocorrelation(noise(duration: 60 s, seed: n))) for n in 1 .. 100000]",
    "fit(random_forest(n_estimators: 100000), rows)",
    "fit(gradient_boosting(n_estimators: 100000), rows)",
    "fit(mlp(hidden_layer_sizes: [400, 400], max_iter: 1000000, tol: 0, n_iter_no_change: 1000000), rows)",
    "fit(linear_svm(loss: \"hinge\", tol: 1e-14, max_iter: 1000000, c: 1e9), rows)",
    "permutation_importance(fit(naive_bayes(), rows), rows, n_repeats: 1000)",
    "cross_validate(random_forest(n_estimators: 100000), folds(rows, k: 5))",
    "grid_search(random_forest(n_estimators: 100000), folds(rows, k: 5), over: {max_depth: [1, 2, 3]})",
    "fit(mlp(hidden_layer_sizes: [9000, 3000], max_iter: 1000), rows)",
    "[rows(sort(head(rows, n), by: [.turn])) for n in 1 .. 100000]",
    "[rows(join(head(rows, n), rows |> select([.turn, .x1]) |> rename(y: .x1), on: .turn)) for n in 1 .. 100000]",
    "[rows(summarize(head(rows, n), by: .turn, m: median(.x1))) for n in 1 .. 100000]",
    "[rows(distinct(head(rows, n), by: [.turn, .x1])) for n in 1 .. 100000]",
    "[rows(append(rows, head(rows, n))) for n in 1 .. 100000]",
    "[rows(derive(rows, y: .x1 * n)) for n in 1 .. 100000]",
    "[rows(read_csv(if n > 0 then \"data/rows.csv\" else \"\")) for n in 1 .. 100000]",
    "[length(sorted([x * (n - x) for x in 1 .. 100000])) for n in 1 .. 100000]",
  ]

  private static func table() -> String {
    var text = "turn,label," + (0..<40).map { "x\($0)" }.joined(separator: ",") + "\n"
    var state: UInt64 = 7
    for row in 0..<10_000 {
      var cells: [String] = ["u\(row)", "class\(row % 5)"]
      for _ in 0..<40 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        cells.append("\(Double(state >> 40) / 16_777_216)")
      }
      text += cells.joined(separator: ",") + "\n"
    }
    return text
  }

  private static let files = Surroundings.files(["data/rows.csv": Array(table().utf8)])
  private static let rows = "rows = read_csv(\"data/rows.csv\") |> identify(utterance: .turn)"

  @Test("ends what is under way", arguments: long)
  func interrupts(code: String) async throws {
    // The checks of reading the table come first.
    let before = try await LookCount.looks { try await run(Self.rows, in: Self.files) }.looks
    await #expect(throws: Cancelled.self) {
      try await LookCount.cancelling(at: before + 10) {
        try await run(Self.rows + "\nanswer = \(code)", in: Self.files)
      }
    }
  }
}
