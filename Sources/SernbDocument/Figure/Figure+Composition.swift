// Compositions of figures: side by side, stacked, and overlaid.

extension Figure {
  /// The figures side by side; the title of each stands over its first panel. Panels of one row have the same y axis if
  /// all of them show the same quantities, so that they can be compared by eye.
  package static func beside(_ figures: [Figure], title: String = "") -> Figure {
    var columns = figures.flatMap { headed($0).columns }
    for row in 0..<(columns.map(\.count).max() ?? 0) {
      let filled = columns.indices.filter { columns[$0].count > row }
      let panels = filled.map { columns[$0][row] }
      for (column, panel) in zip(filled, Panel.sharing(.y, panels)) { columns[column][row] = panel }
    }
    return combined(figures, columns: columns, title: title)
  }

  /// The figures stacked vertically; figures of several columns keep their columns. Panels of one column whose x axes
  /// show the same quantity share its range.
  package static func stacked(_ figures: [Figure], title: String = "") -> Figure {
    var columns: [[Panel]] = []
    for figure in figures.map(headed) {
      for (index, column) in figure.columns.enumerated() {
        if index < columns.count { columns[index] += column } else { columns.append(column) }
      }
    }
    columns = columns.map { Panel.sharing(.x, $0) }
    return combined(figures, columns: columns, title: title)
  }

  /// The figures in the same panels, with a legend. A series without a name takes the title of its figure.
  ///
  /// - Throws: if the figures have different panels, units or kinds of axes, or contain heat maps or boxes, which would
  ///   hide each other.
  package static func overlay(
    _ figures: [Figure], title: String = ""
  ) throws(FigureProblem) -> Figure {
    guard var result = figures.first else { return Figure(title: title, columns: []) }
    guard figures.count > 1 else { return result }
    for figure in figures where figure.columns.map(\.count) != result.columns.map(\.count) {
      throw FigureProblem(
        "Figures can be overlaid only if they have the same panels; "
          + "put these side by side.")
    }
    for column in result.columns.indices {
      for row in result.columns[column].indices {
        let panels = figures.map { named($0.columns[column][row], $0.title) }
        result.columns[column][row] = try Panel(overlaying: panels)
      }
    }
    return combined(figures, columns: result.columns, title: title)
  }

  private static func combined(_ figures: [Figure], columns: [[Panel]], title: String) -> Figure {
    let lead = title.isEmpty ? [] : [title + "."]
    let captions = figures.map(\.caption).filter { !$0.isEmpty }
    return Figure(
      title: title, columns: columns,
      alt: (lead + figures.map(\.alt).filter { !$0.isEmpty }).joined(separator: " "),
      caption: captions.joined(separator: " "))
  }

  private static func headed(_ figure: Figure) -> Figure {
    guard !figure.title.isEmpty, figure.columns.first?.isEmpty == false else { return figure }
    var figure = figure
    let own = figure.columns[0][0].title
    figure.columns[0][0].title = own.isEmpty ? figure.title : "\(figure.title): \(own)"
    return figure
  }

  private static func named(_ panel: Panel, _ name: String) -> Panel {
    var panel = panel
    panel.marks = panel.marks.map { mark in
      switch mark {
      case .line(var line):
        if line.name.isEmpty { line.name = name }
        return .line(line)
      case .points(var points):
        if points.name.isEmpty { points.name = name }
        return .points(points)
      case .bars(var bars):
        for index in bars.series.indices where bars.series[index].name.isEmpty {
          bars.series[index].name = name
        }
        return .bars(bars)
      case .histogram(var histogram):
        if histogram.name.isEmpty { histogram.name = name }
        return .histogram(histogram)
      case .envelope(var envelope):
        if envelope.name.isEmpty { envelope.name = name }
        return .envelope(envelope)
      case .boxes, .heat, .image, .rule, .band, .note: return mark
      }
    }
    return panel
  }
}

