// Attempts to be scored on copies of learned rows, on files of them, and on rows of overlapping parts.

extension LeakCase {
  /// Copies before a split, overlapping parts, loaded models, odd names.
  static let copies: [LeakCase] = [
    LeakCase(
      "grid search on folds of all", .leak,
      """
      fo = folds(d, k: 3, seed: 1)
      g = grid_search(random_forest(n_estimators: 5), fo, over: {max_depth: [1, 2, 9]})
      m = fit(g.best, p.train)
      te = p.test
      """),
    LeakCase(
      "oversample before folds", .leak, isScored: false,
      """
      o = oversample(d, by: .label, times: {ang: 3})
      cross_validate(rf, folds(o, k: 3, seed: 1)).accuracy
      """),
    LeakCase(
      "oversample before split, identity renewed", .leak, isScored: false,
      """
      o = oversample(d, by: .label, times: {ang: 3, sad: 3})
      z = table(label: o.label, a: o.a, b: o.b, c: o.c)
      cross_validate(rf, folds(z, k: 3, seed: 1)).accuracy
      """),
    LeakCase(
      "append copies with new name", .leak, isScored: false,
      """
      e = d |> derive(turn: .turn + "_b") |> identify(utterance: .turn)
      z = append(d, e)
      cross_validate(rf, folds(z, k: 3, seed: 1)).accuracy
      """),
    LeakCase(
      "append noisy copies", .leak, isScored: false,
      """
      e = d |> derive(turn: .turn + "_b", a: .a + 0.000001) |> identify(utterance: .turn)
      z = append(d, e)
      cross_validate(rf, folds(z, k: 3, seed: 1)).accuracy
      """),
    LeakCase(
      "load_model trained on all", .leak,
      """
      m = load_model("data/all.sernbmodel")
      te = p.test
      """),
    LeakCase(
      "load_model trained on anonymous all", .leak,
      """
      m = load_model("data/anon.sernbmodel")
      te = p.test
      """),
    LeakCase(
      "load_model anon, anon test", .leak, hasHead: false,
      """
      m = load_model("data/anon.sernbmodel")
      te = read_csv("data/nolab.csv") |> tail(60)
      """),
    LeakCase(
      "load_scaler on all", .leak,
      """
      s = load_scaler("data/all.sernbscaler")
      q = d |> transform(s)
      m = fit(rf, q |> head(140))
      te = q |> tail(60)
      """),
    LeakCase(
      "head/tail overlap", .leak,
      """
      m = fit(rf, d |> head(140))
      te = d |> tail(100)
      """),
    LeakCase(
      "sort by label then head", .leak,
      """
      x = d |> sort(by: .c)
      m = fit(rf, x |> head(140))
      te = d |> tail(60)
      """),
    LeakCase(
      "where on value", .leak,
      """
      m = fit(rf, d |> where(.a > 0.2))
      te = d |> where(.a < 0.5)
      """),
    LeakCase(
      "sample twice", .leak,
      """
      m = fit(rf, sample(d, n: 140, seed: 1))
      te = sample(d, n: 60, seed: 2)
      """),
    LeakCase(
      "oob score with copies", .noted, isScored: false,
      """
      o = oversample(d, by: .label, times: {ang: 3, sad: 3})
      m = fit(random_forest(n_estimators: 30, oob_score: true), o)
      m.facts
      """),
    // Boosting holds out equal rows together.
    LeakCase(
      "early stopping with copies", .honest, isScored: false,
      """
      o = oversample(d, by: .label, times: {ang: 3, sad: 3})
      m = fit(gradient_boosting(n_estimators: 30, early_stopping_rounds: 3), o)
      m
      """),
    LeakCase(
      "folds records by hand", .leak, isScored: false,
      """
      cross_validate(rf, [{train: d, test: p.test}]).accuracy
      """),
    LeakCase(
      "folds by hand anonymised", .leak, isScored: false,
      """
      z = table(label: d.label, a: d.a, b: d.b, c: d.c)
      cross_validate(rf, [{train: z, test: tail(z, 60)}]).accuracy
      """),
    LeakCase(
      "identify: case change", .leak,
      """
      m = fit(rf, d)
      te = p.test |> derive(turn: upper(.turn)) |> identify(utterance: .turn)
      """),
    LeakCase(
      "identify: wav ending", .leak,
      """
      m = fit(rf, d)
      te = p.test |> derive(turn: .turn + ".wav") |> identify(utterance: .turn)
      """),
    LeakCase(
      "identify: blank", .leak,
      """
      m = fit(rf, d)
      te = p.test |> derive(turn: .turn + " ") |> identify(utterance: .turn)
      """),
    LeakCase(
      "identify: speaker as utterance", .honest,
      """
      m = fit(rf, p.train)
      te = p.test |> identify(utterance: .speaker)
      """),
    LeakCase(
      "rename label, fit by other target", .leak,
      """
      m = fit(rf, d |> rename(y: .label), target: .y)
      te = p.test |> rename(y: .label)
      """),
    LeakCase(
      "leak by json and lists", .leak,
      """
      m = fit(rf, d)
      te = table(label: [x for x in p.test.label], a: [x for x in p.test.a], b: [x for x in p.test.b], c: [x for x in p.test.c])
      """),
    LeakCase(
      "duplicate rows in one table", .leak,
      """
      z = append(d, d)
      q = split(z, test_size: 30 %, seed: 1)
      m = fit(rf, q.train)
      te = q.test
      """),
    LeakCase(
      "empty utterance", .leak,
      """
      z = d |> derive(turn: "") |> identify(utterance: .turn)
      m = fit(rf, z)
      te = z |> tail(60)
      """),
    LeakCase(
      "missing utterance", .refused,
      """
      z = d |> derive(turn: missing) |> identify(utterance: .turn)
      m = fit(rf, z)
      te = z |> tail(60)
      """),
    LeakCase(
      "one utterance name for all test", .leak,
      """
      m = fit(rf, d)
      te = p.test |> derive(u: "x") |> identify(utterance: .u)
      """),
  ]
}
