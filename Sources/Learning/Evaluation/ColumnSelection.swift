// Rows with a subset of their columns.

import Kernels

extension FeatureRows {
  /// The rows with only these columns, always in their original order: dense
  /// ones first.
  ///
  /// - Precondition: columns are distinct and exist.
  package func selecting(columns: [Int]) -> FeatureRows {
    let chosen = columns.sorted()
    precondition(
      zip(chosen, chosen.dropFirst()).allSatisfy { $0 < $1 } && (chosen.first ?? 0) >= 0
        && (chosen.last ?? -1) < self.columns, "columns are distinct and those of the rows")
    let dense = chosen.prefix { $0 < denseColumns }
    var cells: [Double] = []
    cells.reserveCapacity(count * dense.count)
    for row in 0..<count {
      for column in dense { cells.append(self.dense[row * denseColumns + column]) }
    }
    var indexOf = [Int32](repeating: -1, count: sparse.columns)
    for (new, column) in chosen.dropFirst(dense.count).enumerated() {
      indexOf[column - denseColumns] = Int32(new)
    }
    var (starts, indices, values) = ([0], [Int32](), [Double]())
    starts.reserveCapacity(count + 1)
    for row in 0..<count {
      for entry in sparse.range(row) {
        let new = indexOf[Int(sparse.indices[entry])]
        if new < 0 { continue }
        indices.append(new)
        values.append(sparse.values[entry])
      }
      starts.append(indices.count)
    }
    return FeatureRows(
      count: count, denseColumns: dense.count, dense: cells,
      sparse: SparseRows(
        columns: chosen.count - dense.count, starts: starts, indices: indices, values: values))
  }
}
