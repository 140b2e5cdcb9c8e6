// A table to be shown: named columns of typed cells, independent of any output format.

package import Basics

/// One value of a shown table.
public enum ShownCell: Sendable, Hashable {
  case text(String)
  case count(Int)
  case number(Double)
  case flag(Bool)
  case missing

  /// The value with its type, for the results file.
  package var json: JSON {
    switch self {
    case .text(let text): .string(text)
    case .count(let count): .int(count)
    case .number(let number): .number(number)
    case .flag(let flag): .bool(flag)
    case .missing: .null
    }
  }
}

/// Named columns of cells, with their formats and alignment.
public struct ShownTable: Sendable, Hashable {
  /// The alignment of a column.
  public enum Alignment: Sendable, Hashable { case left, right, center }

  /// A named column of cells.
  public struct Column: Sendable, Hashable {
    package var name: String
    package var cells: [ShownCell]
    /// The format of the column's numbers; counts are written in full.
    package var format: NumberFormat
    package var alignment: Alignment

    /// Columns of counts and numbers are right-aligned, all others left-aligned, unless `alignment` is given.
    package init(
      _ name: String, _ cells: [ShownCell], format: NumberFormat = .default,
      alignment: Alignment? = nil
    ) {
      self.name = name
      self.cells = cells
      self.format = format
      self.alignment = alignment ?? Self.natural(cells)
    }

    package init(_ name: String, texts: [String]) { self.init(name, texts.map(ShownCell.text)) }

    package init(_ name: String, counts: [Int]) { self.init(name, counts.map(ShownCell.count)) }

    package init(_ name: String, numbers: [Double], format: NumberFormat = .default) {
      self.init(name, numbers.map(ShownCell.number), format: format)
    }

    /// The text of the cell in `row`; a missing value is `–`, and so is a row beyond the end.
    package func text(_ row: Int) -> String {
      guard cells.indices.contains(row) else { return "–" }
      switch cells[row] {
      case .text(let text): return text
      case .count(let count): return format.isGrouped ? NumberText.count(count) : String(count)
      case .number(let number): return NumberText.text(number, format)
      case .flag(let flag): return flag ? "true" : "false"
      case .missing: return "–"
      }
    }

    private static func natural(_ cells: [ShownCell]) -> Alignment {
      var isNumeric = false
      for cell in cells {
        switch cell {
        case .text, .flag: return .left
        case .count, .number: isNumeric = true
        case .missing: continue
        }
      }
      return isNumeric ? .right : .left
    }
  }

  package var columns: [Column]
  package var caption: String
  /// The number of rows of the whole table, if only its first rows are shown.
  package var totalRows: Int?
  /// The number of columns of the whole table, if only its first and last columns are shown.
  package var totalColumns: Int?

  package init(_ columns: [Column], caption: String = "", totalRows: Int? = nil) {
    self.columns = columns
    self.caption = caption
    self.totalRows = totalRows
  }

  /// The length of the longest column.
  package var rows: Int { columns.map(\.cells.count).max() ?? 0 }

  /// `showing first 10 of 9,800 rows`, `showing first and last 20 of 10,000 columns`, or both; nil if all is shown.
  package var extent: String? {
    var parts: [String] = []
    if let totalRows, totalRows > rows {
      parts.append(
        "first \(NumberText.count(rows)) of \(NumberText.count(totalRows)) rows")
    }
    if let totalColumns, totalColumns > columns.count {
      let half = NumberText.count(columns.count / 2)
      parts.append("first and last \(half) of \(NumberText.count(totalColumns)) columns")
    }
    return parts.isEmpty ? nil : "showing " + parts.joined(separator: ", ")
  }

  /// The indices of the columns that are shown of `count`: all, or the first and the last ones.
  package static func shownColumns(of count: Int) -> [Int] {
    count <= mostColumns
      ? Array(0..<count) : Array(0..<mostColumns / 2) + Array(count - mostColumns / 2..<count)
  }

  private static let mostColumns = 40

  /// The first and last columns, with the number of all.
  package var narrowed: ShownTable {
    let shown = Self.shownColumns(of: columns.count)
    if shown.count == columns.count { return self }
    var narrower = self
    narrower.totalColumns = columns.count
    narrower.columns = shown.map { columns[$0] }
    return narrower
  }

  /// The first `count` rows, with the number of all rows.
  package func first(_ count: Int) -> ShownTable {
    guard rows > count else { return self }
    var shorter = self
    shorter.totalRows = totalRows ?? rows
    for index in shorter.columns.indices {
      shorter.columns[index].cells = Array(shorter.columns[index].cells.prefix(max(0, count)))
    }
    return shorter
  }
}

extension NumberFormat {
  var isGrouped: Bool {
    if case .grouped = self { return true }
    return false
  }
}
