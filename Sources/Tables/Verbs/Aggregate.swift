// Aggregates: sum, mean, spread, quantiles.

/// Aggregates of many numbers, none of them missing.
package enum Aggregate {
  /// The sum of all values, by halves down to runs of 64 so that the rounding error grows with log n
  /// (Higham, "The accuracy of floating point summation", 1993). The cuts depend on the length alone.
  package static func sum(of values: [Double]) -> Double { sum(values.span, 0, values.count) }

  private static func sum(_ values: Span<Double>, _ start: Int, _ end: Int) -> Double {
    if end - start <= 64 {
      var total = 0.0
      for index in start..<end { total += values[index] }
      return total
    }
    let middle = start + (end - start) / 2
    return sum(values, start, middle) + sum(values, middle, end)
  }

  /// The mean of all values, NaN of nothing.
  package static func mean(of values: [Double]) -> Double {
    values.isEmpty ? .nan : sum(of: values) / Double(values.count)
  }

  /// The standard deviation of all values divided by `count - ddof`; NaN unless there are more than `ddof`.
  package static func std(of values: [Double], ddof: Int = 1) -> Double {
    if values.count <= ddof { return .nan }
    let center = mean(of: values)
    let squares = values.map { ($0 - center) * ($0 - center) }
    return (sum(of: squares) / Double(values.count - ddof)).squareRoot()
  }

  /// The quantile of values sorted upwards; NaN of nothing and for a share outside 0 ... 1.
  ///
  /// The position (n - 1) · share lies between two values; interpolation starts from the nearer one, as numpy's does,
  /// so that the last bits agree.
  package static func quantile(_ share: Double, ofSorted sorted: [Double]) -> Double {
    guard let last = sorted.last, share >= 0, share <= 1 else { return .nan }
    let position = Double(sorted.count - 1) * share
    let index = Int(position.rounded(.down))
    if index + 1 >= sorted.count { return last }
    let (low, high) = (sorted[index], sorted[index + 1])
    if low == high { return low }
    let part = position - Double(index)
    if part == 0 { return low }
    return part < 0.5 ? low + (high - low) * part : high - (high - low) * (1 - part)
  }
}
