// The plotting area of a panel as pixels: the marks in the figure's colors, on a grid at the ticks.

/// The color indices of the canvas; at most 64, which every sixel terminal supports.
struct PixelColors {
  static let page: UInt8 = 0
  static let grid: UInt8 = 1
  static let quiet: UInt8 = 2
  static let span: UInt8 = 3
  static let missing: UInt8 = 4
  /// A line over a picture, and its edges.
  static let trace: UInt8 = 5
  static let edge: UInt8 = 6
  static let count = 7
  static let series: Range<UInt8> = 7..<14
  /// The colors of the series again, faded, for bands around lines.
  static let soft: Range<UInt8> = 14..<21
  static let ramp: UInt8 = 21
  static let levels = 40

  static func palette(_ palette: Palette, ramp stops: [Color]) -> [Color] {
    func thin(_ color: Color, _ share: Double) -> Color {
      Palette.ramp([palette.page, color], share)
    }
    let plain = [
      palette.page, palette.grid, palette.quiet, thin(palette.quiet, 0.2), palette.missing,
      0xFFFFFF, 0x0B0F14,
    ]
    let series = palette.series.prefix(count)
    let ramp = (0..<levels).map { Palette.ramp(stops, Double($0) / Double(levels - 1)) }
    return plain + series + series.map { thin($0, 0.3) } + ramp
  }

  static func series(_ number: Int) -> UInt8 { series.lowerBound + UInt8(number % count) }
  static func soft(_ number: Int) -> UInt8 { soft.lowerBound + UInt8(number % count) }

  /// The color at a fraction (0…1) of the ramp.
  static func level(_ share: Double) -> UInt8 {
    ramp + UInt8(min(max(share, 0), 1) * Double(levels - 1) + 0.5)
  }
}

/// Draws the marks of one panel between the ends of `x` and `y`.
struct PanelPicture {
  let panel: Figure.Panel
  private let x: PlotScale
  private let y: PlotScale
  /// The width of lines in pixels.
  private let pen: Int
  var canvas: PixelCanvas

  init(
    _ panel: Figure.Panel, x: PlotScale, y: PlotScale, size: (width: Int, height: Int), pen: Int,
    palette: [Color]
  ) {
    self.panel = panel
    self.pen = max(2, pen)
    canvas = PixelCanvas(width: size.width, height: size.height, palette: palette)
    var (across, up) = (x, y)
    (across.start, across.end) = (0, Double(canvas.width))
    (up.start, up.end) = (Double(canvas.height), 0)
    (self.x, self.y) = (across, up)
  }

  /// Grid lines at the positions of ticks, then bands, then images, then the series in their order, then rules.
  mutating func draw(xTicks: [Double], yTicks: [Double]) {
    for column in xTicks.compactMap(x.at).map(column) {
      canvas.fill(column..<column + 1, 0..<canvas.height, PixelColors.grid)
    }
    for row in yTicks.compactMap(y.at).map(row) {
      canvas.fill(0..<canvas.width, row..<row + 1, PixelColors.grid)
    }
    for mark in panel.marks { if case .band(let band) = mark { draw(band) } }
    let series = panel.marks.filter { mark in
      switch mark {
      case .line, .points, .histogram, .envelope: true
      case .bars, .heat, .boxes, .image, .rule, .band, .note: false
      }
    }
    for mark in panel.marks { if case .image(let image) = mark { draw(image) } }
    for (number, mark) in series.enumerated() {
      if case .line(let line) = mark { drawBand(of: line, number) }
    }
    for (number, mark) in series.enumerated() {
      switch mark {
      case .line(let line): draw(line, number)
      case .points(let points): draw(points, number)
      case .histogram(let histogram): draw(histogram, number)
      case .envelope(let envelope): draw(envelope, number)
      case .bars, .heat, .boxes, .image, .rule, .band, .note: continue
      }
    }
    for mark in panel.marks { if case .rule(let rule) = mark { draw(rule) } }
  }

  // MARK: Positions

  private func column(_ position: Double) -> Int {
    Int(min(max(0, position), Double(canvas.width - 1)))
  }

  private func row(_ position: Double) -> Int {
    Int(min(max(0, position), Double(canvas.height - 1)))
  }

  /// The pixel of a point; nil if it is outside.
  private func pixel(_ a: Double, _ b: Double) -> (x: Int, y: Int)? {
    guard let across = x.at(a), let up = y.at(b) else { return nil }
    let (wide, high) = (Double(canvas.width), Double(canvas.height))
    guard across >= -0.01 * wide, across <= 1.01 * wide, up >= -0.01 * high, up <= 1.01 * high
    else { return nil }
    return (column(across), row(up))
  }

  /// Whether filled marks overlap, so that each must be translucent.
  private var over: Range<UInt8>? {
    let filled = panel.marks.count {
      switch $0 {
      case .histogram, .envelope: true
      case .line, .points, .bars, .boxes, .heat, .image, .rule, .band, .note: false
      }
    }
    return filled > 1 ? PixelColors.series : nil
  }

