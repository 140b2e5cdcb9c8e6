// Sparse rows in CSR format: only the nonzero columns of each row are stored.

/// Compressed sparse rows: of each row the columns with a value, in rising order, and the values.
public struct SparseRows: Sendable, Equatable {
  /// The number of columns.
  public let columns: Int
  /// Where each row begins in `indices` and `values`; one more than there are rows.
  public let starts: [Int]
  /// The column of each stored value, ascending within a row.
  public let indices: [Int32]
  /// The stored values, row by row.
  public let values: [Double]

  /// - Precondition: `starts` rises from 0 to `indices.count`; indices rise within a row and are below `columns`.
  public init(columns: Int, starts: [Int], indices: [Int32], values: [Double]) {
    precondition(starts.first == 0 && starts.last == indices.count, "rows cover all entries")
    precondition(indices.count == values.count, "an entry has a column and a value")
    self.columns = columns
    self.starts = starts
    self.indices = indices
    self.values = values
  }

  /// Rows without any column.
  public init(count: Int) {
    self.init(columns: 0, starts: [Int](repeating: 0, count: count + 1), indices: [], values: [])
  }

  /// The number of rows.
  @inlinable public var count: Int { starts.count - 1 }

  /// The range of a row in `indices` and `values`.
  @inlinable public func range(_ row: Int) -> Range<Int> { starts[row]..<starts[row + 1] }

  /// The given rows, in that order.
  public func taking(_ rows: [Int]) -> SparseRows {
    var (starts, indices, values) = ([0], [Int32](), [Double]())
    for row in rows {
      indices += self.indices[range(row)]
      values += self.values[range(row)]
      starts.append(indices.count)
    }
    return SparseRows(columns: columns, starts: starts, indices: indices, values: values)
  }

  /// The columns `kept`, all distinct, in that order.
  public func selecting(_ kept: [Int]) -> SparseRows {
    var newColumn = [Int32](repeating: -1, count: columns)
    for (new, old) in kept.enumerated() { newColumn[old] = Int32(new) }
    var (starts, indices, values) = ([0], [Int32](), [Double]())
    var entries: [(column: Int32, value: Double)] = []
    for row in 0..<count {
      entries.removeAll(keepingCapacity: true)
      for entry in range(row) where newColumn[Int(self.indices[entry])] >= 0 {
        entries.append((newColumn[Int(self.indices[entry])], self.values[entry]))
      }
      for entry in entries.sorted(by: { $0.column < $1.column }) {
        indices.append(entry.column)
        values.append(entry.value)
      }
      starts.append(indices.count)
    }
    return SparseRows(columns: kept.count, starts: starts, indices: indices, values: values)
  }

  /// The columns of all `blocks` side by side; each has `count` rows.
  public static func beside(_ blocks: [SparseRows], count: Int) -> SparseRows {
    var (starts, indices, values) = ([0], [Int32](), [Double]())
    for row in 0..<count {
      var offset: Int32 = 0
      for block in blocks {
        for entry in block.range(row) {
          indices.append(block.indices[entry] + offset)
          values.append(block.values[entry])
        }
        offset += Int32(block.columns)
      }
      starts.append(indices.count)
    }
    return SparseRows(
      columns: blocks.reduce(0) { $0 + $1.columns }, starts: starts, indices: indices,
      values: values)
  }
}
