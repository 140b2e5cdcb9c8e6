// The layout of one panel: the size of its plot and of the margins around it.

/// Sizes in pixels.
enum PanelMetrics {
  static let tickSize = 11.0
  static let labelSize = 12.0
  static let titleSize = 13.0
  static let legendRow = 18.0
  static let gap = 24.0
  /// The color bar: a gap, the bar, its tick labels and its own label.
  static let colorBarGap = 12.0
  static let colorBarWidth = 12.0
}

/// A panel with its ranges, ticks and margins. Built in two steps, because margins on the left are known before
/// the width of the plot, and those below it after.
struct PanelPlan {
  let panel: Figure.Panel
  var x: PlotScale
  var y: PlotScale
  var xTicks = Ticks()
  var yTicks = Ticks()
  var names: CategoryLabels?
  var legend: Legend
  var colorBar: ColorBar?
  var plotWidth = 0.0
  var plotHeight: Double
  var left: Double
  var right: Double
  var top = 0.0
  var bottom = 0.0

  /// Chooses the height and everything left and right of the plot.
  ///
  /// - Parameters:
  ///   - room: the greatest width of plot and margins together.
  ///   - isAlone: whether no other panel is above or below it.
  init(_ panel: Figure.Panel, room: Double, isAlone: Bool) {
    self.panel = panel
    x = PlotScale(AxisRange(panel, .x), isLog: panel.x.scale == .log)
    y = PlotScale(AxisRange(panel, .y), isLog: panel.y.scale == .log)
    legend = Legend(panel)
    colorBar = ColorBar(panel)
    right = 14 + (colorBar?.width ?? 0)
    plotHeight = Self.height(panel, isAlone: isAlone)
    left = panel.y.label.isEmpty ? 10 : 28
    if let categories = panel.y.categories {
      let widest = categories.map { TextWidth.of($0, size: PanelMetrics.tickSize) }.max() ?? 0
      left += min(widest, 190) + 8
    }
    if let heat = panel.heat {
      let cell = heat.cellSize(columns: panel.x.categories?.count ?? 1, room: room - left - right)
      plotHeight = cell.height * Double(max(1, panel.y.categories?.count ?? 1))
      plotWidth = cell.width * Double(max(1, panel.x.categories?.count ?? 1))
    }
    if panel.y.categories == nil {
      yTicks = Ticks(
        low: y.low, high: y.high, axis: panel.y, length: plotHeight, spacing: 30, isLevel: false,
        isWhole: y.isWhole)
      if !yTicks.unit.isEmpty { left = 28 }
      left += (yTicks.labels.map { TextWidth.of($0, size: PanelMetrics.tickSize) }.max() ?? 0) + 8
    }
    left = max(left, 14)
    if let names = panel.x.categories {
      let wide = plotWidth > 0 ? plotWidth : room - left - right
      let slot = wide / Double(max(1, names.count))
      left = max(left, CategoryLabels(names, slot: slot).overhang(slot: slot))
    }
  }

  /// Whether the plot has a fixed width instead of filling the available one.
  var hasFixedWidth: Bool { panel.heat != nil }

  /// The width of a fixed-width plot with its margins.
  var naturalWidth: Double { left + plotWidth + right }

  /// Fills `width`, and lays out what is above and below the plot.
  mutating func settle(width: Double) {
    if !hasFixedWidth { plotWidth = max(40, width - left - right) }
    let unit: String
    if let categories = panel.x.categories {
      let labels = CategoryLabels(categories, slot: plotWidth / Double(max(1, categories.count)))
      bottom = labels.height
      names = labels
      unit = ""
    } else {
      xTicks = Ticks(
        low: x.low, high: x.high, axis: panel.x, length: plotWidth, spacing: 48, isLevel: true,
        isWhole: x.isWhole)
      bottom = 20
      unit = xTicks.unit
    }
    if !panel.x.label.isEmpty || !unit.isEmpty { bottom += 18 }
    legend.settle(width: plotWidth)
    top = (panel.title.isEmpty ? 6 : 24) + legend.height
  }

  /// The label of an axis with the unit of its ticks: `time (ms)`.
  static func label(_ axis: Figure.Axis, _ ticks: Ticks) -> String {
    if ticks.unit.isEmpty { return axis.label }
    return axis.label.isEmpty ? ticks.unit : "\(axis.label) (\(ticks.unit))"
  }

  private static func height(_ panel: Figure.Panel, isAlone: Bool) -> Double {
    for mark in panel.marks {
      switch mark {
      case .bars(let bars) where bars.isHorizontal:
        let rows = Double(max(1, panel.y.categories?.count ?? 1))
        let each = bars.isStacked ? 24 : max(24, 13 * Double(bars.series.count) + 10)
        return rows * each
      case .image: return isAlone ? 220 : 170
      case .envelope: return isAlone ? 170 : 120
      case .line, .points, .bars, .histogram, .boxes, .heat, .rule, .band, .note: continue
      }
    }
    let isSquarish = panel.marks.contains {
      if case .points = $0 { return true }
      return false
    }
    return isAlone ? (isSquarish ? 320 : 260) : 150
  }
}

extension Mark.Heat {
  /// The size of a cell with its text, as far as there is room.
  func cellSize(columns: Int, room: Double) -> (width: Double, height: Double) {
    let most = max(room / Double(max(1, columns)), 1)
    let widest = textWidth
    if widest > 0, widest + 10 <= most {
      return (min(most, max(54, widest + 18)), hasSecondLine ? 46 : 34)
    }
    let side = min(most, 26)
    return (side, side)
  }

