// Input rows of the network: 32-bit floats, dense and sparse columns.

import Basics
import Kernels

/// Columns of features as floats of 32 bits; numbers beyond their range are clamped.
struct MLPRows: Sendable {
  let denseColumns: Int
  let sparseColumns: Int
  /// Row-major.
  let dense: [Float]
  let starts: [Int]
  let indices: [Int32]
  let values: [Float]

  init(_ rows: FeatureRows) throws(Cancelled) {
    denseColumns = rows.denseColumns
    sparseColumns = rows.sparse.columns
    dense = try MLPRows.floats(rows.dense)
    starts = rows.sparse.starts
    indices = rows.sparse.indices
    values = try MLPRows.floats(rows.sparse.values)
  }

  var count: Int { starts.count - 1 }

  /// The average number of dense cells and sparse entries per row.
  var filledColumns: Int { denseColumns + values.count / max(1, count) }

  private static func floats(_ values: [Double]) throws(Cancelled) -> [Float] {
    var floats: [Float] = []
    floats.reserveCapacity(values.count)
    let piece = 1 << 20
    for start in stride(from: 0, to: values.count, by: piece) {
      try checkCancellation()
      floats += values[start..<min(values.count, start + piece)].lazy.map(float)
    }
    return floats
  }

  private static func float(_ value: Double) -> Float {
    let limit = Double(Float.greatestFiniteMagnitude)
    return Float(max(-limit, min(limit, value)))
  }

  /// Writes the dense cells of the rows `chosen[range]` into panels of `capacity` rows, at the rows `range`.
  func gather(
    _ chosen: [Int], _ range: Range<Int>, into panels: UnsafeMutablePointer<Float>, capacity: Int
  ) {
    dense.withUnsafeBufferPointer { cells in
      for panel in 0..<PackedMatrix.count(denseColumns) {
        let columns = min(16, denseColumns - panel * 16)
        for index in range {
          let from = chosen[index] * denseColumns + panel * 16
          let to = panels + (panel * capacity + index) * 16
          for column in 0..<columns { to[column] = cells[from + column] }
        }
      }
    }
  }

  /// The entries of the rows `chosen`, sorted by column and then by row of the batch.
  func byColumn(_ chosen: ArraySlice<Int>) -> MLPBatchEntries {
    var columnStarts = [Int](repeating: 0, count: sparseColumns + 1)
    for row in chosen {
      for entry in starts[row]..<starts[row + 1] { columnStarts[Int(indices[entry]) + 1] += 1 }
    }
    for column in 0..<sparseColumns { columnStarts[column + 1] += columnStarts[column] }
    var next = columnStarts
    var positions = [Int32](repeating: 0, count: columnStarts[sparseColumns])
    var sorted = [Float](repeating: 0, count: positions.count)
    for (index, row) in chosen.enumerated() {
      for entry in starts[row]..<starts[row + 1] {
        let column = Int(indices[entry])
        positions[next[column]] = Int32(index)
        sorted[next[column]] = values[entry]
        next[column] += 1
      }
    }
    return MLPBatchEntries(starts: columnStarts, positions: positions, values: sorted)
  }
}

/// Sparse entries of a batch by column: those of column c are `starts[c] ..< starts[c + 1]`.
struct MLPBatchEntries: Sendable {
  let starts: [Int]
  /// The row within the batch.
  let positions: [Int32]
  let values: [Float]
}
