// A table is named columns of equal length and the identities of its rows; it never changes, verbs make new ones.

package import Basics

/// Named columns of equal length whose rows keep their identity through every verb.
///
///     let table = try Table([("label", .text(["ang", "sad"])), ("rmse", .number([0.2, 0.1]))],
///       rows: RowIdentities(utterances: ["Ses01F_impro01_F000", "Ses01F_impro01_M000"]))
///     try table.filter([true, false]).rows[0].speaker   // "Ses01F"
package struct Table: Sendable {
  /// Column names, distinct and not empty, in order.
  package let names: [String]
  /// The columns in the order of `names`, each `rows.count` long.
  package let columns: [Column]
  /// The identities of the rows.
  package let rows: RowIdentities
  /// Indices by name; looked up, never iterated.
  private let positions: [String: Int]

  /// - Throws: `.unnamedColumn`, `.duplicateColumn` or `.columnLength`.
  package init(_ columns: [(name: String, column: Column)], rows: RowIdentities) throws(TableError)
  {
    var positions: [String: Int] = [:]
    positions.reserveCapacity(columns.count)
    for (index, entry) in columns.enumerated() {
      if entry.name.isEmpty { throw .unnamedColumn(index) }
      if entry.column.count != rows.count {
        throw .columnLength(name: entry.name, length: entry.column.count, rows: rows.count)
      }
      if positions.updateValue(index, forKey: entry.name) != nil {
        throw .duplicateColumn(entry.name)
      }
    }
    names = columns.map(\.name)
    self.columns = columns.map(\.column)
    self.rows = rows
    self.positions = positions
  }

  /// A table without rows or columns.
  package init() { self.init(names: [], columns: [], rows: RowIdentities(), positions: [:]) }

  private init(names: [String], columns: [Column], rows: RowIdentities, positions: [String: Int]) {
    self.names = names
    self.columns = columns
    self.rows = rows
    self.positions = positions
  }

  /// The same columns with other cells and rows, whose lengths the caller has checked.
  func replacing(columns: [Column], rows: RowIdentities) -> Table {
    Table(names: names, columns: columns, rows: rows, positions: positions)
  }

  /// The number of rows.
  package var rowCount: Int { rows.count }
  /// The number of columns.
  package var columnCount: Int { names.count }
  /// Whether there are no rows.
  package var isEmpty: Bool { rows.count == 0 }

  /// What each column holds, in order.
  package var schema: [ColumnSchema] {
    zip(names, columns).map { ColumnSchema(name: $0, kind: $1.kind, unit: $1.unit) }
  }

  /// The names of the numeric columns, in order.
  package var numericNames: [String] {
    zip(names, columns).filter { $1.kind == .number }.map { $0.0 }
  }

  /// Whether there is a column of this name.
  package func has(_ name: String) -> Bool { positions[name] != nil }

  /// The column of that name, `nil` if there is none.
  package subscript(name: String) -> Column? { positions[name].map { columns[$0] } }

  /// - Throws: `.unknownColumn`.
  package func column(_ name: String) throws(TableError) -> Column {
    guard let index = positions[name] else { throw .unknownColumn(name, among: names) }
    return columns[index]
  }

  /// The cells of a numeric column, NaN where missing.
  ///
  /// - Throws: `.unknownColumn`, `.kind`.
  package func numbers(_ name: String) throws(TableError) -> [Double] {
    let column = try column(name)
    guard case .number(let values, _) = column else {
      throw .kind(column: name, found: column.kind, wanted: .number)
    }
    return values
  }

  /// The cells of a column of texts.
  ///
  /// - Throws: `.unknownColumn`, `.kind`.
  package func texts(_ name: String) throws(TableError) -> TextArray {
    let column = try column(name)
    guard case .text(let values) = column else {
      throw .kind(column: name, found: column.kind, wanted: .text)
    }
    return values
  }

  /// The cells of one row in column order, all missing where there is no such row.
  package func cells(row: Int) -> [Cell] { columns.map { $0.cell(row) } }

  /// Columns and their names as pairs, to build another table from.
  package var entries: [(name: String, column: Column)] {
    zip(names, columns).map { (name: $0, column: $1) }
  }
}

extension Table: Equatable {
  /// Equal names, cells, units and row identities; missing cells are equal to each other.
  package static func == (a: Table, b: Table) -> Bool {
    a.names == b.names && a.rows == b.rows && a.columns == b.columns
  }
}

/// What one column holds.
package struct ColumnSchema: Sendable, Hashable {
  /// The name of the column.
  package var name: String
  /// The kind of its cells.
  package var kind: Column.Kind
  /// The unit of its numbers.
  package var unit: ColumnUnit
}
