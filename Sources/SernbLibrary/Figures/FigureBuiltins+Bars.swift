// Pictures of one value for each name: bars, in groups or stacks.

import SernbDocument
import SernbLanguage
import SernbRuntime
import Tables

extension FigureBuiltins {
  static let bars = Builtin(
    "bars", "A bar for each name with its value, or with its number of rows where no `y` is given.",
    family: family,
    [
      Parameter(
        "table", .oneOf([.anyTable, .record(nil), .list(.unknown)]),
        "The table, a record of numbers, a list of texts to count, or a list of numbers.",
        isOptional: true, isNamed: false),
      .mapping("x", "The names of the bars, in the order of the rows.", isOptional: true),
      .mapping("y", "The lengths of the bars: numbers, one row per bar.", isOptional: true),
      .mapping(
        "by", "The groups of bars, such as `.label`, in order of their names.",
        isOptional: true), .mapping("error", "Half the length of the error bar.", isOptional: true),
      .flag("stacked", "Whether the bars of a group are stacked."),
      Parameter(
        "horizontal", .value(.boolean),
        "Whether the bars are horizontal; by default if their names are long.",
        isOptional: true), order, title, xLabel, yLabel, logY, yRange, percent,
    ],
    giving: { $0.figure("bars", numbers: ["y", "error"], names: ["x", "by"], required: ["x"]) },
    examples: [
      .init(
        "bars({ang: 1103, sad: 1084, neu: 1708}, title: \"Turns\")",
        shows: "figure: Turns. Bars: ang 1103, sad 1084, neu 1708."),
      .init(
        "\(example)bars(turns, x: .label)",
        shows: "figure: count by label. Bars of count: ang 2, sad 2."),
    ]
  ) { call in
    let table = try call.drawnTable()
    let bars = try await BarValues(call, table)
    let names = try bars.x.names(isSorted: false, first: try call.order())
    let groups = try bars.by?.names(isSorted: true)
    let cells = try Cells(rows: groups, columns: names, values: bars.y?.values, x: bars.x.argument)
    let errors = try bars.error.map {
      try Cells(rows: groups, columns: names, values: $0.values, x: bars.x.argument)
    }
    let numbers =
      bars.y
      ?? NumberMapping(values: cells.values.flatMap { $0 }, dimension: .plain, label: "count")
    let axis = try call.axis("y", numbers)
    let label = try call.label("x", names.label)
    let title = try call.title(
      FigureBuiltins.title(numbers.label, names.label.isEmpty ? " " : " by \(names.label)", nil)
        + (groups.map { $0.label.isEmpty || names.label.isEmpty ? "" : " and \($0.label)" } ?? ""))
    let isStacked = try call.flag("stacked")
    let isHorizontal = call.optional("horizontal") == nil ? nil : try call.flag("horizontal")
    let series = cells.values.indices.map { index in
      Mark.Bars.Series(
        groups?.order[index] ?? "", cells.values[index], errors: errors?.values[index] ?? [])
    }
    return try drawn { () throws(FigureProblem) in
      try Figure.bars(
        names.order, series, isStacked: isStacked, isHorizontal: isHorizontal, label: label,
        value: axis, title: title)
    }
  }
}

extension Call {
  /// The names that `order` puts first.
  func order() throws -> [String] {
    guard optional("order") != nil else { return [] }
    return try list("order").map { item in
      guard case .text(let name) = item else {
        throw RunProblem.wrongType(item, wanted: "a text in the list", argument: "order")
      }
      return name
    }
  }
}

/// The values of bars, from any form of arguments.
private struct BarValues {
  let x: Mapping
  /// nil where rows are counted.
  var y: NumberMapping?
  let by: Mapping?
  let error: NumberMapping?

  init(_ call: Call, _ table: Table?) async throws {
    var y: Mapping?
    var x = try await call.optionalMapping("x", over: table)
    if table == nil, let subject = call.optional("table") {
      let found: Mapping?
      switch subject {
      case .record(let record):
        guard !record.fields.isEmpty else {
          throw RunProblem("no-values", "The record has no fields to draw", argument: "table")
        }
        x = Mapping(argument: "table", values: record.fields.map { .text($0.name) }, label: "")
        found = Mapping(argument: "table", values: record.fields.map(\.value), label: "")
      default:
        let items = try call.items(subject, "table")
        let list = Mapping(argument: "table", values: items, label: "")
        if x == nil, items.contains(where: { if case .text = $0 { true } else { false } }) {
          (x, found) = (list, nil)
        } else {
          found = list
        }
      }
      guard found == nil || call.optionalRow("y") == nil else {
        throw RunProblem("wrong-type", "The values are drawn already: leave out `y`", argument: "y")
      }
      y = found
    } else {
      y = try await call.optionalMapping("y", over: table)
    }
    guard let x else {
      throw RunProblem(
        "missing-argument", "`bars` needs `x`, the names of the bars", argument: "table")
    }
    by = try await call.optionalMapping("by", over: table)
    let error = try await call.optionalMapping("error", over: table)
    try call.sameLength(x, y, by, error)
    self.x = x
    self.y = try y?.numbers()
    guard error == nil || y != nil else {
      throw RunProblem("missing-argument", "Counts have no `error`: give `y`", argument: "error")
    }
    self.error = try error?.numbers()
    if let edges = self.error, let heights = self.y, edges.dimension != heights.dimension {
      throw RunProblem(
        "unit-mismatch",
        "The bars show \(heights.dimension.description), their errors \(edges.dimension.description)",
        argument: "error")
    }
  }
}

/// A value for each pair of names: given one row per pair, or the number of rows.
struct Cells {
  /// A row for each of the first names, of as many values as there are second names; NaN where there is none.
  let values: [[Double]]

  /// - Throws: where two rows have the same names.
  init(rows: NameMapping?, columns: NameMapping, values: [Double]?, x: String) throws(RunProblem) {
    var rowPositions: [String: Int] = [:]
    for (position, name) in (rows?.order ?? []).enumerated() { rowPositions[name] = position }
    var columnPositions: [String: Int] = [:]
    for (position, name) in columns.order.enumerated() { columnPositions[name] = position }
    let empty = values == nil ? 0 : Double.nan
    var cells = [[Double]](
      repeating: [Double](repeating: empty, count: columns.order.count),
      count: rows?.order.count ?? 1)
    var isFilled = cells.map { $0.map { _ in false } }
    for index in columns.names.indices {
      let row = rows.flatMap { rowPositions[$0.names[index]] } ?? 0
      let column = columnPositions[columns.names[index]] ?? 0
      guard let values else {
        cells[row][column] += 1
        continue
      }
      guard !isFilled[row][column] else {
        let name = "`\(columns.names[index])`" + (rows.map { " and `\($0.names[index])`" } ?? "")
        throw RunProblem(
          "crowded-cell", "There are several rows for \(name), and one value is drawn", argument: x,
          hint: "Make one of them first: `summarize(by: [...], mean: mean(...))`.")
      }
      isFilled[row][column] = true
      cells[row][column] = values[index]
    }
    self.values = cells
  }
}
