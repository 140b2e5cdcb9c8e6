// Huge, deep and odd texts: reading, checking and formatting end quickly with a tree or a diagnostic, on a small stack.

import Foundation
import SernbLanguage
import Testing

/// Runs `body` on a thread with a stack of so many bytes, as a worker thread has.
func onSmallStack<T: Sendable>(_ bytes: Int = 512 * 1024, _ body: @escaping @Sendable () -> T) -> T
{
  let (stream, continuation) = (DispatchSemaphore(value: 0), Box<T>())
  let thread = Thread {
    continuation.set(body())
    stream.signal()
  }
  thread.stackSize = bytes
  thread.start()
  stream.wait()
  return continuation.value!
}

private final class Box<T: Sendable>: @unchecked Sendable {
  private var stored: T?
  func set(_ value: T) { stored = value }
  var value: T? { stored }
}

@Suite("Limits")
struct LimitTests {
  /// Parses, checks and formats; the number of problems.
  static func everything(_ text: String) -> Int {
    let notebook = Notebook(parsing: SourceText(text, name: "test.sernb"))
    #expect(notebook.printed() == Array(text.utf8))
    let checked = Words.check(text)
    _ = checked.problems.prefix(50).map { DiagnosticText.draw($0.diagnostic, in: checked.source) }
    let once = Formatter.format(notebook)
    guard text.utf8.count < 50_000 else { return checked.problems.count }
    let again = Formatter.format(
      Notebook(parsing: SourceText(String(decoding: once, as: UTF8.self), name: "")))
    #expect(once == again)
    return checked.problems.count
  }

  static func cell(_ code: String) -> String { "```ser a\n\(code)\n```\n" }

  static func times(_ count: Int, _ text: (Int) -> String) -> String {
    (0..<count).map(text).joined()
  }

  /// Each is some hundred kilobytes; reading all of it takes time that grows with its length and no faster.
  static let large: [(String, String)] = [
    ("a line of prose", times(100_000) { _ in "ten bytes " }),
    ("a line of code", cell("x = \"" + times(100_000) { _ in "ten bytes " } + "\"")),
    ("a comment", cell("# " + times(100_000) { _ in "ten bytes " })),
    ("an option", cell("#| caption: " + times(100_000) { _ in "ten bytes " } + "\nx = 1")),
    ("a line of backticks", times(1000) { _ in times(100) { _ in "` `` " } }),
    ("bindings that are not closed", times(3000) { _ in "{{ x " }),
    ("bindings", times(3000) { _ in "{{ 1 + 1 }} " }),
    ("a sum of 100,000 terms", cell("x = 1" + times(100_000) { _ in "+1" })),
    ("a list of 20,000", cell("x = [" + times(20_000) { "\($0), " } + "]")),
    ("2,000 statements", cell(times(2000) { "a\($0) = \($0 == 0 ? "1" : "a\($0 - 1) + 1")\n" })),
    ("2,000 broken statements", cell(times(2000) { "a\($0) = f(\n" })),
    ("2,000 unclosed lines", cell("x = [\n" + times(2000) { "\($0),\n" })),
    ("2,000 unknown names", cell(times(2000) { "a\($0) = b\($0)\n" })),
    (
      "1,000 functions",
      cell(
        "fn f0(x) = x\n" + times(1000) { "fn f\($0 + 1)(x) = f\($0)(x) + f\($0)(x)\n" }
          + "y = f1000(1)")
    ),
    (
      "1,000 closures",
      cell(
        "h0 = x => x\n" + times(1000) { "h\($0 + 1) = (g => (x => g(x)))(h\($0))\n" }
          + "y = h1000(1)")
    ),
    (
      "records that double",
      cell(
        "a0 = 1\n" + times(200) { "a\($0 + 1) = {x: a\($0), y: a\($0)}\n" }
          + "y = a200 == a199\nfn f(x) = x\nz = f(a200)")
    ),
    (
      "texts that double", cell("a0 = \"text\"\n" + times(200) { "a\($0 + 1) = a\($0) + a\($0)\n" })
    ),
    ("1,000 cells", times(1000) { "```ser c\($0)\nx = \($0)\n```\ntext {{ x }}\n" }),
    ("1,000 cells that are not closed", times(1000) { "```ser c\($0)\nx = \($0)\n" }),
    // Each has its problem: adding to those so far must not copy them.
    ("40,000 fences that are not closed", times(40_000) { _ in "```ser\n" }),
    (
      "1,000 conflicts",
      times(1000) { "<<<<<<< a\n```ser c\($0)\n=======\nx = 1\n>>>>>>> b\n```\n" }
    ),
    ("2,000 stray signs", cell(times(2000) { _ in "; “ " })),
    (
      "lambdas called in lambdas",
      cell("x = " + times(30) { "(y\($0) => " } + "1" + times(30) { _ in ")(1)" })
    ),
  ]

