// The seeds of what the cache keeps are taken from a run that binds and shows a value of almost every kind.

import Basics
import Foundation
import SernbLibrary
import SernbRuntime
import Storage
import TestSupport

enum CacheSeeds {
  private static let notebook = """
    ---
    seed: 1
    params:
      trees: 2
    ---
    # All kinds

    ```ser values
    few = [missing, true, 1 .. 3, "a text", 20 ms, {a: 1, b: [1, 2]}]
    few
    sound = tone(440 Hz, duration: 5 ms, rate: 8 kHz)
    rows = table(
      turn: ["f1", "f2", "f3", "f4", "f5", "f6"], who: ["a", "b", "a", "b", "a", "b"],
      label: ["ang", "sad", "ang", "sad", "ang", "sad"], rmse: [0.9, 0.1, 0.8, 0.3, 0.7, 0.2],
      words: ["so sad", "so glad", "oh no", "oh so", "sad no", "glad oh"],
    ) |> identify(utterance: .turn, speaker: .who)
    rows |> head(3)
    plot scatter(rows, x: .rmse, y: .rmse)
    save rows to "rows.csv"
    expect length(few) == 6
    ```

    ```ser models
    #| accept-leak: for the seeds
    settings = random_forest(n_estimators: params.trees)
    scaler = fit(standard_scaler(), rows)
    forest = fit(settings, rows)
    bayes = fit(naive_bayes(), rows)
    both = ensemble([forest, bayes])
    score = evaluate(forest, rows)
    other = evaluate(bayes, rows)
    compare(score, other)
    terms = fit(tfidf(column: .words, min_df: 1), rows)
    rows |> transform(terms)
    parts = split(rows, test_size: 0.5)
    leaks(parts.train, parts.test)
    grid = grid_search(naive_bayes(), folds(rows, k: 2), over: {alpha: [0.5, 1]})
    grid
    ```

    There are {{ rows(rows) }} rows.

    """

  /// Entries of nodes, and values.
  static func made() async throws -> (traces: [[UInt8]], values: [[UInt8]]) {
    let scratch = try Scratch(["Notebooks/n.sernb": notebook])
    let store = Store(folder: scratch.path + "/cache")
    let project = Project(root: scratch.path, facts: Library.soundFacts)
    let world = World(
      files: project.files, jobs: 1,
      cache: ResultCache(store, engine: Engine(), decoders: Library.decoders))
    let run = try ProjectRun(
      NotebookLoader(project, vocabulary: Library.vocabulary, overrides: []),
      builtins: Library.byName, world: world
    ).run(scratch.path + "/Notebooks/n.sernb")
    for result in try await run.runAll() {
      if let failure = result.failure { throw Failed(words: "\(failure)") }
    }
    var entries: [Namespace: [[UInt8]]] = [:]
    store.flush()
    for (_, pack) in scratch.files("cache/v1/packs").sorted(by: { $0.key < $1.key }) {
      for entry in try PackFile.entries(of: Array(pack)) {
        entries[entry.namespace, default: []].append(entry.bytes)
      }
    }
    for name in scratch.files("cache/v1/values").keys.sorted() {
      guard let key = Digest(hex: name.replacing("/", with: "")) else { continue }
      if let bytes = store.read(.values, key) { entries[.values, default: []].append(bytes) }
    }
    let traces = entries[.nodes] ?? []
    var values = entries[.values] ?? []
    for bytes in traces {
      for trace in try StoredTraces(bytes: bytes).traces {
        for (_, item) in trace.result.bound {
          if case .here(let bytes) = item.location { values.append(bytes) }
        }
      }
    }
    return (traces, values)
  }

  struct Failed: Error { let words: String }
}
