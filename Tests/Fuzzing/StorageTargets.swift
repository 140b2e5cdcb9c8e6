// Entries, segments, packs, parts and indexes of the store: what is read is what would be written, and all else is refused in words.

import Basics
import Storage
import Tables

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

  static let pack = FuzzTarget("pack") { bytes in
    for file in [bytes, signedPack(bytes)] {
      let entries: [PackEntry]
      do throws(CorruptData) { entries = try PackFile.entries(of: file) } catch {
        try law(!error.why.isEmpty, "a pack was refused without words")
        continue
      }
      try law(PackFile.file(entries) == file, "a pack is written as another")
    }
  }

  /// The checksum of the index, which ends where the bytes of the entries begin.
  private static func signedPack(_ file: [UInt8]) -> [UInt8] {
    guard file.count >= 28 else { return file }
    let count = file[20..<28].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard count <= UInt64(file.count) else { return file }
    let end = min(file.count, 28 + Int(count) * 45)
    return SavedFile.signed(Array(file[..<end])) + file[end...]
  }

  /// The first byte says which kind of part the others are.
  static let part = FuzzTarget("part") { bytes in
    let body = Array(bytes.dropFirst())
    switch bytes.first {
    case 0: try use(NumbersPart.self, body)
    case 1: try use(TextArray.self, body)
    case 2: try use(TruthsPart.self, body)
    case 3: try use(WordsPart.self, body)
    case 4: try use(RowNames.self, body)
    case 5: try use(Terms.self, body)
    default: break
    }
  }

  private static func use<Part: StoredPart>(_ type: Part.Type, _ bytes: [UInt8]) throws {
    func read(_ bytes: [UInt8]) throws(CorruptData) -> Part {
      var reader = ByteReader(bytes)
      let part = try Part(from: &reader)
      try reader.end()
      return part
    }
    let part: Part
    do throws(CorruptData) { part = try read(bytes) } catch {
      return try law(!error.why.isEmpty, "a part was refused without words")
    }
    var writer = ByteWriter()
    part.encode(into: &writer)
    let again = try read(writer.bytes)
    try law(Digest(of: again) == Digest(of: part), "a part is read as another")
    try law(again.isLarge == part.isLarge, "equal parts lie in different ways")
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
