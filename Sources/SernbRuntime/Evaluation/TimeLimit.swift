// Time limits: what is to be called after so many seconds, unless it is over before.

internal import Dispatch
internal import SernbLanguage
internal import Synchronization

/// All time limits that run.
///
/// One timer rings for the nearest of them. To set and to clear one takes no timer, for most statements are over long
/// before the nearest one ends. The timer has a thread of its own: all threads of the task pool may be busy with work
/// that never waits.
final class TimeLimits: Sendable {
  static let shared = TimeLimits()

  private struct State {
    var limits: [Int: (end: DispatchTime, expire: @Sendable () -> Void)] = [:]
    var next = 0
    /// When the timer rings.
    var ring: DispatchTime?
  }

  private let state = Mutex(State())
  private let queue = DispatchQueue(label: "sernb.time-limit")

  /// - Returns: a number to clear it by.
  func set(_ seconds: Double, _ expire: @escaping @Sendable () -> Void) -> Int {
    // Ten years are as good as no limit, and no more than a timer can count.
    let end = DispatchTime.now() + min(seconds, 3e8)
    return state.withLock { state in
      state.next += 1
      state.limits[state.next] = (end, expire)
      ring(at: end, &state)
      return state.next
    }
  }

  /// - Returns: whether the limit has ended.
  func clear(_ limit: Int) -> Bool {
    state.withLock { $0.limits.removeValue(forKey: limit) == nil }
  }

  private func ring(at end: DispatchTime, _ state: inout State) {
    if let ring = state.ring, ring <= end { return }
    state.ring = end
    queue.asyncAfter(deadline: end) { self.ring(end) }
  }

  private func ring(_ set: DispatchTime) {
    let now = max(set, .now())
    let over = state.withLock { state in
      if state.ring == set { state.ring = nil }
      let over = state.limits.filter { $0.value.end <= now }
      for limit in over.keys { state.limits[limit] = nil }
      if let next = state.limits.values.map(\.end).min() { ring(at: next, &state) }
      return over.values.map(\.expire)
    }
    for expire in over { expire() }
  }

  /// What a node comes to whose limit has ended.
  static func problem(of node: CheckedNotebook.Node) -> Diagnostic {
    Diagnostic(
      .timeout, "This took longer than its time limit", labels: [Label(node.span)],
      hint:
        "Raise `#| timeout` of the cell, or `--timeout` or `--cell-timeout` of the run, or do less."
    )
  }
}
