// The bin edges of a column, as XGBoost's weighted quantile summary chooses them.

import Basics

/// The inner edges of a column's bins: a value is in the bin whose number is the count of edges at or below it.
enum BinEdges {
  /// The edges for values and their weights: each distinct value is a bin, or, if there are more than `limit`, about
  /// equally heavy ones. An edge is the smallest value of the bin above it, so that a split reads `x < edge`.
  ///
  /// - Parameter values: in any order, without NaN; sorted on return.
  static func edges(
    _ values: inout [(value: Double, weight: Double)], limit: Int
  ) throws(Cancelled) -> [Double] {
    values = try values.sorted(costing: 4) { $0.value < $1.value }
    var distinct: [(value: Double, weight: Double)] = []
    for entry in values where entry.weight > 0 {
      if let last = distinct.last, last.value == entry.value {
        distinct[distinct.count - 1].weight += entry.weight
      } else {
        distinct.append(entry)
      }
    }
    let kept = distinct.count > limit + 1 ? pruned(distinct, to: limit + 1) : distinct.map(\.value)
    return Array(kept.prefix(limit).dropFirst())
  }

  /// `size` values whose ranks are evenly spaced, the lowest and the highest among them: `SetPrune` of XGBoost's
  /// quantile summary, for a summary without error.
  private static func pruned(_ values: [(value: Double, weight: Double)], to size: Int) -> [Double]
  {
    // The weight below each value.
    var below = [0.0]
    for entry in values { below.append((below.last ?? 0) + entry.weight) }
    let last = values.count - 1
    let first = values[0].weight
    let range = below[last] - first
    var kept = [values[0].value]
    var (index, chosen) = (1, 0)
    for step in 1..<(size - 1) {
      let rank = 2 * (Double(step) * range / Double(size - 1) + first)
      while index < last, rank >= below[index + 1] + below[index + 2] { index += 1 }
      if index == last { break }
      // Nearer to the end of this value's ranks than to the start of the next one's: take this one.
      let next = rank < below[index + 1] + below[index + 1] ? index : index + 1
      if next != chosen {
        kept.append(values[next].value)
        chosen = next
      }
    }
    if chosen != last { kept.append(values[last].value) }
    return kept
  }

  /// The bin of a value: the number of edges at or below it.
  @inline(__always)
  static func bin(_ value: Double, _ edges: UnsafeBufferPointer<Double>) -> Int {
    var (low, high) = (0, edges.count)
    while low < high {
      let middle = (low + high) / 2
      if edges[middle] <= value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
