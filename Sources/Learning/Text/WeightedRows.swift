// Rows of counts become TF-IDF weights: logarithm, IDF, norm.

import Kernels

/// A builder of sparse rows.
struct WeightedRows: Sendable {
  private let settings: Tfidf
  private let idf: [Double]
  private var starts = [0]
  private var indices: [Int32] = []
  private var values: [Double] = []
  private var scratch: [UInt64] = []

  init(_ fitted: FittedTfidf) {
    settings = fitted.settings
    idf = fitted.idf
  }

  /// Adds a row of terms and counts; terms without a column are skipped.
  mutating func add(_ counts: ArraySlice<UInt64>, _ columns: [Int32]) {
    scratch.removeAll(keepingCapacity: true)
    for entry in counts {
      let column = columns[Int(entry >> 32)]
      if column >= 0 { scratch.append(UInt64(column) << 32 | entry & 0xFFFF_FFFF) }
    }
    var row = scratch
    scratch = []
    add(&row)
    scratch = row
  }

  /// Adds a row of columns (high half) and counts (low half) in any order; counts of the same column add up.
  mutating func add(_ entries: inout [UInt64]) {
    sort(&entries)
    let start = indices.count
    var index = 0
    while index < entries.count {
      let column = entries[index] >> 32
      var count: UInt64 = 0
      while index < entries.count, entries[index] >> 32 == column {
        count += entries[index] & 0xFFFF_FFFF
        index += 1
      }
      indices.append(Int32(column))
      values.append(weight(count) * idf[Int(column)])
    }
    scale(start)
    starts.append(indices.count)
  }

  private func weight(_ count: UInt64) -> Double {
    if settings.binary || count == 1 { return 1 }
    return settings.sublinearTf ? 1 + Math.log(Double(count)) : Double(count)
  }

  /// Values are above 0, so that only a row without any has a size of 0.
  private mutating func scale(_ start: Int) {
    var size = 0.0
    switch settings.norm {
    case .none: return
    case .l1: for value in values[start...] { size += value }
    case .l2:
      for value in values[start...] { size += value * value }
      size = size.squareRoot()
    }
    for index in start..<values.count { values[index] /= size }
  }

  static func joined(_ parts: [WeightedRows], columns: Int) -> SparseRows {
    var (starts, indices, values) = ([0], [Int32](), [Double]())
    for part in parts {
      starts += part.starts.dropFirst().map { $0 + indices.count }
      indices += part.indices
      values += part.values
    }
    return SparseRows(columns: columns, starts: starts, indices: indices, values: values)
  }
}

/// Insertion sort, the fastest for rows this short.
private func sort(_ entries: inout [UInt64]) {
  if entries.count > 24 {
    entries.sort()
    return
  }
  entries.withUnsafeMutableBufferPointer { entries in
    for end in 0..<entries.count {
      let entry = entries[end]
      var index = end
      while index > 0, entries[index - 1] > entry {
        entries[index] = entries[index - 1]
        index -= 1
      }
      entries[index] = entry
    }
  }
}
