// An unchanged file is read once, and a changed one always again, however quick or sly the change.

import Foundation
import Synchronization
import Testing
import TestSupport

@testable import Storage

@Suite("an index of files")
struct FileIndexTests {
  /// A clock that a test sets, in nanoseconds.
  private final class FakeClock: Sendable {
    let now = Mutex(0)
    init(_ nanoseconds: Int) { now.withLock { $0 = nanoseconds } }
    var read: @Sendable () -> (seconds: Int, nanoseconds: Int) {
      { self.now.withLock { ($0 / 1_000_000_000, $0 % 1_000_000_000) } }
    }
    func advance(_ nanoseconds: Int) { now.withLock { $0 += nanoseconds } }
  }

  /// A file whose times come from a clock that ticks in steps.
  private final class FakeFile: Sendable {
    let clock: FakeClock
    let tick: Int
    /// Whether a memory map may change it without a new time.
    let mayBeMapped = Mutex(false)
    private let state = Mutex((text: "", time: 0))
    init(_ clock: FakeClock, tick: Int) {
      self.clock = clock
      self.tick = tick
    }
    func write(_ text: String) {
      let now = clock.now.withLock { $0 }
      state.withLock { $0 = (text, now / tick * tick) }
    }
    var digest: Digest { key(state.withLock(\.text)) }
    var look: @Sendable (String) -> FileStamp? {
      { [self] _ in
        let taken = clock.now.withLock { $0 }
        let (text, time) = state.withLock { $0 }
        return FileStamp(
          kind: .file, size: text.utf8.count, modified: time, changed: time, inode: 1, device: 1,
          taken: taken, isWrittenBack: !mayBeMapped.withLock { $0 })
      }
    }
  }

  private static let day = 86_400_000_000_000
  private static let start = 20_000 * day

  /// Counts how often a file is read.
  private func reads(
    _ index: FileIndex, _ path: String, _ count: Int = 1, _ aspect: FileIndex.Aspect = .content,
    _ digest: () -> Digest
  ) -> Int {
    var reads = 0
    for _ in 0..<count {
      let found = index.digest(of: path, aspect) {
        reads += 1
        return digest()
      }
      #expect(found == digest(), "stale")
    }
    return reads
  }

  @Test("a file that is unchanged for a while is read once; one that was just changed, each time")
  func settled() {
    for (tick, wait) in [(1, 100_000_001), (2_000_000_000, 4_200_000_000)] {
      let clock = FakeClock(Self.start + 123)
      let file = FakeFile(clock, tick: tick)
      let index = FileIndex(file: nil, clock: clock.read, look: file.look)
      file.write("abc")
      #expect(reads(index, "/f", 3) { file.digest } == 3)
      clock.advance(wait)
      #expect(reads(index, "/f", 3) { file.digest } == 1)
      file.write("abd")
      #expect(reads(index, "/f", 3) { file.digest } == 3)
    }
  }

  @Test(
    "changes in one tick never leave a stale digest",
    arguments: [(1_000_001, 300), (10_000_000, 300), (2_000_000_000, 300)])
  func racy(tick: Int, rounds: Int) {
    let clock = FakeClock(Self.start)
    let file = FakeFile(clock, tick: tick)
    let index = FileIndex(file: nil, clock: clock.read, look: file.look)
    var random = SystemRandomNumberGenerator()
    for round in 0..<rounds {
      // Texts of one length, so that only times distinguish them; also a change while the file is read.
      file.write("text \(1000 + round)")
      clock.advance(Int.random(in: 0..<(tick * 3), using: &random))
      _ = index.digest(of: "/f", .content) {
        let digest = file.digest
        if round % 3 == 0 { file.write("TEXT \(1000 + round)") }
        clock.advance(Int.random(in: 0..<(tick * 2), using: &random))
        return digest
      }
      _ = reads(index, "/f") { file.digest }
    }
  }

