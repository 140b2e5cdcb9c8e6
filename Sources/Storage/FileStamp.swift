// Size, times and inode of a file: changing a file changes its stamp, so an equal stamp means unchanged content.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Size, times and inode of a file. Equality ignores when the stamps were taken.
public struct FileStamp: Sendable {
  /// The kind of a file system entry.
  public enum Kind: UInt8, Sendable {
    case file = 1
    case folder, link, special
  }

  package let kind: Kind
  package let size: Int
  /// Modification time (mtime) in nanoseconds since 1970. The owner can set it to anything.
  package let modified: Int
  /// Change time (ctime) in nanoseconds since 1970. It cannot be set.
  package let changed: Int
  package let inode: UInt64
  package let device: UInt64
  /// When the stamp was taken, in nanoseconds since 1970: the clock was read before the file system.
  package let taken: Int
  /// Whether a later change through a memory map would change the stamp (see `WriteBack`).
  package internal(set) var isWrittenBack: Bool

  init(
    kind: Kind, size: Int, modified: Int, changed: Int, inode: UInt64, device: UInt64, taken: Int,
    isWrittenBack: Bool = true
  ) {
    self.isWrittenBack = isWrittenBack
    self.kind = kind
    self.size = size
    self.modified = modified
    self.changed = changed
    self.inode = inode
    self.device = device
    self.taken = taken
  }

  /// The stamp of the file at `path`; nil if there is none.
  package init?(
    of path: String, followingLinks: Bool = true,
    clock: () -> (seconds: Int, nanoseconds: Int) = Disk.wallClock
  ) {
    let taken = Self.nanoseconds(clock())
    var facts = stat()
    guard (followingLinks ? stat(path, &facts) : lstat(path, &facts)) == 0 else { return nil }
    self.init(facts, taken: taken)
  }

  init?(_ descriptor: Int32) {
    let taken = Self.nanoseconds(Disk.wallClock())
    var facts = stat()
    guard fstat(descriptor, &facts) == 0 else { return nil }
    self.init(facts, taken: taken)
  }

  private init(_ facts: stat, taken: Int) {
    #if canImport(Darwin)
      let (modified, changed) = (facts.st_mtimespec, facts.st_ctimespec)
    #else
      let (modified, changed) = (facts.st_mtim, facts.st_ctim)
    #endif
    let kind: Kind =
      switch facts.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      case S_IFLNK: .link
      default: .special
      }
    let times = (
      Self.nanoseconds((modified.tv_sec, modified.tv_nsec)),
      Self.nanoseconds((changed.tv_sec, changed.tv_nsec))
    )
    let device = UInt64(truncatingIfNeeded: facts.st_dev)
    // Only files can be mapped.
    let isWrittenBack =
      kind != .file
      || WriteBack.isPast(max(times.0, times.1), at: taken) && !WriteBack.isInMemory(device)
    self.init(
      kind: kind, size: Int(facts.st_size), modified: times.0, changed: times.1,
      inode: UInt64(facts.st_ino), device: device, taken: taken, isWrittenBack: isWrittenBack)
  }

  /// A damaged file system may report any time; overflow must not trap.
  static func nanoseconds(_ time: (seconds: Int, nanoseconds: Int)) -> Int {
    time.seconds &* 1_000_000_000 &+ time.nanoseconds
  }

  /// Whether a change after the stamp was taken would have changed the stamp: both times are older than the granularity
  /// of the file system's clock. (Git's index has the same rule and calls other entries racy.)
  ///
  /// A file system with sub-microsecond times takes them from the kernel's tick, which is at most 10 ms, so 100 ms
  /// suffice. Others may count in steps of two seconds, as FAT does. Writes through a memory map may show even later:
  /// see `isWrittenBack`.
  package var isSettled: Bool {
    let isFine = modified % 1000 != 0 || changed % 1000 != 0
    let grain = isFine ? 100_000_000 : 2_100_000_000
    return taken &- max(modified, changed) > grain
  }

  /// Whether every later change of the file changes the stamp.
  package var isReliable: Bool { isSettled && isWrittenBack }
}

extension FileStamp: Hashable {
  private var facts: [Int] {
    [
      Int(kind.rawValue), size, modified, changed, Int(truncatingIfNeeded: inode),
      Int(truncatingIfNeeded: device),
    ]
  }

  /// Whether two stamps describe the same state of a file, whenever they were taken.
  public static func == (a: FileStamp, b: FileStamp) -> Bool {
    a.kind == b.kind && a.size == b.size && a.modified == b.modified && a.changed == b.changed
      && a.inode == b.inode && a.device == b.device
  }

  /// Hashes what `==` compares.
  public func hash(into hasher: inout Hasher) { hasher.combine(facts) }
}
