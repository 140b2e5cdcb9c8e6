// Aggregates: sum, mean, spread, quantiles.

package import Basics
internal import Kernels

/// Aggregates of many numbers, none of them missing.
package enum Aggregate {
  /// The sum of all values, by halves.
  package static func sum(of values: UnsafeBufferPointer<Double>) -> Double {
    SumByHalves.sum(of: values)
  }

  /// As for a buffer.
  package static func sum(of values: [Double]) -> Double {
    values.withUnsafeBufferPointer { sum(of: $0) }
  }

  /// The mean of all values, NaN of nothing.
  package static func mean(of values: UnsafeBufferPointer<Double>) -> Double {
    values.isEmpty ? .nan : sum(of: values) / Double(values.count)
  }

  /// As for a buffer.
  package static func mean(of values: [Double]) -> Double {
    values.withUnsafeBufferPointer { mean(of: $0) }
  }

  /// The standard deviation of all values divided by `count - ddof`; NaN unless there are more than `ddof`.
  package static func std(of values: UnsafeBufferPointer<Double>, ddof: Int = 1) -> Double {
    if values.count <= ddof { return .nan }
    let center = mean(of: values)
    let squares = SumByHalves.squares(of: values, around: center)
    return (squares / Double(values.count - ddof)).squareRoot()
  }

  /// As for a buffer.
  package static func std(of values: [Double], ddof: Int = 1) -> Double {
    values.withUnsafeBufferPointer { std(of: $0, ddof: ddof) }
  }

  /// The quantile of values in any order; NaN of nothing and for a share outside 0 ... 1. See `quantile(_:ofSorted:)`.
  package static func quantile(
    _ share: Double, of values: UnsafeBufferPointer<Double>
  ) throws(Cancelled) -> Double {
    guard !values.isEmpty, share >= 0, share <= 1 else { return .nan }
    let index = Int((Double(values.count - 1) * share).rounded(.down))
    let (low, high) = try Selection.smallest(index, of: values)
    return between(low, high, Double(values.count - 1) * share - Double(index))
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
    return between(sorted[index], sorted[index + 1], position - Double(index))
  }

  private static func between(_ low: Double, _ high: Double, _ part: Double) -> Double {
    if low == high { return low }
    if part == 0 { return low }
    return part < 0.5 ? low + (high - low) * part : high - (high - low) * (1 - part)
  }
}
