// Heat maps and dense pictures on the canvas.

extension PanelDrawing {
  mutating func draw(_ heat: Mark.Heat, on canvas: inout SVGCanvas) {
    if heat.isPicture(budget.cells) {
      let image = heat.image(x: x.low...x.high, y: y.low...y.high)
      draw(image, style: "picture", on: &canvas)
      return
    }
    let letter = heat.palette == .diverging ? "d" : "q"
    let (wide, tall) = (x.slot, y.slot)
    let gap = min(wide, tall) >= 10 ? 1.0 : 0
    let count = heat.values.reduce(0) { $0 + $1.count }
    let hasRoom = heat.textWidth + 4 <= wide && tall >= 14 && count <= budget.textCells
    canvas.open("cell")
    for (row, values) in heat.values.enumerated() {
      for (column, value) in values.enumerated() {
        guard let middle = x.at(Double(column)), let center = y.at(Double(row)) else { continue }
        let share = heat.high > heat.low ? (value - heat.low) / (heat.high - heat.low) : 0.5
        let level = Int((min(max(share.clamped, 0), 1) * Double(SVGStyle.levels - 1)).rounded())
        canvas.path(
          value.isNaN ? "none" : "\(letter)\(level)",
          Self.rectangle(middle - wide / 2, center - tall / 2, wide - gap, tall - gap))
        guard hasRoom, row < heat.texts.count, column < heat.texts[row].count else { continue }
        let lines = heat.texts[row][column].split(separator: "\n").map { String($0) }
        let ink = value.isNaN ? "tick" : "\(letter)t\(level)"
        for (index, line) in lines.prefix(2).enumerated() {
          let baseline = lines.count == 1 ? center + 4 : center - 3 + Double(index) * 14
          canvas.text(index == 0 ? ink : "small \(ink)", line, x: middle - gap / 2, y: baseline)
        }
      }
    }
    canvas.close()
  }

  func draw(_ image: Mark.Image, style: String = "", on canvas: inout SVGCanvas) {
    guard let from = x.at(image.x.lowerBound), let to = x.at(image.x.upperBound),
      let low = y.at(image.y.lowerBound), let high = y.at(image.y.upperBound)
    else { return }
    let n = SVGCanvas.number
    let name = style.isEmpty ? "" : " class=\"\(style)\""
    canvas.touch(style)
    canvas.add(
      "<image\(name) x=\"\(n(min(from, to)))\" y=\"\(n(min(low, high)))\""
        + " width=\"\(n((to - from).magnitude))\" height=\"\(n((low - high).magnitude))\""
        + " preserveAspectRatio=\"none\""
        + " href=\"data:image/png;base64,\(Base64.text(image.picture(limit: budget.pictureBytes)))\"/>"
    )
  }
}

extension Mark.Image {
  /// The picture as a PNG of at most `limit` bytes: fewer colors, then fewer points, until it fits.
  func picture(limit: Int) -> [UInt8] {
    var reduced = self
    while true {
      for colors in [48, 32, 24, 16] {
        let file = reduced.png(colors: colors)
        if file.count <= limit { return file }
      }
      guard reduced.rows > 8 || reduced.columns > 8 else { return reduced.png(colors: 8) }
      reduced = reduced.smaller
    }
  }

  private func png(colors: Int) -> [UInt8] {
    guard rows > 0, columns > 0, levels.count == rows * columns else { return [] }
    var indices: [UInt8] = []
    for row in (0..<rows).reversed() {
      for level in levels[row * columns..<(row + 1) * columns] {
        indices.append(UInt8(Int(level) * colors / 256))
      }
    }
    let palette = (0..<colors).map { index in
      Palette.ramp(Palette.viridis, Double(index) / Double(colors - 1))
    }
    return PNG.indexed(rows: rows, columns: columns, indices: indices, palette: palette)
  }

  /// The picture at three quarters of its size along both sides, each point the mean of those it covers.
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
