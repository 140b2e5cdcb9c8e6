// Entries, segments and indexes of the store: what is read is what would be written, and all else is refused in words.

import Basics
import Storage

extension FuzzTarget {
  private static let key = Digest(of: Array("key".utf8))

  static let entry = FuzzTarget("entry") { bytes in
    // As they are, and with sums that are right, so that what stands behind them is reached.
    for file in [bytes, signedEntry(bytes)] {
      let content: [UInt8]
      do throws(CorruptData) { content = try EntryFile.bytes(of: file, .nodes, key) } catch {
        try law(!error.why.isEmpty, "an entry was refused without words")
        continue
      }
      try law(EntryFile.file(.nodes, key, content) == file, "an entry is written as another")
      for (namespace, key) in [(Namespace.values, key), (.nodes, Digest(of: content))] {
        let other = try? EntryFile.bytes(of: file, namespace, key)
        try law(other == nil, "an entry is read as that of another key")
      }
    }
  }

  static let segment = FuzzTarget("segment") { bytes in
    let segment: ValueBlock
    do throws(CorruptData) { segment = try ValueBlock(reading: bytes, of: key) } catch {
      try law(!error.why.isEmpty, "a segment was refused without words")
      return
    }
    try law(segment.bytes == bytes, "a segment is written as another")
    let keys = segment.entries.map(\.key)
    try law(keys == Set(keys).sorted(), "a key stands twice or out of order")
  }

  static let index = FuzzTarget("index") { bytes in
    for file in [bytes, SavedFile.signed(bytes)] {
      let entries: [IndexEntry]
      do throws(CorruptData) { entries = try IndexFile.entries(reading: file) } catch {
        try law(!error.why.isEmpty, "an index was refused without words")
        continue
      }
      try law(IndexFile.bytes(entries) == file, "an index is written as another")
      try law(Set(entries.map(\.name)).count == entries.count, "a file stands twice")
    }
  }

  /// The sum of the bytes stands in the last eight of the head, and the sum of the head in its front.
  private static func signedEntry(_ file: [UInt8]) -> [UInt8] {
    let head = EntryFile.file(.nodes, key, []).count
    guard file.count >= head else { return file }
    let sum = withUnsafeBytes(of: checksum(file[head...]).littleEndian) { Array($0) }
    return SavedFile.signed(file[..<(head - 8)] + sum) + file[head...]
  }
}
