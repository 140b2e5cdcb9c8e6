// A column is an array of numbers, texts or truth values, any of which may be missing, or of weighted terms.

package import Basics
import Kernels

/// One column's cells in row order. A missing number is NaN, a missing text or truth value `nil`.
///
/// Arrays are copied on write, so that a table with one column more shares all the others.
package enum Column: Sendable {
  case number([Double], unit: ColumnUnit = .plain)
  case text(TextArray)
  case boolean([Bool?])
  case terms(Terms)

  /// A column of these texts.
  package static func text(_ texts: some Collection<String?>) -> Column { .text(TextArray(texts)) }

  /// A column of these texts, none of which is missing.
  package static func text(_ texts: some Collection<String>) -> Column { .text(TextArray(texts)) }

  /// What the cells are.
  package enum Kind: String, Sendable, Hashable, CaseIterable { case number, text, boolean, terms }

  /// The kind of the cells.
  package var kind: Kind {
    switch self {
    case .number: .number
    case .text: .text
    case .boolean: .boolean
    case .terms: .terms
    }
  }

  /// The number of cells.
  package var count: Int {
    switch self {
    case .number(let values, _): values.count
    case .text(let values): values.count
    case .boolean(let values): values.count
    case .terms(let terms): terms.count
    }
  }

  /// The unit of a numeric column, plain for the others.
  package var unit: ColumnUnit {
    if case .number(_, let unit) = self { unit } else { .plain }
  }

  var missingCount: Int {
    switch self {
    case .number(let values, _): values.reduce(0) { $0 + ($1.isNaN ? 1 : 0) }
    case .text(let values): values.missingCount
    case .boolean(let values): values.reduce(0) { $0 + ($1 == nil ? 1 : 0) }
    case .terms: 0
    }
  }

  /// The cell of one row, missing where the row does not exist.
  package func cell(_ row: Int) -> Cell {
    guard row >= 0, row < count else { return .missing }
    switch self {
    case .number(let values, _): return values[row].isNaN ? .missing : .number(values[row])
    case .text(let values): return values[row].map(Cell.text) ?? .missing
    case .boolean(let values): return values[row].map(Cell.boolean) ?? .missing
    case .terms(let terms): return .text(terms.text(row))
    }
  }

  /// Whether the cell of a row is missing.
  func isMissing(_ row: Int) -> Bool {
    switch self {
    case .number(let values, _): values[row].isNaN
    case .text(let texts): texts.isMissing(row)
    case .boolean(let values): values[row] == nil
    case .terms: false
    }
  }

  /// The cells as texts, as they stand in a CSV file without quotes.
  var cellTexts: TextArray {
    if case .text(let values) = self { return values }
    return TextArray(
      (0..<count).lazy.map { row -> String? in
        let cell = cell(row)
        return cell == .missing ? nil : cell.text
      })
  }

  /// The cells at `indices`, all of which exist, in that order.
  package func taking(_ indices: [Int]) -> Column {
    switch self {
    case .number(let values, let unit): .number(indices.map { values[$0] }, unit: unit)
    case .text(let values): .text(values.taking(indices))
    case .boolean(let values): .boolean(indices.map { values[$0] })
    case .terms(let terms): .terms(Terms(names: terms.names, rows: terms.rows.taking(indices)))
    }
  }

  /// As `taking`, but it stops when the surrounding task is cancelled.
  func taking(unlessCancelled indices: [Int]) throws(TableError) -> Column {
    func gathered<T>(_ values: [T]) throws(TableError) -> [T] {
      var meter = WorkMeter()
      var isStopped = false
      let cells = [T](unsafeUninitializedCapacity: indices.count) { cells, filled in
        for start in stride(from: 0, to: indices.count, by: 4096) {
          isStopped = meter.isStopped(after: 40 * min(4096, indices.count - start))
          if isStopped { break }
          for place in start..<min(start + 4096, indices.count) {
            cells.initializeElement(at: place, to: values[indices[place]])
            filled += 1
          }
        }
      }
      if isStopped { throw .cancelled }
      return cells
    }
    switch self {
    case .number(let values, let unit): return .number(try gathered(values), unit: unit)
    case .text(let values): return .text(values.taking(indices))
    case .boolean(let values): return .boolean(try gathered(values))
    case .terms: return taking(indices)
    }
  }

  /// The cells of these rows, missing for a missing row.
  func taking(optional rows: OptionalRows) -> Column {
    switch self {
    case .number(let values, let unit): .number(rows.gather(values, missing: .nan), unit: unit)
    case .text(let values): .text(values.taking(optional: rows))
    case .boolean(let values): .boolean(rows.gather(values, missing: nil))
    case .terms(let terms): .terms(terms.taking(optional: rows))
    }
  }

  /// Each cell so many times, one after the other.
  func repeated(_ times: Int) -> Column {
    switch self {
    case .number(let values, let unit): .number(values.repeated(times), unit: unit)
    case .text(let values): .text(values.repeated(times))
    case .boolean(let values): .boolean(values.repeated(times))
    case .terms: taking(Array(0..<count).repeated(times))
    }
  }

  /// The first cells of all columns, which are of one kind, of one unit and of `height` cells, then the second ones,
  /// and so on.
  static func woven(_ columns: [Column], height: Int) -> Column {
    guard let first = columns.first else { return .number([]) }
    if columns.count == 1 { return first }
    if case .number(_, let unit) = first {
      let numbers = columns.compactMap {
        if case .number(let values, _) = $0 { values } else { nil }
      }
      return .number(.woven(numbers, height: height), unit: unit)
    }
    let tower = columns.dropFirst().reduce(first) { $0.below($1) }
    func woven<T>(_ cells: [T]) -> [T] {
      .woven(
        columns.indices.map { Array(cells[($0 * height)..<(($0 + 1) * height)]) }, height: height)
    }
    switch tower {
    case .number(let values, let unit): return .number(woven(values), unit: unit)
    case .text(let values): return .text(TextArray(codes: woven(values.codes), pool: values.pool))
    case .boolean(let values): return .boolean(woven(values))
    case .terms: return tower.taking(woven(Array(0..<tower.count)))
    }
  }
}

