// Makes an array of texts: each text is stored once as long as texts repeat, and simply appended once they do not.

/// Texts to come, with their bytes.
///
/// Texts are looked up by their bytes in an open-addressing table; it is given up when most texts are new.
public struct TextArrayBuilder: Sendable {
  private var bytes: [UInt8] = []
  private var starts = TextOffsets()
  private var codes: [UInt32] = []
  /// A hash table with the codes of texts; `empty` marks a free place. It is dropped once texts no longer repeat.
  private var places: [UInt32] = Array(repeating: Self.empty, count: 16)
  /// The lower halves of the hashes of all texts, in order of their codes.
  private var hashes: [UInt32] = []
  private var isInterning = true

  private static let empty = UInt32.max

  /// A builder for about `capacity` texts.
  ///
  /// - Parameters:
  ///   - bytes: about how many bytes they have, if that is known.
  ///   - sharing: whether equal texts are to share a place.
  public init(capacity: Int = 0, bytes count: Int = 0, sharing: Bool = true) {
    codes.reserveCapacity(capacity)
    bytes.reserveCapacity(count)
    isInterning = sharing
  }

  /// A builder that goes on after the texts of `array`.
  public init(_ array: TextArray) {
    bytes = array.pool.bytes
    starts = array.pool.starts
    codes = array.codes
    // Texts that differ in bytes only may stand in a pool that is not distinct, but then nothing is lost either.
    isInterning = array.pool.isDistinct && array.pool.count <= max(512, codes.count)
    guard isInterning else { return }
    hashes = (0..<array.pool.count).map { code in
      array.pool.withBytes(code) { UInt32(truncatingIfNeeded: HashMix.hash($0)) }
    }
    place(in: hashes.count.nextPowerOfTwo * 2)
  }

  /// Makes room for `count` texts in all, which are about as long as those so far.
  package mutating func reserve(_ count: Int) {
    codes.reserveCapacity(count)
    if isInterning || codes.isEmpty { return }
    bytes.reserveCapacity(Int(Double(bytes.count) / Double(codes.count) * Double(count)))
    starts.reserveCapacity(count + 1)
  }

  /// The number of texts so far.
  public var count: Int { codes.count }

  /// Adds a missing text.
  public mutating func appendMissing() { codes.append(TextArray.missing) }

  /// Adds a text or, for `nil`, a missing one.
  public mutating func append(_ text: String?) {
    guard var text else { return appendMissing() }
    text.withUTF8 { append(bytes: $0) }
  }

  /// Adds the text of these bytes, which are valid UTF-8.
  public mutating func append(bytes text: UnsafeBufferPointer<UInt8>) {
    codes.append(code(of: text))
  }

  /// Adds the text of these bytes, which are valid UTF-8.
  public mutating func append(bytes text: Span<UInt8>) {
    text.withUnsafeBufferPointer { append(bytes: $0) }
  }

  /// The code of the text that `write` appends to the bytes that it is given, as valid UTF-8; nil if it is false.
  mutating func code(writing write: (inout [UInt8]) throws -> Bool) rethrows -> UInt32? {
    if isInterning {
      var text: [UInt8] = []
      guard try write(&text) else { return nil }
      return text.withUnsafeBufferPointer { code(of: $0) }
    }
    let start = bytes.count
    guard try write(&bytes) else {
      bytes.removeLast(bytes.count - start)
      return nil
    }
    return close()
  }

  /// Adds the text of one row of `array`.
  public mutating func append(_ array: TextArray, _ row: Int) {
    array.withBytes(row) { if let text = $0 { append(bytes: text) } else { appendMissing() } }
  }

  /// Adds the text of code `code` again, which `code(of:)` or `lastCode` gave.
  public mutating func append(code: UInt32) { codes.append(code) }

  /// Adds all texts of `array`.
  public mutating func append(contentsOf array: TextArray) {
    // A few texts of a large pool are looked up one by one.
    if array.count < array.pool.count / 4 {
      for row in array.indices { append(array, row) }
      return
    }
    if !isInterning, array.usesPoolInOrder { return append(pool: array) }
    // Each text of the pool is looked up once, however many rows have it.
    var known = [UInt32](repeating: TextArray.missing, count: array.pool.count)
    codes.reserveCapacity(codes.count + array.count)
    for code in array.codes {
      if code == TextArray.missing {
        appendMissing()
        continue
      }
      if known[Int(code)] == TextArray.missing {
        known[Int(code)] = array.pool.withBytes(Int(code)) { self.code(of: $0) }
      }
      codes.append(known[Int(code)])
    }
  }

