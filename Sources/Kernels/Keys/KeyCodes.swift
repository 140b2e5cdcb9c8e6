// Numbers rows by their keys: equal keys get equal codes. The basis of grouping, counting, joining and `unique`.
//
// Keys of few values, such as labels, truth values and whole numbers, are numbers of a small range: they become one
// index into a table. All others are hashed once for all columns together, into a table with open addressing.

package import Basics

/// One column of keys.
package enum Key: Sendable {
  /// Numbers by value: NaN equals NaN, -0 equals 0.
  case numbers([Double])
  /// Texts as `String` compares them; missing ones are equal.
  case texts(TextArray)
  /// Numbers below `width`.
  case small([UInt32], width: Int)

  /// Truth values; missing ones are equal.
  package static func flags(_ flags: [Bool?]) -> Key {
    .small(flags.map { $0.map { $0 ? 1 : 0 } ?? 2 }, width: 3)
  }

  /// The number of rows.
  package var count: Int {
    switch self {
    case .numbers(let values): values.count
    case .texts(let texts): texts.count
    case .small(let codes, _): codes.count
    }
  }

  /// The same keys as numbers of a small range, if that is seen at a glance.
  fileprivate func narrowed(within limit: Int) throws(Cancelled) -> Key {
    switch self {
    case .small: return self
    case .numbers(let values): return wholeNumbers(values, limit) ?? self
    case .texts(let texts):
      if texts.pool.isDistinct {
        let width = texts.pool.count + 1
        if width > limit { return self }
        let missing = UInt32(width - 1)
        return .small(texts.codes.map { $0 == TextArray.missing ? missing : $0 }, width: width)
      }
      if texts.pool.isNormal { return self }
      // Texts that may be equal without having equal bytes: as `String` says.
      var known: [String: UInt32] = [:]
      var codes: [UInt32] = []
      codes.reserveCapacity(texts.count)
      var missing: UInt32?
      var width: UInt32 = 0
      var meter = WorkMeter()
      for row in texts.indices {
        try meter.spend(100)
        let text = texts[row]
        if let code = text == nil ? missing : text.flatMap({ known[$0] }) {
          codes.append(code)
          continue
        }
        if let text { known[text] = width } else { missing = width }
        codes.append(width)
        width += 1
      }
      return .small(codes, width: Int(width))
    }
  }

  /// Whole numbers of a range of less than `limit`, counted from the least; missing ones last.
  private func wholeNumbers(_ values: [Double], _ limit: Int) -> Key? {
    guard let range = WholeRange(of: values, shorterThan: limit - 1) else { return nil }
    let missing = UInt32(range.span + 1)
    // Whole numbers are the lowest bits of what they are beside 2⁵².
    let least = Double(range.least)
    let codes = values.map { value in
      let offset = UInt32(truncatingIfNeeded: (value - least + 0x1p52).bitPattern)
      return value.isNaN ? missing : offset
    }
    return .small(codes, width: Int(missing) + 1)
  }
}

extension [Key] {
  /// For each row a number below `width`, in the order of the keys of all columns: numbers by size, texts by the Unicode
  /// scalars of their normal form, missing ones last. Nil where that takes many more numbers than there are rows.
  package func ordered(rows: Int) throws(Cancelled) -> (codes: [UInt32], width: Int)? {
    let limit = 4 * rows + 4096
    var all: (codes: [UInt32], width: Int)?
    for key in self {
      let one: (codes: [UInt32], width: Int)
      switch key {
      case .texts(let texts):
        guard texts.pool.count <= rows / 4 else { return nil }
        let ranks = try SortOrder.ranks(of: texts.pool)
        let missing = UInt32(ranks.count)
        one = (
          texts.codes.map { $0 == TextArray.missing ? missing : ranks.of[Int($0)] }, ranks.count + 1
        )
      case .numbers, .small:
        guard case .small(let codes, let width) = try key.narrowed(within: limit) else {
          return nil
        }
        one = (codes, width)
      }
      guard let before = all else {
        all = one
        continue
      }
      guard before.width * one.width <= limit else { return nil }
      let width = UInt32(one.width)
      var codes = before.codes
      for row in codes.indices { codes[row] = codes[row] &* width &+ one.codes[row] }
      all = (codes, before.width * one.width)
    }
    return all
  }
}

