// The size of a figure's data, which is written to the results file even where a drawing could not show it.

extension Figure {
  /// How many points, bars, cells and samples there are in all panels.
  package var pointCount: Int {
    columns.joined().reduce(0) { $0 + $1.marks.reduce(0) { $0 + $1.pointCount } }
  }
}

extension Figure {
  /// How many panels there are, marks in them, and rows of bars in those.
  package var partCount: Int {
    columns.joined().reduce(0) { $0 + 1 + $1.marks.reduce(0) { $0 + $1.partCount } }
  }
}

extension Mark {
  fileprivate var partCount: Int {
    if case .bars(let bars) = self { return bars.series.count }
    return 1
  }

  fileprivate var pointCount: Int {
    switch self {
    case .line(let line): line.x.count
    case .points(let points): points.x.count
    case .bars(let bars): bars.series.reduce(0) { $0 + $1.values.count }
    case .histogram(let histogram): histogram.counts.count
    case .boxes(let boxes): boxes.boxes.reduce(0) { $0 + 1 + $1.outliers.count + $1.shown.count }
    case .heat(let heat): heat.values.reduce(0) { $0 + $1.count }
    case .envelope(let envelope): envelope.low.count
    // A picture counts once, whatever its size.
    case .image, .rule, .band, .note: 1
    }
  }
}
