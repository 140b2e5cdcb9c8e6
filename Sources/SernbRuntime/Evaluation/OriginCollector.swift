// Gathers the origins of all values that go into an expression.

internal import Synchronization

/// Shared by the parts of one expression, which may be evaluated in any order; what is gathered does not depend on it.
final class OriginCollector: Sendable {
  private let gathered = Mutex<(any ValueOrigin)?>(nil)

  init() {}

  /// Of all values so far; nil if none comes from a table.
  var origin: (any ValueOrigin)? { gathered.withLock { $0 } }

  func add(_ origin: (any ValueOrigin)?) {
    guard let origin else { return }
    gathered.withLock { $0 = $0?.union(origin) ?? origin }
  }
}
