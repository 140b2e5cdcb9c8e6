// A figure in terminal characters: curves and waveforms as dots, bars as blocks, matrices and spectrograms as shades.

import Basics

extension Terminal {
  /// The figure with its title, its panels stacked. What a sketch cannot show is replaced by its alternative text.
  ///
  /// - Parameter pixels: if the terminal draws pictures, curves and matrices are drawn as pictures.
  package func sketch(_ figure: Figure, pixels: TerminalPixels = .none) -> String {
    let figure = figure.printable
    var parts: [String] = []
    if !figure.title.isEmpty {
      parts.append(style.paint(DisplayWidth.fitted(plain(figure.title), to: width), .heading))
    }
    for panel in figure.columns.joined() {
      let lines = PanelSketch(panel, width: width, pixels: pixels).lines
      parts.append(lines.joined(separator: "\n"))
    }
    let caption = figure.caption.isEmpty ? figure.alt : figure.caption
    if !caption.isEmpty { parts.append(style.paint(wrapped(plain(caption)), .dim)) }
    return parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }
}

/// One panel as lines of text, none wider than the terminal.
struct PanelSketch {
  let panel: Figure.Panel
  let width: Int
  let pixels: TerminalPixels

  init(_ panel: Figure.Panel, width: Int, pixels: TerminalPixels = .none) {
    self.panel = panel
    self.width = width
    self.pixels = pixels
  }

  var lines: [String] {
    let title = panel.title.isEmpty ? [] : [DisplayWidth.fitted(panel.title, to: width)]
    for mark in panel.marks {
      switch mark {
      case .bars(let bars): return title + self.bars(bars)
      case .heat(let heat): return title + self.heat(heat)
      case .boxes(let boxes): return title + self.boxes(boxes)
      case .image(let image): return title + self.image(image)
      case .line, .points, .histogram, .envelope, .rule, .band, .note: continue
      }
    }
    return title + plot(height: hasWave ? 8 : 12)
  }

  private var hasWave: Bool {
    panel.marks.contains { if case .envelope = $0 { true } else { false } }
  }

  // MARK: Axes

  /// The lines of a plot, with ticks left of it and below it.
  func framed(_ rows: [String], _ y: PlotScale, _ x: PlotScale, left: Int) -> [String] {
    var labels = Array(repeating: "", count: rows.count)
    let ticks = yTicks(rows.count, y)
    for (position, label) in zip(ticks.positions, ticks.labels) {
      guard let share = y.at(position) else { continue }
      let row = min(max(0, rows.count - 1 - Int(share * Double(rows.count))), rows.count - 1)
      if labels[row].isEmpty { labels[row] = label }
    }
    var lines = zip(labels, rows).map { label, row in
      let blanks = max(0, left - DisplayWidth.of(label))
      return String(repeating: " ", count: blanks) + label + "│" + row
    }
    let columns = width - left - 1
    lines.append(String(repeating: " ", count: left) + "└" + String(repeating: "─", count: columns))
    lines += under(x, left: left, columns: columns)
    return lines
  }

  func yTicks(_ rows: Int, _ y: PlotScale) -> Ticks {
    Ticks(
      low: y.low, high: y.high, axis: panel.y, length: Double(rows) * 12, spacing: 30,
      isLevel: false, isWhole: y.isWhole)
  }

  func xTicks(_ columns: Int, _ x: PlotScale) -> Ticks {
    Ticks(
      low: x.low, high: x.high, axis: panel.x, length: Double(columns) * 8, spacing: 64,
      isLevel: true, isWhole: x.isWhole)
  }

  /// Labels of ticks and of the axes.
  private func under(_ x: PlotScale, left: Int, columns: Int) -> [String] {
    let ticks = xTicks(columns, x)
    var line = Array(repeating: Character(" "), count: width)
    for (position, label) in zip(ticks.positions, ticks.labels) {
      guard let share = x.at(position) else { continue }
      let middle = left + 1 + Int(share * Double(columns))
      let start = min(max(0, middle - label.count / 2), width - label.count)
      guard start >= 0, line[max(0, start - 1)..<(start + label.count)].allSatisfy({ $0 == " " })
      else { continue }
      for (index, character) in label.enumerated() { line[start + index] = character }
    }
    var text = String(line)
    while text.last == " " { text.removeLast() }
    let yUnit = yTicks(12, PlotScale(AxisRange(panel, .y), isLog: panel.y.scale == .log))
    let names = [PanelPlan.label(panel.x, ticks), PanelPlan.label(panel.y, yUnit)]
    let labels = zip(["across: ", "up: "], names).filter { !$1.isEmpty }.map { $0 + $1 }
    return [text, labels.joined(separator: ", ")].filter { !$0.isEmpty }
      .map { DisplayWidth.fitted($0, to: width) } + (legend.map { [$0] } ?? [])
  }

