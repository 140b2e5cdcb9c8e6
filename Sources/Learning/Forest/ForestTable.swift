// The training rows of a forest, shared by all trees: columns sorted by value, equal rows merged.
//
// To find a split, a tree only needs to know which of a column's rows are in a node: their order is
// known from the start, and it never compares values. Of sparse columns only nonzero cells are kept. Rows of
// the same class that agree in every column are the same to any tree, so they are merged into one row that
// weighs more; oversampled tables have dozens of copies.

import Basics
import Kernels

/// A row in a column.
struct ColumnEntry: Sendable {
  let row: UInt32
  /// The rank of its value among the column's distinct values.
  let rank: UInt32
}

/// A column in which a row is not zero.
struct RowEntry: Sendable {
  let column: UInt32
  /// The index of the row in the column's entries.
  let index: UInt32
}

struct ForestTable: Sendable {
  /// The merged row of each row.
  let mergedOf: [UInt32]
  /// The number of merged rows.
  let rows: Int
  /// The class of each merged row.
  let labels: [UInt32]
  let classes: Int
  let columns: Int
  let denseColumns: Int
  /// Where each column begins in `entries`; one more than there are columns.
  let starts: [Int]
  /// The rows of each column by ascending value: all of a dense column, the nonzero ones of a sparse column.
  let entries: [ColumnEntry]
  /// Where each column begins in `values`.
  let valueStarts: [Int]
  /// The distinct values of each column, ascending.
  let values: [Double]
  /// The number of negative distinct values of each column.
  let negatives: [UInt32]
  /// `positions[column * rows + row]` says where in a dense column's entries a row is.
  let positions: [UInt32]
  /// Where each row begins in `rowEntries`.
  let rowStarts: [Int]
  let rowEntries: [RowEntry]
}

/// A column before rows are merged.
private struct SortedColumn: Sendable {
  var entries: [ColumnEntry] = []
  var values: [Double] = []

  /// - Parameter cells: values with their rows, rows ascending.
  init(_ cells: [(value: Double, row: UInt32)]) throws(Cancelled) {
    let sorted = try cells.sorted(costing: 4) { ($0.value, $0.row) < ($1.value, $1.row) }
    entries.reserveCapacity(sorted.count)
    for cell in sorted {
      if values.last != cell.value { values.append(cell.value) }
      entries.append(ColumnEntry(row: cell.row, rank: UInt32(values.count - 1)))
    }
  }
}

extension ForestTable {
  /// - Throws: `Cancelled`.
  static func make(_ rows: TrainingRows, width: Int) async throws -> ForestTable {
    let features = rows.features
    let sparse = try sparseCells(features.sparse)
    let dense = features.denseColumns
    // Sparse columns are short and many: one task sorts a range of them.
    let pieces = dense + (sparse.count + 255) / 256
    let sorted = try await concurrentMap(pieces, width: width) { piece in
      if piece < dense {
        return [
          try SortedColumn(
            (0..<rows.count).map { (features.dense[$0 * dense + piece], UInt32($0)) })
        ]
      }
      let first = (piece - dense) * 256
      return try sparse[first..<min(sparse.count, first + 256)].map { cells throws(Cancelled) in
        try SortedColumn(cells)
      }
    }
    return try ForestTable(rows, sorted.flatMap { $0 })
  }

  /// The cells of each sparse column that are not zero.
  private static func sparseCells(
    _ sparse: SparseRows
  ) throws(Cancelled) -> [[(value: Double, row: UInt32)]] {
    var cells = [[(value: Double, row: UInt32)]](repeating: [], count: sparse.columns)
    for row in 0..<sparse.count {
      if row % 65536 == 0 { try checkCancellation() }
      for index in sparse.range(row) where sparse.values[index] != 0 {
        cells[Int(sparse.indices[index])].append((sparse.values[index], UInt32(row)))
      }
    }
    return cells
  }

