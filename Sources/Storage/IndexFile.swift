// The file of an index: stamp, digest and day of last use of each file, sorted by path.

package import Basics

/// The digest of one aspect of a file.
package struct IndexEntry: Sendable, Equatable {
  /// Compared by bytes, as file systems do: to `String`, composed and decomposed é are equal.
  package struct Name: Hashable, Comparable, Sendable {
    package let path: String
    package let aspect: FileIndex.Aspect

    package static func == (a: Name, b: Name) -> Bool {
      a.aspect == b.aspect && a.path.utf8.count == b.path.utf8.count && a.order(b.path) == 0
    }

    package static func < (a: Name, b: Name) -> Bool {
      let order = a.order(b.path)
      return order == 0 ? a.aspect.rawValue < b.aspect.rawValue : order < 0
    }

    package func hash(into hasher: inout Hasher) {
      hasher.combine(aspect)
      path.withBytes { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }

    /// Negative if the path sorts before `other`, positive if after it.
    private func order(_ other: String) -> Int {
      path.withBytes { path in
        other.withBytes { other in
          for (a, b) in zip(path, other) where a != b { return a < b ? -1 : 1 }
          return path.count - other.count
        }
      }
    }
  }

  package let name: Name
  let stamp: FileStamp
  let digest: Digest
  /// The day of its last use, counted from 1970.
  var day: Int
}

package enum IndexFile {
  private static let form = FileHeader(magic: "sernbidx", version: 1, noun: "index of files")

  /// - Parameter entries: sorted by name, without duplicates.
  package static func bytes(_ entries: [IndexEntry]) -> [UInt8] {
    var writer = ByteWriter()
    writer.write(entries) { writer, entry in
      let (name, stamp) = (entry.name, entry.stamp)
      writer.write(name.path, name.aspect.rawValue, Int32(truncatingIfNeeded: entry.day))
      writer.write(stamp.kind.rawValue, stamp.size, stamp.modified, stamp.changed)
      writer.write(stamp.inode, stamp.device, entry.digest)
    }
    return form.file(writer)
  }

  /// Only settled stamps are stored, without the time when they were taken.
  package static func entries(reading bytes: [UInt8]) throws(CorruptData) -> [IndexEntry] {
    var reader = try form.body(of: bytes)
    var previous: IndexEntry.Name?
    let entries = try reader.items(atLeast: 86) { reader throws(CorruptData) in
      let path = try reader.text()
      let name = IndexEntry.Name(
        path: path, aspect: try reader.choice(else: "an aspect is not known"))
      if let previous, previous >= name { throw CorruptData("its files are not in order") }
      previous = name
      let day = Int(try reader.integer(Int32.self))
      let stamp = try FileStamp(
        kind: reader.choice(else: "a kind of file is not known"), size: reader.read(),
        modified: reader.read(), changed: reader.read(), inode: reader.read(),
        device: reader.read(), taken: .max)
      return IndexEntry(name: name, stamp: stamp, digest: try reader.read(), day: day)
    }
    try reader.end()
    return entries
  }
}

extension String {
  fileprivate func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    if let result = utf8.withContiguousStorageIfAvailable(body) { return result }
    return Array(utf8).withUnsafeBufferPointer(body)
  }
}
