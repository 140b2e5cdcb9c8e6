// Rows of which most cells are zero: of each row only the columns with a value are kept.

/// Compressed sparse rows: of each row the columns with a value, in rising order, and the values.
public struct SparseRows: Sendable, Equatable {
  public let columns: Int
  /// Where each row begins in `indices` and `values`; one more than there are rows.
  public let starts: [Int]
  public let indices: [Int32]
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
    self.init(
      columns: 0, starts: [Int](repeating: 0, count: count + 1), indices: [], values: [])
  }

  @inlinable
  public var count: Int { starts.count - 1 }

  @inlinable
  public func range(_ row: Int) -> Range<Int> { starts[row]..<starts[row + 1] }

  public func taking(_ rows: [Int]) -> SparseRows {
    var (starts, indices, values) = ([0], [Int32](), [Double]())
    for row in rows {
      indices += self.indices[range(row)]
      values += self.values[range(row)]
      starts.append(indices.count)
    }
    return SparseRows(columns: columns, starts: starts, indices: indices, values: values)
  }
}
