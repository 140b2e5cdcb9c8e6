// Integer codes for rows by the values of their keys: the basis of grouping, joining, sorting and counting.

import Basics
import Kernels

/// Equal keys get equal codes, numbered 0, 1, ... by first appearance. Missing cells are equal.
struct RowCodes {
  /// One code per row.
  private(set) var codes: [Int]
  /// The first row with each code.
  private(set) var firsts: [Int]

  init(_ columns: [Column], rows: Int) throws(TableError) {
    codes = Array(repeating: 0, count: rows)
    firsts = rows > 0 ? [0] : []
    for (index, column) in columns.enumerated() {
      let next = try RowCodes(column)
      self = index == 0 ? next : try RowCodes(combining: self, next)
    }
  }

  init(_ column: Column) throws(TableError) {
    switch column {
    case .number(let values, _): try self.init(values, isMissing: \.isNaN)
    case .text(let values): try self.init(Array(values)) { _ in false }
    case .boolean(let values): try self.init(values) { _ in false }
    case .terms(let terms):
      var texts: [String] = []
      try unlessCancelled { () throws(Cancelled) in
        var meter = WorkMeter()
        for row in 0..<terms.count {
          try meter.spend(100 * (1 + terms.rows.range(row).count))
          texts.append(terms.text(row))
        }
      }
      try self.init(texts) { _ in false }
    }
  }

  private init<T: Hashable>(_ values: [T], isMissing: (T) -> Bool) throws(TableError) {
    codes = []
    codes.reserveCapacity(values.count)
    firsts = []
    var known: [T: Int] = [:]
    var missing: Int?  // NaN differs from itself, so that a dictionary never finds it
    var meter = WorkMeter()
    for (row, value) in values.enumerated() {
      if meter.isStopped(after: RowCodes.cost) { throw .cancelled }
      let seen = isMissing(value) ? missing : known[value]
      if let code = seen {
        codes.append(code)
        continue
      }
      if isMissing(value) { missing = firsts.count } else { known[value] = firsts.count }
      codes.append(firsts.count)
      firsts.append(row)
    }
  }

  /// Elementary operations that finding a value takes, or comparing two.
  static let cost = 100

  private init(combining a: RowCodes, _ b: RowCodes) throws(TableError) {
    // Both codes are below the number of rows, so that their pair fits one number.
    let width = b.firsts.count
    let pairs = zip(a.codes, b.codes).map { $0 * width + $1 }
    try self.init(pairs) { _ in false }
  }
}

extension Column {
  /// A number for each row that orders rows as their cells do: numbers by size, texts by Unicode scalars of their
  /// normal form, false before true. Missing cells have the greatest number in both directions.
  func ranks(descending: Bool) throws(TableError) -> [Int] {
    let coded = try RowCodes(self)
    let order = try unlessCancelled { () throws(Cancelled) in
      try coded.firsts.indices.sorted(costing: RowCodes.cost) {
        isBefore(coded.firsts[$0], coded.firsts[$1])
      }
    }
    var rank = Array(repeating: 0, count: order.count)
    for (index, code) in order.enumerated() {
      let isMissing = cell(coded.firsts[code]) == .missing
      rank[code] = isMissing ? Int.max : (descending ? -index : index)
    }
    return coded.codes.map { rank[$0] }
  }

  /// Whether the cell of row `a` comes before that of row `b`, which differs from it.
  private func isBefore(_ a: Int, _ b: Int) -> Bool {
    switch self {
    case .number(let values, _):
      values[a].isNaN ? false : values[b].isNaN ? true : values[a] < values[b]
    case .text(let values):
      switch (values[a], values[b]) {
      case (let x?, let y?): x < y
      case (.some, nil): true
      case (nil, _): false
      }
    case .boolean(let values):
      switch (values[a], values[b]) {
      case (let x?, let y?): !x && y
      case (.some, nil): true
      case (nil, _): false
      }
    case .terms(let terms): terms.text(a) < terms.text(b)
    }
  }
}

/// Row numbers ordered by the first list of ranks, then the second, ...; ties by row number.
func rowOrder(_ ranks: [[Int]], rows: Int) throws(TableError) -> [Int] {
  try unlessCancelled { () throws(Cancelled) in
    try Array(0..<rows).sorted(costing: 10 * ranks.count) { a, b in
      for rank in ranks where rank[a] != rank[b] { return rank[a] < rank[b] }
      return a < b
    }
  }
}
