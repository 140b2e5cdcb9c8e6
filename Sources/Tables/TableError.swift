// Errors of table operations as facts, with their messages.

import Basics

/// A request that a table cannot meet.
package enum TableError: Error, Sendable, Equatable {
  /// No column has this name; `among` are the existing names, for suggestions.
  case unknownColumn(String, among: [String])
  /// Two columns would have this name.
  case duplicateColumn(String)
  /// The column at this index (from 0) has no name.
  case unnamedColumn(Int)
  case columnLength(name: String, length: Int, rows: Int)
  case kind(column: String, found: Column.Kind, wanted: Column.Kind)
  case maskLength(Int, rows: Int)
  case rowOutOfRange(Int, rows: Int)
  case negativeCount(Int)
  case sampleTooLarge(Int, rows: Int)
  /// A verb that needs at least one column was given none.
  case noColumns(verb: String)
  /// These tables cannot be appended.
  case schemasDiffer([SchemaDifference])
  case join(JoinFault)
  /// More than one row would fill this cell of the wider table.
  case crowdedCell(row: String, column: String)
  /// Columns to be stacked are of different kinds or units.
  case mixedColumns(String, String)
  /// The surrounding task was cancelled.
  case cancelled

  /// One way in which a table to be appended differs from the first.
  package enum SchemaDifference: Sendable, Equatable {
    case missing(String)
    case additional(String)
    case kind(String, first: Column.Kind, second: Column.Kind)
    case unit(String, first: ColumnUnit, second: ColumnUnit)
    /// Columns of terms of two vocabularies.
    case terms(String)
  }

  /// Why two tables cannot be joined. Rows are counted from 1; `keys` are the key's cells as text.
  package enum JoinFault: Sendable, Equatable {
    /// The right table has several rows with one key, so that rows of the left would multiply.
    case duplicateKeys([String], rows: [Int], total: Int)
    /// The right table has rows without a key.
    case missingKeys(rows: [Int], total: Int)
    case keyKinds(left: String, Column.Kind, right: String, Column.Kind)
    /// Both tables have a column of this name that is no key.
    case sharedColumns([String])
  }

  /// What was seen and where, what was expected, and what to do.
  package var message: String {
    switch self {
    case .unknownColumn(let name, let among):
      "I cannot find the column `\(name)`; the table has \(list(among, none: "no columns"))."
    case .duplicateColumn(let name):
      "Two columns would be named `\(name)`; rename or drop one of them."
    case .unnamedColumn(let index): "Column \(index + 1) has no name; every column needs one."
    case .columnLength(let name, let length, let rows):
      "The column `\(name)` has \(length) cells, but the table has \(rows) rows."
    case .kind(let column, let found, let wanted):
      "The column `\(column)` holds \(found.description); this needs \(wanted.description)."
    case .maskLength(let length, let rows):
      "The condition has \(length) answers, but the table has \(rows) rows."
    case .rowOutOfRange(let row, let rows):
      "There is no row \(row); rows count from 0 and the table has \(rows)."
    case .negativeCount(let count): "A table cannot have \(count) rows; ask for 0 or more."
    case .sampleTooLarge(let count, let rows):
      "A sample of \(count) rows cannot be drawn without repeats from \(rows) rows."
    case .noColumns(let verb): "`\(verb)` needs the name of at least one column."
    case .schemasDiffer(let differences):
      "The tables cannot be put below each other: "
        + differences.map(\.description).joined(separator: "; ") + "."
    case .join(let fault): fault.message
    case .crowdedCell(let row, let column):
      "More than one row gives `\(column)` for \(row); summarize them to one first."
    case .mixedColumns(let first, let second):
      "The columns `\(first)` and `\(second)` differ in kind or unit and cannot be stacked."
    case .cancelled: "Stopped."
    }
  }
}

/// Work that stops when the surrounding task is cancelled.
func unlessCancelled<T>(_ work: () throws(Cancelled) -> T) throws(TableError) -> T {
  do { return try work() } catch { throw .cancelled }
}

extension TableError.SchemaDifference {
  var description: String {
    switch self {
    case .missing(let name): "`\(name)` is missing in the second"
    case .additional(let name): "`\(name)` is only in the second"
    case .kind(let name, let first, let second):
      "`\(name)` holds \(first.description) in the first and \(second.description) in the second"
    case .unit(let name, let first, let second):
      "`\(name)` is in \(unitWords(first)) in the first and in \(unitWords(second)) in the second"
    case .terms(let name): "`\(name)` has terms of another vocabulary in the second"
    }
  }
}

extension TableError.JoinFault {
  var message: String {
    switch self {
    case .duplicateKeys(let keys, let rows, let total):
      "The right table has \(total) rows whose key occurs before, such as "
        + "\(list(keys, none: "")) (row \(rows.first ?? 0)); "
        + "make its keys distinct, or join the other way round."
    case .missingKeys(let rows, let total):
      "The right table has \(total) rows without a key, such as row \(rows.first ?? 0); "
        + "leave them out first."
    case .keyKinds(let left, let leftKind, let right, let rightKind):
      "The key `\(left)` holds \(leftKind.description) on the left, but `\(right)` holds "
        + "\(rightKind.description) on the right."
    case .sharedColumns(let names):
      "Both tables have \(list(names, none: "")), which is no key; rename it, drop it or give a suffix."
    }
  }
}

extension Column.Kind {
  /// As a noun in a sentence.
  package var description: String {
    switch self {
    case .number: "numbers"
    case .text: "texts"
    case .boolean: "true or false"
    case .terms: "weighted terms"
    }
  }
}

func unitWords(_ unit: ColumnUnit) -> String {
  unit == .plain ? "plain numbers" : "`\(unit.symbol)`"
}

/// Names in backquotes, at most twelve of them.
func list(_ names: [String], none: String) -> String {
  if names.isEmpty { return none }
  let shown = names.prefix(12).map { "`\($0)`" }.joined(separator: ", ")
  return names.count > 12 ? "\(shown) and \(names.count - 12) more" : shown
}
