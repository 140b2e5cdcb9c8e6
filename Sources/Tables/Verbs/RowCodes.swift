// Columns as keys: the basis of grouping, joining, sorting and counting.

import Basics
import Kernels

extension KeyCodes {
  /// Codes of rows by the cells of all `columns` together; missing cells are equal.
  init(_ columns: [Column], rows: Int) throws(TableError) {
    self = try unlessCancelled { () throws(Cancelled) in
      var keys: [Key] = []
      for column in columns { keys.append(try column.key()) }
      return try KeyCodes(keys, rows: rows)
    }
  }
}

extension Column {
  /// The cells as keys.
  func key() throws(Cancelled) -> Key {
    switch self {
    case .number(let values, _): .numbers(values)
    case .text(let texts): .texts(texts)
    case .boolean(let flags): .flags(flags)
    case .terms(let terms): .texts(try terms.texts())
    }
  }
}

/// The row numbers by the cells of the first column, then the second, ...; ties by row number. Numbers are ordered by
/// size, texts by Unicode scalars of their normal form, false before true; missing cells last in both directions.
func rowOrder(
  by columns: [(column: Column, descending: Bool)], rows: Int
) throws(TableError) -> [Int] {
  try unlessCancelled { () throws(Cancelled) in
    var keys: [(column: SortOrder.Column, descending: Bool)] = []
    for (column, descending) in columns {
      switch column {
      case .number(let values, _): keys.append((.numbers(values), descending))
      case .text(let texts): keys.append((.texts(texts), descending))
      case .boolean(let flags): keys.append((.flags(flags), descending))
      case .terms(let terms): keys.append((.texts(try terms.texts()), descending))
      }
    }
    return try SortOrder.indices(by: keys, rows: rows)
  }
}

extension Terms {
  /// The text of each row.
  fileprivate func texts() throws(Cancelled) -> TextArray {
    var texts = TextArrayBuilder(capacity: count)
    var meter = WorkMeter()
    for row in 0..<count {
      try meter.spend(100 * (1 + rows.range(row).count))
      texts.append(text(row))
    }
    return texts.finish()
  }
}
