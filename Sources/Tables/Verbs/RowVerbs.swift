// Verbs that choose and order rows: filter, take, head, tail, distinct, sort, sample.

import Basics
import Kernels

extension Table {
  /// The rows whose answer in `mask` is true, in order.
  ///
  /// - Throws: `.maskLength`.
  package func filter(_ mask: [Bool]) throws(TableError) -> Table {
    if mask.count != rowCount { throw .maskLength(mask.count, rows: rowCount) }
    let kept = [Int](unsafeUninitializedCapacity: mask.count { $0 } + 1) { kept, filled in
      for row in mask.indices {
        kept.initializeElement(at: filled, to: row)
        filled += mask[row] ? 1 : 0
      }
    }
    return try taking(kept)
  }

  /// The rows at `indices` (from 0), in that order; an index may occur more than once.
  ///
  /// - Throws: `.rowOutOfRange`.
  package func take(_ indices: [Int]) throws(TableError) -> Table {
    let count = rowCount
    if let outside = indices.first(where: { $0 < 0 || $0 >= count }) {
      throw .rowOutOfRange(outside, rows: count)
    }
    return try taking(indices)
  }

  /// The rows at `indices` (from 0) as the copies numbered `copies`: what oversampling makes.
  ///
  /// - Throws: `.rowOutOfRange`, `.maskLength` unless there is one number per index.
  package func take(_ indices: [Int], copies: [Int]) throws(TableError) -> Table {
    if copies.count != indices.count { throw .maskLength(copies.count, rows: indices.count) }
    let taken = try take(indices)
    return taken.replacing(columns: taken.columns, rows: taken.rows.withCopies(copies))
  }

  /// `take` for indices that are known to exist.
  func taking(_ indices: [Int]) throws(TableError) -> Table {
    let columns = try columns.map { column throws(TableError) in
      try column.taking(unlessCancelled: indices)
    }
    return replacing(columns: columns, rows: rows.taking(indices))
  }

  /// The first `count` rows, or all if there are fewer.
  ///
  /// - Throws: `.negativeCount`.
  package func head(_ count: Int = 5) throws(TableError) -> Table {
    if count < 0 { throw .negativeCount(count) }
    return count >= rowCount ? self : try taking(Array(0..<count))
  }

  /// The last `count` rows, or all if there are fewer.
  ///
  /// - Throws: `.negativeCount`.
  package func tail(_ count: Int = 5) throws(TableError) -> Table {
    if count < 0 { throw .negativeCount(count) }
    return count >= rowCount ? self : try taking(Array((rowCount - count)..<rowCount))
  }

  /// The first row of each combination of cells in the columns `names` (all columns if none is named).
  ///
  /// - Throws: `.unknownColumn`.
  package func distinct(by names: [String] = []) throws(TableError) -> Table {
    let keys = names.isEmpty ? columns : try columns(names)
    let firsts = try KeyCodes(keys, rows: rowCount).firsts
    // What stays as it is shares everything with the table.
    return firsts.count == rowCount ? self : try taking(firsts)
  }

  /// The rows ordered by the first key, rows equal in it by the second, and so on; rows equal in all
  /// keep their order, and missing cells come last whichever the direction.
  ///
  /// - Throws: `.unknownColumn`, `.noColumns`.
  package func sort(by keys: [SortKey]) throws(TableError) -> Table {
    if keys.isEmpty { throw .noColumns(verb: "sort") }
    var columns: [(column: Column, descending: Bool)] = []
    for key in keys { columns.append((try column(key.column), key.descending)) }
    return try taking(try rowOrder(by: columns, rows: rowCount))
  }

  /// `count` different rows drawn at random by `seed`, in the order of the table.
  ///
  /// - Throws: `.negativeCount`, `.sampleTooLarge`.
  package func sample(_ count: Int, seed: UInt64) throws(TableError) -> Table {
    if count < 0 { throw .negativeCount(count) }
    if count > rowCount { throw .sampleTooLarge(count, rows: rowCount) }
    var random = RandomSource(seed: seed)
    return try taking(random.shuffled(Array(0..<rowCount)).prefix(count).sorted())
  }

  /// The columns of these names, in their order.
  func columns(_ names: [String]) throws(TableError) -> [Column] {
    var result: [Column] = []
    for name in names { result.append(try column(name)) }
    return result
  }
}

/// A column to sort by.
package struct SortKey: Sendable, Hashable {
  /// The column to sort by.
  package var column: String
  /// Whether the largest come first.
  package var descending: Bool

  /// A key in ascending order unless `descending`.
  package init(_ column: String, descending: Bool = false) {
    self.column = column
    self.descending = descending
  }
}
