// Attempts to be scored on rows that something between table and model was learned from.

extension LeakCase {
  /// Scalers, vocabularies, statistics by hand, choices, predictions as features.
  static let learners: [LeakCase] = [
    LeakCase(
      "join label as feature", .leak,
      """
      y = d |> derive(y: if .label == "ang" then 1 else 0) |> select([.turn, .y])
      m = fit(rf, join(p.train, y, on: .turn))
      te = join(p.test, y, on: .turn)
      """),
    LeakCase(
      "derive label as feature", .leak,
      """
      q = d |> derive(y: if .label == "ang" then 1 else 0)
      m = fit(rf, q |> head(140))
      te = q |> tail(60)
      """),
    LeakCase(
      "target mean by text over all", .leak,
      """
      q = d |> derive(y: if .label == "ang" then 1 else 0)
      t = q |> summarize(by: .turn, y2: mean(.y))
      j = join(d, t, on: .turn)
      m = fit(rf, j |> head(140))
      te = j |> tail(60)
      """),
    LeakCase(
      "target mean by speaker over all", .leak,
      """
      q = d |> derive(y: if .label == "ang" then 1 else 0)
      t = q |> summarize(by: .speaker, y2: mean(.y))
      j = join(d, t, on: .speaker)
      m = fit(rf, j |> head(140))
      te = j |> tail(60)
      """),
    LeakCase(
      "scaler on all", .leak,
      """
      s = fit(standard_scaler(), d)
      q = d |> transform(s)
      m = fit(rf, q |> head(140))
      te = q |> tail(60)
      """),
    LeakCase(
      "scaler on all, select", .leak,
      """
      s = fit(standard_scaler(), d)
      q = d |> transform(s) |> select([.turn, .label, .a])
      m = fit(rf, q |> head(140))
      te = q |> tail(60)
      """),
    LeakCase(
      "scaler on all, values taken out", .leak,
      """
      s = fit(standard_scaler(), d)
      q = d |> transform(s)
      z = table(turn: q.turn, label: q.label, a: q.a, b: q.b) |> identify(utterance: .turn)
      m = fit(rf, z |> head(140))
      te = z |> tail(60)
      """),
    LeakCase(
      "scaler by hand", .leak,
      """
      mu = mean(d.a)
      sd = std(d.a)
      z = d |> derive(a: (.a - mu) / sd)
      m = fit(rf, z |> head(140))
      te = z |> tail(60)
      """),
    LeakCase(
      "scaler on all, joined", .leak,
      """
      s = fit(standard_scaler(), d)
      q = d |> transform(s) |> select([.turn, .a])
      x = d |> select([.turn, .label])
      j = join(x, q, on: .turn)
      m = fit(rf, j |> head(140))
      te = j |> tail(60)
      """),
    LeakCase(
      "scaler on all, derived, summarise", .leak,
      """
      s = fit(standard_scaler(), d)
      q = d |> transform(s) |> summarize(by: [.turn, .label], a: mean(.a))
      m = fit(rf, q |> head(140))
      te = q |> tail(60)
      """),
    LeakCase(
      "tfidf on all", .leak,
      """
      v = fit(tfidf(column: .text), d)
      q = d |> transform(v)
      m = fit(rf, q |> head(140))
      te = q |> tail(60)
      """),
    LeakCase(
      "tfidf on all, saved and loaded", .leak,
      """
      v = load_vocabulary("data/all.sernbwords", column: .text)
      q = d |> transform(v)
      m = fit(rf, q |> head(140))
      te = q |> tail(60)
      """),
    LeakCase(
      "tfidf max_features by all: terms as stop_list", .leak,
      """
      v = fit(tfidf(column: .text), d)
      w = fit(tfidf(column: .text, stop_list: [x for x in v.terms if x != "aa"]), p.train)
      m = fit(rf, p.train |> transform(w))
      te = p.test |> transform(w)
      """),
    LeakCase(
      "select_features by model on all", .leak,
      """
      f = fit(rf, d)
      k = select_features(f, top: 1)
      m = fit(rf, p.train, features: k)
      te = p.test
      """),
    LeakCase(
      "importance by model on all", .beyond,
      """
      f = fit(rf, d)
      k = importance(f)
      best = first(k.column)
      m = fit(rf, p.train |> select([.turn, .label, .a]))
      te = p.test
      """),
    LeakCase(
      "grid search on test", .leak,
      """
      g = grid_search(random_forest(n_estimators: 5), [{train: p.train, test: p.test}], over: {max_depth: [1, 2, 9]})
      m = fit(g.best, p.train)
      te = p.test
      """),
    LeakCase(
      "grid search, setting taken out", .leak,
      """
      g = grid_search(random_forest(n_estimators: 5), [{train: p.train, test: p.test}], over: {max_depth: [1, 2, 9]})
      best = first((g.results |> sort(by: .accuracy, descending: true)).max_depth)
      m = fit(random_forest(max_depth: best), p.train)
      te = p.test
      """),
    LeakCase(
      "best seed by test", .beyond, isScored: false,
      """
      r = [{s: s, a: evaluate(fit(random_forest(n_estimators: 5), p.train, seed: s), p.test, n_resamples: 10).accuracy} for s in 1 .. 20]
      max([x.a for x in r])
      """),
    LeakCase(
      "best of many splits", .beyond, isScored: false,
      """
      max([evaluate(fit(naive_bayes(), split(d, test_size: 10 %, seed: s).train), split(d, test_size: 10 %, seed: s).test, n_resamples: 10).accuracy for s in 1 .. 30])
      """),
    LeakCase(
      "ensemble leaked member", .leak,
      """
      m = ensemble([fit(rf, p.train), fit(rf, d)])
      te = p.test
      """),
    LeakCase(
      "ensemble leaked, weight 0", .leak,
      """
      m = ensemble([fit(rf, p.train), fit(rf, d)], weights: [1, 0])
      te = p.test
      """),
    LeakCase(
      "stacking predictions", .leak,
      """
      f = fit(rf, d)
      q = predict(f, d)
      m = fit(rf, q |> head(140))
      te = q |> tail(60)
      """),
    LeakCase(
      "stacking predictions select", .leak,
      """
      f = fit(rf, d)
      q = predict(f, d)
      columns(q)
      m = fit(naive_bayes(), q |> head(140))
      te = q |> tail(60)
      """),
    LeakCase(
      "predict labels compared by hand", .noted, isScored: false,
      """
      f = fit(rf, d)
      q = predict(f, p.test)
      mean([if x then 1 else 0 for x in (q |> derive(ok: .label == .predicted)).ok])
      """),
    LeakCase(
      "predict by hand 2", .noted, isScored: false,
      """
      f = fit(rf, d)
      q = predict(f, p.test) |> where(.label == .predicted)
      rows(q) / rows(p.test)
      """),
    LeakCase(
      "stack via derive of prediction", .leak,
      """
      f = fit(rf, d)
      q = predict(f, d)
      z = table(turn: q.turn, label: q.label, x: [if v == "ang" then 1 else 0 for v in q.predicted]) |> identify(utterance: .turn)
      m = fit(rf, z |> head(140))
      te = z |> tail(60)
      """),
    LeakCase(
      "permutation_importance on train", .noted, isScored: false,
      """
      m = fit(rf, d)
      permutation_importance(m, p.test)
      """),
    LeakCase(
      "compare on leaked", .leak, isScored: false,
      """
      x = fit(rf, d)
      y = fit(naive_bayes(), p.train)
      compare(evaluate(x, p.test, n_resamples: 10), evaluate(y, p.test, n_resamples: 10))
      """),
    LeakCase(
      "cross_validate prepared on all", .leak, isScored: false,
      """
      s = fit(standard_scaler(), d)
      cross_validate(rf, folds(d |> transform(s), k: 3, seed: 1)).accuracy
      """),
    LeakCase(
      "row memo by where", .leak,
      """
      q = d |> derive(y: if .label == "ang" then .a else .a + 10)
      m = fit(rf, q |> head(140))
      te = q |> tail(60)
      """),
    LeakCase(
      "describe means", .leak,
      """
      s = describe(d)
      mu = first(s.mean)
      z = d |> derive(a: .a - (if mu == missing then 0.5 else mu))
      m = fit(rf, z |> head(140))
      te = z |> tail(60)
      """),
    LeakCase(
      "feature by rank over all", .leak,
      """
      x = sorted(d.a)
      z = d |> derive(a: if .a > x[100] then 1 else 0)
      m = fit(rf, z |> head(140))
      te = z |> tail(60)
      """),
  ]
}
