// The PNG encoder against checksums that others have published and a decoder written here from RFC 1951.

import Basics
import Testing

@testable import SernbDocument

@Suite("PNG")
struct PNGTests {
  @Test("checksums are the published ones")
  func checksums() {
    #expect(PNG.checksum(Array("123456789".utf8)) == 0xCBF4_3926)
    // zlib.adler32(b"Wikipedia")
    #expect(Deflate.zlib(Array("Wikipedia".utf8)).suffix(4) == [0x11, 0xE6, 0x03, 0x98])
    #expect(Base64.text(Array("light work.".utf8)) == "bGlnaHQgd29yay4=")
    #expect(Base64.text(Array("light work".utf8)) == "bGlnaHQgd29yaw==")
  }

  static let inputs: [[UInt8]] = {
    var noise = Gallery.Noise(state: 17)
    return [
      [], [7], [7, 7, 7, 7], Array(repeating: 0, count: 100_000), Array(0...255),
      Array(String(repeating: "abcabcabd ", count: 300).utf8),
      (0..<20000).map { _ in UInt8(noise.next() * 256) },
      (0..<40000).map { _ in UInt8(noise.next() * noise.next() * 24) },
      (0..<50000).map { UInt8(($0 * $0 / 977) % 31) },
    ]
  }()

  @Test("what was compressed inflates to the same bytes", arguments: inputs)
  func inflate(_ bytes: [UInt8]) {
    var decoder = Inflate(bytes: Array(Deflate.zlib(bytes).dropFirst(2).dropLast(4)))
    #expect(decoder.decode() == bytes)
  }

  @Test("repetition shrinks and noise hardly grows")
  func sizes() {
    #expect(Deflate.zlib(Self.inputs[3]).count < 400)
    #expect(Deflate.zlib(Self.inputs[6]).count < 20_400)
  }

  @Test("a limited Huffman code is complete and costs no more than its neighbors")
  func huffman() {
    // Fibonacci weights want codes longer than the limit.
    var weights = [1, 1]
    while weights.count < 25 {
      weights.append(weights[weights.count - 1] + weights[weights.count - 2])
    }
    let code = HuffmanCode(weights: weights, limit: 15)
    let kraft = code.lengths.reduce(0) { $0 + 1 << (15 - $1) }
    #expect(kraft == 1 << 15)
    #expect((code.lengths.max() ?? 0) <= 15)
    // Without a limit that binds, the classic result for 1 1 2 3 5: 4 4 3 2 1.
    #expect(HuffmanCode(weights: [1, 1, 2, 3, 5], limit: 15).lengths == [4, 4, 3, 2, 1])
  }

  @Test("the file has its chunks in order and its size in the header")
  func chunks() {
    let file = PNG.indexed(
      rows: 2, columns: 3, indices: [0, 1, 2, 2, 1, 0], palette: [0, 0xFF0000, 0xFFFFFF])
    #expect(Array(file.prefix(8)) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    #expect(Array(file[16..<29]) == [0, 0, 0, 3, 0, 0, 0, 2, 8, 3, 0, 0, 0])
    #expect(Array(file.suffix(8)) == [0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82])
    #expect(PNG.indexed(rows: 2, columns: 2, indices: [1], palette: [0]) == [])
  }
}

/// A plain decoder of one dynamic Deflate block: the oracle.
struct Inflate {
  let bytes: [UInt8]
  var index = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func bits(_ count: Int) -> Int {
    var value = 0
    for bit in 0..<count {
      guard index / 8 < bytes.count else { return value }
      value |= Int(bytes[index / 8] >> UInt8(index % 8) & 1) << bit
      index += 1
    }
    return value
  }

  mutating func symbol(_ table: [[Int]: Int]) -> Int? {
    var code: [Int] = []
    while code.count < 16 {
      code.append(bits(1))
      if let symbol = table[code] { return symbol }
    }
    return nil
  }

  static func table(_ lengths: [Int]) -> [[Int]: Int] {
    var table: [[Int]: Int] = [:]
    var code = 0
    for length in 1...15 {
      for (symbol, own) in lengths.enumerated() where own == length {
        table[(0..<length).reversed().map { code >> $0 & 1 }] = symbol
        code += 1
      }
      code <<= 1
    }
    return table
  }

  mutating func decode() -> [UInt8]? {
    guard bits(1) == 1, bits(2) == 2 else { return nil }
    let (literalCount, distanceCount, count) = (bits(5) + 257, bits(5) + 1, bits(4) + 4)
    let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
    var own = [Int](repeating: 0, count: 19)
    for symbol in order.prefix(count) { own[symbol] = bits(3) }
    let ownTable = Self.table(own)
    var lengths: [Int] = []
    while lengths.count < literalCount + distanceCount {
      guard let symbol = symbol(ownTable) else { return nil }
      switch symbol {
      case 16: lengths += Array(repeating: lengths.last ?? 0, count: bits(2) + 3)
      case 17: lengths += Array(repeating: 0, count: bits(3) + 3)
      case 18: lengths += Array(repeating: 0, count: bits(7) + 11)
      default: lengths.append(symbol)
      }
    }
    let literals = Self.table(Array(lengths.prefix(literalCount)))
    let distances = Self.table(Array(lengths.dropFirst(literalCount)))
    var result: [UInt8] = []
    while let symbol = symbol(literals) {
      if symbol < 256 {
        result.append(UInt8(symbol))
      } else if symbol == 256 {
        return result
      } else {
        let length = 3 + extended(symbol - 257, step: 4, last: 28, most: 255)
        guard let code = self.symbol(distances) else { return nil }
        let distance = 1 + extended(code, step: 2, last: -1, most: 0)
        guard distance <= result.count else { return nil }
        for _ in 0..<length { result.append(result[result.count - distance]) }
      }
    }
    return nil
  }

  /// Values that grow by one extra bit every `step` codes (RFC 1951, 3.2.5).
  private mutating func extended(_ code: Int, step: Int, last: Int, most: Int) -> Int {
    if code == last { return most }
    if code < 2 * step { return code }
    let extra = code / step - 1
    return (step + code % step) << extra + bits(extra)
  }
}
