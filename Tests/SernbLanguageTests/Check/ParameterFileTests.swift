// Parameter files: their values, as in `-p`, and refusals with their location.

import SernbLanguage
import Testing

@Suite("parameter files")
struct ParameterFileTests {
  private func read(_ text: String) -> [String] {
    let source = SourceText(text, name: "p.yaml")
    do throws(Diagnostic) {
      return try ParameterFile.read(source).map { "\($0.name)=\($0.value)" }
    } catch {
      let line = source.position(of: error.labels[0].span.start).line
      let label = error.labels[0].text
      return ["\(line): \(error.message)" + (label.isEmpty ? "" : ": \(label)")]
    }
  }

  @Test("values are as they were written, and lists are lists")
  func values() {
    #expect(
      read(
        """
        # of the paper
        trees: 1200
        window: 25 ms
        share: 20 %
        corpus: data/iemocap
        fast: true
        columns: [mfcc, "rms", 3]
        rows:
          - 1
          - 2
        empty: ""
        """) == [
          "trees=1200", "window=25 ms", "share=20 %", "corpus=data/iemocap", "fast=true",
          "columns=[\"mfcc\", \"rms\", 3]", "rows=[1, 2]", "empty=",
        ])
    #expect(read("") == [])
    #expect(read("# nothing\n") == [])
    #expect(read("~\n") == [])
  }

  @Test("a text stays a text, and what looks like a grid is none")
  func texts() throws {
    let lines = read("a: \"12\"\nb: 100,300\nc: 1..5:1\nd: \"true\"\ne: a;b\nf: ' x'\ng: a\"b\n")
    #expect(
      lines == [
        "a=\"12\"", "b=\"100,300\"", "c=\"1..5:1\"", "d=\"true\"", "e=\"a;b\"", "f=\" x\"",
        "g=\"a\\\"b\"",
      ])
    let parameters = FrontMatter.read(
      Notebook(
        parsing: SourceText(
          "---\nparams:\n  b: 1\n  g: x\n  k:\n    secret: true\n---\n", name: ""))
    ).frontMatter.parameters
    let grid = try ParameterGrid(
      [
        Override("b", "\"100,300\""), Override("g", "\"a\\\"b\""), Override("k", "\"hidden,away\""),
      ]
    ) { given in parameters.first { $0.name.text == given.parameter } }
    #expect(grid.axes.isEmpty)
    // Refused for a number, and the same text again for the others.
    #expect(parameters[0].accepting("\"100,300\"") == nil)
    #expect(parameters[1].accepting("\"a\\\"b\"") == .text("a\"b"))
    #expect(parameters[2].accepting("\"hidden,away\"") == .secret(Secret("hidden,away")))
  }

  @Test(
    "what cannot be read is told with its line",
    arguments: [
      ("a: 1\n\nb: 2\na: 3\n", "4: I cannot read the parameters: `a` is given twice"),
      ("a: &x 1\nb: *x\n", "2: I cannot read the parameters: it holds an alias"),
      (
        "a: 1\nb: {c: 1}\n",
        "2: I cannot read the value of `b`: wanted a number, a text, `true`, `false` or a list"
      ),
      (
        "a:\n",
        "1: I cannot read the value of `a`: wanted a number, a text, `true`, `false` or a list"
      ),
      ("- 1\n", "1: A file of parameters is a list of `name: value` lines"),
      (
        "a: 1\nif: 2\n",
        "2: `if` cannot be a parameter's name: wanted letters, digits and `_`, and no word of the language"
      ),
      ("a: [1, 2\n", "2: I cannot read the parameters: a `]` or `,` is missing"),
      (
        "a: b: c\n",
        "1: I cannot read the parameters: a second `:` in a line needs quotes around the value"
      ),
    ])
  func refused(text: String, words: String) {
    #expect(read(text) == [words])
  }
}
