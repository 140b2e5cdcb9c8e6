// Bar charts: one value for each category, in groups or stacks, vertical or horizontal.

extension Figure {
  /// Bars for each category and series.
  ///
  /// - Parameters:
  ///   - isHorizontal: whether the categories are on the y axis; nil decides by the lengths of their names.
  ///   - label: the label of the category axis.
  ///   - value: the axis of the values.
  /// - Throws: if a series does not have one value for each category.
  package static func bars(
    _ categories: [String], _ series: [Mark.Bars.Series], isStacked: Bool = false,
    isHorizontal: Bool? = nil, label: String = "", value: Axis = Axis(), title: String = ""
  ) throws(FigureProblem) -> Figure {
    for (index, one) in series.enumerated() {
      let name = one.name.isEmpty ? "series \(index + 1)" : "`\(one.name)`"
      try sameCount(categories.count, one.values.count, "categories", "values", of: name)
      if !one.errors.isEmpty {
        try sameCount(categories.count, one.errors.count, "categories", "errors", of: name)
      }
    }
    let horizontal = isHorizontal ?? needsLevelBars(categories)
    let names = Axis.categories(categories, label: label)
    let mark = Mark.Bars(series, isStacked: isStacked, isHorizontal: horizontal)
    let panel = Panel(
      x: horizontal ? value : names, y: horizontal ? names : value, marks: [.bars(mark)])
    return Figure(
      title: title, columns: [[panel]], alt: barAlt(categories, series, title: title, value: value))
  }

  /// Bars of one series.
  package static func bars(
    _ categories: [String], _ values: [Double], errors: [Double] = [], isHorizontal: Bool? = nil,
    label: String = "", value: Axis = Axis(), title: String = ""
  ) throws(FigureProblem) -> Figure {
    try bars(
      categories, [Mark.Bars.Series("", values, errors: errors)], isHorizontal: isHorizontal,
      label: label, value: value, title: title)
  }

  /// Vertical bars need their names to fit under them, about 600 pixels for all.
  private static func needsLevelBars(_ categories: [String]) -> Bool {
    let widest = categories.map { TextWidth.of($0, size: 12) }.max() ?? 0
    return categories.count <= 40 && (widest + 8) * Double(categories.count) > 600
  }

  private static func barAlt(
    _ categories: [String], _ series: [Mark.Bars.Series], title: String, value: Axis
  ) -> String {
    let names = series.map(\.name).filter { !$0.isEmpty }
    var text = title.isEmpty ? "" : title + ". "
    text += "Bars" + (value.label.isEmpty ? "" : " of \(value.label)")
    if let first = series.first, series.count == 1, categories.count <= 8 {
      let shown = zip(categories, first.values).map { name, number in
        "\(name) \(NumberText.text(number, value.unit == .share ? .percent(1) : .significant(4)))"
      }
      return text + ": " + shown.joined(separator: ", ") + "."
    }
    text += " for \(categories.count) categories"
    return text + (names.isEmpty ? "." : ": " + names.joined(separator: ", ") + ".")
  }
}
