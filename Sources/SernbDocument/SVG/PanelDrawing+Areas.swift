// Bars, histograms, boxes and waveforms on the canvas.

import Basics

extension PanelDrawing {
  mutating func draw(_ bars: Mark.Bars, on canvas: inout SVGCanvas) {
    let first = series
    for _ in bars.series { _ = nextColor() }
    let count = bars.series.map(\.values.count).max() ?? 0
    let slot = bars.isHorizontal ? y.slot : x.slot
    let lanes = bars.isStacked ? 1 : max(1, bars.series.count)
    let thickness = min(slot * 0.76 / Double(lanes), 64)
    let format = labelFormat(bars, lane: thickness)
    let isJoined = count * bars.series.count > 400
    var joined = [String](repeating: "", count: bars.series.count)
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
        let color = (first + lane) % Palette.light.series.count
        if isJoined {
          joined[lane] += outline(bar, isHorizontal: bars.isHorizontal) ?? ""
        } else {
          draw(bar, isHorizontal: bars.isHorizontal, color: color, format: format, on: &canvas)
        }
      }
    }
    // Hundreds of bars are drawn as one element per series, without error bars, which would be indistinguishable.
    for (lane, data) in joined.enumerated() where !data.isEmpty {
      canvas.path("f\((first + lane) % Palette.light.series.count)", data)
    }
  }

  private func outline(_ bar: Bar, isHorizontal: Bool) -> String? {
    let scale = isHorizontal ? x : y
    guard let from = scale.inside(bar.base), let to = scale.inside(bar.value) else { return nil }
    let (start, length) = (min(from, to), (to - from).magnitude)
    let edge = bar.middle - bar.thickness / 2
    return isHorizontal
      ? Self.rectangle(start, edge, length, bar.thickness)
      : Self.rectangle(edge, start, bar.thickness, length)
  }

  private struct Bar {
    var base: Double
    var value: Double
    var middle: Double
    var thickness: Double
    var error: Double
  }

  private func draw(
    _ bar: Bar, isHorizontal: Bool, color: Int, format: NumberFormat?, on canvas: inout SVGCanvas
  ) {
    let scale = isHorizontal ? x : y
    guard let data = outline(bar, isHorizontal: isHorizontal), let to = scale.inside(bar.value)
    else { return }
    canvas.path("f\(color)", data)
    let hasError = bar.error.isFinite && bar.error > 0
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
        "tick", text, x: isLeft ? tip - 4 : tip + 4, y: bar.middle + 4,
        anchor: isLeft ? .end : .start)
    } else {
      canvas.text(
        "tick", text, x: bar.middle, y: bar.value < 0 ? tip + 12 : tip - 4, anchor: .middle)
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

  /// Values are written at the bars if all of them fit.
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
    let color = nextColor()
    let style = isOverlaid ? "over f\(color)" : "f\(color)"
    guard let base = y.inside(0), histogram.edges.count == histogram.counts.count + 1 else {
      return
    }
    var data = ""
    for (index, count) in histogram.counts.enumerated() where count > 0 {
      guard let from = x.inside(histogram.edges[index]),
        let to = x.inside(histogram.edges[index + 1]), let tip = y.inside(count)
      else { continue }
      let gap = to - from > 4 ? 1.0 : 0
      data += Self.rectangle(from, tip, to - from - gap, base - tip)
    }
    if !data.isEmpty { canvas.path(style, data) }
  }

  mutating func draw(_ boxes: Mark.Boxes, on canvas: inout SVGCanvas) {
    let color = nextColor()
    let wide = min(x.slot * 0.6, 60)
    for (index, box) in boxes.boxes.enumerated() {
      guard let middle = x.at(Double(index)), let low = y.inside(box.low),
        let first = y.inside(box.firstQuartile), let median = y.inside(box.median),
        let third = y.inside(box.thirdQuartile), let high = y.inside(box.high)
      else { continue }
      let n = SVGCanvas.number
      canvas.open("specks s\(color)")
      for (index, value) in budget.kept(box.shown).enumerated() {
        // Multiples of the golden ratio spread evenly over the box, whatever their number.
        let share = (Double(index) * 0.618033988749895).truncatingRemainder(dividingBy: 1) - 0.5
        if let py = y.at(value) { dot(middle + share * wide * 0.8, py, on: &canvas) }
      }
      for value in budget.kept(box.outliers) {
        if let py = y.at(value) { dot(middle, py, on: &canvas) }
      }
      canvas.close()
      canvas.path(
        "thin s\(color)",
        "M\(n(middle)) \(n(low))V\(n(first))M\(n(middle)) \(n(third))V\(n(high))"
          + "M\(n(middle - wide / 4)) \(n(low))h\(n(wide / 2))M\(n(middle - wide / 4)) \(n(high))h\(n(wide / 2))"
      )
      canvas.rectangle(
        "box f\(color) s\(color)", x: middle - wide / 2, y: third, width: wide,
        height: first - third)
      canvas.line("thick s\(color)", middle - wide / 2, median, middle + wide / 2, median)
    }
  }

  private func dot(_ px: Double, _ py: Double, on canvas: inout SVGCanvas) {
    canvas.add("<path d=\"M\(SVGCanvas.short(px)) \(SVGCanvas.short(py))h0\"/>")
  }

  /// A rectangle as part of a path, which is the shortest way to write many.
  static func rectangle(_ x: Double, _ y: Double, _ width: Double, _ height: Double) -> String {
    let n = SVGCanvas.number
    return "M\(n(x)) \(n(y))h\(n(width))v\(n(height))h\(n(-width))z"
  }

  mutating func draw(_ envelope: Mark.Envelope, on canvas: inout SVGCanvas) {
    let color = nextColor()
    let count = min(envelope.low.count, envelope.high.count)
    guard count > 0, envelope.end > envelope.start else { return }
    let slices = min(count, budget.slices, max(40, Int(right - left)))
    let step = (envelope.end - envelope.start) / Double(slices)
    var top: [(x: Double, y: Double)?] = []
    var bottom: [(x: Double, y: Double)?] = []
    for index in 0..<slices {
      let part = index * count / slices..<(index + 1) * count / slices
      guard let px = x.at(envelope.start + (Double(index) + 0.5) * step),
        let most = envelope.high[part].filter(\.isFinite).max(), let high = y.inside(most),
        let least = envelope.low[part].filter(\.isFinite).min(), let low = y.inside(least)
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
    canvas.path(isOverlaid ? "over f\(color)" : "f\(color)", outlines.joined())
  }
}
