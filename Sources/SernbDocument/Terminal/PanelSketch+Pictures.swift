// The sketch with pixels in its plotting area: the same lines with a blank area, and the picture placed over it.

extension PanelSketch {
  /// The lines of a plot around a picture; nil if the terminal cannot draw pictures.
  func pictured(_ rows: Int, _ x: PlotScale, _ y: PlotScale, left: Int) -> [String]? {
    let columns = width - left - 1
    guard pixels.format != .none, columns > 0 else { return nil }
    let lines = framed(Array(repeating: blank(columns), count: rows), y, x, left: left)
    return placed(lines, columns: columns, rows: rows, right: left + 1) { size, pen in
      var picture = PanelPicture(
        panel, x: x, y: y, size: size, pen: pen, palette: palette(Palette.viridis))
      picture.draw(xTicks: xTicks(columns, x).positions, yTicks: yTicks(rows, y).positions)
      return picture.canvas
    }
  }

  /// A spectrogram with the lines over it, which characters cannot show.
  func pictured(_ image: Mark.Image, rows: Int) -> [String]? {
    guard pixels.format != .none else { return nil }
    let columns = width - 1
    func scale(_ axis: Figure.Axis, _ direction: Mark.Direction, _ range: ClosedRange<Double>)
      -> PlotScale
    {
      var scale = PlotScale(AxisRange(panel, direction), isLog: axis.scale == .log)
      (scale.low, scale.high) = (range.lowerBound, range.upperBound)
      scale.isLog = scale.isLog && scale.low > 0
      return scale
    }
    let lines = Array(repeating: "│" + blank(columns), count: rows) + under(image)
    return placed(lines, columns: columns, rows: rows, right: 1) { size, pen in
      var picture = PanelPicture(
        panel, x: scale(panel.x, .x, image.x), y: scale(panel.y, .y, image.y), size: size,
        pen: pen, palette: palette(Palette.viridis))
      picture.draw(xTicks: [], yTicks: [])
      return picture.canvas
    }
  }

  /// A heat map; its key is painted in the colors of the map.
  func pictured(_ heat: Mark.Heat, names: [String], left: Int) -> [String]? {
    let values = heat.values.prefix(Self.maximumRows)
    let columns = min((values.map(\.count).max() ?? 0) * 2, width - left - 1)
    guard pixels.format != .none, columns > 0 else { return nil }
    let stops = heat.palette == .diverging ? pixels.palette.diverging : pixels.palette.sequential
    let noName = blank(left)
    var lines = values.indices.map { index in
      (index < names.count ? names[index] : noName) + " " + blank(columns)
    }
    lines.append(painted(key(heat.label, heat.low, heat.high), stops))
    return placed(lines, columns: columns, rows: values.count, right: left + 1) { size, _ in
      PanelPicture.cells(
        values, low: heat.low, high: heat.high, size: size, palette: palette(stops))
    }
  }

  private func painted(_ key: String, _ stops: [Color]) -> String {
    guard let least = stops.first, let most = stops.last, key.hasPrefix("blank"),
      let sign = key.firstIndex(of: "█")
    else { return key }
    let between = key[key.index(key.startIndex, offsetBy: 5)..<sign]
    return pixels.paint("blank", least, on: least) + between + pixels.paint("█", most)
      + key[key.index(after: sign)...]
  }

  private func blank(_ columns: Int) -> String { String(repeating: " ", count: max(0, columns)) }

  private func palette(_ ramp: [Color]) -> [Color] {
    PixelColors.palette(pixels.palette, ramp: ramp)
  }

  /// The lines, then the picture over the first `rows` of them; nil if they may not fit on the screen together.
  private func placed(
    _ lines: [String], columns: Int, rows: Int, right: Int,
    _ draw: ((width: Int, height: Int), _ pen: Int) -> PixelCanvas
  ) -> [String]? {
    guard rows > 0, lines.count > rows, lines.count < pixels.rows else { return nil }
    let size = pixels.size(columns: columns, rows: rows)
    let canvas = draw(size, size.height / rows / 10)
    var lines = lines
    lines[lines.count - 1] += pixels.placed(
      canvas, columns: columns, rows: rows, up: lines.count - 1, right: right)
    return lines
  }
}
