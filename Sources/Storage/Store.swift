// The cache: results on disk, keyed by their inputs, in a folder that any number of processes share.
//
//     FOLDER/v1/NAMESPACE/ab/REST_OF_KEY           a large entry (see EntryHeader.swift)
//     FOLDER/v1/packs/PACK                     many small ones (see PackFile.swift)
//     FOLDER/v1/clips/FAMILY/BLOCK             values of single clips (see ValueBatch.swift)
//     FOLDER/v1/files                          what is known of files (see FileIndex.swift)
//     FOLDER/v1/writing/DRAFT                  what is being written (see Drafts.swift)
//
// Nothing is changed in place and nothing is locked: an entry appears by a rename and disappears by deletion. Whatever
// is wrong with an entry makes it a miss, and never a wrong answer.

internal import Basics
package import FileAccess
internal import Synchronization
internal import SystemPackage

/// Reproducible content by key; the least recently used entries are evicted first when there is too much.
public struct Store: Sendable {
  package let folder: String
  /// How many bytes it may hold; a run may exceed it slightly while it writes.
  package let limit: Int
  private let writes = WriteCounter()
  /// The folder of this version.
  let root: ManagedFolder
  private let namespaces: [Namespace: ManagedFolder]
  let packs: PackSet
  private let queue = WriteQueue()

  /// Nothing is created on disk before the first write.
  ///
  /// - Parameter folder: from a folder `.sernb` in its path on, links are not followed.
  package init(folder: String, limit: Int = 4 << 30) {
    self.folder = folder
    self.limit = limit
    let root = FilePath(folder).appending("v\(EntryHeader.version)")
    self.root = ManagedFolder(root)
    packs = PackSet(root: self.root)
    namespaces = Dictionary(
      uniqueKeysWithValues: Namespace.all.map { ($0, ManagedFolder(root.appending($0.name))) })
  }

  /// Why nothing can be stored here; nil if nothing stands in the way.
  package var problem: FileProblem? {
    root.problem ?? packs.folder.problem
      ?? Namespace.all.lazy.compactMap { namespaces[$0]?.problem }.first
  }

  static let writing = RelativePath("writing")
  /// The file for a `FileIndex` of this store, which is cleared and verified with it.
  package var indexFile: String { root.path.appending("files").string }

  /// The folder of a namespace, if it exists.
  func existing(_ namespace: Namespace) -> Folder? { namespaces[namespace]?.existing }

  /// The path of an entry of a namespace, as messages name it.
  func shown(_ namespace: Namespace, _ path: RelativePath) -> String {
    root.path.appending(namespace.name).pushing(FilePath(path.text)).string
  }

  /// The path of an entry in the folder of its namespace.
  static func path(_ key: Digest) -> RelativePath? {
    let hex = key.hex
    return RelativePath("\(hex.prefix(2))/\(hex.dropFirst(2))")
  }

  // MARK: Asking

  /// The bytes of an entry; nil if it does not exist, cannot be read or is damaged. A damaged entry is deleted.
  package func read(_ namespace: Namespace, _ key: Digest) -> [UInt8]? {
    if let bytes = queue.content(of: namespace, key) { return bytes }
    if namespace.packed != nil, let bytes = packs.read(namespace, key) { return bytes }
    if namespace.isAlwaysPacked { return nil }
    return Self.path(key).flatMap { read(namespace, key, at: $0) }
  }

  func read(_ namespace: Namespace, _ key: Digest, at path: RelativePath) -> [UInt8]? {
    do throws(CorruptData) { return try content(namespace, key, at: path) } catch {
      // Only a file: anything else of this name was not created by this store.
      if existing(namespace)?.facts(path)?.kind == .file { remove(namespace, path) }
      return nil
    }
  }

  /// Whether there is an entry with a valid header and the right length; its content is not read.
  package func contains(_ namespace: Namespace, _ key: Digest) -> Bool {
    if queue.contains(namespace, key) { return true }
    if namespace.packed != nil, packs.contains(namespace, key) { return true }
    guard !namespace.isAlwaysPacked, let path = Self.path(key) else { return false }
    return (try? content(namespace, key, at: path, isHeaderOnly: true)) ?? nil != nil
  }