extension Figure.Panel {
  /// The panels with a common range along `direction`, if that axis has the same name and unit in all of them; for y,
  /// the x axes must also have the same name and unit.
  static func sharing(_ direction: Mark.Direction, _ panels: [Figure.Panel]) -> [Figure.Panel] {
    guard let first = panels.first, panels.count > 1 else { return panels }
    let axis = direction == .x ? first.x : first.y
    let isShared = panels.allSatisfy {
      let (x, y) = ($0.x, $0.y)
      let isSameX = x.label == first.x.label && x.unit == first.x.unit && x.categories == nil
      let isSameY = y.label == first.y.label && y.unit == first.y.unit && y.scale == first.y.scale
      return direction == .x ? isSameX && x.scale == first.x.scale : isSameX && isSameY
    }
    guard isShared, axis.categories == nil, !axis.label.isEmpty else { return panels }
    let ranges = panels.map { AxisRange($0, direction) }
    let (low, high) = (ranges.map(\.low).min(), ranges.map(\.high).max())
    return panels.map { panel in
      var panel = panel
      if direction == .x {
        (panel.x.low, panel.x.high) = (low, high)
      } else {
        (panel.y.low, panel.y.high) = (low, high)
      }
      return panel
    }
  }

  /// One panel with the marks of all; bars of the same kind are grouped.
  init(overlaying panels: [Figure.Panel]) throws(FigureProblem) {
    guard let first = panels.first else {
      self.init()
      return
    }
    self = first
    for panel in panels.dropFirst() {
      let old = x.categories ?? y.categories
      x = try Self.joined(x, panel.x)
      y = try Self.joined(y, panel.y)
      let new = x.categories ?? y.categories
      let other = panel.x.categories ?? panel.y.categories
      marks = marks.map { Self.spread($0, from: old, to: new) }
      for mark in panel.marks {
        let mark = Self.spread(mark, from: other, to: new)
        switch mark {
        case .heat, .boxes:
          throw FigureProblem(
            "Heat maps and box plots would hide each other; put them side by side.")
        case .image: marks.insert(mark, at: 0)
        case .bars(let added):
          if case .bars(var bars)? = marks.first, bars.isHorizontal == added.isHorizontal {
            bars.series += added.series
            marks[0] = .bars(bars)
          } else {
            marks.append(mark)
          }
        case .line, .points, .histogram, .envelope, .rule, .band, .note: marks.append(mark)
        }
      }
    }
    let images = marks.count {
      if case .image = $0 { return true }
      return false
    }
    // A picture fills its panel, so its range applies to what is laid over it.
    if let under = panels.first(where: \.hasPicture) {
      (x.low, x.high) = (under.x.low, under.x.high)
      (y.low, y.high) = (under.y.low, under.y.high)
    }
    if images > 1 { throw FigureProblem("Spectrograms would hide each other; stack them.") }
  }

  private static func joined(
    _ one: Figure.Axis, _ other: Figure.Axis
  ) throws(FigureProblem) -> Figure.Axis {
    var axis = one
    switch (one.scale, other.scale) {
    case (.linear, .linear), (.log, .log): break
    case (.categories(let names), .categories(let more)):
      axis.scale = .categories(names + more.filter { !names.contains($0) })
    case (.linear, _), (.log, _), (.categories, _):
      throw FigureProblem(
        "The axes `\(one.label)` and `\(other.label)` are of different kinds; "
          + "put the figures side by side.")
    }
    if one.unit != other.unit {
      throw FigureProblem(
        "The axes `\(one.label)` and `\(other.label)` have different units; "
          + "put the figures under each other.")
    }
    if one.label != other.label, !one.label.isEmpty, !other.label.isEmpty,
      !one.label.split(separator: ",").contains(Substring(other.label))
    {
      axis.label = "\(one.label), \(other.label)"
    } else if one.label.isEmpty {
      axis.label = other.label
    }
    axis.low = one.low.flatMap { low in other.low.map { min(low, $0) } }
    axis.high = one.high.flatMap { high in other.high.map { max(high, $0) } }
    return axis
  }

  /// Moves the values of bars to the indices of their categories in `names`.
  private static func spread(_ mark: Mark, from old: [String]?, to names: [String]?) -> Mark {
    guard case .bars(var bars) = mark, let old, let names, old != names else { return mark }
    func moved(_ values: [Double]) -> [Double] {
      values.isEmpty
        ? []
        : names.map { name in
          old.firstIndex(of: name).flatMap { $0 < values.count ? values[$0] : nil } ?? .nan
        }
    }
    for index in bars.series.indices {
      bars.series[index].values = moved(bars.series[index].values)
      bars.series[index].errors = moved(bars.series[index].errors)
    }
    return .bars(bars)
  }
}
