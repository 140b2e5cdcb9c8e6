// Orders rows by typed keys: numbers by their bits, texts by their bytes, all by counting digits (radix sort).
//
// Every key becomes a whole number of so many bits, neighbors are packed into one word of 64, and words are sorted by
// digits of eleven bits, least first, which keeps equal rows in their order.

package import Basics

/// Orders of rows.
package enum SortOrder {
  /// One column to sort by.
  package enum Column: Sendable {
    case numbers([Double])
    case texts(TextArray)
    case flags([Bool?])

    fileprivate var count: Int {
      switch self {
      case .numbers(let values): values.count
      case .texts(let texts): texts.count
      case .flags(let flags): flags.count
      }
    }
  }

  /// The rows of numbers from the least to the greatest, or the other way round: equal ones in their order, NaN last.
  package static func indices(
    of values: [Double], descending: Bool = false
  ) throws(Cancelled) -> [Int] {
    try indices(by: [(.numbers(values), descending)], rows: values.count)
  }

  /// The rows of texts in the order of `String`: equal ones in their order, missing ones last.
  package static func indices(
    of texts: TextArray, descending: Bool = false
  ) throws(Cancelled) -> [Int] {
    try indices(by: [(.texts(texts), descending)], rows: texts.count)
  }

  /// The row of the first text in the order of `String`, `nil` if all are missing.
  package static func least(of texts: TextArray) throws(Cancelled) -> Int? {
    var least: Int?
    var meter = WorkMeter()
    for (row, code) in texts.codes.enumerated() where code != TextArray.missing {
      try meter.spend(100)
      guard let best = least else {
        least = row
        continue
      }
      let isBefore =
        texts.pool.isNormal
        ? texts.pool.isBefore(Int(code), Int(texts.codes[best]), from: 0)
        : texts.pool[Int(code)] < texts.pool[Int(texts.codes[best])]
      if isBefore { least = row }
    }
    return least
  }

  /// The rows by the first column, rows equal in it by the second, and so on; missing cells last in each direction.
  package static func indices(
    by columns: [(column: Column, descending: Bool)], rows: Int
  ) throws(Cancelled) -> [Int] {
    var words: [(keys: [UInt64], bits: Int)] = []
    for (column, descending) in columns {
      let (keys, bits) = try column.keys(descending: descending)
      if let last = words.last, last.bits + bits <= 64 {
        let index = words.count - 1
        words[index].bits += bits
        for row in 0..<rows { words[index].keys[row] = words[index].keys[row] << bits | keys[row] }
      } else {
        words.append((keys, bits))
      }
    }
    var order: [UInt32]?
    for (keys, bits) in words.reversed() where bits > 0 {
      order = try radixSorted(keys, bits: bits, after: order)
    }
    return order?.map { Int($0) } ?? Array(0..<rows)
  }

  /// An element while it is sorted.
  private struct Item {
    var key: UInt64
    var row: UInt32
  }

  private static let digit = 11

  /// The rows by their keys; rows of equal keys as they are in `before`, by default by number.
  static func radixSorted(
    _ keys: [UInt64], bits: Int, after before: [UInt32]? = nil
  ) throws(Cancelled) -> [UInt32] {
    let count = keys.count
    var meter = WorkMeter()
    try meter.spend(40 * count)
    var items = [Item](unsafeUninitializedCapacity: count) { items, filled in
      for place in 0..<count {
        let row = before?[place] ?? UInt32(place)
        items.initializeElement(at: place, to: Item(key: keys[Int(row)], row: row))
      }
      filled = count
    }
    if count < 1024 {
      // Too few to count digits. The sort of the standard library is stable.
      items.sort { $0.key < $1.key }
      return items.map(\.row)
    }
    var other = items
    let mask = UInt64(1 << digit - 1)
    for shift in stride(from: 0, to: bits, by: digit) {
      try meter.spend(20 * count)
      var starts = [Int](repeating: 0, count: 1 << digit)
      for item in items { starts[Int(item.key >> UInt64(shift) & mask)] += 1 }
      if starts.contains(count) { continue }
      var sum = 0
      for index in starts.indices { (starts[index], sum) = (sum, sum + starts[index]) }
      items.withUnsafeBufferPointer { items in
        other.withUnsafeMutableBufferPointer { other in
          starts.withUnsafeMutableBufferPointer { starts in
            for item in items {
              let index = Int(item.key >> UInt64(shift) & mask)
              other[starts[index]] = item
              starts[index] += 1
            }
          }
        }
      }
      swap(&items, &other)
    }
    return items.map(\.row)
  }
}

