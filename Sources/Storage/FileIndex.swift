// What is known of files by their stamps, so that a file that has not changed is not read again.
//
// A stamp is believed only if it was settled before the file was read (see `FileStamp.isSettled`): a file that is
// changed twice within a tick of the clock is read again each time, and never known by an old digest. A time of change
// that was set back does no harm, as no one can set the other of the two.
//
// Nor is it believed while a program could change the file through a memory map in silence (see `WriteBack`). Small files
// are read again as long as they are so young; a large one is written to the disk first, so that it is read once.
//
// Over a network the times are another machine's: if its clock is behind by more than the grain, a change in the same
// tick as the one before it can be missed. Git lives with the same.

public import Basics
internal import Crypto
internal import Synchronization
internal import SystemPackage

/// Digests of what was read of files, while their stamps are what they were.
public final class FileIndex: Sendable {
  /// What of a file the digest is of.
  public enum Aspect: UInt8, Sendable {
    /// Its bytes.
    case content = 1
    /// What a reader makes of it.
    case facts
    /// The names in a folder.
    case names
  }

  private typealias Name = IndexEntry.Name

  private struct State {
    var isLoaded = false
    var hasChanged = false
    var known: [Name: IndexEntry] = [:]
    /// What this process found out itself.
    var own: Set<Name> = []
  }

  private let file: String?
  private let clock: @Sendable () -> (seconds: Int, nanoseconds: Int)
  private let look: @Sendable (String) -> FileStamp?
  private let flush: @Sendable (String) -> Bool
  private let state = Mutex(State())

  static let mostEntries = 200_000
  static let mostDays = 60
  /// To read fewer bytes takes less time than to wait for the disk.
  static let worthFlushing = 1 << 20

  /// - Parameter file: where it is kept; nil for in memory only. It is read at the first question.
  public convenience init(
    file: String?,
    clock: @escaping @Sendable () -> (seconds: Int, nanoseconds: Int) = FileIndex.wallClock
  ) {
    self.init(file: file, clock: clock) { FileStamp(of: $0, clock: clock) }
  }

  /// - Parameters:
  ///   - flush: has the dirty pages of a file written, and says whether that went well.
  ///   - look: the stamp of what lies at a path.
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

  /// The digest of an aspect: the known one if the file is as it was, else what `computing` says, which is remembered if
  /// the file did not change meanwhile.
  public func digest(
    of realPath: String, _ aspect: Aspect, computing: () throws -> Digest
  ) rethrows -> Digest {
    guard var before = look(realPath) else { return try computing() }
    if let known = known(realPath, aspect, before) { return known }
    if aspect == .content { flush(realPath, &before) }
    let digest = try computing()
    note(realPath, aspect, digest, before: before)
    return digest
  }

  /// Makes the stamp of a large young file tell of changes through maps as well.
  private func flush(_ path: String, _ stamp: inout FileStamp) {
    guard !stamp.isWrittenBack, stamp.isSettled, stamp.kind == .file,
      stamp.size >= Self.worthFlushing, flush(path),
      // A page that was changed once more meanwhile is dirty again.
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

  /// Remembers what the caller read itself, if the file did not change meanwhile.
  ///
  /// - Parameter before: the stamp from before the reading.
  public func note(_ realPath: String, _ aspect: Aspect, _ digest: Digest, before: FileStamp) {
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

  /// The digest of a file's bytes, read piece by piece; nil if it is no file or cannot be read.
  public static func contentDigest(_ realPath: String) -> Digest? {
    contentDigest(realPath) { () throws(Never) in }
  }

  /// As `contentDigest`, but it stops when the surrounding task is cancelled.
  public static func contentDigestUnlessCancelled(
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

  /// Puts what was found out into the file, beside what other processes put there meanwhile. What was not asked for in 60
  /// days is forgotten.
  public func save() {
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
    // A day that is yet to come was written by a clock that was wrong.
    var entries = state.known.values.map { entry in
      var entry = entry
      entry.day = min(entry.day, today)
      return entry
    }
    entries.removeAll { $0.day < today - Self.mostDays }
    if entries.count > Self.mostEntries {
      entries.sort { ($1.day, $0.name) < ($0.day, $1.name) }
      entries.removeLast(entries.count - Self.mostEntries)
    }
    entries.sort { $0.name < $1.name }
    // Where it cannot be written, files are read again next time.
    _ = Self.folder(of: file).write(Self.name(of: file), IndexFile.bytes(entries))
  }

  private static func folder(of file: String) -> NamedFiles {
    NamedFiles(folder: FilePath(file).removingLastComponent().string)
  }

  private static func name(of file: String) -> String {
    FilePath(file).lastComponent?.string ?? ""
  }

  private static func read(_ file: String) -> [IndexEntry]? {
    guard let bytes = folder(of: file).read(name(of: file)) else { return nil }
    return try? IndexFile.entries(reading: bytes)
  }

  /// What is wrong with the file of an index, if anything is.
  static func problem(of file: String) -> String? {
    guard let bytes = folder(of: file).read(name(of: file)) else { return "it cannot be read" }
    do throws(CorruptData) {
      _ = try IndexFile.entries(reading: bytes)
      return nil
    } catch {
      return error.why
    }
  }
}
