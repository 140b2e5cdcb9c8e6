// The header of every saved file: a magic number, a format version and a checksum of the body.

/// A file format: eight bytes that name it, its version (32 bits), a checksum of the body (64 bits, FNV-1a).
public struct FileHeader: Sendable {
  /// Eight bytes of ASCII.
  package let magic: String
  package let version: UInt32
  /// The oldest version that can still be read.
  package let oldest: UInt32
  /// What a file of this format holds, as a noun for messages.
  package let noun: String

  package init(magic: String, version: UInt32, oldest: UInt32? = nil, noun: String) {
    self.magic = magic
    self.version = version
    self.oldest = oldest ?? version
    self.noun = noun
  }

  /// The file with this body.
  package func file(_ body: ByteWriter) -> [UInt8] { head(of: [body.bytes]) + body.bytes }

  /// What stands before the body that these pieces are; all but the last have multiples of eight bytes.
  package func head(of pieces: [[UInt8]]) -> [UInt8] {
    var sum = FNV1a()
    for piece in pieces { sum.add(words: piece[...]) }
    var head = ByteWriter()
    for byte in magic.utf8 { head.write(byte) }
    head.write(version)
    head.write(sum.value)
    return head.bytes
  }

  /// A reader positioned at the start of the body.
  package func body(of bytes: [UInt8]) throws(CorruptData) -> ByteReader {
    try versionedBody(of: bytes).body
  }

  /// A reader of the body, and the version in which it was written.
  package func versionedBody(
    of bytes: [UInt8]
  ) throws(CorruptData) -> (body: ByteReader, version: UInt32) {
    guard bytes.starts(with: magic.utf8) else {
      throw CorruptData("the file does not begin as a \(noun) does")
    }
    var reader = ByteReader(Array(bytes.dropFirst(magic.utf8.count)))
    let version = try reader.integer(UInt32.self)
    if version < oldest || version > self.version {
      throw CorruptData(
        "its format is version \(version), and this is a reader of version \(self.version)")
    }
    let sum = try reader.integer(UInt64.self)
    if sum != checksum(bytes.dropFirst(magic.utf8.count + reader.offset)) {
      throw CorruptData("its checksum does not match its bytes")
    }
    return (reader, version)
  }
}

/// FNV-1a over eight bytes at a time, then over the remaining bytes one by one.
package func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
  var hash = FNV1a()
  hash.add(words: bytes)
  return hash.value
}
