// The typed entries of the results file: what each cell showed, as values and not as the text of the page.

import Basics
import SernbDocument
import SernbLanguage
import SernbRuntime

/// Collects entries, counted from one within each cell; a value bound in prose stands under the empty name.
struct ShownResults {
  private(set) var entries: [Results.Entry] = []
  private var counts: [String: Int] = [:]

  mutating func add(_ cell: String, _ kind: Results.Entry.Kind, _ members: [JSON.Member]) {
    counts[cell, default: 0] += 1
    entries.append(
      Results.Entry(cell: cell, index: counts[cell] ?? 1, kind: kind, members: members))
  }

  mutating func add(_ cell: String, _ value: Value, name: String, _ options: ShowOptions) {
    switch value {
    case .object(let table as any TableObject):
      add(cell, .table, Self.members(of: table, name: name, options))
    case .object(let figure as FigureValue): add(cell, figure.figure, options)
    case .list(let items) where !items.isEmpty && items.allSatisfy(\.isFigureObject):
      for item in items {
        if case .object(let figure as FigureValue) = item { add(cell, figure.figure, options) }
      }
    default:
      add(
        cell, .value,
        [
          .init("name", .string(name)), .init("type", .string(value.typeName)),
          .init("value", value.json),
        ])
    }
  }

  private mutating func add(_ cell: String, _ figure: Figure, _ options: ShowOptions) {
    add(
      cell, .figure,
      [
        .init("title", .string(figure.title)), .init("alt", .string(options.alt ?? figure.alt)),
        .init("caption", .string(options.caption ?? figure.caption)), .init("data", figure.data),
      ])
  }

  /// The rows that the page shows, column by column, each with its type and unit.
  private static func members(of table: any TableObject, name: String, _ options: ShowOptions)
    -> [JSON.Member]
  {
    let shown = min(options.rows, table.rowCount)
    let columns = table.columnNames.map { column -> JSON in
      let values = (0..<shown).map { table.cell(column, $0) ?? .missing }
      let first = values.first { if case .missing = $0 { false } else { true } } ?? .missing
      var members: [JSON.Member] = [
        .init("name", .string(column)), .init("type", .string(first.typeName)),
      ]
      if case .number(_, let unit) = first, unit != .plain {
        members.append(.init("unit", .string(unit.symbol)))
      }
      members.append(.init("values", .array(values.map(\.plainJSON))))
      return .object(members)
    }
    return [
      .init("name", .string(name)), .init("rows", .int(table.rowCount)),
      .init("columns", .array(columns)),
    ]
  }
}

extension Value {
  fileprivate var isFigureObject: Bool {
    if case .object(let object) = self { return object is FigureValue }
    return false
  }

  /// The kind of value, as a word that does not change.
  fileprivate var typeName: String {
    switch self {
    case .number: "number"
    case .text: "text"
    case .boolean: "boolean"
    case .missing: "missing"
    case .list: "list"
    case .record: "record"
    case .range: "range"
    case .function: "function"
    case .object(let object): object.kind.name
    }
  }

  /// Without its unit, which the column says.
  fileprivate var plainJSON: JSON {
    if case .number(let value, _) = self { return .number(value) }
    return json
  }
}
