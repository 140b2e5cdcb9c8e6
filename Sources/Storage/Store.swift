// What was computed, kept on disk by what it was computed from: a folder that any number of processes share.
//
//     FOLDER/v1/SHELF/ab/REST_OF_KEY           an entry (see Entry.swift)
//     FOLDER/v1/clips/FAMILY/SEGMENT           many small ones (see Pack.swift)
//     FOLDER/v1/files                          what is known of files (see FileIndex.swift)
//     FOLDER/v1/writing/DRAFT                  what is being written (see Drafts.swift)
//
// Nothing is ever changed in place and nothing is locked: an entry comes by a rename and goes by being deleted. Whatever
// is wrong with an entry makes it a miss, and never a wrong answer.

internal import Basics
public import FileAccess
internal import Synchronization
internal import SystemPackage

/// Content that can be made again, by keys; the least recently used goes first when there is too much of it.
public struct Store: Sendable {
  public let folder: String
  /// How many bytes it may hold; somewhat more while a run writes.
  public let limit: Int
  private let growth = Growth()
  /// Where all of this version lies.
  let root: OwnFolder
  private let shelves: [Shelf: OwnFolder]

  /// Nothing is made on disk before the first write.
  ///
  /// - Parameter folder: from a folder `.sernb` in its path on no link is followed.
  public init(folder: String, limit: Int = 4 << 30) {
    self.folder = folder
    self.limit = limit
    let root = FilePath(folder).appending("v\(EntryHead.version)")
    self.root = OwnFolder(root)
    shelves = Dictionary(
      uniqueKeysWithValues: Shelf.all.map { ($0, OwnFolder(root.appending($0.name))) })
  }

  /// Why nothing can be kept here, if something stands in the way.
  public var problem: FileProblem? {
    root.problem ?? Shelf.all.lazy.compactMap { shelves[$0]?.problem }.first
  }

  static let writing = RelativePath("writing")
  /// The file for a `FileIndex` of this store, which is cleared and verified with it.
  public var indexFile: String { root.path.appending("files").string }

  /// The folder of a shelf, if it is there.
  func existing(_ shelf: Shelf) -> Folder? { shelves[shelf]?.existing }

  /// The path of an entry of a shelf, as messages name it.
  func shown(_ shelf: Shelf, _ path: RelativePath) -> String {
    root.path.appending(shelf.name).pushing(FilePath(path.text)).string
  }

  /// Where an entry lies in the folder of its shelf.
  static func path(_ key: Digest) -> RelativePath? {
    let hex = key.hex
    return RelativePath("\(hex.prefix(2))/\(hex.dropFirst(2))")
  }

  // MARK: Asking

  /// The bytes of an entry; nil if it is not there, cannot be read or is not what it should be. What is damaged is
  /// deleted.
  public func read(_ shelf: Shelf, _ key: Digest) -> [UInt8]? {
    Self.path(key).flatMap { read(shelf, key, at: $0) }
  }

  func read(_ shelf: Shelf, _ key: Digest, at path: RelativePath) -> [UInt8]? {
    do throws(CorruptData) {
      return try content(shelf, key, at: path)
    } catch {
      // A file alone: whatever else has this name, this store did not make it.
      if existing(shelf)?.facts(path)?.kind == .file { remove(shelf, path) }
      return nil
    }
  }

  /// Whether there is an entry that begins as it should and is as long as it should be; its bytes are not read.
  public func contains(_ shelf: Shelf, _ key: Digest) -> Bool {
    guard let path = Self.path(key) else { return false }
    return (try? content(shelf, key, at: path, isHeadOnly: true)) ?? nil != nil
  }

  /// The bytes of the entry at `path`, none of them if only the head is asked for; nil if it is not there or cannot be
  /// read. It is marked as used.
  func content(
    _ shelf: Shelf, _ key: Digest, at path: RelativePath, isHeadOnly: Bool = false,
    isUse: Bool = true
  ) throws(CorruptData) -> [UInt8]? {
    guard let folder = existing(shelf) else { return nil }
    let file: Descriptor
    do {
      file = try folder.open(path)
    } catch {
      if error.fact == .link { throw CorruptData("it is a link") }
      return nil
    }
    let descriptor = file.number
    guard let stamp = FileStamp(descriptor) else { return nil }
    if stamp.kind != .file { throw CorruptData("it is not a file") }
    let length = EntryHead.length(shelf)
    guard let start = Disk.some(descriptor, from: 0, atMost: min(length, stamp.size)),
      start.count == min(length, stamp.size)
    else { return nil }
    let head = try EntryHead(reading: start)
    try head.check(shelf, key, rest: stamp.size - length)
    // No memory is taken for what no store of this size can hold.
    if head.count > max(limit, 1 << 30) { throw CorruptData("it is larger than entries can be") }
    var bytes: [UInt8] = []
    if !isHeadOnly {
      guard let all = Disk.some(descriptor, from: length, atMost: head.count),
        all.count == head.count
      else { return nil }
      bytes = all
      try head.check(bytes[...])
    }
    let hour = 3_600_000_000_000
    if isUse, (stamp.taken &- stamp.modified).magnitude > hour { Disk.touch(descriptor) }
    return bytes
  }

