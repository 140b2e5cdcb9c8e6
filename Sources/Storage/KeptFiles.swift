// A folder of files by name, each there whole or not at all: what is kept for people to look back at.
//
// Any number of processes may write at once; each writes names of its own. Unlike the entries of a store, nothing here
// is known by its bytes or checked by a sum: whoever reads a file must be able to tell by itself that it is damaged.

public struct KeptFiles: Sendable {
  public let folder: String

  /// - Parameter folder: made when the first file is written, with the `.gitignore` of a folder `.sernb` above it.
  public init(folder: String) { self.folder = folder }

  private static let drafts = "writing"

  /// The names of the files, sorted by their bytes; none where there is no folder.
  public var names: [String] {
    Disk.names(in: folder).filter { $0 != Self.drafts }
  }

  /// The bytes of a file; nil where there is none, and for links and folders.
  public func read(_ name: String) -> [UInt8]? { Disk.file(folder + "/" + name) }

  /// Puts a file in place of what has that name.
  ///
  /// - Returns: false when it could not be written: the disk is full, or the folder may not be written to.
  public func write(_ name: String, _ bytes: [UInt8]) -> Bool {
    WholeFile.write([], bytes, to: folder + "/" + name, through: folder + "/" + Self.drafts)
  }

  /// Marks a file as used now.
  ///
  /// - Returns: whether it is there.
  public func touch(_ name: String) -> Bool {
    guard let descriptor = Disk.opened(folder + "/" + name) else { return false }
    Disk.touch(descriptor)
    Disk.closed(descriptor)
    return true
  }

  /// When a file was last written or marked, in seconds since 1970; nil where there is none.
  public func lastUse(_ name: String) -> Int? {
    FileStamp(of: folder + "/" + name, followingLinks: false).map { $0.modified / 1_000_000_000 }
  }

  public func remove(_ name: String) { Disk.remove(folder + "/" + name) }

  /// Deletes what processes left that were killed while they wrote.
  public func sweep() { WholeFile.sweep(folder + "/" + Self.drafts) }
}
