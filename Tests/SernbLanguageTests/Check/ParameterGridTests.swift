// Grids of parameters: what is one value and what is several, in which order points come, and how they are named.

import SernbLanguage
import Testing

@Suite("parameter grids")
struct ParameterGridTests {
  private static let frontMatter = FrontMatter.read(
    Notebook(
      parsing: SourceText(
        """
        ---
        params:
          trees:
            default: 100
            range: 1 .. 5000
          depth: 3
          rate: 0.5
          share: 20 %
          window: 25 ms
          fast: true
          corpus: data/demo
          mode:
            default: exact
            choices: [exact, fast, "a,b"]
          columns: [1, 2]
          any: missing
        ---
        """, name: "n.sernb"))
  ).frontMatter

  private func grid(_ given: String...) throws(ParameterGrid.Refusal) -> ParameterGrid {
    try ParameterGrid(
      given.map { one in
        let sides = one.split(separator: "=", maxSplits: 1)
        return Override(String(sides[0]), String(sides[1]))
      },
      parameter: { given in
        Self.frontMatter.parameters.first { $0.name.text == given.parameter }
      })
  }

  /// The values of each axis, joined.
  private func axes(_ given: String...) throws -> [String] {
    try given.flatMap { try grid($0).axes.map { $0.values.joined(separator: " | ") } }
  }

  private func refusal(_ given: String) -> String {
    do {
      return "points: " + (try grid(given)).points.map(\.name).joined(separator: " ")
    } catch {
      return error.message
    }
  }

