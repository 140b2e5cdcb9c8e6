// A pack: many small entries in one file, which is written once and never changed.
//
//     "sernbpak", version (32 bits), checksum of the index (64 bits)
//     the index: the number of entries (64 bits), then for each of them, sorted by namespace and key:
//       the namespace (8 bits), the key (32 bytes), the number of its bytes (32 bits), their checksum (64 bits)
//     the bytes of the entries, in the same order
//
// A reader of one entry reads the index, which it keeps, and the bytes of that entry. What is damaged in the index
// makes a miss of every entry, what is damaged behind it of one.

package import Basics

/// One entry of a pack.
package struct PackEntry: Sendable, Equatable {
  package let namespace: Namespace
  package let key: Digest
  package let bytes: [UInt8]

  package init(_ namespace: Namespace, _ key: Digest, _ bytes: [UInt8]) {
    self.namespace = namespace
    self.key = key
    self.bytes = bytes
  }
}

/// The index of a pack: which entries it has, and where.
struct PackIndex: Sendable {
  private static let form = FileHeader(magic: "sernbpak", version: 1, noun: "pack of entries")
  /// The file header and the number of entries.
  static let headLength = 28
  /// The bytes of an entry in the index.
  static let width = 45
  /// A pack of more entries, or of longer ones, is not written.
  static let mostEntries = 1 << 22

  /// The entries of the index, `width` bytes each.
  private let bytes: [UInt8]
  /// Where the bytes of each entry begin in the file, and where those of the last one end.
  private let starts: [UInt32]

  var count: Int { starts.count - 1 }
  /// The number of bytes of the whole file.
  var fileLength: Int { Int(starts.last ?? 0) }

  /// The number of bytes of the index in a file that begins with `head`.
  static func length(head: [UInt8]) throws(CorruptData) -> Int {
    guard head.starts(with: form.magic.utf8) else {
      throw CorruptData("the file does not begin as a \(form.noun) does")
    }
    var reader = ByteReader(head)
    try reader.skip(20)
    return headLength + width * (try reader.int(in: 0...mostEntries))
  }

  /// - Parameters:
  ///   - file: the bytes of the file up to the end of the index.
  ///   - length: the number of bytes of the whole file.
  init(_ file: [UInt8], length: Int) throws(CorruptData) {
    var reader = try Self.form.body(of: file)
    let count = try reader.int(in: 0...Self.mostEntries)
    guard reader.remaining == count * Self.width else {
      throw CorruptData("its index is of another length")
    }
    var starts: [UInt32] = []
    starts.reserveCapacity(count + 1)
    var start = file.count
    var last: (UInt8, Digest)?
    for _ in 0..<count {
      starts.append(UInt32(clamping: start))
      let (tag, key): (UInt8, Digest) = (try reader.integer(), try reader.read())
      if let last, last >= (tag, key) { throw CorruptData("its entries are not in order") }
      guard Namespace(packed: tag) != nil else { throw CorruptData("a namespace is not known") }
      last = (tag, key)
      start += Int(try reader.integer(UInt32.self))
      try reader.skip(8)
    }
    starts.append(UInt32(clamping: start))
    if start != length || start > Int(UInt32.max) {
      throw CorruptData("it should hold \(start) bytes, and there are \(length)")
    }
    bytes = Array(file[Self.headLength...])
    self.starts = starts
  }

  /// One entry: where its bytes are in the file, and their checksum.
  struct Location: Sendable {
    let range: Range<Int>
    fileprivate let sum: UInt64

    func check(_ bytes: [UInt8]) throws(CorruptData) {
      if sum != checksum(bytes[...]) { throw CorruptData("its checksum does not match its bytes") }
    }
  }

  func find(_ namespace: Namespace, _ key: Digest) -> Location? {
    guard let tag = namespace.packed else { return nil }
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if name(middle) < (tag, key) { low = middle + 1 } else { high = middle }
    }
    guard low < count, name(low) == (tag, key) else { return nil }
    return location(low)
  }

  /// Namespace, key and location of every entry.
  var entries: [(namespace: Namespace, key: Digest, location: Location)] {
    (0..<count).compactMap { index in
      let (tag, key) = name(index)
      return Namespace(packed: tag).map { ($0, key, location(index)) }
    }
  }

  private func location(_ index: Int) -> Location {
    Location(
      range: Int(starts[index])..<Int(starts[index + 1]),
      sum: word(at: index * Self.width + 37))
  }

  private func name(_ index: Int) -> (UInt8, Digest) {
    let start = index * Self.width
    return (
      bytes[start],
      Digest(
        words: (
          word(at: start + 1), word(at: start + 9), word(at: start + 17), word(at: start + 25)
        ))
    )
  }

  private func word(at offset: Int) -> UInt64 {
    bytes.withUnsafeBytes {
      UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
  }

  // MARK: Writing

  /// The pieces of a file with these entries, the last one of each key; nil if a pack cannot hold them.
  static func file(_ entries: [PackEntry]) -> (head: [UInt8], content: [UInt8])? {
    var newest: [PackKey: Int] = [:]
    for (index, entry) in entries.enumerated() {
      newest[PackKey(entry.namespace, entry.key)] = index
    }
    let sorted = newest.values.map { entries[$0] }.sorted {
      ($0.namespace.packed ?? .max, $0.key) < ($1.namespace.packed ?? .max, $1.key)
    }
    var index = ByteWriter()
    var content: [UInt8] = []
    index.reserve(8 + sorted.count * width)
    content.reserveCapacity(sorted.reduce(0) { $0 + $1.bytes.count })
    index.write(sorted.count)
    for entry in sorted {
      guard let tag = entry.namespace.packed else { return nil }
      index.write(tag, entry.key, UInt32(clamping: entry.bytes.count), checksum(entry.bytes[...]))
      content += entry.bytes
    }
    let head = form.file(index)
    guard sorted.count <= mostEntries, head.count + content.count <= Int(UInt32.max) else {
      return nil
    }
    return (head, content)
  }
}

/// What an entry is known by.
struct PackKey: Hashable, Sendable {
  let namespace: Namespace
  let key: Digest

  init(_ namespace: Namespace, _ key: Digest) { (self.namespace, self.key) = (namespace, key) }
}

/// A whole pack, for tests: packs are written in pieces, and read entry by entry.
package enum PackFile {
  package static func file(_ entries: [PackEntry]) -> [UInt8]? {
    PackIndex.file(entries).map { $0.head + $0.content }
  }

  package static func entries(of file: [UInt8]) throws(CorruptData) -> [PackEntry] {
    let length = try PackIndex.length(head: file)
    let index = try PackIndex(Array(file.prefix(length)), length: file.count)
    var entries: [PackEntry] = []
    for entry in index.entries {
      let bytes = Array(file[entry.location.range])
      try entry.location.check(bytes)
      entries.append(PackEntry(entry.namespace, entry.key, bytes))
    }
    return entries
  }
}
