// Digests of files by their stamps, so that an unchanged file is not read again.
//
// A stamp is trusted only if it was settled before the file was read (see `FileStamp.isSettled`): a file that changes
// twice within a clock tick is read again each time and never gets an old digest. A modification time that was set back
// does no harm, because the change time (ctime) cannot be set.
//
// It is not trusted either while a program could change the file through a memory map without updating its times (see
// `WriteBack`). Small files are read again while they are that young; a large one is flushed to the disk first, so that
// it is read once.
//
// On a network file system the times are another machine's: if its clock is behind by more than the granularity, a
// second change in the same tick can be missed. Git has the same limitation.

package import Basics
internal import Crypto
internal import Synchronization
internal import SystemPackage

/// Digests of what was read from files, valid while their stamps are unchanged.
public final class FileIndex: Sendable {
  /// What the digest of a file covers.
  public enum Aspect: UInt8, Sendable {
    /// Its bytes.
    case content = 1
    /// The result of parsing it.
    case facts
    /// The names in a folder.
    case names
  }

  private typealias Name = IndexEntry.Name

  private struct State {
    var isLoaded = false
    var hasChanged = false
    var known: [Name: IndexEntry] = [:]
    /// Entries that this process computed itself.
    var own: Set<Name> = []
  }

  private let file: String?
  private let clock: @Sendable () -> (seconds: Int, nanoseconds: Int)
  private let look: @Sendable (String) -> FileStamp?
  private let flush: @Sendable (String) -> Bool
  private let state = Mutex(State())

  static let maximumEntries = 200_000
  static let maximumDays = 60
  /// Reading fewer bytes than this takes less time than waiting for the disk.
  static let worthFlushing = 1 << 20

  /// - Parameter file: the file of the index, read on first use; nil keeps it in memory only.
  public convenience init(
    file: String?,
    clock: @escaping @Sendable () -> (seconds: Int, nanoseconds: Int) = FileIndex.wallClock
  ) {
    self.init(file: file, clock: clock) { FileStamp(of: $0, clock: clock) }
  }

  /// - Parameters:
  ///   - flush: writes the dirty pages of a file to the disk; returns whether that succeeded.
  ///   - look: the stamp of the file at a path.
  init(
    file: String?, clock: @escaping @Sendable () -> (seconds: Int, nanoseconds: Int),
    flush: @escaping @Sendable (String) -> Bool = WriteBack.flush,
    look: @escaping @Sendable (String) -> FileStamp?
  ) {
    self.flush = flush
    self.file = file
    self.clock = clock
    self.look = look
  }

  /// Seconds and nanoseconds since 1970.
  public static func wallClock() -> (seconds: Int, nanoseconds: Int) { Disk.wallClock() }

  // MARK: Asking

  /// The digest of an aspect: the known one if the file is unchanged, otherwise that of `computing`, which is stored if
  /// the file did not change in the meantime.
  package func digest(
    of realPath: String, _ aspect: Aspect, computing: () throws -> Digest
  ) rethrows -> Digest {
    guard var before = look(realPath) else { return try computing() }
    if let known = known(realPath, aspect, before) { return known }
    if aspect == .content { flush(realPath, &before) }
    let digest = try computing()
    note(realPath, aspect, digest, before: before)
    return digest
  }

  /// Flushes a large, recently changed file, so that its stamp also reflects changes through memory maps.
  private func flush(_ path: String, _ stamp: inout FileStamp) {
    guard !stamp.isWrittenBack, stamp.isSettled, stamp.kind == .file,
      stamp.size >= Self.worthFlushing, flush(path),
      // A page that was changed again in the meantime is dirty again.
      let after = look(path), after == stamp, after.isSettled
    else { return }
    stamp.isWrittenBack = true
  }

  private func known(_ path: String, _ aspect: Aspect, _ stamp: FileStamp) -> Digest? {
    let name = Name(path: path, aspect: aspect)
    let today = today
    return state.withLock { state in
      load(&state)
      guard let entry = state.known[name], entry.stamp == stamp else { return nil }
      if entry.day != today {
        state.known[name]?.day = today
        state.hasChanged = true
      }
      return entry.digest
    }
  }

