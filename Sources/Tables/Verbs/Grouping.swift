// Groups of rows that share their keys, and counts of them.

import Basics
import Kernels

/// The rows of a table by the cells of some columns, ordered by those cells, missing ones last.
package struct RowGroups: Sendable {
  /// The columns that the groups share cells in.
  package let names: [String]
  /// Which group each row is of.
  package let codes: GroupCodes
  /// Whether all rows of a group are of one utterance.
  package let areOneUtterance: [Bool]
  private let table: Table
  /// The rows of each group, where they are known.
  private let made: GroupedRows?

  /// The number of groups.
  package var count: Int { codes.count }

  /// All rows of a table as one group of the name `all:1`.
  package init(one table: Table) throws(TableError) {
    try self.init([], GroupCodes(one: table.rowCount), of: table)
  }

  init(_ names: [String], _ codes: GroupCodes, of table: Table) throws(TableError) {
    (self.names, self.codes, self.table) = (names, codes, table)
    // Names that all differ are of one utterance where they are alone.
    if table.rows.areDistinct {
      made = nil
      areOneUtterance = codes.sizes.map { $0 <= 1 }
    } else {
      let members = try unlessCancelled { () throws(Cancelled) in try GroupedRows(codes) }
      made = members
      areOneUtterance = try unlessCancelled { () throws(Cancelled) in
        try table.rows.areOneUtterance(members)
      }
    }
  }

  /// The rows of each group.
  package func members() throws(TableError) -> GroupedRows {
    if let made { return made }
    return try unlessCancelled { () throws(Cancelled) in try GroupedRows(codes) }
  }

  /// One row per group: its keys under `names`.
  package func keys() throws(TableError) -> Table {
    let entries = try names.map { name throws(TableError) in
      (name: name, column: try table.column(name).taking(codes.firsts))
    }
    let rows =
      names.isEmpty
      ? RowIdentities([RowIdentity(utterance: "all:1", naming: .group)])
      : try identities(keys: entries.map { ($0.name, $0.column) })
    return try Table(entries, rows: rows.adding(provenance: table.rows.learners))
  }

  /// What one row for each group stands for.
  ///
  /// - Parameter keys: the cells that the groups are named after, one for each group.
  func identities(keys: [(String, Column)]) throws(TableError) -> RowIdentities {
    try unlessCancelled { () throws(Cancelled) in
      try table.rows.merged(codes, made, areOneUtterance, named: NameWriter(keys))
    }
  }

  /// One row per group with the number of its rows in the column `name`, as `Table.count(by:)` gives it.
  package func counts(
    name: String = "count", mostFrequentFirst: Bool = false
  ) throws(TableError) -> Table {
    let keys = try keys()
    let table = try Table(
      keys.entries + [(name: name, column: .number(codes.sizes.map { Double($0) }))],
      rows: keys.rows)
    return mostFrequentFirst ? try table.sort(by: [SortKey(name, descending: true)]) : table
  }

  /// The rows behind the statistics of groups: those of every group with more than one utterance, because a row of its own
  /// values is not a statistic. Nil if there are none.
  package var mixedRows: RowIdentities? {
    if areOneUtterance.allSatisfy({ $0 }) { return nil }
    if !areOneUtterance.contains(true) { return table.rows.withoutLearners }
    return table.rows.rows(besides: areOneUtterance, by: codes)
  }

  /// The cells that the rows of a group share, in the order of `names`.
  package func cells(_ group: Int) -> [Cell] {
    names.map { table[$0]?.cell(codes.firsts[group]) ?? .missing }
  }

  /// How a group is called in a sentence: `label=ang, session=1`.
  package func name(_ group: Int) -> String {
    zip(names, cells(group)).map { "\($0)=\($1.text)" }.joined(separator: ", ")
  }
}

extension Table {
  /// The groups of rows that are equal in the columns `names`.
  ///
  /// - Throws: `.unknownColumn`, `.noColumns`, `.duplicateColumn`.
  package func group(by names: [String]) throws(TableError) -> RowGroups {
    if names.isEmpty { throw .noColumns(verb: "group") }
    let columns = try columns(names)
    var seen: Set<String> = []
    for name in names where !seen.insert(name).inserted { throw .duplicateColumn(name) }
    return try RowGroups(names, GroupCodes(by: columns, rows: rowCount), of: self)
  }

  /// One row per combination of cells in the columns `names`, with their count in the column `name`:
  /// ordered by the cells, or with the most frequent first.
  ///
  /// - Throws: `.unknownColumn`, `.noColumns`, `.duplicateColumn` if a key is named `name`.
  package func count(
    by names: [String], name: String = "count", mostFrequentFirst: Bool = false
  ) throws(TableError) -> Table {
    try group(by: names).counts(name: name, mostFrequentFirst: mostFrequentFirst)
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
}
