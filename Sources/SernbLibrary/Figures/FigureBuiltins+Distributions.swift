// Pictures of how values are spread: histograms and boxes, of all rows or by class.

import SernbDocument
import SernbLanguage
import SernbRuntime
import Tables

extension FigureBuiltins {
  static let histogram = Builtin(
    "histogram", "How many values fall into each of several bins of equal width.", family: family,
    [
      Parameter(
        "table", .oneOf([.anyTable, .list(.anyNumber)]), "The table, or the numbers themselves.",
        isNamed: false),
      .mapping("x", "The numbers of a table.", isOptional: true, isNamed: false), by,
      Parameter(
        "bins", .value(.count),
        "The number of bins; by the Freedman-Diaconis rule when left out.", isOptional: true,
        isWhole: true, range: 1...200),
      .choice(
        "stat",
        "What is drawn: counts, or shares of each group, which make groups of different sizes comparable.",
        ["count", "share"]), title, xLabel, yLabel, logY, xRange, yRange,
    ], giving: { $0.figure("histogram", numbers: ["x"], names: ["by"], required: ["x"]) },
    examples: [
      .init("histogram([1, 2, 2, 3, 3, 3, 4])", shows: "figure: Histogram. 7 values."),
      .init(
        "\(example)histogram(turns, .length, by: .label)",
        shows: "figure: length by label. Histogram of length: ang, sad. 4 values."),
    ]
  ) { call in
    let (x, groups) = try await call.distribution("x")
    let numbers = try x.numbers()
    let names = try groups?.names(isSorted: true)
    let members = names?.members ?? [Array(numbers.values.indices)]
    let bins = call.optional("bins") == nil ? nil : try call.whole("bins")
    let xAxis = try call.axis("x", numbers)
    let isShare = try call.text("stat") == "share"
    let title = try call.title(FigureBuiltins.title(x.label, nil, names?.label))
    var figure = Figure.histogram(
      groups: names?.order ?? [""], members.map { $0.map { numbers.values[$0] } }, bins: bins,
      x: xAxis, title: title)
    var counts: [Double] = []
    for index in figure.columns[0][0].marks.indices {
      guard case .histogram(var mark) = figure.columns[0][0].marks[index] else { continue }
      let total = mark.counts.reduce(0, +)
      if isShare, total > 0 { mark.counts = mark.counts.map { $0 / total } }
      counts += mark.counts
      figure.columns[0][0].marks[index] = .histogram(mark)
    }
    let measured = NumberMapping(
      values: counts, dimension: .plain,
      label: !isShare ? "count" : names == nil ? "share" : "share of the group")
    figure.columns[0][0].y = try call.axis("y", measured)
    if isShare { figure.columns[0][0].y.unit = .share }
    return .object(FigureValue(figure))
  }

  static let boxplot = Builtin(
    "boxplot", formerly: ["boxes"],
    "The median, quartiles and outliers of each group as a box.", family: family,
    [
      Parameter(
        "table", .oneOf([.anyTable, .record(nil), .list(.anyNumber)]),
        "The table, a record of lists of numbers, or a list of numbers.", isNamed: false),
      .mapping("y", "The numbers of a table.", isOptional: true, isNamed: false),
      .mapping(
        "by",
        "The groups of rows, such as `.label`: one box per group, in order of their names.",
        isOptional: true),
      .flag("points", "Whether the values are drawn over the boxes, at most 150 per group."), order,
      title, xLabel, yLabel, logY, yRange,
    ], giving: { $0.figure("boxplot", numbers: ["y"], names: ["by"], required: ["y"]) },
    examples: [
      .init(
        "boxplot({ang: [1, 2, 3], sad: [2, 4, 9]})", shows: "figure: Boxes. Medians: ang 2, sad 4."),
      .init(
        "\(example)boxplot(turns, .rmse, by: .label)",
        shows: "figure: rmse by label. Boxes of rmse. Medians: ang 0.3, sad 0.15."),
    ]
  ) { call in
    let (y, groups) = try await call.distribution("y")
    let numbers = try y.numbers()
    let isRecord = if case .record? = call.optional("table") { true } else { false }
    let names = try groups?.names(isSorted: !isRecord, first: try call.order())
    let members = names?.members ?? [Array(numbers.values.indices)]
    let axis = try call.axis("y", numbers)
    let label = try call.label("x", names?.label ?? "")
    let title = try call.title(FigureBuiltins.title(y.label, nil, names?.label))
    let showsValues = try call.flag("points")
    return try drawn { () throws(FigureProblem) in
      try Figure.boxes(
        names?.order ?? [y.label.isEmpty ? "values" : y.label],
        members.map { $0.map { numbers.values[$0] } }, label: label, y: axis,
        showsValues: showsValues, title: title)
    }
  }
}

extension Call {
  /// The numbers of a distribution and what groups them: columns of a table, a list, or a record of lists.
  fileprivate func distribution(_ name: String) async throws -> (Mapping, groups: Mapping?) {
    if let table = try drawnTable() {
      let groups = try await optionalMapping("by", over: table)
      return (try await mapping(name, over: table), groups)
    }
    guard optionalRow(name) == nil else {
      throw RunProblem(
        "wrong-type", "The numbers are there already: leave out `\(name)`", argument: name)
    }
    let subject = try value("table")
    guard case .record(let record) = subject else {
      let values = Mapping(argument: "table", values: try items(subject, "table"), label: "")
      let groups = try await optionalMapping("by", over: nil)
      try sameLength(values, groups)
      return (values, groups)
    }
    guard optionalRow("by") == nil else {
      throw RunProblem(
        "wrong-type", "The names of the record group the numbers: leave out `by`", argument: "by")
    }
    var values: [Value] = []
    var names: [Value] = []
    for (field, list) in record.fields {
      let items = try items(list, "table")
      values += items
      names += items.map { _ in .text(field) }
    }
    return (
      Mapping(argument: "table", values: values, label: ""),
      Mapping(argument: "table", values: names, label: "")
    )
  }
}