extension SortOrder.Column {
  /// Keys of so many bits that are ordered as the cells are.
  fileprivate func keys(descending: Bool) throws(Cancelled) -> (keys: [UInt64], bits: Int) {
    switch self {
    case .numbers(let values): SortOrder.keys(values, descending)
    case .flags(let flags):
      (flags.map { $0.map { $0 == descending ? 0 : 1 } ?? 2 }, 2)
    case .texts(let texts):
      SortOrder.keys(texts.codes, try SortOrder.ranks(of: texts.pool), descending)
    }
  }
}

extension SortOrder {
  /// Whole numbers of a small range are counted from its beginning; of all others the bits are put in order.
  private static func keys(_ values: [Double], _ descending: Bool) -> ([UInt64], Int) {
    if let range = WholeRange(of: values, shorterThan: 1 << 32) {
      let (least, span) = (range.least, UInt64(range.span))
      let keys = values.map { value -> UInt64 in
        if value.isNaN { return span + 1 }
        let offset = UInt64(Int(value) - least)
        return descending ? span - offset : offset
      }
      return (keys, 64 - (span + 1).leadingZeroBitCount)
    }
    let keys = values.map { value -> UInt64 in
      if value.isNaN { return .max }
      let bits = value == 0 ? 0 : value.bitPattern
      let ordered = bits >> 63 == 0 ? bits | 1 << 63 : ~bits
      return descending ? ~ordered : ordered
    }
    return (keys, 64)
  }

  private static func keys(
    _ codes: [UInt32], _ ranks: (of: [UInt32], count: Int), _ descending: Bool
  ) -> ([UInt64], Int) {
    let last = UInt64(max(0, ranks.count - 1))
    let keys = codes.map { code -> UInt64 in
      if code == TextArray.missing { return last + 1 }
      let rank = UInt64(ranks.of[Int(code)])
      return descending ? last - rank : rank
    }
    return (keys, 64 - (last + 1).leadingZeroBitCount)
  }

  /// For each text of a pool its place among all distinct ones, and how many these are.
  static func ranks(of pool: TextPool) throws(Cancelled) -> (of: [UInt32], count: Int) {
    var ranks = [UInt32](repeating: 0, count: pool.count)
    if pool.isEmpty { return (ranks, 0) }
    let order: [UInt32]
    var next: UInt32 = 0
    if pool.isNormal {
      order = try byBytes(pool)
      for (a, b) in zip(order, order.dropFirst()) {
        if pool.isBefore(Int(a), Int(b), from: 0) { next += 1 }
        ranks[Int(b)] = next
      }
    } else {
      let texts = (0..<pool.count).map { pool[$0] }
      order = try (0..<UInt32(pool.count)).sorted(costing: 100) { texts[Int($0)] < texts[Int($1)] }
      for (a, b) in zip(order, order.dropFirst()) {
        if texts[Int(a)] != texts[Int(b)] { next += 1 }
        ranks[Int(b)] = next
      }
    }
    return (ranks, Int(next) + 1)
  }

