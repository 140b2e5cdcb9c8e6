// Comparisons of numbers with a stated tolerance, whose failure shows both sides, and of lists of one length.
//
// A tolerance is three to ten times the error that was measured when it was set, unless a line beside it says where it
// comes from: the arithmetic is the same everywhere, so an error that grows is a change.

public import Testing

/// Expects `actual` to differ from `expected` by at most `relative` of it or by `absolute`.
public func expectClose(
  _ actual: Double, _ expected: Double, relative: Double = 0, absolute: Double = 0,
  _ what: @autoclosure () -> String = "", sourceLocation: SourceLocation = #_sourceLocation
) {
  let allowed = max(absolute, relative * expected.magnitude)
  let isClose = (actual - expected).magnitude <= allowed || actual == expected
  #expect(
    isClose, "\(what()) \(actual) is not within \(allowed) of \(expected)",
    sourceLocation: sourceLocation)
}

/// Expects the same of each number of two lists, which are of one length and not empty.
public func expectClose(
  _ actual: [Double], _ expected: [Double], relative: Double = 0, absolute: Double = 0,
  _ what: @autoclosure () -> String = "", sourceLocation: SourceLocation = #_sourceLocation
) {
  for (place, (a, b)) in pairs(actual, expected, sourceLocation: sourceLocation).enumerated() {
    expectClose(
      a, b, relative: relative, absolute: absolute, "\(what()) at \(place):",
      sourceLocation: sourceLocation)
  }
}

/// Two lists side by side, which are expected to be of one length and not empty: a loop over them looks at all.
public func pairs<A: Collection, B: Collection>(
  _ a: A, _ b: B, sourceLocation: SourceLocation = #_sourceLocation
) -> Zip2Sequence<A, B> {
  #expect(
    !a.isEmpty && a.count == b.count, "\(a.count) beside \(b.count)",
    sourceLocation: sourceLocation)
  return zip(a, b)
}
