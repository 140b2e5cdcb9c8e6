// Binned rows for boosted trees: each cell is a bin number, and rows with equal bins are merged.
//
// 1. A feature is a column that can be split. Its bins and one more for missing cells are numbered consecutively over
//    all features: a slot. Dense features come first, then sparse ones.
// 2. Dense features are a matrix of slots. Sparse ones are entries ordered by slot and row; an absent cell is
//    in the feature's zero slot.
// 3. Rows with the same slots are one distinct row with the sum of their weights: gradients are sums over rows, so that
//    merging only saves time. Oversampled tables hold a row up to 31 times.

import Basics
import Kernels

/// A column that can be split.
struct BinnedFeature: Sendable {
  let column: Int
  /// Its bins are the slots from here on.
  let firstSlot: Int
  /// The slot of missing cells is the one behind its bins.
  let bins: Int
  /// The slot of the cells that a sparse row leaves out, or of zero in a dense feature.
  let zeroSlot: Int

  var missingSlot: Int { firstSlot + bins }
}

struct BinnedRows: Sendable {
  let features: [BinnedFeature]
  /// The edges of each feature's bins, see `BinEdges`.
  let edges: [[Double]]
  let denseFeatures: Int
  /// The slots of all dense features.
  let denseSlots: Int
  /// How many distinct rows there are.
  let count: Int
  /// Row-major: `dense[row * denseFeatures + feature]`.
  let dense: [UInt32]
  /// `slot << 32 | row`, ascending.
  let entries: [UInt64]
  /// The sparse feature of each slot from `denseSlots` on.
  let featureOfSlot: [Int32]
  /// The distinct row of each row.
  let distinct: [UInt32]
  /// The first row of each distinct one.
  let representative: [Int]

  /// - Parameter weights: one per row; rows of weight 0 do not affect the bins.
  init(_ rows: FeatureRows, weights: [Double], maxBin: Int, width: Int) async throws {
    let columns = try await ColumnBins.all(rows, weights: weights, maxBin: maxBin, width: width)
    var features: [BinnedFeature] = []
    var edges: [[Double]] = []
    var featureOfColumn = [Int32](repeating: -1, count: rows.columns)
    var (slot, dense, denseSlots) = (0, 0, 0)
    for (column, bins) in columns.enumerated() where bins.canBeSplit {
      let count = bins.edges.count + 1
      featureOfColumn[column] = Int32(features.count)
      let zero = bins.edges.withUnsafeBufferPointer { BinEdges.bin(0, $0) }
      features.append(
        BinnedFeature(column: column, firstSlot: slot, bins: count, zeroSlot: slot + zero))
      edges.append(bins.edges)
      slot += count + 1
      if column < rows.denseColumns { (dense, denseSlots) = (dense + 1, slot) }
    }
    self.features = features
    self.edges = edges
    self.denseSlots = denseSlots
    denseFeatures = dense
    featureOfSlot = features[dense...].enumerated().flatMap { index, feature in
      [Int32](repeating: Int32(dense + index), count: feature.bins + 1)
    }
    try checkCancellation()

    let slots = try RowSlots(rows, features, edges, featureOfColumn, dense: dense)
    let merged = try slots.distinct()
    let representative = merged.first
    distinct = merged.setOfRow
    self.representative = representative
    count = representative.count
    self.dense = representative.flatMap { slots.dense[($0 * dense)..<(($0 + 1) * dense)] }
    entries = slots.entries(of: representative, from: denseSlots, to: slot)
    try checkCancellation()
  }
}

/// Where each column is cut.
private struct ColumnBins: Sendable {
  var edges: [Double]
  var hasMissing: Bool

  /// A split needs two bins, or one bin and missing cells.
  var canBeSplit: Bool { !edges.isEmpty || hasMissing }

  static func all(
    _ rows: FeatureRows, weights: [Double], maxBin: Int, width: Int
  ) async throws -> [ColumnBins] {
    let weights = SketchWeights(weights)
    let dense = try await concurrentMap(rows.denseColumns, width: width) { column in
      let values = (0..<rows.count).map { rows.dense[$0 * rows.denseColumns + column] }
      return ColumnBins(
        edges: try BinEdges.edges(values, weights, limit: maxBin),
        hasMissing: values.indices.contains { values[$0].isNaN && weights.ofRow[$0] > 0 })
    }
    let byColumn = SparseColumns(rows.sparse)
    // Sixty-four at a time, as most of them are short.
    let sparse = try await concurrentMap((rows.sparse.columns + 63) / 64, width: width) { block in
      try (64 * block..<min(64 * block + 64, rows.sparse.columns)).map { column in
        let entries = byColumn.starts[column]..<byColumn.starts[column + 1]
        if entries.isEmpty { return ColumnBins(edges: [], hasMissing: false) }
        let values = byColumn.values[entries]
        let members = byColumn.rows[entries]
        return ColumnBins(
          edges: try BinEdges.edges(values, of: members, weights, limit: maxBin),
          hasMissing: entries.contains {
            byColumn.values[$0].isNaN && weights.ofRow[Int(byColumn.rows[$0])] > 0
          })
      }
    }
    return dense + sparse.flatMap { $0 }
  }
}

