// Deflate compression (RFC 1951): matches found by hash chains of three bytes, one dynamic Huffman block.

enum Deflate {
  /// `bytes` as a zlib stream (RFC 1950). The same bytes give the same stream on every machine.
  static func zlib(_ bytes: [UInt8]) -> [UInt8] {
    var writer = BitWriter()
    writer.bytes = [0x78, 0xDA]
    block(tokens(bytes), to: &writer)
    writer.flush()
    let sum = adler(bytes)
    return writer.bytes + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: sum >> $0) }
  }

  /// A literal byte, or a copy of `length` bytes at `distance` back.
  private enum Token {
    case literal(UInt8)
    case match(length: Int, distance: Int)
  }

  private static func tokens(_ bytes: [UInt8]) -> [Token] {
    var tokens: [Token] = []
    var newest = [Int](repeating: -1, count: 1 << 15)
    var older = [Int](repeating: -1, count: bytes.count)
    func hash(_ index: Int) -> Int {
      let three =
        UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2])
      return Int((three &* 2_654_435_761) >> 17)
    }
    func note(_ index: Int) {
      guard index + 2 < bytes.count else { return }
      older[index] = newest[hash(index)]
      newest[hash(index)] = index
    }
    func longest(_ index: Int) -> (length: Int, distance: Int) {
      guard index + 2 < bytes.count else { return (0, 0) }
      let limit = min(258, bytes.count - index)
      var best = (length: 0, distance: 0)
      var candidate = newest[hash(index)]
      var tries = 32
      while candidate >= 0, index - candidate <= 32768, tries > 0 {
        var length = 0
        while length < limit, bytes[candidate + length] == bytes[index + length] { length += 1 }
        if length > best.length { best = (length, index - candidate) }
        candidate = older[candidate]
        tries -= 1
      }
      // Three bytes from far away cost more than three literals.
      return best.length < 3 || (best.length == 3 && best.distance > 4096) ? (0, 0) : best
    }
    var index = 0
    var match = longest(0)
    while index < bytes.count {
      note(index)
      // A longer match one byte later is worth a literal.
      let later = match.length < 32 ? longest(index + 1) : (length: 0, distance: 0)
      if match.length == 0 || later.length > match.length {
        tokens.append(.literal(bytes[index]))
        index += 1
        match = later
      } else {
        tokens.append(.match(length: match.length, distance: match.distance))
        for inside in 1..<match.length { note(index + inside) }
        index += match.length
        match = longest(index)
      }
    }
    return tokens
  }

  private static func block(_ tokens: [Token], to writer: inout BitWriter) {
    var literals = [Int](repeating: 0, count: 286)
    var distances = [Int](repeating: 0, count: 30)
    literals[256] = 1
    for token in tokens {
      switch token {
      case .literal(let byte): literals[Int(byte)] += 1
      case .match(let length, let distance):
        literals[257 + bucket(length, lengthBases)] += 1
        distances[bucket(distance, distanceBases)] += 1
      }
    }
    // A block needs a distance code even if nothing uses it.
    if distances.allSatisfy({ $0 == 0 }) { distances[0] = 1 }
    let literalCode = HuffmanCode(weights: literals, limit: 15)
    let distanceCode = HuffmanCode(weights: distances, limit: 15)
    writer.write(0b101, 3)
    header(literalCode, distanceCode, to: &writer)
    for token in tokens {
      switch token {
      case .literal(let byte): writer.write(Int(byte), literalCode)
      case .match(let length, let distance):
        let lengthBucket = bucket(length, lengthBases)
        writer.write(257 + lengthBucket, literalCode)
        writer.write(UInt32(length - lengthBases[lengthBucket]), lengthBits(lengthBucket))
        let distanceBucket = bucket(distance, distanceBases)
        writer.write(distanceBucket, distanceCode)
        writer.write(
          UInt32(distance - distanceBases[distanceBucket]), max(0, distanceBucket / 2 - 1))
      }
    }
    writer.write(256, literalCode)
  }

  /// The code lengths, themselves run-length and Huffman coded (RFC 1951, 3.2.7).
  private static func header(
    _ literals: HuffmanCode, _ distances: HuffmanCode, to writer: inout BitWriter
  ) {
    let literalCount = max(257, (literals.lengths.lastIndex { $0 > 0 } ?? 0) + 1)
    let distanceCount = max(1, (distances.lengths.lastIndex { $0 > 0 } ?? 0) + 1)
    let lengths = literals.lengths.prefix(literalCount) + distances.lengths.prefix(distanceCount)
    let runs = runs(Array(lengths))
    var weights = [Int](repeating: 0, count: 19)
    for run in runs { weights[run.symbol] += 1 }
    let code = HuffmanCode(weights: weights, limit: 7)
    let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
    let count = max(4, (order.lastIndex { code.lengths[$0] > 0 } ?? 0) + 1)
    writer.write(UInt32(literalCount - 257), 5)
    writer.write(UInt32(distanceCount - 1), 5)
    writer.write(UInt32(count - 4), 4)
    for symbol in order.prefix(count) { writer.write(UInt32(code.lengths[symbol]), 3) }
    for run in runs {
      writer.write(run.symbol, code)
      writer.write(UInt32(run.extra), run.bits)
    }
  }

  private static func runs(_ lengths: [Int]) -> [(symbol: Int, extra: Int, bits: Int)] {
    var runs: [(symbol: Int, extra: Int, bits: Int)] = []
    var index = 0
    while index < lengths.count {
      let value = lengths[index]
      let run = lengths[index...].prefix { $0 == value }.count
      index += run
      var left = run
      if value == 0 {
        while left >= 11 {
          runs.append((18, min(left, 138) - 11, 7))
          left -= min(left, 138)
        }
        if left >= 3 {
          runs.append((17, left - 3, 3))
          left = 0
        }
      } else {
        runs.append((value, 0, 0))
        left -= 1
        while left >= 3 {
          runs.append((16, min(left, 6) - 3, 2))
          left -= min(left, 6)
        }
      }
      for _ in 0..<left { runs.append((value, 0, 0)) }
    }
    return runs
  }

  private static let lengthBases = [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
    163, 195, 227, 258,
  ]

  private static let distanceBases = [
    1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049,
    3073, 4097, 6145, 8193, 12289, 16385, 24577,
  ]

  private static func lengthBits(_ bucket: Int) -> Int {
    bucket < 8 || bucket == 28 ? 0 : bucket / 4 - 1
  }

  private static func bucket(_ value: Int, _ bases: [Int]) -> Int {
    var bucket = bases.count - 1
    while bucket > 0, bases[bucket] > value { bucket -= 1 }
    return bucket
  }

  private static func adler(_ bytes: [UInt8]) -> UInt32 {
    var (low, high): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
      low = (low + UInt32(byte)) % 65521
      high = (high + low) % 65521
    }
    return high << 16 | low
  }
}

/// Bits into bytes, lowest bit first.
private struct BitWriter {
  var bytes: [UInt8] = []
  private var pending: UInt32 = 0
  private var count = 0

  mutating func write(_ bits: UInt32, _ width: Int) {
    pending |= bits << UInt32(count)
    count += width
    while count >= 8 {
      bytes.append(UInt8(truncatingIfNeeded: pending))
      pending >>= 8
      count -= 8
    }
  }

  mutating func write(_ symbol: Int, _ code: HuffmanCode) {
    write(code.codes[symbol], code.lengths[symbol])
  }

  mutating func flush() {
    if count > 0 { bytes.append(UInt8(truncatingIfNeeded: pending)) }
    (pending, count) = (0, 0)
  }
}
