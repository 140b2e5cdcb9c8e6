// The edges of a column's bins.

import Basics

/// The inner edges of a column's bins: a value is in the bin whose number is the count of edges at or below it. An edge
/// is the smallest value of the bin above it, so that a split reads `x < edge`.
enum BinEdges {
  /// The edges for the values of a column, row by row: each distinct value is a bin, or, if there are more than
  /// `limit`, about equally heavy ones. NaN and rows without weight do not count.
  static func edges(
    _ values: [Double], _ weights: SketchWeights, limit: Int
  ) throws(Cancelled) -> [Double] {
    var count = 0
    for (row, value) in values.enumerated() where !value.isNaN && weights.ofRow[row] > 0 {
      count += 1
    }
    var sketch = QuantileSketch(count: count, bins: limit)
    for (row, value) in values.enumerated() where !value.isNaN && weights.ofRow[row] > 0 {
      try sketch.add(value, weights.ofRow[row])
    }
    return try sketch.edges()
  }

  /// The edges for a column whose cells are zero but for those of some rows, which are ascending: those of the same
  /// column written densely.
  static func edges(
    _ values: ArraySlice<Double>, of rows: ArraySlice<Int32>, _ weights: SketchWeights, limit: Int
  ) throws(Cancelled) -> [Double] {
    var count = weights.counted[weights.ofRow.count]
    for (row, value) in zip(rows, values) where value.isNaN && weights.ofRow[Int(row)] > 0 {
      count -= 1
    }
    var sketch = QuantileSketch(count: count, bins: limit)
    var next = 0
    for (row, value) in zip(rows, values) {
      try addZeros(next..<Int(row), weights, to: &sketch)
      let weight = weights.ofRow[Int(row)]
      if !value.isNaN, weight > 0 { try sketch.add(value, weight) }
      next = Int(row) + 1
    }
    try addZeros(next..<weights.ofRow.count, weights, to: &sketch)
    return try sketch.edges()
  }

  private static func addZeros(
    _ rows: Range<Int>, _ weights: SketchWeights, to sketch: inout QuantileSketch
  ) throws(Cancelled) {
    if weights.areOnes {
      let count = weights.counted[rows.upperBound] - weights.counted[rows.lowerBound]
      if count > 0 { try sketch.add(0, Float(count)) }
    } else {
      // One by one: the rounding of a sum depends on its order.
      for row in rows where weights.ofRow[row] > 0 { try sketch.add(0, weights.ofRow[row]) }
    }
  }

  /// The bin of a value: the number of edges at or below it.
  @inline(__always) static func bin(_ value: Double, _ edges: UnsafeBufferPointer<Double>) -> Int {
    var (low, high) = (0, edges.count)
    while low < high {
      let middle = (low + high) / 2
      if edges[middle] <= value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// The weights of rows in single precision, in units of a power of two so that the greatest are near 1.
struct SketchWeights: Sendable {
  /// 0 for a row that does not count.
  let ofRow: [Float]
  /// How many of the rows before each one, and of all rows, count.
  let counted: [Int]
  /// Whether all rows that count weigh 1.
  let areOnes: Bool

  init(_ weights: [Double]) {
    let unit = weights.max().map { $0 > 0 ? $0.binade : 1 } ?? 1
    ofRow = weights.map { $0 > 0 ? max(Float($0 / unit), .leastNormalMagnitude) : 0 }
    var counted = [0]
    counted.reserveCapacity(weights.count + 1)
    for weight in ofRow { counted.append(counted[counted.count - 1] + (weight > 0 ? 1 : 0)) }
    self.counted = counted
    areOnes = ofRow.allSatisfy { $0 == 0 || $0 == 1 }
  }
}
