// Figures of tables and lists: what is drawn, in which order and unit, and what is refused before or while running.

import SernbDocument
import SernbLanguage
import SernbLibrary
import SernbRuntime
import Testing

@Suite("Figures of tables and lists")
struct FigureTests {
  private static let turns = """
    turns = table(
      label: ["sad", "ang", "sad", "ang", "neu"], length: [3 s, 2 s, 1 s, 4 s, 5 s],
      rmse: [0.1, 0.2, 0.3, 0.4, 0.5], session: [2, 1, 10, 1, 2])
    """

  private func figure(_ code: String) async throws -> Figure {
    let ran = try await run("\(Self.turns)\nanswer = \(code)")
    guard case .object(let object)? = ran.value("answer"), let value = object as? FigureValue else {
      throw Unexpected(problems: ran.problems.map(\.message))
    }
    #expect(ran.problems.isEmpty)
    #expect(ran.type("answer") == .object(FigureValue.kind))
    return value.figure
  }

  private func panel(_ code: String) async throws -> Figure.Panel {
    try #require(try await figure(code).columns.first?.first)
  }

  /// The one problem of a figure, and whether it was found before running.
  private func refusal(_ code: String) async throws -> (code: String, message: String, hint: String)
  {
    let ran = try await run("\(Self.turns)\nanswer = \(code)")
    let problems = ran.problems
    guard problems.count == 1, let found = problems.first else {
      throw Unexpected(problems: problems.map(\.message))
    }
    let when = ran.staticProblems.isEmpty ? "running: " : "before: "
    return (found.code.rawValue, when + found.message, found.hint ?? "")
  }

  // MARK: What is drawn

