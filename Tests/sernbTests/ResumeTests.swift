// Long work goes on from where a killed run stopped, and ends in the same bytes.
//
// Every run is killed well before it could end by itself: whoever began anew would never come to the end.

import Foundation
import TestSupport
import Testing

@Suite("long work that is killed", .serialized, .timeLimit(.minutes(30)))
struct ResumeTests {
  /// One long statement each.
  struct Work: Sendable, CustomTestStringConvertible {
    let name: String
    let code: String
    var testDescription: String { name }
  }

  private static let work = [
    Work(
      name: "boosting", code: "model = fit(gradient_boosting(rounds: 9000, max_depth: 6), table)"),
    // Small trees: a state that takes long to write beside the work that it holds is not saved.
    Work(
      name: "a forest", code: "model = fit(random_forest(trees: 10000, max_depth: 3), table)"),
    Work(
      name: "a perceptron",
      code: """
        model = fit(
          perceptron(hidden_layers: [60], max_epochs: 9000, tol: 0, epochs_without_change: 9999), table)
        """),
    Work(
      name: "cross-validation",
      code: """
        model = cross_validate(random_forest(trees: 800), folds(table, k: 6))
        """),
    Work(
      name: "a grid",
      code: """
        model = grid_search(
          random_forest(trees: 2000), folds(table, k: 3), over: {max_depth: [4, 6, 8, 30]})
        """),
    Work(
      name: "an extraction",
      code: """
        corpus = demo("data/demo", turns: 150, seed: 1)
        model = clips(turns(corpus), from: corpus, rate: 44.1 kHz) |> features(published)
        """),
  ]

  private static func project(_ work: Work) throws -> Scratch {
    var state: UInt64 = 7
    func next() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 40) / Double(1 << 24)
    }
    var rows = ["row,a,b,c,d,label"]
    for number in 0..<900 {
      let cells = (0..<4).map { _ in next() }
      let sum = cells.reduce(0, +) + next()
      let label = sum < 2.2 ? "low" : sum < 2.8 ? "middle" : "high"
      rows.append("r\(number)," + cells.map { "\($0)" }.joined(separator: ",") + "," + label)
    }
    return try Scratch([
      "data/table.csv": rows.joined(separator: "\n") + "\n",
      "Notebooks/n.sernb": """
      ---
      seed: 11
      ---
      # \(work.name)

      ```ser table
      table = read_csv("data/table.csv") |> identify(utterance: .row) |> drop([.row])
      ```

      ```ser work
      \(work.code)
      model
      ```

      """,
    ])
  }

  @Test("goes on, and ends in the same bytes", arguments: Self.work)
  func goesOn(work: Work) throws {
    let whole = try Self.project(work)
    let corpus = ["corpus", "demo", "data/demo", "--turns", "150", "--seed", "1"]
    if work.name == "an extraction" { _ = try Tool.run(corpus, in: whole.path) }
    let began = ContinuousClock.now
    let undisturbed = try Tool.run(["run", "--no-cache"], in: whole.path)
    let seconds = (ContinuousClock.now - began) / .seconds(1)
    try #require(undisturbed.code == 0, "\(undisturbed.all)")

    let project = try Self.project(work)
    if work.name == "an extraction" { _ = try Tool.run(corpus, in: project.path) }
    var killed = 0
    var last: Tool.Outcome?
    while last == nil, killed < 40 {
      let outcome = try Tool.run(["run", "--checkpoint", "50 ms"], in: project.path) { process in
        let end = Date(timeIntervalSinceNow: seconds * Double.random(in: 0.6...0.9))
        while process.isRunning, end.timeIntervalSinceNow > 0 { usleep(2_000) }
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
      }
      if outcome.code == 128 + SIGKILL { killed += 1 } else { last = outcome }
    }
    print("\(work.name): \(seconds) s undisturbed, done after \(killed) kills")
    let end = try #require(last, "it came to no end in \(killed) runs")
    #expect(end.code == 0, "\(end.all)")
    #expect(killed > 0)
    if work.name == "an extraction" {
      // A kill may come when all of it is kept and the page alone is missing: then nothing says how many clips there were.
      let words = end.errors.firstMatch(of: #/(\d+) of 150 clips had to be computed/#)
      let isKept = !project.files(".sernb/cache/v1/clips").isEmpty
      #expect(words.map { $0.1 != "150" } ?? isKept, "\(end.all)")
    }
    let (made, right) = (project.files("Outputs"), whole.files("Outputs"))
    #expect(!right.isEmpty && made == right)
    // Nothing is left of what was on its way.
    #expect(project.files(".sernb/cache/v1/partial").isEmpty)
  }
}
