// Rows of features keep their dense and sparse parts together.

import Kernels
import Learning
import Testing

@Suite("feature rows") struct FeatureRowsTests {
  @Test("taken rows carry their dense cells and their sparse entries")
  func taking() {
    let sparse = SparseRows(
      columns: 4, starts: [0, 2, 2, 3], indices: [0, 3, 1], values: [1, 2, 3])
    let rows = FeatureRows(count: 3, denseColumns: 1, dense: [10, 20, 30], sparse: sparse)
    let taken = rows.taking([2, 0, 2, 1])
    #expect(taken.dense == [30, 10, 30, 20])
    #expect(taken.sparse.starts == [0, 1, 3, 4, 4])
    #expect(taken.sparse.indices == [1, 0, 3, 1])
    #expect(taken.sparse.values == [3, 1, 2, 3])
    #expect(taken.columns == 5)
  }

  @Test("no rows at all are fine")
  func empty() {
    let none = FeatureRows(dense: [], columns: 3).taking([])
    #expect(none.count == 0 && none.columns == 3 && none.sparse.count == 0)
  }
}
