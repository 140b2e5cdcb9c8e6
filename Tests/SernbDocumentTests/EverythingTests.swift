// One document with a block of every kind, in every format, as golden files.

import Basics
import SernbDocument
import Testing
import TestSupport

@Suite("Everything")
struct EverythingTests {
  static func document() throws -> Document {
    let bars = try Figure.bars(
      ["ang", "hap", "sad"], [0.61, 0.38, 0.66], value: .init("recall", unit: .share),
      title: "Recall")
    var line = try Figure.line(
      x: [1, 2, 3, 4], y: [1.2, 0.9, .nan, 0.7], name: "loss", xAxis: .init("epoch"),
      yAxis: .init("loss"))
    line.caption = "The third epoch *diverged*."
    let heat = try Figure.confusionMatrix(["ang", "sad"], counts: [[8, 2], [1, 9]])
    let table = ShownTable(
      [
        .init("file", texts: ["Ses01F_impro01_F000", "a|b"]), .init("turns", counts: [12, 3400]),
        .init("share", numbers: [0.5, .nan], format: .percent(1)),
        .init("kept", [.flag(true), .missing]),
      ], caption: "Turns by file", totalRows: 9800)
    return Document(
      title: "Everything_at_once", facts: [.init("seed", "2019"), .init("corpus", "data/*")],
      blocks: [
        .callout(
          .init(.important, "All speech here is *synthetic*.\n\nIt was made by the engine.")),
        .prose(
          "\nProse with **Markdown**, `code`, $x^2$ and a [link](https://example.org).  \nSecond line.\n"
        ),
        .comment("sernb:out data 3f9c"), .anchor("data"),
        .code(.init("train |> count(by: .label)\n", language: "ser", label: "data")),
        .table(table), .value(.init("0.6549", name: "rf.accuracy", json: 0.6549)),
        .value(.init("text with ``` in it\nand two lines")),
        .file(.init("audio features.csv", note: "9,800 rows")),
        .anchor("plots"),
        .code(.init("plot recall", language: "ser", label: "plots", isFolded: true)),
        .figure(bars), .figure(line),
        .beside([[.figure(heat), .prose("left")], [.table(table.first(1))]]),
        .details(
          summary: "More <details>", [.prose("Hidden prose."), .value(.init("7", json: 7))]),
        .diagnostic(
          .init(
            .error, "I cannot find `mfccs`.",
            drawing: "  4 │ plot(mfccs)\n    │      ^^^^^ not defined\n")),
        .diagnostic(.init(.warning, "12 of 40 test rows were also learned from.")),
        .notRun(.init("svm", reason: "It needs `features`, which did not run.")),
      ])
  }

  @Test("as Markdown with its figures")
  func markdown() throws {
    let rendered = Markdown.render(try Self.document(), name: "Everything")
    #expect(rendered.problems == [])
    try expectGolden(rendered.text, "Everything.md")
    for file in rendered.files {
      let name = file.path.split(separator: "/").last.map { String($0) } ?? ""
      try expectGolden(String(decoding: file.bytes, as: UTF8.self), name)
    }
  }

  @Test("as results")
  func results() throws {
    let results = Results(try Self.document())
    try expectGolden(results.text, "Everything.results.json")
    #expect(try JSON(parsing: results.text)["results"] != nil)
  }

  @Test("in a terminal of 72 columns")
  func terminal() throws {
    let text = Terminal(width: 72).text(try Self.document().blocks)
    try expectGolden(text + "\n", "Everything.txt")
  }

  @Test("every golden file is read by a test")
  func unused() throws {
    let files = Markdown.render(try Self.document(), name: "Everything").files
    let names = files.map { $0.path.split(separator: "/").last.map { String($0) } ?? "" }
    #expect(
      try goldenNames()
        == (names + ["Everything.md", "Everything.results.json", "Everything.txt"]).sorted())
  }
}
