// Orders rows by typed keys: numbers by their bits, texts by their bytes, all by counting digits (radix sort).
//
// Every key becomes a whole number of so many bits, neighbors are packed into one word of 64, and words are sorted by
// digits of eleven bits, least first, which keeps equal rows in their order. Words share their place with the numbers of
// their rows, so that half as much memory moves in every pass.

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

  /// The numbers from the least to the greatest, or the other way round: NaN last.
  package static func sorted(
    _ values: [Double], descending: Bool = false
  ) throws(Cancelled) -> [Double] {
    // Equal numbers cannot be told apart, but for zeros and NaN, which stay in their order.
    var (keys, zeros, last): ([UInt64], [Double], [Double]) = ([], [], [])
    keys.reserveCapacity(values.count)
    for value in values {
      if value.isNaN {
        last.append(value)
      } else {
        if value == 0 { zeros.append(value) }
        keys.append(key(of: value, descending))
      }
    }
    keys = try radixSorted(keys, from: 0)
    var result: [Double] = []
    result.reserveCapacity(values.count)
    for key in keys {
      let ordered = descending ? ~key : key
      result.append(Double(bitPattern: ordered >> 63 == 1 ? ordered ^ (1 << 63) : ~ordered))
    }
    if zeros.contains(where: { $0.sign == .minus }), let first = result.firstIndex(of: 0) {
      result.replaceSubrange(first..<first + zeros.count, with: zeros)
    }
    result += last
    return result
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
    var order: SortedRows?
    for (keys, bits) in words.reversed() where bits > 0 {
      order = try radixSorted(keys, after: order)
    }
    return order.map { order in (0..<rows).map { order.row($0) } } ?? Array(0..<rows)
  }

  private static let digit = 11

  /// Rows in the order of their keys.
  private struct SortedRows {
    /// In each the highest bits of a key that differ, above the number of its row.
    fileprivate var items: [UInt64]
    fileprivate let rowBits: UInt64
    /// Whether there was room for all bits that differ.
    fileprivate let isWhole: Bool

    var count: Int { items.count }
    func row(_ place: Int) -> Int { Int(items[place] & (1 << rowBits - 1)) }

    /// Whether neighbors have equal keys.
    func areAlike(_ place: Int, _ other: Int, _ keys: [UInt64]) -> Bool {
      items[place] >> rowBits == items[other] >> rowBits
        && (isWhole || keys[row(place)] == keys[row(other)])
    }
  }

  /// The rows by their keys; rows of equal keys as they are in `before`, by default by number.
  private static func radixSorted(
    _ keys: [UInt64], after before: SortedRows? = nil
  ) throws(Cancelled) -> SortedRows {
    let first = keys.first ?? 0
    // Bits in which no keys differ do not count.
    let different = keys.reduce(0) { $0 | ($1 ^ first) }
    let least = different.trailingZeroBitCount & 63
    let rowBits = UInt64.bitWidth - UInt64(max(0, keys.count - 1)).leadingZeroBitCount
    let hidden = max(0, UInt64.bitWidth - different.leadingZeroBitCount - least + rowBits - 64)
    let shift = UInt64(least + hidden)
    var items = [UInt64](unsafeUninitializedCapacity: keys.count) { items, filled in
      for place in keys.indices {
        let row = before?.row(place) ?? place
        items.initializeElement(
          at: place, to: (keys[row] >> shift) << UInt64(rowBits) | UInt64(row))
      }
      filled = keys.count
    }
    items = try radixSorted(items, from: rowBits)
    let rowMask = UInt64(1) << UInt64(rowBits) - 1
    if hidden > 0 {
      // What there was no room for decides among those that share the rest.
      var start = 0
      for place in 1...items.count
      where place == items.count || items[place] & ~rowMask != items[start] & ~rowMask {
        if place - start > 1 {
          items[start..<place].sort { keys[Int($0 & rowMask)] < keys[Int($1 & rowMask)] }
        }
        start = place
      }
    }
    return SortedRows(items: items, rowBits: UInt64(rowBits), isWhole: hidden == 0)
  }

  /// Words by their bits from `first` on.
  private static func radixSorted(
    _ words: [UInt64], from first: Int
  ) throws(Cancelled) -> [UInt64] {
    var meter = WorkMeter()
    try meter.spend(40 * words.count)
    var items = words
    if items.count < 1024 {
      // Too few to count digits. The sort of the standard library is stable.
      let first = UInt64(first)
      items.sort { $0 >> first < $1 >> first }
      return items
    }
    var other = items
    let mask = UInt64(1 << digit - 1)
    for shift in stride(from: first, to: 64, by: digit) {
      try meter.spend(20 * items.count)
      var starts = [Int](repeating: 0, count: 1 << digit)
      for item in items { starts[Int(item >> UInt64(shift) & mask)] += 1 }
      if starts.contains(items.count) { continue }
      var sum = 0
      for index in starts.indices { (starts[index], sum) = (sum, sum + starts[index]) }
      items.withUnsafeBufferPointer { items in
        other.withUnsafeMutableBufferPointer { other in
          starts.withUnsafeMutableBufferPointer { starts in
            for item in items {
              let index = Int(item >> UInt64(shift) & mask)
              other[starts[index]] = item
              starts[index] += 1
            }
          }
        }
      }
      swap(&items, &other)
    }
    return items
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
    return (values.map { $0.isNaN ? .max : key(of: $0, descending) }, 64)
  }

  /// A word for a number other than NaN, which both zeros share.
  @inline(__always)
  private static func key(of value: Double, _ descending: Bool) -> UInt64 {
    let bits = value == 0 ? 0 : value.bitPattern
    let ordered = bits >> 63 == 0 ? bits | 1 << 63 : ~bits
    return descending ? ~ordered : ordered
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
    var next: UInt32 = 0
    if pool.isNormal {
      let (order, isNew) = try byBytes(pool)
      for place in order.indices.dropFirst() {
        if isNew[place] { next += 1 }
        ranks[Int(order[place])] = next
      }
    } else {
      let texts = (0..<pool.count).map { pool[$0] }
      let order = try (0..<UInt32(pool.count)).sorted(costing: 100) {
        texts[Int($0)] < texts[Int($1)]
      }
      for (a, b) in zip(order, order.dropFirst()) {
        if texts[Int(a)] != texts[Int(b)] { next += 1 }
        ranks[Int(b)] = next
      }
    }
    return (ranks, Int(next) + 1)
  }

  /// The texts of a pool by their bytes, and whether each differs from the one before it: by as many bytes as fit a word, then
  /// those that share these by the next, and so on.
  private static func byBytes(
    _ pool: TextPool
  ) throws(Cancelled) -> (order: [UInt32], isNew: [Bool]) {
    var order = (0..<UInt32(pool.count)).map { $0 }
    var isNew = [Bool](repeating: true, count: pool.count)
    let words = TextWords(pool)
    var meter = WorkMeter()
    // Runs of texts whose first `depth` bytes are equal.
    var runs = [(range: 0..<pool.count, depth: words.shared)]
    while let (range, depth) = runs.popLast() {
      try meter.spend(100 * range.count)
      if range.count < 24 {
        order[range].sort { pool.isBefore(Int($0), Int($1), from: depth) }
        for place in range.dropFirst() {
          isNew[place] = pool.isBefore(Int(order[place - 1]), Int(order[place]), from: depth)
        }
        continue
      }
      let members = Array(order[range])
      let keys = members.map { words.word(Int($0), at: depth) }
      let sorted = try radixSorted(keys)
      var start = 0
      for place in 0...sorted.count {
        if place < sorted.count {
          order[range.lowerBound + place] = members[sorted.row(place)]
          if sorted.areAlike(place, start, keys) { continue }
        }
        let run = (range.lowerBound + start)..<(range.lowerBound + place)
        // Texts that have ended are equal.
        if run.count > 1, words.isFull(keys[sorted.row(start)]) {
          runs.append((run, depth + words.length))
        } else {
          for place in run.dropFirst() { isNew[place] = false }
        }
        start = place
      }
    }
    return (order, isNew)
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
    let count = max(0, min(length, range.upperBound - start))
    var word: UInt64 = 0
    pool.bytes.withUnsafeBufferPointer { bytes in
      places.withUnsafeBufferPointer { places in
        for position in start..<start + count {
          word = word << UInt64(bits) | UInt64(places[Int(bytes[position])])
        }
      }
    }
    return word << UInt64(bits * (length - count))
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
