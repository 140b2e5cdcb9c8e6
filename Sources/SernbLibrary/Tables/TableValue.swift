// A table of the engine as a value of the language: columns as lists, rows as records, identities kept.

internal import Basics
internal import Kernels
import SernbDocument
import SernbLanguage
import SernbRuntime
import Tables

struct TableValue: TableObject {
  static let kind = ObjectKind("table", "Named columns whose rows keep their identity.")

  let table: Table

  init(_ table: Table) { self.table = table }

  var columnNames: [String] { table.names }
  var rowCount: Int { table.rowCount }

  func column(_ name: String) -> ListValue? { table[name]?.list }

  func origin(ofMember name: String) -> (any ValueOrigin)? {
    RowOrigin(of: table.rows, column: name, isText: table[name]?.kind == .text)
  }

  var rowsOrigin: (any ValueOrigin)? { RowOrigin(of: table.rows) }

  func cell(_ column: String, _ row: Int) -> Value? { table[column]?.value(row) }

  func rows(_ range: Range<Int>) -> Value {
    guard let part = try? table.take(Array(range)) else { return .object(TableValue(Table())) }
    return .object(TableValue(part))
  }

  var line: String {
    "table of \(NumberText.count(rowCount)) rows and \(table.columnCount) columns"
  }

  var json: JSON {
    .object(
      table.entries.map { name, column in
        JSON.Member(name, .array((0..<rowCount).map { column.value($0).json }))
      })
  }

  func blocks(_ options: ShowOptions) -> [SernbDocument.Block] {
    let count = min(options.rows, rowCount)
    let entries = table.entries
    var shown = ShownTable(
      ShownTable.shownColumns(of: entries.count).map { index in
        let (name, column) = entries[index]
        let unit = column.unit.symbol
        return ShownTable.Column(
          unit.isEmpty ? name : "\(name) (\(unit))", (0..<count).map { column.shown($0) })
      }, totalRows: rowCount)
    if shown.columns.count < entries.count { shown.totalColumns = entries.count }
    shown.caption = options.caption ?? ""
    return [.table(shown)]
  }

  func saved(as ending: String, jobs: Int) async throws -> SavedBytes {
    SavedBytes(
      try await CSV.write(table, jobs: jobs),
      note: "\(NumberText.count(rowCount)) rows, \(table.columnCount) columns")
  }

  func equals(_ other: any EngineValue) -> Bool { (other as? TableValue)?.table == table }
}

extension Column {
  var dimension: Dimension { Dimension(seconds: unit.seconds, decibels: unit.decibels) }

  func value(_ row: Int) -> Value {
    if case .terms(let terms) = self { return .object(TermsValue(terms, row: row)) }
    return switch cell(row) {
    case .number(let number): .number(number, dimension)
    case .text(let text): .text(text)
    case .boolean(let flag): .boolean(flag)
    case .missing: .missing
    }
  }

  /// Its cells, sharing the numbers and truth values.
  var list: ListValue {
    switch self {
    case .number(let values, _): ListValue(NumberList(values, dimension))
    case .boolean(let flags): ListValue(flags)
    case .text(let texts): ListValue(texts)
    case .terms: ListValue((0..<count).map(value))
    }
  }

  func shown(_ row: Int) -> ShownCell {
    if case .terms(let terms) = self { return .text(TermsValue.line(terms.heaviest(row))) }
    return switch cell(row) {
    case .number(let number):
      // Whole numbers of a column with fractions are written like their neighbors.
      if unit == .plain, isWhole, let whole = Int(exactly: number) {
        .count(whole)
      } else {
        .number(number)
      }
    case .text(let text): .text(text)
    case .boolean(let flag): .flag(flag)
    case .missing: .missing
    }
  }

  private var isWhole: Bool {
    guard case .number(let values, _) = self else { return false }
    return values.prefix(1000).allSatisfy { $0.isNaN || $0 == $0.rounded() }
  }

  /// A column of these values, which must be of one kind; missing ones may stand among them.
  ///
  /// - Throws: `RunProblem` naming the first row that does not fit.
  init(_ list: ListValue, name: String) throws(RunProblem) {
    switch list.storage {
    case .numbers(let numbers):
      let unit = list.hasOnlyMissing ? Dimension.plain : numbers.dimension
      self = .number(
        numbers.values, unit: ColumnUnit(seconds: unit.seconds, decibels: unit.decibels))
    case .truths(let flags) where !list.hasOnlyMissing: self = .boolean(flags)
    case .texts(let texts) where !list.hasOnlyMissing: self = .text(texts)
    case .texts, .truths, .values: self = try Column(mixed: list.items, name: name)
    }
  }

  private init(mixed values: [Value], name: String) throws(RunProblem) {
    var numbers: [Double] = []
    var texts: [String?] = []
    var flags: [Bool?] = []
    var unit: Dimension?
    var kind: Column.Kind?
    for (row, value) in values.enumerated() {
      let found: Column.Kind?
      switch value {
      case .number(let number, let dimension):
        found = .number
        if let unit, unit != dimension {
          throw RunProblem(
            "unit-mismatch",
            "Column `\(name)` holds \(unit.description) and, in row \(row + 1), \(dimension.description)"
          )
        }
        unit = dimension
        numbers.append(number)
      case .text(let text):
        found = .text
        texts.append(text)
      case .boolean(let flag):
        found = .boolean
        flags.append(flag)
      case .missing:
        found = nil
        numbers.append(.nan)
        texts.append(nil)
        flags.append(nil)
      default:
        throw RunProblem(
          "wrong-type",
          "A cell of a table is a number, a text, or true or false; column `\(name)` holds "
            + "\(value.typeDescription) in row \(row + 1)")
      }
      if let found {
        if let kind, kind != found {
          throw RunProblem(
            "wrong-type",
            "Column `\(name)` is a \(kind.rawValue) column, and row \(row + 1) holds "
              + "\(value.typeDescription)")
        }
        kind = found
      }
    }
    switch kind {
    case .text: self = .text(texts)
    case .boolean: self = .boolean(flags)
    case .number, .terms, nil:
      let unit = unit ?? .plain
      self = .number(numbers, unit: ColumnUnit(seconds: unit.seconds, decibels: unit.decibels))
    }
  }
}

extension TableError {
  var problem: RunProblem {
    switch self {
    case .unknownColumn(let name, let known): .unknownColumn(name, known: known)
    case .cancelled: .stopped
    default: RunProblem("table", withoutStop(message))
    }
  }
}

/// Runs a verb of `Tables`, turning its errors into problems of the notebook.
func verb<T>(_ body: () throws(TableError) -> T) throws(RunProblem) -> T {
  do { return try body() } catch { throw error.problem }
}

extension Call {
  func table(_ name: String) throws -> Table { try object(name, as: TableValue.self).table }

  /// The values of a row function over all rows of a table.
  func values(of function: RowFunction, over table: Table) async throws -> ListValue {
    if let column = function.column {
      guard let found = table[column] else {
        throw RunProblem.unknownColumn(column, known: table.names)
      }
      return found.list
    }
    return try await function.values(over: TableValue(table), jobs: jobs)
  }
}

extension Value {
  static func table(_ table: Table) -> Value { .object(TableValue(table)) }
}
