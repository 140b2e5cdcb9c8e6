// Small indexed images as PNG (RFC 2083), for the only mark that is not drawn as vectors: a dense matrix.

import Basics

enum PNG {
  /// A picture of `rows * columns` indices into `palette` (at most 256 colors 0xRRGGBB), top row first.
  static func indexed(rows: Int, columns: Int, indices: [UInt8], palette: [UInt32]) -> [UInt8] {
    guard rows > 0, columns > 0, indices.count == rows * columns else { return [] }
    var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    // Bit depth 8, palette, Deflate, standard filters, not interlaced.
    chunk("IHDR", word(columns) + word(rows) + [8, 3, 0, 0, 0], to: &file)
    let colors = palette.flatMap { color in
      [16, 8, 0].map { UInt8(truncatingIfNeeded: color >> $0) }
    }
    chunk("PLTE", colors, to: &file)
    var smallest: [UInt8] = []
    for filter: UInt8 in 0...2 {
      let stream = Deflate.zlib(filtered(indices, rows: rows, columns: columns, by: filter))
      if smallest.isEmpty || stream.count < smallest.count { smallest = stream }
    }
    chunk("IDAT", smallest, to: &file)
    chunk("IEND", [], to: &file)
    return file
  }

  /// 0: as they are; 1: differences to the left; 2: differences to the row above.
  private static func filtered(
    _ indices: [UInt8], rows: Int, columns: Int, by filter: UInt8
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(rows * (columns + 1))
    for row in 0..<rows {
      bytes.append(filter)
      for column in 0..<columns {
        let index = row * columns + column
        switch filter {
        case 1: bytes.append(indices[index] &- (column > 0 ? indices[index - 1] : 0))
        case 2: bytes.append(indices[index] &- (row > 0 ? indices[index - columns] : 0))
        default: bytes.append(indices[index])
        }
      }
    }
    return bytes
  }

  private static func chunk(_ name: String, _ content: [UInt8], to file: inout [UInt8]) {
    let body = Array(name.utf8) + content
    file += word(content.count) + body + word(Int(checksum(body)))
  }

  private static func word(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  /// CRC-32 with the polynomial 0xEDB88320.
  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var sum: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    return ~sum
  }
}

enum Base64 {
  static func text(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      var bits = 0
      for index in 0..<3 {
        bits = bits << 8 | (index < group.count ? Int(group[start + index]) : 0)
      }
      for index in 0..<4 {
        let isPadding = index > group.count
        text.append(isPadding ? UInt8(ascii: "=") : alphabet[bits >> (18 - 6 * index) & 63])
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
