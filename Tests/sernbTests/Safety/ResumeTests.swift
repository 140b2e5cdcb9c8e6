// Long work goes on from where a killed run stopped, and ends in the same bytes.
//
// A run is killed as soon as it has saved what it has, so that each gets further than the one before, however fast or
// busy the machine is. What remains of the work that was saved, `PartialWorkTests` and the tests of each model show.

import Foundation
import Testing
import TestSupport

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
      name: "boosting",
      code: "model = fit(gradient_boosting(n_estimators: 9000, max_depth: 6), table)"),
    // Small trees: a state that takes long to write beside the work that it holds is not saved.
    Work(
      name: "a forest", code: "model = fit(random_forest(n_estimators: 10000, max_depth: 3), table)"
    ),
    Work(
      name: "a perceptron",
      code: """
        model = fit(
          mlp(hidden_layer_sizes: [60], max_iter: 9000, tol: 0, n_iter_no_change: 9999), table)
        """),
    Work(
      name: "cross-validation",
      code: """
        model = cross_validate(random_forest(n_estimators: 800), folds(table, k: 6))
        """),
    Work(
      name: "a grid",
      code: """
        model = grid_search(
          random_forest(n_estimators: 2000), folds(table, k: 3), over: {max_depth: [4, 6, 8, 30]})
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
    let undisturbed = try Tool.run(["run", "--no-cache"], in: whole.path)
    try #require(undisturbed.code == 0, "\(undisturbed.all)")

    let project = try Self.project(work)
    if work.name == "an extraction" { _ = try Tool.run(corpus, in: project.path) }
    let isStream = work.name == "an extraction"
    let saves = project.path + "/.sernb/cache/v1/" + (isStream ? "clips" : "partial")
    for number in 0..<Self.kills {
      let before = Self.state(of: saves)
      let outcome = try Tool.run(["run", "--checkpoint", "5 ms"], in: project.path) { process in
        while process.isRunning, Self.state(of: saves) == before { usleep(500) }
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
      }
      try #require(outcome.code == 128 + SIGKILL, "kill \(number): \(outcome.all)")
      if !isStream {
        #expect(outcome.errors.contains(Self.words) == (number > 0), "\(outcome.all)")
      }
    }
    let end = try Tool.run(["run"], in: project.path)
    #expect(end.code == 0, "\(end.all)")
    if isStream {
      let words = try #require(
        end.errors.firstMatch(of: #/(\d+) of 150 clips had to be computed/#), "\(end.all)")
      #expect(words.1 != "150", "\(end.all)")
    } else {
      #expect(end.errors.contains(Self.words), "\(end.all)")
    }
    let (made, right) = (project.files("Outputs"), whole.files("Outputs"))
    #expect(!right.isEmpty && made == right)
    // Nothing is left of what was on its way.
    #expect(project.files(".sernb/cache/v1/partial").isEmpty)
  }

  /// Few beside the saves of each piece of work, which must not be done by then.
  private static let kills = 4
  private static let words = "work resumes where an earlier run was stopped"

  /// The files below a folder, each by what is another when it was replaced.
  private static func state(of folder: String) -> Set<String> {
    let names = FileManager.default.enumerator(atPath: folder)?.allObjects ?? []
    return Set(
      names.compactMap { $0 as? String }.compactMap { name in
        var status = stat()
        guard stat(folder + "/" + name, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
          return nil
        }
        return "\(name) \(status.st_ino) \(status.st_size)"
      })
  }
}
