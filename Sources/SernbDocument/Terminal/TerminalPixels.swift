// Pictures in a terminal: which protocol it supports, and the escape sequences.

/// The picture support of a terminal.
public struct TerminalPixels: Sendable, Hashable {
  /// The picture protocol of a terminal.
  public enum Format: Sendable, Hashable {
    case none
    /// PNG files by kitty's terminal graphics protocol.
    case kitty
    /// Sixel graphics, as on the VT340.
    case sixel
  }

  package var format: Format
  /// The size of a character cell in pixels, each from 4 to 64.
  package var cellWidth: Int
  package var cellHeight: Int
  /// The rows of the window: the cursor cannot move above it.
  package var rows: Int
  /// Whether to use the colors for a dark page.
  package var isDark: Bool

  /// No pictures.
  public static let none = TerminalPixels(.none)

  package init(
    _ format: Format, cellWidth: Int = 8, cellHeight: Int = 16, rows: Int = 24, isDark: Bool = true
  ) {
    self.format = format
    self.cellWidth = min(max(4, cellWidth), 64)
    self.cellHeight = min(max(4, cellHeight), 64)
    self.rows = rows
    self.isDark = isDark
  }

  /// Whether `line` of a sketch contains a picture, which must not be wrapped.
  package static func isIn(_ line: Substring) -> Bool {
    var last: UInt8 = 0
    for byte in line.utf8 {
      if last == 0x1B, byte == UInt8(ascii: "_") || byte == UInt8(ascii: "P") { return true }
      last = byte
    }
    return false
  }

  var palette: Palette { isDark ? .dark : .light }

  /// `text` in a color of the picture, for legends and keys.
  func paint(_ text: String, _ ink: Color, on ground: Color? = nil) -> String {
    func part(_ kind: Int, _ color: Color) -> String {
      "\(kind);2;\(color >> 16 & 255);\(color >> 8 & 255);\(color & 255)"
    }
    let codes = [part(38, ink)] + (ground.map { [part(48, $0)] } ?? [])
    return "\u{1B}[\(codes.joined(separator: ";"))m\(text)\u{1B}[0m"
  }

  /// The size in pixels of a picture over `columns` by `rows` cells.
  ///
  /// Kitty stretches a picture over its cells, so a large one can have fewer pixels and load faster.
  func size(columns: Int, rows: Int) -> (width: Int, height: Int) {
    var (width, height) = (cellWidth, cellHeight)
    while format == .kitty, columns * width * rows * height > 500_000, width >= 8, height >= 8 {
      width /= 2
      height /= 2
    }
    return (columns * width, rows * height)
  }
}

extension TerminalPixels {
  /// Draws `canvas` over `columns` by `rows` cells whose top left corner is `up` lines above the cursor and `right`
  /// columns from the edge; the cursor ends in the first column of its line.
  func placed(_ canvas: PixelCanvas, columns: Int, rows: Int, up: Int, right: Int) -> String {
    let picture: String
    switch format {
    case .none: return ""
    case .kitty: picture = Self.kitty(canvas, columns: columns, rows: rows)
    case .sixel: picture = "\u{1B}7" + Sixel.text(canvas) + "\u{1B}8"
    }
    // A count of 0 would mean 1.
    func move(_ count: Int, _ format: String) -> String {
      count > 0 ? "\u{1B}[\(count)\(format)" : ""
    }
    return "\r" + move(up, "A") + move(right, "C") + picture + "\r" + move(up, "B")
  }

  /// Shown immediately without a response (`q=2`) or cursor movement (`C=1`), in chunks of 4096 bytes.
  private static func kitty(_ canvas: PixelCanvas, columns: Int, rows: Int) -> String {
    let file = PNG.indexed(
      rows: canvas.height, columns: canvas.width, indices: canvas.pixels, palette: canvas.palette)
    let letters = Array(Base64.text(file).utf8)
    var text = ""
    for start in stride(from: 0, to: letters.count, by: 4096) {
      let part = letters[start..<min(start + 4096, letters.count)]
      let keys = start == 0 ? "a=T,f=100,q=2,C=1,c=\(columns),r=\(rows)," : "q=2,"
      let isLast = part.endIndex == letters.count
      text += "\u{1B}_G\(keys)m=\(isLast ? 0 : 1);"
      text += String(decoding: part, as: UTF8.self) + "\u{1B}\\"
    }
    return text
  }
}
