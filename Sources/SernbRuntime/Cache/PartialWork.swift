// What a long statement has so far: a run that was killed in the middle of it goes on from there.
//
// A statement may do several long things one after the other, such as a fit for each item of a list. Each is known by its
// place among them and by everything that the statement has seen until then, so that what it has left behind is taken up
// by the very same work and by no other. All of it is deleted when the statement is done, for then its result is kept.

internal import Storage
internal import Synchronization

public final class PartialWork: Sendable {
  private struct State {
    var count = 0
    var keys: Set<Digest> = []
  }

  private let store: Store
  private let key: Digest
  private let reads: FileReads
  private let clock: @Sendable () -> Double
  private let seconds: Double
  private let state = Mutex(State())

  /// - Parameters:
  ///   - key: that of the statement.
  ///   - seconds: how much time passes from one save to the next, by the clock.
  init(
    _ store: Store, key: Digest, reads: FileReads, every seconds: Double,
    clock: @escaping @Sendable () -> Double
  ) {
    self.store = store
    self.key = key
    self.reads = reads
    self.seconds = seconds
    self.clock = clock
  }

  /// The place of the next long piece of work.
  ///
  /// - Parameter name: what is done, with its settings.
  public func next(_ name: String) -> Place {
    var builder = DigestBuilder("partial")
    builder.add(key)
    builder.add(name)
    builder.add(state.withLock { $0.count })
    for observation in reads.observations {
      builder.add(observation.path)
      builder.add(Int(observation.aspect.rawValue))
      builder.add(observation.digest)
    }
    let place = builder.digest()
    state.withLock { state in
      state.count += 1
      state.keys.insert(place)
    }
    return Place(store: store, key: place, seconds: seconds, clock: clock)
  }

  /// The statement is done: nothing is left to go on from.
  func forget() {
    for key in state.withLock({ $0.keys }) { store.remove(.partial, key) }
  }

  /// Where one piece of work leaves its state.
  public final class Place: Sendable {
    private let store: Store
    private let key: Digest
    private let seconds: Double
    private let clock: @Sendable () -> Double
    private let last: Mutex<Double>
    private static let isDone: UInt8 = 1

    fileprivate init(
      store: Store, key: Digest, seconds: Double, clock: @escaping @Sendable () -> Double
    ) {
      self.store = store
      self.key = key
      self.seconds = seconds
      self.clock = clock
      last = Mutex(clock())
    }

    /// What was left by a run before: the result, or a state to go on from.
    public func left() -> (isDone: Bool, bytes: [UInt8])? {
      guard let bytes = store.read(.partial, key), let first = bytes.first else { return nil }
      return (first == Self.isDone, Array(bytes.dropFirst()))
    }

    /// Whether it is time to save.
    public var isDue: Bool { last.withLock { clock() - $0 >= seconds } }

    /// Leaves a state to go on from.
    public func save(_ bytes: [UInt8]) {
      store.write(.partial, key, [0] + bytes)
      last.withLock { $0 = clock() }
    }

    /// Leaves the result, which stands for the work until the whole statement is done; not for work that was quick.
    public func finish(_ bytes: @autoclosure () -> [UInt8]) {
      guard isDue || store.contains(.partial, key) else { return }
      store.write(.partial, key, [Self.isDone] + bytes())
    }
  }
}
