// A folder of files that are written atomically: records that people look back at.
//
// Any number of processes may write at once, each under names of its own. Unlike the entries of a store, files have
// neither content digests nor checksums: their readers must detect damage themselves.

package import FileAccess

/// A folder of files by name, each written atomically.
package struct NamedFiles: Sendable {
  private let own: ManagedFolder

  /// - Parameter folder: created when the first file is written, with a `.gitignore` in a folder `.sernb` above it.
  ///   From `.sernb` on, links are not followed.
  package init(folder: String) { own = ManagedFolder(folder) }

  /// Why nothing can be stored here; nil if nothing stands in the way.
  package var problem: FileProblem? { own.problem }

  private static let drafts = RelativePath("writing")

  /// The names of the files, sorted by their bytes; empty if the folder does not exist.
  package var names: [String] { (own.existing?.names() ?? []).filter { $0 != Self.drafts?.text } }

  /// The bytes of a file; nil if it does not exist, is a link or is a folder.
  package func read(_ name: String) -> [UInt8]? {
    RelativePath(name).flatMap { own.existing?.read($0) }
  }

  /// Writes a file, replacing any file of that name.
  ///
  /// - Returns: false if it could not be written: the disk is full, or the folder is not writable.
  package func write(_ name: String, _ bytes: [UInt8]) -> Bool {
    guard let path = RelativePath(name) else { return false }
    do {
      try own.made().replace(path, with: bytes, through: Self.drafts, isDurable: false)
      return true
    } catch { return false }
  }

  /// Writes a file of these pieces, unless that is what it holds.
  package func writeIfOther(_ name: String, _ pieces: [[UInt8]]) {
    guard let path = RelativePath(name), !holds(path, pieces) else { return }
    try? own.made().replace(path, with: pieces, through: Self.drafts, isDurable: false)
  }

  private func holds(_ path: RelativePath, _ pieces: [[UInt8]]) -> Bool {
    guard let file = try? own.existing?.open(path), let facts = file.facts, facts.kind == .file,
      facts.size == pieces.reduce(0, { $0 + $1.count })
    else { return false }
    var start = 0
    return pieces.allSatisfy { piece in
      defer { start += piece.count }
      return Disk.some(file.number, from: start, atMost: piece.count) == piece
    }
  }

  /// Marks a file as used now.
  ///
  /// - Returns: whether the file exists.
  package func touch(_ name: String) -> Bool {
    guard let path = RelativePath(name), let file = try? own.existing?.open(path) else {
      return false
    }
    Disk.touch(file.number)
    return true
  }

  /// When a file was last written or touched, in seconds since 1970; nil if it does not exist.
  package func lastUse(_ name: String) -> Int? {
    RelativePath(name).flatMap { own.existing?.facts($0) }.map { $0.modified / 1_000_000_000 }
  }

  package func remove(_ name: String) {
    if let path = RelativePath(name) { own.existing?.remove(path) }
  }

  /// Deletes temporary files of processes that were killed while writing.
  package func sweep() {
    guard let drafts = Self.drafts, let folder = try? own.existing?.folder(drafts) else { return }
    Drafts.sweep(folder)
  }
}