  // MARK: Marks

  private mutating func draw(_ line: Mark.Line, _ series: Int) {
    let isTrace = series == 0 && panel.hasPicture
    // Over a picture a line needs an edge to be seen on every color.
    if panel.hasPicture { trail(line, PixelColors.edge, pen: pen + 2) }
    trail(line, isTrace ? PixelColors.trace : PixelColors.series(series), pen: pen)
  }

  private mutating func trail(_ line: Mark.Line, _ color: UInt8, pen: Int) {
    var last: (x: Int, y: Int)?
    var walked = 0
    for (a, b) in zip(line.x, line.y) {
      let here = pixel(a, b)
      if let here {
        canvas.line(
          from: last ?? here, to: here, pen: pen, color, dash: line.isDashed ? 4 * self.pen : 0,
          walked: &walked)
        if line.x.count <= 24 { canvas.dot(here.x, here.y, size: pen + 3, color) }
      }
      last = here
    }
  }

  /// The band around a line, drawn before all lines so that it covers none.
  private mutating func drawBand(of line: Mark.Line, _ series: Int) {
    guard line.low.count == line.x.count, line.high.count == line.x.count else { return }
    let edges = zip(line.x, zip(line.low, line.high)).map {
      point -> (x: Double, low: Double, high: Double)? in
      guard let across = x.at(point.0), point.1.0.isFinite, point.1.1.isFinite,
        let low = y.inside(point.1.0), let high = y.inside(point.1.1)
      else { return nil }
      return (across, low, high)
    }
    for (from, to) in zip(edges, edges.dropFirst()) {
      guard let from, let to, to.x >= from.x else { continue }
      for column in self.column(from.x)...self.column(to.x) {
        let share = to.x > from.x ? min(max((Double(column) - from.x) / (to.x - from.x), 0), 1) : 0
        let top = row(from.high + (to.high - from.high) * share)
        let bottom = row(from.low + (to.low - from.low) * share)
        guard top <= bottom else { continue }
        canvas.fill(
          column..<column + 1, top..<bottom + 1, PixelColors.soft(series),
          over: PixelColors.series.lowerBound..<PixelColors.soft.upperBound)
      }
    }
  }

  private mutating func draw(_ points: Mark.Points, _ series: Int) {
    for (a, b) in zip(points.x, points.y) {
      guard let here = pixel(a, b) else { continue }
      canvas.dot(here.x, here.y, size: pen + 2, PixelColors.series(series))
    }
  }

  private mutating func draw(_ histogram: Mark.Histogram, _ series: Int) {
    guard let base = y.inside(0), histogram.edges.count == histogram.counts.count + 1 else {
      return
    }
    let over = over
    for (index, count) in histogram.counts.enumerated() where count > 0 {
      guard let from = x.inside(histogram.edges[index]).map(column),
        let end = x.inside(histogram.edges[index + 1]).map({ Int($0) }), let tip = y.inside(count)
      else { continue }
      let to = max(from + 1, end - from > 4 ? end - 1 : end)
      let top = row(tip)
      canvas.fill(from..<to, top..<max(top + 1, Int(base)), PixelColors.series(series), over: over)
    }
  }

  private mutating func draw(_ envelope: Mark.Envelope, _ series: Int) {
    let count = min(envelope.low.count, envelope.high.count)
    let over = over
    func time(_ index: Int) -> Double {
      envelope.start + Double(index) / Double(count) * (envelope.end - envelope.start)
    }
    for index in 0..<count {
      guard let from = x.at(time(index)), let to = x.at(time(index + 1)),
        to >= 0, from <= Double(canvas.width),
        let top = y.inside(envelope.high[index]), let bottom = y.inside(envelope.low[index])
      else { continue }
      let (left, high) = (column(from), row(top))
      // Silence stays visible as a thin line.
      canvas.fill(
        left..<max(left + 1, column(to)), high..<max(high + 1, row(bottom) + 1),
        PixelColors.series(series), over: over)
    }
  }

  private mutating func draw(_ rule: Mark.Rule) {
    let ends =
      rule.direction == .x
      ? (pixel(rule.value, y.low), pixel(rule.value, y.high))
      : (pixel(x.low, rule.value), pixel(x.high, rule.value))
    guard case (let from?, let to?) = ends else { return }
    var walked = 0
    canvas.line(from: from, to: to, pen: pen, PixelColors.quiet, dash: 3 * pen, walked: &walked)
  }

  private mutating func draw(_ band: Mark.Band) {
    let scale = band.direction == .x ? x : y
    guard let one = scale.inside(band.low), let other = scale.inside(band.high) else { return }
    let (from, to) = (Int(min(one, other)), Int(max(one, other)))
    if band.direction == .x {
      canvas.fill(from..<max(from + 1, to), 0..<canvas.height, PixelColors.span)
    } else {
      canvas.fill(0..<canvas.width, from..<max(from + 1, to), PixelColors.span)
    }
  }
}
