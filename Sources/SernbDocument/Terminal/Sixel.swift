// Sixel graphics (DEC, VT330/VT340 Programmer Reference Manual, volume 2, chapter 14).

enum Sixel {
  /// The whole picture as a device control string, with colors in percent and run-length encoding.
  static func text(_ canvas: PixelCanvas) -> String {
    var bytes = Array("\u{1B}P0;1;0q\"1;1;\(canvas.width);\(canvas.height)".utf8)
    var isUsed = [Bool](repeating: false, count: 256)
    for pixel in canvas.pixels { isUsed[Int(pixel)] = true }
    for (index, color) in canvas.palette.enumerated() where isUsed[index] {
      let parts = [16, 8, 0].map { (shift: UInt32) in
        (Int(color >> shift & 255) * 100 + 127) / 255
      }
      bytes += Array("#\(index);2;\(parts[0]);\(parts[1]);\(parts[2])".utf8)
    }
    for top in stride(from: 0, to: canvas.height, by: 6) { band(from: top, of: canvas, to: &bytes) }
    return String(decoding: bytes, as: UTF8.self) + "\u{1B}\\"
  }

  /// A band of six rows, once per color in it: the bits of a character are the pixels of that color, the lowest bit on
  /// top.
  private static func band(from top: Int, of canvas: PixelCanvas, to bytes: inout [UInt8]) {
    let rows = top..<min(top + 6, canvas.height)
    var signs = [UInt8](repeating: 0, count: canvas.palette.count * canvas.width)
    var isUsed = [Bool](repeating: false, count: canvas.palette.count)
    for row in rows {
      for column in 0..<canvas.width {
        let color = Int(canvas.pixels[row * canvas.width + column])
        isUsed[color] = true
        signs[color * canvas.width + column] |= 1 << UInt8(row - top)
      }
    }
    var isFirst = true
    for color in isUsed.indices where isUsed[color] {
      if !isFirst { bytes.append(UInt8(ascii: "$")) }
      isFirst = false
      bytes += Array("#\(color)".utf8)
      runs(signs[(color * canvas.width)..<((color + 1) * canvas.width)], to: &bytes)
    }
    bytes.append(UInt8(ascii: "-"))
  }

  private static func runs(_ signs: ArraySlice<UInt8>, to bytes: inout [UInt8]) {
    var index = signs.startIndex
    while index < signs.endIndex {
      let sign = signs[index]
      var end = index + 1
      while end < signs.endIndex, signs[end] == sign { end += 1 }
      let count = end - index
      index = end
      // Trailing empty columns can be dropped, because nothing follows.
      if sign == 0, end == signs.endIndex { return }
      if count > 3 {
        bytes += Array("!\(count)".utf8) + [63 + sign]
      } else {
        bytes += Array(repeating: 63 + sign, count: count)
      }
    }
  }
}
