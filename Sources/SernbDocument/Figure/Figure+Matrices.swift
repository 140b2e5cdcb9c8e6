// Figures of a matrix: heat maps and confusion matrices.

extension Figure {
  /// A heat map. Row 0 is on top; each cell shows its value if it fits.
  ///
  /// - Parameters:
  ///   - values: one row for each of `rows`, with as many values as `columns`.
  ///   - format: how the values are written in the cells; nil writes none.
  ///   - low, high: the values at the ends of the palette; nil takes those of the data, for `.diverging` with zero in
  ///     the middle.
  package static func heatmap(
    rows: [String], columns: [String], values: [[Double]], palette: Mark.Heat.Palette = .sequential,
    low: Double? = nil, high: Double? = nil, format: NumberFormat? = .significant(3),
    rowLabel: String = "", columnLabel: String = "", label: String = "", unit: Unit = .none,
    title: String = ""
  ) throws(FigureProblem) -> Figure {
    try sameCount(rows.count, values.count, "row names", "rows", of: "the heat map")
    for (name, row) in zip(rows, values) {
      try sameCount(columns.count, row.count, "column names", "values", of: "row `\(name)`")
    }
    let finite = values.flatMap { $0 }.filter(\.isFinite)
    var (least, greatest) = (finite.min() ?? 0, finite.max() ?? 1)
    if palette == .diverging {
      greatest = max(least.magnitude, greatest.magnitude)
      least = -greatest
    }
    let texts = format.map { format in values.map { $0.map { NumberText.text($0, format) } } } ?? []
    let heat = Mark.Heat(
      values: values, texts: texts, palette: palette, low: low ?? least, high: high ?? greatest,
      label: label, unit: unit)
    let panel = Panel(
      x: .categories(columns, label: columnLabel), y: .categories(rows, label: rowLabel),
      marks: [.heat(heat)])
    var alt = title.isEmpty ? "" : title + ". "
    alt += "Heat map of \(rows.count) rows and \(columns.count) columns"
    alt += label.isEmpty ? "." : " of \(label)."
    return Figure(title: title, columns: [[panel]], alt: alt)
  }

  /// A confusion matrix: true labels down, predicted labels across, colored by the share of each true label.
  ///
  /// - Parameter showsShares: writes the share of the row under each count.
  package static func confusionMatrix(
    _ labels: [String], counts: [[Int]], showsShares: Bool = true, title: String = ""
  ) throws(FigureProblem) -> Figure {
    try sameCount(labels.count, counts.count, "labels", "rows", of: "the confusion matrix")
    for (name, row) in zip(labels, counts) {
      try sameCount(labels.count, row.count, "labels", "counts", of: "row `\(name)`")
    }
    var shares: [[Double]] = []
    var texts: [[String]] = []
    for row in counts {
      let total = row.reduce(0.0) { $0 + Double($1) }
      let share = row.map { total > 0 ? Double($0) / total : .nan }
      shares.append(share)
      texts.append(
        zip(row, share).map { count, share in
          let number = NumberText.count(count)
          return showsShares && share.isFinite
            ? number + "\n" + NumberText.text(share, .percent(0)) : number
        })
    }
    let heat = Mark.Heat(
      values: shares, texts: texts, low: 0, high: 1, label: "share of row", unit: .share)
    let panel = Panel(
      x: .categories(labels, label: "predicted"), y: .categories(labels, label: "true"),
      marks: [.heat(heat)])
    let recalls = labels.indices.map { index in
      "\(labels[index]) \(NumberText.text(shares[index][index], .percent(0)))"
    }
    let lead = title.isEmpty ? "" : title + ". "
    return Figure(
      title: title, columns: [[panel]],
      alt: lead + "Confusion matrix. Recalled: " + recalls.joined(separator: ", ") + ".")
  }
}