extension TextArray {
  /// Each text so many times, one after the other.
  func repeated(_ times: Int) -> TextArray { TextArray(codes: codes.repeated(times), pool: pool) }
}

extension Array {
  /// Each element so many times, one after the other.
  func repeated(_ times: Int) -> [Element] {
    times == 1 ? self : .woven(Array<[Element]>(repeating: self, count: times), height: count)
  }

  /// The first elements of all parts, then the second ones, and so on; each part has `height` elements.
  fileprivate static func woven(_ parts: [[Element]], height: Int) -> [Element] {
    [Element](unsafeUninitializedCapacity: height * parts.count) { all, filled in
      // Part by part, so few rows at a time that they stay near the processor.
      for start in stride(from: 0, to: height, by: 1024) {
        let end = Swift.min(start + 1024, height)
        for (column, part) in parts.enumerated() {
          part.withUnsafeBufferPointer { part in
            var place = start * parts.count + column
            for row in start..<end {
              all.initializeElement(at: place, to: part[row])
              place += parts.count
            }
          }
        }
      }
      filled = height * parts.count
    }
  }

  /// The elements of `cycle` again and again.
  init(cycle: [Element], times: Int) {
    self.init(unsafeUninitializedCapacity: cycle.count * times) { all, filled in
      let count = cycle.count * times
      // What is there is doubled, until all is.
      while filled < count {
        let more = filled == 0 ? cycle.count : Swift.min(filled, count - filled)
        let rest = UnsafeMutableBufferPointer(rebasing: all[filled..<(filled + more)])
        if filled == 0 {
          _ = rest.initialize(from: cycle)
        } else {
          _ = rest.initialize(from: UnsafeMutableBufferPointer(rebasing: all[..<more]))
        }
        filled += more
      }
    }
  }
}

// Missing numbers are equal to each other, so that a table equals itself.
extension Column: Equatable {
  /// Equality; missing numbers are equal to each other.
  package static func == (a: Column, b: Column) -> Bool {
    switch (a, b) {
    case (.number(let x, let unit), .number(let y, let other)):
      unit == other && x.count == y.count
        && zip(x, y).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) }
    case (.text(let x), .text(let y)): x == y
    case (.boolean(let x), .boolean(let y)): x == y
    case (.terms(let x), .terms(let y)): x == y
    case (.number, _), (.text, _), (.boolean, _), (.terms, _): false
    }
  }
}

/// One cell of a table.
package enum Cell: Sendable, Hashable {
  case number(Double)
  case text(String)
  case boolean(Bool)
  case missing

  /// The cell as it stands in a CSV file without quotes: `0.25`, `12`, `ang`, `true`, nothing.
  package var text: String {
    switch self {
    case .number(let value): numberText(value)
    case .text(let value): value
    case .boolean(let value): value ? "true" : "false"
    case .missing: ""
    }
  }
}

/// The shortest digits that read back as `value`, without `.0` after a whole number.
package func numberText(_ value: Double) -> String {
  let text = value.description
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

extension [UInt8] {
  /// Appends the text of a cell that holds a number: nothing for NaN.
  ///
  /// - Parameter digits: memory that is used again and again.
  mutating func append(cell value: Double, by digits: inout String) {
    if value.isNaN { return }
    // Most cells are small whole numbers, most of those 0.
    if value >= 0, value < 1e15, value.sign == .plus, let whole = UInt64(exactly: value) {
      if whole < 10 { return append(0x30 + UInt8(whole)) }
      return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 16) { all in
        var (rest, start) = (whole, 16)
        while rest > 0 {
          start -= 1
          all[start] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
          rest /= 10
        }
        append(contentsOf: UnsafeBufferPointer(rebasing: all[start...]))
      }
    }
    digits.removeAll(keepingCapacity: true)
    value.write(to: &digits)
    if digits.hasSuffix(".0") { digits.removeLast(2) }
    digits.withUTF8 { append(contentsOf: $0) }
  }
}
