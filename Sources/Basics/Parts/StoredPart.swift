// Large parts of values, such as columns: each is kept by itself, once, however many values hold it.
//
// 1. A writer that collects puts the key of a part in its place (32 bytes), and the parts aside. The keys are filled in
//    when they are known, so that parts can be hashed side by side, and those with a known key not at all. A writer that
//    does not collect writes parts in their places: such bytes stand for themselves.
// 2. The key of a part stands for what it says: `content` is the same for equal parts, however they lie in memory. How a
//    part is encoded may depend on more, such as on what its texts share.
// 3. Whether a part is put aside depends on what it says alone, so that equal values are written as the same bytes.

/// A large part of a value.
package protocol StoredPart: ByteCoded, Sendable {
  /// Names the kind in keys: parts of different kinds never have the same.
  static var kind: String { get }
  /// Whether it lies apart; the same for equal parts.
  var isLarge: Bool { get }
  /// About how many bytes it takes in memory.
  var memory: Int { get }
  /// What holds it in memory; nil where nothing can be told from others, as with empty arrays.
  var owner: PartOwner? { get }
  /// Parts of this one that its encoding refers to.
  var nested: [any StoredPart] { get }
  /// Hands over all that it says, in pieces.
  func content(_ take: (UnsafeRawBufferPointer) -> Void)
}

extension StoredPart {
  package var nested: [any StoredPart] { [] }

  /// Parts of fewer bytes stand in their places.
  package static var least: Int { 1024 }
}

/// The object that holds a part in memory, and does not change as long as it is held here too.
package struct PartOwner {
  package var object: AnyObject
  package let name: Name

  /// Tells parts of one object apart.
  package struct Name: Hashable, Sendable {
    let objects: [ObjectIdentifier]
    let kind: String
  }

  /// - Parameter others: what the part also depends on, which lives as long as the object.
  package init?(_ object: AnyObject?, kind: String, others: [AnyObject] = []) {
    guard let object else { return nil }
    self.object = object
    name = Name(objects: ([object] + others).map(ObjectIdentifier.init), kind: kind)
  }
}

/// Where a reader finds the parts of a value.
package protocol PartSource: Sendable {
  /// The encoded part of a key; nil if it is not there.
  func bytes(of key: [UInt8]) -> [UInt8]?
  /// Hears of a part that was read.
  func note(_ part: any StoredPart, key: [UInt8])
}

extension ByteWriter {
  /// A part that was put aside, and where its key belongs.
  package struct Placed: Sendable {
    package let offset: Int
    package let part: any StoredPart
  }

  private static let keyLength = 32

  /// A writer that puts large parts aside.
  package init(collecting: Bool) {
    self.init()
    if collecting { parts = [] }
  }

  package mutating func write(part: some StoredPart) {
    guard parts != nil, part.isLarge else {
      write(false)
      part.encode(into: &self)
      return
    }
    write(true)
    write(key: part)
  }

  /// Writes the key of a part, whatever its size.
  package mutating func write(key part: any StoredPart) {
    let offset = count
    parts?.append(Placed(offset: offset, part: part))
    for _ in 0..<Self.keyLength { write(UInt8(0)) }
  }

  /// Fills in the keys of all parts, in the order of `parts`.
  package mutating func fill(_ keys: [[UInt8]]) {
    for (placed, key) in zip(parts ?? [], keys) {
      written.replaceSubrange(placed.offset..<(placed.offset + key.count), with: key)
    }
  }

  /// Writes bytes behind their number, which `body` need not know before.
  package mutating func writeCounted(_ body: (inout ByteWriter) -> Bool) -> Bool {
    let start = count
    write(0)
    guard body(&self) else { return false }
    var length = ByteWriter()
    length.write(count - start - 8)
    written.replaceSubrange(start..<(start + 8), with: length.bytes)
    return true
  }
}

extension ByteReader {
  package mutating func part<Part: StoredPart>(
    _ type: Part.Type = Part.self
  ) throws(CorruptData) -> Part {
    try bool() ? keyedPart() : Part(from: &self)
  }

  /// Reads a part whose key stands here.
  package mutating func keyedPart<Part: StoredPart>(
    _ type: Part.Type = Part.self
  ) throws(CorruptData) -> Part {
    var key: [UInt8] = []
    for _ in 0..<32 { key.append(try integer()) }
    guard let parts, let bytes = parts.bytes(of: key) else {
      throw CorruptData("a part of a value is not there")
    }
    var reader = ByteReader(bytes)
    reader.parts = parts
    let part = try Part(from: &reader)
    try reader.end()
    parts.note(part, key: key)
    return part
  }

  /// A reader of counted bytes that stand here, which finds parts where this one does.
  package mutating func counted() throws(CorruptData) -> ByteReader {
    var reader = ByteReader(try data())
    reader.parts = parts
    return reader
  }
}