/// Equal keys have equal codes, numbered 0, 1, ... by first appearance.
package struct KeyCodes: Sendable {
  /// One code per row.
  package private(set) var codes: [UInt32]
  /// The first row with each code.
  package private(set) var firsts: [Int]

  /// Codes of `rows` rows by all `keys` together; one code for all rows if there are no keys.
  package init(_ keys: [Key], rows: Int) throws(Cancelled) {
    let limit = 4 * rows + 4096
    var (small, width): ([UInt32]?, Int) = (nil, 1)
    var rest: [Key] = []
    for key in keys {
      let key = try key.narrowed(within: limit)
      guard case .small(let codes, let other) = key, width * max(1, other) <= limit else {
        rest.append(key)
        continue
      }
      small = small.map { zip($0, codes).map { $0 * UInt32(other) + $1 } } ?? codes
      width *= max(1, other)
    }
    if rest.isEmpty {
      self = try KeyCodes(small: small ?? Array(repeating: 0, count: rows), width: width)
    } else {
      if let small { rest.append(.small(small, width: width)) }
      self = try KeyCodes(hashing: rest, rows: rows)
    }
  }

  /// - Parameter small: numbers below `width`.
  private init(small: [UInt32], width: Int) throws(Cancelled) {
    var known = [UInt32](repeating: .max, count: width)
    firsts = []
    codes = small
    var meter = WorkMeter()
    for start in stride(from: 0, to: small.count, by: Self.run) {
      let end = min(start + Self.run, small.count)
      try meter.spend(Self.cost * (end - start))
      for row in start..<end {
        let index = Int(small[row])
        if known[index] == .max {
          known[index] = UInt32(firsts.count)
          firsts.append(row)
        }
        codes[row] = known[index]
      }
    }
  }

  /// Elementary operations that finding a key takes, and rows between two checks.
  private static let cost = 100
  private static let run = 4096

  private init(hashing keys: [Key], rows: Int) throws(Cancelled) {
    if keys.count == 1, let hashes = keys[0].exactHashes {
      self = try KeyCodes(hashes, isExact: true) { a, b in hashes[a] == hashes[b] }
      return
    }
    var hashes = [UInt64](repeating: 0, count: rows)
    for key in keys { key.mix(into: &hashes) }
    if keys.count == 1, case .texts(let texts) = keys[0] {
      self = try KeyCodes(hashes) { a, b in texts.hasEqualBytes(a, b) }
    } else {
      self = try KeyCodes(hashes) { a, b in keys.allSatisfy { $0.isEqual(a, b) } }
    }
  }

  /// Codes of rows by their hashes and, where those agree, by a comparison.
  ///
  /// - Parameter isExact: whether keys are equal where their hashes are.
  @inline(__always)
  private init(
    _ hashes: [UInt64], parts: Bool = true, isExact: Bool = false, _ isEqual: (Int, Int) -> Bool
  ) throws(Cancelled) {
    var codes = [UInt32](repeating: 0, count: hashes.count)
    var firsts: [Int] = []
    // Each place holds the upper half of a hash and a code plus one; a free place is 0.
    var places = [UInt64](repeating: 0, count: 1 << 10)
    var meter = WorkMeter()
    for start in stride(from: 0, to: hashes.count, by: Self.run) {
      let end = min(start + Self.run, hashes.count)
      try meter.spend(Self.cost * (end - start))
      if parts, firsts.count > Self.many, hashes.count > 2 * Self.many {
        // Hashes of different keys are equal once in many billion times.
        if let found = try KeyCodes(parting: hashes, isExact: isExact, isEqual) {
          self = found
        } else {
          self = try KeyCodes(hashes, parts: false, isEqual)
        }
        return
      }
      if (firsts.count + Self.run) * 2 > places.count {
        places = Self.grown(places, (firsts.count + Self.run) * 4, firsts, hashes)
      }
      let mask = places.count - 1
      places.withUnsafeMutableBufferPointer { places in
        for row in start..<end {
          let hash = hashes[row]
          let tag = hash & 0xFFFF_FFFF_0000_0000
          var place = Int(truncatingIfNeeded: hash) & mask
          while true {
            let entry = places[place]
            if entry == 0 {
              places[place] = tag | UInt64(firsts.count + 1)
              codes[row] = UInt32(firsts.count)
              firsts.append(row)
              break
            }
            let code = Int(truncatingIfNeeded: entry & 0xFFFF_FFFF) - 1
            if entry & 0xFFFF_FFFF_0000_0000 == tag, isEqual(row, firsts[code]) {
              codes[row] = UInt32(code)
              break
            }
            place = (place + 1) & mask
          }
        }
      }
    }
    self.codes = codes
    self.firsts = firsts
  }

  /// More codes than this are found part by part.
  private static let many = 1 << 15

  /// As above for very many codes: rows are parted by their hashes first, so that the table of each part stays in the
  /// processor's cache. Keys are compared in the end, row by row, as they lie in memory; nil if two differ whose hashes are
  /// equal.
  @inline(__always)
  private init?(
    parting hashes: [UInt64], isExact: Bool, _ isEqual: (Int, Int) -> Bool
  ) throws(Cancelled) {
    let bits = max(1, Int.bitWidth - (hashes.count / 8192).leadingZeroBitCount)
    let shift = UInt64(64 - bits)
    var starts = [Int](repeating: 0, count: 1 << bits + 1)
    for hash in hashes { starts[Int(hash >> shift) + 1] += 1 }
    var largest = 0
    for part in 1..<starts.count {
      largest = max(largest, starts[part])
      starts[part] += starts[part - 1]
    }
    var meter = WorkMeter()
    try meter.spend(Self.cost * hashes.count / 4)
    // The rows of each part, in order, with their hashes.
    var next = starts
    var rows = [UInt32](repeating: 0, count: hashes.count)
    var parted = hashes
    for (row, hash) in hashes.enumerated() {
      let part = Int(hash >> shift)
      rows[next[part]] = UInt32(row)
      parted[next[part]] = hash
      next[part] += 1
    }
    // For each row the first row with its hash. A place holds a number within the part plus one; a free place is 0.
    codes = [UInt32](repeating: 0, count: hashes.count)
    var places = [UInt32](repeating: 0, count: max(16, (2 * largest).nextPowerOfTwo))
    for part in 0..<(starts.count - 1) {
      let members = starts[part]..<starts[part + 1]
      try meter.spend(Self.cost * members.count)
      let mask = max(16, (2 * members.count).nextPowerOfTwo) - 1
      for place in 0...mask { places[place] = 0 }
      for member in members {
        let (row, hash) = (rows[member], parted[member])
        var place = Int(truncatingIfNeeded: hash) & mask
        while places[place] != 0, parted[members.lowerBound + Int(places[place]) - 1] != hash {
          place = (place + 1) & mask
        }
        if places[place] == 0 { places[place] = UInt32(member - members.lowerBound + 1) }
        codes[Int(row)] = rows[members.lowerBound + Int(places[place]) - 1]
      }
    }
    firsts = []
    for start in stride(from: 0, to: hashes.count, by: Self.run) {
      let end = min(start + Self.run, hashes.count)
      try meter.spend(Self.cost * (end - start))
      for row in start..<end {
        let first = Int(codes[row])
        if first == row {
          codes[row] = UInt32(firsts.count)
          firsts.append(row)
        } else {
          if !isExact, !isEqual(row, first) { return nil }
          codes[row] = codes[first]
        }
      }
    }
  }

  private static func grown(
    _ old: [UInt64], _ least: Int, _ firsts: [Int], _ hashes: [UInt64]
  ) -> [UInt64] {
    var places = [UInt64](repeating: 0, count: least.nextPowerOfTwo)
    let mask = places.count - 1
    for entry in old where entry != 0 {
      let hash = hashes[firsts[Int(entry & 0xFFFF_FFFF) - 1]]
      var place = Int(truncatingIfNeeded: hash) & mask
      while places[place] != 0 { place = (place + 1) & mask }
      places[place] = entry
    }
    return places
  }
}

