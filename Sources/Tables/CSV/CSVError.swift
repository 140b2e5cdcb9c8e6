// Errors of CSV files as facts, with their messages; all of them are reported at once.

import Basics

/// All that is wrong with a file: the first faults in the order of the file and how many there are.
package struct CSVError: Error, Sendable, Equatable {
  /// The name of the file.
  package var file: String
  /// At most `CSVError.shown` faults.
  package var faults: [CSVFault]
  /// The number of all faults.
  package var total: Int

  /// The first `faults` of `total` in `file`.
  package init(file: String, faults: [CSVFault], total: Int) {
    self.file = file
    self.faults = faults
    self.total = total
  }

  /// Faults that are kept; of the others only the number.
  package static let shown = 20

  /// What was seen, where, what was wanted and what to do, a line for each fault.
  package var message: String {
    let lines = faults.map { "`\(file)`, \($0.message)" }
    let rest = total - faults.count
    let more = rest > 0 ? ["... and \(rest) more in `\(file)`."] : []
    return (lines + more).joined(separator: "\n")
  }
}

/// One thing that is wrong. Rows count from 1 after the header, which is row 0; lines count from 1.
package enum CSVFault: Sendable, Equatable {
  case noHeader
  case emptyHeader(column: Int)
  case duplicateHeader(String, columns: Int, Int)
  case ragged(row: Int, line: Int, fields: Int, wanted: Int)
  /// `byte` is the offset in the file, from 0; `column` is `nil` in the header.
  case notUTF8(row: Int, line: Int, column: String?, byte: Int)
  case openQuote(row: Int, line: Int)
  case textAfterQuote(row: Int, line: Int)
  case doesNotFit(row: Int, line: Int, column: String, text: String, wanted: Column.Kind)
  /// A column that the settings name is not in the file.
  case noSuchColumn(String, among: [String])

  /// What is wrong, in one sentence.
  package var message: String {
    switch self {
    case .noHeader: "the file is empty; its first line should name the columns."
    case .emptyHeader(let column):
      "line 1: column \(column) has no name; name it in the first line"
        + (column == 1 ? " (pandas leaves it out with `index=False`)." : ".")
    case .duplicateHeader(let name, let first, let second):
      "line 1: columns \(first) and \(second) are both named `\(name)`; rename one."
    case .ragged(let row, let line, let fields, let wanted):
      "row \(row) (line \(line)): \(counted(fields, "field")), but the first line "
        + "names \(counted(wanted, "column")); a field with a comma needs quotes."
    case .notUTF8(let row, let line, let column, let byte):
      "row \(row) (line \(line))\(column.map { ", column `\($0)`" } ?? ""): byte \(byte) is not UTF-8; "
        + "save the file as UTF-8."
    case .openQuote(let row, let line):
      "row \(row) (line \(line)): a quote is opened and never closed."
    case .textAfterQuote(let row, let line):
      "row \(row) (line \(line)): text follows a closing quote; double the quotes inside a field."
    case .doesNotFit(let row, let line, let column, let text, let wanted):
      "row \(row) (line \(line)), column `\(column)`: `\(clipped(text))` is not among "
        + "\(wanted.description), which this column was said to hold."
    case .noSuchColumn(let name, let among):
      "I cannot find the column `\(name)`; the file has \(list(among, none: "no columns"))."
    }
  }
}

/// The first forty characters of a text.
private func clipped(_ text: String) -> String { text.count > 40 ? text.prefix(40) + "..." : text }

/// Faults while they are gathered.
struct CSVFaults {
  let file: String
  private var first: [CSVFault] = []
  private var total = 0

  init(file: String) { self.file = file }

  mutating func add(_ fault: CSVFault) {
    total += 1
    if first.count < CSVError.shown { first.append(fault) }
  }

  var error: CSVError? { total == 0 ? nil : CSVError(file: file, faults: first, total: total) }
}