  @Test("the caller's own reading counts only if its stamp was settled and still holds")
  func noting() {
    let clock = FakeClock(Self.start)
    let file = FakeFile(clock, tick: 1)
    let index = FileIndex(file: nil, clock: clock.read, look: file.look)
    file.write("abc")
    let early = file.look("/f")
    // The reading takes long, and the file is changed in the tick of its first change: the stamp stays.
    clock.advance(5_000_000_000)
    if let early { index.note("/f", .facts, key("old"), before: early) }
    #expect(reads(index, "/f", 1, .facts) { file.digest } == 1)
    let before = file.look("/f")
    file.write("abd")
    if let before { index.note("/f", .facts, key("old"), before: before) }
    #expect(reads(index, "/f", 1, .facts) { file.digest } == 1)
  }

  @Test("on this disk, rewriting a file as fast as can be never leaves a stale digest")
  func rewriting() throws {
    let scratch = try Scratch()
    let index = FileIndex(file: nil)
    let path = scratch.path + "/f"
    for round in 0..<2000 {
      let text = Array("\(10_000 + round)".utf8)
      // In place: the inode stays, as the size does.
      let file = fopen(path, "w")
      fwrite(text, 1, text.count, file)
      fclose(file)
      #expect(
        index.digest(of: path, .content) { FileIndex.contentDigest(path) ?? key("") }
          == Digest(of: text))
    }
  }

  @Test("a time of change that was set back does not hide a change")
  func setBack() throws {
    // So long that it is written to the disk and then believed: a short one would be read again.
    let text = [String](repeating: "abc", count: FileIndex.worthFlushing).joined()
    let changed = "abd" + text.dropFirst(3)
    let scratch = try Scratch(["f": text])
    let path = scratch.path + "/f"
    try age(path, hours: 5)
    Thread.sleep(forTimeInterval: 0.15)
    let index = FileIndex(file: nil)
    func look() -> Digest {
      index.digest(of: path, .content) { FileIndex.contentDigest(path) ?? key("") }
    }
    #expect(look() == key(text))
    var reads = 0
    _ = index.digest(of: path, .content) {
      reads += 1
      return key("")
    }
    // The clock of files stands still for a moment: had it been read too early, the rest would show nothing.
    #expect(reads == 0)
    let time = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate]
    let file = fopen(path, "r+")
    fwrite("abd", 1, 3, file)
    fclose(file)
    try FileManager.default.setAttributes([.modificationDate: time as Any], ofItemAtPath: path)
    #expect(look() == key(changed))
  }

  @Test(
    "as long as a map may change a file, a short one is read again, and a long one written to the disk"
  )
  func mapped() {
    let clock = FakeClock(Self.start)
    for (text, flushes, reading) in [
      ("abc", true, 3), (String(repeating: "a", count: FileIndex.worthFlushing), true, 1),
      (String(repeating: "b", count: FileIndex.worthFlushing), false, 3),
    ] {
      let file = FakeFile(clock, tick: 1)
      file.mayBeMapped.withLock { $0 = true }
      file.write(text)
      clock.advance(5_000_000_000)
      let flushed = Mutex(0)
      let index = FileIndex(
        file: nil, clock: clock.read,
        flush: { _ in
          flushed.withLock { $0 += 1 }
          return flushes
        }, look: file.look)
      #expect(reads(index, "/f", 3) { file.digest } == reading)
      #expect(flushed.withLock { $0 } == (text.count < 10 ? 0 : reading))
      // A header is read again in less time than a file is written.
      #expect(reads(index, "/f", 2, .facts) { file.digest } == 2)
      clock.advance(1_000_000_000_000)
      file.mayBeMapped.withLock { $0 = false }
      #expect(reads(index, "/f", 3) { file.digest } == (reading == 1 ? 0 : 1))
    }
  }

  @Test("stores through a memory map are seen, whatever the times say", arguments: [8192, 3 << 20])
  func maps(size: Int) throws {
    let scratch = try Scratch()
    try scratch.write([UInt8](repeating: 1, count: size), to: "f")
    let path = scratch.path + "/f"
    let descriptor = open(path, O_RDWR)
    defer { close(descriptor) }
    let map = try #require(
      mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0))
    try #require(map != MAP_FAILED)
    defer { munmap(map, size) }
    for round in 0..<4 {
      // The same page again and again: it is dirty after the first store, and further stores leave no trace.
      map.storeBytes(of: UInt8(10 + round), toByteOffset: 5000, as: UInt8.self)
      // The times of the file are settled when it is looked at.
      Thread.sleep(forTimeInterval: 0.15)
      let index = FileIndex(file: scratch.cache + "/files")
      for _ in 0..<2 {
        let found = index.digest(of: path, .content) { FileIndex.contentDigest(path) ?? key("") }
        #expect(found == Digest(of: try content(of: path)), "round \(round)")
      }
      index.save()
    }
  }

  @Test("is kept in its file, with what another process put there")
  func keeping() throws {
    let scratch = try Scratch()
    let clock = FakeClock(Self.start)
    let file = FakeFile(clock, tick: 1)
    file.write("abc")
    clock.advance(Self.day)
    let path = scratch.cache + "/v1/files"
    func index() -> FileIndex { FileIndex(file: path, clock: clock.read, look: file.look) }
    let (one, other) = (index(), index())
    #expect(reads(one, "/a") { file.digest } == 1)
    #expect(reads(other, "/b") { file.digest } == 1)
    #expect(reads(other, "/b", 1, .names) { file.digest } == 1)
    one.save()
    other.save()
    #expect(scratch.text(".sernb/.gitignore") == "*\n")
    let later = index()
    #expect(reads(later, "/a") { file.digest } == 0)
    #expect(reads(later, "/b") { file.digest } == 0)
    #expect(reads(later, "/b", 1, .names) { file.digest } == 0)
    #expect(reads(later, "/b", 1, .facts) { file.digest } == 1)
    // Nothing new: nothing is written.
    let before = FileStamp(of: path)
    let idle = index()
    #expect(reads(idle, "/a") { file.digest } == 0)
    idle.save()
    #expect(FileStamp(of: path) == before)
    // Used on a later day, so kept for longer than what is not.
    clock.advance(50 * Self.day)
    let used = index()
    #expect(reads(used, "/a") { file.digest } == 0)
    used.save()
    clock.advance(50 * Self.day)
    let last = index()
    #expect(reads(last, "/a") { file.digest } == 0)
    last.save()
    #expect(reads(index(), "/b") { file.digest } == 1)
    #expect(reads(index(), "/a") { file.digest } == 0)
    #expect(Store(folder: scratch.cache).verify() == [])
  }

  @Test("distinguishes files by the bytes of their names, not by how they read")
  func names() throws {
    let scratch = try Scratch()
    let clock = FakeClock(Self.start)
    let file = FakeFile(clock, tick: 1)
    clock.advance(Self.day)
    let path = scratch.path + "/index"
    let index = FileIndex(file: path, clock: clock.read, look: file.look)
    let (one, two) = ("/\u{E9}.wav", "/e\u{301}.wav")
    #expect(one == two)
    for name in [one, two, one, two] {
      _ = index.digest(of: name, .content) { key("\(name.utf8.count)") }
    }
    index.save()
    let again = FileIndex(file: path, clock: clock.read, look: file.look)
    for name in [one, two] {
      #expect(again.digest(of: name, .content) { key("") } == key("\(name.utf8.count)"))
    }
  }

  @Test("that is damaged anywhere is an empty one, and is written again")
  func damage() throws {
    let scratch = try Scratch()
    let clock = FakeClock(Self.start)
    let file = FakeFile(clock, tick: 1)
    clock.advance(Self.day)
    let path = scratch.cache + "/v1/files"
    func index() -> FileIndex { FileIndex(file: path, clock: clock.read, look: file.look) }
    let first = index()
    #expect(reads(first, "/a") { file.digest } == 1)
    first.save()
    let bytes = try content(of: path)
    for offset in bytes.indices {
      var damaged = bytes
      damaged[offset] ^= 0x10
      try put(damaged, at: path)
      #expect(reads(index(), "/a") { file.digest } == 1, "byte \(offset)")
      #expect(Store(folder: scratch.cache).verify().count == 1)
      try put(Array(bytes[..<offset]), at: path)
      #expect(reads(index(), "/a") { file.digest } == 1, "\(offset) bytes")
    }
    let second = index()
    #expect(reads(second, "/a") { file.digest } == 1)
    second.save()
    #expect(try content(of: path) == bytes)
  }

  @Test("keeps the entries that were used last when there are too many")
  func most() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/index"
    let stamp = FileStamp(
      kind: .file, size: 1, modified: 1, changed: 1, inode: 1, device: 1, taken: .max)
    let today = Self.start / Self.day
    let entries = (0..<(FileIndex.maximumEntries + 50)).map { number in
      IndexEntry(
        name: .init(path: "/folder/\(1_000_000 + number)", aspect: .content), stamp: stamp,
        digest: key("a"), day: number < 100 ? today - 1 : today)
    }
    try put(IndexFile.bytes(entries), at: path)
    let clock = FakeClock(Self.start)
    let index = FileIndex(file: path, clock: clock.read) { _ in stamp }
    #expect(reads(index, "/folder/1000000") { key("a") } == 0)
    index.save()
    let kept = try IndexFile.entries(reading: content(of: path))
    #expect(kept.count == FileIndex.maximumEntries)
    // Of those of the day before, the last ones by name are gone, but not the one that was used today.
    #expect([0, 49, 50].map { kept[$0].name.path.suffix(3) } == ["000", "049", "100"])
  }

  @Test("10,000 entries are loaded without a look at their files")
  func loading() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/index"
    let stamp = FileStamp(
      kind: .file, size: 1, modified: 1, changed: 1, inode: 1, device: 1, taken: .max)
    let entries = (0..<10_000).map { number in
      IndexEntry(
        name: .init(
          path:
            "/data/corpora/IEMOCAP/Session1/sentences/wav/Ses01F_impro01/\(100_000 + number).wav",
          aspect: .content), stamp: stamp, digest: key("a"), day: 0)
    }
    try put(IndexFile.bytes(entries), at: path)
    let looks = Mutex(0)
    let index = FileIndex(
      file: path, clock: { (0, 0) },
      look: { _ in
        looks.withLock { $0 += 1 }
        return stamp
      })
    _ = index.digest(of: "/x", .content) { key("x") }
    // One look before reading it and one after; no look at files that were not asked for.
    #expect(looks.withLock { $0 } <= 2)
  }

  @Test("the digest of a file is that of its bytes, whatever its length")
  func contentDigest() throws {
    let scratch = try Scratch()
    for count in [0, 1, 1 << 20, (1 << 20) + 1, 3_000_000] {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
      try scratch.write(bytes, to: "f")
      #expect(FileIndex.contentDigest(scratch.path + "/f") == Digest(of: bytes))
    }
    #expect(FileIndex.contentDigest(scratch.path) == nil)
    #expect(FileIndex.contentDigest(scratch.path + "/missing") == nil)
    mkfifo(scratch.path + "/pipe", 0o600)
    #expect(FileIndex.contentDigest(scratch.path + "/pipe") == nil)
  }

  @Test("a long reading stops when its task is cancelled")
  func cancelled() async throws {
    let scratch = try Scratch(["f": "abc"])
    let path = scratch.path + "/f"
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try FileIndex.contentDigestUnlessCancelled(path)
    }
    await #expect(throws: (any Error).self) { try await task.value }
    #expect(try FileIndex.contentDigestUnlessCancelled(path) == key("abc"))
  }
}
