// SIGINT, SIGTERM and SIGHUP, from the first statement of the process on: what each of them does at any moment.
//
// Without work under way the process ends at once, with 128 + n. Guarded work is notified and ends in its own way; a
// file that is being written is finished first. A second signal always ends the process at once. What the process was
// started to ignore (`nohup`, the background of a shell) stays ignored. A reader that went away (`| head`) is no reason to
// end: SIGPIPE does nothing, and the write fails.

import Foundation
import Synchronization

enum Signals {
  private static let ending = [SIGINT, SIGTERM, SIGHUP]

  /// A handler may interrupt any statement and has nowhere else to look than here; all of it is made by `install`.
  private final class State: Sendable {
    /// The first signal that came; 0 before.
    let first = Atomic<Int32>(0)
    /// How many pieces of work want to end in their own way.
    let guards = Atomic(0)
    /// How many pieces of work, such as writing a file, a signal has to wait for.
    let holds = Atomic(0)
    let wake: (read: Int32, write: Int32)
    let actions = Mutex<[Int: @Sendable (Int32) -> Void]>([:])
    let nextAction = Atomic(0)

    init() {
      var ends: [Int32] = [-1, -1]
      if pipe(&ends) == 0 { for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) } }
      wake = (ends[0], ends[1])
    }
  }

  private static let state = State()

  /// To be called before anything else.
  static func install() {
    let descriptor = state.wake.read
    var handler = sigaction()
    sigemptyset(&handler.sa_mask)
    // A call that was interrupted begins again: no caller expects signals.
    handler.sa_flags = SA_RESTART
    setHandler(of: &handler) { Signals.take($0) }
    for number in ending where !isIgnored(number) { sigaction(number, &handler, nil) }
    // A handler, as programs that are started get the default back.
    setHandler(of: &handler) { _ in }
    if !isIgnored(SIGPIPE) { sigaction(SIGPIPE, &handler, nil) }
    // A thread of its own: all those of the task pool may be busy with work that never waits.
    Thread.detachNewThread {
      var number: UInt8 = 0
      while true {
        let count = read(descriptor, &number, 1)
        if count == 1 { notify(Int32(number)) } else if count == 0 || errno != EINTR { return }
      }
    }
  }

  private static func setHandler(
    of action: inout sigaction, to handler: @escaping @convention(c) (Int32) -> Void
  ) {
    #if canImport(Darwin)
      action.__sigaction_u.__sa_handler = handler
    #else
      action.__sigaction_handler.sa_handler = handler
    #endif
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var before = sigaction()
    guard sigaction(number, nil, &before) == 0 else { return false }
    #if canImport(Darwin)
      let handler = before.__sigaction_u.__sa_handler
    #else
      let handler = before.__sigaction_handler.sa_handler
    #endif
    return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// In the handler: only what is safe there.
  private static func take(_ number: Int32) {
    let kept = errno
    let (isFirst, _) = state.first.compareExchange(
      expected: 0, desired: number, ordering: .sequentiallyConsistent)
    let isFree =
      state.guards.load(ordering: .sequentiallyConsistent) == 0
      && state.holds.load(ordering: .sequentiallyConsistent) == 0
    if !isFirst || isFree { _exit(128 + state.first.load(ordering: .sequentiallyConsistent)) }
    var byte = UInt8(number)
    _ = write(state.wake.write, &byte, 1)
    errno = kept
  }

  private static func notify(_ number: Int32) {
    // The innermost work is the one under way.
    let action = state.actions.withLock { $0.max { $0.key < $1.key }?.value }
    action?(number)
    if caught != nil { end(number, in: patience) }
  }

  /// Seconds until the process ends in any case, for work that does not look for cancellation as often as it should.
  private static let patience = 5.0

  /// What has not ended by then has changed nothing: what is written is held.
  private static func end(_ number: Int32, in seconds: Double) {
    Thread.detachNewThread {
      Thread.sleep(forTimeInterval: seconds)
      leave(number)
    }
  }

  // MARK: Work that ends in its own way

  /// The first signal that came and has not been answered.
  static var caught: Int32? {
    let number = state.first.load(ordering: .sequentiallyConsistent)
    return number == 0 ? nil : number
  }

  /// Takes the signal for answered: it stopped something, and the process goes on.
  static func answer() { state.first.store(0, ordering: .sequentiallyConsistent) }

  /// Tells `action` of the first signal, on a thread of its own, until it is removed.
  static func add(_ action: @escaping @Sendable (Int32) -> Void) -> Int {
    let index = state.nextAction.wrappingAdd(1, ordering: .relaxed).newValue
    state.actions.withLock { $0[index] = action }
    state.guards.wrappingAdd(1, ordering: .sequentiallyConsistent)
    // One that came just before would end the process with its next like.
    if let caught { action(caught) }
    return index
  }

  static func remove(_ index: Int) {
    state.guards.wrappingSubtract(1, ordering: .sequentiallyConsistent)
    _ = state.actions.withLock { $0.removeValue(forKey: index) }
  }

  /// Finishes `work`, such as writing a file, before a signal that comes meanwhile ends the process.
  static func holding<T, Failure: Error>(_ work: () throws(Failure) -> T) throws(Failure) -> T {
    let isNew = caught == nil
    state.holds.wrappingAdd(1, ordering: .sequentiallyConsistent)
    defer {
      let rest = state.holds.wrappingSubtract(1, ordering: .sequentiallyConsistent).newValue
      let isGuarded = state.guards.load(ordering: .sequentiallyConsistent) > 0
      if isNew, rest == 0, !isGuarded, let caught { _exit(128 + caught) }
    }
    return try work()
  }

  /// Ends the process as soon as nothing is held any more.
  static func leave(_ number: Int32) -> Never {
    while state.holds.load(ordering: .sequentiallyConsistent) > 0 { usleep(1_000) }
    _exit(128 + number)
  }
}
