// The packs of a store: small entries, each found in the newest pack that has it.
//
// A pack appears by a rename and disappears by deletion, so that any number of processes share a folder of packs without
// locks. A process reads the indexes of all packs once, and looks again for new ones when it misses an entry and the
// folder has changed. An open pack that another process has merged into a larger one can still be read.

internal import Basics
internal import FileAccess
internal import Synchronization
internal import SystemPackage

final class PackSet: Sendable {
  /// A pack whose index was read.
  final class Pack: Sendable {
    let name: PackName
    let index: PackIndex
    let file: Descriptor
    /// Whether this process has looked at when it was last used.
    private let isUsed = Mutex(false)

    init(_ name: PackName, _ index: PackIndex, _ file: Descriptor) {
      (self.name, self.index, self.file) = (name, index, file)
    }

    /// The bytes of an entry; nil if they cannot be read.
    func read(_ location: PackIndex.Location) throws(CorruptData) -> [UInt8]? {
      guard
        let bytes = Disk.some(
          file.number, from: location.range.lowerBound, atMost: location.range.count)
      else { return nil }
      if bytes.count < location.range.count { throw CorruptData("its bytes end too early") }
      try location.check(bytes)
      return bytes
    }

    /// Marks it as used now, once in a process.
    func use() {
      let isFirst = isUsed.withLock { isUsed in
        defer { isUsed = true }
        return !isUsed
      }
      guard isFirst, let stamp = FileStamp(file.number) else { return }
      if (stamp.taken &- stamp.modified).magnitude > Store.hour { Disk.touch(file.number) }
    }
  }

  private struct State {
    /// The newest first.
    var packs: [Pack] = []
    /// When the folder was changed and looked at for the last time.
    var listing: (modified: Int, at: ContinuousClock.Instant)?
  }

  private let root: ManagedFolder
  let folder: ManagedFolder
  private let state = Mutex(State())

  static let name = "packs"
  /// Packs below the first size are merged when there are more of them than the number, then those below the second.
  private static let tiers = [(size: 4 << 20, most: 16), (size: 64 << 20, most: 8)]
  /// More bytes are not held in memory for merging.
  private static let largestMerge = 128 << 20

  init(root: ManagedFolder) {
    self.root = root
    folder = ManagedFolder(root.path.appending(Self.name))
  }

  // MARK: Asking

  /// The bytes of an entry; nil if there is none. What is damaged is taken out of its pack.
  func read(_ namespace: Namespace, _ key: Digest) -> [UInt8]? {
    // A pack may be merged into another one and be deleted between finding and reading it.
    for _ in 0..<4 {
      guard let (pack, location) = find(namespace, key) else { return nil }
      do throws(CorruptData) {
        guard let bytes = try pack.read(location) else { return nil }
        pack.use()
        return bytes
      } catch { rewrite([pack]) }
    }
    return nil
  }

  func contains(_ namespace: Namespace, _ key: Digest) -> Bool {
    guard let (pack, _) = find(namespace, key) else { return false }
    pack.use()
    return true
  }

  private func find(_ namespace: Namespace, _ key: Digest) -> (Pack, PackIndex.Location)? {
    state.withLock { state in
      func found() -> (Pack, PackIndex.Location)? {
        for pack in state.packs {
          if let location = pack.index.find(namespace, key) { return (pack, location) }
        }
        return nil
      }
      if let entry = found() { return entry }
      return list(&state, onlyIfDue: true) ? found() : nil
    }
  }

  /// The packs that are there now, the newest first.
  func all() -> [Pack] {
    state.withLock { state in
      _ = list(&state, onlyIfDue: false)
      return state.packs
    }
  }

