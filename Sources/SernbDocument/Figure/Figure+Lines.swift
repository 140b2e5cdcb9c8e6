// Figures of two numeric axes: lines and points.

extension Figure {
  /// Lines over a common x axis, with a legend if they have names.
  ///
  /// - Throws: if a line has fewer y than x, or a band of another length.
  package static func lines(
    _ lines: [Mark.Line], x: Axis = Axis(), y: Axis = Axis(), title: String = ""
  ) throws(FigureProblem) -> Figure {
    for (index, line) in lines.enumerated() {
      let name = line.name.isEmpty ? "line \(index + 1)" : "`\(line.name)`"
      try sameCount(line.x.count, line.y.count, "x values", "y values", of: name)
      if !line.low.isEmpty || !line.high.isEmpty {
        try sameCount(line.x.count, line.low.count, "x values", "lower edges", of: name)
        try sameCount(line.x.count, line.high.count, "x values", "upper edges", of: name)
      }
    }
    let names = lines.count > 1 ? lines.map(\.name).filter { !$0.isEmpty } : []
    let what = lines.count == 1 ? "Line" : "\(lines.count) lines"
    return Figure(
      title: title, columns: [[Panel(x: x, y: y, marks: lines.map(Mark.line))]],
      alt: sentence(what, title, x: x, y: y, names: names))
  }

  /// One line. `low` and `high` draw a band around it.
  package static func line(
    x: [Double], y: [Double], name: String = "", low: [Double] = [], high: [Double] = [],
    xAxis: Axis = Axis(), yAxis: Axis = Axis(), title: String = ""
  ) throws(FigureProblem) -> Figure {
    let line = Mark.Line(name: name, x: x, y: y, low: low, high: high)
    return try lines([line], x: xAxis, y: yAxis, title: title)
  }

  /// Points, in one color and shape for each group, groups in the order of their first point.
  ///
  /// - Parameter groups: the group of each point, or empty.
  package static func scatter(
    x: [Double], y: [Double], groups: [String] = [], xAxis: Axis = Axis(), yAxis: Axis = Axis(),
    title: String = ""
  ) throws(FigureProblem) -> Figure {
    try sameCount(x.count, y.count, "x values", "y values", of: "the scatter plot")
    if !groups.isEmpty {
      try sameCount(x.count, groups.count, "points", "groups", of: "the scatter plot")
    }
    var names: [String] = []
    var members: [String: [Int]] = [:]
    for index in x.indices {
      let name = groups.isEmpty ? "" : groups[index]
      if members[name] == nil { names.append(name) }
      members[name, default: []].append(index)
    }
    let marks = names.map { name in
      let rows = members[name] ?? []
      return Mark.points(Mark.Points(name: name, x: rows.map { x[$0] }, y: rows.map { y[$0] }))
    }
    return Figure(
      title: title, columns: [[Panel(x: xAxis, y: yAxis, marks: marks)]],
      alt: sentence(
        "\(NumberText.count(x.count)) points", title, x: xAxis, y: yAxis,
        names: groups.isEmpty ? [] : names))
  }

  static func sameCount(
    _ first: Int, _ second: Int, _ firstName: String, _ secondName: String, of owner: String
  ) throws(FigureProblem) {
    if first == second { return }
    throw FigureProblem(
      "In \(owner) there are \(first) \(firstName) and \(second) \(secondName); "
        + "a figure needs as many of one as of the other.")
  }

  /// `Line of accuracy against trees: gini, entropy.`
  static func sentence(
    _ what: String, _ title: String, x: Axis, y: Axis, names: [String] = []
  ) -> String {
    var text = what
    if !y.label.isEmpty, !x.label.isEmpty {
      text += " of \(y.label) against \(x.label)"
    } else if !(y.label + x.label).isEmpty {
      text += " of \(y.label)\(x.label)"
    }
    if !names.isEmpty { text += ": " + names.joined(separator: ", ") }
    return title.isEmpty ? text + "." : "\(title). \(text)."
  }
}