extension Key {
  /// Hashes that are equal where the keys are, for numbers and for texts of eight bytes at most.
  fileprivate var exactHashes: [UInt64]? {
    switch self {
    case .numbers(let values): return values.map { HashMix.scrambled($0.keyBits) }
    case .small: return nil
    case .texts(let texts):
      let pool = texts.pool
      // The bytes of a word from the lowest on, none of which is zero before the last; a missing text has another.
      guard pool.bytes.count <= 8 * pool.count, !pool.bytes.contains(0),
        (0..<pool.count).allSatisfy({ pool.range($0).count <= 8 })
      else { return nil }
      return pool.bytes.withUnsafeBufferPointer { bytes in
        texts.codes.map { code in
          if code == TextArray.missing { return HashMix.scrambled(1 << 56) }
          var word: UInt64 = 0
          for byte in bytes[pool.range(Int(code))].reversed() { word = word << 8 | UInt64(byte) }
          return HashMix.scrambled(word)
        }
      }
    }
  }

  fileprivate func mix(into hashes: inout [UInt64]) {
    hashes.withUnsafeMutableBufferPointer { hashes in
      switch self {
      case .numbers(let values):
        for row in hashes.indices { hashes[row] = HashMix.mix(hashes[row], values[row].keyBits) }
      case .small(let codes, _):
        for row in hashes.indices { hashes[row] = HashMix.mix(hashes[row], UInt64(codes[row])) }
      case .texts(let texts):
        texts.pool.bytes.withUnsafeBufferPointer { bytes in
          for row in hashes.indices {
            let code = texts.codes[row]
            let hash =
              code == TextArray.missing
              ? .max
              : HashMix.hash(UnsafeBufferPointer(rebasing: bytes[texts.pool.range(Int(code))]))
            hashes[row] = HashMix.mix(hashes[row], hash)
          }
        }
      }
    }
  }

  fileprivate func isEqual(_ a: Int, _ b: Int) -> Bool {
    switch self {
    case .numbers(let values): values[a].keyBits == values[b].keyBits
    case .small(let codes, _): codes[a] == codes[b]
    case .texts(let texts): texts.hasEqualBytes(a, b)
    }
  }
}

extension Double {
  /// The bits, the same for both zeros and for all NaN.
  @inline(__always)
  var keyBits: UInt64 { isNaN ? .max : self == 0 ? 0 : bitPattern }
}

extension TextArray {
  /// Whether two texts, or two missing ones, have the same bytes.
  @inline(__always)
  func hasEqualBytes(_ a: Int, _ b: Int) -> Bool {
    let (x, y) = (codes[a], codes[b])
    if x == y { return true }
    if x == Self.missing || y == Self.missing { return false }
    let (first, second) = (pool.range(Int(x)), pool.range(Int(y)))
    return first.count == second.count
      && pool.bytes.withUnsafeBufferPointer { bytes in
        for offset in 0..<first.count
        where bytes[first.lowerBound + offset] != bytes[second.lowerBound + offset] {
          return false
        }
        return true
      }
  }
}
