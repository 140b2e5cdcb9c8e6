// Groups of rows that share their keys, and counts of them.

import Basics
import Kernels

/// Rows by groups: those of the first, then those of the second, and so on.
package struct GroupedRows: Sendable, RandomAccessCollection {
  /// The rows, ascending within each group.
  package let rows: [Int]
  /// Where the rows of each group begin, then the number of all rows.
  private var starts: [Int]

  /// The rows by the cells of some columns, in the order of those; no group is empty.
  init(by columns: [Column], rows: Int) throws(TableError) {
    let ordered = try unlessCancelled { () throws(Cancelled) in
      var keys: [Key] = []
      for column in columns { keys.append(try column.key()) }
      return try keys.ordered(rows: rows)
    }
    if let ordered {
      self.init(ordered.codes, count: ordered.width)
      var kept = 0
      for place in starts.indices.dropFirst() where starts[place] > starts[kept] {
        kept += 1
        starts[kept] = starts[place]
      }
      starts.removeLast(starts.count - kept - 1)
      return
    }
    let coded = try KeyCodes(columns, rows: rows)
    let order = try rowOrder(
      by: columns.map { ($0.taking(coded.firsts), false) }, rows: coded.firsts.count)
    var groupOfCode = [UInt32](repeating: 0, count: order.count)
    for (group, code) in order.enumerated() { groupOfCode[code] = UInt32(group) }
    self.init(coded.codes.map { groupOfCode[Int($0)] }, count: order.count)
  }

  /// - Parameter groups: that of each row, below `count`.
  init(_ groups: [UInt32], count: Int) {
    var starts = [Int](repeating: 0, count: count + 1)
    for group in groups { starts[Int(group) + 1] += 1 }
    for group in 0..<count { starts[group + 1] += starts[group] }
    self.starts = starts
    rows = [Int](unsafeUninitializedCapacity: groups.count) { rows, filled in
      for (row, group) in groups.enumerated() {
        rows.initializeElement(at: starts[Int(group)], to: row)
        starts[Int(group)] += 1
      }
      filled = groups.count
    }
  }

  /// One group of so many rows.
  package init(one count: Int) { (rows, starts) = (Array(0..<count), [0, count]) }

  package var startIndex: Int { 0 }
  package var endIndex: Int { starts.count - 1 }
  package subscript(group: Int) -> ArraySlice<Int> { rows[starts[group]..<starts[group + 1]] }

  /// The number of rows of each group.
  package var sizes: [Int] { indices.map { starts[$0 + 1] - starts[$0] } }
}

/// The rows of a table by the cells of some columns, ordered by those cells, missing ones last.
package struct RowGroups: Sendable {
  /// The columns that the groups share cells in.
  package let names: [String]
  /// The rows of each group; no group is empty.
  package let members: GroupedRows
  /// One row per group: its keys under `names`.
  package let keys: Table
  /// Whether all rows of a group are of one utterance.
  package let areOneUtterance: [Bool]

  /// The number of groups.
  package var count: Int { members.count }

  /// All rows of a table as one group of the name `all:1`.
  package init(one table: Table) throws(TableError) {
    names = []
    members = GroupedRows(one: table.rowCount)
    keys = try Table(
      [],
      rows: RowIdentities([RowIdentity(utterance: "all:1", naming: .group)])
        .adding(provenance: table.rows.learners))
    areOneUtterance = [table.rows.areOneUtterance(members[0])]
  }

  fileprivate init(
    _ names: [String], _ members: GroupedRows, keys: Table, areOneUtterance: [Bool]
  ) {
    (self.names, self.members, self.keys, self.areOneUtterance) = (
      names, members, keys, areOneUtterance
    )
  }

  /// One row per group with the number of its rows in the column `name`, as `Table.count(by:)` gives it.
  package func counts(
    name: String = "count", mostFrequentFirst: Bool = false
  ) throws(TableError) -> Table {
    let table = try Table(
      keys.entries + [(name: name, column: .number(members.sizes.map { Double($0) }))],
      rows: keys.rows)
    return mostFrequentFirst ? try table.sort(by: [SortKey(name, descending: true)]) : table
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
    if names.isEmpty { throw .noColumns(verb: "group") }
    let columns = try columns(names)
    let members = try GroupedRows(by: columns, rows: rowCount)
    let firsts = members.map { $0[$0.startIndex] }
    let write = zip(names, columns).groupNameWriter
    let (identities, areOneUtterance) = try unlessCancelled { () throws(Cancelled) in
      try rows.merged(members) { group, name in write(firsts[group], &name) }
    }
    let keys = try Table(
      zip(names, columns).map { (name: $0, column: $1.taking(firsts)) },
      rows: identities.adding(provenance: rows.learners))
    return RowGroups(names, members, keys: keys, areOneUtterance: areOneUtterance)
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

extension Sequence<(String, Column)> {
  /// A function that appends what a row's group is called: `label=ang, session=1`.
  var groupNameWriter: (Int, inout [UInt8]) -> Void {
    let parts = enumerated().map { index, entry in
      (title: Array("\(index > 0 ? ", " : "")\(entry.0)=".utf8), write: entry.1.writer)
    }
    return { row, name in
      for part in parts {
        name.append(contentsOf: part.title)
        part.write(row, &name)
      }
    }
  }
}
