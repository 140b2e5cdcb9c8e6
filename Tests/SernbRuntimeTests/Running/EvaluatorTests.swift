// What expressions come to, and what they refuse.

import SernbLanguage
import SernbRuntime
import Testing

@Suite("Evaluator")
struct EvaluatorTests {
  static let values: [(String, String)] = [
    ("1 + 2 * 3 ^ 2", "19"), ("-2 ^ 2", "-4"), ("2 ^ -1", "0.5"), ("2 ^ 3 ^ 2", "512"),
    ("10 - 4 - 3", "3"),
    ("-0", "0"), ("0 * -1", "0"), ("7 / 2", "3.5"), ("25 ms + 1 s", "1.025 s"),
    ("44.1 kHz * 25 ms", "1102.5"),
    ("1 / 10 ms", "100 Hz"), ("20 % + 0.5", "0.7"), ("5 min", "300 s"), ("2 h / 1 min", "120"),
    ("(2 s) ^ 2", "4 s^2"), ("4 ^ 0.5", "2"), ("missing + 1", "missing"), ("[1, 2] * 2", "[2, 4]"),
    ("[1, 2] + [3, 4]", "[4, 6]"), ("\"a\" + \"b\"", "\"ab\""),
    ("not false and true or false", "true"),
    ("missing and true", "false"), ("not missing", "true"), ("false and 1 / 0 > 1", "false"),
    ("true or 1 / 0 > 1", "true"), ("1 < 2", "true"), ("\"b\" > \"a\"", "true"),
    ("missing < 1", "false"),
    ("1 == 1.0", "true"), ("[1, \"a\"] == [1, \"a\"]", "true"), ("{a: 1} != {a: 2}", "true"),
    ("2 in [1, 2]", "true"), ("2 not in 1 .. 3", "false"), ("\"b\" in \"abc\"", "true"),
    ("1.5 s in 1 s .. 2 s", "true"),
    ("if unknown(missing) then 1 else 2", "2"), ("[x * x for x in 1 .. 4 if x != 2]", "[1, 9, 16]"),
    ("[x for x in 3 .. 1]", "[]"), ("(x => x + 1)(2)", "3"), ("((x, y) => x - y)(y: 1, x: 5)", "4"),
    ("[10, 20, 30][-1]", "30"), ("[10, 20, 30][1 .. 9]", "[20, 30]"),
    ("[10, 20, 30][0 .. -2]", "[10, 20]"),
    ("[10, 20][5 .. 9]", "[]"), ("\"héé\"[1]", "\"é\""), ("\"abc\"[1 .. 2]", "\"bc\""),
    ("{a: {b: 2}}.a.b", "2"),
    ("{\"a b\": 1}[\"a b\"]", "1"), ("3 |> plus_one |> plus_one", "5"), ("plus_one(x: 1)", "2"),
    ("1 .. 3", "1 .. 3"),
    ("rows_where([{n: 1}, {n: 3}], .n > 2)", "[{n: 3}]"), ("1e308 * 10 > 1e308", "true"),
  ]

  @Test("expressions have the value that a person expects", arguments: values)
  func value(code: String, wanted: String) async throws {
    #expect(try await ran("x = unknown(1)\n\(code)").last == wanted)
  }

  static let refused: [(String, String)] = [
    ("1 / unknown(0)", "division-by-zero: A number is divided by zero"),
    ("0 ^ unknown(-1)", "division-by-zero: Zero has no negative power"),
    ("unknown(-2) ^ 0.5", "out-of-range: A negative number has no power 0.5"),
    ("unknown(1 s) + 1", "unit-mismatch: `+` cannot join a duration with a plain number"),
    ("unknown(1 s) < 1", "unit-mismatch: `<` cannot compare a duration with a plain number"),
    ("unknown(1 s) .. 1", "unit-mismatch: `..` cannot go from a duration to a plain number"),
    ("unknown(\"a\") + 1", "wrong-type: `+` cannot join a text with a plain number"),
    ("unknown(true) < 1", "wrong-type: `<` cannot compare true or false with a plain number"),
    ("unknown(1)(2)", "wrong-type: A plain number cannot be called"),
    ("unknown({a: 1}).b", "unknown-part: A record has no `b`"),
    ("unknown(1).b", "unknown-part: A plain number has no `b`"),
    ("unknown([1])[3]", "out-of-range: There is no element 3: indices go from 0 to 0"),
    ("unknown([1])[0.5]", "out-of-range: 0.5 is not an index of a list"),
    ("unknown([1])[1 s]", "wrong-type: A list of numbers cannot be indexed by a duration"),
    ("unknown([1])[0 s .. 1 s]", "wrong-type: A list of numbers cannot be indexed by a range in s"),
    (
      "[x for x in unknown(5)]",
      "wrong-type: This must be a list, a range or a table, not a plain number"
    ),
    (
      "if unknown(1) then 2 else 3",
      "wrong-type: This must be true or false, not a plain number"
    ),
    ("not unknown(1)", "wrong-type: This must be true or false, not a plain number"),
    ("[1, 2] + unknown([1])", "wrong-length: `+` cannot join a list of 2 with a list of 1"),
    ("[x for x in 1 .. unknown(1e9)]", "out-of-range: A list of 1000000000 numbers is too long"),
    (
      "(unknown(1e308) * 10 - unknown(1e308) * 10) .. 5",
      "out-of-range: A range has no bound that is not a number"
    ),
    (
      "whole(n: unknown(1.5))", "out-of-range: `n` cannot be 1.5: wanted a whole number from 0 to 9"
    ),
    (
      "whole(n: unknown(\"a\"))",
      "wrong-type: `n` must be a whole number from 0 to 9, not a text"
    ),
    ("unknown(x => x)(1, 2)", "unknown-argument: The function has no such argument"),
    ("expect unknown(1)", "wrong-type: This must be true or false, not a plain number"),
    (
      "plot unknown(1)",
      "wrong-type: This must be a figure or a list of figures, not a plain number"
    ),
    ("save unknown(x => x) to \"x.json\"", "wrong-ending: A function cannot be saved as `x.json`"),
    ("save unknown(\"t\") to \"x.exe\"", "wrong-ending: A text cannot be saved as `x.exe`"),
    ("save \"t\" to unknown(\"../x.txt\")", "forbidden-path: A notebook cannot save to `../x.txt`"),
    ("save \"t\" to unknown(5)", "wrong-type: The name of a file is a text"),
  ]