  // MARK: Changing

  /// Keeps `bytes`, in place of what was kept for the key.
  ///
  /// - Returns: false when it could not be written: the disk is full or nearly so, or the folder may not be written.
  @discardableResult
  public func write(_ shelf: Shelf, _ key: Digest, _ bytes: [UInt8]) -> Bool {
    Self.path(key).map { write(shelf, key, bytes, at: $0) } ?? false
  }

  /// - Parameter path: in the folder of the shelf.
  func write(_ shelf: Shelf, _ key: Digest, _ bytes: [UInt8], at path: RelativePath) -> Bool {
    guard bytes.count <= limit, growth.hasRoom(for: bytes.count, at: folder),
      let place = RelativePath(shelf.name)
    else { return false }
    let head = EntryHead(shelf, key, bytes)
    do {
      // Nothing waits for the disk. After a crash of the machine an entry may be empty or torn; its checksum tells, and
      // it is made again. To wait at each of some hundred entries would cost more than most of them are worth.
      try root.made().replace(
        place.appending(path), with: head.bytes, bytes, through: Self.writing, isDurable: false)
    } catch {
      return false
    }
    // A collection leaves a fifth of the limit free: as much may be written before the next look.
    if growth.isLarge(adding: Self.space(bytes.count), limit: limit / 5) { collect() }
    return true
  }

  public func remove(_ shelf: Shelf, _ key: Digest) {
    if let path = Self.path(key) { remove(shelf, path) }
  }

  @discardableResult
  func remove(_ shelf: Shelf, _ path: RelativePath) -> Bool {
    existing(shelf)?.remove(path) ?? false
  }

  /// For the end of a run: collects if this process wrote something, and deletes what killed processes left.
  public func tidy() { if growth.hasWritten { collect() } else { sweep() } }

  /// Deletes what processes left that were killed while they wrote.
  func sweep() {
    guard let writing = Self.writing, let folder = try? root.existing?.folder(writing) else {
      return
    }
    Drafts.sweep(folder)
  }

  /// The collector is about to look at everything.
  func willCollect() { growth.reset() }

  /// What a file takes up where blocks have 4 KB.
  static func space(_ bytes: Int) -> Int { (bytes + 4095) & ~4095 }
}

/// What this process wrote since it last looked around; the copies of a store share it.
private final class Growth: Sendable {
  private struct Counts {
    var hasWritten = false
    var sinceCollection = 0
    var sinceLook = 0
  }
  private let counts = Mutex(Counts())

  var hasWritten: Bool { counts.withLock(\.hasWritten) }

  func reset() { counts.withLock { ($0.hasWritten, $0.sinceCollection) = (false, 0) } }

  /// Counts what was written, and says whether more than `limit` was written since the last collection.
  func isLarge(adding bytes: Int, limit: Int) -> Bool {
    counts.withLock {
      $0.hasWritten = true
      $0.sinceCollection += bytes
      return $0.sinceCollection > limit
    }
  }

  /// Looks at the disk once a megabyte, whether it comes in one piece or in many.
  func hasRoom(for bytes: Int, at folder: String) -> Bool {
    let count = counts.withLock {
      $0.sinceLook += bytes
      return $0.sinceLook
    }
    if count <= 1 << 20 { return true }
    guard let (free, total) = Disk.room(at: folder) else { return true }
    guard leavesRoom(bytes, free: free, total: total) else { return false }
    counts.withLock { $0.sinceLook = 0 }
    return true
  }
}

/// Whether a disk has enough left after `bytes` are written: others need it more than a cache does.
func leavesRoom(_ bytes: Int, free: Int, total: Int) -> Bool {
  free - bytes >= max(total / 20, 512 << 20)
}
