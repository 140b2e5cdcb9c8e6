// The k-th smallest of many numbers without sorting all of them.

package import Basics

/// Selection by partitions around a middle value (Hoare, "Algorithm 65: find", 1961).
package enum Selection {
  /// The number at place `k` of the sorted numbers, and the one after it, which is the same at the end.
  ///
  /// - Parameters:
  ///   - values: none of them NaN.
  ///   - k: below their number.
  package static func smallest(
    _ k: Int, of values: UnsafeBufferPointer<Double>
  ) throws(Cancelled) -> (value: Double, next: Double) {
    if values.count <= few {
      // Insertion keeps equal numbers in their order.
      return withUnsafeTemporaryAllocation(of: Double.self, capacity: few) { sorted in
        for (count, value) in values.enumerated() {
          var place = count
          while place > 0, value < sorted[place - 1] {
            sorted[place] = sorted[place - 1]
            place -= 1
          }
          sorted[place] = value
        }
        return (sorted[k], sorted[min(k + 1, values.count - 1)])
      }
    }
    var numbers = Array(values)
    var meter = WorkMeter()
    var (low, high) = (0, numbers.count - 1)
    // What partitions do not shorten, such as many equal numbers in an unlucky order, is sorted.
    var rest = 4 * (Int.bitWidth - numbers.count.leadingZeroBitCount)
    while low < high {
      try meter.spend(8 * (high - low))
      rest -= 1
      if rest < 0 {
        numbers[low...high].sort()
        break
      }
      let (left, right) = numbers.withUnsafeMutableBufferPointer { partition($0, low, high) }
      if k <= left { high = left } else if k >= right { low = right } else { break }
    }
    let value = numbers[k]
    // 0 and -0 are equal, and stay in their order as other equal numbers do when they are sorted.
    func signed(_ value: Double, at place: Int) -> Double {
      if value != 0 { return value }
      var rest = place - values.reduce(0) { $0 + ($1 < 0 ? 1 : 0) }
      for zero in values where zero == 0 {
        if rest == 0 { return zero }
        rest -= 1
      }
      return value
    }
    var next = k + 1 < numbers.count ? Double.infinity : value
    // All after place k are at least as large; beyond `high` they are larger than those before it.
    for index in numbers.indices.dropFirst(k + 1) { next = min(next, numbers[index]) }
    let last = numbers.count - 1
    return (signed(value, at: k), signed(next, at: min(k + 1, last)))
  }

  /// So many numbers are sorted.
  private static let few = 24

  /// Puts what is below a middle number before it.
  ///
  /// - Returns: the last place of the lower part and the first of the upper part; what lies between is in place.
  private static func partition(
    _ numbers: UnsafeMutableBufferPointer<Double>, _ low: Int, _ high: Int
  ) -> (Int, Int) {
    let (a, b, c) = (numbers[low], numbers[low + (high - low) / 2], numbers[high])
    let pivot = max(min(a, b), min(max(a, b), c))
    var (left, right) = (low, high)
    while left <= right {
      while numbers[left] < pivot { left += 1 }
      while pivot < numbers[right] { right -= 1 }
      if left <= right {
        numbers.swapAt(left, right)
        left += 1
        right -= 1
      }
    }
    return (right, left)
  }
}
