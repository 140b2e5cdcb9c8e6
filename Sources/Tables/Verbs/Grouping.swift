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
    var members = sizes.map { size in
      var rows: [Int] = []
      rows.reserveCapacity(size)
      return rows
    }
    for (row, group) in groupOfRow.enumerated() { members[group].append(row) }

    let firsts = order.map { coded.firsts[$0] }
    let keyColumns = zip(names, columns).map { (name: $0, column: $1.taking(firsts)) }
    let unnamed = try Table(keyColumns, rows: rows.taking(firsts))
    let identities = try unlessCancelled { () throws(Cancelled) in
      try rows.merged(members) { group in
        zip(names, unnamed.columns).map { "\($0)=\($1.cell(group).text)" }
          .joined(separator: ", ")
      }
    }
    let keys = unnamed.replacing(
      columns: unnamed.columns, rows: identities.adding(provenance: rows.learners))
    return RowGroups(names: names, members: members, keys: keys, groupOfRow: groupOfRow)
  }

  /// One row per combination of cells in the columns `names`, with their count in the column `name`:
  /// ordered by the cells, or with the most frequent first.
  ///
  /// - Throws: `.unknownColumn`, `.noColumns`, `.duplicateColumn` if a key is named `name`.
  package func count(
    by names: [String], name: String = "count", mostFrequentFirst: Bool = false
  ) throws(TableError) -> Table {
    let groups = try group(by: names)
    let counts = groups.members.map { Double($0.count) }
    let table = try Table(
      groups.keys.entries + [(name: name, column: .number(counts))], rows: groups.keys.rows)
    return mostFrequentFirst ? try table.sort(by: [SortKey(name, descending: true)]) : table
  }
}
