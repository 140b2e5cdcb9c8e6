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
    for value in values where !value.isNaN {
      guard value.magnitude <= 0x1p52 else { return nil }
      let whole = Int(value)
      guard Double(whole) == value else { return nil }
      least = min(least, whole)
      greatest = max(greatest, whole)
      if greatest - least >= limit { return nil }
    }
    (self.least, span) = least <= greatest ? (least, greatest - least) : (0, 0)
  }
}
