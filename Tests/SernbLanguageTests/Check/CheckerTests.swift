// What the checker knows of values before anything runs, as tables of small snippets.

import SernbLanguage
import Testing

@Suite("Checker")
struct CheckerTests {
  static let types: [(String, String)] = [
    // Numbers and units
    ("x = 1", "number"), ("x = 20 %", "number"), ("x = 25 ms", "duration"),
    ("x = 5 min", "duration"),
    ("x = 44.1 kHz", "frequency"), ("x = -60 dB", "level in decibels"), ("x = 1 s * 2", "duration"),
    ("x = 1 s * 10 Hz", "number"), ("x = 1 / 10 ms", "frequency"), ("x = 1 s / 2 s", "number"),
    ("x = (2 s) ^ 2", "number in s^2"), ("x = (2 s) ^ -1", "frequency"), ("x = -(1 s)", "duration"),
    ("x = 1 s .. 2 s", "range in s"), ("x = 1 .. 2", "range"), ("x = 3 s > 2 s", "true/false"),
    ("x = [1 s, 2 s]", "list of duration"), ("x = [1 s, 2 s][0] + 1 min", "duration"),
    ("x = [1, 2] * 2 s", "list of duration"), ("x = 1 in [1, 2]", "true/false"),
    // Texts, conditions, functions
    ("x = \"a\" + \"b\"", "text"), ("x = not true or false", "true/false"),
    ("x = if true then 1 else 2", "number"), ("x = if true then 1 else \"a\"", "number"),
    ("x = if \"a\" != \"a\" or not true then 1 else \"a\"", "text"),
    ("x = if fit(forest(), turns).accuracy > 0.5 then 1 else \"a\"", "any"),
    ("x = if true then 1 s else missing", "duration"), ("x = \"abc\"[0]", "text"),
    ("x = [n * 1 s for n in 1 .. 3]", "list of duration"),
    ("x = [r.n for r in turns if r.label == \"a\"]", "list of number"),
    ("fn f(a) = a * 2\nx = f(3 s)", "duration"),
    ("fn f(a) = a * 2\nx = f([1, 2])", "list of number"),
    ("x = (a => a + 1)(2)", "number"), ("f = (a, b) => a / b\nx = f(1, b: 1 s)", "frequency"),
    ("fn twice(f, a) = f(f(a))\nx = twice(a => a * 2, 1 s)", "duration"),
    ("x = 5 |> text", "text"), ("x = clip |> frames(length: 1 s)", "list of clip"),
    // Parts
    ("x = clip.length", "duration"), ("x = clip[0 s .. 1 s]", "clip"),
    ("x = {a: 1 s}.a", "duration"),
    ("x = {a: 1 s}[\"a\"]", "duration"), ("x = turns.start", "list of duration"),
    ("x = turns[\"n\"]", "list of number"), ("x = turns[0].label", "text"),
    ("x = turns[0 .. 5]", "table(label, speaker, start, end, loudness, n)"),
    // Columns through verbs
    ("x = turns |> where(.end - .start > 1 s) |> rows", "number"),
    ("x = (turns |> derive(length: .end - .start)).length", "list of duration"),
    (
      "x = turns |> derive(n: .n > 1) |> where(.n)",
      "table(label, speaker, start, end, loudness, n)"
    ),
    ("x = turns |> summarize(by: .label, total: mean(.end))", "table(label, total)"),
    ("x = (turns |> summarize(by: .label, total: mean(.end)))[0].total", "duration"),
    ("x = table(a: [1 s], b: [\"x\"]).a", "list of duration"),
    (
      "by = [\"label\", \"n\"]\nx = turns |> sort(by: by)",
      "table(label, speaker, start, end, loudness, n)"
    ),
    ("x = read_csv(\"data/labels.csv\").label", "list"),
    // What is not known fits everywhere
    ("x = fit(forest(), turns).accuracy + 1 s", "any"),
    ("x = corpus(\"data/demo\").anything", "any"),
    ("use \"good.sernb\" (length as l)\nx = l * 2", "duration"),
    ("use \"good.sernb\" (times)\nx = times(1 s)", "duration"),
  ]