  /// The bytes of the entry at `path`, empty if only the header is wanted; nil if it does not exist or cannot be read.
  /// It is marked as used.
  func content(
    _ namespace: Namespace, _ key: Digest, at path: RelativePath, isHeaderOnly: Bool = false,
    isUse: Bool = true
  ) throws(CorruptData) -> [UInt8]? {
    guard let folder = existing(namespace) else { return nil }
    let file: Descriptor
    do { file = try folder.open(path) } catch {
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
    // No memory is allocated for more than a store of this size can hold.
    if header.count > max(limit, 1 << 30) { throw CorruptData("it is larger than entries can be") }
    var bytes: [UInt8] = []
    if !isHeaderOnly {
      guard let all = Disk.some(descriptor, from: length, atMost: header.count),
        all.count == header.count
      else { return nil }
      bytes = all
      try header.check(bytes[...])
    }
    if isUse, (stamp.taken &- stamp.modified).magnitude > Self.hour { Disk.touch(descriptor) }
    return bytes
  }

  /// How long a use stands for later ones, in nanoseconds: not each of them is noted.
  static let hour: UInt = 3_600_000_000_000

  // MARK: Changing

  /// Adds entries to those that are written while the run goes on, each after those before it; they can be read at once.
  package func add(_ entries: [PendingEntry]) async { await queue.add(entries, to: self) }

  /// Adds a small entry without waiting for room.
  package func add(small entry: PendingEntry) { queue.append([entry], to: self) }

  /// Returns when everything that was added is written, or cannot be.
  package func flush() { queue.flush(self) }

  /// Writes `bytes`, replacing any entry of the key.
  ///
  /// - Returns: false if it could not be written: the disk is full or nearly full, or the folder is not writable.
  @discardableResult
  package func write(_ namespace: Namespace, _ key: Digest, _ bytes: [UInt8]) -> Bool {
    if bytes.count <= namespace.largestPacked {
      return write([PackEntry(namespace, key, bytes)])
    }
    return Self.path(key).map { write(namespace, key, bytes, at: $0) } ?? false
  }

  /// Writes small entries together.
  @discardableResult package func write(_ entries: [PackEntry]) -> Bool {
    let count = entries.reduce(0) { $0 + $1.bytes.count }
    guard count <= limit, writes.hasFreeSpace(for: count, at: folder), packs.write(entries) else {
      return false
    }
    packs.merge()
    if writes.isLarge(adding: Self.space(count), limit: limit / 5) { collect() }
    return true
  }

  /// - Parameter path: in the folder of the namespace.
  func write(_ namespace: Namespace, _ key: Digest, _ bytes: [UInt8], at path: RelativePath) -> Bool
  {
    guard bytes.count <= limit, writes.hasFreeSpace(for: bytes.count, at: folder),
      let home = RelativePath(namespace.name)
    else { return false }
    let header = EntryHeader(namespace, key, bytes)
    do {
      // Not synced to the disk. After a crash of the machine an entry may be empty or torn; its checksum shows that,
      // and it is computed again. Syncing each of some hundred entries would cost more than most of them are worth.
      try root.made().replace(
        home.appending(path), with: header.bytes, bytes, through: Self.writing, isDurable: false)
    } catch { return false }
    // A collection leaves a fifth of the limit free, so that much can be written before the next one.
    if writes.isLarge(adding: Self.space(bytes.count), limit: limit / 5) { collect() }
    return true
  }

  package func remove(_ namespace: Namespace, _ key: Digest) {
    if let path = Self.path(key) { remove(namespace, path) }
  }

  @discardableResult func remove(_ namespace: Namespace, _ path: RelativePath) -> Bool {
    existing(namespace)?.remove(path) ?? false
  }

  /// For the end of a run: writes what was added, collects if this process wrote something, and deletes temporary files
  /// of killed processes.
  package func tidy() {
    flush()
    if writes.hasWritten { collect() } else { sweep() }
  }

  /// Deletes temporary files of processes that were killed while writing, and packs that cannot be read.
  func sweep() {
    packs.removeDamaged()
    guard let writing = Self.writing, let folder = try? root.existing?.folder(writing) else {
      return
    }
    Drafts.sweep(folder)
  }

  /// Called when a collection begins.
  func willCollect() { writes.reset() }

  /// The size of a file on a disk with blocks of 4 KB.
  static func space(_ bytes: Int) -> Int { (bytes + 4095) & ~4095 }
}

/// Counts what this process wrote since its last collection; copies of a store share it.
private final class WriteCounter: Sendable {
  private struct Counts {
    var hasWritten = false
    var sinceCollection = 0
    var sinceLook = 0
  }
  private let counts = Mutex(Counts())

  var hasWritten: Bool { counts.withLock(\.hasWritten) }

  func reset() { counts.withLock { ($0.hasWritten, $0.sinceCollection) = (false, 0) } }

  /// Counts `bytes`; returns whether more than `limit` was written since the last collection.
  func isLarge(adding bytes: Int, limit: Int) -> Bool {
    counts.withLock {
      $0.hasWritten = true
      $0.sinceCollection += bytes
      return $0.sinceCollection > limit
    }
  }

  /// Checks the free space once per megabyte written, in one piece or in many.
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

/// Whether at least 5 % of the disk and 512 MB stay free after writing `bytes`: others need the space more than a
/// cache.
func leavesFreeSpace(_ bytes: Int, free: Int, total: Int) -> Bool {
  free - bytes >= max(total / 20, 512 << 20)
}
