// Values of the language as bytes: a tag, then the value; an engine value writes itself under the name of its kind.
//
// Functions are not written, for their bodies belong to a notebook, nor is an engine value that cannot write itself, nor
// whatever holds one of them.
//
// In the store, large parts such as columns lie apart (see `StoredPart`): the bytes of a value name them by their digests,
// so that its own digest stands for all that it holds. `bytes()` writes them in their places instead.

package import Basics
package import SernbLanguage

extension Value {
  private static let form = FileHeader(magic: "sernbval", version: 3, noun: "stored value")

  /// More than that is not stored: parts that are shared in memory are written as often as they are shown.
  static let maximumBytes = 1 << 30

  /// The bytes that `init(bytes:_:)` reads on any machine; nil if it holds what cannot be written.
  package func bytes() -> [UInt8]? {
    var body = ByteWriter()
    body.write(false)
    guard encode(into: &body) else { return nil }
    let file = Value.form.file(body)
    // What a cancelled task writes may be nonsense.
    return isCancelled() ? nil : file
  }

  /// The body of its bytes with large parts aside, whose keys are to be filled in; nil if it holds what cannot be written.
  func collected() -> ByteWriter? {
    var body = ByteWriter(collecting: true)
    body.write(true)
    return encode(into: &body) && !isCancelled() ? body : nil
  }

  /// The bytes with this body.
  static func bytes(_ body: ByteWriter) -> [UInt8] { form.file(body) }

  /// - Parameter parts: where its large parts lie, if apart.
  /// - Throws: `CorruptData` for bytes that are damaged, or of another version.
  package init(
    bytes: [UInt8], _ decoders: ObjectDecoders, parts: (any PartSource)? = nil
  ) throws(CorruptData) {
    var reader = try Value.form.body(of: bytes)
    if try reader.bool() { reader.parts = parts ?? NoParts() }
    try self.init(from: &reader, decoders)
    try reader.end()
  }

  /// Whether it could be written; `writer` holds a part of it if not.
  func encode(into writer: inout ByteWriter, level: Int = 0) -> Bool {
    if level > ValueSize.maximumDepth || writer.count > Value.maximumBytes { return false }
    // The bytes are one more copy: where that is too much, the value is not kept.
    if level < 2, isCancelled() { return false }
    switch self {
    case .missing: writer.write(Tag.missing)
    case .boolean(false): writer.write(Tag.wrong)
    case .boolean(true): writer.write(Tag.right)
    case .number(let value, let dimension): writer.write(Tag.number, dimension, value)
    case .text(let text): writer.write(Tag.text, text)
    case .range(let range): writer.write(Tag.range, range.dimension, range.first, range.last)
    case .list(let list):
      if let numbers = list.numbers, !numbers.values.isEmpty,
        numbers.nan == .number || !numbers.values.contains(where: \.isNaN)
      {
        writer.write(Tag.numbers, numbers.dimension)
        writer.write(part: NumbersPart(numbers.values))
        break
      }
      writer.write(Tag.list, list.count)
      for (index, item) in list.enumerated() {
        if index % 65_536 == 65_535, isCancelled() { return false }
        if !item.encode(into: &writer, level: level + 1) { return false }
      }
    case .record(let record):
      writer.write(Tag.record, record.fields.count)
      for field in record.fields {
        writer.write(field.name)
        if !field.value.encode(into: &writer, level: level + 1) { return false }
      }
    case .object(let traced as TracedValue):
      writer.write(Tag.traced, traced.origin.kind.name)
      guard writer.writeCounted({ traced.origin.write(into: &$0) }) else { return false }
      return traced.value.encode(into: &writer, level: level + 1)
    case .object(let object):
      if isCancelled() { return false }
      writer.write(Tag.object, object.kind.name)
      return writer.writeCounted { object.write(into: &$0) }
    case .function: return false
    }
    return true
  }

  init(
    from reader: inout ByteReader, _ decoders: ObjectDecoders, level: Int = 0
  ) throws(CorruptData) {
    if level > ValueSize.maximumDepth { throw CorruptData("a value is nested too deep") }
    switch try reader.integer(UInt8.self) {
    case Tag.missing: self = .missing
    case Tag.wrong: self = .boolean(false)
    case Tag.right: self = .boolean(true)
    case Tag.number:
      let dimension = try Dimension(from: &reader)
      self = .number(try reader.double(), dimension)
    case Tag.text: self = .text(try reader.text())
    case Tag.range:
      let dimension = try Dimension(from: &reader)
      self = .range(NumberRange(try reader.double(), try reader.double(), dimension))
    case Tag.numbers:
      let dimension = try Dimension(from: &reader)
      let numbers = try reader.part(NumbersPart.self).values
      self = .list(ListValue(NumberList(numbers, dimension, nan: .number)))
    case Tag.list:
      self = .list(
        try reader.items { reader throws(CorruptData) in
          try Value(from: &reader, decoders, level: level + 1)
        })
    case Tag.record:
      self = .record(
        Record(
          try reader.items(atLeast: 9) { reader throws(CorruptData) in
            (name: try reader.text(), value: try Value(from: &reader, decoders, level: level + 1))
          }))
    case Tag.object:
      let kind = try reader.text()
      self = .object(try decoders.object(kind, try reader.counted()))
    case Tag.traced:
      let kind = try reader.text()
      let origin = try decoders.object(kind, try reader.counted())
      guard let origin = origin as? any ValueOrigin else {
        throw CorruptData("a value stems from no origin")
      }
      let value = try Value(from: &reader, decoders, level: level + 1)
      guard value.isPlain else { throw CorruptData("an engine value has a second origin") }
      self = value.traced(by: origin)
    default: throw CorruptData("a value is of no known sort")
    }
  }

  private enum Tag {
    static let missing: UInt8 = 0
    static let wrong: UInt8 = 1
    static let right: UInt8 = 2
    static let number: UInt8 = 3
    static let text: UInt8 = 4
    static let range: UInt8 = 5
    /// A list of numbers of one unit, which most long lists are.
    static let numbers: UInt8 = 6
    static let list: UInt8 = 7
    static let record: UInt8 = 8
    static let object: UInt8 = 9
    /// A value behind a name, after where it comes from.
    static let traced: UInt8 = 10
  }
}

/// Where no part of a value is.
private struct NoParts: PartSource {
  func bytes(of key: [UInt8]) -> [UInt8]? { nil }
  func note(_ part: any StoredPart, key: [UInt8]) {}
}

extension Dimension: ByteCoded {
  package func encode(into writer: inout ByteWriter) {
    writer.write(small: seconds)
    writer.write(small: decibels)
  }

  /// Exponents far beyond all that a unit can come to, and small enough to be added without overflow.
  package init(from reader: inout ByteReader) throws(CorruptData) {
    self.init(seconds: try reader.small(), decibels: try reader.small())
    guard (-1_000_000...1_000_000).contains(seconds), (-1_000_000...1_000_000).contains(decibels)
    else { throw CorruptData("a unit is unknown") }
  }
}
