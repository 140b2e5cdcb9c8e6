// Turns rows into columns and columns into rows.

import Basics
import Kernels

extension Table {
  /// One row per combination of the other columns' cells (or of `by`), with a column for each text in `names`, in
  /// order of first appearance, filled from `values`; missing where there was no row.
  ///
  ///     label session count        label 1 2
  ///     ang   1       3        →   ang   3 4      pivotWider(names: "session", values: "count")
  ///     ang   2       4
  ///
  /// - Throws: `.unknownColumn`, `.duplicateColumn`, `.crowdedCell` if two rows would fill one cell.
  package func pivotWider(
    names: String, values: String, by: [String]? = nil
  ) throws(TableError) -> Table {
    let titles = try column(names)
    let cells = try column(values)
    let ids = by ?? self.names.filter { $0 != names && $0 != values }
    let idColumns = try columns(ids)
    let rowCodes = try KeyCodes(idColumns, rows: rowCount)
    let titleCodes = try KeyCodes([titles], rows: rowCount)

    var source = Array(
      repeating: OptionalRows(count: rowCodes.firsts.count),
      count: titleCodes.firsts.count)
    for row in 0..<rowCount {
      let (line, title) = (Int(rowCodes.codes[row]), Int(titleCodes.codes[row]))
      if source[title][line] != nil {
        let rowName = zip(ids, idColumns).map { "`\($0)` \($1.cell(row).text)" }
        throw .crowdedCell(
          row: rowName.isEmpty ? "the only row" : rowName.joined(separator: ", "),
          column: titles.cell(row).text)
      }
      source[title][line] = row
    }
    var entries = zip(ids, idColumns).map { (name: $0, column: $1.taking(rowCodes.firsts)) }
    for (title, first) in titleCodes.firsts.enumerated() {
      let cell = titles.cell(first)
      entries.append(
        (
          name: cell == .missing ? "missing" : cell.text,
          column: cells.taking(optional: source[title])
        ))
    }
    let lines = try unlessCancelled { () throws(Cancelled) in
      try GroupCodes(rowCodes.codes, width: rowCodes.firsts.count)
    }
    let identities = try RowGroups(ids, lines, of: self).identities(
      keys: entries.prefix(ids.count).map { ($0.name, $0.column) })
    return try Table(entries, rows: identities.adding(provenance: rows.learners.wholeTable))
  }

  /// How many rows `pivotWider(names:values:)` gives, and how many columns it fills.
  ///
  /// - Throws: `.unknownColumn`, `.noColumns` where no other columns name the rows.
  package func widerSize(
    names: String, values: String
  ) throws(TableError) -> (rows: Int, columns: Int) {
    let titles = try KeyCodes([column(names)], rows: rowCount)
    let ids = self.names.filter { $0 != names && $0 != values }
    if ids.isEmpty { throw .noColumns(verb: "group") }
    return (try KeyCodes(columns(ids), rows: rowCount).firsts.count, titles.firsts.count)
  }

  /// Each row as often as there are `columns`: the column's name under `names`, its cell under `values`, beside
  /// the other columns. Every new row keeps the identity of the row that it came from.
  ///
  /// - Throws: `.unknownColumn`, `.noColumns`, `.mixedColumns`, `.duplicateColumn`.
  package func pivotLonger(
    _ stacked: [String], names: String = "name", values: String = "value"
  ) throws(TableError) -> Table {
    guard let first = stacked.first else { throw .noColumns(verb: "pivot_longer") }
    let columns = try columns(stacked)
    for (name, column) in zip(stacked, columns)
    where column.kind != columns[0].kind || column.unit != columns[0].unit {
      throw .mixedColumns(first, name)
    }
    let width = stacked.count
    let chosen = Set(stacked)
    var entries = self.entries.filter { !chosen.contains($0.name) }.map {
      (name: $0.name, column: $0.column.repeated(width))
    }
    let titles = TextArray(stacked)
    let codes = [UInt32](cycle: titles.codes, times: rowCount)
    entries.append((name: names, column: .text(TextArray(codes: codes, pool: titles.pool))))
    entries.append((name: values, column: .woven(columns, height: rowCount)))
    return try Table(
      entries, rows: rows.repeated(width).replacingLearners(rows.learners.wholeTable))
  }
}

extension [TrainingProvenance] {
  /// Columns get other names and cells: what shaped one of them shapes the table.
  fileprivate var wholeTable: [TrainingProvenance] { map { $0.showing(in: nil) } }
}
