// A canvas of Braille dots: each terminal cell has two columns and four rows of dots.

struct DotCanvas {
  let columns: Int
  let rows: Int
  /// The dots of each cell, as the low eight bits of its code point (Unicode block Braille Patterns).
  private var signs: [UInt8]

  init(columns: Int, rows: Int) {
    self.columns = max(1, columns)
    self.rows = max(1, rows)
    signs = Array(repeating: 0, count: self.columns * self.rows)
  }

  var width: Int { columns * 2 }
  var height: Int { rows * 4 }

  /// The bits of dots 1 to 8 by row and column: the fourth row was added to six-dot Braille.
  private static let bits: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]

  /// Sets a dot, counted from the top left; dots outside are ignored.
  mutating func set(_ x: Int, _ y: Int) {
    guard x >= 0, x < width, y >= 0, y < height else { return }
    signs[y / 4 * columns + x / 2] |= Self.bits[y % 4][x % 2]
  }

  mutating func line(from a: (x: Int, y: Int), to b: (x: Int, y: Int)) {
    straightLine(from: a, to: b) { set($0, $1) }
  }

  mutating func column(_ x: Int, from top: Int, to bottom: Int) {
    guard top <= bottom else { return }
    for y in max(0, top)...max(0, min(bottom, height - 1)) where y >= top { set(x, y) }
  }

  var lines: [String] {
    (0..<rows).map { row in
      var line = ""
      for sign in signs[(row * columns)..<((row + 1) * columns)] {
        guard sign != 0, let scalar = Unicode.Scalar(0x2800 + UInt32(sign)) else {
          line += " "
          continue
        }
        line.unicodeScalars.append(scalar)
      }
      return line
    }
  }
}

/// Visits the points of a straight line from its first to its last, after Bresenham (1965).
func straightLine(
  from a: (x: Int, y: Int), to b: (x: Int, y: Int), _ visit: (_ x: Int, _ y: Int) -> Void
) {
  let (dx, dy) = (abs(b.x - a.x), -abs(b.y - a.y))
  let (stepX, stepY) = (a.x < b.x ? 1 : -1, a.y < b.y ? 1 : -1)
  var (x, y, error) = (a.x, a.y, dx + dy)
  while true {
    visit(x, y)
    if x == b.x, y == b.y { return }
    let twice = 2 * error
    if twice >= dy {
      error += dy
      x += stepX
    }
    if twice <= dx {
      error += dx
      y += stepY
    }
  }
}