  /// Stores a digest that the caller computed, if the file did not change in the meantime.
  ///
  /// - Parameter before: the stamp taken before reading.
  package func note(_ realPath: String, _ aspect: Aspect, _ digest: Digest, before: FileStamp) {
    guard before.isReliable, look(realPath) == before else { return }
    let name = Name(path: realPath, aspect: aspect)
    let entry = IndexEntry(name: name, stamp: before, digest: digest, day: today)
    state.withLock { state in
      load(&state)
      state.known[name] = entry
      state.own.insert(name)
      state.hasChanged = true
    }
  }

  // MARK: Reading files

  /// The digest of a file's bytes, read in blocks; nil if it is not a file or cannot be read.
  package static func contentDigest(_ realPath: String) -> Digest? {
    contentDigest(realPath) { () throws(Never) in }
  }

  /// As `contentDigest`, but it stops when the surrounding task is cancelled.
  package static func contentDigestUnlessCancelled(
    _ realPath: String
  ) throws(Cancelled) -> Digest? {
    try contentDigest(realPath) { () throws(Cancelled) in try checkCancellation() }
  }

  private static func contentDigest<Stop: Error>(
    _ path: String, _ check: () throws(Stop) -> Void
  ) throws(Stop) -> Digest? {
    guard let descriptor = Disk.opened(path) else { return nil }
    defer { Disk.closed(descriptor) }
    guard let stamp = FileStamp(descriptor), stamp.kind == .file else { return nil }
    var hash = SHA256()
    let block = 1 << 20
    var offset = 0
    while true {
      try check()
      guard let piece = Disk.some(descriptor, from: offset, atMost: block) else { return nil }
      if piece.isEmpty { return Digest(hash.finalize()) }
      piece.withUnsafeBytes { hash.update(bufferPointer: $0) }
      offset += piece.count
    }
  }

  // MARK: Keeping

  private var today: Int { clock().seconds / 86_400 }

  private func load(_ state: inout State) {
    if state.isLoaded { return }
    state.isLoaded = true
    guard let file, let entries = Self.read(file) else { return }
    state.known.reserveCapacity(entries.count)
    for entry in entries { state.known[entry.name] = entry }
  }

  /// Writes the entries to the file, merged with those of other processes. Entries not used for 60 days are dropped.
  package func save() {
    guard let file else { return }
    let snapshot = state.withLock { state -> State? in
      guard state.hasChanged else { return nil }
      state.hasChanged = false
      return state
    }
    guard var state = snapshot else { return }
    for other in Self.read(file) ?? [] {
      guard let own = state.known[other.name] else {
        state.known[other.name] = other
        continue
      }
      var entry = state.own.contains(other.name) ? own : other
      entry.day = max(own.day, other.day)
      state.known[other.name] = entry
    }
    let today = today
    // A day in the future was written by a wrong clock.
    var entries = state.known.values.map { entry in
      var entry = entry
      entry.day = min(entry.day, today)
      return entry
    }
    entries.removeAll { $0.day < today - Self.maximumDays }
    if entries.count > Self.maximumEntries {
      entries.sort { ($1.day, $0.name) < ($0.day, $1.name) }
      entries.removeLast(entries.count - Self.maximumEntries)
    }
    entries.sort { $0.name < $1.name }
    // If it cannot be written, files are read again next time.
    _ = Self.folder(of: file).write(Self.name(of: file), IndexFile.bytes(entries))
  }

  private static func folder(of file: String) -> NamedFiles {
    NamedFiles(folder: FilePath(file).removingLastComponent().string)
  }

  private static func name(of file: String) -> String { FilePath(file).lastComponent?.string ?? "" }

  private static func read(_ file: String) -> [IndexEntry]? {
    guard let bytes = folder(of: file).read(name(of: file)) else { return nil }
    return try? IndexFile.entries(reading: bytes)
  }

  /// Why the file of an index is damaged; nil if it is not.
  static func problem(of file: String) -> String? {
    guard let bytes = folder(of: file).read(name(of: file)) else { return "it cannot be read" }
    do throws(CorruptData) {
      _ = try IndexFile.entries(reading: bytes)
      return nil
    } catch { return error.why }
  }
}
