// Names: a use means the nearest binding above it, functions keep what stood above them, parameters and other notebooks.

import SernbLanguage
import Testing

@Suite("Bindings")
struct BindingTests {
  /// What each statement reads, as `name:node`.
  static func reads(_ code: String) -> [String] {
    let checked = Words.cell(code)
    #expect(checked.problems.isEmpty, "\(checked.problems.map(\.diagnostic.message))")
    return checked.nodes.map { node in
      node.reads.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }.joined(separator: " ")
    }
  }

  static let uses: [(String, [String])] = [
    ("x = 1\ny = x", ["", "x:0"]), ("x = 1\nx = x + 1\ny = x", ["", "x:0", "x:1"]),
    ("x = 1\nfn f(y) = x + y\nx = 2\nz = f(x)", ["", "x:0", "", "f:1 x:2"]),
    ("x = 1\nf = y => x + y\nx = 2\nz = f(1)", ["", "x:0", "", "f:1"]),
    ("x = 1\nfn f(x) = x\nf(2)", ["", "", "f:1"]), ("x = 1\ny = [x for x in [x]]", ["", "x:0"]),
    ("fn f(a) = a\nfn f(a) = f(a) + 1\nf(1)", ["", "f:0", "f:1"]),
    ("rows = rows(turns)\nx = turns |> rows", ["", ""]),
    ("fn f(x) = x\nfn g(f) = f(1)\ng(x => x)", ["", "", "g:1"]),
    ("n = 1\nx = turns |> where(.n > n)", ["", "n:0"]), ("label = 1\nx = turns.label", ["", ""]),
    ("trees = 5\nx = forest(trees: trees)", ["", "trees:0"]),
    ("fn h(x) = x\ng = x => h(x)\ny = (k => k(1))(g)", ["", "h:0", "g:1"]),
  ]

  @Test("a use reads the nearest binding above it", arguments: uses)
  func nearest(code: String, wanted: [String]) { #expect(Self.reads(code) == wanted) }

  @Test("a later binding of a caller does not leak into a function")
  func noLeak() {
    #expect(Words.type("x = 1\nfn f(y) = x * y\nx = \"text\"\nz = f(2 s)") == "duration")
    #expect(Words.problems("fn f(y) = x\nx = 1\nf(1)").count == 1)
  }

  @Test("a parameter of a function hides a function of the same name")
  func hidden() {
    #expect(Words.type("fn f(a, b) = a\nfn g(f) = f(1)\nz = g(x => x * 2 s)") == "duration")
  }

  @Test("a cell of another name, and prose, see bindings above them only")
  func across() {
    let checked = Words.check(
      "{{ x }}\n```ser a\nx = 1\n```\n{{ x }}\n```ser b\nx = 2\n```\n{{ x }}\n")
    #expect(checked.problems.map { $0.diagnostic.message } == ["I cannot find `x`"])
    #expect(checked.nodes.map { $0.reads["x"] } == [nil, nil, 1, nil, 3])
    #expect(checked.exports["x"]?.node == 3)
  }

  // MARK: Parameters

  static let front = """
    ---
    params:
      trees: 12        # how many
      share:
        default: 20 %
        range: 5 % .. 50 %
        help: "part # of rows"
      window: 25 ms
      mode: { default: fast, choices: [fast, exact] }
      flag: true
      names: [a, b]
      either: missing
      "quoted": "# 1"
    ---
    ```ser a
    x = params
    ```

    """

  @Test("parameters have the type of their default")
  func parameters() {
    let checked = Words.check(Self.front)
    #expect(checked.problems.isEmpty)
    #expect(
      checked.parameters.map { "\($0.name)=\($0.value.written)" } == [
        "trees=12", "share=0.2", "window=0.025 s", "mode=\"fast\"", "flag=true",
        "names=[\"a\", \"b\"]",
        "either=missing", "quoted=\"# 1\"",
      ])
    #expect(
      checked.frontMatter.parameters.map(\.help) == [
        "how many", "part # of rows", nil, nil, nil, nil, nil, nil,
      ])
  }

  static let overrides: [(String, String, String?)] = [
    ("trees", "50", "50"), ("trees", "1.5", nil), ("trees", "many", nil), ("trees", "5 s", nil),
    ("trees", "-3", "-3"), ("share", "30 %", "0.3"), ("share", "0.3", "0.3"),
    ("share", "60 %", nil),
    ("window", "1 s", "1 s"), ("window", "1", nil), ("mode", "exact", "\"exact\""),
    ("mode", "\"exact\"", "\"exact\""), ("mode", "slow", nil), ("flag", "false", "false"),
    ("flag", "no", nil),
    ("names", "[\"c\"]", "[\"c\"]"), ("names", "[1]", nil), ("names", "[]", "[]"),
    ("either", "5 s", "5 s"),
    ("quoted", "5", "\"5\""), ("trees", "", nil), ("trees", "1e999", nil), ("trees", "5 # x", "5"),
  ]

  @Test("a value given for a parameter must be of its kind", arguments: overrides)
  func overridden(name: String, given: String, wanted: String?) {
    let checked = Words.check(Self.front, overrides: [Override(name, given)])
    if let wanted {
      #expect(checked.problems.isEmpty)
      #expect(checked.parameters.first { $0.name == name }?.value.written == wanted)
    } else {
      #expect(checked.fatal.map(\.diagnostic.code) == ["bad-parameter"])
    }
  }

  @Test("the value for this run is what the checker sees")
  func seen() {
    let text = "---\nparams:\n  n: 5\n---\n```ser a\nforest(trees: params.n)\n```\n"
    #expect(Words.check(text).problems.isEmpty)
    let problems = Words.check(text, overrides: [Override("n", "1"), Override("n", "9000")])
      .problems
    #expect(problems.map { $0.diagnostic.message } == ["`trees` of `forest` cannot be 9000"])
  }

  @Test("front matter: no, 1e3, seed, requires and comments")
  func yaml() {
    let checked = Words.check(
      "---\ntitle: \"a # b\"\nseed: 18446744073709551615\nauthor: no\nrequires:\n  data/x: Get it\n---\n"
    )
    #expect(checked.problems.isEmpty)
    #expect(checked.frontMatter.title == "a # b")
    #expect(checked.frontMatter.author == "no")
    #expect(checked.frontMatter.seed == .max)
    #expect(
      checked.frontMatter.requires.map { "\($0.path.text): \($0.advice)" } == ["data/x: Get it"])
    #expect(Constant(reading: "no") == .text("no"))
    #expect(Constant(reading: "1e3") == .number(1000, .plain))
    #expect(Constant(reading: "5 ms") == .number(0.005, .duration))
  }

  // MARK: Other notebooks

  @Test("a function of another notebook is checked with that notebook's parameters and text")
  func imported() {
    let text = "use \"good.sernb\" (times)\nx = times(\"a\")"
    let problems = Words.cell(text).problems.map(\.diagnostic)
    #expect(problems.map(\.code) == ["bad-call"])
    let lines = problems[0].labels.map {
      Words.cell(text).source.position(of: $0.span.start).line
    }
    #expect(lines == [3])
  }

  @Test("a used notebook is kept with its path, and broken ones bind names of unknown type")
  func used() {
    let checked = Words.cell(
      "use \"good.sernb\" (train)\nuse \"broken.sernb\" (x)\ny = x + train(1)")
    #expect(checked.used.keys.sorted() == ["broken.sernb", "good.sernb"])
    #expect(checked.problems.map { $0.diagnostic.code } == ["broken-notebook", "wrong-type"])
    #expect(checked.nodes.map(\.isBlocked) == [false, true, true])
  }
}
