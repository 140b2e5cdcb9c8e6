// Further attempts and honest uses of the kinds that the leak guard tells apart.

extension LeakCase {
  /// What is like the cases of the other lists, and not among them.
  static let more: [LeakCase] = [
    LeakCase(
      "labels joined to features by a column that is no recognized id", .leak, hasHead: false,
      """
      f = read_csv("data/features.csv")
      l = read_csv("data/labels.csv")
      m = fit(random_forest(n_estimators: 30), join(f, l, on: .key))
      te = join(l, f, on: .key) |> tail(60)
      """),
    LeakCase(
      "another program wrote six digits, under other names", .leak,
      """
      m = fit(rf, d)
      te = read_csv("data/short.csv") |> identify(utterance: .name) |> tail(60)
      """),
    LeakCase(
      "a model from a file, learned from rows without names", .leak,
      """
      m = load_model("data/nameless.sernbmodel")
      te = p.test
      """),
    LeakCase(
      "a scaler from a file, learned from rows under other names", .leak,
      """
      s = load_scaler("data/all.sernbscaler")
      q = read_csv("data/short.csv") |> identify(utterance: .name) |> transform(s)
      m = fit(rf, q |> head(140))
      te = q |> tail(60)
      """),
    LeakCase(
      "columns taken out through functions and records", .leak,
      """
      fn twice(list) = [2 * x for x in list]
      r = {a: twice(p.test.a), b: twice(p.test.b), c: twice(p.test.c)}
      m = fit(rf, d |> derive(a: .a * 2, b: .b * 2, c: .c * 2))
      te = table(label: p.test.label, a: r.a, b: r.b, c: r.c)
      """),
    LeakCase(
      "a mean of all rows through a function and a list", .leak,
      """
      fn center(list) = mean(list)
      levels = [center(d.a), center(d.b)]
      z = d |> derive(a: .a - levels[0])
      m = fit(rf, z |> head(140))
      te = z |> tail(60)
      """),
    LeakCase(
      "a scaled column by hand, in lists", .leak,
      """
      mu = mean(d.a)
      z = table(turn: d.turn, label: d.label, a: [x - mu for x in d.a]) |> identify(utterance: .turn)
      m = fit(rf, z |> head(140))
      te = z |> tail(60)
      """),
    LeakCase(
      "how often a label is, by speaker, over all rows", .leak,
      """
      n = d |> count(by: [.speaker, .label]) |> pivot_wider(names: .label, values: .count)
      j = join(d, n, on: .speaker)
      m = fit(rf, j |> head(140))
      te = j |> tail(60)
      """),
    LeakCase(
      "columns by the table of importance", .leak,
      """
      f = fit(rf, d)
      m = fit(rf, p.train, features: [x for x in importance(f).column if x != "c"])
      te = p.test
      """),
    LeakCase(
      "columns by shuffling on the test rows", .leak,
      """
      f = fit(rf, p.train)
      k = permutation_importance(f, p.test).column[0 .. 1]
      m = fit(rf, p.train, features: k)
      te = p.test
      """),
    LeakCase(
      "settings by a grid, judged again by its folds", .leak, isScored: false,
      """
      fo = folds(d, k: 3, seed: 1)
      g = grid_search(random_forest(n_estimators: 5), fo, over: {max_depth: [1, 9]})
      cross_validate(g.best, fo).accuracy
      """),
    LeakCase(
      "the class as a number, through a list", .leak,
      """
      q = table(turn: d.turn, label: d.label, y: [if x == "ang" then 1 else 0 for x in d.label])
        |> identify(utterance: .turn)
      m = fit(rf, q |> head(140))
      te = q |> tail(60)
      """),
    LeakCase(
      "a number from predictions, in another statement and in prose words", .noted,
      isScored: false,
      """
      f = fit(rf, d)
      q = predict(f, p.test)
      right = [if r.label == r.predicted then 1 else 0 for r in q]
      share = mean(right)
      share
      """),
    LeakCase(
      "a statistic of the train rows alone", .honest,
      """
      mu = mean(p.train.a)
      sd = std(p.train.a)
      fn scaled(t) = t |> derive(a: (.a - mu) / sd)
      m = fit(rf, scaled(p.train))
      te = scaled(p.test)
      """),
    LeakCase(
      "the mean of the class by speaker, of the train rows alone", .honest,
      """
      q = p.train |> derive(y: if .label == "ang" then 1 else 0)
      t = q |> summarize(by: .speaker, y2: mean(.y))
      m = fit(rf, join(p.train, t, on: .speaker))
      te = join(p.test, t, on: .speaker)
      """),
    LeakCase(
      "values of the frames of each turn", .honest,
      """
      l = d |> pivot_longer(columns: [.a, .b]) |> summarize(by: [.turn, .label], low: min(.value), high: max(.value))
      q = split(l, test_size: 30 %, seed: 1)
      m = fit(rf, q.train)
      te = q.test
      """),
    LeakCase(
      "classes cut at the median of all rows", .honest,
      """
      middle = median(d.c)
      q = d |> drop([.label]) |> derive(label: if .c > middle then "high" else "low")
      s = split(q, test_size: 30 %, seed: 1)
      m = fit(rf, s.train, features: [.a, .b])
      te = s.test
      """),
    LeakCase(
      "a column beside the features is made of all rows", .honest,
      """
      mu = mean(d.a)
      q = split(d |> derive(far: .a - mu), test_size: 30 %, seed: 1)
      m = fit(rf, q.train, features: [.a, .b])
      te = q.test
      """),
    LeakCase(
      "short texts that are said often", .honest, hasHead: false,
      """
      said = ["yeah", "no", "what", "i see", "yeah", "no", "yeah", "oh no"]
      n = list(0 .. 79)
      d = table(
        turn: ["t" + text(i) for i in n], words: [said[i - 8 * floor(i / 8)] for i in n],
        label: [if i - 4 * floor(i / 4) < 2 then "ang" else "sad" for i in n])
        |> identify(utterance: .turn)
      q = split(d, test_size: 30 %, seed: 1)
      v = fit(tfidf(column: .words), q.train)
      m = fit(naive_bayes(), q.train |> transform(v))
      te = q.test |> transform(v)
      """),
    LeakCase(
      "the settings that a grid on train folds found", .honest,
      """
      g = grid_search(random_forest(n_estimators: 5), folds(p.train, k: 3, seed: 1), over: {max_depth: [1, 9]})
      k = select_features(fit(rf, p.train), top: 2)
      m = fit(g.best, p.train, features: k)
      te = p.test
      """),
    LeakCase(
      "metadata of sessions and speakers", .honest,
      """
      q = d |> derive(session: replace(.speaker, part: "F", with: ""))
      n = q |> summarize(by: .speaker, turns: length(.turn))
      m = fit(rf, join(p.train, n, on: .speaker))
      te = join(p.test, n, on: .speaker)
      """),
    LeakCase(
      "speakers that are chosen by name", .honest,
      """
      who = unique(d.speaker)[0 .. 2]
      m = fit(rf, d |> where(not .speaker in who))
      te = d |> where(.speaker in who)
      """),
  ]
}
