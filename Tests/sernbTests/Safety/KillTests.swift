// Runs that are killed at any moment, two at a time over one project and one store, never leave anything half done.
//
// `SERNB_KILLS` says how many; without it there are 500.

import Foundation
import Storage
import Testing
import TestSupport

@Suite("runs that are killed", .timeLimit(.minutes(120)))
struct KillTests {
  private static let sound = """
    ---
    seed: 3
    params:
      shown: 5
    ---
    # Sound

    ```ser corpus
    corpus = demo("data/demo", turns: 20, seed: 1)
    turns = turns(corpus)
    words = transcripts(corpus)
    ```

    ```ser features
    features = clips(turns, from: corpus, rate: 22050 Hz) |> features(published)
    features |> head(params.shown)
    save features to "features.csv"
    plot scatter(features, x: .sig_mean, y: .silence, by: .label)
    ```

    """
  private static let models = """
    ---
    seed: 4
    params:
      trees: 10
    ---
    # Models

    ```ser tables
    use "sound.sernb" (features, words)
    middle = median(features.sig_mean)
    table = features |> derive(label: if .sig_mean > middle then "loud" else "soft")
    numbers = read_csv("data/numbers.csv")
    describe(numbers)
    ```

    ```ser fits
    #| accept-leak: only the files count here
    forest = fit(random_forest(n_estimators: params.trees), table)
    boosting = fit(gradient_boosting(n_estimators: params.trees), table)
    network = fit(mlp(hidden_layer_sizes: [6], max_iter: 10 * params.trees), table)
    scores(
      forest: evaluate(forest, table),
      boosting: evaluate(boosting, table),
      network: evaluate(network, table),
    )
    save forest to "forest.sernbmodel"
    ```

    ```ser words
    terms = fit(tfidf(column: .transcript, min_df: 2), words |> where(not is_missing(.transcript)))
    terms
    plot bars(numbers, x: .name, y: .value)
    ```

    The forest has {{ params.trees }} trees.

    """

  private static func project() throws -> Scratch {
    let rows = (0..<12).map { "n\($0),\(Double($0 * 37 % 11) / 4)" }
    return try Scratch([
      "Notebooks/sound.sernb": sound, "Notebooks/models.sernb": models,
      "data/numbers.csv": "name,value\n" + rows.joined(separator: "\n") + "\n",
    ])
  }

  private static let variants = [
    [], ["-p", "trees=13"], ["-p", "shown=7"], ["-p", "trees=13", "-p", "shown=3"],
  ]

  @Test("never leave a damaged entry, half a file or a wrong result")
  func kills() throws {
    let wanted =
      ProcessInfo.processInfo.environment["SERNB_KILLS"].flatMap { Int($0) } ?? 500
    // What each variant writes when nobody disturbs it, and how long that takes.
    var right: [[String: Data]] = []
    var corpus: [String: Data] = [:]
    var seconds = 0.0
    for variant in Self.variants {
      let project = try Self.project()
      let began = ContinuousClock.now
      let outcome = try Tool.run(["run", "-q"] + variant, in: project.path)
      seconds = max(seconds, (ContinuousClock.now - began) / .seconds(1))
      try #require(outcome.code == 0, "\(outcome.all)")
      right.append(project.files("Outputs"))
      corpus = project.files("data/demo")
    }
    let project = try Self.project()
    let store = Store(folder: project.path + "/.sernb/cache")
    var random = SystemRandomNumberGenerator()
    var killed = 0
    var finished = 0
    while killed < wanted {
      switch Int.random(in: 0..<6, using: &random) {
      case 0: store.clear()
      case 1: try? FileManager.default.removeItem(atPath: project.path + "/data/demo")
      case 2: try? FileManager.default.removeItem(atPath: project.path + "/Outputs")
      default: break
      }
      // Most are killed, and some come to their end.
      let delays = (0..<2).map { _ in
        seconds * Double.random(in: 0...1, using: &random)
          * Double.random(in: 0.1...1, using: &random)
      }
      let choices = (0..<2).map { _ in Int.random(in: 0..<Self.variants.count, using: &random) }
      let outcomes = try Self.race(choices.map { Self.variants[$0] }, delays, in: project)
      for outcome in outcomes {
        if outcome.code == 128 + SIGKILL {
          killed += 1
        } else {
          finished += 1
          try #require(outcome.code == 0, "exit \(outcome.code): \(outcome.errors)")
        }
      }
      let damage = store.verify()
      try #require(damage.isEmpty, "\(damage)")
      try Self.checkFiles(project, right, corpus)
    }
    print("\(killed) kills, and \(finished) runs that came to their end before theirs")
    try? FileManager.default.removeItem(atPath: project.path + "/data/demo")
    for (variant, files) in zip(Self.variants, right) {
      let outcome = try Tool.run(["run", "-q"] + variant, in: project.path)
      #expect(outcome.code == 0, "\(outcome.all)")
      #expect(project.files("Outputs") == files)
    }
    // Nothing of what was killed is left over.
    #expect(project.files("data").keys.filter { $0.contains("part-") } == [])
  }

