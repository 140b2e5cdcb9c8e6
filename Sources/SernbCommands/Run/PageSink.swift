// Where pages go: two ways, which is all that `run` and `check` differ by.

/// Where pages go: `run` puts them in place, `check` compares them with what is there.
protocol PageSink: Sendable {
  /// Of everything that was taken.
  var codes: [Exit] { get }
  /// Takes what a notebook came to, at a point or once.
  func take(_ result: PageResult) -> Exit
  /// Takes what several notebooks came to, in their order.
  ///
  /// - Parameter keepGoing: whether those behind one without a result are taken too.
  /// - Returns: whether that goes on.
  func take(_ results: [PageResult], keepGoing: Bool) -> Bool
  /// Takes the page that compares the points of a notebook.
  func take(_ comparison: SweepComparison)
}

extension PageSink {
  func take(_ results: [PageResult], keepGoing: Bool) -> Bool {
    results.allSatisfy { take($0).hasResult || keepGoing }
  }

  /// Whether everything that was taken is a result, one that differs among them.
  var hasAllResults: Bool { codes.allSatisfy(\.hasResult) }
}
