// Figures of scores over the parameters of a sweep: lines for one number, a heat map for two parameters, otherwise bars.

internal import SernbDocument
internal import SernbLanguage

/// Draws scores over the points of one grid.
struct SweepFigures {
  /// The parameters with more than one value, in order, and the values as they were written.
  let axes: [(name: String, values: [String])]
  let points: [SweepPoint]
  private static let maximumBars = 30
  /// From this ratio of the greatest to the least value on, an axis is logarithmic.
  private static let wide = 50.0

  /// nil if nothing can be drawn.
  func figure(of scores: SweepScores) -> Figure? {
    guard let main = scores.main, scores.ranking.count > 1 else { return nil }
    if axes.count == 1, let figure = line(scores, axes[0]) { return figure }
    if axes.count == 2, let figure = heat(scores, main) { return figure }
    return bars(scores)
  }

  /// The metrics drawn as lines and bars: accuracy and UAR if there are both.
  private func drawn(_ scores: SweepScores) -> [String] {
    let isUAR = { (name: String) in name == "uar" || name.hasSuffix("_uar") }
    return Array(scores.metrics.prefix(1)) + scores.metrics.dropFirst().filter(isUAR).prefix(1)
  }

  private func label(_ metrics: [String]) -> String {
    metrics.map(RunMetric.title).joined(separator: ", ")
  }

  private func value(of point: SweepPoint, _ axis: String) -> String {
    point.varied.first { $0.name == axis }?.value ?? ""
  }

  // MARK: A line

  private func line(_ scores: SweepScores, _ axis: (name: String, values: [String])) -> Figure? {
    let numbers = points.map { Constant(reading: value(of: $0, axis.name)) }
    var values: [Double] = []
    var dimension: Dimension?
    for case .number(let number, let unit) in numbers where unit == dimension ?? unit {
      values.append(number)
      dimension = unit
    }
    guard values.count == points.count, let dimension else { return nil }
    let order = points.indices.sorted { (values[$0], $0) < (values[$1], $1) }
    let metrics = drawn(scores)
    let lines = metrics.enumerated().map { index, metric in
      // Two overlapping bands would be unreadable.
      let bands = order.map { index == 0 ? scores.interval(metric, $0) : nil }
      let hasBand = bands.contains { $0 != nil }
      return Mark.Line(
        name: RunMetric.title(metric), x: order.map { values[$0] },
        y: order.map { scores.value(metric, $0) ?? .nan },
        low: hasBand ? bands.map { $0?.low ?? .nan } : [],
        high: hasBand ? bands.map { $0?.high ?? .nan } : [])
    }
    let (least, greatest) = (values.min() ?? 0, values.max() ?? 0)
    let isWide = least > 0 && greatest / least >= Self.wide
    let isShare = axis.values.allSatisfy { $0.hasSuffix("%") }
    let x = Figure.Axis(
      axis.name, unit: isShare ? .share : unit(dimension), scale: isWide ? .log : .linear)
    var figure = try? Figure.lines(lines, x: x, y: .init(label(metrics)), title: scores.title)
    if lines.contains(where: { !$0.low.isEmpty }) {
      figure?.caption = "The band is the interval of \(label([metrics[0]])) at each point."
    }
    return figure
  }

  private func unit(_ dimension: Dimension) -> Figure.Unit {
    switch dimension {
    case .plain: .none
    case .duration: .seconds
    case .frequency: .hertz
    case .level: .decibels
    default: .named(dimension.symbol)
    }
  }

  // MARK: A heat map

  private func heat(_ scores: SweepScores, _ metric: String) -> Figure? {
    let (down, across) = (axes[0], axes[1])
    var indices: [[String]: Int] = [:]
    for (index, point) in points.enumerated() {
      indices[[value(of: point, down.name), value(of: point, across.name)]] = index
    }
    let values = down.values.map { row in
      across.values.map { column in
        indices[[row, column]].flatMap { scores.value(metric, $0) } ?? .nan
      }
    }
    let isShare = values.joined().allSatisfy { !($0.magnitude > 1) }
    var figure = try? Figure.heatmap(
      rows: down.values, columns: across.values, values: values,
      format: isShare ? .fixed(3) : .significant(4), rowLabel: down.name,
      columnLabel: across.name, label: RunMetric.title(metric), title: scores.title)
    // A point without a value is shown as in tables.
    if case .heat(var heat)? = figure?.columns[0][0].marks.first {
      heat.texts = zip(heat.texts, values).map { texts, row in
        zip(texts, row).map { $1.isNaN ? "–" : $0 }
      }
      figure?.columns[0][0].marks[0] = .heat(heat)
    }
    return figure
  }

  // MARK: Bars

  private func bars(_ scores: SweepScores) -> Figure? {
    let best = Set(scores.ranking.prefix(Self.maximumBars))
    let shown = points.indices.filter(best.contains)
    let metrics = drawn(scores)
    let series = metrics.map { metric in
      let halves = shown.map { point in
        scores.interval(metric, point).map { ($0.high - $0.low) / 2 } ?? 0
      }
      return Mark.Bars.Series(
        RunMetric.title(metric), shown.map { scores.value(metric, $0) ?? .nan },
        errors: halves.contains { $0 > 0 } ? halves : [])
    }
    let names = shown.map { index in
      axes.map { value(of: points[index], $0.name) }.joined(separator: ", ")
    }
    var figure = try? Figure.bars(
      names, series, label: axes.map(\.name).joined(separator: ", "),
      value: .init(label(metrics)), title: scores.title)
    if scores.ranking.count > shown.count {
      figure?.caption = "The \(shown.count) best of \(scores.ranking.count) points."
    }
    return figure
  }
}
