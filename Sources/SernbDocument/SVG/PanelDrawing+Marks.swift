// Lines, points, rules and notes on the canvas.

extension PanelDrawing {
  mutating func draw(_ mark: Mark, on canvas: inout SVGCanvas) {
    switch mark {
    case .line(let line): draw(line, on: &canvas)
    case .points(let points): draw(points, on: &canvas)
    case .bars(let bars): draw(bars, on: &canvas)
    case .histogram(let histogram): draw(histogram, on: &canvas)
    case .boxes(let boxes): draw(boxes, on: &canvas)
    case .heat(let heat): draw(heat, on: &canvas)
    case .envelope(let envelope): draw(envelope, on: &canvas)
    case .image(let image): draw(image, on: &canvas)
    case .rule, .band, .note: break
    }
  }

  /// The color of the next series.
  mutating func nextColor() -> Int {
    defer { series += 1 }
    return series % Palette.light.series.count
  }

  /// The class of a line: over a picture the first is white, a color that no picture has, with a dark edge.
  func stroke(_ series: Int) -> String {
    if series == 0, plan.panel.hasPicture { return "trace" }
    return "s\(series % Palette.light.series.count)"
  }

  /// Whether several series overlap, so that each must be translucent.
  var isOverlaid: Bool {
    let filled = plan.panel.marks.count {
      switch $0 {
      case .histogram, .envelope: true
      case .line, .points, .bars, .boxes, .heat, .image, .rule, .band, .note: false
      }
    }
    return filled > 1
  }

  private mutating func draw(_ line: Mark.Line, on canvas: inout SVGCanvas) {
    let stroke = stroke(series)
    let color = nextColor()
    if line.low.count == line.x.count, line.high.count == line.x.count, !line.x.isEmpty {
      let upper = points(line.x, line.high)
      let lower = points(line.x, line.low)
      for (over, under) in zip(Self.runs(upper), Self.runs(lower)) where over.count > 1 {
        let outline = reduced(over) + reduced(under).reversed()
        canvas.path("band f\(color)", Self.path([outline]) + "Z")
      }
    }
    let runs = Self.runs(points(line.x, line.y))
    let data = Self.path(runs.map(reduced))
    guard !data.isEmpty else { return }
    // Over a picture a line needs an edge to be seen on every color.
    if plan.panel.hasPicture { canvas.path("under", data) }
    canvas.path("line\(line.isDashed ? " dash" : "") \(stroke)", data)
    for point in runs.joined() where line.x.count <= 24 {
      canvas.add(
        "<circle class=\"f\(color)\" cx=\"\(SVGCanvas.number(point.x))\""
          + " cy=\"\(SVGCanvas.number(point.y))\" r=\"2.6\"/>")
    }
    if line.x.count <= 24 { canvas.touch("f\(color)") }
  }

  private mutating func draw(_ points: Mark.Points, on canvas: inout SVGCanvas) {
    let shape = series
    let color = nextColor()
    let shown = budget.kept(self.points(points.x, points.y).compactMap { $0 })
    canvas.open(Self.isRound(shape) ? "dots s\(color)" : "points f\(color)")
    for point in shown {
      let start = "M\(SVGCanvas.short(point.x)) \(SVGCanvas.short(point.y))"
      canvas.add("<path d=\"\(start)\(Self.outline(shape))\"/>")
    }
    canvas.close()
  }

  /// One point of a group, for the legend.
  func draw(shape: Int, at point: (x: Double, y: Double), on canvas: inout SVGCanvas) {
    let color = shape % Palette.light.series.count
    let data = "M\(SVGCanvas.short(point.x)) \(SVGCanvas.short(point.y))\(Self.outline(shape))"
    canvas.path(Self.isRound(shape) ? "dots s\(color)" : "points f\(color)", data)
  }

  /// A dot is a line of no length with round ends: the shortest way to write one.
  private static func isRound(_ shape: Int) -> Bool { shape % outlines.count == 0 }

  private static func outline(_ shape: Int) -> String { outlines[shape % outlines.count] }

