// What `sernb bench tables` times: lines of the language over rows, lists, texts and sounds. One more is one more line
// of `all`.

internal import SernbRuntime

/// One operation, whose size is a number of rows, elements, characters or samples.
package struct TableOperation: Sendable {
  package let name: String
  let work: Work

  enum Work: Sendable {
    /// Lines of the language: what is there before, and what is timed.
    case code(setup: [String], String)
    /// What no notebook can ask for.
    case engine(@Sendable (_ size: Int) throws -> Void)
  }

  fileprivate init(_ name: String, _ setup: [String] = [], _ code: String) {
    self.name = name
    work = .code(setup: setup, code)
  }

  fileprivate init(_ name: String, _ work: @escaping @Sendable (_ size: Int) throws -> Void) {
    self.name = name
    self.work = .engine(work)
  }

  // MARK: What is there before; `n` is the size

  static let rows = [#"t = read_csv("rows.csv")"#]
  private static let keys = rows + ["other = t |> distinct(by: .key) |> select([.key, .y])"]
  private static let names = rows + ["other = t |> distinct(by: .name) |> select([.name, .y])"]
  private static let wide = rows + ["numbers = t |> select([.id, .x, .y])"]
  private static let long = wide + ["long = numbers |> pivot_longer(columns: [.x, .y])"]
  private static let numbers = rows + ["xs = t.x", "fn f(x) = x * x + 1"]
  private static let texts = rows + ["texts = t.words", "names = t.name"]
  private static let nested =
    rows + [
      "lists = [[k, k + 1] for k in t.key]", "records = [{key: k, next: k + 1} for k in t.key]",
    ]
  private static let letters = rows + [#"s = join_texts([k for k in t.kind], by: "")"#]
  private static let sound = ["c = noise(duration: n / 16000 * 1 s)"]

  /// All of them, those with the same lines before them next to each other.
  package static let all: [TableOperation] = [
    .init("read_csv", [], #"read_csv("rows.csv")"#),
    .init("derive two columns", rows, "t |> derive(a: .x + .y, b: .x / 2 - 1)"),
    .init("derive a z-score", rows, "t |> derive(z: (.x - mean(t.x)) / std(t.x))"),
    .init("derive lower", rows, "t |> derive(w: lower(.words))"),
    .init("where", rows, "t |> where(.x > 0.5)"),
    .init("where above a quantile", rows, "t |> where(.x > quantile(t.x, at: 0.9))"),
    .init("summarize mean", rows, "t |> summarize(by: .key, m: mean(.x))"),
    .init(
      "summarize median, mean, n", rows,
      "t |> summarize(by: .key, a: median(.x), m: mean(.x), n: length(.x))"),
    .init("sort by a number", rows, "t |> sort(by: .x)"),
    .init("sort by a text", rows, "t |> sort(by: .name)"),
    .init("distinct", rows, "t |> distinct"),
    .init("count by an integer", rows, "t |> count(by: .key)"),
    .init("count by two keys", rows, "t |> count(by: [.kind, .key])"),
    .init("group", rows, "group(t, by: .kind)"),
    .init("describe", rows, "describe(t)"),
    .init("save CSV", rows, #"save t to "saved.csv""#),
    .init("join by an integer", keys, "join(t, other, on: .key, suffix: \"_2\")"),
    .init("join by a text", names, "join(t, other, on: .name, suffix: \"_2\")"),
    .init("pivot longer", wide, "numbers |> pivot_longer(columns: [.x, .y])"),
    .init("pivot wider", long, "long |> pivot_wider(names: .name, values: .value)"),
    .init("[x * 2 + 1]", numbers, "[x * 2 + 1 for x in xs]"),
    .init("[f(x)]", numbers, "[f(x) for x in xs]"),
    .init("[round(x / 3)]", numbers, "[round(x / 3) for x in xs]"),
    .init("[x - mean(xs)]", numbers, "[x - mean(xs) for x in xs]"),
    .init("[t.x[i]]", numbers, "[t.x[i] for i in 0 .. n - 1]"),
    .init("sum", numbers, "sum(xs)"),
    .init("mean", numbers, "mean(xs)"),
    .init("std", numbers, "std(xs)"),
    .init("max", numbers, "max(xs)"),
    .init("median", numbers, "median(xs)"),
    .init("sorted numbers", numbers, "sorted(xs)"),
    .init("unique numbers", numbers, "unique(xs)"),
    .init("sorted texts", texts, "sorted(names)"),
    .init("unique texts", texts, "unique(names)"),
    .init("split_text", texts, "[split_text(s) for s in texts]"),
    .init("trim", texts, "[trim(s) for s in texts]"),
    .init("replace", texts, #"[replace(s, part: "well", with: "so") for s in texts]"#),
    .init("lower", texts, "[lower(s) for s in texts]"),
    .init("normalize_text", texts, "normalize_text(texts)"),
    .init("unique lists", nested, "unique(lists)"),
    .init("unique records", nested, "unique(records)"),
    .init("[s[i]]", letters, "[s[i] for i in 0 .. n - 1]"),
    .init("clip.samples", sound, "c.samples"),
    .init("resample 16 to 44.1 kHz", sound, "resample(c, rate: 44.1 kHz)"),
    .init("resample 16 to 11.127 kHz", sound, "resample(c, rate: 11127 Hz)"),
    .init("autocorrelation, 0.1 s", sound, "autocorrelation(c, max_lag: 100 ms)"),
    .init("features", sound, "features(c, published)"),
    .init("chain of n/1000 notebooks") { size in
      let names = (0..<max(1, size / 1000)).map { "Notebooks/\($0).sernb" }
      let graph = NotebookGraph(
        names.indices.map {
          .init(path: names[$0], uses: $0 == 0 ? [] : [(path: names[$0 - 1], names: ["x"])])
        })
      for name in names { _ = graph.dependencies(of: name) }
    },
  ]
}
