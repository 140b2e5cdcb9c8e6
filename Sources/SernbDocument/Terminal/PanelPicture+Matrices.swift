// Spectrograms and heat maps as pixel pictures, one ramp color per level.

extension PixelCanvas {
  /// Stretches the cells of a matrix over the canvas. A pixel takes the maximum of its cells, so that a short sound
  /// does not vanish.
  mutating func stretch(rows: Int, columns: Int, _ level: (Int, Int) -> UInt8) {
    guard rows > 0, columns > 0 else { return }
    func parts(_ pixels: Int, _ cells: Int) -> [Range<Int>] {
      (0..<pixels).map { pixel in
        let first = pixel * cells / pixels
        return first..<max(first + 1, (pixel + 1) * cells / pixels)
      }
    }
    let across = parts(width, columns)
    for (y, down) in parts(height, rows).enumerated() {
      for (x, beside) in across.enumerated() {
        var most: UInt8 = 0
        for row in down { for column in beside { most = max(most, level(row, column)) } }
        set(x, y, most)
      }
    }
  }
}

extension PanelPicture {
  /// The image covers the whole plot, whose axes end at its edges.
  mutating func draw(_ image: Mark.Image) {
    guard image.levels.count >= image.rows * image.columns else { return }
    let colors = (0..<256).map { PixelColors.level(Double($0) / 255) }
    canvas.stretch(rows: image.rows, columns: image.columns) { row, column in
      colors[Int(image.levels[(image.rows - 1 - row) * image.columns + column])]
    }
  }

  /// The cells of a heat map, the missing ones in a color of their own.
  static func cells(
    _ values: ArraySlice<[Double]>, low: Double, high: Double, size: (width: Int, height: Int),
    palette: [Color]
  ) -> PixelCanvas {
    var canvas = PixelCanvas(width: size.width, height: size.height, palette: palette)
    let rows = Array(values)
    canvas.stretch(rows: rows.count, columns: rows.map(\.count).max() ?? 0) { row, column in
      guard column < rows[row].count, rows[row][column].isFinite else { return PixelColors.missing }
      return PixelColors.level(high > low ? (rows[row][column] - low) / (high - low) : 0.5)
    }
    return canvas
  }
}