  /// Adds all texts of `array`, which uses its pool in order, at once.
  private mutating func append(pool array: TextArray) {
    let first = starts.count - 1
    precondition(
      first + array.pool.count <= Int(TextArray.missing), "an array holds less than 2³² texts")
    starts.append(array.pool.starts, 0..<array.pool.count, from: bytes.count)
    bytes.append(contentsOf: array.pool.bytes)
    codes.append(
      contentsOf: array.codes.lazy.map {
        $0 == TextArray.missing ? $0 : $0 &+ UInt32(truncatingIfNeeded: first)
      })
  }

  /// The texts.
  public consuming func finish() -> TextArray {
    if hashes.isEmpty && bytes.isEmpty && starts.count == 1 {
      return TextArray(codes: codes, pool: .empty)
    }
    let pool = TextPool(bytes: bytes, starts: starts, hasDistinctBytes: isInterning)
    return TextArray(codes: codes, pool: pool)
  }

  /// The code of a text in the pool to be, in which it is from now on.
  public mutating func code(of text: UnsafeBufferPointer<UInt8>) -> UInt32 {
    guard isInterning else { return add(text) }
    let hash = UInt32(truncatingIfNeeded: HashMix.hash(text))
    let mask = places.count - 1
    var place = Int(hash) & mask
    while places[place] != Self.empty {
      let code = places[place]
      if hashes[Int(code)] == hash, isStored(text, Int(code)) { return code }
      place = (place + 1) & mask
    }
    let code = add(text)
    places[place] = code
    hashes.append(hash)
    if hashes.count * 2 > places.count { grow() }
    return code
  }

  private mutating func add(_ text: UnsafeBufferPointer<UInt8>) -> UInt32 {
    bytes.append(contentsOf: text)
    return close()
  }

  /// The code of the text that ends with the bytes so far.
  private mutating func close() -> UInt32 {
    let code = starts.count - 1
    precondition(code < Int(TextArray.missing), "an array holds less than 2³² texts")
    starts.append(bytes.count)
    return UInt32(truncatingIfNeeded: code)
  }

  private func isStored(_ text: UnsafeBufferPointer<UInt8>, _ code: Int) -> Bool {
    let (start, end) = (starts[code], starts[code + 1])
    if end - start != text.count { return false }
    return bytes.withUnsafeBufferPointer { bytes in
      for index in 0..<text.count where bytes[start + index] != text[index] { return false }
      return true
    }
  }

  private mutating func grow() {
    if hashes.count >= 512, hashes.count * 2 > codes.count {
      isInterning = false
      hashes = []
      places = []
      return
    }
    place(in: places.count * 4)
  }

  private mutating func place(in count: Int) {
    places = Array(repeating: Self.empty, count: max(16, count))
    let mask = places.count - 1
    for (code, hash) in hashes.enumerated() {
      var place = Int(hash) & mask
      while places[place] != Self.empty { place = (place + 1) & mask }
      places[place] = UInt32(code)
    }
  }
}

extension TextArray {
  /// So many texts, none of which is looked up among the others.
  ///
  /// - Parameters:
  ///   - bytes: how many they have together at most.
  ///   - write: puts a text at a place, as valid UTF-8, and gives the number of its bytes.
  package init(
    count: Int, atMost bytes: Int, writing write: (Int, UnsafeMutablePointer<UInt8>) -> Int
  ) throws(Cancelled) {
    precondition(count < Int(Self.missing), "an array holds less than 2³² texts")
    var starts = TextOffsets()
    starts.reserveCapacity(count + 1)
    var meter = WorkMeter()
    var isStopped = false
    let all = [UInt8](unsafeUninitializedCapacity: Swift.max(1, bytes)) { all, filled in
      guard let base = all.baseAddress else { return }
      for text in 0..<count {
        isStopped = meter.isStopped(after: 200)
        if isStopped { return }
        filled += write(text, base + filled)
        starts.append(filled)
      }
    }
    if isStopped { throw Cancelled() }
    self.init(
      codes: Array(0..<UInt32(count)),
      pool: count == 0 ? .empty : TextPool(bytes: all, starts: starts, hasDistinctBytes: false))
  }
}

extension Int {
  /// The least power of two that is not below.
  package var nextPowerOfTwo: Int {
    self <= 1 ? 1 : 1 << (Int.bitWidth - (self - 1).leadingZeroBitCount)
  }
}
