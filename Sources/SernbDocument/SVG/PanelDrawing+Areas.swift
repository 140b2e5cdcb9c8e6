// Bars, boxes, heat maps, waveforms and pictures on the canvas.

extension PanelDrawing {
  mutating func draw(_ bars: Mark.Bars, on canvas: inout SVGCanvas) {
    let first = series
    for _ in bars.series { _ = nextColour() }
    let count = bars.series.map(\.values.count).max() ?? 0
    let slot = bars.isHorizontal ? y.slot : x.slot
    let lanes = bars.isStacked ? 1 : max(1, bars.series.count)
    let thickness = min(slot * 0.76 / Double(lanes), 64)
    let format = labelFormat(bars, lane: thickness)
    for category in 0..<count {
      guard let middle = (bars.isHorizontal ? y : x).at(Double(category)) else { continue }
      var (below, above) = (0.0, 0.0)
      for (lane, one) in bars.series.enumerated() where category < one.values.count {
        let value = one.values[category]
        guard value.isFinite else { continue }
        let base = bars.isStacked ? (value < 0 ? below : above) : 0
        if value < 0 { below += value } else { above += value }
        let offset = bars.isStacked ? 0 : Double(lane) - Double(lanes - 1) / 2
        let bar = Bar(
          base: base, value: base + value, middle: middle + offset * thickness,
          thickness: thickness - (lanes > 1 ? 1 : 0),
          error: category < one.errors.count ? one.errors[category] : 0)
        let colour = (first + lane) % Palette.light.series.count
        draw(bar, isHorizontal: bars.isHorizontal, colour: colour, format: format, on: &canvas)
      }
    }
  }

  private struct Bar {
    var base: Double
    var value: Double
    var middle: Double
    var thickness: Double
    var error: Double
  }

  private func draw(
    _ bar: Bar, isHorizontal: Bool, colour: Int, format: NumberFormat?, on canvas: inout SVGCanvas
  ) {
    let scale = isHorizontal ? x : y
    guard let from = scale.inside(bar.base), let to = scale.inside(bar.value) else { return }
    let (start, length) = (min(from, to), (to - from).magnitude)
    let edge = bar.middle - bar.thickness / 2
    let hasError = bar.error.isFinite && bar.error > 0
    if isHorizontal {
      canvas.rectangle("f\(colour)", x: start, y: edge, width: length, height: bar.thickness)
    } else {
      canvas.rectangle("f\(colour)", x: edge, y: start, width: bar.thickness, height: length)
    }
    var tip = to
    if hasError, let low = scale.inside(bar.value - bar.error),
      let high = scale.inside(bar.value + bar.error)
    {
      whisker(low, high, at: bar.middle, isHorizontal: isHorizontal, on: &canvas)
      tip = bar.value < 0 ? low : high
    }
    guard let format else { return }
    let text = NumberText.text(bar.value - bar.base, format)
    if isHorizontal {
      let isLeft = bar.value < 0
      canvas.text(
        "tick halo", text, x: isLeft ? tip - 4 : tip + 4, y: bar.middle + 4,
        anchor: isLeft ? .end : .start)
    } else {
      canvas.text(
        "tick halo", text, x: bar.middle, y: bar.value < 0 ? tip + 12 : tip - 4, anchor: .middle)
    }
  }

  private func whisker(
    _ low: Double, _ high: Double, at middle: Double, isHorizontal: Bool, on canvas: inout SVGCanvas
  ) {
    let n = SVGCanvas.number
    let data =
      isHorizontal
      ? "M\(n(low)) \(n(middle - 3))v6m0-3H\(n(high))m0-3v6"
      : "M\(n(middle - 3)) \(n(low))h6m-3 0V\(n(high))m-3 0h6"
    canvas.path("thin bar", data)
  }

  /// Values are written at the bars where all of them fit.
  private func labelFormat(_ bars: Mark.Bars, lane: Double) -> NumberFormat? {
    guard !bars.isStacked, !y.isLog, !x.isLog else { return nil }
    let values = bars.series.flatMap(\.values).filter(\.isFinite)
    guard !values.isEmpty, values.count <= 60 else { return nil }
    let axis = bars.isHorizontal ? plan.panel.x : plan.panel.y
    let format: NumberFormat
    if axis.unit == .share {
      format = .percent(1)
    } else if values.allSatisfy({ $0 == $0.rounded() && $0.magnitude < 1e7 }) {
      format = .grouped(0)
    } else {
      format = .significant(3)
    }
    let widest = values.map { TextWidth.of(NumberText.text($0, format), size: 11) }.max() ?? 0
    return bars.isHorizontal ? (lane >= 12 ? format : nil) : (widest + 4 <= lane ? format : nil)
  }