  var hasSecondLine: Bool { texts.contains { $0.contains { $0.contains("\n") } } }

  /// The widest line of text in a cell.
  var textWidth: Double {
    var widest = 0.0
    for text in texts.joined() {
      for line in text.split(separator: "\n") {
        widest = max(widest, TextWidth.of(String(line), size: PanelMetrics.labelSize))
      }
    }
    return widest
  }
}

/// Category names below a plot: horizontal if they fit, otherwise slanted, and only some of them if slots are very
/// narrow.
struct CategoryLabels {
  var texts: [String]
  var isSlanted: Bool
  var height: Double
  /// Every n-th name is written.
  var every = 1

  /// Sine and cosine of the slant, 40 degrees.
  private static let sine = 0.643
  private static let cosine = 0.766

  init(_ names: [String], slot: Double) {
    let size = PanelMetrics.tickSize
    let widest = names.map { TextWidth.of($0, size: size) }.max() ?? 0
    isSlanted = widest + 6 > slot
    if isSlanted {
      texts = names.map { TextWidth.fitted($0, width: 150, size: size) }
      let shown = texts.map { TextWidth.of($0, size: size) }.max() ?? 0
      height = shown * Self.sine + 18
      every = max(1, Int((14 / max(slot, 0.1)).rounded(.up)))
    } else {
      texts = names
      height = 20
    }
  }

  /// How far slanted names extend beyond the left edge of the plot.
  func overhang(slot: Double) -> Double {
    guard isSlanted else { return 0 }
    var most = 0.0
    for (index, text) in texts.enumerated() where index.isMultiple(of: every) {
      let reach = TextWidth.of(text, size: PanelMetrics.tickSize) * Self.cosine
      most = max(most, reach - (Double(index) + 0.5) * slot)
    }
    return most
  }
}

/// The legend above a plot, in as many rows as it needs.
struct Legend {
  struct Entry: Equatable {
    var name: String
    var series: Int
    var glyph: Glyph
    var x = 0.0
    var row = 0
  }

  enum Glyph: Equatable { case line, dashed, dot, patch }

  var entries: [Entry] = []
  private var rows = 0

  var height: Double { rows == 0 ? 0 : Double(rows) * PanelMetrics.legendRow + 4 }

  /// No entries for a single series.
  init(_ panel: Figure.Panel) {
    var series = 0
    for mark in panel.marks {
      let glyph: Glyph
      var names: [String]
      switch mark {
      case .line(let line): (names, glyph) = ([line.name], line.isDashed ? .dashed : .line)
      case .points(let points): (names, glyph) = ([points.name], .dot)
      case .bars(let bars): (names, glyph) = (bars.series.map(\.name), .patch)
      case .histogram(let histogram): (names, glyph) = ([histogram.name], .patch)
      case .envelope(let envelope): (names, glyph) = ([envelope.name], .patch)
      case .boxes, .heat, .image, .rule, .band, .note: continue
      }
      for name in names {
        if !name.isEmpty { entries.append(Entry(name: name, series: series, glyph: glyph)) }
        series += 1
      }
    }
    if series < 2, !panel.hasPicture { entries = [] }
  }

  /// Places the entries from left to right, with a new row where one would overflow.
  mutating func settle(width: Double) {
    guard !entries.isEmpty else { return }
    var (x, row) = (0.0, 0)
    for index in entries.indices {
      entries[index].name = TextWidth.fitted(
        entries[index].name, width: max(40, width - 30), size: PanelMetrics.labelSize)
      let wide = 22 + TextWidth.of(entries[index].name, size: PanelMetrics.labelSize)
      if x > 0, x + wide > width { (x, row) = (0, row + 1) }
      entries[index].x = x
      entries[index].row = row
      x += wide + 16
    }
    rows = row + 1
  }
}

/// The color bar of a heat map or a picture.
struct ColorBar {
  var low: Double
  var high: Double
  var label: String
  var ticks: Ticks

  /// Ticks are chosen for a bar of this height; a taller one only spreads them.
  private static let leastHeight = 120.0

  init?(_ panel: Figure.Panel) {
    for mark in panel.marks {
      switch mark {
      case .heat(let heat) where !heat.label.isEmpty:
        self.init(heat.low, heat.high, heat.label, heat.unit)
        return
      case .image(let image) where !image.label.isEmpty:
        self.init(image.low, image.high, image.label, image.unit)
        return
      case .line, .points, .bars, .histogram, .boxes, .heat, .envelope, .image, .rule, .band, .note:
        continue
      }
    }
    return nil
  }

  private init(_ low: Double, _ high: Double, _ label: String, _ unit: Figure.Unit) {
    (self.low, self.high) = (low, high)
    ticks = Ticks(
      low: low, high: high, axis: Figure.Axis(label, unit: unit), length: Self.leastHeight,
      spacing: 28, isLevel: false)
    self.label = PanelPlan.label(Figure.Axis(label, unit: unit), ticks)
  }

  var width: Double {
    let widest = ticks.labels.map { TextWidth.of($0, size: PanelMetrics.tickSize) }.max() ?? 0
    return PanelMetrics.colorBarGap + PanelMetrics.colorBarWidth + 6 + widest + 20
  }
}
