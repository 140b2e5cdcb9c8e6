// The page of a sweep: its tables and sentences as golden Markdown, and what it says of best points and of chance.

import Basics
import SernbDocument
import SernbLanguage
import SernbReport
import Testing
import TestSupport

@Suite("page of a sweep")
struct SweepPageTests {
  /// An evaluation as the results file holds it.
  private func evaluation(
    _ name: String, _ accuracy: Double, within: (Double, Double)?, uar: Double, cell: String = "fit"
  ) -> Results.Entry {
    let intervals: JSON =
      within.map { low, high in
        ["metric": ["accuracy"], "low": [.number(low)], "high": [.number(high)]]
      } ?? ["metric": [], "low": [], "high": []]
    return .init(
      cell: cell, index: 1, kind: .value,
      members: [
        .init("name", .string(name)), .init("type", "evaluation"),
        .init(
          "value",
          [
            "model": "random forest", "accuracy": .number(accuracy), "uar": .number(uar),
            "macro_f1": .number(uar - 0.01), "kappa": 0.3, "intervals": intervals,
            "classes": ["class": ["a"], "rows": [3], "recall": [.number(uar)]],
          ]),
      ])
  }

  private func number(_ name: String, _ value: JSON, cell: String = "") -> Results.Entry {
    .init(
      cell: cell, index: 1, kind: .value,
      members: [.init("name", .string(name)), .init("type", "number"), .init("value", value)])
  }

  private func table(_ accuracies: [Double]) -> Results.Entry {
    .init(
      cell: "closing", index: 1, kind: .table,
      members: [
        .init("name", "scores"), .init("rows", 2),
        .init(
          "columns",
          [
            ["name": "model", "values": ["RF", "S|M"]],
            ["name": "clean_accuracy", "values": .numbers(accuracies)],
            ["name": "paper_accuracy", "values": [56, 41]],
          ]),
      ])
  }

  private func point(
    _ name: String, _ varied: [(String, String)], _ entries: [Results.Entry],
    state: SweepPoint.State = .done
  ) -> SweepPoint {
    SweepPoint(
      name: name, varied: varied.map { Override($0.0, $0.1) }, state: state,
      page: state == .notRun ? nil : "n.sweep/\(name).md",
      results: Results(
        title: "n",
        facts: [.init("seed", "1"), .init("trees", varied[0].1), .init("rate", "5 Hz")],
        entries: entries))
  }

  private func page(_ axes: [ParameterGrid.Axis], _ points: [SweepPoint]) -> SweepPage {
    SweepPage(title: "Audio_1", axes: axes, points: points, command: "sernb run n.sernb -p trees=…")
  }

  private func text(_ page: SweepPage) -> String {
    Markdown.render(page.document, name: "n.sweep").text
  }

  private func axis(_ name: String, _ values: [String]) -> ParameterGrid.Axis {
    .init(name: name, values: values)
  }

  /// Three forests of different sizes beside a vector machine that trees mean nothing to.
  private var trees: [SweepPoint] {
    [
      ("100", 0.561, 0.48, 0.64, 12.0), ("300", 0.574, 0.492, 0.652, 13.5),
      ("1200", 0.55, 0.47, 0.63, 12),
    ]
    .map { trees, accuracy, low, high, depth in
      point(
        "trees-\(trees)", [("trees", trees)],
        [
          evaluation("rf", accuracy, within: (low, high), uar: accuracy - 0.1),
          evaluation("svm", 0.4, within: (0.3, 0.5), uar: 0.3, cell: "svm"),
          table([accuracy * 90, 40]), number("mean(depths)", .number(depth)),
          number("params.trees", .int(Int(trees) ?? 0)), number("rows(test)", 155),
        ])
    }
  }

  @Test("one number is varied: tables, the best point with its runner-up, a line")
  func oneNumber() throws {
    let page = page([axis("trees", ["100", "300", "1200"])], trees)
    try expectGolden(text(page), "sweep.md")
    try expectGolden(page.results.text, "sweep.results.json")
    let figures = Markdown.render(page.document, name: "n.sweep").files
    #expect(figures.map(\.path) == ["n.sweep.files/rf-1.svg", "n.sweep.files/RF-2-1.svg"])
  }

  @Test("points that failed and points that did not run have no numbers, and say why")
  func failures() throws {
    let page = page(
      [axis("trees", ["100", "300", "1200", "2400"])],
      [
        trees[0],
        point("trees-300", [("trees", "300")], [], state: .failed("in `fit`: no | rows <left>.")),
        point("trees-1200", [("trees", "1200")], [], state: .notRun),
        point("trees-2400", [("trees", "2400")], [], state: .notRun),
      ])
    try expectGolden(text(page), "sweep_failed.md")
  }

  @Test("two parameters make a heat map of accuracy")
  func twoParameters() throws {
    let points = ["100", "300"].flatMap { trees in
      ["3", "6", "9"].map { depth in
        point(
          "trees-\(trees)_depth-\(depth)", [("trees", trees), ("depth", depth)],
          [
            evaluation(
              "rf", 0.3 + (Double(depth) ?? 0) / 100, within: nil, uar: trees == "100" ? 0.2 : 0.3)
          ])
      }
    }
    let page = page([axis("trees", ["100", "300"]), axis("depth", ["3", "6", "9"])], points)
    try expectGolden(text(page), "sweep_two.md")
  }

  @Test("choices make bars, and only the best of many points are drawn")
  func choices() throws {
    let names = (1...40).map { "kind\($0)" }
    let points = names.enumerated().map { index, name in
      point(
        "kind-\(name)", [("kind", name)],
        [evaluation("rf", Double(index) / 100, within: (0, 1), uar: 0.2)])
    }
    let page = page([axis("kind", names)], points)
    let shown = text(page)
    #expect(shown.contains("Bars of accuracy, UAR for 30 categories"), "\(shown)")
    #expect(shown.contains("*The 30 best of 40 points.*"))
    #expect(shown.contains("takes 40 values (kind1, kind2, kind3, kind4, kind5, …, kind40)"))
  }

