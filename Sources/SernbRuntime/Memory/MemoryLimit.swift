// How much memory a run may take: nodes come in, are watched while they run, and are stopped when it is too much.
//
// Which of several nodes that run side by side is too large cannot be seen. So all of them are stopped, and each is run
// again by itself; one that takes too much alone has failed. What fails does not depend on what ran beside it.

internal import Foundation
internal import SernbDocument
internal import SernbLanguage
internal import Synchronization

package final class MemoryLimit: Sendable {
  /// The most that the process may have in memory.
  package let bytes: Int
  private let reading: MemoryReading
  private let state = Mutex(State())
  private let isWatched = Atomic(false)

  private struct State {
    var running: [Int: RunningNode] = [:]
    var waiting: [(isAlone: Bool, continuation: CheckedContinuation<Int, Never>)] = []
    var next = 0
    /// Whether nodes were stopped that have not ended yet: what they have is still there.
    var isStopping = false
    /// Whether freed memory was given back since too much was taken.
    var hasGivenBack = false
  }

  /// A node that runs.
  private struct RunningNode {
    let isAlone: Bool
    /// Whether another one ran at some time while it did.
    var hadCompany: Bool
    var isStopped = false
    var cancel: (@Sendable () -> Void)?
  }

  package init(bytes: Int, reading: MemoryReading = .ofProcess) {
    self.bytes = bytes
    self.reading = reading
  }

  /// In words: `4 GB`.
  package var words: String { ByteSize(bytes).description }

  // MARK: Coming and going

  /// Waits until a node may run, and gives its number.
  ///
  /// - Parameter alone: whether nothing else may run at the same time.
  func enter(alone: Bool) async -> Int {
    await withCheckedContinuation { continuation in
      state.withLock { state in
        state.waiting.append((alone, continuation))
        Self.admit(&state)
      }
    }
  }

  /// Names what ends a node that has come in.
  func watch(_ node: Int, cancel: @escaping @Sendable () -> Void) {
    let isStopped = state.withLock { state in
      state.running[node]?.cancel = cancel
      return state.running[node]?.isStopped ?? false
    }
    if isStopped { cancel() }
  }

  /// - Returns: whether it was stopped, and whether others ran beside it.
  func leave(_ node: Int) -> (isStopped: Bool, hadCompany: Bool) {
    let (gone, wasLast) = state.withLock { state in
      (state.running.removeValue(forKey: node), state.isStopping && state.running.isEmpty)
    }
    // What the stopped ones had is free now: it must not count against the next.
    if wasLast { reading.giveBack() }
    state.withLock { state in
      if state.running.isEmpty { state.isStopping = false }
      Self.admit(&state)
    }
    return (gone?.isStopped ?? false, gone?.hadCompany ?? false)
  }

  /// Admits the nodes that may run now, first come, first served.
  private static func admit(_ state: inout State) {
    while let first = state.waiting.first, !state.isStopping {
      let isAloneThere = state.running.values.contains(where: \.isAlone)
      guard first.isAlone ? state.running.isEmpty : !isAloneThere else { return }
      state.waiting.removeFirst()
      let hasCompany = !state.running.isEmpty
      for node in state.running.keys { state.running[node]?.hadCompany = true }
      state.running[state.next] = RunningNode(isAlone: first.isAlone, hadCompany: hasCompany)
      first.continuation.resume(returning: state.next)
      state.next += 1
    }
  }

  // MARK: Looking

  /// Stops all that runs if too much is taken.
  ///
  /// - Parameter growth: bytes that were taken since the last look.
  /// - Returns: whether something was asked to stop.
  func look(_ taken: Int, growth: Int) -> Bool {
    // Nothing new is stopped before what was stopped has ended.
    guard taken > bytes else {
      state.withLock { $0.hasGivenBack = false }
      return false
    }
    guard state.withLock({ !$0.running.isEmpty && !$0.isStopping }) else { return false }
    // What was freed may count no more. To give it back takes time, though, and what still grows fast after that is not
    // freed memory.
    let isFirst = state.withLock { state in
      defer { state.hasGivenBack = true }
      return !state.hasGivenBack
    }
    if isFirst || growth < 8 << 20 {
      reading.giveBack()
      guard reading.taken() > bytes else { return false }
    }
    let cancels = state.withLock { state in
      state.isStopping = !state.running.isEmpty
      return state.running.keys.compactMap { node in
        state.running[node]?.isStopped = true
        return state.running[node]?.cancel
      }
    }
    for cancel in cancels { cancel() }
    return true
  }

  /// Checks from now on, until this is released.
  ///
  /// The watch has a thread of its own: all threads of the task pool may be busy with work that never waits.
  ///
  /// - Parameter lastResort: called when so much more is taken that waiting for the work to stop is a risk.
  package func startWatching(lastResort: @escaping @Sendable (_ taken: Int) -> Void) {
    guard isWatched.compareExchange(expected: false, desired: true, ordering: .relaxed).exchanged
    else { return }
    Thread.detachNewThread { [weak self] in
      var before = 0
      var (nodes, idle) = (0, 0)
      while let limit = self {
        let taken = limit.reading.taken()
        // What is asked to stop now gets the time to the next look.
        if !limit.look(taken, growth: taken - before), taken > limit.bytes + MemoryLimit.slack {
          lastResort(taken)
        }
        before = taken
        // Nobody knows what comes next, and when: what was freed is for others now.
        let known = limit.state.withLock { $0.running.isEmpty ? $0.next : -1 }
        (nodes, idle) = (known, known == nodes ? idle + 1 : 0)
        if known > 0, idle == MemoryLimit.patience { limit.reading.giveBack() }
        Thread.sleep(forTimeInterval: 0.02)
      }
    }
  }

  /// Looks without a node until freed memory is given back: about a second.
  private static let patience = 50

  /// What is taken until work that was asked to stop has stopped.
  static let slack = 256 << 20

  // MARK: Asking before

  /// Refuses a value that would not fit, before it is made.
  func expect(_ wanted: Int) throws(RunProblem) {
    // Asking costs more than making something small.
    guard wanted > 1 << 20, wanted > bytes - reading.taken() else { return }
    reading.giveBack()
    guard wanted > bytes - reading.taken() else { return }
    let size = ByteSize(wanted).description
    throw RunProblem(
      .outOfMemory,
      wanted > bytes
        ? "This would take \(size) of memory, and the run may take \(words)"
        : "This would take \(size) of memory, and less is left of the \(words) that the run may take",
      hint: Self.hint)
  }

  static let hint =
    "Use less at a time, such as a stream of clips instead of a list, or raise `--memory`."
}

extension Call {
  /// Refuses what would take more memory than the run may have, before it is made; small things cost nothing.
  ///
  /// - Parameter bytes: about how many it will take; what is too large to be counted may be infinite.
  package func expect(bytes: Double, argument: String? = nil) throws(RunProblem) {
    try context.expect(bytes: bytes, argument: argument)
  }
}

extension RunContext {
  func expect(bytes: Double, argument: String? = nil) throws(RunProblem) {
    guard let memory = world.memory else { return }
    do { try memory.expect(Int(min(max(bytes, 0), 9e18))) } catch {
      var problem = error
      problem.argument = argument
      throw problem
    }
  }
}
