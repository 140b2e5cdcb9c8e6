// The disk as one node sees it: by the paths that the notebook writes, every look noted.
//
// Builtins have no other way to a file than this, so that nothing that a result depends on is missed. Where a library of C
// must open a file itself, `open` notes what it will see and gives the real path.

internal import FileAccess
package import Storage
internal import Synchronization

package final class FileReads: Sendable {
  private struct Key: Hashable {
    let file: PathKey
    let aspect: Observation.Aspect

    init(_ path: String, _ aspect: Observation.Aspect) {
      (file, self.aspect) = (PathKey(path), aspect)
    }
  }

  private struct Seen {
    let digest: Digest
    /// The file as it was before the look, to see at the end whether it changed meanwhile.
    let stamp: FileStamp?
    let real: String
  }

  private let files: Files
  private let seen = Mutex<[Key: Seen]>([:])

  package init(_ files: Files) { self.files = files }

  /// The real path of something that is about to be read in this way; it need not be there.
  ///
  /// - Throws: why the notebook may not reach it.
  @discardableResult
  package func open(
    _ path: String, for aspect: Observation.Aspect
  ) throws(Files.Forbidden) -> String {
    let real: String
    switch files.readable(path) {
    case .success(let found): real = found
    case .failure(let forbidden):
      note(path, .kind, Seen(digest: .word("forbidden"), stamp: nil, real: ""))
      throw forbidden
    }
    let key = Key(path, aspect)
    if seen.withLock({ $0[key] }) != nil { return real }
    let stamp = files.stamp(real)
    note(path, aspect, Seen(digest: files.look(real, aspect), stamp: stamp, real: real))
    return real
  }

  /// The real path of something that is about to be written.
  ///
  /// - Throws: why the notebook may not write there.
  func openToWrite(_ path: String) throws(Files.Forbidden) -> String {
    note(path, .writability, Seen(digest: files.writability(path), stamp: nil, real: ""))
    return try files.writable(path).get()
  }

  private func note(_ path: String, _ aspect: Observation.Aspect, _ look: Seen) {
    let key = Key(path, aspect)
    seen.withLock { if $0[key] == nil { $0[key] = look } }
  }

  package func kind(of path: String) throws(Files.Forbidden) -> Files.Kind {
    files.kind(try open(path, for: .kind))
  }

  /// The content of a file.
  ///
  /// - Throws: `Files.Forbidden`, or `RunProblem` for a file that cannot be read.
  package func bytes(at path: String) throws -> [UInt8] {
    try files.read(try open(path, for: .content))
  }

  /// As `bytes(at:)`; `body` works on the content while its digest is made.
  package func withBytes<R>(
    at path: String, _ body: ([UInt8]) async throws -> R
  ) async throws -> R {
    let real = try open(path, for: .kind)
    if seen.withLock({ $0[Key(path, .content)] }) != nil { return try await body(files.read(real)) }
    let stamp = files.stamp(real)
    async let digest = files.look(real, .content)
    let result: Result<R, any Error>
    do { result = .success(try await body(files.read(real))) } catch { result = .failure(error) }
    note(path, .content, Seen(digest: await digest, stamp: stamp, real: real))
    return try result.get()
  }

  /// The digest of a file's content, as it was noted or is noted now.
  package func content(of path: String) throws(Files.Forbidden) -> Digest {
    try open(path, for: .content)
    return seen.withLock { $0[Key(path, .content)]?.digest } ?? .word("missing")
  }

  /// Whether a file whose content was noted has been left alone since.
  package func isUnchanged(_ path: String) -> Bool {
    guard let look = seen.withLock({ $0[Key(path, .content)] }),
      files.stamp(look.real) == look.stamp
    else { return false }
    guard let stamp = look.stamp else { return true }
    // A change right after the look may not show in the stamp of a file that is as young; one through a memory map may
    // show in the bytes alone. To read a very large file for each of its clips would take longer than they are worth.
    return stamp.isSettled
      && (stamp.isWrittenBack
        || stamp.size <= 64 << 20 && files.look(look.real, .content) == look.digest)
  }

  /// Notes that the seed was asked for.
  func noteSeed(_ seed: UInt64) {
    note("", .seed, Seen(digest: Observation.seed(seed).digest, stamp: nil, real: ""))
  }

  /// Everything that was seen, in order.
  var observations: [Observation] {
    let all = seen.withLock { $0 }
    var covered: Set<PathKey> = []
    for key in all.keys where ![.kind, .writability].contains(key.aspect) {
      covered.insert(key.file)
    }
    return all.compactMap { key, look in
      // The content implies that the file is there.
      if key.aspect == .kind, covered.contains(key.file) { return nil }
      return Observation(key.file.path, key.aspect, look.digest)
    }.sorted()
  }

  /// Whether nothing that was looked at has changed since: what was read is then what was noted.
  var isSettled: Bool {
    let all = seen.withLock { $0 }
    return all.allSatisfy { key, look in
      guard !look.real.isEmpty else { return true }
      guard files.stamp(look.real) == look.stamp else { return false }
      // A change right after the look may not show in the stamp of a file that is as young: it is looked at once more.
      return look.stamp?.isReliable ?? true || files.look(look.real, key.aspect) == look.digest
    }
  }
}

extension Files {
  /// What a look at a path would see now, as a node would note it.
  package func observe(_ path: String, _ aspect: Observation.Aspect) -> Digest {
    if aspect == .writability { return writability(path) }
    guard case .success(let real) = readable(path) else { return .word("forbidden") }
    return look(real, aspect)
  }

  /// Whether everything would be seen again as it was.
  func holds(_ observations: [Observation], seed: UInt64) -> Bool {
    firstChange(in: observations, seed: seed) == nil
  }

  /// The first of some observations that would be another today.
  package func firstChange(in observations: [Observation], seed: UInt64) -> Observation? {
    observations.first { observation in
      switch observation.aspect {
      case .seed: observation != .seed(seed)
      default: observe(observation.path, observation.aspect) != observation.digest
      }
    }
  }

  fileprivate func writability(_ path: String) -> Digest {
    if case .success = writable(path) { .word("room") } else { .word("forbidden") }
  }

  fileprivate func look(_ real: String, _ aspect: Observation.Aspect) -> Digest {
    switch aspect {
    case .kind, .seed, .writability:
      switch kind(real) {
      case .file: .word("file")
      case .folder: .word("folder")
      case .missing: .word("missing")
      case .special: .word("special")
      }
    case .content, .facts, .names: digest(real, aspect) ?? .word("missing")
    }
  }
}
