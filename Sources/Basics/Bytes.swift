// Numbers and texts as bytes, the same on every machine: little-endian, with every read checked.

/// Appends values to bytes.
public struct ByteWriter: Sendable {
  @usableFromInline var written: [UInt8] = []
  /// Large parts that were put aside (see `StoredPart`); nil where all is written in its place.
  package internal(set) var parts: [Placed]?
  /// Whether what is written is a part itself, which may refer to what it shares with others.
  package var isPart = false

  /// The bytes written so far.
  public var bytes: [UInt8] { written }
  /// The number of bytes written so far.
  public var count: Int { written.count }

  /// Creates an empty writer.
  public init() {}

  /// Takes the first `count` bytes away; nil where there are fewer.
  package mutating func takeFirst(_ count: Int) -> [UInt8]? {
    if written.count < count { return nil }
    defer { written.removeFirst(count) }
    return Array(written[..<count])
  }

  /// Writes an integer in little-endian order.
  @inlinable public mutating func write<T: FixedWidthInteger>(_ value: T) {
    withUnsafeBytes(of: value.littleEndian) { written.append(contentsOf: $0) }
  }

  /// Writes an integer as 64 bits.
  public mutating func write(_ value: Int) { write(Int64(value)) }
  /// Writes a truth value as one byte.
  public mutating func write(_ value: Bool) { write(UInt8(value ? 1 : 0)) }
  /// Writes the bit pattern of a double.
  public mutating func write(_ value: Double) { write(value.bitPattern) }
  /// Writes the bit pattern of a float.
  public mutating func write(_ value: Float) { write(value.bitPattern) }

  /// Writes a text in UTF-8, preceded by its length.
  public mutating func write(_ text: String) {
    write(text.utf8.count)
    written.append(contentsOf: text.utf8)
  }

  /// Writes bytes, preceded by their number.
  public mutating func write(_ data: [UInt8]) {
    write(data.count)
    written.append(contentsOf: data)
  }

  /// Writes the number of items, then each item by `each`.
  @inlinable public mutating func write<T>(_ items: [T], _ each: (inout ByteWriter, T) -> Void) {
    write(items.count)
    for item in items { each(&self, item) }
  }

  /// Writes a counted list of integers.
  @inlinable public mutating func write<T: FixedWidthInteger>(_ items: [T]) {
    write(items.count)
    #if _endian(little)
      items.withUnsafeBytes { written.append(contentsOf: $0) }
    #else
      for item in items { write(item) }
    #endif
  }

  /// Reserves memory for `count` more bytes, so that large values are not copied while they are written.
  public mutating func reserve(_ count: Int) { written.reserveCapacity(written.count + count) }

  /// Appends numbers without their count, which the caller has written before.
  public mutating func append(_ numbers: UnsafeBufferPointer<Float>) {
    #if _endian(little)
      written.append(contentsOf: UnsafeRawBufferPointer(numbers))
    #else
      for number in numbers { write(number) }
    #endif
  }

  /// Writes a counted list of doubles.
  public mutating func write(_ items: [Double]) {
    write(items.count)
    #if _endian(little)
      items.withUnsafeBytes { written.append(contentsOf: $0) }
    #else
      for item in items { write(item) }
    #endif
  }

  /// Writes a counted list of floats.
  public mutating func write(_ items: [Float]) {
    write(items.count)
    items.withUnsafeBufferPointer { append($0) }
  }
  /// Writes a counted list of texts.
  public mutating func write(_ items: [String]) { write(items) { $0.write($1) } }

  /// Writes an integer in as few bytes as it needs: zigzag, then seven bits per byte, lowest first (LEB128).
  public mutating func write(small value: Int) {
    var rest = UInt64(bitPattern: Int64(value << 1 ^ value >> 63))
    while rest >= 0x80 {
      written.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    written.append(UInt8(rest))
  }
}

/// Bytes that are not what they should be.
public struct CorruptData: Error, Sendable, Equatable {
  /// The reason, as a sentence without its full stop.
  public let why: String

  /// Creates an error with a reason.
  public init(_ why: String) { self.why = why }
}

/// Reads values from bytes that may be damaged: a length beyond the remaining bytes is refused before memory is
/// allocated.
public struct ByteReader: Sendable {
  /// The offset of the next byte.
  @usableFromInline let bytes: [UInt8]
  public var offset: Int { next }
  @usableFromInline var next = 0
  /// Where the parts are that lie elsewhere (see `StoredPart`).
  package var parts: (any PartSource)?

  /// Creates a reader at the start of `bytes`.
  public init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The number of unread bytes.
  @inlinable public var remaining: Int { bytes.count - next }

  /// Reads a little-endian integer.
  @inlinable
  public mutating func integer<T: FixedWidthInteger>(
    _ type: T.Type = T.self
  ) throws(CorruptData) -> T {
    let size = MemoryLayout<T>.size
    try need(size)
    let start = next
    next += size
    return bytes.withUnsafeBytes {
      T(littleEndian: $0.loadUnaligned(fromByteOffset: start, as: T.self))
    }
  }

