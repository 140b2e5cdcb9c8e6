// Many small values by key in few files: the result of each clip of a stream, as far as a run has come.
//
// A family holds the values that are computed in the same way. It has a folder of blocks, each with the values added in
// a few seconds. A block is named by its digest, so processes that write at once create files of different names or of
// the same content, and no values are lost. Blocks are deleted only after a block that holds all of their values has
// been written.

internal import Basics
internal import FileAccess
internal import Synchronization

/// The values of a family, on disk and newly added.
public final class ValueBatch: Sendable {
  private let store: Store
  private let family: Digest
  private let pause: Double
  private let clock: @Sendable () -> Double
  private let state: Mutex<State>

  private struct State {
    var isLoaded = false
    var known: [Digest: [UInt8]] = [:]
    /// The values in `known` that are not in a block yet.
    var unwritten: [Digest: [UInt8]] = [:]
    var lastWrite: Double

    mutating func takeUnwritten() -> [Digest: [UInt8]] {
      defer { unwritten = [:] }
      return unwritten
    }
  }

  /// More blocks than this are merged.
  private static let most = 8
  /// Larger blocks are not merged: rewriting them gains little.
  private static let largest = 32 << 20

  /// - Parameters:
  ///   - family: the digest of the computation that makes the values.
  ///   - seconds: how many seconds of work a killed run may lose.
  ///   - clock: seconds since an arbitrary start.
  package init(
    _ store: Store, family: Digest, every seconds: Double = 2,
    clock: @escaping @Sendable () -> Double = ValueBatch.steadyClock
  ) {
    self.store = store
    self.family = family
    pause = seconds
    self.clock = clock
    state = Mutex(State(lastWrite: clock()))
  }

  /// Seconds on a monotonic clock.
  package static func steadyClock() -> Double {
    let (seconds, attoseconds) = start.duration(to: .now).components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }
  private static let start = ContinuousClock.now

  /// The value of a key. Blocks are read on first use; values that other processes add later are not seen.
  package subscript(key: Digest) -> [UInt8]? {
    state.withLock { state in
      if !state.isLoaded {
        state.known.merge(load()) { own, _ in own }
        state.isLoaded = true
      }
      return state.known[key]
    }
  }

  /// Adds a value; it is on disk after a few seconds or at the next `flush()`.
  package func add(_ key: Digest, _ value: [UInt8]) {
    let due = state.withLock { state -> [Digest: [UInt8]] in
      if state.known[key] != value {
        state.known[key] = value
        state.unwritten[key] = value
      }
      let now = clock()
      if now - state.lastWrite < pause { return [:] }
      state.lastWrite = now
      return state.takeUnwritten()
    }
    write(due)
  }

  /// Writes the remaining values and merges small blocks.
  package func flush() {
    write(state.withLock { $0.takeUnwritten() })
    merge()
  }

  // MARK: Blocks

  private static func path(_ family: Digest, _ name: Digest? = nil) -> RelativePath? {
    RelativePath(family.hex + (name.map { "/" + $0.hex } ?? ""))
  }

  private func path(of name: Digest) -> RelativePath? { Self.path(family, name) }

  private var names: [Digest] {
    guard let path = Self.path(family), let folder = try? store.existing(.clips)?.folder(path)
    else { return [] }
    return folder.names().compactMap { Digest(hex: $0) }
  }

  @discardableResult private func write(_ values: [Digest: [UInt8]]) -> Digest? {
    if values.isEmpty { return nil }
    let bytes = ValueBlock(family, values).bytes
    let name = Digest(of: bytes)
    guard let path = path(of: name), store.write(.clips, name, bytes, at: path) else { return nil }
    return name
  }

  /// nil if it no longer exists, or if it was damaged and has been deleted.
  private func read(_ name: Digest) -> ValueBlock? {
    guard let path = path(of: name), let bytes = store.read(.clips, name, at: path) else {
      return nil
    }
    guard let block = try? ValueBlock(reading: bytes, of: family) else {
      store.remove(.clips, path)
      return nil
    }
    return block
  }

  private func load() -> [Digest: [UInt8]] {
    var values: [Digest: [UInt8]] = [:]
    var done: Set<Digest> = []
    // A block may be merged and deleted between being listed and being read; then the list is read again.
    for _ in 0..<4 {
      var isComplete = true
      for name in names where !done.contains(name) {
        guard let block = read(name) else {
          isComplete = false
          continue
        }
        done.insert(name)
        for entry in block.entries where values[entry.key] == nil {
          values[entry.key] = entry.value
        }
      }
      if isComplete { break }
    }
    return values
  }

  private func merge() {
    let small = names.filter { name in
      guard let path = path(of: name), let facts = store.existing(.clips)?.facts(path) else {
        return false
      }
      return facts.size <= Self.largest
    }
    guard small.count > Self.most else { return }
    var values: [Digest: [UInt8]] = [:]
    var merged: [Digest] = []
    for name in small {
      guard let block = read(name) else { continue }
      merged.append(name)
      for entry in block.entries where values[entry.key] == nil {
        values[entry.key] = entry.value
      }
    }
    // Blocks whose values could not be rewritten must stay.
    guard let whole = write(values) else { return }
    for name in merged where name != whole {
      if let path = path(of: name) { store.remove(.clips, path) }
    }
  }
}
