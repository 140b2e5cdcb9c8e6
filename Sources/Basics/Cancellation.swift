// Cooperative cancellation: how often long computations check for Ctrl-C, a time limit or too little memory.
//
// Checks are counted in work done, not in rounds or epochs, whose length depends on the data: at least one per ten
// million elementary operations (an addition, a byte, a comparison), which take about 10 ms.

internal import Synchronization

/// Work was stopped from outside: Ctrl-C or a timeout.
public struct Cancelled: Error, Sendable {
  /// Creates the error.
  public init() {}
}

/// Throws `Cancelled` when the surrounding task was cancelled. Call it at least every ten million elementary operations;
/// `WorkMeter` counts them where their number per round is not known.
public func checkCancellation() throws(Cancelled) {
  if isCancelled() { throw Cancelled() }
}

/// Whether the surrounding task was cancelled, where `Cancelled` cannot be thrown.
public func isCancelled() -> Bool {
  LookCount.current?.add()
  return Task.isCancelled
}

/// Checks for cancellation once per `most` elementary operations, however they are spread over rounds.
public struct WorkMeter: Sendable {
  @usableFromInline let most: Int
  @usableFromInline var rest: Int

  /// - Parameter most: operations between two checks, not counting those of a single round.
  @inlinable public init(every most: Int = 1 << 22) {
    self.most = most
    rest = most
  }

  /// Counts the operations of one round, before or after it.
  @inlinable public mutating func spend(_ operations: Int) throws(Cancelled) {
    rest &-= operations
    if rest > 0 { return }
    rest = most
    try checkCancellation()
  }

  /// As `spend`, where `Cancelled` cannot be thrown.
  ///
  /// - Returns: whether the surrounding task was cancelled.
  @inlinable public mutating func isStopped(after operations: Int) -> Bool {
    rest &-= operations
    if rest > 0 { return false }
    rest = most
    return isCancelled()
  }
}

extension Sequence {
  /// As `sorted(by:)`, but it stops when the surrounding task is cancelled.
  ///
  /// - Parameter cost: elementary operations of a comparison.
  @inlinable
  public func sorted(
    costing cost: Int, by isBefore: (Element, Element) -> Bool
  ) throws(Cancelled) -> [Element] {
    var meter = WorkMeter()
    do {
      return try sorted { a, b in
        try meter.spend(cost)
        return isBefore(a, b)
      }
    } catch { throw Cancelled() }
  }
}

/// Counts cancellation checks, for tests: their number must grow with the work.
public final class LookCount: Sendable {
  @TaskLocal static var current: LookCount?

  private let count = Atomic(0)
  /// The check from which on `atLast` is called.
  private let last: Int
  private let atLast = Mutex<(@Sendable () -> Void)?>(nil)

  private init(last: Int = .max) { self.last = last }

  /// The number of checks so far.
  public var value: Int { count.load(ordering: .relaxed) }

  func add() {
    let number = count.wrappingAdd(1, ordering: .relaxed).newValue
    if number >= last { atLast.withLock { $0 }?() }
  }

  /// Cancels `work` at its check number `look`, or soon after it: as Ctrl-C does, but at a moment that depends on work
  /// done and on no clock.
  public static func cancelling<Answer: Sendable>(
    at look: Int, _ work: @escaping @Sendable () async throws -> Answer
  ) async throws -> Answer {
    let count = LookCount(last: look)
    let task = Task { try await $current.withValue(count) { try await work() } }
    count.atLast.withLock { $0 = { task.cancel() } }
    return try await task.value
  }

  /// The number of checks made by `work`, including those of the tasks it starts.
  public static func looks<Answer: Sendable>(
    of work: @Sendable () async throws -> Answer
  ) async rethrows -> (looks: Int, answer: Answer) {
    let count = LookCount()
    let answer = try await $current.withValue(count) { try await work() }
    return (count.value, answer)
  }
}