  /// Dot, square, triangle, diamond, inverted triangle, cross; around the center, of about equal size.
  private static let outlines = [
    "h0", "m-2.3-2.3h4.6v4.6h-4.6z", "m0-3.2l3 5.2h-6z", "m0-3.3l3.3 3.3-3.3 3.3-3.3-3.3z",
    "m0 3.2l3-5.2h-6z", "m-1-3.2h2v2.2h2.2v2h-2.2v2.2h-2v-2.2h-2.2v-2h2.2z",
  ]

  func draw(_ rule: Mark.Rule, on canvas: inout SVGCanvas) {
    switch rule.direction {
    case .x:
      guard let pixel = x.at(rule.value), pixel >= left - 0.01, pixel <= right + 0.01 else {
        return
      }
      canvas.line("rule", pixel, top, pixel, bottom)
      let isLate = pixel + 5 + TextWidth.of(rule.label, size: 11) > right
      canvas.note(
        rule.label, x: isLate ? pixel - 5 : pixel + 5, y: top + 11, anchor: isLate ? .end : .start)
    case .y:
      guard let pixel = y.at(rule.value), pixel >= top - 0.01, pixel <= bottom + 0.01 else {
        return
      }
      canvas.line("rule", left, pixel, right, pixel)
      let isHigh = pixel - 14 < top
      canvas.note(rule.label, x: right - 4, y: isHigh ? pixel + 13 : pixel - 5, anchor: .end)
    }
  }

  func draw(_ band: Mark.Band, on canvas: inout SVGCanvas) {
    switch band.direction {
    case .x:
      guard let from = x.inside(band.low), let to = x.inside(band.high), to > from else { return }
      canvas.rectangle("span", x: from, y: top, width: to - from, height: bottom - top)
      let text = TextWidth.fitted(band.label, width: max(to - from - 4, 0), size: 11)
      if text != "…" { canvas.note(text, x: (from + to) / 2, y: top + 12, anchor: .middle) }
    case .y:
      guard let from = y.inside(band.high), let to = y.inside(band.low), to > from else { return }
      canvas.rectangle("span", x: left, y: from, width: right - left, height: to - from)
      canvas.note(band.label, x: left + 6, y: from + 13)
    }
  }

  func draw(_ note: Mark.Note, on canvas: inout SVGCanvas) {
    guard let noteX = x.inside(note.x), let noteY = y.inside(note.y) else { return }
    let half = TextWidth.of(note.text, size: 11) / 2
    let middle = min(max(noteX, left + half + 2), max(right - half - 2, left + half + 2))
    canvas.note(note.text, x: middle, y: min(max(noteY, top + 11), bottom - 4), anchor: .middle)
  }

  // MARK: Paths

  /// The pixels of points; nil where a value has none.
  func points(_ across: [Double], _ up: [Double]) -> [(x: Double, y: Double)?] {
    zip(across, up).map { one, other in
      guard let px = x.at(one), let py = y.at(other) else { return nil }
      return (px, py)
    }
  }

  /// The runs of points between gaps.
  static func runs(_ points: [(x: Double, y: Double)?]) -> [[(x: Double, y: Double)]] {
    points.split(whereSeparator: { $0 == nil }).map { $0.compactMap { $0 } }
  }

  /// At most four points for each pixel column: first, least, greatest and last, so no peak is lost.
  private func reduced(_ points: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
    guard points.count > budget.linePoints else { return points }
    var result: [(x: Double, y: Double)] = []
    let slices = max(10, budget.linePoints / 4)
    for slice in 0..<slices {
      let part = Array(points[slice * points.count / slices..<(slice + 1) * points.count / slices])
      var (least, greatest) = (0, 0)
      for index in part.indices {
        if part[index].y < part[least].y { least = index }
        if part[index].y > part[greatest].y { greatest = index }
      }
      for index in Set([0, least, greatest, part.count - 1]).sorted() { result.append(part[index]) }
    }
    return result
  }

  static func path(_ runs: [[(x: Double, y: Double)]]) -> String {
    var data = ""
    for run in runs {
      for (index, point) in run.enumerated() {
        data += index == 0 ? "M" : "L"
        data += SVGCanvas.short(point.x) + " " + SVGCanvas.short(point.y)
      }
      if run.count == 1 { data += "h0" }
    }
    return data
  }
}
