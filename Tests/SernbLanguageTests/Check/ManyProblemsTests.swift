// Thousands of problems: position, order and hints have a constant cost per problem. Counted, not timed.

import Testing

@testable import SernbLanguage

@Suite("many problems")
struct ManyProblemsTests {
  @Test("a position in a line of megabytes is found from a mark nearby")
  func placeCost() {
    let words = String(repeating: "{{ é👩‍👩‍👧 ", count: 20_000)
    let source = SourceText("first\n" + words + "\nlast", name: "")
    for offset in stride(from: 0, to: source.bytes.count, by: 997) {
      #expect(source.bytesCounted(for: offset) < 2 * SourceText.markDistance + 64)
    }
  }

  @Test(
    "a position after a mark is that of counting from the start of its line",
    arguments: [
      "ab{ ", "é日本 ", "e\u{301}\u{302}", "👩‍👩‍👧‍👦🇩🇪", "\r", "\u{600}a",
    ])
  func places(word: String) {
    let line = String(repeating: word, count: 9000 / word.utf8.count)
    let source = SourceText("x\n\(line)\r\ny", name: "")
    let start = source.lineStarts[1]
    for offset in stride(from: start, to: source.lineStarts[2] - 2, by: 41) {
      let before = String(decoding: source.bytes[start..<offset], as: UTF8.self)
      // Offsets within a character have no position.
      guard source.bytes[offset] & 0xC0 != 0x80 else { continue }
      #expect(source.position(of: offset) == (2, before.count + 1), "\(offset)")
    }
    #expect(source.position(of: source.bytes.count).line == 3)
  }

  @Test("names are compared for the first problems, and for so many names in all")
  func hints() {
    var budget = HintBudget()
    let many = (0..<60_000).map { "name\($0)" }
    let found = (0..<20_000).map { _ in budget.names(many.count) { many }.count }
    // The first few have all names; behind them the budget of names is used up.
    #expect(found.reduce(0, +) <= 100_000 + 5 * many.count)
    #expect(found.first == many.count && found.last == 0)
    var small = HintBudget()
    let told = (0..<1000).filter { _ in !small.names(10) { Array(many.prefix(10)) }.isEmpty }
    #expect(told.count == 200)
  }

  @Test(
    "the place of a problem is that of its first label",
    arguments: [
      "```ser a\nx = [1, 2\ny = \"\\q\"\n'z'\nq + 1\nabs(1, 2, 3)\n```\n",
      "```ser\n1\n```\n```ser a b\n#| rows: x\n#| nope: 1\n#|\nx = 5 kb\n#| late: 1\n```\n```ser a\n```\n",
      "---\nseed: x\nnope: 1\nparams:\n  a: {default: 1, range: 5 .. 1}\n  2: 3\n---\n{{ 1 : x }} {{ 2",
      "---\na: [\n---\n", "---\n- a\n---\n", "---\n",
      "```ser a\nuse \"n.sernb\" (a, a)\nsave 1 to \"/x\"\n",
      "<<<<<<< a\n```ser a\n=======\n>>>>>>> b\n",
      "```ser a\nx = 1 s + 1 Hz\ny = 1 < \"a\" \nz = 1 < 2 < 3\n```\n",
      "```ser a\nfn f(x) = x + \"a\"\nf(1)\nx = {a: 1}\nx.b\nx[\"c\"]\n(1)(2)\nparams.q\n.row\n```\n",
    ])
  func placeOfEach(text: String) {
    let checked = Words.check(text)
    #expect(!checked.problems.isEmpty)
    for problem in checked.problems {
      #expect(problem.span == problem.diagnostic.labels.first?.span, "\(problem)")
    }
  }

  @Test("a long cycle is shown by its ends")
  func circle() {
    let files = (0...500).map { "n\($0).sernb" }
    let told = Problem.notebookCycle(Span(0, 1), files).diagnostic.labels[0].text
    #expect(told.hasPrefix("n0.sernb → n1.sernb") && told.hasSuffix("→ n500.sernb"))
    #expect(told.contains("… (491 more) …") && told.utf8.count < 300)
  }
}
