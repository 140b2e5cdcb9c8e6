// Values with one form as bytes, so that a form names its fields once for writing and once for reading.

/// A value that writes itself as bytes and is read from them again.
package protocol ByteCoded {
  func encode(into writer: inout ByteWriter)
  /// - Throws: `CorruptData` for what no such value can be.
  init(from reader: inout ByteReader) throws(CorruptData)
  /// Writes a counted list, which numbers write at once.
  static func encode(_ items: [Self], into writer: inout ByteWriter)
  /// Reads a counted list.
  static func items(from reader: inout ByteReader) throws(CorruptData) -> [Self]
}

extension ByteCoded {
  package static func encode(_ items: [Self], into writer: inout ByteWriter) {
    writer.write(items) { $1.encode(into: &$0) }
  }

  package static func items(from reader: inout ByteReader) throws(CorruptData) -> [Self] {
    try reader.items { reader throws(CorruptData) in try Self(from: &reader) }
  }
}

extension ByteWriter {
  /// Writes one value after the other.
  package mutating func write<First: ByteCoded, Second: ByteCoded, each Rest: ByteCoded>(
    _ first: First, _ second: Second, _ rest: repeat each Rest
  ) {
    first.encode(into: &self)
    second.encode(into: &self)
    repeat (each rest).encode(into: &self)
  }
}

extension ByteReader {
  /// Reads a value of the type that is wanted.
  package mutating func read<Value: ByteCoded>(
    _ type: Value.Type = Value.self
  ) throws(CorruptData) -> Value {
    try Value(from: &self)
  }

  /// Reads the raw value of one of several cases.
  ///
  /// - Parameter problem: the sentence about a raw value that no case has.
  package mutating func choice<Choice: RawRepresentable>(
    else problem: String
  ) throws(CorruptData) -> Choice where Choice.RawValue: ByteCoded {
    guard let choice = Choice(rawValue: try read()) else { throw CorruptData(problem) }
    return choice
  }
}

// MARK: What the standard library has

extension ByteCoded where Self: FixedWidthInteger {
  package func encode(into writer: inout ByteWriter) { writer.write(self) }
  package init(from reader: inout ByteReader) throws(CorruptData) { self = try reader.integer() }

  package static func encode(_ items: [Self], into writer: inout ByteWriter) { writer.write(items) }

  package static func items(from reader: inout ByteReader) throws(CorruptData) -> [Self] {
    try reader.integers()
  }
}

extension Int: ByteCoded {}
extension Int32: ByteCoded {}
extension UInt8: ByteCoded {}
extension UInt32: ByteCoded {}
extension UInt64: ByteCoded {}

extension Bool: ByteCoded {
  package func encode(into writer: inout ByteWriter) { writer.write(self) }
  package init(from reader: inout ByteReader) throws(CorruptData) { self = try reader.bool() }
}

extension String: ByteCoded {
  package func encode(into writer: inout ByteWriter) { writer.write(self) }
  package init(from reader: inout ByteReader) throws(CorruptData) { self = try reader.text() }
}

extension Double: ByteCoded {
  package func encode(into writer: inout ByteWriter) { writer.write(self) }
  package init(from reader: inout ByteReader) throws(CorruptData) { self = try reader.double() }

  package static func encode(_ items: [Double], into writer: inout ByteWriter) {
    writer.write(items)
  }

  package static func items(from reader: inout ByteReader) throws(CorruptData) -> [Double] {
    try reader.doubles()
  }
}

extension Array: ByteCoded where Element: ByteCoded {
  package func encode(into writer: inout ByteWriter) { Element.encode(self, into: &writer) }

  package init(from reader: inout ByteReader) throws(CorruptData) {
    self = try Element.items(from: &reader)
  }
}

extension Optional: ByteCoded where Wrapped: ByteCoded {
  package func encode(into writer: inout ByteWriter) {
    writer.write(self != nil)
    self?.encode(into: &writer)
  }

  package init(from reader: inout ByteReader) throws(CorruptData) {
    self = try reader.bool() ? try Wrapped(from: &reader) : nil
  }
}
