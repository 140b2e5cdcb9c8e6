// Builtins, parameters and settings under former names: they work, `check` reports them and `fmt` rewrites them.

import SernbLanguage
import SernbLibrary
import SernbRuntime
import SernbTools
import Testing

@Suite("former names of builtins and settings")
struct FormerNamesTests {
  private static let rows = """
    turns = table(
      turn: ["f1", "f2", "f3", "f4", "f5", "f6"], label: ["ang", "sad", "ang", "sad", "ang", "sad"],
      rmse: [0.9, 0.1, 0.8, 0.3, 0.7, 0.2], pitch: [210, 180, 190, 200, 220, 170])
      |> identify(utterance: .turn)

    """

  private func notebook(_ text: String) -> Notebook {
    Notebook(parsing: SourceText(text, name: "n.sernb"))
  }

  private func formatted(_ text: String) -> String {
    String(decoding: Formatter.format(notebook(text), Library.vocabulary), as: UTF8.self)
  }

  private func checked(_ text: String) -> CheckedNotebook {
    Checker.check(notebook(text), in: CheckContext(vocabulary: Library.vocabulary))
  }

  /// The cell of one statement as `fmt` writes it.
  private func cell(_ code: String) -> String {
    String(formatted("```ser a\n\(code)\n```\n").dropFirst(9).dropLast(5))
  }

  static let renamed: [(former: String, current: String)] = [
    ("missing |> or_else(1)", "missing |> coalesce(1)"),
    ("normalise(\"Oh!\")", "normalize_text(\"Oh!\")"),
    ("turns |> summarise(m: mean(.rmse))", "turns |> summarize(m: mean(.rmse))"),
    ("boxes({a: [1, 2]})", "boxplot({a: [1, 2]})"),
    (
      "perceptron(hidden_layers: [3], max_epochs: 4, epochs_without_change: 2, nesterov: false)",
      """
      mlp(
        hidden_layer_sizes: [3],
        max_iter: 4,
        n_iter_no_change: 2,
        nesterovs_momentum: false,
      )
      """
    ),
    ("random_forest(trees: 3)", "random_forest(n_estimators: 3)"),
    ("gradient_boosting(rounds: 3)", "gradient_boosting(n_estimators: 3)"),
    ("split(turns, test: 0.5, seed: 1)", "split(turns, test_size: 0.5, seed: 1)"),
    ("leaks(turns, turns, learnt: [])", "leaks(turns, turns, fitted: [])"),
    ("tone(440 Hz, length: 1 s)", "tone(440 Hz, duration: 1 s)"),
    ("noise(length: 9 ms, seed: 1)", "noise(duration: 9 ms, seed: 1)"),
    ("mfcc(tone(440 Hz), n: 2)", "mfcc(tone(440 Hz), n_mfcc: 2)"),
    (
      "pitch(tone(440 Hz), lowest: 90 Hz, highest: 500 Hz)",
      "pitch(tone(440 Hz), fmin: 90 Hz, fmax: 500 Hz)"
    ),
    (
      "rms(tone(440 Hz), frame: 512, hop: 128)",
      "rms(tone(440 Hz), frame_length: 512, hop_length: 128)"
    ),
    ("stft(tone(440 Hz), frame: 512)", "stft(tone(440 Hz), n_fft: 512)"),
    ("spectrogram(tone(440 Hz), range: 60 dB)", "spectrogram(tone(440 Hz), top_db: 60 dB)"),
    (
      "autocorrelation(tone(440 Hz), longest: 5 ms)", "autocorrelation(tone(440 Hz), max_lag: 5 ms)"
    ),
    (
      "importance(fit(gradient_boosting(), turns), sense: \"gain\")",
      "importance(fit(gradient_boosting(), turns), importance_type: \"gain\")"
    ),
    (
      "permutation_importance(fit(majority(), turns), turns, repeats: 2, seed: 1)",
      "permutation_importance(fit(majority(), turns), turns, n_repeats: 2, seed: 1)"
    ),
    (
      "cross_validate(majority(), folds(turns), resamples: 20, level: 0.9)",
      "cross_validate(majority(), folds(turns), n_resamples: 20, confidence_level: 0.9)"
    ),
  ]

