// Pictures of two columns of numbers: lines and points.

import SernbDocument
import SernbLanguage
import SernbRuntime
import Tables

extension FigureBuiltins {
  static let line = Builtin(
    "line",
    "A line through the points of a table's rows or of a list, in ascending order of x.",
    family: family,
    [
      Parameter(
        "table", .oneOf([.anyTable, .list(.anyNumber)]),
        "The table, or the numbers themselves; left out where `x` and `y` are lists.",
        isOptional: true, isNamed: false),
      .mapping("x", "The x values: numbers, or names in their order.", isOptional: true),
      .mapping("y", "The y values: numbers.", isOptional: true), by,
      .mapping("low", "The lower edge of a band around the line.", isOptional: true),
      .mapping("high", "The upper edge of the band.", isOptional: true), title, xLabel, yLabel,
      logX, logY, xRange, yRange, percent,
    ],
    giving: {
      $0.figure("line", numbers: ["y", "low", "high"], names: ["x", "by"], required: ["x", "y"])
    },
    examples: [
      .init(
        "line(x: [100, 200, 400], y: [0.52, 0.55, 0.56], x_label: \"trees\", y_label: \"accuracy\")",
        shows: "figure: Line of accuracy against trees."),
      .init(
        "\(example)line(turns, x: .length, y: .rmse, by: .label)",
        shows: """
          figure: rmse against length by label. 2 lines of rmse against length: ang, sad.
          """),
    ]
  ) { call in
    let table = try call.drawnTable()
    let y = try await call.heights(over: table)
    let x = try await call.optionalMapping("x", over: table)
    let groups = try await call.optionalMapping("by", over: table)
    let low = try await call.optionalMapping("low", over: table)
    let high = try await call.optionalMapping("high", over: table)
    try call.sameLength(y, x, groups, low, high)
    guard (low == nil) == (high == nil) else {
      throw RunProblem(
        "missing-argument", "A band has two edges: `low` and `high`",
        argument: low == nil ? "high" : "low")
    }
    let yNumbers = try y.numbers()
    let positions = try XPositions(x, count: y.values.count)
    let lows = try low?.numbers()
    let highs = try high?.numbers()
    for edge in [lows, highs].compactMap({ $0 }) where edge.dimension != yNumbers.dimension {
      throw RunProblem(
        "unit-mismatch",
        "The line shows \(yNumbers.dimension.description), its band \(edge.dimension.description)",
        argument: "low")
    }
    let names = try groups?.names(isSorted: true)
    var lines: [Mark.Line] = []
    let members = names?.members ?? [Array(yNumbers.values.indices)]
    for (index, rows) in members.enumerated() {
      let order = rows.filter { !positions.numbers.values[$0].isNaN }.sorted {
        (positions.numbers.values[$0], $0) < (positions.numbers.values[$1], $1)
      }
      lines.append(
        Mark.Line(
          name: names?.order[index] ?? "", x: order.map { positions.numbers.values[$0] },
          y: order.map { yNumbers.values[$0] },
          low: lows.map { edge in order.map { edge.values[$0] } } ?? [],
          high: highs.map { edge in order.map { edge.values[$0] } } ?? []))
    }
    let xAxis = try call.axis("x", positions)
    let yAxis = try call.axis("y", yNumbers)
    let title = try call.title(
      FigureBuiltins.title(y.label, x.map { " against \($0.label)" }, names?.label))
    return try drawn { () throws(FigureProblem) in
      try Figure.lines(lines, x: xAxis, y: yAxis, title: title)
    }
  }

