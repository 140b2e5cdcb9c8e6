// One panel on the canvas: its grid, axes, names and legend; its extensions draw the marks.

/// A planned panel at its position. Pixels grow to the right and down.
struct PanelDrawing {
  let plan: PanelPlan
  /// The edges of the plot.
  let left: Double
  let top: Double
  let right: Double
  let bottom: Double
  let clip: String
  /// Between the top of the row of panels and the plot.
  let headroom: Double
  let budget: DrawingBudget
  let x: PlotScale
  let y: PlotScale
  /// The number of series drawn, which is the color index of the next one.
  var series = 0

  /// `x` is the left edge of the panel with its margin, `y` the top of the plot.
  init(
    _ plan: PanelPlan, x originX: Double, y originY: Double, headroom: Double, clip: String,
    budget: DrawingBudget
  ) {
    self.plan = plan
    self.clip = clip
    self.headroom = headroom
    self.budget = budget
    left = originX + plan.left
    top = originY
    right = left + plan.plotWidth
    bottom = top + plan.plotHeight
    var (across, up) = (plan.x, plan.y)
    (across.start, across.end) = (left, right)
    // Names run down from the top, numbers up from the bottom.
    (up.start, up.end) = plan.panel.y.categories == nil ? (bottom, top) : (top, bottom)
    (x, y) = (across, up)
  }

  mutating func draw(on canvas: inout SVGCanvas) {
    let isDense = plan.panel.heat != nil
    canvas.open("")
    if !isDense { grid(on: &canvas) }
    for mark in plan.panel.marks {
      if case .band(let band) = mark { draw(band, on: &canvas) }
    }
    if needsClip {
      canvas.add("<clipPath id=\"\(clip)\">")
      canvas.add(
        "<rect x=\"\(SVGCanvas.number(left))\" y=\"\(SVGCanvas.number(top))\""
          + " width=\"\(SVGCanvas.number(right - left))\" height=\"\(SVGCanvas.number(bottom - top))\"/>"
      )
      canvas.add("</clipPath>")
      canvas.open("", clip: clip)
    }
    for mark in plan.panel.marks { draw(mark, on: &canvas) }
    if needsClip { canvas.close() }
    axes(on: &canvas)
    for mark in plan.panel.marks {
      if case .rule(let rule) = mark { draw(rule, on: &canvas) }
      if case .note(let note) = mark { draw(note, on: &canvas) }
    }
    if plan.panel.marks.isEmpty {
      canvas.text(
        "label quiet", "no data", x: (left + right) / 2, y: (top + bottom) / 2, anchor: .middle)
    }
    headings(on: &canvas)
    if let bar = plan.colorBar { draw(bar, on: &canvas) }
    canvas.close()
  }

  /// Only axis ends given by the caller can clip a mark.
  private var needsClip: Bool {
    [plan.panel.x.low, plan.panel.x.high, plan.panel.y.low, plan.panel.y.high].contains {
      $0 != nil
    }
  }

  private func grid(on canvas: inout SVGCanvas) {
    let isLevel = plan.panel.y.categories != nil
    let hasPicture = plan.colorBar != nil
    if hasPicture { return }
    if isLevel || plan.panel.hasPoints || plan.panel.x.scale == .log {
      for position in plan.xTicks.positions {
        if let pixel = x.at(position) { canvas.line("grid", pixel, top, pixel, bottom) }
      }
    }
    for position in plan.yTicks.positions {
      if let pixel = y.at(position) { canvas.line("grid", left, pixel, right, pixel) }
    }
  }

  private func axes(on canvas: inout SVGCanvas) {
    let isHeat = plan.panel.heat != nil
    if !isHeat {
      // The base line of bars is zero, wherever that is.
      if plan.panel.y.categories == nil, let zero = y.at(0), zero < bottom - 1, zero > top + 1 {
        canvas.line("axis", left, zero, right, zero)
      }
      if plan.panel.y.categories != nil {
        let base = x.at(0).map { min(max($0, left), right) } ?? left
        canvas.line("axis", base, top, base, bottom)
      } else {
        canvas.line("axis", left, bottom, right, bottom)
      }
    }
    for (position, label) in zip(plan.xTicks.positions, plan.xTicks.labels) {
      guard let pixel = x.at(position) else { continue }
      canvas.line("axis", pixel, bottom, pixel, bottom + 4)
      let reach = pixel + TextWidth.of(label, size: PanelMetrics.tickSize) / 2 - (right + 13)
      canvas.text("tick", label, x: pixel - max(0, reach), y: bottom + 15, anchor: .middle)
    }
    for (position, label) in zip(plan.yTicks.positions, plan.yTicks.labels) {
      guard let pixel = y.at(position) else { continue }
      canvas.text("tick", label, x: left - 6, y: pixel + 4, anchor: .end)
    }
    if let names = plan.names { below(names, on: &canvas) }
    for (index, name) in (plan.panel.y.categories ?? []).enumerated() {
      guard let pixel = y.at(Double(index)), isShown(index, slot: y.slot) else { continue }
      let text = TextWidth.fitted(name, width: 190, size: PanelMetrics.tickSize)
      canvas.text("tick", text, x: left - 6, y: pixel + 4, anchor: .end)
    }
    labels(on: &canvas)
  }