  /// Reads a 64-bit integer.
  public mutating func int() throws(CorruptData) -> Int { Int(try integer(Int64.self)) }

  /// An integer that must lie in `range`, such as an index.
  public mutating func int(in range: ClosedRange<Int>) throws(CorruptData) -> Int {
    let value = try int()
    if !range.contains(value) { throw CorruptData("a number of \(value) is out of its range") }
    return value
  }

  /// Reads a truth value, which must be 0 or 1.
  public mutating func bool() throws(CorruptData) -> Bool {
    switch try integer(UInt8.self) {
    case 0: return false
    case 1: return true
    default: throw CorruptData("a truth value is neither 0 nor 1")
    }
  }

  /// Reads a double.
  public mutating func double() throws(CorruptData) -> Double {
    Double(bitPattern: try integer(UInt64.self))
  }

  /// Reads a text, which must be valid UTF-8.
  public mutating func text() throws(CorruptData) -> String {
    try text(count: length(itemSize: 1))
  }

  /// Reads a text of so many bytes, which must be valid UTF-8.
  package mutating func text(count: Int) throws(CorruptData) -> String {
    try need(count)
    defer { next += count }
    let text = bytes.withUnsafeBufferPointer { bytes in
      String(validating: UnsafeBufferPointer(rebasing: bytes[next..<(next + count)]), as: UTF8.self)
    }
    guard let text else { throw CorruptData("a text is not UTF-8") }
    return text
  }

  /// Reads a counted list of bytes.
  public mutating func data() throws(CorruptData) -> [UInt8] {
    let count = try length(itemSize: 1)
    defer { next += count }
    return Array(bytes[next..<(next + count)])
  }

  /// A counted list, each item of which takes at least `itemSize` bytes.
  @inlinable public mutating func items<T>(
    atLeast itemSize: Int = 1, _ each: (inout ByteReader) throws(CorruptData) -> T
  ) throws(CorruptData) -> [T] {
    let count = try length(itemSize: itemSize)
    var items: [T] = []
    // Nested lists could each claim all remaining bytes, so only a little is reserved in advance.
    items.reserveCapacity(min(count, 1024))
    for _ in 0..<count { items.append(try each(&self)) }
    return items
  }

  /// Reads a counted list of integers.
  @inlinable
  public mutating func integers<T: FixedWidthInteger>(
    _ type: T.Type = T.self
  ) throws(CorruptData) -> [T] {
    try numbers(T.self) { $0 }
  }

  /// Reads a counted list of doubles.
  public mutating func doubles() throws(CorruptData) -> [Double] {
    try numbers(UInt64.self) { Double(bitPattern: $0) }
  }

  /// Reads a counted list of floats.
  public mutating func floats() throws(CorruptData) -> [Float] {
    try numbers(UInt32.self) { Float(bitPattern: $0) }
  }

  /// A counted list of integers of a fixed size, mapped by `number`.
  @inlinable mutating func numbers<T: FixedWidthInteger, Number>(
    _ type: T.Type, _ number: (T) -> Number
  ) throws(CorruptData) -> [Number] {
    let size = MemoryLayout<T>.size
    let count = try length(itemSize: size)
    let start = next
    next += count * size
    return bytes.withUnsafeBytes { bytes in
      [Number](unsafeUninitializedCapacity: count) { items, filled in
        for index in 0..<count {
          let offset = start + index * size
          let item = bytes.loadUnaligned(fromByteOffset: offset, as: T.self)
          items.initializeElement(at: index, to: number(T(littleEndian: item)))
        }
        filled = count
      }
    }
  }

  /// Reads a counted list of texts.
  public mutating func texts() throws(CorruptData) -> [String] {
    try items(atLeast: 8) { reader throws(CorruptData) in try reader.text() }
  }

  /// An integer as `write(small:)` writes it.
  public mutating func small() throws(CorruptData) -> Int {
    var (value, shift) = (UInt64(0), UInt64(0))
    while true {
      let byte = try integer(UInt8.self)
      if shift > 63 { throw CorruptData("a number has too many bytes") }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { break }
      shift += 7
    }
    return Int(Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1))
  }

  /// Skips bytes that the caller reads itself.
  public mutating func skip(_ count: Int) throws(CorruptData) {
    try need(count)
    next += count
  }

  /// Throws if bytes are left over.
  public func end() throws(CorruptData) {
    if remaining > 0 { throw CorruptData("bytes are left over at its end") }
  }

  @usableFromInline
  mutating func length(itemSize: Int) throws(CorruptData) -> Int {
    let count = try int()
    if count < 0 || count > remaining / max(1, itemSize) {
      throw CorruptData("a list of \(count) items does not fit into the \(remaining) bytes left")
    }
    return count
  }

  @usableFromInline
  func need(_ size: Int) throws(CorruptData) {
    if size > remaining { throw CorruptData("the bytes end too early") }
  }
}
