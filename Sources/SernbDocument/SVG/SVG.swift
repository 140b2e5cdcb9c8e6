// Renders figures as SVG: panels on a grid, the plots of a column aligned at their edges.
//
// A file is self-contained: no script, font or link. One `style` element has the colors for a white page and, in a
// media query, for a dark one; the page itself is painted, because the themes of a site and of the system may differ.
// One element per line makes readable diffs.

/// A name space for the writer.
package enum SVG {
  /// The figure as an SVG, with a final newline. It stays below 50 KB: long data are reduced to their extremes, points
  /// are thinned (see `Figure.thinning`) and matrices averaged.
  package static func text(_ figure: Figure) -> String {
    let columns = figure.columns.filter { !$0.isEmpty }
    let budget = DrawingBudget(figure)
    let room = width(columns.count) / Double(max(1, columns.count))
    var plans = columns.map { column in
      column.map { PanelPlan($0, room: room, isAlone: column.count == 1) }
    }
    var widths: [Double] = []
    for column in plans.indices { widths.append(align(&plans[column], room: room)) }
    let rows = rowSizes(plans)

    let inner = widths.reduce(0, +) + PanelMetrics.gap * Double(max(0, plans.count - 1))
    let total = max(inner + 2 * margin, 280)
    let title = lines(figure.title, width: total - 2 * margin)
    let titleHeight = title.isEmpty ? 0 : Double(title.count) * 20 + 4
    let height = margin + titleHeight + rows.reduce(0) { $0 + $1.height } + margin

    var canvas = SVGCanvas()
    canvas.rectangle("page", x: 0, y: 0, width: total, height: height)
    for (index, line) in title.enumerated() {
      canvas.text("title", line, x: margin + 4, y: margin + 14 + Double(index) * 20)
    }
    var clips = 0
    var x = margin
    for (column, plan) in plans.enumerated() {
      var y = margin + titleHeight
      for (row, panel) in plan.enumerated() {
        var drawing = PanelDrawing(
          panel, x: x, y: y + rows[row].top, headroom: rows[row].top, clip: "clip\(clips)",
          budget: budget)
        clips += 1
        drawing.draw(on: &canvas)
        y += rows[row].height
      }
      x += widths[column] + PanelMetrics.gap
    }
    return document(figure, canvas, width: total, height: height)
  }

  private static let margin = 10.0

  /// Wide enough for each column, but no wider than a page shows with readable text.
  private static func width(_ columns: Int) -> Double {
    columns <= 1 ? 720 : columns == 2 ? 920 : 350 * Double(columns)
  }

  /// Gives the panels of a column the same left and right edges. Returns the width of the column.
  private static func align(_ column: inout [PanelPlan], room: Double) -> Double {
    let left = column.map(\.left).max() ?? 0
    let right = column.map(\.right).max() ?? 0
    for index in column.indices {
      column[index].left = left
      column[index].right = right
    }
    let isFixed = column.allSatisfy(\.hasFixedWidth)
    let width = isFixed ? column.map(\.naturalWidth).max() ?? 0 : room
    for index in column.indices { column[index].settle(width: width) }
    return width
  }

  /// The height of each row above and below its plots, and in total.
  private static func rowSizes(_ plans: [[PanelPlan]]) -> [(top: Double, height: Double)] {
    let count = plans.map(\.count).max() ?? 0
    return (0..<count).map { row in
      let panels = plans.compactMap { $0.count > row ? $0[row] : nil }
      let top = panels.map(\.top).max() ?? 0
      let rest = panels.map { $0.plotHeight + $0.bottom }.max() ?? 0
      return (top, top + rest + (row + 1 < count ? 10 : 0))
    }
  }

  /// At most two lines, broken at a space.
  private static func lines(_ title: String, width: Double) -> [String] {
    guard !title.isEmpty else { return [] }
    var lines = [""]
    for word in title.split(separator: " ") {
      let longer =
        lines[lines.count - 1].isEmpty ? String(word) : "\(lines[lines.count - 1]) \(word)"
      if TextWidth.of(longer, size: 15, bold: true) > width, lines.count < 2,
        !lines[lines.count - 1].isEmpty
      {
        lines.append(String(word))
      } else {
        lines[lines.count - 1] = longer
      }
    }
    return lines.map { TextWidth.fitted($0, width: width, size: 15, bold: true) }
  }

  private static func document(
    _ figure: Figure, _ canvas: SVGCanvas, width: Double, height: Double
  ) -> String {
    let size = (SVGCanvas.number(width.rounded(.up)), SVGCanvas.number(height.rounded(.up)))
    let name = figure.title.isEmpty ? figure.alt : figure.title
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(size.0)\" height=\"\(size.1)\""
        + " viewBox=\"0 0 \(size.0) \(size.1)\" role=\"img\">",
      "<title>\(SVGCanvas.escaped(name))</title>", "<desc>\(SVGCanvas.escaped(figure.alt))</desc>",
    ]
    lines += SVGStyle.lines(for: canvas.classes)
    lines += canvas.lines
    return (lines + ["</svg>"]).joined(separator: "\n") + "\n"
  }
}