  /// Every write-up is one of its right versions as a whole. What is still being written lies apart.
  private static func checkFiles(
    _ project: Scratch, _ right: [[String: Data]], _ corpus: [String: Data]
  ) throws {
    // What a killed run had begun to put in place ends without it, under its lock.
    let lock = open(project.path + "/Outputs", O_RDONLY)
    if lock >= 0 { flock(lock, LOCK_EX) }
    defer { if lock >= 0 { close(lock) } }
    let written = project.files("Outputs").filter { !$0.key.hasPrefix(".writing-") }
    for stem in ["sound", "models"] {
      func own(_ files: [String: Data]) -> [String: Data] {
        files.filter { $0.key.hasPrefix(stem + ".") }
      }
      let found = own(written)
      try #require(
        found.isEmpty || right.contains { own($0) == found },
        "the write-up of \(stem) is none of its versions: \(found.keys.sorted())")
    }
    let made = project.files("data/demo")
    let missing = corpus.keys.filter { made[$0] == nil }.sorted()
    let other = made.filter { corpus[$0.key] != $0.value }.map { "\($0.key) (\($0.value.count))" }
    try #require(
      made.isEmpty || missing.isEmpty && other.isEmpty,
      "the corpus is half there: without \(missing), with \(other.sorted())")
  }

  /// Runs two processes at once, and kills each after its delay.
  private static func race(
    _ variants: [[String]], _ delays: [Double], in project: Scratch
  ) throws -> [(code: Int32, errors: String)] {
    let began = ContinuousClock.now
    var children: [(pid: pid_t, delay: Double, place: Int)] = []
    for (place, variant) in variants.enumerated() {
      let arguments =
        ["run", "-q", "--project", project.path, project.path + "/Notebooks"] + variant
      children.append((try spawn(arguments, place, project), delays[place], place))
    }
    var ended: [(code: Int32, errors: String)] = []
    while !children.isEmpty {
      usleep(1_000)
      let seconds = (ContinuousClock.now - began) / .seconds(1)
      for (place, child) in children.enumerated().reversed() {
        if seconds > child.delay { kill(child.pid, SIGKILL) }
        var status: Int32 = 0
        guard waitpid(child.pid, &status, WNOHANG) == child.pid else { continue }
        let signal = status & 0x7f
        ended.append(
          (signal == 0 ? (status >> 8) & 0xff : 128 + signal, project.text(said(child.place)) ?? "")
        )
        children.remove(at: place)
      }
    }
    return ended
  }

  private static func said(_ place: Int) -> String { "said-\(place)" }

  /// Starts the tool without the overseer that `Process` keeps.
  private static func spawn(
    _ arguments: [String], _ place: Int, _ project: Scratch
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let file = project.path + "/" + said(place)
    for stream in [STDOUT_FILENO, STDERR_FILENO] {
      posix_spawn_file_actions_addopen(
        &actions, stream, file, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0o600)
    }
    var words: [UnsafeMutablePointer<CChar>?] = ([Tool.path] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var pid: pid_t = 0
    let failure = posix_spawn(&pid, Tool.path, &actions, nil, &words, environ)
    try #require(failure == 0)
    return pid
  }
}
