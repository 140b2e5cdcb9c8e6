// Pictures of a matrix: a colored cell for each pair of names.

import Basics
import SernbDocument
import SernbLanguage
import SernbRuntime
import Tables

extension FigureBuiltins {
  static let heatmap = Builtin(
    "heatmap", "A colored cell for each pair of names, with its value in it.", family: family,
    [
      Parameter(
        "table", .oneOf([.anyTable, .list(.list(.anyNumber))]),
        "The table with one row per cell, or a list of rows of numbers.", isNamed: false),
      .mapping(
        "x", "The names of the columns, in the order of the rows; numbers in ascending order.",
        isOptional: true),
      .mapping(
        "y", "The names of the rows, in the order of the table; numbers in ascending order.",
        isOptional: true),
      .mapping("value", "The numbers.", isOptional: true),
      .flag("numbers", "Whether the cells show their numbers.", true),
      .choice(
        "palette", "Colors from the lowest to the highest value, or diverging from zero.",
        ["sequential", "diverging"]),
      Parameter(
        "range", .value(.range(nil)),
        "The values at the ends of the palette; those of the data when left out.",
        isOptional: true), title, xLabel, yLabel,
      Parameter(
        "value_label", .value(.text),
        "The label of the color bar; the column's name when left out.",
        isOptional: true), percent,
    ],
    giving: {
      $0.figure("heatmap", numbers: ["value"], names: ["x", "y"], required: ["x", "y", "value"])
    },
    examples: [
      .init(
        """
        heatmap(
          [[9, 1], [3, 7]], x: ["ang", "sad"], y: ["ang", "sad"], value_label: "turns")
        """, shows: "figure: Heat map of 2 rows and 2 columns of turns."),
      .init(
        """
        scores = table(
          trees: [100, 100, 200, 200], depth: [3, 7, 3, 7], accuracy: [0.5, 0.52, 0.53, 0.56])
        heatmap(scores, x: .trees, y: .depth, value: .accuracy, percent: true)
        """,
        shows: """
          figure: accuracy by depth and trees. Heat map of 2 rows and 2 columns of
          accuracy.
          """),
    ]
  ) { call in
    let matrix = try await MatrixValues(call)
    let cells = matrix.cells
    let isPercent = try call.flag("percent")
    if isPercent, matrix.dimension != .plain {
      throw RunProblem(
        "unit-mismatch", "A share is a plain number, and these are \(matrix.dimension.description)",
        argument: "percent")
    }
    var ends: (low: Double, high: Double)?
    if case .range(let range)? = call.optional("range") {
      guard range.dimension == matrix.dimension, range.first < range.last,
        range.first.isFinite, range.last.isFinite
      else {
        throw RunProblem(
          "out-of-range",
          "The ends of the palette are two ascending numbers in the unit of the values",
          argument: "range")
      }
      ends = (range.first, range.last)
    }
    let format: NumberFormat? =
      try call.flag("numbers") ? (isPercent ? .percent(0) : .significant(3)) : nil
    let palette: Mark.Heat.Palette =
      try call.text("palette") == "diverging" ? .diverging : .sequential
    let label = try call.label("value", matrix.label)
    let across = try call.label("x", matrix.columns.label)
    let down = try call.label("y", matrix.rows.label)
    let title = try call.title(
      FigureBuiltins.title(
        matrix.label,
        matrix.rows.label.isEmpty || matrix.columns.label.isEmpty
          ? " " : " by \(matrix.rows.label) and \(matrix.columns.label)"))
    return try drawn { () throws(FigureProblem) in
      var figure = try Figure.heatmap(
        rows: matrix.rows.order, columns: matrix.columns.order, values: cells, palette: palette,
        low: ends?.low, high: ends?.high, format: format, rowLabel: down, columnLabel: across,
        label: label, unit: isPercent ? .share : Figure.Unit(matrix.dimension), title: title)
      // A cell without a value is gray and has no text.
      if case .heat(var heat)? = figure.columns[0][0].marks.first, !heat.texts.isEmpty {
        for row in cells.indices {
          for column in cells[row].indices where cells[row][column].isNaN {
            heat.texts[row][column] = ""
          }
        }
        figure.columns[0][0].marks[0] = .heat(heat)
      }
      return figure
    }
  }
}

/// The values of a heat map, from any form of arguments.
private struct MatrixValues {
  let rows: NameMapping
  let columns: NameMapping
  let cells: [[Double]]
  let dimension: Dimension
  let label: String

  init(_ call: Call) async throws {
    if let table = try call.drawnTable() {
      let x = try await call.mapping("x", over: table)
      let y = try await call.mapping("y", over: table)
      let value = try await call.mapping("value", over: table).numbers()
      columns = try x.names(isSorted: false)
      rows = try y.names(isSorted: false)
      cells = try Cells(rows: rows, columns: columns, values: value.values, x: "x").values
      (dimension, label) = (value.dimension, value.label)
      return
    }
    if call.optionalRow("value") != nil {
      throw RunProblem(
        "wrong-type", "The list holds the values already: leave out `value`", argument: "value")
    }
    var lists: [[Value]] = []
    for item in try call.list("table") { lists.append(try call.items(item, "table")) }
    guard let first = lists.first else {
      throw RunProblem("no-values", "The list is empty", argument: "table")
    }
    if let index = lists.firstIndex(where: { $0.count != first.count }) {
      throw RunProblem(
        "wrong-length",
        "Row 1 has \(first.count) values and row \(index + 1) has \(lists[index].count)",
        argument: "table")
    }
    let numbers = try Mapping(argument: "table", values: lists.flatMap { $0 }, label: "").numbers()
    let width = first.count
    cells = lists.indices.map { Array(numbers.values[$0 * width..<($0 + 1) * width]) }
    (dimension, label) = (numbers.dimension, "")
    columns = try await MatrixValues.names(call, "x", width)
    rows = try await MatrixValues.names(call, "y", lists.count)
  }

  /// The names given for one side of a list of lists, or numbers from 0.
  private static func names(_ call: Call, _ name: String, _ count: Int) async throws -> NameMapping
  {
    guard let mapping = try await call.optionalMapping(name, over: nil) else {
      let positions = (0..<count).map(String.init)
      return NameMapping(names: positions, order: positions, label: "")
    }
    let names = try mapping.names(isSorted: false).names
    guard names.count == count, names.uniqued.count == count else {
      throw RunProblem(
        "wrong-length", "`\(name)` needs \(count) different names, and these are \(names.count)",
        argument: name)
    }
    return NameMapping(names: names, order: names, label: "")
  }
}