  @Test("types follow from what is written", arguments: types)
  func typed(code: String, wanted: String) { #expect(Words.type(code) == wanted) }

  static let wrong: [(String, [String])] = [
    (
      "a = 1\nb = a |> where(.n > 1)",
      ["`table` of `where` must be a table, not a plain number"]
    ),
    ("turns |> where(.n > 1 s)", ["`>` cannot compare a plain number with a duration"]),
    ("turns |> where(.label > 1)", ["`>` cannot compare a text with a plain number"]),
    ("turns |> derive(x: .end + .n)", ["`+` cannot join a duration with a plain number"]),
    ("turns |> derive(x: .nothing) |> where(.x > 1)", ["The table has no column `nothing`"]),
    (
      "turns |> summarize(total: mean(.label))",
      ["`values` of `mean` must be a list of numbers, not a list of texts"]
    ),
    ("table(a: [1]) |> where(.b > 1)", ["The table has no column `b`"]),
    ("table(a: 1)", ["`a` of `table` must be a list, not a plain number"]),
    ("x = nothing\ny = x + 1\nz = y(3)", ["I cannot find `nothing`"]),
    ("x = f(\ny = x", ["This `(` is never closed"]),
    ("fn f(x) = x + nothing\ny = f(1)\nz = f(2)", ["I cannot find `nothing`"]),
    ("fn f(x) = forest(trees: x)\nf(-5)\nf(5)", ["`trees` of `forest` cannot be -5"]),
    (
      "fn f(x) = x + 1\ny = f(\"a\")\nz = f(\"a\")",
      ["A text can only be joined to a text", "A text can only be joined to a text"]
    ),
    ("fn f(g, x) = g(x)\nf(y => y + 1, \"a\")", ["A text can only be joined to a text"]),
    ("x = 20 % of", ["I did not expect `of` here"]), ("x = [1 s, 2]\ny = x[0] + 1 s", []),
    ("x = clip.length[0]", ["A duration cannot be indexed by a plain number"]),
    ("forest(trees: -(1))", ["`trees` of `forest` cannot be -1"]),
  ]

  @Test("each mistake is reported once, where it is", arguments: wrong)
  func mistaken(code: String, wanted: [String]) {
    #expect(Words.cell(code).problems.map(\.diagnostic.message) == wanted)
  }

  static let hints: [(String, String)] = [
    ("accuracy = 1\nx = acuracy", "Did you mean `accuracy`?"),
    ("x = froest()", "Did you mean `forest`?"),
    ("x = turns.labels", "Did you mean `label`?"), ("x = clip.lenght", "Did you mean `length`?"),
    ("x = forest(criterion: \"entropi\")", "Did you mean `entropy`?"),
    ("x = 5 sec", "Did you mean `s`?"),
    ("x = frames(clip, lenght: 1 s)", "Did you mean `length`?"),
    ("x = frames(clip, length: 5)", "Give it a unit, such as `25 ms`."),
    ("x = 1 s + 5", "Give the number a unit, such as `25 ms`."),
    ("x = forest(7)", "Write `trees: 7`, or name another of `share`, `criterion`."),
    ("use \"goood.sernb\" (a)", "Did you mean `good.sernb`?"), ("x = q", "nil"),
    ("x = wher(1)", "Did you mean `where`?"),
  ]

  @Test("what was meant is guessed where it is near", arguments: hints)
  func hinted(code: String, wanted: String) {
    #expect(Words.cell(code).problems.first?.diagnostic.hint ?? "nil" == wanted)
  }

  @Test("near names: few edits, parts of words, ties by name")
  func near() {
    #expect(NearestNames.to("mfccs", among: ["mfcc", "rms", "mfcc_delta"]) == ["mfcc"])
    #expect(
      NearestNames.to("forest", among: ["random_forest", "rest"]) == ["random_forest", "rest"])
    #expect(NearestNames.to("ab", among: ["ba", "cb", "ac"]) == ["ac", "ba", "cb"])
    #expect(NearestNames.to("x", among: ["y", "X"]) == ["X"])
    #expect(NearestNames.to("same", among: ["same"]).isEmpty)
  }