  @Test("give the same value as current ones, and `fmt` replaces them once and for all")
  func values() async throws {
    for (former, current) in Self.renamed {
      #expect(cell(former) == current)
      #expect(cell(current) == current)
      let one = try await run(Self.rows + "answer = " + former)
      let other = try await run(Self.rows + "answer = " + current)
      #expect(one.problems.isEmpty && other.problems.isEmpty, "\(one.problems)")
      let values = (try #require(one.value("answer")), try #require(other.value("answer")))
      #expect(Reference.shown(values.0) == Reference.shown(values.1), "\(former)")
    }
  }

  @Test("every former name is tested, and is not a current one")
  func complete() throws {
    let tested = Self.renamed.map(\.former).joined(separator: "\n")
    for builtin in Library.all {
      let signature = builtin.signature
      for name in signature.formerNames {
        #expect(try tested.contains(Regex("\\b\(name)\\(")), "\(name)")
        #expect(!Library.vocabulary.names.contains(name))
        #expect(Library.byName[name]?.name == builtin.name)
      }
      for parameter in signature.parameters {
        for name in parameter.formerNames {
          #expect(try tested.contains(Regex("\\b\(name): ")), "\(name)")
          #expect(!signature.parameters.contains { $0.name == name })
        }
      }
    }
  }

  @Test("are replaced in prose, and comments and quoted keys stay as they are")
  func text() {
    #expect(
      formatted(
        """
        {{ missing |> or_else(2) }} and `or_else`, or_else.

        ```ser a
        # perceptron
        grid_search(random_forest(), folds(t), over: {"trees": [1]})  # trees
        ```
        """)
          == """
          {{ missing |> coalesce(2) }} and `or_else`, or_else.

          ```ser a
          # perceptron
          grid_search(random_forest(), folds(t), over: {n_estimators: [1]})  # trees
          ```
          """)
  }

  @Test("stay where the notebook means something else by them, or by the current name")
  func ownNames() {
    for code in [
      "trees = 3\nboxes = [trees]\nboxes", "fn boxes(x) = x\nboxes(3)",
      "fn boxplot(x) = x\nboxes([1])", "f = boxplot => boxes([1])",
      "derive(t, trees: .rounds, test: .n)", "{trees: 3, learnt: 4}.trees",
      "boxes = first([x => x])\nboxes(2)",
      "fn random_forest(trees) = trees\nrandom_forest(trees: 3)",
      // The results have a column `trees`.
      "s = grid_search(random_forest(), folds(t), over: {trees: [1]})\ns.results |> sort(by: .trees)",
    ] {
      #expect(cell(code) == code)
      let text = "```ser a\n\(code)\n```\n"
      #expect(checked(text).formerNames.isEmpty, "\(code)")
    }
  }

  @Test("a binding may have the name of a builtin of today, as notebooks from before it have")
  func bindings() async throws {
    let code = """
      mlp = fit(perceptron(hidden_layers: [2], max_epochs: 2), turns)
      again = fit(perceptron(hidden_layers: [2], max_epochs: 2), turns)
      answer = [mlp == again, mlp.settings.max_epochs == mlp.settings.max_iter]
      """
    let ran = try await run(Self.rows + code)
    #expect(ran.problems.isEmpty)
    #expect(Reference.shown(try #require(ran.value("answer"))) == "[true, true]")
    #expect(
      cell(code).hasPrefix(
        """
        mlp = fit(mlp(hidden_layer_sizes: [2], max_iter: 2), turns)
        again = fit(mlp(hidden_layer_sizes: [2], max_iter: 2), turns)
        """))
  }

  @Test("are reported once a notebook, as warnings that stop nothing")
  func warnings() throws {
    let found = checked(
      """
      ```ser a
      1 |> or_else(2)
      2 |> or_else(3)
      ```
      {{ normalise("a") }}
      """)
    #expect(found.problems.isEmpty)
    let diagnostics = found.formerNames.map(\.diagnostic)
    #expect(
      diagnostics.map(\.message) == [
        "`or_else` is now called `coalesce`", "`normalise` is now called `normalize_text`",
      ])
    #expect(diagnostics.allSatisfy { !$0.isError } && diagnostics.first?.cell == "a")
  }

  @Test("mean the same to the cache as current ones")
  func keys() {
    func keys(_ code: String) -> [String] {
      NodeKey.recipes(of: checked("```ser a\n\(code)\n```\n"), builtins: Library.byName)
        .map { "\($0)" }
    }
    #expect(keys("perceptron(max_epochs: 3)") == keys("mlp(max_iter: 3)"))
    #expect(keys("perceptron(max_epochs: 3)") != keys("mlp(max_iter: 4)"))
  }

  @Test("settings of a search may have them, in a value as well")
  func search() async throws {
    let code = """
      space = {trees: [1, 2]}
      found = grid_search(random_forest(trees: 9), folds(turns, k: 2, seed: 1), over: space, seed: 1)
      answer = [columns(found.results)[0], text(found.best)]
      """
    let ran = try await run(Self.rows + code)
    #expect(ran.problems.isEmpty, "\(ran.problems)")
    let shown = Reference.shown(try #require(ran.value("answer")))
    #expect(
      shown.contains("trees") && shown.contains("random forest with n_estimators "), "\(shown)")
    let twice = try await run(
      Self.rows
        + "answer = grid_search(random_forest(), folds(turns, k: 2), over: {trees: [1], n_estimators: [2]})"
    )
    #expect(twice.problems.first?.message.contains("named twice") == true)
  }

  @Test("`doc` leads to the current name and lists no former one")
  func help() throws {
    let page = Reference.page(try #require(Library.byName["perceptron"]), for: "perceptron")
    #expect(page.hasPrefix("`perceptron` is now called `mlp`.\n\nmlp("))
    let list = Reference.list(Library.all)
    for name in Library.all.flatMap(\.signature.formerNames) {
      #expect(!list.contains("  \(name) "), "\(name)")
    }
  }
}