  @Test("points carry the units of their columns, and groups come in order of their names")
  func scatter() async throws {
    let figure = try await figure("scatter(turns, x: .length, y: .rmse, by: .label)")
    let panel = try #require(figure.columns.first?.first)
    #expect(figure.title == "rmse against length by label")
    #expect(panel.x == Figure.Axis("length", unit: .seconds))
    #expect(panel.y == Figure.Axis("rmse"))
    #expect(
      panel.marks == [
        .points(Mark.Points(name: "ang", x: [2, 4], y: [0.2, 0.4])),
        .points(Mark.Points(name: "neu", x: [5], y: [0.5])),
        .points(Mark.Points(name: "sad", x: [3, 1], y: [0.1, 0.3])),
      ])
  }

  @Test("an axis may be an expression on columns, which names it")
  func expression() async throws {
    let panel = try await panel("scatter(turns, x: .length / 2, y: .rmse * 1 s - .length)")
    #expect(panel.x == Figure.Axis("length / 2", unit: .seconds))
    #expect(panel.y.label == "rmse * 1 s - length")
  }

  @Test("a column may be named by a text, so that a loop draws several")
  func namedColumn() async throws {
    let ran = try await run(
      "\(Self.turns)\nanswer = [histogram(turns, c, by: \"label\") for c in [\"rmse\", \"length\"]]"
    )
    #expect(ran.problems.map(\.message) == [])
    guard case .list(let items)? = ran.value("answer") else { throw Unexpected(problems: []) }
    #expect(items.map(\.line) == ["figure “rmse by label”", "figure “length by label”"])
  }

  @Test("a line joins its points in rising order of x, and a missing y breaks it")
  func line() async throws {
    let panel = try await panel(
      "line(table(n: [30, 10, 20], a: [3, 1, missing]), x: .n, y: .a)")
    guard case .line(let line) = try #require(panel.marks.first) else {
      throw Unexpected(problems: [])
    }
    #expect(line.x == [10, 20, 30])
    #expect(line.y[0] == 1 && line.y[1].isNaN && line.y[2] == 3)
  }

  @Test("names on the x axis of a line stand in order of the rows")
  func namedPlaces() async throws {
    let panel = try await panel("line(x: [\"rf\", \"mlp\", \"svm\"], y: [3, 2, 1])")
    #expect(panel.x == .categories(["rf", "mlp", "svm"]))
    #expect(panel.marks == [.line(Mark.Line(x: [0, 1, 2], y: [3, 2, 1]))])
  }

  @Test("a band lies around its line")
  func band() async throws {
    let panel = try await panel(
      "line(turns |> sort(by: .length), x: .length, y: .rmse, low: .rmse - 0.1, high: .rmse + 0.1)")
    guard case .line(let line) = try #require(panel.marks.first) else {
      throw Unexpected(problems: [])
    }
    #expect(line.low.map { ($0 * 10).rounded() } == [2, 1, 0, 3, 4])
  }

  @Test("ends and scales of the axes are as given")
  func axes() async throws {
    let panel = try await panel(
      "line([1, 10, 100], log_y: true, y_range: 1 .. 1000, y_label: \"trees\", title: \"T\")")
    #expect(panel.y == Figure.Axis("trees", scale: .log, low: 1, high: 1000))
  }

  @Test("bars without a y count rows, with the categories in order of the rows")
  func countedBars() async throws {
    let panel = try await panel("bars(turns, x: .label)")
    #expect(panel.x == .categories(["sad", "ang", "neu"], label: "label"))
    #expect(panel.y == Figure.Axis("count"))
    #expect(panel.marks == [.bars(Mark.Bars([Mark.Bars.Series("", [2, 2, 1])]))])
    let list = try await self.panel("bars(turns.label)")
    #expect(list.marks == panel.marks)
  }

  @Test("numbers that name bars rise, and `order` puts names first")
  func barOrder() async throws {
    #expect(try await panel("bars(turns, x: .session)").x.categories == ["1", "2", "10"])
    #expect(
      try await panel("bars(turns, x: .label, order: [\"neu\", \"ang\"])").x.categories
        == ["neu", "ang", "sad"])
  }

  @Test("bars of groups stand beside or on each other; a pair without a row has none")
  func groupedBars() async throws {
    let code =
      "table(m: [\"rf\", \"rf\", \"lr\"], p: [\"new\", \"old\", \"new\"], f: [0.5, 0.6, 0.4])"
    let panel = try await panel("bars(\(code), x: .m, y: .f, by: .p, stacked: true, percent: true)")
    guard case .bars(let bars) = try #require(panel.marks.first) else {
      throw Unexpected(problems: [])
    }
    #expect(bars.isStacked)
    #expect(bars.series.map(\.name) == ["new", "old"])
    #expect(bars.series[0].values == [0.5, 0.4])
    #expect(bars.series[1].values[0] == 0.6 && bars.series[1].values[1].isNaN)
    #expect(panel.y.unit == .share)
  }

  @Test("a record of numbers makes bars, a record of lists boxes, in the order of their fields")
  func records() async throws {
    #expect(try await panel("bars({sad: 2, ang: 1})").x.categories == ["sad", "ang"])
    #expect(try await panel("boxplot({sad: [2], ang: [1]})").x.categories == ["sad", "ang"])
  }

  @Test("shares of a histogram add up to one in each group")
  func histogram() async throws {
    let panel = try await panel("histogram(turns, .length, by: .label, bins: 4, stat: \"share\")")
    #expect(panel.x.unit == .seconds && panel.y.unit == .share)
    for mark in panel.marks {
      guard case .histogram(let histogram) = mark else { throw Unexpected(problems: []) }
      #expect(histogram.edges == [1, 2, 3, 4, 5])
      #expect(histogram.counts.reduce(0, +) == 1)
    }
  }

  @Test("boxes come in order of the groups' names, with the quartiles of numpy")
  func boxes() async throws {
    let panel = try await panel("boxplot(turns, .length, by: .label)")
    #expect(panel.x == .categories(["ang", "neu", "sad"], label: "label"))
    guard case .boxes(let boxes) = try #require(panel.marks.first) else {
      throw Unexpected(problems: [])
    }
    #expect(boxes.boxes.map(\.median) == [3, 5, 2])
    #expect(boxes.boxes[0].firstQuartile == 2.5)
  }

  @Test("a heat map has a cell for each pair of names, gray where there is no row")
  func heatmap() async throws {
    let panel = try await panel(
      "heatmap(table(d: [7, 3, 7], t: [10, 10, 20], a: [0.1, 0.2, 0.3]), x: .t, y: .d, value: .a)")
    #expect(panel.x.categories == ["10", "20"] && panel.y.categories == ["3", "7"])
    guard case .heat(let heat) = try #require(panel.marks.first) else {
      throw Unexpected(problems: [])
    }
    #expect(heat.texts == [["0.2", ""], ["0.1", "0.3"]])
    #expect(heat.values[0][0] == 0.2 && heat.values[0][1].isNaN && heat.values[1] == [0.1, 0.3])
  }

  @Test("figures are put side by side, under and over each other")
  func composition() async throws {
    let one = "line([1, 2], title: \"a\")"
    #expect(try await figure("beside(\(one), \(one))").columns.map(\.count) == [1, 1])
    #expect(try await figure("stack([\(one), \(one), \(one)])").columns.map(\.count) == [3])
    let over = try await panel("\(one) |> overlay([\(one)], title: \"both\")")
    #expect(over.marks.count == 2)
  }

  @Test("a figure is the same to the byte whenever it is drawn")
  func sameBytes() async throws {
    let code = "boxplot(turns, .length, by: .label, points: true)"
    let (first, second) = (try await figure(code), try await figure(code))
    #expect(SVG.text(first) == SVG.text(second))
    #expect(first == second)
  }

  // MARK: What is refused

  @Test("a misspelt column is found before running")
  func unknownColumn() async throws {
    let found = try await refusal("scatter(turns, x: .lenght, y: .rmse)")
    #expect(found.code == "unknown-column" && found.message.hasPrefix("before: "))
    #expect(found.hint.contains("`length`"))
    let named = try await refusal("histogram(turns, \"lenght\")")
    #expect(named.code == "unknown-column" && named.message.hasPrefix("before: "))
  }

  @Test("texts where numbers are wanted are found before running")
  func textForNumbers() async throws {
    let found = try await refusal("histogram(turns, .label)")
    #expect(
      found.message
        == "before: `x` of `histogram` must be a column or list of numbers, not a text")
    #expect(try await refusal("boxplot(turns, \"label\")").code == "wrong-type")
  }

  @Test("a table without its columns is refused before running")
  func missingMapping() async throws {
    #expect(try await refusal("histogram(turns)").message == "before: `histogram` needs `x`")
    #expect(try await refusal("bars(turns, y: .rmse)").message == "before: `bars` needs `x`")
  }

  @Test("a column without a table is refused before running")
  func columnWithoutTable() async throws {
    #expect(try await refusal("line(x: [1, 2], y: .rmse)").code == "column-outside-row")
  }

  @Test("two rows for one bar are refused with what to do")
  func crowded() async throws {
    let found = try await refusal("bars(turns, x: .label, y: .rmse)")
    #expect(found.code == "crowded-cell")
    #expect(found.message.contains("`sad`") && found.hint.contains("summarize"))
  }

  @Test("a logarithmic axis needs numbers above zero")
  func logarithm() async throws {
    #expect(try await refusal("line([-1, 0], log_y: true)").code == "out-of-range")
    #expect(
      try await refusal("line([1, 2], log_y: true, y_range: 0 .. 1)").message
        == "running: A logarithmic axis begins above zero")
  }

  @Test("rows of a heat map that differ in length are named, counted from 1")
  func raggedRows() async throws {
    #expect(
      try await refusal("heatmap([[1, 2], [3]])").message
        == "running: Row 1 has 2 values and row 2 has 1")
  }

  @Test("ends of an axis are in its unit and in order")
  func ends() async throws {
    #expect(
      try await refusal("histogram(turns, .length, x_range: 0 .. 5)").code == "unit-mismatch")
    #expect(try await refusal("line([1, 2], y_range: 2 .. 1)").code == "out-of-range")
  }

  @Test("figures that do not fit over each other say what to do instead")
  func overlay() async throws {
    let found = try await refusal("overlay(histogram(turns, .length), histogram(turns, .rmse))")
    #expect(found.message.contains("different units") && found.message.contains("under each other"))
  }

  @Test(
    "figures made of figures that double are refused before they fill the memory",
    arguments: ["beside", "stack", "overlay"])
  func doubling(verb: String) async throws {
    let lines = (1...40).map { "x\($0) = \(verb)(x\($0 - 1), x\($0 - 1))\n" }.joined()
    let ran = try await run("x0 = line([1, 2])\n\(lines)")
    #expect(ran.staticProblems.isEmpty)
    #expect(ran.problems.map(\.message) == ["This figure would have over 10,000 parts"])
  }
}
