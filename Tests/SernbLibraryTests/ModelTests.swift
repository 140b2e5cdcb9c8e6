// Models in a notebook: settings, fits, evaluation, the guard against leaks, folds, grids and ensembles.

import SernbDocument
import SernbLanguage
import SernbLibrary
import SernbRuntime
import SernbTools
import Testing

@Suite("Models in a notebook", .timeLimit(.minutes(30)))
struct ModelTests {
  /// Forty turns of four speakers whose label follows from their loudness, with a few mistakes, and a split of them.
  private func setup() -> String {
    var names: [String] = []
    var labels: [String] = []
    var said: [String] = []
    var loudness: [String] = []
    for n in 0..<40 {
      let isLoud = n % 20 < 10
      let sex = n % 2 == 0 ? "F" : "M"
      names.append("\"Ses0\(n < 20 ? 1 : 2)F_impro01_\(sex)\(100 + n)\"")
      labels.append(([3, 17, 28].contains(n)) != isLoud ? "\"ang\"" : "\"sad\"")
      said.append(isLoud ? "\"so angry now\"" : "\"sad and blue now\"")
      loudness.append("\(isLoud ? 50 + n : n)")
    }
    return """
      turns = table(
        turn: [\(names.joined(separator: ", "))],
        label: [\(labels.joined(separator: ", "))],
        said: [\(said.joined(separator: ", "))],
        rmse: [\(loudness.joined(separator: ", "))]) |> identify(utterance: .turn)
      parts = split(turns, test_size: 25 %, seed: 3)

      """
  }

  private func ran(_ code: String, option: String = "") async throws -> Ran {
    try await run((option.isEmpty ? "" : "#| \(option)\n") + setup() + code)
  }

