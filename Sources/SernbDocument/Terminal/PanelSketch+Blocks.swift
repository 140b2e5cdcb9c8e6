// Bars, boxes, matrices and pictures of a panel in block characters.

import Basics

extension PanelSketch {
  static let maximumRows = 40
  private static let shades: [Character] = [" ", "░", "▒", "▓", "█"]

  private func name(_ text: String, _ column: Int) -> String {
    let fitted = DisplayWidth.fitted(text, to: column)
    return fitted + String(repeating: " ", count: max(0, column - DisplayWidth.of(fitted)))
  }

  private func nameColumn(_ names: [String]) -> Int {
    min(width / 3, names.map(DisplayWidth.of).max() ?? 0)
  }

  // MARK: Bars

  /// One line per bar, also for vertical bars, because names read best horizontally.
  func bars(_ bars: Mark.Bars) -> [String] {
    let categories = (bars.isHorizontal ? panel.y : panel.x).categories ?? []
    var rows: [(name: String, value: Double)] = []
    for (index, category) in categories.enumerated() {
      for series in bars.series where index < series.values.count {
        let label =
          bars.series.count > 1 && !series.name.isEmpty ? "\(category) \(series.name)" : category
        rows.append((label, series.values[index]))
      }
    }
    let shown = rows.prefix(Self.maximumRows)
    let column = nameColumn(shown.map(\.name))
    let numbers = shown.map { $0.value.isFinite ? NumberText.text($0.value) : "–" }
    let room = width - column - (numbers.map(\.count).max() ?? 0) - 2
    let finite = shown.map(\.value).filter(\.isFinite)
    let low = min(0, finite.min() ?? 0)
    let span = max(0, finite.max() ?? 0) - low
    guard room > 0 else { return shown.map { "\($0.name) \(NumberText.text($0.value))" } }
    let zero = span > 0 ? Int((-low / span * Double(room)).rounded()) : 0
    var lines = zip(shown, numbers).map { row, number in
      let length = span > 0 && row.value.isFinite ? row.value.magnitude / span * Double(room) : 0
      let bar: String
      if row.value < 0 {
        let whole = min(zero, max(1, Int(length.rounded())))
        bar = String(repeating: " ", count: zero - whole) + String(repeating: "█", count: whole)
      } else {
        bar = String(repeating: " ", count: zero) + Self.bar(length, most: room - zero)
      }
      return "\(name(row.name, column)) \(bar) \(number)"
    }
    if rows.count > shown.count { lines.append("and \(rows.count - shown.count) more") }
    return lines
  }

  /// A bar whose last character may be some eighths wide.
  private static func bar(_ length: Double, most: Int) -> String {
    let eighths = min(most * 8, Int((length * 8).rounded()))
    let rest = eighths % 8
    let signs: [Character] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    return String(repeating: "█", count: eighths / 8) + (rest > 0 ? String(signs[rest - 1]) : "")
  }

  // MARK: Boxes

  func boxes(_ boxes: Mark.Boxes) -> [String] {
    let names = panel.x.categories ?? []
    let column = nameColumn(names)
    let room = width - column - 1
    let range = AxisRange(panel, .y)
    guard room > 10 else { return [] }
    func position(_ value: Double) -> Int {
      min(room - 1, max(0, Int((value - range.low) / (range.high - range.low) * Double(room))))
    }
    var lines = zip(names, boxes.boxes).prefix(Self.maximumRows).map { label, box in
      var line = Array(repeating: Character(" "), count: room)
      guard box.count > 0, box.low.isFinite, box.high.isFinite else {
        return "\(name(label, column)) –"
      }
      for index in position(box.low)...max(position(box.low), position(box.high)) {
        line[index] = "─"
      }
      let first = position(box.firstQuartile)
      for index in first...max(first, position(box.thirdQuartile)) { line[index] = "▒" }
      line[position(box.median)] = "█"
      var text = String(line)
      while text.last == " " { text.removeLast() }
      return "\(name(label, column)) \(text)"
    }
    let ends = (NumberText.text(range.low), NumberText.text(range.high))
    let gap = max(1, room - ends.0.count - ends.1.count)
    lines.append(
      String(repeating: " ", count: column + 1) + ends.0 + String(repeating: " ", count: gap)
        + ends.1)
    return lines
  }

