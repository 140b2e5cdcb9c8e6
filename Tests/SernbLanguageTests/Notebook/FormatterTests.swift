// The one canonical layout: what it is, and what it never touches.

import SernbLanguage
import Testing

@Suite("Formatter")
struct FormatterTests {
  static func formatted(_ text: String) -> String {
    String(decoding: Formatter.format(Notebook(parsing: SourceText(text, name: ""))), as: UTF8.self)
  }

  static func cell(_ code: String) -> String {
    let text = formatted("```ser a\n\(code)\n```\n")
    return String(text.dropFirst(9).dropLast(5))
  }

  static let rules: [(String, String)] = [
    ("a=1+2", "a = 1 + 2"), ("a  =  [ 1,2 , ]", "a = [1, 2]"), ("25ms", "25 ms"), ("20%", "20 %"),
    ("f( x:1,y : 2 )", "f(x: 1, y: 2)"), ("{a:1,\"b\":2,\"c d\":3}", "{a: 1, b: 2, \"c d\": 3}"),
    ("x|>f", "x |> f"), ("a[ 0 ] . b", "a[0].b"), ("-a^-2", "-a ^ -2"), ("not(a)", "not (a)"),
    ("1..n", "1 .. n"), ("(x,y)=>x", "(x, y) => x"), ("x=>x", "x => x"),
    ("fn f(a,b)=a", "fn f(a, b) = a"), ("use \"n.sernb\"(a,b as c)", "use \"n.sernb\" (a, b as c)"),
    ("[x for x in y if x>1]", "[x for x in y if x > 1]"), ("a\n\n\n\nb", "a\n\nb"),
    ("\n\na\n\n", "a"), ("a # behind", "a  # behind"), ("# alone", "# alone"),
    ("1_000.50", "1_000.50"),
    (".\"a b\" == .in", ".\"a b\" == .in"), ("\"a\\\"b\"", "\"a\\\"b\""),
    ("save x to\"x.csv\"", "save x to \"x.csv\""),
    ("a = \n 5", "a = 5"), ("a +\n b", "a + b"), ("a\n  |> f\n  |> g", "a |> f |> g"),
    ("expect a ,\"b\"", "expect a, \"b\""), ("x not  in y", "x not in y"),
  ]

  @Test("small things have one way to be written", arguments: rules)
  func canonical(source: String, wanted: String) {
    #expect(Self.cell(source) == wanted)
    #expect(Self.cell(wanted) == wanted)
  }

  @Test("what is too long breaks in its own way")
  func breaks() {
    let code = """
      forest = random_forest(n_estimators: params.trees, min_samples_split: 25, criterion: "entropy", seed: 7)
      loud = turns |> where(.loudness > -40 dB and .label in ["ang", "hap"]) |> derive(length: .end - .start)
      grade = if accuracy > 0.9 and rows(test) > 1000 then "very good for such a small model" else "not good enough at all"
      sum = first_long_name_of_a_value + second_long_name_of_a_value + third_long_name_of_a_value
      expect rf.accuracy > 0.5 and rf.f1 > 0.4 and rf.recall > 0.3, "worse than the weakest model of the paper"
      """
    #expect(
      Self.cell(code) == """
        forest = random_forest(
          n_estimators: params.trees,
          min_samples_split: 25,
          criterion: "entropy",
          seed: 7,
        )
        loud = turns
          |> where(.loudness > -40 dB and .label in ["ang", "hap"])
          |> derive(length: .end - .start)
        grade = if accuracy > 0.9 and rows(test) > 1000
          then "very good for such a small model"
          else "not good enough at all"
        sum = first_long_name_of_a_value + second_long_name_of_a_value +
          third_long_name_of_a_value
        expect rf.accuracy > 0.5 and rf.f1 > 0.4 and rf.recall > 0.3,
          "worse than the weakest model of the paper"
        """)
  }

  @Test("comments stay where they are")
  func comments() {
    let code = """
      # above

      x = f(  # behind the bracket
        # above a
        a: 1,  # behind a
        b: 2  # behind b
        # at the end
      )  # behind all
      y = [
        # one
        1,  # two
        2,
      ]
      use "n.sernb" (
        a,  # why
        b,
      )
      z = a  # inside
        |> b
      # the end
      """
    #expect(Self.cell(code) == code)
  }

  @Test("a comment whose place the layout has makes a list stand one element a line")
  func remarks() {
    #expect(
      Self.cell("x = f(a: 1, # one\nb: [2, # two\n3])") == """
        x = f(
          a: 1,  # one
          b: [
            2,  # two
            3,
          ],
        )
        """)
  }

  @Test("prose, front matter and other fences are kept byte for byte")
  func prose() {
    let text = "---\ntitle:   x\n---\n\n#  A  \t\n\n```python\nx=1\n```\n\n{{ a+b }}\n"
    #expect(Self.formatted(text) == text)
  }

  @Test("options are written in one way, and their order is the writer's")
  func options() {
    #expect(
      Self.formatted("```ser a\n#|fold:true\n#|   caption :  A  thing  \nx=1\n```\n")
        == "```ser a\n#| fold: true\n#| caption: A  thing\nx = 1\n```\n")
  }

  @Test("a cell that cannot be read is not touched")
  func broken() {
    let text = "```ser a\nx=(1\ny=2\n```\n\n```ser b\nz=3\n```\n"
    #expect(Self.formatted(text) == "```ser a\nx=(1\ny=2\n```\n\n```ser b\nz = 3\n```\n")
  }

  @Test("line ends and margins are those of the file")
  func lineEnds() {
    #expect(
      Self.formatted("Text\r\n```ser a\r\n#|fold:true\r\nx=1\r\n```\r\n")
        == "Text\r\n```ser a\r\n#| fold: true\r\nx = 1\r\n```\r\n")
    #expect(
      Self.formatted("- a\n\n  ```ser a\n  x=f(1, # c\n  2)\n  ```\n")
        == "- a\n\n  ```ser a\n  x = f(\n    1,  # c\n    2,\n  )\n  ```\n")
  }

  @Test("every notebook of these tests formats as the laws say")
  func laws() {
    for text in Notebooks.edges + [Notebooks.everything] {
      Laws.expectFormatted(Notebook(parsing: SourceText(text, name: "")))
    }
  }
}
