// Features: rows of dense and sparse columns. Sparse columns are never made dense.

package import Kernels

/// Rows of features. Column numbers run over the dense columns first, then over the sparse ones.
///
/// A row of TF-IDF has about five of 2,462 columns, beside eight dense columns of sound: models visit only
/// existing entries.
package struct FeatureRows: Sendable, Equatable {
  /// The number of rows.
  package let count: Int
  /// The number of dense columns.
  package let denseColumns: Int
  /// Row-major: `dense[row * denseColumns + column]`; NaN is a missing value.
  package let dense: [Double]
  /// The sparse columns of the same rows.
  package let sparse: SparseRows

  /// - Precondition: `dense.count == count * denseColumns` and `sparse.count == count`.
  package init(count: Int, denseColumns: Int, dense: [Double], sparse: SparseRows) {
    precondition(dense.count == count * denseColumns, "dense cells are rows times columns")
    precondition(sparse.count == count, "dense and sparse parts have equally many rows")
    self.count = count
    self.denseColumns = denseColumns
    self.dense = dense
    self.sparse = sparse
  }

  /// Dense rows alone.
  package init(dense: [Double], columns: Int) {
    let count = columns == 0 ? 0 : dense.count / columns
    self.init(count: count, denseColumns: columns, dense: dense, sparse: SparseRows(count: count))
  }

  /// Sparse rows alone.
  package init(sparse: SparseRows) {
    self.init(count: sparse.count, denseColumns: 0, dense: [], sparse: sparse)
  }

  /// The number of all columns.
  package var columns: Int { denseColumns + sparse.columns }

  /// The rows at `indices`, in that order; a row may occur often.
  package func taking(_ indices: [Int]) -> FeatureRows {
    var cells: [Double] = []
    cells.reserveCapacity(indices.count * denseColumns)
    for row in indices { cells += dense[(row * denseColumns)..<((row + 1) * denseColumns)] }
    return FeatureRows(
      count: indices.count, denseColumns: denseColumns, dense: cells, sparse: sparse.taking(indices)
    )
  }
}