  /// Looks which packs there are.
  ///
  /// - Returns: whether there may be others than before.
  private func list(_ state: inout State, onlyIfDue: Bool) -> Bool {
    guard let folder = folder.existing, let modified = folder.status?.modified else {
      defer { state.packs = [] }
      return !state.packs.isEmpty
    }
    if let listing = state.listing, onlyIfDue {
      // Times of files are those of the last tick of a clock: what changed within it may have been missed.
      let (seconds, nanoseconds) = Disk.wallClock()
      let isSettled = seconds &* 1_000_000_000 &+ nanoseconds &- modified > 100_000_000
      if listing.modified == modified, isSettled { return false }
      if listing.at.duration(to: .now) < .milliseconds(50) { return false }
    }
    state.listing = (modified, .now)
    let known = Dictionary(
      state.packs.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let names = folder.names().compactMap(PackName.init).sorted(by: >)
    state.packs = names.compactMap { known[$0] ?? open($0, in: folder) }
    return true
  }

  /// nil if it is not there any more, or if its index is damaged.
  private func open(_ name: PackName, in folder: Folder) -> Pack? {
    guard let path = RelativePath(name.text),
      let (index, file) = (try? Self.index(path, in: folder)) ?? nil
    else { return nil }
    return Pack(name, index, file)
  }

  /// The index of a pack; nil if it is not there, or cannot be read.
  static func index(
    _ path: RelativePath, in folder: Folder
  ) throws(CorruptData) -> (PackIndex, Descriptor)? {
    let file: Descriptor
    do { file = try folder.open(path) } catch {
      if error.fact == .link { throw CorruptData("it is a link") }
      return nil
    }
    guard let facts = file.facts else { return nil }
    if facts.kind != .file { throw CorruptData("it is not a file") }
    guard let head = Disk.some(file.number, from: 0, atMost: PackIndex.headLength) else {
      return nil
    }
    let length = try PackIndex.length(head: head)
    guard length <= facts.size, let bytes = Disk.some(file.number, from: 0, atMost: length),
      bytes.count == length
    else { throw CorruptData("its index ends too early") }
    return (try PackIndex(bytes, length: facts.size), file)
  }

  // MARK: Changing

  /// Writes a pack.
  ///
  /// - Parameter number: the least that its name may have; nil for one that is newer than all packs that are known.
  @discardableResult func write(_ entries: [PackEntry], number: UInt64? = nil) -> Bool {
    guard let file = PackIndex.file(entries) else { return false }
    let (seconds, nanoseconds) = Disk.wallClock()
    let now = UInt64(clamping: seconds) &* 1_000_000_000 &+ UInt64(clamping: nanoseconds)
    let newest = state.withLock { $0.packs.first?.name.number } ?? 0
    let name = PackName(number: number ?? max(now, newest &+ 1))
    guard let path = RelativePath(name.text), let home = RelativePath(Self.name) else {
      return false
    }
    do {
      // Not synced to the disk, as with other entries (see `Store.write`).
      try root.made().replace(
        home.appending(path), with: file.head, file.content, through: Store.writing,
        isDurable: false)
    } catch { return false }
    guard let folder = folder.existing, let pack = open(name, in: folder) else { return true }
    state.withLock { state in
      if state.packs.contains(where: { $0.name == name }) { return }
      let index = state.packs.firstIndex { $0.name < name } ?? state.packs.count
      state.packs.insert(pack, at: index)
    }
    return true
  }

  /// Deletes a pack.
  ///
  /// - Returns: whether it was there.
  @discardableResult func remove(_ name: PackName) -> Bool {
    state.withLock { $0.packs.removeAll { $0.name == name } }
    guard let path = RelativePath(name.text), let folder = folder.existing,
      folder.facts(path)?.kind == .file
    else { return false }
    return folder.remove(path)
  }

  /// Deletes packs whose indexes are damaged.
  func removeDamaged() {
    guard let folder = folder.existing else { return }
    for name in folder.names() {
      guard PackName(name) != nil, let path = RelativePath(name) else { continue }
      do throws(CorruptData) { _ = try Self.index(path, in: folder) } catch {
        // Only a file: anything else of this name was not created by this store.
        if folder.facts(path)?.kind == .file { folder.remove(path) }
      }
    }
  }

  /// Merges small packs where there are many.
  func merge() {
    let packs = state.withLock(\.packs)
    var least = 0
    for tier in Self.tiers {
      let small = packs.filter { (least..<tier.size).contains($0.index.fileLength) }
      least = tier.size
      guard small.count > tier.most else { continue }
      var bytes = 0
      let chosen = small.reversed().prefix { pack in
        bytes += pack.index.fileLength
        return bytes <= Self.largestMerge
      }
      if chosen.count > 1 { rewrite(Array(chosen)) }
    }
  }

  /// Puts one pack with all undamaged entries of some packs in their place.
  private func rewrite(_ packs: [Pack]) {
    guard let number = packs.map(\.name.number).max() else { return }
    var entries: [PackEntry] = []
    for pack in packs.sorted(by: { $0.name < $1.name }) {
      for (namespace, key, location) in pack.index.entries {
        guard let bytes = (try? pack.read(location)) ?? nil else { continue }
        entries.append(PackEntry(namespace, key, bytes))
      }
    }
    // Packs whose entries could not be written again stay; one that is damaged is left out all the same.
    guard entries.isEmpty || write(entries, number: number) || packs.count == 1 else { return }
    for pack in packs { remove(pack.name) }
  }
}
