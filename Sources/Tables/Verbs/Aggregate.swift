// Aggregates: sum, mean, spread, quantiles.

package import Basics
internal import Kernels

/// Aggregates of many numbers, none of them missing.
package enum Aggregate {
  /// The sum of all values, by halves down to runs of 64 so that the rounding error grows with log n
  /// (Higham, "The accuracy of floating point summation", 1993). The cuts depend on the length alone.
  package static func sum(of values: UnsafeBufferPointer<Double>) -> Double {
    sum(values, 0, values.count) { $0 }
  }

  /// As for a buffer.
  package static func sum(of values: [Double]) -> Double {
    values.withUnsafeBufferPointer { sum(of: $0) }
  }

  /// The sum of `term` of each value.
  @inline(__always)
  private static func sum(
    _ values: UnsafeBufferPointer<Double>, _ start: Int, _ end: Int, _ term: (Double) -> Double
  ) -> Double {
    if end - start <= 64 {
      var total = 0.0
      for index in start..<end { total += term(values[index]) }
      return total
    }
    // Without recursion: the runs that halving comes to are added as halving adds them.
    var parts: [(sum: Double, level: Int)] = []
    var open: [(start: Int, end: Int, level: Int)] = [(start, end, 0)]
    while let (start, end, level) = open.popLast() {
      let middle = start + (end - start) / 2
      let total: Double
      if end - start <= 64 {
        var run = 0.0
        for index in start..<end { run += term(values[index]) }
        total = run
      } else if end - start >= 260, end - start <= 512 {
        total = eightRuns(values, start, end, term)
      } else {
        open.append((middle, end, level + 1))
        open.append((start, middle, level + 1))
        continue
      }
      var part = (sum: total, level: level)
      while let last = parts.last, last.level == part.level {
        parts.removeLast()
        part = (last.sum + part.sum, part.level - 1)
      }
      parts.append(part)
    }
    return parts.last?.sum ?? 0
  }

  /// The sum of what halves to eight runs of 32 to 64: all at a time, each in its order, so that additions of the one
  /// need not wait for those of the other.
  @inline(__always)
  private static func eightRuns(
    _ values: UnsafeBufferPointer<Double>, _ start: Int, _ end: Int, _ term: (Double) -> Double
  ) -> Double {
    var starts = SIMD16<Int>()
    starts[0] = start
    starts[8] = end
    for width in [8, 4, 2] {
      for run in stride(from: 0, to: 8, by: width) {
        starts[run + width / 2] = starts[run] + (starts[run + width] - starts[run]) / 2
      }
    }
    var sums = SIMD8<Double>.zero
    let length = (end - start) / 8
    for index in 0..<length {
      sums += SIMD8(
        term(values[starts[0] + index]), term(values[starts[1] + index]),
        term(values[starts[2] + index]), term(values[starts[3] + index]),
        term(values[starts[4] + index]), term(values[starts[5] + index]),
        term(values[starts[6] + index]), term(values[starts[7] + index]))
    }
    for run in 0..<8 {
      for index in (starts[run] + length)..<starts[run + 1] { sums[run] += term(values[index]) }
    }
    let pairs = sums.evenHalf + sums.oddHalf
    let quarters = pairs.evenHalf + pairs.oddHalf
    return quarters[0] + quarters[1]
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
    let squares = sum(values, 0, values.count) { ($0 - center) * ($0 - center) }
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