  private func shown(_ code: String, option: String = "") async throws -> String {
    let lines = code.split(separator: "\n", omittingEmptySubsequences: false)
    let ran = try await ran(
      lines.dropLast().joined(separator: "\n") + "\nanswer = " + (lines.last ?? ""), option: option)
    guard ran.problems.isEmpty, let value = ran.value("answer") else {
      throw Unexpected(problems: ran.problems.map(\.message))
    }
    if let type = ran.type("answer") { #expect(misfit(value, type) == nil, "\(type.description)") }
    return Reference.shown(value)
  }

  private func refusal(_ code: String) async throws -> Diagnostic {
    let problems = try await ran("answer = " + code).problems
    guard problems.count == 1, let problem = problems.first else {
      throw Unexpected(problems: problems.map(\.message))
    }
    return problem
  }

  // MARK: Settings

  @Test("settings have types and ranges that are checked before anything runs")
  func settings() async throws {
    for (code, words) in [
      ("random_forest(n_estimators: 0)", "`n_estimators` of `random_forest` cannot be 0"),
      ("random_forest(n_estimators: 1.5)", "`n_estimators`"),
      ("random_forest(criterion: \"ginny\")", "`criterion`"),
      ("mlp(hidden_layer_sizes: \"many\")", "`hidden_layer_sizes`"),
      ("random_forest(tres: 3)", "tres"),
    ] {
      let ran = try await run("answer = " + code)
      #expect(ran.staticProblems.count == 1, "\(code)")
      #expect(ran.staticProblems.first?.message.contains(words) == true, "\(ran.staticProblems)")
    }
    #expect(
      try await shown("random_forest(n_estimators: 7, max_depth: missing, class_weight: {ang: 2})")
        == "random forest with n_estimators 7, class_weight {ang: 2}")
    #expect(
      try await refusal("mlp(hidden_layer_sizes: [0])").message.contains(
        "`hidden_layer_sizes` cannot be [0]"))
  }

  @Test(
    "every kind of model fits, tells of itself and scores",
    arguments: [
      "majority()", "naive_bayes()", "logistic_regression()", "linear_svm()",
      "random_forest(n_estimators: 20)", "gradient_boosting(n_estimators: 20)",
      "mlp(hidden_layer_sizes: [16], learning_rate: 0.05, max_iter: 300)",
    ])
  func everyModel(_ settings: String) async throws {
    let share = try await shown(
      "model = fit(\(settings), parts.train)\nevaluate(model, parts.test).accuracy")
    let accuracy = try #require(Double(share))
    #expect(accuracy >= (settings == "majority()" || settings == "naive_bayes()" ? 0.2 : 0.7))
    let told = try await shown("fit(\(settings), parts.train)")
    #expect(told.contains("fitted to 30 rows, 1 column and 2 classes"), "\(told)")
  }

  // MARK: The guard

  @Test("a model that is judged by rows it has learned from fails the cell")
  func leak() async throws {
    let found = try await refusal("evaluate(fit(naive_bayes(), turns), parts.test)")
    #expect(found.code == "leak")
    #expect(found.message.contains("10 of 10 test rows were also seen in training: the model"))
    #expect(found.message.contains("By class: `ang`"))
    #expect(found.hint?.contains("#| accept-leak:") == true)
  }

  @Test("a cell may accept a leak, and the write-up then shows how much leaked and why")
  func acceptedLeak() async throws {
    let ran = try await ran(
      "score = evaluate(fit(naive_bayes(), turns), parts.test)", option: "accept-leak: for a test")
    #expect(ran.problems.isEmpty)
    let notes = ran.results.flatMap(\.notes)
    #expect(notes.count == 1)
    #expect(notes[0].isLeak && notes[0].callout.kind == .caution)
    #expect(notes[0].callout.body.contains("Leak: 10 of 10 test rows (100.0 %)"))
    #expect(notes[0].callout.body.hasSuffix("Accepted here: for a test"))
    #expect(
      notes[0].table?.columns.map(\.name) == ["class", "test rows", "seen in training", "share"])
    #expect(notes[0].again("forest").contains("(see `forest` above)"))
    let share = try await shown(
      "evaluate(fit(naive_bayes(), turns), parts.test).leaked", option: "accept-leak: for a test")
    #expect(share == "10")
  }

  @Test(
    "what a scaler or a vocabulary has learned from test rows leaks as well",
    arguments: [
      ("min_max_scaler()", "the scaler"), ("tfidf(column: .said)", "the vocabulary"),
    ])
  func leakThroughValues(_ settings: String, _ learner: String) async throws {
    let whole = "learned = fit(\(settings), turns)\n"
    let bad = try await ran(
      whole
        + "score = evaluate(fit(naive_bayes(), parts.train |> transform(learned)), parts.test |> transform(learned))"
    ).problems
    #expect(bad.map(\.code) == ["leak"])
    #expect(bad.first?.message.contains("seen in training: \(learner)") == true, "\(bad)")
    // Through every verb on the way.
    let hidden = try await ran(
      whole
        + """
        scaled = turns |> transform(learned)
        test = scaled |> where(.turn in parts.test.turn) |> sort(by: .rmse) |> select([.label, .rmse])
        train = scaled |> where(not .turn in parts.test.turn) |> select([.label, .rmse])
        score = evaluate(fit(naive_bayes(), train), test)
        """
    ).problems
    #expect(hidden.map(\.code) == ["leak"], "\(hidden.map(\.message))")
    let clean = try await ran(
      "learned = fit(\(settings), parts.train)\n"
        + "score = evaluate(fit(naive_bayes(), parts.train |> transform(learned)), parts.test |> transform(learned))"
    )
    #expect(clean.problems.isEmpty, "\(clean.problems.map(\.message))")
  }

  @Test("copies of a test row among the train rows are a leak, by class")
  func leakByCopy() async throws {
    let found = try await ran(
      """
      copied = split(oversample(turns, by: .label, times: {ang: 3}), test_size: 25 %, seed: 1)
      score = evaluate(fit(naive_bayes(), copied.train), copied.test)
      """
    ).problems
    #expect(found.map(\.code) == ["leak"])
    #expect(found.first?.message.contains("as copies") == true)
  }

  @Test("speakers on both sides are a note, and a split by speaker has none")
  func sharedSpeakers() async throws {
    let mixed = try await ran("score = evaluate(fit(naive_bayes(), parts.train), parts.test)")
    #expect(mixed.problems.isEmpty)
    let notes = mixed.results.flatMap(\.notes)
    #expect(notes.count == 1 && notes[0].callout.kind == .note && !notes[0].isLeak)
    #expect(notes[0].callout.body.contains("4 speakers are on both sides"))
    let apart = try await ran(
      """
      sides = split(turns, test_size: 50 %, group: "speaker", seed: 1)
      score = evaluate(fit(naive_bayes(), sides.train), sides.test)
      """)
    #expect(apart.problems.isEmpty && apart.results.flatMap(\.notes).isEmpty)
  }

  // MARK: Evaluation

  @Test("an evaluation knows metrics, intervals, classes and every prediction")
  func evaluation() async throws {
    let setup = "e = evaluate(fit(random_forest(n_estimators: 30), parts.train), parts.test)\n"
    #expect(try await shown(setup + "e.rows") == "10")
    #expect(
      try await shown(setup + "sum(e.classes.rows) == e.rows and rows(e.predictions) == 10")
        == "true")
    #expect(try await shown(setup + "e.intervals.low[0] <= e.accuracy") == "true")
    #expect(try await shown(setup + "e.intervals.high[0] >= e.accuracy") == "true")
    #expect(
      try await shown(
        setup + "mean([if c then 1 else 0 for c in e.predictions.correct]) == e.accuracy")
        == "true")
    #expect(try await shown(setup + "compare(e, e).p_value") == "1")
    let other = try await ran(
      setup + "x = compare(e, evaluate(fit(majority(), parts.train), parts.test |> head(5)))")
    #expect(other.problems.first?.message.contains("different rows") == true)
  }

  @Test("classes that the model has not met count as never predicted")
  func newClass() async throws {
    let answer = try await shown(
      """
      odd = parts.test |> derive(label: if .rmse > 60 then "fea" else .label)
      evaluate(fit(naive_bayes(), parts.train), odd).classes.class
      """)
    #expect(answer.contains("fea"))
  }

  @Test("columns that a model has learned from and a table lacks are all named")
  func missingColumns() async throws {
    let found = try await refusal(
      "evaluate(fit(naive_bayes(), parts.train), parts.test |> select([.turn, .label]))")
    #expect(found.message.contains("`rmse` is missing"), "\(found.message)")
  }

  @Test("bad rows are refused with row and column")
  func badRows() async throws {
    for (code, words) in [
      ("fit(naive_bayes(), turns |> derive(rmse: -.rmse))", "Row 1 of `rmse` is below zero"),
      (
        "fit(linear_svm(), turns |> derive(rmse: if .rmse > 70 then missing else .rmse))",
        "of `rmse` is missing"
      ),
      ("fit(linear_svm(), turns |> where(.label == \"ang\"))", "All rows are `ang`"),
      ("fit(linear_svm(), turns |> where(.rmse > 1000))", "needs at least one row"),
      ("fit(linear_svm(), turns |> select([.label, .said]))", "no feature column"),
      ("fit(linear_svm(), turns |> rename(mood: .label))", "which column holds the classes"),
      ("fit(linear_svm(class_weight: {joy: 2}), turns)", "`joy`"),
    ] {
      let found = try await refusal(code)
      #expect((found.message + (found.hint ?? "")).contains(words), "\(code): \(found.message)")
    }
  }

  // MARK: Selection

  @Test("scalers and vocabularies learn anew in each fold")
  func crossValidation() async throws {
    let setup = "byspeaker = folds(turns, group: \"speaker\", leave_one_out: true)\n"
    let ran = try await ran(
      setup
        + "e = cross_validate(naive_bayes(), byspeaker, prepare: [min_max_scaler(), tfidf(column: .said)])"
    )
    #expect(ran.problems.isEmpty && ran.results.flatMap(\.notes).isEmpty)
    #expect(
      try await shown(
        setup + "cross_validate(naive_bayes(), byspeaker, prepare: [min_max_scaler()]).folds.rows")
        == "[10, 10, 10, 10]")
    let leaking = try await self.ran(
      """
      scaled = turns |> transform(fit(min_max_scaler(), turns))
      e = cross_validate(naive_bayes(), folds(scaled, k: 4, seed: 1))
      """
    ).problems
    #expect(leaking.map(\.code) == ["leak"])
    #expect(leaking.first?.message.hasPrefix("In 4 of 4 folds") == true)
    #expect(leaking.first?.message.contains("the scaler") == true)
  }

  @Test("a grid finds settings that are settings again")
  func grid() async throws {
    let answer = try await shown(
      """
      grid = grid_search(
        random_forest(n_estimators: 15), folds(turns, k: 4, stratify: .label, seed: 1),
        over: {max_depth: [1, 4], criterion: ["gini", "entropy"]})
      [rows(grid.results), fit(grid.best, turns).settings.n_estimators]
      """)
    #expect(answer == "[4, 15]")
    let wrong = try await refusal(
      "grid_search(random_forest(), folds(turns, k: 4), over: {max_dept: [1]})")
    #expect(wrong.hint?.contains("max_depth") == true)
  }

  @Test("an ensemble takes sound and words from one table, and needs probabilities")
  func ensemble() async throws {
    let setup = """
      words = fit(tfidf(column: .said), parts.train)
      train = parts.train |> transform(words)
      test = parts.test |> transform(words)

      """
    let share = try await shown(
      setup
        + "evaluate(ensemble([fit(naive_bayes(), train, features: [.terms]), fit(random_forest(n_estimators: 10), train, features: [.rmse])]), test).accuracy"
    )
    #expect(try #require(Double(share)) >= 0.7)
    let found = try await ran(setup + "e = ensemble([fit(linear_svm(), train)])").problems
    #expect(found.first?.message.contains("probabilities") == true)
  }

  @Test("single terms can be chosen as features by name")
  func terms() async throws {
    let columns = try await shown(
      """
      words = fit(tfidf(column: .said), parts.train)
      model = fit(naive_bayes(), parts.train |> transform(words), features: ["terms:sad", "rmse"])
      model.columns
      """)
    #expect(columns == "[\"rmse\", \"terms:sad\"]")
  }
}
