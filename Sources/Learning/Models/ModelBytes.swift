// Numbers and texts as bytes, the same on every machine: little-endian, with every read checked.

/// Appends values to bytes.
public struct ByteWriter: Sendable {
  public private(set) var bytes: [UInt8] = []

  public init() {}

  public mutating func write<T: FixedWidthInteger>(_ value: T) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  public mutating func write(_ value: Int) { write(Int64(value)) }
  public mutating func write(_ value: Bool) { write(UInt8(value ? 1 : 0)) }
  public mutating func write(_ value: Double) { write(value.bitPattern) }
  public mutating func write(_ value: Float) { write(value.bitPattern) }

  public mutating func write(_ text: String) {
    write(text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }

  public mutating func write(_ data: [UInt8]) {
    write(data.count)
    bytes.append(contentsOf: data)
  }

  public mutating func write<T>(_ items: [T], _ each: (inout ByteWriter, T) -> Void) {
    write(items.count)
    for item in items { each(&self, item) }
  }

  public mutating func write<T: FixedWidthInteger>(_ items: [T]) {
    write(items.count)
    for item in items { write(item) }
  }

  public mutating func write(_ items: [Double]) { write(items) { $0.write($1) } }
  public mutating func write(_ items: [Float]) { write(items) { $0.write($1) } }
  public mutating func write(_ items: [Int]) { write(items) { $0.write($1) } }
  public mutating func write(_ items: [String]) { write(items) { $0.write($1) } }
}

/// Bytes that are not what they should be.
public struct DamagedBytes: Error, Sendable, Equatable {
  /// What was wrong, as a sentence without its full stop.
  public let why: String

  public init(_ why: String) { self.why = why }
}

/// Takes values from bytes. Nothing is believed: a length beyond the bytes that are left is refused before any memory
/// is taken for it.
public struct ByteReader: Sendable {
  private let bytes: [UInt8]
  public private(set) var place = 0

  public init(_ bytes: [UInt8]) { self.bytes = bytes }

  public var remaining: Int { bytes.count - place }

  public mutating func integer<T: FixedWidthInteger>(
    _ type: T.Type = T.self
  ) throws(DamagedBytes) -> T {
    let size = MemoryLayout<T>.size
    try need(size)
    let start = place
    place += size
    return bytes.withUnsafeBytes {
      T(littleEndian: $0.loadUnaligned(fromByteOffset: start, as: T.self))
    }
  }

  public mutating func int() throws(DamagedBytes) -> Int { Int(try integer(Int64.self)) }

  /// A whole number of a range, such as an index.
  public mutating func int(in range: ClosedRange<Int>) throws(DamagedBytes) -> Int {
    let value = try int()
    if !range.contains(value) { throw DamagedBytes("a number of \(value) is out of its range") }
    return value
  }

  public mutating func bool() throws(DamagedBytes) -> Bool {
    switch try integer(UInt8.self) {
    case 0: return false
    case 1: return true
    default: throw DamagedBytes("a truth value is neither 0 nor 1")
    }
  }

  public mutating func double() throws(DamagedBytes) -> Double {
    Double(bitPattern: try integer(UInt64.self))
  }

  public mutating func float() throws(DamagedBytes) -> Float {
    Float(bitPattern: try integer(UInt32.self))
  }

  public mutating func text() throws(DamagedBytes) -> String {
    let data = try self.data()
    guard let text = String(validating: data, as: UTF8.self) else {
      throw DamagedBytes("a text is not UTF-8")
    }
    return text
  }

  public mutating func data() throws(DamagedBytes) -> [UInt8] {
    let count = try length(itemSize: 1)
    defer { place += count }
    return Array(bytes[place..<(place + count)])
  }

  /// As many items as were written, each of which takes at least `itemSize` bytes.
  public mutating func items<T>(
    atLeast itemSize: Int = 1, _ each: (inout ByteReader) throws(DamagedBytes) -> T
  ) throws(DamagedBytes) -> [T] {
    let count = try length(itemSize: itemSize)
    var items: [T] = []
    items.reserveCapacity(count)
    for _ in 0..<count { items.append(try each(&self)) }
    return items
  }

  public mutating func integers<T: FixedWidthInteger>(
    _ type: T.Type = T.self
  ) throws(DamagedBytes) -> [T] {
    try items(atLeast: MemoryLayout<T>.size) { reader throws(DamagedBytes) in
      try reader.integer(T.self)
    }
  }

  public mutating func doubles() throws(DamagedBytes) -> [Double] {
    try items(atLeast: 8) { reader throws(DamagedBytes) in try reader.double() }
  }

  public mutating func floats() throws(DamagedBytes) -> [Float] {
    try items(atLeast: 4) { reader throws(DamagedBytes) in try reader.float() }
  }

  public mutating func ints() throws(DamagedBytes) -> [Int] {
    try items(atLeast: 8) { reader throws(DamagedBytes) in try reader.int() }
  }

  public mutating func texts() throws(DamagedBytes) -> [String] {
    try items(atLeast: 8) { reader throws(DamagedBytes) in try reader.text() }
  }

  private mutating func length(itemSize: Int) throws(DamagedBytes) -> Int {
    let count = try int()
    if count < 0 || count > remaining / max(1, itemSize) {
      throw DamagedBytes("a list of \(count) items does not fit into the \(remaining) bytes left")
    }
    return count
  }

  private func need(_ size: Int) throws(DamagedBytes) {
    if size > remaining { throw DamagedBytes("the bytes end too early") }
  }
}
