// How every saved thing begins: what it is, in which version, and a checksum of all that follows.

/// A sort of file: eight bytes that name it, a version of its format (32 bits), a checksum (64 bits, FNV-1a) of the body.
public struct FileHeader: Sendable {
  /// Eight bytes of ASCII.
  public let magic: String
  public let version: UInt32
  /// The oldest version that is still read.
  public let oldest: UInt32
  /// What it holds, as a noun.
  public let noun: String

  public init(magic: String, version: UInt32, oldest: UInt32? = nil, noun: String) {
    self.magic = magic
    self.version = version
    self.oldest = oldest ?? version
    self.noun = noun
  }

  /// The file with this body.
  public func file(_ body: ByteWriter) -> [UInt8] {
    var file = ByteWriter()
    for byte in magic.utf8 { file.write(byte) }
    file.write(version)
    file.write(checksum(body.bytes[...]))
    return file.bytes + body.bytes
  }

  /// A reader of the body, of which nothing is read yet.
  public func body(of bytes: [UInt8]) throws(CorruptData) -> ByteReader {
    try versionedBody(of: bytes).body
  }

  /// A reader of the body, and the version in which it was written.
  public func versionedBody(
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

/// FNV-1a over eight bytes at a time, the last ones alone.
public func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
  var hash = FNV1a()
  hash.add(words: bytes)
  return hash.value
}