  /// The texts of a pool by their bytes: by as many as fit a word, then those that share these by the next, and so on.
  private static func byBytes(_ pool: TextPool) throws(Cancelled) -> [UInt32] {
    var order = (0..<UInt32(pool.count)).map { $0 }
    let words = TextWords(pool)
    var meter = WorkMeter()
    // Runs of texts whose first `depth` bytes are equal.
    var runs = [(range: 0..<pool.count, depth: words.shared)]
    while let (range, depth) = runs.popLast() {
      try meter.spend(100 * range.count)
      if range.count < 24 {
        order[range].sort { pool.isBefore(Int($0), Int($1), from: depth) }
        continue
      }
      let members = Array(order[range])
      let keys = members.map { words.word(Int($0), at: depth) }
      let sorted = try radixSorted(keys, bits: 64)
      var start = 0
      for place in 0...sorted.count {
        if place < sorted.count {
          order[range.lowerBound + place] = members[Int(sorted[place])]
          if keys[Int(sorted[place])] == keys[Int(sorted[start])] { continue }
        }
        // Texts that have ended are equal.
        if place - start > 1, words.isFull(keys[Int(sorted[start])]) {
          runs.append(
            ((range.lowerBound + start)..<(range.lowerBound + place), depth + words.length))
        }
        start = place
      }
    }
    return order
  }
}

/// Bytes of the texts of a pool as words that are ordered as they are: each byte by its place among those that occur, so
/// that sixteen digits fit, and 0 after the end.
private struct TextWords {
  private let pool: TextPool
  private var places = [UInt8](repeating: 0, count: 256)
  private let bits: Int
  /// How many bytes all texts share at their beginnings.
  let shared: Int
  /// How many bytes fit a word.
  let length: Int

  init(_ pool: TextPool) {
    self.pool = pool
    var shared = pool.count == 0 ? 0 : pool.range(0).count
    var isUsed = [Bool](repeating: false, count: 256)
    pool.bytes.withUnsafeBufferPointer { bytes in
      for code in 0..<pool.count {
        let range = pool.range(code)
        shared = min(shared, range.count)
        var length = 0
        while length < shared, bytes[length] == bytes[range.lowerBound + length] { length += 1 }
        shared = length
      }
      for code in 0..<pool.count {
        let range = pool.range(code)
        for position in (range.lowerBound + shared)..<range.upperBound {
          isUsed[Int(bytes[position])] = true
        }
      }
    }
    self.shared = shared
    var count = 0
    for byte in 0..<256 where isUsed[byte] {
      count += 1
      places[byte] = UInt8(truncatingIfNeeded: count)
    }
    // UTF-8 has fewer than 256 bytes, so that all places are numbers of eight bits.
    bits = max(1, Int.bitWidth - count.leadingZeroBitCount)
    length = 64 / bits
  }

  /// The bytes of a text from `depth` on.
  func word(_ code: Int, at depth: Int) -> UInt64 {
    let range = pool.range(code)
    let start = range.lowerBound + depth
    var word: UInt64 = 0
    pool.bytes.withUnsafeBufferPointer { bytes in
      places.withUnsafeBufferPointer { places in
        for offset in 0..<length {
          word <<= UInt64(bits)
          if start + offset < range.upperBound {
            word |= UInt64(places[Int(bytes[start + offset])])
          }
        }
      }
    }
    return word
  }

  /// Whether a text with this word may go on after it.
  func isFull(_ word: UInt64) -> Bool { word & (1 << UInt64(bits) - 1) != 0 }
}

extension TextPool {
  fileprivate var isEmpty: Bool { count == 0 }

  /// Whether a text comes before another by its bytes, the first `depth` of which are equal.
  fileprivate func isBefore(_ a: Int, _ b: Int, from depth: Int) -> Bool {
    let (x, y) = (range(a), range(b))
    return bytes.withUnsafeBufferPointer { bytes in
      for offset in min(depth, x.count, y.count)..<min(x.count, y.count) {
        let (p, q) = (bytes[x.lowerBound + offset], bytes[y.lowerBound + offset])
        if p != q { return p < q }
      }
      return x.count < y.count
    }
  }
}