  mutating func draw(_ histogram: Mark.Histogram, on canvas: inout SVGCanvas) {
    let colour = nextColour()
    let style = isOverlaid ? "over f\(colour)" : "f\(colour)"
    guard let base = y.inside(0), histogram.edges.count == histogram.counts.count + 1 else {
      return
    }
    for (index, count) in histogram.counts.enumerated() where count > 0 {
      guard let from = x.inside(histogram.edges[index]),
        let to = x.inside(histogram.edges[index + 1]),
        let tip = y.inside(count)
      else { continue }
      let gap = to - from > 4 ? 1.0 : 0
      canvas.rectangle(style, x: from, y: tip, width: to - from - gap, height: base - tip)
    }
  }

  mutating func draw(_ boxes: Mark.Boxes, on canvas: inout SVGCanvas) {
    let colour = nextColour()
    let wide = min(x.slot * 0.6, 60)
    for (index, box) in boxes.boxes.enumerated() {
      guard let middle = x.at(Double(index)), let low = y.inside(box.low),
        let first = y.inside(box.firstQuartile), let median = y.inside(box.median),
        let third = y.inside(box.thirdQuartile), let high = y.inside(box.high)
      else { continue }
      let n = SVGCanvas.number
      canvas.open(box.outliers.isEmpty && box.shown.isEmpty ? "" : "points f\(colour)")
      for (place, value) in box.shown.enumerated() {
        // Multiples of the golden ratio spread evenly over the box, whatever their number.
        let share = (Double(place) * 0.618033988749895).truncatingRemainder(dividingBy: 1) - 0.5
        if let py = y.at(value) { dot(middle + share * wide * 0.8, py, 1.6, on: &canvas) }
      }
      for value in box.outliers {
        if let py = y.at(value) { dot(middle, py, 2, on: &canvas) }
      }
      canvas.close()
      canvas.path(
        "thin s\(colour)",
        "M\(n(middle)) \(n(low))V\(n(first))M\(n(middle)) \(n(third))V\(n(high))"
          + "M\(n(middle - wide / 4)) \(n(low))h\(n(wide / 2))M\(n(middle - wide / 4)) \(n(high))h\(n(wide / 2))"
      )
      canvas.rectangle(
        "box f\(colour) s\(colour)", x: middle - wide / 2, y: third, width: wide,
        height: first - third)
      canvas.line("thick s\(colour)", middle - wide / 2, median, middle + wide / 2, median)
    }
  }

  private func dot(_ px: Double, _ py: Double, _ radius: Double, on canvas: inout SVGCanvas) {
    let n = SVGCanvas.short
    canvas.add("<circle cx=\"\(n(px))\" cy=\"\(n(py))\" r=\"\(n(radius))\"/>")
  }

  mutating func draw(_ heat: Mark.Heat, on canvas: inout SVGCanvas) {
    let letter = heat.palette == .diverging ? "d" : "q"
    let (wide, tall) = (x.slot, y.slot)
    let gap = min(wide, tall) >= 10 ? 1.0 : 0
    let hasRoom = heat.textWidth + 4 <= wide && tall >= 14
    for (row, values) in heat.values.enumerated() {
      for (column, value) in values.enumerated() {
        guard let middle = x.at(Double(column)), let centre = y.at(Double(row)) else { continue }
        let share = heat.high > heat.low ? (value - heat.low) / (heat.high - heat.low) : 0.5
        let level = Int((min(max(share.clamped, 0), 1) * Double(SVGStyle.levels - 1)).rounded())
        let style = value.isNaN ? "none" : "\(letter)\(level)"
        canvas.rectangle(
          style, x: middle - wide / 2, y: centre - tall / 2, width: wide - gap, height: tall - gap)
        guard hasRoom, row < heat.texts.count, column < heat.texts[row].count else { continue }
        let lines = heat.texts[row][column].split(separator: "\n").map { String($0) }
        let ink = value.isNaN ? "tick" : "\(letter)t\(level)"
        for (index, line) in lines.enumerated() {
          let baseline = lines.count == 1 ? centre + 4 : centre - 3 + Double(index) * 14
          canvas.text(
            index == 0 ? "cell \(ink)" : "small \(ink)", line, x: middle - gap / 2, y: baseline,
            anchor: .middle)
        }
      }
    }
  }