/// Sparse rows transposed: the ascending rows and the values of each column.
private struct SparseColumns: Sendable {
  var starts: [Int]
  var rows: [Int32]
  var values: [Double]

  init(_ sparse: SparseRows) {
    starts = [Int](repeating: 0, count: sparse.columns + 1)
    for column in sparse.indices { starts[Int(column) + 1] += 1 }
    for column in 0..<sparse.columns { starts[column + 1] += starts[column] }
    rows = [Int32](repeating: 0, count: sparse.indices.count)
    values = [Double](repeating: 0, count: sparse.indices.count)
    var next = starts
    for row in 0..<sparse.count {
      for entry in sparse.range(row) {
        let column = Int(sparse.indices[entry])
        rows[next[column]] = Int32(row)
        values[next[column]] = sparse.values[entry]
        next[column] += 1
      }
    }
  }
}

/// The slots of each row before equal rows are merged.
private struct RowSlots {
  let denseFeatures: Int
  /// Row-major.
  var dense: [UInt32] = []
  /// The slots of each row's sparse cells that are not in the zero slot, ascending.
  var starts = [0]
  var sparse: [UInt32] = []

  init(
    _ rows: FeatureRows, _ features: [BinnedFeature], _ edges: [[Double]],
    _ featureOfColumn: [Int32], dense denseFeatures: Int
  ) throws {
    func slot(_ value: Double, _ feature: Int) -> Int {
      let bins = features[feature]
      if value.isNaN { return bins.missingSlot }
      return bins.firstSlot + edges[feature].withUnsafeBufferPointer { BinEdges.bin(value, $0) }
    }
    self.denseFeatures = denseFeatures
    dense.reserveCapacity(rows.count * denseFeatures)
    for row in 0..<rows.count {
      if row % 64 == 0 { try checkCancellation() }
      for feature in 0..<denseFeatures {
        let cell = rows.dense[row * rows.denseColumns + features[feature].column]
        dense.append(UInt32(slot(cell, feature)))
      }
      for entry in rows.sparse.range(row) {
        let column = rows.denseColumns + Int(rows.sparse.indices[entry])
        let feature = Int(featureOfColumn[column])
        if feature < 0 { continue }
        let index = slot(rows.sparse.values[entry], feature)
        if index != features[feature].zeroSlot { sparse.append(UInt32(index)) }
      }
      starts.append(sparse.count)
    }
  }

  func distinct() throws(Cancelled) -> DistinctRows {
    try DistinctRows(starts.count - 1, hash: hash, areEqual: isEqual)
  }

  private func hash(_ row: Int) -> UInt64 {
    var hash = FNV1a()
    for index in (row * denseFeatures)..<((row + 1) * denseFeatures) {
      hash.add(word: UInt64(dense[index]))
    }
    for index in starts[row]..<starts[row + 1] { hash.add(word: UInt64(sparse[index])) }
    return hash.value
  }

  private func isEqual(_ a: Int, _ b: Int) -> Bool {
    dense[(a * denseFeatures)..<((a + 1) * denseFeatures)]
      == dense[(b * denseFeatures)..<((b + 1) * denseFeatures)]
      && sparse[starts[a]..<starts[a + 1]] == sparse[starts[b]..<starts[b + 1]]
  }

  /// The sparse cells of `rows`, renumbered from 0, in order of slot and row; slots lie in `low ..< high`.
  func entries(of rows: [Int], from low: Int, to high: Int) -> [UInt64] {
    var next = [Int](repeating: 0, count: high - low + 1)
    for row in rows {
      for index in starts[row]..<starts[row + 1] { next[Int(sparse[index]) - low + 1] += 1 }
    }
    for slot in 0..<(high - low) { next[slot + 1] += next[slot] }
    var entries = [UInt64](repeating: 0, count: next[high - low])
    for (number, row) in rows.enumerated() {
      for index in starts[row]..<starts[row + 1] {
        let slot = Int(sparse[index]) - low
        entries[next[slot]] = UInt64(sparse[index]) << 32 | UInt64(number)
        next[slot] += 1
      }
    }
    return entries
  }
}
