// Honest uses, which stay unmarked.

extension LeakCase {
  /// What a careful notebook does.
  static let honest: [LeakCase] = [
    LeakCase(
      "plain", .honest,
      """
      m = fit(rf, p.train)
      te = p.test
      """),
    LeakCase(
      "scaler on train", .honest,
      """
      s = fit(standard_scaler(), p.train)
      m = fit(rf, p.train |> transform(s))
      te = p.test |> transform(s)
      """),
    LeakCase(
      "tfidf on train", .honest,
      """
      v = fit(tfidf(column: .text), p.train)
      m = fit(rf, p.train |> transform(v))
      te = p.test |> transform(v)
      """),
    LeakCase(
      "two scalers", .honest,
      """
      s = fit(standard_scaler(columns: [.a]), p.train)
      s2 = fit(min_max_scaler(columns: [.b]), p.train |> transform(s))
      m = fit(rf, p.train |> transform(s) |> transform(s2))
      te = p.test |> transform(s) |> transform(s2)
      """),
    LeakCase(
      "cross validate with prepare", .honest, isScored: false,
      """
      cross_validate(rf, folds(d, k: 3, group: "speaker", seed: 1), prepare: [standard_scaler()]).accuracy
      """),
    LeakCase(
      "oversample train only", .honest,
      """
      m = fit(rf, oversample(p.train, by: .label, balance: true))
      te = p.test
      """),
    LeakCase(
      "two anonymous files", .honest, hasHead: false,
      """
      x = read_csv("data/nolab.csv") |> head(100)
      y = read_csv("data/nolab.csv") |> tail(100)
      m = fit(random_forest(n_estimators: 30), x)
      te = y
      """),
    LeakCase(
      "anonymous halves that hold equal rows", .honest, hasHead: false,
      """
      x = table(label: ["a", "b", "a", "b"], n: [1, 2, 1, 2])
      y = table(label: ["a", "b", "a", "b"], n: [1, 2, 1, 2])
      m = fit(random_forest(n_estimators: 30), x)
      te = y
      """),
    LeakCase(
      "joined metadata of all rows", .honest,
      """
      m1 = d |> count(by: .speaker)
      m = fit(rf, join(p.train, m1, on: .speaker))
      te = join(p.test, m1, on: .speaker)
      """),
    LeakCase(
      "validation inside train", .honest,
      """
      q = split(p.train, test_size: 20 %, seed: 2)
      g = grid_search(random_forest(n_estimators: 5), [{train: q.train, test: q.test}], over: {max_depth: [1, 9]})
      m = fit(g.best, p.train)
      te = p.test
      """),
    LeakCase(
      "stack on held-out", .honest,
      """
      q = split(p.train, test_size: 50 %, seed: 2)
      f = fit(rf, q.train)
      m = fit(rf, predict(f, q.test))
      te = predict(f, p.test)
      """),
    LeakCase(
      "same speaker names in two corpora", .leak,
      """
      x = d |> derive(turn: "A_" + .turn) |> identify(utterance: .turn)
      m = fit(rf, p.train)
      te = x |> tail(60)
      """),
    LeakCase(
      "explore all, fit train", .honest,
      """
      mean(d.a)
      describe(d)
      count(d, by: .label)
      m = fit(rf, p.train)
      te = p.test
      """),
  ]
}
