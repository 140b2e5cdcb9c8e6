// The file of a cache entry: a header with its key and checksum, then the content.
//
//     "sernbent", version (32 bits), checksum of the rest of the header (64 bits): as every saved thing begins
//     the name of the namespace, behind its length (64 bits)
//     the key (32 bytes)
//     the number of bytes that follow (64 bits), and their checksum (64 bits)
//
// This detects an entry that is truncated, changed, of another version or program, or stored under another key. The
// header is separate from the content, so that neither writing nor reading copies the content.

package import Basics

/// The header of an entry.
struct EntryHeader: Equatable {
  /// Also part of the path, so that versions do not read each other's entries.
  static let version: UInt32 = 1
  private static let form = FileHeader(magic: "sernbent", version: version, noun: "cache entry")

  let namespace: String
  let key: Digest
  let count: Int
  let sum: UInt64

  init(_ namespace: Namespace, _ key: Digest, _ bytes: [UInt8]) {
    self.namespace = namespace.name
    self.key = key
    count = bytes.count
    sum = checksum(bytes[...])
  }

  init(reading bytes: [UInt8]) throws(CorruptData) {
    var reader = try Self.form.body(of: bytes)
    namespace = try reader.text()
    key = try reader.read()
    count = try reader.int(in: 0...Int.max)
    sum = try reader.integer(UInt64.self)
    try reader.end()
  }

  var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.write(namespace, key, count, sum)
    return Self.form.file(writer)
  }

  /// The length of a header: the file header, then the five fields.
  static func length(_ namespace: Namespace) -> Int {
    20 + 8 + namespace.name.utf8.count + 32 + 8 + 8
  }

  /// Throws for the header of another entry, or if the content does not have the stated length.
  func check(_ namespace: Namespace, _ key: Digest, rest: Int) throws(CorruptData) {
    if self.namespace != namespace.name || self.key != key {
      throw CorruptData("it is the entry of another key")
    }
    if count != rest { throw CorruptData("it should hold \(count) bytes, and there are \(rest)") }
  }

  func check(_ bytes: ArraySlice<UInt8>) throws(CorruptData) {
    if sum != checksum(bytes) { throw CorruptData("its checksum does not match its bytes") }
  }
}

/// A whole entry file, for tests: the store writes and reads header and content separately.
package enum EntryFile {
  package static func file(_ namespace: Namespace, _ key: Digest, _ bytes: [UInt8]) -> [UInt8] {
    EntryHeader(namespace, key, bytes).bytes + bytes
  }

  package static func bytes(
    of file: [UInt8], _ namespace: Namespace, _ key: Digest
  ) throws(CorruptData) -> [UInt8] {
    let length = EntryHeader.length(namespace)
    let header = try EntryHeader(reading: Array(file.prefix(length)))
    try header.check(namespace, key, rest: file.count - length)
    let bytes = file.dropFirst(length)
    try header.check(bytes)
    return Array(bytes)
  }
}

extension Digest: ByteCoded {
  package func encode(into writer: inout ByteWriter) {
    writer.write(words.0, words.1, words.2, words.3)
  }

  package init(from reader: inout ByteReader) throws(CorruptData) {
    try self.init(words: (reader.read(), reader.read(), reader.read(), reader.read()))
  }
}
