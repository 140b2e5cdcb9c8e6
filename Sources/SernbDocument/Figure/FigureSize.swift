// How many numbers a figure draws: its data stand in the results file, however few of them can be told apart.

extension Figure {
  /// How many points, bars, cells and samples there are in all panels.
  public var pointCount: Int {
    columns.joined().reduce(0) { $0 + $1.marks.reduce(0) { $0 + $1.pointCount } }
  }
}

extension Figure {
  /// How many panels there are, marks in them, and rows of bars in those.
  public var partCount: Int {
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
    case .boxes(let boxes):
      boxes.boxes.reduce(0) { $0 + 1 + $1.outliers.count + $1.shown.count }
    case .heat(let heat): heat.values.reduce(0) { $0 + $1.count }
    case .envelope(let envelope): envelope.low.count
    // One picture, whatever it is made of.
    case .image, .rule, .band, .note: 1
    }
  }
}