  // MARK: Blocking

  @Test("a broken cell blocks itself, and the rest is checked")
  func blocking() {
    let checked = Words.check(
      """
      ```ser a
      x = nothing
      ok = 1
      ```

      ```ser b
      y = x + 1
      ```

      ```ser c
      z = ok + "a"
      ```

      {{ ok }} {{ ok.part }}
      """)
    #expect(checked.nodes.map(\.isBlocked) == [true, false, false, true, false, true])
    #expect(checked.problems.map { $0.diagnostic.cell } == ["a", "c", nil])
    #expect(checked.fatal.isEmpty)
    #expect(checked.nodes[2].reads == ["x": 0])
  }

  @Test("a token that cannot be read blocks its statement")
  func unreadable() {
    let checked = Words.cell("a = \"text\nb = 5 wibbles\nc = \"\\q\"\nd = 1")
    #expect(checked.nodes.map(\.isBlocked) == [true, true, true, false])
    #expect(checked.problems.count == 3)
  }

  @Test("an announced error is no problem, and its statement stays blocked")
  func announced() {
    let checked = Words.check(
      "```ser a\n#| expect-error: unit-mismatch\nx = 1 s + 1\ny = 2\n```\n```ser b\nx + y\n```\n")
    #expect(checked.problems.isEmpty)
    #expect(checked.cells[0].expected?.diagnostic.code == "unit-mismatch")
    #expect(checked.nodes.map(\.isBlocked) == [true, false, false])
  }

  @Test("only problems of the file itself are fatal")
  func fatal() {
    #expect(Words.check("```ser a\nx = (\n```\n").fatal.isEmpty)
    #expect(Words.check("```ser\nx = 1\n```\n").fatal.count == 1)
    #expect(Words.check("---\nseed: x\n---\n").fatal.count == 1)
    #expect(Words.check("---\nparams:\n  a: 1\n---\n").fatal.isEmpty)
  }

  @Test(
    "an unread parameter is a problem that stops nothing, and not said where something could not be read"
  )
  func unread() {
    let only = Words.check("---\nparams:\n  a: 1\n---\n")
    #expect(only.problems.map(\.diagnostic.code) == ["unread-parameter"])
    #expect(only.problems.map(\.isError) == [true])
    #expect(only.fatal.isEmpty)
    #expect(
      Words.check("---\nparams:\n  a: 1\n---\n```ser a\nx = (params.a\n```\n").problems.count == 1)
    #expect(Words.check("---\nparams:\n  a: 1\n---\n```ser a\nx = params\n```\n").problems.isEmpty)
    // What is missing on this machine says nothing of the text.
    let missing = Words.check("---\nparams:\n  a: 1\n---\n```ser a\ncorpus(\"data/no\")\n```\n")
    #expect(
      missing.problems.map(\.diagnostic.code.rawValue).sorted()
        == ["missing-data", "unread-parameter"])
  }

  // Without memory of what was checked this would take 2³⁰ steps: the limit is for a run that never ends.
  @Test("checking doubling calls takes no time", .timeLimit(.minutes(30)))
  func doubling() {
    var code = "fn f0(x) = x + 1\n"
    for n in 1...30 { code += "fn f\(n)(x) = f\(n - 1)(x) + f\(n - 1)(x)\n" }
    code += "fn g0(h) = h(1)\n"
    for n in 1...30 { code += "fn g\(n)(h) = g\(n - 1)(x => h(x)) + g\(n - 1)(x => h(x))\n" }
    #expect(Words.cell(code + "y = f30(1)\nz = g30(x => x)").problems.isEmpty)
  }
}
