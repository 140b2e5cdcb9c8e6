// Two runs side by side: the sentence at the top, and tables for a terminal and a comment.

import Basics
import Foundation
import SernbDocument
import SernbReport
import Testing
import TestSupport

@Suite("comparison of runs")
struct RunComparisonTests {
  /// A forest's evaluation with what the results file holds of it.
  private func evaluation(
    accuracy: Double, low: Double, high: Double, recalls: [Double], name: String = "rf"
  ) -> Results.Entry {
    .init(
      cell: "forest", index: 1, kind: .value,
      members: [
        .init("name", .string(name)), .init("type", "evaluation"),
        .init(
          "value",
          [
            "model": "random forest", "accuracy": .number(accuracy), "uar": 0.5, "macro_f1": 0.4,
            "kappa": 0.3, "log_loss": nil,
            "intervals": [
              "metric": ["accuracy", "uar"], "value": [.number(accuracy), 0.5],
              "low": [.number(low), 0.4], "high": [.number(high), 0.6],
            ],
            "classes": [
              "class": ["ang", "s|d"], "rows": [25, 30], "recall": .numbers(recalls),
            ],
          ]),
      ])
  }

  private func table(_ accuracies: [Double]) -> Results.Entry {
    .init(
      cell: "closing", index: 1, kind: .table,
      members: [
        .init("name", "scores"), .init("rows", 2),
        .init(
          "columns",
          [
            ["name": "model", "values": ["RF", "X`B"]],
            ["name": "clean_accuracy", "values": .numbers(accuracies)],
            ["name": "paper", "values": [56, 55.6]],
          ]),
      ])
  }

  private func sides() -> (RunSide, RunSide) {
    (
      RunSide(
        name: "3f9c", engine: "1.0",
        inputs: [
          .init(path: "data/a.csv", digest: "1"), .init(path: "data/b", digest: "2", count: 40),
        ],
        cells: [.init("forest", code: "a"), .init("closing", code: "b"), .init("old", code: "")],
        results: Results(
          title: "Audio", facts: [.init("seed", "1"), .init("trees", "1200")],
          entries: [
            evaluation(accuracy: 0.581, low: 0.5, high: 0.65, recalls: [0.64, 0.5]),
            table([56.5, 55]),
          ])),
      RunSide(
        name: "a|b", engine: "1.1",
        inputs: [
          .init(path: "data/b", digest: "3", count: 41), .init(path: "data/c*.csv", digest: "4"),
        ],
        cells: [.init("forest", code: "x"), .init("closing", code: "b"), .init("new", code: "")],
        results: Results(
          title: "Audio", facts: [.init("seed", "1"), .init("trees", "300"), .init("x", "<b>\n")],
          entries: [
            evaluation(accuracy: 0.574, low: 0.49, high: 0.66, recalls: [0.5, 0.6]),
            table([56.5, 58]),
          ]))
    )
  }

  @Test("two runs read as they are kept, as Markdown and in a terminal")
  func golden() throws {
    let (old, new) = sides()
    let comparison = RunComparison(old, new)
    try expectGolden(comparison.markdown, "runs.md")
    let text = comparison.text(in: Terminal(width: 100))
    try expectGolden(text + "\n", "runs.txt")
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
  }

  @Test("one sentence says what matters")
  func headline() {
    var (old, new) = sides()
    new.inputs = old.inputs
    new.engine = old.engine
    new.cells = old.cells
    new.results.entries[1] = old.results.entries[1]
    new.results.facts = [.init("seed", "1"), .init("trees", "300")]
    new.facts = new.results.facts
    #expect(
      RunComparison(old, new).headline
        == "Accuracy of `rf` fell from 0.581 to 0.574, within its interval; no input changed; "
        + "`trees` 1200 → 300.")
    new.results.entries[0] = evaluation(accuracy: 0.9, low: 0.8, high: 1, recalls: [1, 1])
    old.inputs = nil
    new.facts = old.facts
    #expect(
      RunComparison(old, new).headline
        == "Accuracy of `rf` rose from 0.581 to 0.9, outside of its interval.")
    #expect(
      RunComparison(old, old).headline == "No metric changed.")
  }

  @Test("runs without metrics say what changed")
  func noMetrics() {
    let old = RunSide(name: "a", results: Results())
    #expect(RunComparison(old, old).headline == "No value changed.")
    #expect(RunComparison(old, old).tables == [])
    let value = Results.Entry(
      cell: "a", index: 1, kind: .value, members: [.init("name", "x"), .init("value", 1)])
    let new = RunSide(name: "b", results: Results(entries: [value]))
    #expect(RunComparison(old, new).headline == "1 value changed.")
  }

  @Test("the recall of each class stands side by side, and whether intervals overlap")
  func tables() throws {
    let (old, new) = sides()
    let comparison = RunComparison(old, new)
    let recall = try #require(comparison.tables.last)
    #expect(recall.columns.map { $0.text(0) } == ["ang", "25", "25", "64.0%", "50.0%", "−0.14"])
    let metrics = try #require(comparison.tables.first { $0.columns.last?.name == "overlap" })
    #expect(
      metrics.columns.map { $0.text(0) } == [
        "forest", "rf", "accuracy", "0.581", "0.574", "−0.007", "0.5 to 0.65", "0.49 to 0.66",
        "yes",
      ])
    #expect(metrics.columns[1].cells.contains(.text("X`B")))
  }

  @Test("shipped results compare with themselves in any number of evaluations")
  func shipped() throws {
    let path = Tool.package + "/Outputs/5_audio_classification.results.json"
    let results = try Results(reading: String(contentsOfFile: path, encoding: .utf8))
    let side = RunSide(name: "committed", results: results)
    let comparison = RunComparison(side, side)
    #expect(comparison.headline == "No metric changed.")
    #expect(comparison.tables.map(\.caption) == ["Recall by class, rf_clean_score"])
  }

  @Test("numbers have as many digits as distinguish them, and equal ones four")
  func digits() {
    func side(_ name: String, _ accuracy: Double, _ second: Double) -> RunSide {
      RunSide(
        name: name,
        results: Results(entries: [
          evaluation(accuracy: accuracy, low: 0.3, high: 0.4, recalls: []),
          evaluation(accuracy: second, low: 0.3, high: 0.4, recalls: [], name: "svm"),
        ]))
    }
    let comparison = RunComparison(
      side("a", 0.3746312684365782, 0.123456), side("b", 0.3746312684365782, 0.123457))
    let text = comparison.text(in: Terminal(width: 200))
    #expect(text.contains("0.3746 ") && !text.contains("0.37463"), "\(text)")
    #expect(text.contains("0.123456") && text.contains("0.123457"), "\(text)")
  }
}