  @Test("what cannot be known before is refused while running, with its place", arguments: refused)
  func refuses(code: String, wanted: String) async throws {
    #expect(try await ran(code) == ["failed \(wanted)"])
  }

  @Test("a failure in a function shows both ends")
  func calls() async throws {
    let project = FakeProject("```ser a\nfn f(x) = 1 / x\nfn g(x) = f(x)\ny = g(unknown(0))\n```\n")
    let results = try await project["test.sernb"]?.runAll() ?? []
    let failure = try #require(results[2].failure)
    let source = try #require(project["test.sernb"]).checked.source
    #expect(failure.labels.map { source.position(of: $0.span.start).line } == [2, 3])
    #expect(failure.labels.map(\.text) == ["", "in this call of `f`"])
    #expect(failure.notes == ["called on line 4"])
  }

  @Test("a function of another notebook has its parameters, and fails at the call")
  func imported() async throws {
    let project = FakeProject([
      "a.sernb":
        "---\nparams:\n  k: 3\n---\n```ser a\nfn times(x) = x * params.k\nfn bad(x) = 1 / x\n```\n",
      "b.sernb":
        "---\nparams:\n  k: 100\n---\n```ser b\nuse \"a.sernb\" (times, bad)\ntimes(2) + params.k\nbad(unknown(0))\n```\n",
    ])
    let results = try await project["b.sernb"]?.runAll() ?? []
    #expect(results[1].inLine == "106")
    let failure = try #require(results[2].failure)
    #expect(failure.notes == ["in `a.sernb`, line 7"])
    let source = try #require(project["b.sernb"]).checked.source
    #expect(failure.labels.map { source[$0.span] } == ["bad"])
  }

  @Test("expressions at the limit of depth are evaluated in a task")
  func deep() async throws {
    let depth = Parser.maximumDepth - 2
    func times(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }
    for (code, wanted) in [
      (times("(", depth) + "1" + times(")", depth), "1"),
      ("1" + times(" + 1", depth), "\(depth + 1)"),
      (times("-", depth) + "1", depth % 2 == 0 ? "1" : "-1"),
      (times("plus_one(", depth) + "1" + times(")", depth), "\(depth + 1)"),
      ("1" + times(" |> plus_one", depth), "\(depth + 1)"),
      (times("if true then 1 else ", depth) + "1", "1"),
      (times("[", depth) + "1" + times("]", depth), times("[", depth) + "1" + times("]", depth)),
    ] {
      let results = try await Task { try await ran("x = \(code)") }.value
      #expect(results == ["x = " + wanted])
    }
  }

  @Test("values that double with each line are refused before they fill the memory")
  func doubling() async throws {
    func doubled(_ step: String, _ times: Int) -> String {
      (1...times).map { n in "a\(n) = \(step.replacing("?", with: "a\(n - 1)"))" }.joined(
        separator: "\n")
    }
    var results = try await ran("a0 = \"text\"\n" + doubled("? + ?", 40))
    #expect(
      results.contains { $0 == "failed too-large: A text of over 100 million bytes is too long" })
    results = try await ran("a0 = unknown(1)\n" + doubled("[?, ?]", 40))
    #expect(results.contains { $0 == "failed too-large: This value has over 100,000 parts" })
    results = try await ran(
      "fn d(x) = {a: x, b: x}\nx = " + String(repeating: "d(", count: 60) + "1"
        + String(repeating: ")", count: 60))
    #expect(results.last == "failed too-large: This value has over 100,000 parts")
    results = try await ran("a0 = 1\n" + doubled("[?]", 300))
    #expect(results.contains { $0 == "failed too-deep: This value is nested over 200 deep" })
    results = try await ran(
      "fn a0(x) = x\n" + (1...300).map { "fn a\($0)(x) = a\($0 - 1)(x)" }.joined(separator: "\n"))
    #expect(results.contains { $0 == "failed too-deep: This value is nested over 200 deep" })
    results = try await ran("x = [[a for b in 1 .. 900] for a in 1 .. 900]")
    #expect(results == ["failed too-large: This makes over 100,000 values"])
    // One list that is shown 900 times.
    results = try await ran("x = [[0 for b in 1 .. 900] for a in 1 .. 900]")
    #expect(results == ["failed too-large: This value has over 100,000 parts"])
  }
}