  static let scatter = Builtin(
    "scatter", "A point for each row of a table or pair of two lists.", family: family,
    [
      Parameter(
        "table", .value(.anyTable), "The table; left out where `x` and `y` are lists.",
        isOptional: true, isNamed: false), .mapping("x", "The x values: numbers."),
      .mapping("y", "The y values: numbers."), by, title, xLabel, yLabel, logX, logY, xRange,
      yRange,
    ], giving: { $0.figure("scatter", numbers: ["x", "y"], names: ["by"]) },
    examples: [
      .init(
        "\(example)scatter(turns, x: .length, y: .rmse, by: .label)",
        shows: """
          figure: rmse against length by label. 4 points of rmse against length: ang, sad.
          """)
    ]
  ) { call in
    let table = try call.drawnTable()
    let x = try await call.mapping("x", over: table)
    let y = try await call.mapping("y", over: table)
    let groups = try await call.optionalMapping("by", over: table)
    try call.sameLength(x, y, groups)
    let (xNumbers, yNumbers) = (try x.numbers(), try y.numbers())
    let names = try groups?.names(isSorted: true)
    // In order of the groups, because a figure colors them in order of their first point.
    let order = (names?.members.flatMap { $0 } ?? Array(xNumbers.values.indices)).filter {
      !xNumbers.values[$0].isNaN && !yNumbers.values[$0].isNaN
    }
    guard !order.isEmpty else {
      throw RunProblem("no-values", "No row has both an x and a y value", argument: "x")
    }
    let (xAxis, yAxis) = (try call.axis("x", xNumbers), try call.axis("y", yNumbers))
    let title = try call.title(FigureBuiltins.title(y.label, " against \(x.label)", names?.label))
    return try drawn { () throws(FigureProblem) in
      try Figure.scatter(
        x: order.map { xNumbers.values[$0] }, y: order.map { yNumbers.values[$0] },
        groups: names.map { names in order.map { names.names[$0] } } ?? [], xAxis: xAxis,
        yAxis: yAxis, title: title)
    }
  }

  /// `rmse against length by label`; nothing where a list without a name is drawn.
  static func title(_ what: String, _ rest: String? = nil, _ groups: String? = nil) -> String {
    guard !what.isEmpty, rest?.hasSuffix(" ") != true else { return "" }
    return what + (rest ?? "") + (groups.map { $0.isEmpty ? "" : " by \($0)" } ?? "")
  }
}

/// The positions of points on the x axis: numbers, ordered names, or row numbers.
struct XPositions {
  let numbers: NumberMapping
  /// The names, if they are names.
  let categories: [String]?

  init(_ mapping: Mapping?, count: Int) throws(RunProblem) {
    guard let mapping else {
      let values = (0..<count).map(Double.init)
      numbers = NumberMapping(values: values, dimension: .plain, label: "")
      categories = nil
      return
    }
    let isNamed = mapping.values.contains {
      switch $0 {
      case .text, .boolean: true
      default: false
      }
    }
    guard isNamed else {
      numbers = try mapping.numbers()
      categories = nil
      return
    }
    let names = try mapping.names(isSorted: false)
    var values = [Double](repeating: .nan, count: count)
    for (index, rows) in names.members.enumerated() {
      for row in rows where row < count { values[row] = Double(index) }
    }
    numbers = NumberMapping(values: values, dimension: .plain, label: mapping.label)
    categories = names.order
  }
}

extension Call {
  fileprivate func axis(_ name: String, _ positions: XPositions) throws -> Figure.Axis {
    guard let categories = positions.categories else { return try axis(name, positions.numbers) }
    if try hasFlag("log_\(name)") {
      throw RunProblem(
        "wrong-type", "A logarithmic axis shows numbers, and these are names",
        argument: "log_\(name)")
    }
    return .categories(categories, label: try label(name, positions.numbers.label))
  }

  /// The argument `y`, or the subject where that is a list.
  func heights(over table: Table?) async throws -> Mapping {
    guard table == nil, let subject = optional("table") else {
      return try await mapping("y", over: table)
    }
    if optionalRow("y") != nil {
      throw RunProblem(
        "wrong-type", "The list already gives the y values: leave out `y`", argument: "y")
    }
    return Mapping(argument: "table", values: try items(subject, "table"), label: "")
  }
}
