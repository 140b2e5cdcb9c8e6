// Groups of rows that share their keys, and counts of them.

import Basics
import Kernels

/// The rows of a table by the cells of some columns, ordered by those cells, missing ones last.
package struct RowGroups: Sendable {
  /// The columns that the groups share cells in.
  package let names: [String]
  /// The rows of each group, ascending; no group is empty.
  package let members: [[Int]]
  /// One row per group: its keys under `names`.
  package let keys: Table
  /// The group of each row.
  package let groupOfRow: [Int]

  /// The number of groups.
  package var count: Int { members.count }

  /// One row per group with the number of its rows in the column `name`, as `Table.count(by:)` gives it.
  package func counts(
    name: String = "count", mostFrequentFirst: Bool = false
  ) throws(TableError) -> Table {
    try keys.counted(members.map(\.count), name, mostFrequentFirst)
  }

  /// How a group is called in a sentence: `label=ang, session=1`.
  package func name(_ group: Int) -> String {
    zip(names, keys.cells(row: group)).map { "\($0)=\($1.text)" }.joined(separator: ", ")
  }
}

extension Table {
  /// The groups of rows that are equal in the columns `names`.
  ///
  /// - Throws: `.unknownColumn`, `.noColumns`, `.duplicateColumn`.
  package func group(by names: [String]) throws(TableError) -> RowGroups {
    let groups = try sizedGroups(by: names)
    var members = groups.sizes.map { size in
      var rows: [Int] = []
      rows.reserveCapacity(size)
      return rows
    }
    for (row, group) in groups.groupOfRow.enumerated() { members[group].append(row) }
    return RowGroups(
      names: names, members: members, keys: groups.keys, groupOfRow: groups.groupOfRow)
  }

  /// One row per combination of cells in the columns `names`, with their count in the column `name`:
  /// ordered by the cells, or with the most frequent first.
  ///
  /// - Throws: `.unknownColumn`, `.noColumns`, `.duplicateColumn` if a key is named `name`.
  package func count(
    by names: [String], name: String = "count", mostFrequentFirst: Bool = false
  ) throws(TableError) -> Table {
    let groups = try sizedGroups(by: names)
    return try groups.keys.counted(groups.sizes, name, mostFrequentFirst)
  }

  /// Groups without lists of their rows.
  private func sizedGroups(
    by names: [String]
  ) throws(TableError) -> (keys: Table, sizes: [Int], groupOfRow: [Int]) {
    if names.isEmpty { throw .noColumns(verb: "group") }
    let columns = try columns(names)
    let coded = try KeyCodes(columns, rows: rowCount)
    // Codes in the order of their keys.
    let order = try rowOrder(
      by: columns.map { ($0.taking(coded.firsts), false) }, rows: coded.firsts.count)
    var groupOfCode = Array(repeating: 0, count: order.count)
    for (group, code) in order.enumerated() { groupOfCode[code] = group }
    let groupOfRow = coded.codes.map { groupOfCode[Int($0)] }
    var sizes = Array(repeating: 0, count: order.count)
    for group in groupOfRow { sizes[group] += 1 }

    let firsts = order.map { coded.firsts[$0] }
    let keyColumns = zip(names, columns).map { (name: $0, column: $1.taking(firsts)) }
    let unnamed = try Table(keyColumns, rows: rows.taking(firsts))
    let identities = try unlessCancelled { () throws(Cancelled) in
      try rows.merged(groupOfRow, firsts: firsts) { group in
        zip(names, unnamed.columns).map { "\($0)=\($1.cell(group).text)" }
          .joined(separator: ", ")
      }
    }
    let keys = unnamed.replacing(
      columns: unnamed.columns, rows: identities.adding(provenance: rows.learners))
    return (keys, sizes, groupOfRow)
  }

  /// The keys of groups beside the numbers of their rows.
  fileprivate func counted(
    _ sizes: [Int], _ name: String, _ mostFrequentFirst: Bool
  ) throws(TableError) -> Table {
    let table = try Table(
      entries + [(name: name, column: .number(sizes.map { Double($0) }))], rows: rows)
    return mostFrequentFirst ? try table.sort(by: [SortKey(name, descending: true)]) : table
  }
}
