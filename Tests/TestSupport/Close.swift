// Comparisons of numbers with a stated tolerance, whose failure shows both sides.

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
