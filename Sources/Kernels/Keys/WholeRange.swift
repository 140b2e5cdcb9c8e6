// Where numbers lie that are all whole and close together, such as years, counts and codes: they need no hashes, and few
// digits to sort.

/// The least of some whole numbers and how far the greatest is from it.
package struct WholeRange {
  package let least: Int
  package let span: Int

  /// NaN is left out; of NaN alone it is that of 0.
  ///
  /// - Parameter limit: nil if the numbers span as much or more, or if one of them is not whole.
  package init?(of values: [Double], shorterThan limit: Int) {
    var (least, greatest) = (Int.max, Int.min)
    let isNear = values.withUnsafeBufferPointer { values in
      let whole = values.count & ~511
      for start in stride(from: 0, to: whole, by: 512) {
        if let (low, high) = Self.range(values, from: start) {
          least = min(least, low)
          greatest = max(greatest, high)
        } else if !Self.widen(&least, &greatest, values[start..<start + 512], limit) {
          return false
        }
        if least <= greatest, greatest - least >= limit { return false }
      }
      return Self.widen(&least, &greatest, values[whole...], limit)
    }
    guard isNear else { return nil }
    (self.least, span) = least <= greatest ? (least, greatest - least) : (0, 0)
  }

  /// The least and the greatest of 512 numbers below 2⁵¹ that are all whole; nil of others.
  private static func range(
    _ values: UnsafeBufferPointer<Double>, from start: Int
  ) -> (Int, Int)? {
    // Nothing is left behind the point of the sum.
    let point = SIMD8<Double>(repeating: 0x1.8p52)
    let limit = SIMD8<Double>(repeating: 0x1p51)
    var (least, greatest) = (limit, -limit)
    var areWhole = SIMDMask<SIMD8<Int64>>(repeating: true)
    for index in stride(from: start, to: start + 512, by: 8) {
      let lanes = SIMD8(
        values[index], values[index + 1], values[index + 2], values[index + 3], values[index + 4],
        values[index + 5], values[index + 6], values[index + 7])
      areWhole .&= (lanes + point) - point .== lanes
      least.replace(with: lanes, where: lanes .< least)
      greatest.replace(with: lanes, where: lanes .> greatest)
    }
    // What is not a number equals nothing.
    guard all(areWhole), least.min() > -0x1p51, greatest.max() < 0x1p51 else { return nil }
    return (Int(least.min()), Int(greatest.max()))
  }

  private static func widen(
    _ least: inout Int, _ greatest: inout Int, _ values: Slice<UnsafeBufferPointer<Double>>,
    _ limit: Int
  ) -> Bool {
    for value in values where !value.isNaN {
      guard value.magnitude <= 0x1p52 else { return false }
      let whole = Int(value)
      guard Double(whole) == value else { return false }
      least = min(least, whole)
      greatest = max(greatest, whole)
      if greatest - least >= limit { return false }
    }
    return true
  }
}