  // The limit is for a walk whose time grows faster than the text: that would take hours.
  @Test(
    "large texts take no time to speak of", .timeLimit(.minutes(30)),
    arguments: LimitTests.large.indices)
  func takesNoTime(_ index: Int) {
    let (name, text) = Self.large[index]
    let notebook = Notebook(parsing: SourceText(text, name: name))
    #expect(notebook.printed() == Array(text.utf8), "\(name)")
    _ = Self.everything(text)
  }

  static let nested: [(String, @Sendable (Int) -> String)] = [
    ("brackets", { times($0) { _ in "(" } + "1" + times($0) { _ in ")" } }),
    ("lists", { times($0) { _ in "[1, " } + "1" + times($0) { _ in "]" } }),
    ("records", { times($0) { _ in "{a: " } + "1" + times($0) { _ in "}" } }),
    ("calls", { times($0) { _ in "text(" } + "1" + times($0) { _ in ")" } }),
    ("places", { times($0) { _ in "a[" } + "1" + times($0) { _ in "]" } }),
    ("not", { times($0) { _ in "not " } + "true" }),
    ("minus", { times($0) { _ in "-" } + "1" }),
    ("powers", { times($0) { _ in "2 ^ " } + "1" }),
    ("else", { times($0) { _ in "if true then 1 else " } + "1" }),
    ("functions", { times($0) { _ in "y => " } + "1" }),
    ("comprehensions", { times($0) { _ in "[x for x in " } + "[1]" + times($0) { _ in "]" } }),
    ("pipes", { "1" + times($0) { _ in " |> text" } }),
    ("members", { "a" + times($0) { _ in ".b" } }),
    (
      "all operators",
      { times($0) { _ in "(1 or 1 and 1 == 1 .. 1 + 1 * 1 ^ (" } + "1" + times($0) { _ in "))" } }
    ),
    ("only opening", { times($0) { _ in "([{" } }),
  ]

  @Test(
    "deep nesting gives a tree or one problem on a small stack",
    arguments: LimitTests.nested.indices,
    [10, 90, 101, 400])
  func isBounded(_ index: Int, _ depth: Int) {
    let (name, make) = Self.nested[index]
    let code = Self.cell("a = text(1)\nx = " + make(depth))
    let notebook = Notebook(parsing: SourceText(code, name: ""))
    // In release builds 512 KB are enough; unoptimised frames are four times as large.
    let count = onSmallStack(2 << 20) {
      _ = Self.everything(code)
      return Parser.parse(notebook.source, in: notebook.cells[0].code).problems.count
    }
    #expect(
      count
        == (depth > 99 || (name == "all operators" && depth > 10) || name == "only opening"
          ? 1 : 0),
      "\(name)")
  }

  @Test("front matter that would cost a stack or a memory is refused")
  func yaml() {
    let texts = [
      "a: " + Self.times(20_000) { _ in "[" }, Self.times(20_000) { _ in "- " },
      Self.times(1000) { String(repeating: " ", count: $0) + "a:\n" },
      "a0: &a0 [x, x]\n" + Self.times(60) { "a\($0 + 1): &a\($0 + 1) [*a\($0), *a\($0)]\n" },
    ]
    for text in texts {
      let checked = onSmallStack(2 << 20) { Words.check("---\n\(text)\n---\n") }
      #expect(checked.fatal.count == 1)
      #expect(checked.fatal.first?.diagnostic.code == "front-matter")
    }
  }
}
