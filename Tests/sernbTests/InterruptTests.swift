// Ctrl-C from inside every long operation: the process ends with its code, nothing is written, and the wait is printed.

import Foundation
import TestSupport
import Testing

@Suite("Ctrl-C", .serialized)
struct InterruptTests {
  /// Each of these would take hours.
  private static let long = [
    "demo(\"data/made\", turns: 20000, seed: 1)",
    "[features(noise(length: 20 s, seed: n), published).silence for n in 1 .. 100000]",
    "[hpss(noise(length: 60 s, seed: n)).harmonic.duration for n in 1 .. 100000]",
    "[max(pitch(noise(length: 60 s, seed: n)).pitch) for n in 1 .. 100000]",
    "[rows(mfcc(noise(length: 60 s, seed: n))) for n in 1 .. 100000]",
    "[resample(noise(length: 60 s, seed: n), rate: 16 kHz).duration for n in 1 .. 100000]",
    "[rows(autocorrelation(noise(length: 60 s, seed: n))) for n in 1 .. 100000]",
    "fit(random_forest(trees: 100000), rows)",
    "fit(gradient_boosting(rounds: 100000), rows)",
    "fit(perceptron(hidden_layers: [400, 400], max_epochs: 1000000, tol: 0, epochs_without_change: 1000000), rows)",
    "fit(linear_svm(loss: \"hinge\", tol: 1e-14, max_iter: 1000000, c: 1e9), rows)",
    "permutation_importance(fit(naive_bayes(), rows), rows, repeats: 1000)",
    "cross_validate(random_forest(trees: 100000), folds(rows, k: 5))",
    "grid_search(random_forest(trees: 100000), folds(rows, k: 5), over: {max_depth: [1, 2, 3]})",
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

  @Test("ends what is under way", .timeLimit(.minutes(30)))
  func interrupts() throws {
    let project = try Scratch(["data/rows.csv": Self.table()])
    for code in Self.long {
      let notebook = """
        ```ser long
        rows = read_csv("data/rows.csv") |> identify(utterance: .turn)
        answer = \(code)
        ```

        """
      try project.write(notebook, to: "Notebooks/long.sernb")
      var asked = Date()
      let outcome = try Tool.run(["run", "Notebooks/long.sernb"], in: project.path) { process in
        Thread.sleep(forTimeInterval: 1.5)
        asked = Date()
        process.interrupt()
      }
      let wait = Int(Date().timeIntervalSince(asked) * 1000)
      #expect(outcome.code == 130, "\(code): \(outcome.all)")
      #expect(project.files("Outputs").isEmpty)
      print("Ctrl-C: \(wait) ms inside \(code.prefix(60))")
    }
  }
}
