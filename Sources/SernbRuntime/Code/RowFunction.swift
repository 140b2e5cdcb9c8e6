// A value made for each row or each group of rows: an argument that a builtin evaluates.

internal import Basics
package import SernbLanguage

/// A row function as it is written.
struct RowUnit: Sendable {
  let text: String
  let column: String?
  let columns: [String]
  let body: Unit

  /// What it is of one column, where it is nothing but `mean(.x)` or the like.
  var statistic: (column: String, of: Builtin.Statistic)? {
    guard let call = body.code as? BuiltinCode, let statistic = call.builtin.statistic,
      call.bindings.count == 1, case .value(let code) = call.bindings[0].argument,
      let column = code as? ColumnCode
    else { return nil }
    return (column.name, statistic)
  }
}

/// A value made for each row or each group of rows.
package struct RowFunction: Sendable {
  /// As it was written, for headings and messages.
  package let text: String
  /// The one column it is, if it is nothing more: `.label`.
  package let column: String?
  /// Every column that it reads.
  package let columns: [String]
  /// What it is of one column, where it is nothing but `mean(.x)` or the like.
  package let statistic: (column: String, of: Builtin.Statistic)?
  private let unit: Unit
  private let run: RunScope
  private let source: SourceText
  private let captured: Captured
  private let depth: Int
  /// What does not change from row to row.
  private let invariants = InvariantStore()
  /// Where the values come from that it reads besides the row.
  private let collector: OriginCollector

  init(_ row: RowUnit, _ frame: Frame, _ collector: OriginCollector) {
    (text, column, columns, unit) = (row.text, row.column, row.columns, row.body)
    (run, source, captured, depth) = (frame.run, frame.source, frame.captured, frame.depth)
    self.collector = collector
    statistic = row.statistic
  }

  private func frame() -> Frame {
    Frame(
      run, source, unit: unit, captured: captured, depth: depth, invariants: invariants.all(run))
  }

  private func finish(_ frame: Frame) {
    invariants.keep(frame)
    collector.add(frame.origin?.origin)
  }

  /// The value for one row or group.
  ///
  /// - Parameter value: gives the value of a column by its name; nil if there is no such column.
  package func apply(_ value: @escaping @Sendable (String) -> Value?) async throws -> Value {
    let frame = frame()
    frame.row = NamedRow(value: value)
    defer { finish(frame) }
    return try await unit.code.evaluated(frame)
  }

  /// The values for all rows of a table.
  package func values(over table: any TableObject, jobs: Int) async throws -> ListValue {
    let columns = unit.columns.map { table.column($0) }
    if !unit.code.waits, table.rowCount >= ElementBlock.least,
      let values = try await together(columns, table.rowCount, jobs)
    {
      return values
    }
    let frame = frame()
    let row = ListRow(columns)
    frame.row = row
    defer { finish(frame) }
    var values = ListBuilder()
    values.reserve(table.rowCount)
    for index in 0..<table.rowCount {
      try frame.tick()
      row.index = index
      values.append(try await unit.code.evaluated(frame))
    }
    return values.list
  }

  /// Many rows at once; nil where one of them fails, or where there is no way to do so.
  private func together(_ columns: [ListValue?], _ count: Int, _ jobs: Int) async throws
    -> ListValue?
  {
    do {
      if unit.code.isWhole(functions: false), columns.allSatisfy({ $0?.numbers != nil }) {
        let all = try part(0..<count, columns, by: count)
        collector.add(all.origin?.origin)
        return all.values
      }
      // The first block finds what does not change; the others take it from there.
      let first = min(count, ElementBlock.most)
      let beginning = try part(0..<first, columns)
      let size = 16 * ElementBlock.most
      let parts = (count - first + size - 1) / size
      let rest = try await concurrentMap(parts, width: jobs) { index in
        let start = first + index * size
        return try part(start..<min(start + size, count), columns)
      }
      var values = ListBuilder()
      values.reserve(count)
      for part in [beginning] + rest {
        values.append(contentsOf: part.values)
        collector.add(part.origin?.origin)
      }
      return values.list
    } catch let error where ElementBlock.isUndecided(error) { return nil }
  }

  private func part(
    _ rows: Range<Int>, _ columns: [ListValue?], by height: Int = ElementBlock.most
  ) throws -> (values: ListValue, origin: OriginBox?) {
    let frame = frame()
    var values = ListBuilder()
    values.reserve(rows.count)
    for start in stride(from: rows.lowerBound, to: rows.upperBound, by: height) {
      try checkCancellation()
      let range = start..<min(start + height, rows.upperBound)
      let block = ElementBlock(
        frame, count: range.count, columns: columns.map { $0.map { Lanes($0.slice(range)) } })
      block.load(0)
      try unit.code.lanes(block).append(to: &values, count: range.count)
    }
    invariants.keep(frame)
    return (values.list, frame.origin)
  }
}

/// A row whose columns are found by their names.
private struct NamedRow: RowReader, Sendable {
  let value: @Sendable (String) -> Value?

  func value(_ index: Int, _ name: String) -> Value? { value(name) }

  var fixed: any RowReader & Sendable { self }
}

/// A row of columns.
private final class ListRow: RowReader {
  let columns: [ListValue?]
  var index = 0

  init(_ columns: [ListValue?]) { self.columns = columns }

  func value(_ column: Int, _ name: String) -> Value? { columns[column]?[index] }

  var fixed: any RowReader & Sendable { FixedRow(values: columns.map { $0?[index] }) }
}