  private func isShown(_ index: Int, slot: Double) -> Bool {
    index.isMultiple(of: max(1, Int((13 / max(slot, 0.1)).rounded(.up))))
  }

  private func below(_ names: CategoryLabels, on canvas: inout SVGCanvas) {
    for (index, text) in names.texts.enumerated() where index.isMultiple(of: names.every) {
      guard let pixel = x.at(Double(index)) else { continue }
      if names.isSlanted {
        canvas.text("tick", text, x: pixel + 4, y: bottom + 13, anchor: .end, rotation: -40)
      } else {
        canvas.text("tick", text, x: pixel, y: bottom + 15, anchor: .middle)
      }
    }
  }

  private func labels(on canvas: inout SVGCanvas) {
    let across = PanelPlan.label(plan.panel.x, plan.xTicks)
    canvas.text(
      "label", TextWidth.fitted(across, width: right - left + 40, size: PanelMetrics.labelSize),
      x: (left + right) / 2, y: bottom + plan.bottom - 4, anchor: .middle)
    let up = PanelPlan.label(plan.panel.y, plan.yTicks)
    let pixel = left - plan.left + 12
    canvas.text(
      "label", TextWidth.fitted(up, width: bottom - top + 24, size: PanelMetrics.labelSize),
      x: pixel, y: (top + bottom) / 2, anchor: .middle, rotation: -90)
  }

  private func headings(on canvas: inout SVGCanvas) {
    let legendTop = top - plan.legend.height
    let title = TextWidth.fitted(
      plan.panel.title, width: right - left, size: PanelMetrics.titleSize, bold: true)
    canvas.text("head", title, x: left, y: top - headroom + 14)
    for entry in plan.legend.entries {
      let middle = legendTop + (Double(entry.row) + 0.5) * PanelMetrics.legendRow - 4
      let start = left + entry.x
      let color = entry.series % Palette.light.series.count
      switch entry.glyph {
      case .line:
        if plan.panel.hasPicture { canvas.line("under", start, middle, start + 16, middle) }
        canvas.line("line \(stroke(entry.series))", start, middle, start + 16, middle)
      case .dashed: canvas.line("line dash s\(color)", start, middle, start + 16, middle)
      case .dot: draw(shape: entry.series, at: (start + 8, middle), on: &canvas)
      case .patch:
        canvas.rectangle("f\(color)", x: start + 3, y: middle - 5, width: 10, height: 10, radius: 2)
      }
      canvas.text("label", entry.name, x: start + 22, y: middle + 4)
    }
  }

  private func draw(_ bar: ColorBar, on canvas: inout SVGCanvas) {
    let from = right + PanelMetrics.colorBarGap
    let steps = SVGStyle.levels
    let each = (bottom - top) / Double(steps)
    for level in 0..<steps {
      let pixel = bottom - Double(level + 1) * each
      let style = plan.panel.heat.map { $0.palette == .diverging ? "d\(level)" : "q\(level)" }
      if let style, plan.panel.heat?.isPicture(budget.cells) == false {
        canvas.rectangle(
          style, x: from, y: pixel, width: PanelMetrics.colorBarWidth, height: each + 0.4)
      } else {
        let color = Palette.ramp(Palette.viridis, Double(level) / Double(steps - 1))
        canvas.add(
          "<rect fill=\"\(Palette.hex(color))\" x=\"\(SVGCanvas.number(from))\""
            + " y=\"\(SVGCanvas.number(pixel))\" width=\"\(SVGCanvas.number(PanelMetrics.colorBarWidth))\""
            + " height=\"\(SVGCanvas.number(each + 0.4))\"/>")
      }
    }
    let end = from + PanelMetrics.colorBarWidth
    for (position, label) in zip(bar.ticks.positions, bar.ticks.labels) {
      let share = (position - bar.low) / (bar.high - bar.low)
      canvas.text("tick", label, x: end + 5, y: bottom - share * (bottom - top) + 4)
    }
    canvas.text(
      "tick", TextWidth.fitted(bar.label, width: bottom - top, size: PanelMetrics.tickSize),
      x: from + bar.width - PanelMetrics.colorBarGap, y: (top + bottom) / 2, anchor: .middle,
      rotation: -90)
  }
}

extension Figure.Panel {
  var hasPoints: Bool {
    marks.contains {
      if case .points = $0 { return true }
      return false
    }
  }
}