  mutating func draw(_ envelope: Mark.Envelope, on canvas: inout SVGCanvas) {
    let colour = nextColour()
    let count = min(envelope.low.count, envelope.high.count)
    guard count > 0, envelope.end > envelope.start else { return }
    let step = (envelope.end - envelope.start) / Double(count)
    var top: [(x: Double, y: Double)?] = []
    var bottom: [(x: Double, y: Double)?] = []
    for index in 0..<count {
      guard let px = x.at(envelope.start + (Double(index) + 0.5) * step),
        let high = y.inside(envelope.high[index]), let low = y.inside(envelope.low[index])
      else {
        top.append(nil)
        bottom.append(nil)
        continue
      }
      // Silence stays visible as a thin line.
      let thin = max(0, 0.8 - (low - high)) / 2
      top.append((px, high - thin))
      bottom.append((px, low + thin))
    }
    let outlines = zip(Self.runs(top), Self.runs(bottom)).map {
      Self.path([$0 + $1.reversed()]) + "Z"
    }
    canvas.path(isOverlaid ? "over f\(colour)" : "f\(colour)", outlines.joined())
  }

  mutating func draw(_ image: Mark.Image, on canvas: inout SVGCanvas) {
    // A line over the picture should not look like the picture: the first colours are taken.
    guard let from = x.at(image.x.lowerBound), let to = x.at(image.x.upperBound),
      let low = y.at(image.y.lowerBound), let high = y.at(image.y.upperBound)
    else { return }
    let n = SVGCanvas.number
    canvas.add(
      "<image x=\"\(n(min(from, to)))\" y=\"\(n(min(low, high)))\" width=\"\(n((to - from).magnitude))\""
        + " height=\"\(n((low - high).magnitude))\" preserveAspectRatio=\"none\""
        + " href=\"data:image/png;base64,\(Base64.text(image.picture))\"/>")
  }
}

extension Mark.Image {
  /// The picture as a PNG of at most 29 KB, 39 KB in Base64: fewer colours, then fewer points, until it fits.
  var picture: [UInt8] {
    var reduced = self
    while true {
      for colours in [48, 32, 24, 16] {
        let file = reduced.png(colours: colours)
        if file.count <= 29_000 { return file }
      }
      guard reduced.rows > 8 || reduced.columns > 8 else { return reduced.png(colours: 8) }
      reduced = reduced.smaller
    }
  }

  private func png(colours: Int) -> [UInt8] {
    guard rows > 0, columns > 0, levels.count == rows * columns else { return [] }
    var indices: [UInt8] = []
    for row in (0..<rows).reversed() {
      for level in levels[row * columns..<(row + 1) * columns] {
        indices.append(UInt8(Int(level) * colours / 256))
      }
    }
    let palette = (0..<colours).map { index in
      Palette.ramp(Palette.viridis, Double(index) / Double(colours - 1))
    }
    return PNG.indexed(rows: rows, columns: columns, indices: indices, palette: palette)
  }

  /// Three quarters of the points along both sides, each the mean of those it covers.
  private var smaller: Mark.Image {
    var result = self
    result.rows = max(8, rows * 3 / 4)
    result.columns = max(8, columns * 3 / 4)
    result.levels = []
    for row in 0..<result.rows {
      let (bottom, top) = (row * rows / result.rows, (row + 1) * rows / result.rows)
      for column in 0..<result.columns {
        let left = column * columns / result.columns
        let right = (column + 1) * columns / result.columns
        var (sum, count) = (0, 0)
        for y in bottom..<max(top, bottom + 1) {
          for x in left..<max(right, left + 1) {
            sum += Int(levels[min(y, rows - 1) * columns + min(x, columns - 1)])
            count += 1
          }
        }
        result.levels.append(UInt8(sum / count))
      }
    }
    return result
  }
}
