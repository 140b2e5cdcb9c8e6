// What a long statement has so far: a run that was killed in the middle of it goes on from there.
//
// A statement may do several long things one after the other, such as a fit for each item of a list. Each is known by its
// place among them and by everything that the statement has seen until then, so that what it has left behind is taken up
// by the very same work and by no other. All of it is deleted when the statement is done, for then its result is kept.

package import Basics
internal import Storage
internal import Synchronization

package final class PartialWork: Sendable {
  private struct State {
    var count = 0
    var keys: Set<Digest> = []
    var isTakenUp = false
  }

  private let store: Store
  private let key: Digest
  private let reads: FileReads
  private let clock: @Sendable () -> Double
  private let seconds: Double
  private let mayBeKept: @Sendable ([UInt8]) -> Bool
  private let takenUp: @Sendable () -> Void
  private let state = Mutex(State())

  /// - Parameters:
  ///   - key: that of the statement.
  ///   - seconds: how much time passes from one save to the next, by the clock.
  ///   - mayBeKept: says whether some bytes may lie in the store; those with a secret in them may not.
  ///   - takenUp: is called once, when the statement finds what an earlier run has left of it.
  init(
    _ store: Store, key: Digest, reads: FileReads, every seconds: Double,
    clock: @escaping @Sendable () -> Double,
    mayBeKept: @escaping @Sendable ([UInt8]) -> Bool = { _ in true },
    takenUp: @escaping @Sendable () -> Void = {}
  ) {
    self.mayBeKept = mayBeKept
    self.takenUp = takenUp
    self.store = store
    self.key = key
    self.reads = reads
    self.seconds = seconds
    self.clock = clock
  }

  /// The slot of the next long piece of work.
  ///
  /// - Parameter name: what is done, with its settings.
  package func next(_ name: String) -> Slot {
    var builder = DigestBuilder("partial")
    builder.add(key)
    builder.add(name)
    builder.add(state.withLock { $0.count })
    for observation in reads.observations {
      builder.add(observation.path)
      builder.add(Int(observation.aspect.rawValue))
      builder.add(observation.digest)
    }
    let part = builder.digest()
    state.withLock { state in
      state.count += 1
      state.keys.insert(part)
    }
    return Slot(of: self, key: part)
  }

  private func takeUp() {
    let isFirst = state.withLock { state in
      defer { state.isTakenUp = true }
      return !state.isTakenUp
    }
    if isFirst { takenUp() }
  }

  /// The statement is done: nothing is left to go on from.
  func forget() {
    for key in state.withLock({ $0.keys }) { store.remove(.partial, key) }
  }

  /// Where one piece of work leaves its state.
  package final class Slot: Sendable {
    private struct Saves {
      /// When the last save ended.
      var last: Double
      /// What it took, in seconds, and how many bytes it had.
      var cost = 0.0
      var bytes = 0

      /// What a save of about so many bytes may take; that of the last one where their number is not known.
      func cost(of bytes: Int) -> Double {
        if self.bytes == 0 { return Double(bytes) / Slot.bytesPerSecond }
        return cost * max(1, Double(bytes) / Double(self.bytes))
      }
    }

    private let work: PartialWork
    private let key: Digest
    private let saves: Mutex<Saves>
    private static let isDone: UInt8 = 1
    /// How many times as long as a save the work before it has to take: saving costs 5 % of the time at most.
    static let share = 20.0
    /// What is assumed before the first save, from which on it is measured: encoding, and a disk that takes it in passing.
    static let bytesPerSecond = 5e8

    fileprivate init(of work: PartialWork, key: Digest) {
      self.work = work
      self.key = key
      saves = Mutex(Saves(last: work.clock()))
    }

    /// What was left by a run before: the result, or a state to go on from.
    package func left() -> (isDone: Bool, bytes: [UInt8])? {
      guard var bytes = work.store.read(.partial, key), let first = bytes.first else { return nil }
      bytes.removeFirst()
      work.takeUp()
      return (first == Self.isDone, bytes)
    }

    /// Whether it is time to save a state of about so many bytes.
    package func isDue(_ bytes: Int = 0) -> Bool {
      let saves = saves.withLock { $0 }
      return work.clock() - saves.last >= max(work.seconds, Self.share * saves.cost(of: bytes))
    }

    /// Leaves a state to go on from: what `state` writes.
    package func save(_ state: (inout ByteWriter) throws -> Void) rethrows {
      let began = work.clock()
      var writer = ByteWriter()
      writer.write(UInt8(0))
      try state(&writer)
      let count = writer.count
      if work.mayBeKept(writer.bytes) { work.store.write(.partial, key, writer.bytes) }
      let end = work.clock()
      saves.withLock { $0 = Saves(last: end, cost: max(0, end - began), bytes: count) }
    }

    /// Leaves the result, which stands for the work until the whole statement is done; not for work that was quick.
    package func finish(_ bytes: @autoclosure () -> [UInt8]) {
      guard isDue() || work.store.contains(.partial, key) else { return }
      let result = [Self.isDone] + bytes()
      if work.mayBeKept(result) { work.store.write(.partial, key, result) }
    }
  }
}
