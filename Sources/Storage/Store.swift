// What was computed, kept on disk by what it was computed from: a folder that any number of processes share.
//
//     FOLDER/v1/NAMESPACE/ab/REST_OF_KEY           an entry (see Entry.swift)
//     FOLDER/v1/clips/FAMILY/BLOCK           many small ones (see ValueBatch.swift)
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
  private let writes = WriteCounter()
  /// Where all of this version lies.
  let root: ManagedFolder
  private let namespaces: [Namespace: ManagedFolder]

  /// Nothing is made on disk before the first write.
  ///
  /// - Parameter folder: from a folder `.sernb` in its path on no link is followed.
  public init(folder: String, limit: Int = 4 << 30) {
    self.folder = folder
    self.limit = limit
    let root = FilePath(folder).appending("v\(EntryHeader.version)")
    self.root = ManagedFolder(root)
    namespaces = Dictionary(
      uniqueKeysWithValues: Namespace.all.map { ($0, ManagedFolder(root.appending($0.name))) })
  }

  /// Why nothing can be kept here, if something stands in the way.
  public var problem: FileProblem? {
    root.problem ?? Namespace.all.lazy.compactMap { namespaces[$0]?.problem }.first
  }

  static let writing = RelativePath("writing")
  /// The file for a `FileIndex` of this store, which is cleared and verified with it.
  public var indexFile: String { root.path.appending("files").string }

  /// The folder of a namespace, if it is there.
  func existing(_ namespace: Namespace) -> Folder? { namespaces[namespace]?.existing }

  /// The path of an entry of a namespace, as messages name it.
  func shown(_ namespace: Namespace, _ path: RelativePath) -> String {
    root.path.appending(namespace.name).pushing(FilePath(path.text)).string
  }

  /// Where an entry lies in the folder of its namespace.
  static func path(_ key: Digest) -> RelativePath? {
    let hex = key.hex
    return RelativePath("\(hex.prefix(2))/\(hex.dropFirst(2))")
  }

  // MARK: Asking

  /// The bytes of an entry; nil if it is not there, cannot be read or is not what it should be. What is damaged is
  /// deleted.
  public func read(_ namespace: Namespace, _ key: Digest) -> [UInt8]? {
    Self.path(key).flatMap { read(namespace, key, at: $0) }
  }

  func read(_ namespace: Namespace, _ key: Digest, at path: RelativePath) -> [UInt8]? {
    do throws(CorruptData) {
      return try content(namespace, key, at: path)
    } catch {
      // A file alone: whatever else has this name, this store did not make it.
      if existing(namespace)?.facts(path)?.kind == .file { remove(namespace, path) }
      return nil
    }
  }

  /// Whether there is an entry that begins as it should and is as long as it should be; its bytes are not read.
  public func contains(_ namespace: Namespace, _ key: Digest) -> Bool {
    guard let path = Self.path(key) else { return false }
    return (try? content(namespace, key, at: path, isHeaderOnly: true)) ?? nil != nil
  }

  /// The bytes of the entry at `path`, none of them if only the header is asked for; nil if it is not there or cannot be
  /// read. It is marked as used.
  func content(
    _ namespace: Namespace, _ key: Digest, at path: RelativePath, isHeaderOnly: Bool = false,
    isUse: Bool = true
  ) throws(CorruptData) -> [UInt8]? {
    guard let folder = existing(namespace) else { return nil }
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
    let length = EntryHeader.length(namespace)
    guard let start = Disk.some(descriptor, from: 0, atMost: min(length, stamp.size)),
      start.count == min(length, stamp.size)
    else { return nil }
    let header = try EntryHeader(reading: start)
    try header.check(namespace, key, rest: stamp.size - length)
    // No memory is taken for what no store of this size can hold.
    if header.count > max(limit, 1 << 30) { throw CorruptData("it is larger than entries can be") }
    var bytes: [UInt8] = []
    if !isHeaderOnly {
      guard let all = Disk.some(descriptor, from: length, atMost: header.count),
        all.count == header.count
      else { return nil }
      bytes = all
      try header.check(bytes[...])
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
  public func write(_ namespace: Namespace, _ key: Digest, _ bytes: [UInt8]) -> Bool {
    Self.path(key).map { write(namespace, key, bytes, at: $0) } ?? false
  }

  /// - Parameter path: in the folder of the namespace.
  func write(_ namespace: Namespace, _ key: Digest, _ bytes: [UInt8], at path: RelativePath) -> Bool
  {
    guard bytes.count <= limit, writes.hasFreeSpace(for: bytes.count, at: folder),
      let home = RelativePath(namespace.name)
    else { return false }
    let header = EntryHeader(namespace, key, bytes)
    do {
      // Nothing waits for the disk. After a crash of the machine an entry may be empty or torn; its checksum tells, and
      // it is made again. To wait at each of some hundred entries would cost more than most of them are worth.
      try root.made().replace(
        home.appending(path), with: header.bytes, bytes, through: Self.writing, isDurable: false)
    } catch {
      return false
    }
    // A collection leaves a fifth of the limit free: as much may be written before the next look.
    if writes.isLarge(adding: Self.space(bytes.count), limit: limit / 5) { collect() }
    return true
  }

  public func remove(_ namespace: Namespace, _ key: Digest) {
    if let path = Self.path(key) { remove(namespace, path) }
  }

  @discardableResult
  func remove(_ namespace: Namespace, _ path: RelativePath) -> Bool {
    existing(namespace)?.remove(path) ?? false
  }

  /// For the end of a run: collects if this process wrote something, and deletes what killed processes left.
  public func tidy() { if writes.hasWritten { collect() } else { sweep() } }

  /// Deletes what processes left that were killed while they wrote.
  func sweep() {
    guard let writing = Self.writing, let folder = try? root.existing?.folder(writing) else {
      return
    }
    Drafts.sweep(folder)
  }

  /// The collector is about to look at everything.
  func willCollect() { writes.reset() }

  /// What a file takes up where blocks have 4 KB.
  static func space(_ bytes: Int) -> Int { (bytes + 4095) & ~4095 }
}

/// What this process wrote since it last looked around; the copies of a store share it.
private final class WriteCounter: Sendable {
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
  func hasFreeSpace(for bytes: Int, at folder: String) -> Bool {
    let count = counts.withLock {
      $0.sinceLook += bytes
      return $0.sinceLook
    }
    if count <= 1 << 20 { return true }
    guard let (free, total) = Disk.freeSpace(at: folder) else { return true }
    guard leavesFreeSpace(bytes, free: free, total: total) else { return false }
    counts.withLock { $0.sinceLook = 0 }
    return true
  }
}

/// Whether a disk has enough left after `bytes` are written: others need it more than a cache does.
func leavesFreeSpace(_ bytes: Int, free: Int, total: Int) -> Bool {
  free - bytes >= max(total / 20, 512 << 20)
}