  @Test(
    "the best point is named with what chance may do",
    arguments: [
      ([0.5, 0.9], [(0.4, 0.6), (0.8, 1)], "Its interval does not overlap that of the runner-up"),
      ([0.5, 0.6], [(0.4, 0.6), (0.5, 0.7)], "overlaps that of the runner-up, `b-1` with 0.500"),
      (
        [0.5, 0.6], [nil, nil], "without intervals it is unknown whether that is more than chance"
      ),
      ([0.6, 0.6, 0.5], [nil, nil, nil], "Best by accuracy are `b-1` and `b-2`, with 0.600."),
    ] as [([Double], [(Double, Double)?], String)])
  func verdicts(accuracies: [Double], intervals: [(Double, Double)?], words: String) {
    let points = accuracies.indices.map { index in
      point(
        "b-\(index + 1)", [("b", "\(index + 1)")],
        [evaluation("rf", accuracies[index], within: intervals[index], uar: 0.1)])
    }
    let shown = text(page([axis("b", points.map(\.varied[0].value))], points))
    #expect(shown.contains(words), "\(shown)")
    // The best of two is no search.
    #expect(shown.contains("is chosen by the rows") == (accuracies.count > 2))
  }

  @Test(
    "numbers stand beside the points where nothing was judged, in tables of their own where they are many"
  )
  func numbers() {
    func points(_ count: Int) -> [SweepPoint] {
      ["1", "2"].map { value in
        let one = Double(value) ?? 0
        return point(
          "b-\(value)", [("b", value)],
          [number("same", 3), number("t", ["value": .number(one), "unit": "s"])]
            + (0..<count).map { number("x\($0)", .number(one)) } + [number("x0", .number(one))])
      }
    }
    let few = text(page([axis("b", ["1", "2"])], points(2)))
    #expect(few.contains("| point | b | t (s) | x0 | x1 |"), "\(few)")
    #expect(few.contains("| [b-2](n.sweep/b-2.md) | 2 | 2 | 2 | 2 |"))
    #expect(!few.contains("| same"))
    let many = text(page([axis("b", ["1", "2"])], points(7)))
    #expect(many.contains("| point | b |\n"), "\(many)")
    #expect(many.contains("| point | t (s) | x0 | x1 | x2 | x3 | x4 |"))
    #expect(many.contains("| point | x5 | x6 |"))
  }

  @Test("a row of a table that repeats an evaluation is left out")
  func repeated() throws {
    func page(_ second: Double) -> SweepPage {
      let points = [(100, 0.5), (300, second)].map { trees, accuracy in
        point(
          "trees-\(trees)", [("trees", String(trees))],
          [
            evaluation(
              "rf", accuracy == second ? 0.6 : accuracy, within: (0.4, 0.7), uar: accuracy),
            table([accuracy, accuracy / 2]),
          ])
      }
      return SweepPage(
        title: "T", axes: [.init(name: "trees", values: ["100", "300"])], points: points,
        command: "sernb run")
    }
    let same = Markdown.render(page(0.6).document, name: "n").text
    #expect(same.contains("\n## rf\n") && !same.contains("\n## RF"), "\(same)")
    #expect(same.contains("\n## S|M\n"), "\(same)")
    // Another number is news.
    let other = Markdown.render(page(0.61).document, name: "n").text
    #expect(other.contains("\n## rf\n") && other.contains("\n## RF"), "\(other)")
  }

  @Test("many rows of a table stand side by side")
  func rows() {
    let folds = (1...10).map { "fold \($0)" }
    let points = [100, 300].map { trees in
      let accuracies = (1...10).map { Double($0 * trees) / 4000 }
      // Of less weight, though it moves in every row.
      let recalls = [Double](repeating: Double(trees), count: 10)
      let columns: JSON = [
        ["name": "fold", "values": .strings(folds)],
        ["name": "accuracy", "values": .numbers(accuracies)],
        ["name": "uar", "values": .numbers(recalls)],
      ]
      let table = Results.Entry(
        cell: "folds", index: 1, kind: .table,
        members: [.init("rows", 10), .init("columns", columns)])
      return point("trees-\(trees)", [("trees", String(trees))], [table])
    }
    let page = SweepPage(
      title: "T", axes: [.init(name: "trees", values: ["100", "300"])], points: points,
      command: "sernb run")
    let text = Markdown.render(page.document, name: "n").text
    #expect(text.contains("\n## Rows of folds: accuracy\n"), "\(text)")
    #expect(
      text.contains("| point | fold 1 | fold 2 |") && text.contains("| fold 8 |\n"), "\(text)")
    #expect(text.contains("| point | fold 9 | fold 10 |"), "\(text)")
    #expect(text.contains("| trees-300 | 0.675 | 0.750 |"), "\(text)")
    #expect(!text.contains("## fold 1"), "\(text)")
  }

  @Test("what is judged under one name at two places has two titles")
  func titles() {
    let points = ["1", "2"].map { value in
      let one = (Double(value) ?? 0) / 10
      return point(
        "b-\(value)", [("b", value)],
        [
          evaluation("e", one, within: nil, uar: 0.1, cell: "first"),
          evaluation("e", one, within: nil, uar: 0.2, cell: "second"),
        ])
    }
    let shown = text(page([axis("b", ["1", "2"])], points))
    #expect(shown.contains("## e (first)") && shown.contains("## e (second)"), "\(shown)")
  }
}
