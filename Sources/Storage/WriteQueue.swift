// What is on its way to the store: encoded and written by a thread of its own, while the run goes on.
//
// 1. Entries are written in the order in which they were added, and small ones together, in one pack. So an entry is on
//    disk after all that was added before it, such as the values that it refers to, whenever the process ends.
// 2. What is added counts with its bytes until it is written. Who adds more than the queue may hold waits, so that memory
//    does not grow with a slow disk.
// 3. What was added can be read at once: `content(of:)` answers for what is not on disk yet.
// 4. A pack is written some moments after its first entry, when its entries are many, and at the end of a run (`flush`).

internal import Basics
internal import Dispatch
internal import Synchronization

/// An entry to be written.
package struct PendingEntry: Sendable {
  let namespace: Namespace
  let key: Digest
  /// The bytes that it keeps in memory.
  let size: Int
  let content: @Sendable () -> [UInt8]

  package init(_ namespace: Namespace, _ key: Digest, _ bytes: [UInt8]) {
    self.init(namespace, key, size: bytes.count) { bytes }
  }

  /// - Parameter content: encodes the entry, when it is its turn.
  package init(
    _ namespace: Namespace, _ key: Digest, size: Int, content: @escaping @Sendable () -> [UInt8]
  ) {
    (self.namespace, self.key, self.size, self.content) = (namespace, key, size, content)
  }
}

final class WriteQueue: Sendable {
  private typealias Numbered = (number: Int, entry: PendingEntry)

  private struct State {
    /// How many entries were added so far.
    var added = 0
    var waiting: [Numbered] = []
    /// Small entries of the next pack, by their numbers.
    var pack: [(number: Int, entry: PackEntry)] = []
    var packBytes = 0
    /// How to read what is not written yet; the newest entry of a key counts.
    var contents: [PackKey: Numbered] = [:]
    var bytes = 0
    var isScheduled = false
    var isPackScheduled = false
    var blocked: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())
  private let thread = DispatchQueue(label: "sernb.store")

  /// More bytes than that are not held, besides those of one call.
  private static let capacity = 64 << 20
  /// A pack of so many bytes is written at once.
  private static let fullPack = 1 << 20
  /// A killed run loses small results of at most so many milliseconds.
  private static let pause = 50

  /// Adds entries, when there is room for them.
  func add(_ entries: [PendingEntry], to store: Store) async {
    if entries.isEmpty { return }
    while state.withLock({ $0.bytes > Self.capacity }) {
      await withCheckedContinuation { continuation in
        let isFree = state.withLock { state in
          if state.bytes > Self.capacity { state.blocked.append(continuation) }
          return state.bytes <= Self.capacity
        }
        if isFree { continuation.resume() }
      }
    }
    append(entries, to: store)
  }

  /// Adds entries at once, which are few and small.
  func append(_ entries: [PendingEntry], to store: Store) {
    let isIdle = state.withLock { state in
      for entry in entries {
        state.added += 1
        state.bytes += entry.size
        state.waiting.append((state.added, entry))
        state.contents[PackKey(entry.namespace, entry.key)] = (state.added, entry)
      }
      defer { state.isScheduled = true }
      return !state.isScheduled
    }
    if isIdle { thread.async { self.work(store) } }
  }

  /// The bytes of an entry that is not on disk yet.
  func content(of namespace: Namespace, _ key: Digest) -> [UInt8]? {
    state.withLock { $0.contents[PackKey(namespace, key)] }?.entry.content()
  }

  func contains(_ namespace: Namespace, _ key: Digest) -> Bool {
    state.withLock { $0.contents[PackKey(namespace, key)] != nil }
  }

  /// Returns when everything that was added is written.
  func flush(_ store: Store) {
    if state.withLock({ $0.contents.isEmpty }) { return }
    thread.sync {
      work(store)
      writePack(store)
    }
  }

  // MARK: On the thread of the queue

  private func work(_ store: Store) {
    while true {
      let entries = state.withLock { state in
        defer { state.waiting = [] }
        if state.waiting.isEmpty { state.isScheduled = false }
        return state.waiting
      }
      if entries.isEmpty { break }
      for (number, entry) in entries { take(number, entry, store) }
    }
    let isDue = state.withLock { state in
      guard !state.pack.isEmpty, !state.isPackScheduled else { return false }
      state.isPackScheduled = true
      return true
    }
    guard isDue else { return }
    thread.asyncAfter(deadline: .now() + .milliseconds(Self.pause)) {
      self.state.withLock { $0.isPackScheduled = false }
      self.writePack(store)
    }
  }

  private func take(_ number: Int, _ entry: PendingEntry, _ store: Store) {
    let bytes = entry.content()
    if bytes.count <= entry.namespace.largestPacked {
      let isFull = state.withLock { state in
        state.pack.append((number, PackEntry(entry.namespace, entry.key, bytes)))
        state.packBytes += bytes.count
        // From now on it is its own copy in the pack that counts.
        state.bytes += bytes.count - entry.size
        return state.packBytes >= Self.fullPack
      }
      if isFull { writePack(store) }
      return
    }
    // A value may refer to small entries before it; columns refer to nothing small.
    if entry.namespace != .columns { writePack(store) }
    store.write(entry.namespace, entry.key, bytes)
    release([(number, PackKey(entry.namespace, entry.key))], bytes: entry.size)
  }

  private func writePack(_ store: Store) {
    let (entries, bytes) = state.withLock { state in
      defer { (state.pack, state.packBytes) = ([], 0) }
      return (state.pack, state.packBytes)
    }
    if entries.isEmpty { return }
    store.write(entries.map(\.entry))
    release(entries.map { ($0.number, PackKey($0.entry.namespace, $0.entry.key)) }, bytes: bytes)
  }

  /// Forgets what is written, or cannot be, and lets those go on who wait for room.
  private func release(_ entries: [(number: Int, key: PackKey)], bytes: Int) {
    let blocked = state.withLock { state in
      state.bytes -= bytes
      for (number, key) in entries where state.contents[key]?.number == number {
        state.contents[key] = nil
      }
      guard state.bytes <= Self.capacity else { return [CheckedContinuation<Void, Never>]() }
      defer { state.blocked = [] }
      return state.blocked
    }
    for continuation in blocked { continuation.resume() }
  }
}
