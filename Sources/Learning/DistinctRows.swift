// Equal rows merged into one: found by a hash, confirmed by a comparison.

import Basics
import Kernels

/// Which of some rows are equal. Sets of equal rows are numbered in order of their first rows.
///
/// Oversampled tables hold a row up to 31 times: models fit to distinct rows with weights instead.
struct DistinctRows: Sendable {
  /// The first row of each set, ascending.
  private(set) var first: [Int] = []
  /// The number of each row's set, an index into `first`.
  private(set) var setOfRow: [UInt32] = []

  /// - Parameters:
  ///   - count: the number of rows.
  ///   - hash: equal for equal rows.
  ///   - areEqual: called for rows of the same hash only.
  @inline(__always)
  init(
    _ count: Int, hash: (Int) -> UInt64, areEqual: (Int, Int) -> Bool
  ) throws(Cancelled) {
    setOfRow.reserveCapacity(count)
    var capacity = 16
    while capacity < 2 * count { capacity *= 2 }
    // Open addressing with linear probing: a slot holds the number of a set, or -1.
    var table = [Int32](repeating: -1, count: capacity)
    var hashes: [UInt64] = []
    for row in 0..<count {
      if row % 64 == 0 { try checkCancellation() }
      let hash = hash(row)
      var slot = Int(truncatingIfNeeded: hash >> 20) & (capacity - 1)
      while table[slot] >= 0 {
        let known = Int(table[slot])
        if hashes[known] == hash, areEqual(first[known], row) { break }
        slot = (slot + 1) & (capacity - 1)
      }
      if table[slot] < 0 {
        table[slot] = Int32(first.count)
        first.append(row)
        hashes.append(hash)
      }
      setOfRow.append(UInt32(table[slot]))
    }
  }

  /// Rows of features that are equal bit by bit.
  init(_ rows: FeatureRows) throws(Cancelled) {
    try self.init(rows.count, hash: { rows.hash($0) }, areEqual: { rows.areEqual($0, $1) })
  }
}

extension FeatureRows {
  /// A hash of the cells of a row.
  func hash(_ row: Int) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func mix(_ bits: UInt64) {
      hash = (hash ^ bits) &* 0x9E37_79B9_7F4A_7C15
      hash ^= hash >> 29
    }
    for index in (row * denseColumns)..<((row + 1) * denseColumns) { mix(dense[index].bitPattern) }
    for entry in sparse.range(row) {
      mix(UInt64(sparse.indices[entry]))
      mix(sparse.values[entry].bitPattern)
    }
    return hash
  }

  /// Whether two rows have the same bits in every column.
  func areEqual(_ a: Int, _ b: Int) -> Bool {
    for column in 0..<denseColumns {
      let (x, y) = (dense[a * denseColumns + column], dense[b * denseColumns + column])
      if x.bitPattern != y.bitPattern { return false }
    }
    let (left, right) = (sparse.range(a), sparse.range(b))
    if left.count != right.count { return false }
    for (i, j) in zip(left, right) {
      if sparse.indices[i] != sparse.indices[j]
        || sparse.values[i].bitPattern != sparse.values[j].bitPattern
      {
        return false
      }
    }
    return true
  }
}
