// Functions of all texts of a pool at once, each of whose characters is ASCII: one pass over all bytes, whatever texts
// they belong to.

/// What an ASCII byte becomes.
protocol ByteFunction: Sendable {
  static func byte(_ byte: UInt8) -> UInt8
}

extension TextPool {
  /// The same texts with other bytes, as many as before.
  func mapping<Function: ByteFunction>(_: Function.Type) -> TextPool {
    let mapped = [UInt8](unsafeUninitializedCapacity: bytes.count) { answer, filled in
      bytes.withUnsafeBufferPointer { bytes in
        for index in bytes.indices { answer[index] = Function.byte(bytes[index]) }
      }
      filled = bytes.count
    }
    return TextPool(bytes: mapped, starts: starts, hasDistinctBytes: false)
  }

  /// The texts without white space at their ends.
  func trimmed() throws(Cancelled) -> TextPool {
    var meter = WorkMeter()
    var ends = TextOffsets()
    ends.reserveCapacity(count + 1)
    var isStopped = false
    let mapped = [UInt8](unsafeUninitializedCapacity: bytes.count) { answer, filled in
      bytes.withUnsafeBufferPointer { bytes in
        guard let source = bytes.baseAddress, let target = answer.baseAddress else { return }
        for code in 0..<count {
          let range = range(code)
          if meter.isStopped(after: 10 + range.count) {
            isStopped = true
            return
          }
          let inner = TextFunction.inner(of: bytes, range)
          (target + filled).initialize(from: source + inner.lowerBound, count: inner.count)
          filled += inner.count
          ends.append(filled)
        }
      }
    }
    if isStopped { throw Cancelled() }
    // Without bytes there is nothing to go over.
    while ends.count <= count { ends.append(0) }
    return TextPool(bytes: mapped, starts: ends, hasDistinctBytes: false)
  }

  /// The texts with `new` in place of each `wanted`, and how long the longest of them is.
  ///
  /// - Precondition: `wanted` is not empty.
  func replacing(
    _ wanted: [UInt8], with new: [UInt8]
  ) throws(Cancelled) -> (pool: TextPool, longest: Int) {
    var meter = WorkMeter()
    var ends = TextOffsets()
    ends.reserveCapacity(count + 1)
    var answer: [UInt8] = []
    answer.reserveCapacity(bytes.count)
    // The text under way, how far all is copied, how much further that is in the answer, and the longest text so far.
    var (code, copied, shift, longest) = (0, 0, 0, 0)
    var last = 0
    func end() {
      let end = starts[code + 1] + shift
      ends.append(end)
      longest = max(longest, end - last)
      (last, code) = (end, code + 1)
    }
    var from = 0
    while let place = try ByteSearch.place(of: wanted, in: bytes, from: from, &meter) {
      while starts[code + 1] <= place { end() }
      // What two texts come to together is in neither of them.
      if place + wanted.count > starts[code + 1] {
        from = place + 1
        continue
      }
      answer.append(contentsOf: bytes[copied..<place])
      answer.append(contentsOf: new)
      try meter.spend(10 + place - copied + new.count)
      from = place + wanted.count
      copied = from
      shift += new.count - wanted.count
    }
    answer.append(contentsOf: bytes[copied...])
    while code < count { end() }
    return (TextPool(bytes: answer, starts: ends, hasDistinctBytes: false), longest)
  }
}

/// Finds bytes among others, eight places at a time.
enum ByteSearch {
  /// The first place of `wanted`, which is not empty, from `start` on.
  static func place(
    of wanted: [UInt8], in bytes: [UInt8], from start: Int, _ meter: inout WorkMeter
  ) throws(Cancelled) -> Int? {
    try wanted.withUnsafeBufferPointer { wanted throws(Cancelled) in
      try bytes.withUnsafeBufferPointer { bytes throws(Cancelled) in
        try place(of: wanted, in: bytes, from: start, &meter)
      }
    }
  }

  /// Whether a byte is among others: without an end at the first one, so that many are compared at a time.
  static func contains(_ byte: UInt8, in bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBufferPointer { bytes in
      var found: UInt8 = 0
      for other in bytes { found |= other == byte ? 1 : 0 }
      return found != 0
    }
  }

  private static func place(
    of wanted: UnsafeBufferPointer<UInt8>, in bytes: UnsafeBufferPointer<UInt8>, from start: Int,
    _ meter: inout WorkMeter
  ) throws(Cancelled) -> Int? {
    guard let base = UnsafeRawPointer(bytes.baseAddress), let first = wanted.first,
      let last = wanted.last
    else { return nil }
    let length = wanted.count
    func isThere(_ place: Int) -> Bool {
      for index in 0..<length where bytes[place + index] != wanted[index] { return false }
      return true
    }
    var place = start
    // Eight places in a word: where the first byte and the last one agree, all others are compared.
    let ones: UInt64 = 0x0101_0101_0101_0101
    let (heads, tails) = (ones &* UInt64(first), ones &* UInt64(last))
    func word(_ place: Int) -> UInt64 {
      UInt64(littleEndian: (base + place).loadUnaligned(as: UInt64.self))
    }
    while place + length + 7 <= bytes.count {
      try meter.spend(8)
      // A byte that is zero where both agree.
      let differ = (word(place) ^ heads) | (word(place + length - 1) ^ tails)
      // The lowest high bit is that of a zero; those above it may be of others.
      var agree = (differ &- ones) & ~differ & (ones << 7)
      while agree != 0 {
        let found = place + agree.trailingZeroBitCount / 8
        try meter.spend(length)
        if isThere(found) { return found }
        agree &= agree &- 1
      }
      place += 8
    }
    while place + length <= bytes.count {
      if isThere(place) { return place }
      place += 1
    }
    return nil
  }
}
