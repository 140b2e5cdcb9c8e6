// Texts as a part: their codes, and the pool of bytes that columns share, which is a part of its own where it is large.

extension TextArray: StoredPart {
  package static let kind = "texts"
  package var isLarge: Bool { codes.count * 4 >= Self.least || byteCount >= Self.least }
  package var memory: Int { codes.count * 4 + pool.memory }

  package var owner: PartOwner? {
    codes.isEmpty ? nil : PartOwner(codes._owner, kind: Self.kind, others: [pool])
  }

  package var nested: [any StoredPart] { pool.isLarge ? [pool] : [] }

  /// The length of each text and its bytes, whatever they share.
  package func content(_ take: (UnsafeRawBufferPointer) -> Void) {
    var block = PartBlock()
    pool.bytes.withUnsafeBufferPointer { bytes in
      for code in codes {
        if code == Self.missing {
          block.add(length: .max, UnsafeBufferPointer(rebasing: bytes[..<0]), take)
        } else {
          let text = UnsafeBufferPointer(rebasing: bytes[pool.range(Int(code))])
          block.add(length: UInt32(truncatingIfNeeded: text.count), text, take)
        }
      }
    }
    block.end(take)
  }

  package func encode(into writer: inout ByteWriter) {
    // In place, equal texts are written as the same bytes; a part that lies by itself shares its pool.
    let isShared = writer.isPart && pool.isLarge
    let texts = writer.isPart ? self : TextArray(rebuilding: self)
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

/// Texts behind their lengths, handed over in pieces.
package struct PartBlock {
  private var bytes = [UInt8](repeating: 0, count: 1 << 16)
  private var count = 0

  package init() {}

  package mutating func add(
    length: UInt32, _ text: UnsafeBufferPointer<UInt8>, _ take: (UnsafeRawBufferPointer) -> Void
  ) {
    if count + 4 + text.count > bytes.count { end(take) }
    if 4 + text.count > bytes.count { bytes += [UInt8](repeating: 0, count: text.count) }
    bytes.withUnsafeMutableBytes { buffer in
      buffer.storeBytes(of: length.littleEndian, toByteOffset: count, as: UInt32.self)
      guard let start = text.baseAddress, !text.isEmpty else { return }
      buffer.baseAddress?.advanced(by: count + 4).copyMemory(from: start, byteCount: text.count)
    }
    count += 4 + text.count
  }

  package mutating func end(_ take: (UnsafeRawBufferPointer) -> Void) {
    bytes.withUnsafeBytes { take(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    count = 0
  }
}

extension TextPool: StoredPart {
  package static let kind = "pool"
  package var isLarge: Bool { memory >= 1 << 16 }
  package var memory: Int { bytes.count + 4 * count }
  package var owner: PartOwner? { PartOwner(self, kind: Self.kind) }

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
