// Markdown in which data stay data and prose stays what it was.

import Basics
import SernbDocument
import Testing
import TestSupport

@Suite("Markdown")
struct MarkdownTests {
  func render(_ blocks: Block...) -> String {
    Markdown.render(Document(blocks: blocks), name: "x").text
  }

  @Test("prose keeps its bytes but for blank lines at its ends")
  func prose() {
    let text = "  indented  \n\n\n* *a* <b>\ttabs \r\nlast line  "
    #expect(render(.prose("\n \n" + text + "\n\n")) == text + "\n")
    #expect(render(.prose("one\n"), .prose(" \n"), .prose("\ntwo")) == "one\n\ntwo\n")
  }

  @Test("a fence is longer than any run of backquotes in it")
  func fence() {
    #expect(
      render(.code(.init("a ```` b\n", language: "ser", label: "x")))
        == "`````ser x\na ```` b\n`````\n")
    #expect(render(.value(.init(""))) == "```text\n```\n")
  }

  @Test(
    "cells of a table hold any text",
    arguments: [
      ("a|b", "a\\|b"), ("a\nb", "a<br>b"), ("<b>&", "&lt;b&gt;&amp;"), ("`x`", "\\`x\\`"),
      ("  x ", "&nbsp;&nbsp;x&nbsp;"), ("🎉", "🎉"), ("mean_rms", "mean_rms"), ("_a_", "\\_a\\_"),
      ("a*b*", "a\\*b\\*"), ("$x$ ~y~", "\\$x\\$ \\~y\\~"), ("[l](u)", "\\[l\\](u)"),
      ("\\|", "\\\\\\|"),
      ("\u{1B}[31m", "\\\\u{1B}\\[31m"), ("a\r\nb", "a<br>b"), ("", ""),
    ])
  func cells(_ text: String, _ expected: String) {
    let table = ShownTable([.init("t", texts: [text])])
    let last = Markdown.table(table).split(separator: "\n").last.map { String($0) }
    #expect(last == (expected.isEmpty ? "| |" : "| \(expected) |"))
  }

  @Test("of a wide table the first and last columns are shown, and how many there are")
  func wide() {
    func table(_ columns: Int) -> ShownTable {
      ShownTable((1...columns).map { .init("c\($0)", counts: [$0, $0]) }).narrowed
    }
    #expect(table(40).columns.count == 40 && table(40).extent == nil)
    let wide = table(10_000)
    #expect(
      wide.columns.map(\.name) == ((1...20).map { $0 } + (9981...10_000)).map { "c\($0)" })
    #expect(wide.extent == "showing first and last 20 of 10,000 columns")
    #expect(
      wide.first(1).extent
        == "showing first 1 of 2 rows, first and last 20 of 10,000 columns")
  }

  @Test("columns of numbers are right-aligned and the extent is shown")
  func table() {
    let table = ShownTable(
      [
        .init("label", texts: ["ang", "sad"]), .init("rows", counts: [1200, 7]),
        .init("share", numbers: [0.25, .nan], format: .percent(1)),
        .init("note", [.missing, .flag(true)]),
      ], caption: "Turns", totalRows: 9800)
    #expect(
      Markdown.table(table) == """
        | label | rows | share | note |
        | :-- | --: | --: | :-- |
        | ang | 1200 | 25.0% | – |
        | sad | 7 | NaN | true |

        *Turns · showing first 2 of 9,800 rows*
        """)
  }

  @Test("a diagnostic is an alert whose drawing is fenced and whose names stay code")
  func diagnostic() {
    let text = render(
      .diagnostic(
        .init(.error, "I cannot find `mfcc_<s>` & co.", drawing: "4 │ plot(mfccs)\n    ^^^")))
    #expect(
      text == """
        > [!CAUTION]
        > I cannot find `mfcc_<s>` &amp; co.
        >
        > ```text
        > 4 │ plot(mfccs)
        >     ^^^
        > ```

        """)
  }

  @Test("files, marks, anchors and comments cannot break out")
  func marks() {
    #expect(
      render(.file(.init("out/my table (1).csv", note: "3 rows")))
        == "Saved [out/my table (1).csv](out/my%20table%20%281%29.csv): 3 rows\n")
    #expect(render(.anchor("a\"><b>")) == "<a id=\"a---b-\"></a>\n")
    #expect(render(.comment("x --> y\nz")) == "<!-- x - -> y z -->\n")
    #expect(
      render(.details(summary: "<a & b>", [.prose("x")])).contains(
        "<summary>&lt;a &amp; b&gt;</summary>"))
  }

  @Test("figures are counted within their cell and their names are safe")
  func figures() {
    let figure = Figure.histogram([1, 2, 2, 3], title: "h")
    let document = Document(blocks: [
      .anchor("one two"), .figure(figure), .figure(figure), .anchor("next"), .figure(figure),
    ])
    let rendered = Markdown.render(document, name: "My paper")
    #expect(
      rendered.files.map(\.path) == [
        "My paper.files/one-two-1.svg", "My paper.files/one-two-2.svg", "My paper.files/next-1.svg",
      ])
    #expect(rendered.text.contains("](My%20paper.files/one-two-2.svg)"))
    #expect(rendered.problems == [])
  }

  @Test("the check finds foreign HTML, missing files and unnamed files")
  func check() {
    let rendered = RenderedDocument(
      text: "<script>\n![a](x.files/a-1.svg) `<b>`\n```\n<i>\n```\n",
      files: [.init(path: "x.files/b-1.svg", bytes: [])])
    #expect(
      rendered.problems == [
        "Line 1: `<script>` is no HTML that GitHub keeps.",
        "Line 2: `x.files/a-1.svg` is not among the files.", "No line shows `x.files/b-1.svg`.",
      ])
  }
}
