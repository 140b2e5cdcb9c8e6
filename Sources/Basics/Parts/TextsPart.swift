// Texts as a part: their codes, and the pool of bytes that columns share, which is a part of its own where it is large.

extension TextArray: StoredPart {
  package static let kind = "texts"
  package var size: Int { codes.count * 4 + byteCount }

  package var owner: PartOwner? {
    codes.isEmpty ? nil : PartOwner(codes._owner, kind: Self.kind, others: [pool])
  }

  package var nested: [any StoredPart] { pool.isShareable ? [pool] : [] }

  /// The length of each text and its bytes, whatever they share.
  package func content(_ take: (UnsafeRawBufferPointer) -> Void) {
    let block = 1 << 16
    var bytes: [UInt8] = []
    bytes.reserveCapacity(block + 1024)
    for code in codes {
      let range = code == Self.missing ? 0..<0 : pool.range(Int(code))
      let length = code == Self.missing ? UInt32.max : UInt32(truncatingIfNeeded: range.count)
      withUnsafeBytes(of: length.littleEndian) { bytes.append(contentsOf: $0) }
      pool.bytes.withUnsafeBufferPointer { bytes.append(contentsOf: $0[range]) }
      if bytes.count >= block {
        bytes.withUnsafeBytes(take)
        bytes.removeAll(keepingCapacity: true)
      }
    }
    bytes.withUnsafeBytes(take)
  }

  package func encode(into writer: inout ByteWriter) {
    // In place, equal texts are written as the same bytes; a part that lies by itself shares its pool.
    let isShared = writer.parts != nil && writer.isPart && pool.isShareable
    let texts = isShared ? self : TextArray(rebuilding: self)
    writer.write(isShared)
    if isShared { writer.write(key: pool) } else { texts.pool.encode(into: &writer) }
    // A missing text is 0.
    writer.write(packed: texts.codes.map { $0 &+ 1 })
  }

  package init(from reader: inout ByteReader) throws(CorruptData) {
    let pool: TextPool = try reader.bool() ? reader.keyedPart() : TextPool(from: &reader)
    let codes = try reader.packed().map { $0 &- 1 }
    let count = UInt32(clamping: pool.count)
    guard codes.allSatisfy({ $0 < count || $0 == Self.missing }) else {
      throw CorruptData("a cell has the number of a text that is not there")
    }
    self.init(codes: codes, pool: pool)
  }

  private init(rebuilding texts: TextArray) {
    var builder = TextArrayBuilder(capacity: texts.count)
    for row in texts.indices { builder.append(texts, row) }
    self = builder.finish()
  }
}

extension TextPool: StoredPart {
  package static let kind = "pool"
  package var size: Int { bytes.count + 4 * count }
  package var owner: PartOwner? { PartOwner(self, kind: Self.kind) }

  /// Whether it is large enough to lie by itself.
  fileprivate var isShareable: Bool { size >= 1 << 16 }

  package func content(_ take: (UnsafeRawBufferPointer) -> Void) {
    let lengths = (0..<count).map { UInt32(truncatingIfNeeded: range($0).count).littleEndian }
    lengths.withUnsafeBytes(take)
    bytes.withUnsafeBytes(take)
    withUnsafeBytes(of: isDistinct) { take($0) }
  }

  package func encode(into writer: inout ByteWriter) {
    writer.write(isDistinct)
    writer.write(packed: (0..<count).map { UInt32(truncatingIfNeeded: range($0).count) })
    writer.write(bytes)
  }

  package convenience init(from reader: inout ByteReader) throws(CorruptData) {
    let isDistinct = try reader.bool()
    let lengths = try reader.packed()
    let bytes = try reader.data()
    var starts = TextOffsets()
    var end = 0
    for length in lengths {
      end += Int(length)
      guard end <= bytes.count, end == bytes.count || bytes[end] & 0xC0 != 0x80 else {
        throw CorruptData("a text ends where there is no end of a character")
      }
      starts.append(end)
    }
    guard end == bytes.count, String(validating: bytes, as: UTF8.self) != nil else {
      throw CorruptData("texts are not UTF-8")
    }
    self.init(bytes: bytes, starts: starts, hasDistinctBytes: isDistinct)
  }
}
