// A canvas of indexed colors: rectangles, straight lines and dots, not antialiased.

struct PixelCanvas: Equatable {
  let width: Int
  let height: Int
  let palette: [Color]
  /// The palette index of each pixel, top row first.
  private(set) var pixels: [UInt8]

  /// A canvas of the palette's first color, at least one pixel large.
  init(width: Int, height: Int, palette: [Color]) {
    self.width = max(1, width)
    self.height = max(1, height)
    self.palette = palette
    pixels = Array(repeating: 0, count: self.width * self.height)
  }

  subscript(_ x: Int, _ y: Int) -> UInt8 { pixels[y * width + x] }

  mutating func set(_ x: Int, _ y: Int, _ color: UInt8) { pixels[y * width + x] = color }

  /// Fills the pixels of both ranges, clipped to the canvas.
  ///
  /// - Parameter kept: colors that stay visible under the new one: only every second of their pixels is filled.
  mutating func fill(
    _ x: Range<Int>, _ y: Range<Int>, _ color: UInt8, over kept: Range<UInt8>? = nil
  ) {
    for row in y.clamped(to: 0..<height) {
      for column in x.clamped(to: 0..<width) {
        if let kept, (row + column) % 2 == 1 {
          let old = self[column, row]
          if old != color, kept.contains(old) { continue }
        }
        set(column, row, color)
      }
    }
  }

  /// A square or, from four pixels on, a disc.
  mutating func dot(_ x: Int, _ y: Int, size: Int, _ color: UInt8) {
    let (left, top) = (x - (size - 1) / 2, y - (size - 1) / 2)
    for row in 0..<size {
      for column in 0..<size {
        // Twice the distance from the center, so that it stays an integer.
        let (dx, dy) = (2 * column - size + 1, 2 * row - size + 1)
        if size > 3, dx * dx + dy * dy > size * size { continue }
        fill(left + column..<left + column + 1, top + row..<top + row + 1, color)
      }
    }
  }

  /// A line drawn with a square pen. `walked` counts pixels for dashes of length `dash`; 0
  /// draws a solid line.
  mutating func line(
    from a: (x: Int, y: Int), to b: (x: Int, y: Int), pen: Int, _ color: UInt8, dash: Int = 0,
    walked: inout Int
  ) {
    straightLine(from: a, to: b) { x, y in
      if dash == 0 || walked / dash % 2 == 0 {
        let (left, top) = (x - (pen - 1) / 2, y - (pen - 1) / 2)
        fill(left..<left + pen, top..<top + pen, color)
      }
      if (x, y) != b { walked += 1 }
    }
  }
}