  private init(_ rows: TrainingRows, _ sorted: [SortedColumn]) throws(Cancelled) {
    let dense = rows.features.denseColumns
    let cells = try RankedRows(rows.count, dense: sorted[..<dense], sparse: sorted[dense...])
    try checkCancellation()
    let merged = try cells.distinct(rows.labels)
    let (mergedOf, first) = (merged.setOfRow, merged.first)
    try checkCancellation()
    self.mergedOf = mergedOf
    self.rows = first.count
    labels = first.map { UInt32(rows.labels[$0]) }
    classes = rows.classes.count
    columns = sorted.count
    denseColumns = dense
    var (starts, entries, valueStarts, values) = ([0], [ColumnEntry](), [0], [Double]())
    var positions = [UInt32](repeating: 0, count: dense * first.count)
    var counts = [Int](repeating: 0, count: first.count + 1)
    var meter = WorkMeter()
    for (column, from) in sorted.enumerated() {
      try meter.spend(8 * from.entries.count)
      for entry in from.entries {
        let row = mergedOf[Int(entry.row)]
        // The first of equal rows represents all.
        if first[Int(row)] != Int(entry.row) { continue }
        if column < dense {
          positions[column * first.count + Int(row)] = UInt32(entries.count - starts[column])
        } else {
          counts[Int(row) + 1] += 1
        }
        entries.append(ColumnEntry(row: row, rank: entry.rank))
      }
      starts.append(entries.count)
      values += from.values
      valueStarts.append(values.count)
    }
    negatives = sorted.map { column in UInt32(column.values.count { $0 < 0 }) }
    self.positions = positions
    for row in first.indices { counts[row + 1] += counts[row] }
    rowStarts = counts
    var rowEntries = [RowEntry](
      repeating: RowEntry(column: 0, index: 0), count: counts[first.count])
    for column in dense..<sorted.count {
      for index in starts[column]..<starts[column + 1] {
        let row = Int(entries[index].row)
        rowEntries[counts[row]] = RowEntry(
          column: UInt32(column), index: UInt32(index - starts[column]))
        counts[row] += 1
      }
    }
    self.starts = starts
    self.entries = entries
    self.valueStarts = valueStarts
    self.values = values
    self.rowEntries = rowEntries
  }
}

/// Rows as ranks, for merging equal ones.
private struct RankedRows {
  let count: Int
  let denseColumns: Int
  /// `dense[row * denseColumns + column]`.
  private var dense: [UInt32]
  private var starts: [Int]
  /// Column and rank of each sparse entry, row by row, columns ascending.
  private var sparse: [UInt64]

  init(
    _ count: Int, dense columns: ArraySlice<SortedColumn>, sparse: ArraySlice<SortedColumn>
  ) throws(Cancelled) {
    self.count = count
    denseColumns = columns.count
    dense = [UInt32](repeating: 0, count: count * columns.count)
    var meter = WorkMeter()
    for (index, column) in columns.enumerated() {
      try meter.spend(8 * count)
      for entry in column.entries { dense[Int(entry.row) * columns.count + index] = entry.rank }
    }
    starts = [Int](repeating: 0, count: count + 1)
    for column in sparse { for entry in column.entries { starts[Int(entry.row) + 1] += 1 } }
    for row in 0..<count { starts[row + 1] += starts[row] }
    var next = starts
    self.sparse = [UInt64](repeating: 0, count: starts[count])
    for (index, column) in sparse.enumerated() {
      for entry in column.entries {
        self.sparse[next[Int(entry.row)]] = UInt64(index) << 32 | UInt64(entry.rank)
        next[Int(entry.row)] += 1
      }
    }
  }

  /// Rows of the same class with equal ranks.
  func distinct(_ labels: [Int32]) throws(Cancelled) -> DistinctRows {
    try DistinctRows(
      count, hash: { hash($0, labels[$0]) },
      areEqual: { labels[$0] == labels[$1] && isEqual($0, $1) })
  }

  private func hash(_ row: Int, _ label: Int32) -> UInt64 {
    var hash = FNV1a()
    hash.add(word: UInt64(UInt32(bitPattern: label)))
    for index in (row * denseColumns)..<((row + 1) * denseColumns) {
      hash.add(word: UInt64(dense[index]))
    }
    for index in starts[row]..<starts[row + 1] { hash.add(word: sparse[index] &+ 1) }
    return hash.value
  }

  private func isEqual(_ a: Int, _ b: Int) -> Bool {
    dense[(a * denseColumns)..<((a + 1) * denseColumns)]
      == dense[(b * denseColumns)..<((b + 1) * denseColumns)]
      && sparse[starts[a]..<starts[a + 1]] == sparse[starts[b]..<starts[b + 1]]
  }
}
