// A block of a `ValueBatch` as bytes: its family, then keys with their values, sorted by key.

package import Basics

/// Some values of a family. Equal blocks have equal bytes, whose digest names the block.
package struct ValueBlock: Equatable, Sendable {
  package let family: Digest
  /// Sorted by key, without duplicates.
  package let entries: [Entry]

  package struct Entry: Equatable, Sendable {
    package let key: Digest
    package let value: [UInt8]
  }

  package init(_ family: Digest, _ values: [Digest: [UInt8]]) {
    self.family = family
    entries = values.map { Entry(key: $0.key, value: $0.value) }.sorted { $0.key < $1.key }
  }

  package init(reading bytes: [UInt8], of family: Digest) throws(CorruptData) {
    var reader = ByteReader(bytes)
    self.family = try reader.read()
    if self.family != family { throw CorruptData("it belongs to another family") }
    // A key has 32 bytes, the length of a value 8.
    entries = try reader.items(atLeast: 40) { reader throws(CorruptData) in
      Entry(key: try reader.read(), value: try reader.data())
    }
    try reader.end()
    for (entry, next) in zip(entries, entries.dropFirst()) where entry.key >= next.key {
      throw CorruptData("its keys are not in order")
    }
  }

  package var bytes: [UInt8] {
    var writer = ByteWriter()
    family.encode(into: &writer)
    writer.write(entries) { $0.write($1.key, $1.value) }
    return writer.bytes
  }
}