  // MARK: Matrices

  func heat(_ heat: Mark.Heat) -> [String] {
    let rowNames = panel.y.categories ?? []
    let columnNames = panel.x.categories ?? []
    let column = nameColumn(rowNames)
    let texts = heat.texts.map { row in
      row.map { String($0.split(separator: "\n").first ?? "") }
    }
    let widest = (texts.joined().map(DisplayWidth.of).max() ?? 0)
    let each = max(widest, min(8, columnNames.map(DisplayWidth.of).max() ?? 1)) + 1
    let hasTexts = !texts.isEmpty && column + each * columnNames.count <= width
    var lines: [String] = []
    if hasTexts {
      lines.append(name("", column) + columnNames.map { right($0, each) }.joined())
      for (index, row) in texts.enumerated() where index < rowNames.count {
        lines.append(name(rowNames[index], column) + row.map { right($0, each) }.joined())
      }
      return lines
    }
    let room = max(1, width - column - 1)
    if let lines = pictured(heat, names: rowNames.map { name($0, column) }, left: column) {
      return lines
    }
    for (index, row) in heat.values.prefix(Self.maximumRows).enumerated() {
      let signs = min(row.count * 2, room)
      let line = (0..<signs).map { sign -> Character in
        shade(row[sign * row.count / signs], heat.low, heat.high)
      }
      lines.append("\(name(index < rowNames.count ? rowNames[index] : "", column)) \(String(line))")
    }
    return lines + [key(heat.label, heat.low, heat.high)]
  }

  private func right(_ text: String, _ column: Int) -> String {
    let fitted = DisplayWidth.fitted(text, to: column - 1)
    return String(repeating: " ", count: max(0, column - DisplayWidth.of(fitted))) + fitted
  }

  private func shade(_ value: Double, _ low: Double, _ high: Double) -> Character {
    guard value.isFinite, high > low else { return " " }
    let share = min(max((value - low) / (high - low), 0), 1)
    return Self.shades[min(Self.shades.count - 1, Int(share * Double(Self.shades.count)))]
  }

  /// The key of the shades.
  func key(_ label: String, _ low: Double, _ high: Double) -> String {
    let suffix = label.isEmpty ? "" : " \(label)"
    return DisplayWidth.fitted(
      "blank \(NumberText.text(low)), █ \(NumberText.text(high))\(suffix)", to: width)
  }

  // MARK: Pictures

  /// The maximum level under each character, so that a short sound does not vanish.
  func image(_ image: Mark.Image) -> [String] {
    let rows = min(12, max(1, image.rows))
    let columns = width - 1
    guard image.levels.count >= image.rows * image.columns, image.rows > 0, image.columns > 0 else {
      return []
    }
    if let lines = pictured(image, rows: rows) { return lines }
    var lines: [String] = []
    for row in (0..<rows).reversed() {
      let band =
        (row * image.rows / rows)..<max(row * image.rows / rows + 1, (row + 1) * image.rows / rows)
      var line = ""
      for column in 0..<columns {
        let first = column * image.columns / columns
        let last = max(first + 1, (column + 1) * image.columns / columns)
        var most: UInt8 = 0
        for source in band {
          for index in first..<last {
            most = max(most, image.levels[source * image.columns + index])
          }
        }
        line.append(Self.shades[Int(most) * Self.shades.count / 256])
      }
      lines.append("│" + line)
    }
    return lines + under(image)
  }

  /// The axis below a picture, and the labels of both axes.
  func under(_ image: Mark.Image) -> [String] {
    func ends(_ axis: Figure.Axis, _ range: ClosedRange<Double>) -> String {
      let ticks = Ticks(
        low: range.lowerBound, high: range.upperBound, axis: axis, length: 200, spacing: 40,
        isLevel: false)
      let label = PanelPlan.label(axis, ticks)
      return (label.isEmpty ? "" : label + " ")
        + "\(ticks.labels.first ?? "") to \(ticks.labels.last ?? "")"
    }
    return [
      "└" + String(repeating: "─", count: width - 1),
      DisplayWidth.fitted(
        "across: \(ends(panel.x, image.x)), up: \(ends(panel.y, image.y))", to: width),
    ]
  }
}
