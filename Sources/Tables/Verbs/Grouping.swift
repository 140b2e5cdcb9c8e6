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
    let groups = try codedGroups(by: names)
    var groupOfCode = Array(repeating: 0, count: groups.order.count)
    for (group, code) in groups.order.enumerated() { groupOfCode[code] = group }
    let groupOfRow = groups.coded.codes.map { groupOfCode[Int($0)] }
    var members = groups.sizes.map { size in
      var rows: [Int] = []
      rows.reserveCapacity(size)
      return rows
    }
    for (row, group) in groupOfRow.enumerated() { members[group].append(row) }
    return RowGroups(names: names, members: members, keys: groups.keys, groupOfRow: groupOfRow)
  }

  /// One row per combination of cells in the columns `names`, with their count in the column `name`:
  /// ordered by the cells, or with the most frequent first.
  ///
  /// - Throws: `.unknownColumn`, `.noColumns`, `.duplicateColumn` if a key is named `name`.
  package func count(
    by names: [String], name: String = "count", mostFrequentFirst: Bool = false
  ) throws(TableError) -> Table {
    let groups = try codedGroups(by: names)
    return try groups.keys.counted(groups.sizes, name, mostFrequentFirst)
  }

  /// Whether all rows have speakers, and those of a speaker the same cells in the columns `names`.
  ///
  /// - Throws: `.unknownColumn`.
  package func speakersDecide(_ names: [String]) throws(TableError) -> Bool {
    if rows.speakers.missingCount > 0 { return false }
    let speakers = try KeyCodes([.text(rows.speakers)], rows: rowCount)
    let cells = try KeyCodes(try columns(names), rows: rowCount)
    return zip(speakers.codes, cells.codes).allSatisfy { speaker, own in
      own == cells.codes[speakers.firsts[Int(speaker)]]
    }
  }

  private struct CodedGroups {
    let coded: KeyCodes
    /// The code of each group, in the order of their keys.
    let order: [Int]
    let sizes: [Int]
    let keys: Table
  }

  private func codedGroups(by names: [String]) throws(TableError) -> CodedGroups {
    if names.isEmpty { throw .noColumns(verb: "group") }
    let columns = try columns(names)
    let coded = try KeyCodes(columns, rows: rowCount)
    let order = try rowOrder(
      by: columns.map { ($0.taking(coded.firsts), false) }, rows: coded.firsts.count)
    var sizes = [Int](repeating: 0, count: order.count)
    for code in coded.codes { sizes[Int(code)] += 1 }

    let firsts = order.map { coded.firsts[$0] }
    let keyColumns = zip(names, columns).map { (name: $0, column: $1.taking(firsts)) }
    let unnamed = try Table(keyColumns, rows: rows.taking(firsts))
    let identities = try unlessCancelled { () throws(Cancelled) in
      try rows.merged(coded) { group in
        var name = ""
        for (index, (title, column)) in zip(names, columns).enumerated() {
          if index > 0 { name += ", " }
          name += title
          name += "="
          name += column.cell(coded.firsts[group]).text
        }
        return name
      }
    }
    let keys = unnamed.replacing(
      columns: unnamed.columns,
      rows: identities.taking(order).adding(provenance: rows.learners))
    return CodedGroups(coded: coded, order: order, sizes: order.map { sizes[$0] }, keys: keys)
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
