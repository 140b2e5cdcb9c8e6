// Runs independent pieces of work on several cores and gives their results in index order.
//
// Structured concurrency throughout: a cancelled parent (Ctrl-C, a timeout) stops every piece at its next `try
// checkCancellation()`, and no piece outlives the call. Results never depend on `width`: a piece knows only its index,
// and results are assembled by index. `Cancelled` is thrown, never a partial result.

/// The results of `body(0) ... body(count - 1)`, in that order, with at most `width` running at a time.
///
/// - Throws: the error of the lowest index that failed among those that ran.
public func concurrentMap<T: Sendable>(
  _ count: Int, width: Int, _ body: @escaping @Sendable (Int) async throws -> T
) async throws -> [T] {
  if width <= 1 || count <= 1 {
    var results: [T] = []
    results.reserveCapacity(count)
    for index in 0..<count {
      try checkCancellation()
      results.append(try await body(index))
    }
    return results
  }
  return try await withThrowingTaskGroup(of: (Int, Result<T, any Error>).self) { group in
    var results = [T?](repeating: nil, count: count)
    var failures: [(index: Int, error: any Error)] = []
    var next = 0
    func start() {
      guard next < count else { return }
      let index = next
      next += 1
      group.addTask {
        do {
          try checkCancellation()
          return (index, .success(try await body(index)))
        } catch { return (index, .failure(error)) }
      }
    }
    for _ in 0..<min(width, count) { start() }
    while let (index, result) = try await group.next() {
      switch result {
      case .success(let value): results[index] = value
      case .failure(let error): failures.append((index, error))
      }
      if failures.isEmpty { start() }
    }
    if let first = failures.min(by: { $0.index < $1.index }) { throw first.error }
    return results.compactMap { $0 }
  }
}
