// A folder of files by name, each there whole or not at all: what is kept for people to look back at.
//
// Any number of processes may write at once; each writes names of its own. Unlike the entries of a store, nothing here
// is known by its bytes or checked by a sum: whoever reads a file must be able to tell by itself that it is damaged.

public import FileAccess

public struct NamedFiles: Sendable {
  private let own: ManagedFolder

  /// - Parameter folder: made when the first file is written, with the `.gitignore` of a folder `.sernb` above it. From
  ///   `.sernb` on no link is followed.
  public init(folder: String) { own = ManagedFolder(folder) }

  /// Why nothing can be kept here, if something stands in the way.
  public var problem: FileProblem? { own.problem }

  private static let drafts = RelativePath("writing")

  /// The names of the files, sorted by their bytes; none where there is no folder.
  public var names: [String] {
    (own.existing?.names() ?? []).filter { $0 != Self.drafts?.text }
  }

  /// The bytes of a file; nil where there is none, and for links and folders.
  public func read(_ name: String) -> [UInt8]? {
    RelativePath(name).flatMap { own.existing?.read($0) }
  }

  /// Puts a file in place of what has that name.
  ///
  /// - Returns: false when it could not be written: the disk is full, or the folder may not be written to.
  public func write(_ name: String, _ bytes: [UInt8]) -> Bool {
    guard let path = RelativePath(name) else { return false }
    do {
      try own.made().replace(path, with: bytes, through: Self.drafts, isDurable: false)
      return true
    } catch {
      return false
    }
  }

  /// Marks a file as used now.
  ///
  /// - Returns: whether it is there.
  public func touch(_ name: String) -> Bool {
    guard let path = RelativePath(name), let file = try? own.existing?.open(path) else {
      return false
    }
    Disk.touch(file.number)
    return true
  }

  /// When a file was last written or marked, in seconds since 1970; nil where there is none.
  public func lastUse(_ name: String) -> Int? {
    RelativePath(name).flatMap { own.existing?.facts($0) }.map { $0.modified / 1_000_000_000 }
  }

  public func remove(_ name: String) {
    if let path = RelativePath(name) { own.existing?.remove(path) }
  }

  /// Deletes what processes left that were killed while they wrote.
  public func sweep() {
    guard let drafts = Self.drafts, let folder = try? own.existing?.folder(drafts) else { return }
    Drafts.sweep(folder)
  }
}