  /// The names of the series, in their colors if there is a picture.
  private var legend: String? {
    let names = panel.marks.compactMap { mark -> String? in
      switch mark {
      case .line(let line): line.name
      case .points(let points): points.name
      case .histogram(let histogram): histogram.name
      case .envelope(let envelope): envelope.name
      default: nil
      }
    }
    let shown = names.enumerated().filter { !$0.element.isEmpty }
    guard shown.count > 1 else { return nil }
    let plain = "shown: " + shown.map(\.element).joined(separator: ", ")
    guard pixels.format != .none, DisplayWidth.of(plain) <= width else {
      return DisplayWidth.fitted(plain, to: width)
    }
    let series = pixels.palette.series
    return "shown: "
      + shown.map { pixels.paint($0.element, series[$0.offset % series.count]) }
      .joined(separator: ", ")
  }

  private func scales() -> (x: PlotScale, y: PlotScale) {
    (
      PlotScale(AxisRange(panel, .x), isLog: panel.x.scale == .log),
      PlotScale(AxisRange(panel, .y), isLog: panel.y.scale == .log)
    )
  }

  // MARK: Dots

  private func plot(height rows: Int) -> [String] {
    let (x, y) = scales()
    let left = min(12, yTicks(rows, y).labels.map(DisplayWidth.of).max() ?? 0)
    if let lines = pictured(rows, x, y, left: left) { return lines }
    var canvas = DotCanvas(columns: width - left - 1, rows: rows)
    let (wide, high) = (canvas.width, canvas.height)
    func dot(_ a: Double, _ b: Double) -> (x: Int, y: Int)? {
      guard let a = x.at(a), let b = y.at(b), a >= -0.01, a <= 1.01, b >= -0.01, b <= 1.01 else {
        return nil
      }
      return (
        min(wide - 1, Int(max(0, a) * Double(wide))),
        high - 1 - min(high - 1, Int(max(0, b) * Double(high)))
      )
    }
    for mark in panel.marks {
      switch mark {
      case .line(let line):
        var last: (x: Int, y: Int)?
        for (a, b) in zip(line.x, line.y) {
          let here = dot(a, b)
          if let here { canvas.line(from: last ?? here, to: here) }
          last = here
        }
      case .points(let points):
        for (a, b) in zip(points.x, points.y) {
          if let here = dot(a, b) { canvas.set(here.x, here.y) }
        }
      case .histogram(let histogram):
        for (index, count) in histogram.counts.enumerated() where count > 0 {
          guard let from = dot(histogram.edges[index], count),
            let to = dot(histogram.edges[index + 1], count)
          else { continue }
          for column in from.x...max(from.x, to.x - 1) {
            canvas.column(column, from: from.y, to: canvas.height - 1)
          }
        }
      case .envelope(let envelope): draw(envelope, on: &canvas, dot)
      case .rule(let rule):
        let ends =
          rule.direction == .x
          ? (dot(rule.value, y.low), dot(rule.value, y.high))
          : (dot(x.low, rule.value), dot(x.high, rule.value))
        if case (let a?, let b?) = ends { canvas.line(from: a, to: b) }
      case .bars, .heat, .boxes, .image, .band, .note: continue
      }
    }
    // Without a picture the legend has no colors.
    return PanelSketch(panel, width: width).framed(canvas.lines, y, x, left: left)
  }

  private func draw(
    _ envelope: Mark.Envelope, on canvas: inout DotCanvas,
    _ dot: (Double, Double) -> (x: Int, y: Int)?
  ) {
    let count = envelope.low.count
    for index in 0..<count {
      let time =
        envelope.start + (Double(index) + 0.5) / Double(count) * (envelope.end - envelope.start)
      guard let top = dot(time, envelope.high[index]), let bottom = dot(time, envelope.low[index])
      else { continue }
      canvas.column(top.x, from: top.y, to: bottom.y)
    }
  }
}