  @Test("what is given first varies slowest, and each point has a name for a file")
  func order() throws {
    let grid = try grid("trees=100,300", "corpus=a,b", "depth=3,6")
    #expect(
      grid.points.map(\.name) == [
        "trees-100_depth-3", "trees-100_depth-6", "trees-300_depth-3", "trees-300_depth-6",
      ])
    let second = grid.points[1]
    #expect(
      second.overrides.map { "\($0.name)=\($0.value)" } == ["trees=100", "corpus=a,b", "depth=6"])
    #expect(second.varied.map { "\($0.name)=\($0.value)" } == ["trees=100", "depth=6"])
  }

  @Test("without several values there is one point without a name")
  func single() throws {
    let grid = try grid("trees=7", "unheard=1,2")
    #expect(grid.axes.isEmpty)
    #expect(grid.points.count == 1)
    #expect(grid.points[0].name == "")
    #expect(grid.points[0].overrides.map(\.value) == ["7", "1,2"])
  }

  @Test("what is given last for a name stands for all of it")
  func last() throws {
    #expect(try grid("trees=1,2", "trees=5").axes.isEmpty)
    #expect(try grid("trees=5", "trees=1,2").points.map(\.name) == ["trees-1", "trees-2"])
  }

  @Test("each type has its own sign between values")
  func types() throws {
    #expect(try axes("window=5 ms,25 ms") == ["5 ms | 25 ms"])
    #expect(try axes("share=5 %, 20 %") == ["5 % | 20 %"])
    #expect(try axes("fast=true,false") == ["true | false"])
    #expect(try axes("columns=[1,2];[3]") == ["[1,2] | [3]"])
    #expect(try axes("columns=[1, 2]") == [])
    #expect(try axes("any=1,2") == ["1 | 2"])
    #expect(try axes("any=[1,2]") == [])
    #expect(try axes("any=\"a\",\"b,c\"") == ["\"a\" | \"b,c\""])
  }

  @Test("a text is taken as it is, unless every part is a choice")
  func texts() throws {
    #expect(try axes("corpus=a,b") == [])
    #expect(try axes("any=a,b") == [])
    #expect(try axes("mode=exact,fast") == ["exact | fast"])
    #expect(try axes("mode=exact,\"a,b\"") == ["exact | \"a,b\""])
    #expect(try axes("mode=exact,slow") == [])
  }

  @Test("steps go up to the last value in decimal")
  func steps() throws {
    #expect(try axes("trees=100..500:100") == ["100 | 200 | 300 | 400 | 500"])
    #expect(try axes("trees=100..450:100") == ["100 | 200 | 300 | 400"])
    #expect(try axes("rate=0.1..0.3:0.1") == ["0.1 | 0.2 | 0.3"])
    #expect(try axes("rate=-0.5..0.5:0.5") == ["-0.5 | 0 | 0.5"])
    #expect(try axes("window=5 ms..25 ms:10 ms") == ["5 ms | 15 ms | 25 ms"])
    #expect(try axes("trees=1,10..30:10") == ["1 | 10 | 20 | 30"])
    #expect(try axes("trees=5..5:1") == ["5"])
  }

  @Test(
    "what is no grid is refused in a sentence",
    arguments: [
      ("trees=100,300,", "A value is missing beside a `,` in `trees=100,300,`."),
      (
        "trees=1,many,2.5",
        "The parameter `trees` cannot be `many`, `2.5`: wanted a whole number from 1 to 5000."
      ),
      ("trees=100,100", "The grid of `trees` has `100` twice. Give each value once."),
      (
        "trees=100,1e2",
        "The grid of `trees` has `100` and `1e2`, which are equal. Give each value once."
      ),
      ("columns=[1];", "A value is missing beside a `;` in `columns=[1];`."),
      (
        "trees=500..100:100",
        "The steps `500..100:100` of `trees` are invalid: they go up from the first number by a number above zero."
      ),
      ("trees=1..5000:1", "`trees` has 5000 values; a grid has at most 1000 points."),
      (
        "window=5 ms..25 ms:1",
        "I cannot read the steps `5 ms..25 ms:1` of `window`: wanted `100..500:100`, or with the same unit three times `5 ms..25 ms:5 ms`."
      ),
    ])
  func refused(given: String, words: String) {
    #expect(refusal(given) == words)
  }

  @Test("a thousand points are the most")
  func size() throws {
    #expect(try grid("trees=1..500:1", "fast=true,false").points.count == 1000)
    #expect(throws: ParameterGrid.Refusal.self) {
      try grid("trees=1..500:1", "fast=true,false", "depth=1,2")
    }
    // Far more than there are whole numbers.
    let many = Array(repeating: "1..900:1", count: 12)
    let parameters = (0..<12).map { index in
      FrontMatter.read(
        Notebook(parsing: SourceText("---\nparams:\n  p\(index): 1\n---\n", name: ""))
      ).frontMatter.parameters[0]
    }
    #expect(throws: ParameterGrid.Refusal.self) {
      try ParameterGrid(
        many.enumerated().map { Override("p\($0)", $1) }
      ) { given in parameters.first { $0.name.text == given.parameter } }
    }
  }

  @Test("names are of one point each, short, and good for any file system")
  func names() throws {
    #expect(try grid("rate=-1,1").points.map(\.name) == ["rate--1", "rate-1"])
    #expect(
      try grid("share=5 %,20 %").points.map(\.name) == ["share-5-percent", "share-20-percent"])
    #expect(
      try grid("any=\"a/b\",\"A b\",\"..\",\"é\"").points.map(\.name) == [
        "any-a-b", "any-A-b.2", "any-value", "any-value.2",
      ])
    let long =
      "any="
      + (0..<3).map { "\"" + String(repeating: "x", count: 300) + "\($0)\"" }.joined(separator: ",")
    let points = try grid(
      long, "columns=[1,1,1,1,1,1,1,1,1,1,1,1];[2]", "rate=0.123456789123456789123456,2",
      "trees=1,2", "depth=100000000000000000000,2"
    ).points
    let names = points.map(\.name)
    #expect(Set(names.map { $0.lowercased() }).count == 48)
    #expect(names.allSatisfy { $0.utf8.count <= 100 && !$0.contains("/") && !$0.hasPrefix(".") })
  }
}
