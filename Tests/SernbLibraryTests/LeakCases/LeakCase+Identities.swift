// Attempts to be scored on learned rows under other names.

extension LeakCase {
  /// Rows that are renamed, rebuilt, read again, joined, or hidden by verbs.
  static let identities: [LeakCase] = [
    LeakCase(
      "control: plain leak", .leak,
      """
      m = fit(rf, d)
      te = p.test
      """),
    LeakCase(
      "new identity by identify", .leak,
      """
      m = fit(rf, d)
      te = p.test |> derive(u2: .turn + "x") |> identify(utterance: .u2)
      """),
    LeakCase(
      "new identity on train", .leak,
      """
      m = fit(rf, d |> derive(u2: .turn + "x") |> identify(utterance: .u2))
      te = p.test
      """),
    LeakCase(
      "identify with row number text", .leak,
      """
      n = table(i: list(1 .. 200), turn: d.turn)
      m = fit(rf, join(d, n, on: .turn) |> derive(u: "r" + text(.i)) |> identify(utterance: .u))
      te = join(p.test, n, on: .turn)
      """),
    LeakCase(
      "rebuild by table()", .leak,
      """
      m = fit(rf, table(label: d.label, a: d.a, b: d.b, c: d.c))
      te = table(label: p.test.label, a: p.test.a, b: p.test.b, c: p.test.c)
      """),
    LeakCase(
      "rebuild test only", .leak,
      """
      m = fit(rf, d)
      te = table(label: p.test.label, a: p.test.a, b: p.test.b, c: p.test.c)
      """),
    LeakCase(
      "rebuild train only", .leak,
      """
      m = fit(rf, table(label: d.label, a: d.a, b: d.b, c: d.c))
      te = p.test
      """),
    LeakCase(
      "rebuild test with new turn", .leak,
      """
      m = fit(rf, d)
      te = table(turn: [x + "z" for x in p.test.turn], label: p.test.label, a: p.test.a, b: p.test.b, c: p.test.c) |> identify(utterance: .turn)
      """),
    LeakCase(
      "read same csv twice, no identity", .leak, hasHead: false,
      """
      d = read_csv("data/nolab.csv")
      m = fit(random_forest(n_estimators: 30), d)
      te = read_csv("data/nolab.csv") |> head(60)
      """),
    LeakCase(
      "read csv, copy with other name", .leak,
      """
      m = fit(rf, d)
      te = read_csv("data/copy.csv") |> tail(60)
      """),
    LeakCase(
      "read csv copy, identified", .leak,
      """
      m = fit(rf, d)
      te = read_csv("data/copy.csv") |> identify(utterance: .turn) |> tail(60)
      """),
    LeakCase(
      "drop turn then", .leak,
      """
      m = fit(rf, d |> drop([.turn, .speaker]))
      te = p.test |> drop([.turn, .speaker])
      """),
    LeakCase(
      "select only features", .leak,
      """
      m = fit(rf, d |> select([.label, .a, .b, .c]))
      te = p.test |> select([.label, .a, .b, .c])
      """),
    LeakCase(
      "summarise to rows", .leak,
      """
      m = fit(rf, d |> summarize(by: [.turn, .label], a: mean(.a), b: mean(.b), c: mean(.c)))
      te = p.test |> summarize(by: [.turn, .label], a: mean(.a), b: mean(.b), c: mean(.c))
      """),
    LeakCase(
      "summarise test only", .leak,
      """
      m = fit(rf, d)
      te = p.test |> summarize(by: [.turn, .label], a: mean(.a), b: mean(.b), c: mean(.c))
      """),
    LeakCase(
      "pivot longer and wider", .leak,
      """
      l = d |> pivot_longer(columns: [.a, .b, .c])
      m = fit(rf, l |> pivot_wider(names: .name, values: .value))
      te = p.test
      """),
    LeakCase(
      "pivot longer features", .leak,
      """
      l = d |> select([.turn, .label, .a, .b]) |> pivot_longer(columns: [.a, .b])
      m = fit(rf, l)
      te = l |> tail(100)
      """),
    LeakCase(
      "distinct and sort", .leak,
      """
      m = fit(rf, d |> distinct(by: .turn) |> sort(by: .a))
      te = p.test |> sort(by: .b) |> head(50)
      """),
    LeakCase(
      "group rows", .leak,
      """
      g = group(d, by: .label)
      m = fit(rf, append(g[0].rows, g[1].rows))
      te = p.test
      """),
    LeakCase(
      "join train features onto test", .honest,
      """
      m = fit(rf, p.train)
      x = p.test |> select([.turn, .label])
      te = join(x, p.test |> select([.turn, .a, .b, .c]), on: .turn)
      """),
  ]
}
