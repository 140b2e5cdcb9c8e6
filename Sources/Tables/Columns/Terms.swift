// A sparse column: each row has weights for a few of many names, such as the words of an utterance.

import Basics
package import Kernels

/// Sparse rows whose columns have names.
package struct Terms: Sendable, Equatable {
  /// One per column of `rows`, distinct.
  package let names: [String]
  /// The weights, one column per name.
  package let rows: SparseRows

  /// - Precondition: there is a name for each column of `rows`.
  package init(names: [String], rows: SparseRows) {
    precondition(names.count == rows.columns, "every column of terms has a name")
    self.names = names
    self.rows = rows
  }

  /// The number of rows.
  package var count: Int { rows.count }

  /// The terms of one row, heaviest first, equal ones in order of the columns.
  package func heaviest(_ row: Int) -> [(name: String, value: Double)] {
    rows.range(row).sorted { a, b in
      let (x, y) = (rows.values[a], rows.values[b])
      return x != y ? x > y : a < b
    }.map { (names[Int(rows.indices[$0])], rows.values[$0]) }
  }

  /// As it stands in a CSV file: `sorry:0.62 you:0.45`, heaviest first.
  package func text(_ row: Int) -> String {
    heaviest(row).map { "\($0.name):\(numberText($0.value))" }.joined(separator: " ")
  }

  func taking(optional indices: OptionalRows) -> Terms {
    var (starts, columns, values) = ([0], [Int32](), [Double]())
    for row in indices {
      if let row {
        columns += rows.indices[rows.range(row)]
        values += rows.values[rows.range(row)]
      }
      starts.append(columns.count)
    }
    return Terms(
      names: names,
      rows: SparseRows(columns: rows.columns, starts: starts, indices: columns, values: values))
  }

  /// The rows of `other` below these; both have the same names.
  func below(_ other: Terms) -> Terms {
    let offset = rows.indices.count
    return Terms(
      names: names,
      rows: SparseRows(
        columns: rows.columns,
        starts: rows.starts + other.rows.starts.dropFirst().map { $0 + offset },
        indices: rows.indices + other.rows.indices, values: rows.values + other.rows.values))
  }
}
