// The parts of values: members, elements, slices, and the items that a comprehension goes over.

internal import Basics
import SernbLanguage

enum ValueAccess {
  static func member(of value: Value, _ name: String) throws(RunProblem) -> Value {
    switch value {
    case .record(let record):
      if let found = record[name] { return found }
      throw unknown(name, value, known: record.fields.map(\.name))
    case .object(let object):
      if let table = object as? any TableObject {
        if let column = table.column(name) { return .list(column) }
        throw .unknownColumn(name, known: table.columnNames)
      }
      if let found = object.member(name) { return found }
      throw unknown(name, value, known: object.kind.members.map(\.name))
    default: throw unknown(name, value, known: [])
    }
  }

  private static func unknown(_ name: String, _ value: Value, known: [String]) -> RunProblem {
    RunProblem(
      "unknown-part", "\(value.typeDescription.capitalizedFirst) has no `\(name)`",
      hint: NearestNames.hint(for: name, among: known))
  }

  /// - Parameter characters: keeps where they lie from call to call.
  static func part(
    of container: Value, _ position: Value, characters: CharacterPlaces
  ) throws(RunProblem) -> Value {
    switch (container, position) {
    case (.list(let items), .number(let number, .plain)):
      return items[try index(number, items.count)]
    case (.list(let items), .range(let range)) where range.dimension == .plain:
      return .list(items.slice(slice(range, items.count)))
    case (.text(let text), .number(let number, .plain)):
      let places = characters.of(text)
      let index = try index(number, places.count)
      return .text(places[index..<(index + 1)])
    case (.text(let text), .range(let range)) where range.dimension == .plain:
      let places = characters.of(text)
      return .text(places[slice(range, places.count)])
    case (.record, .text(let name)): return try member(of: container, name)
    case (.object(let object), _):
      guard let table = object as? any TableObject else {
        if case .range(let range) = position { return try object.cut(range) }
        break
      }
      switch position {
      case .text(let name): return try member(of: container, name)
      case .number(let number, .plain): return row(try index(number, table.rowCount), of: table)
      case .range(let range) where range.dimension == .plain:
        return table.rows(slice(range, table.rowCount))
      default: break
      }
    default: break
    }
    throw RunProblem(
      "wrong-type",
      "\(container.typeDescription.capitalizedFirst) cannot be indexed by \(position.typeDescription)"
    )
  }

  /// An index counted from zero, or from the end when negative.
  private static func index(_ number: Double, _ count: Int) throws(RunProblem) -> Int {
    guard let whole = Int(exactly: number) else {
      throw RunProblem("out-of-range", "\(Constant.written(number)) is not an index of a list")
    }
    let index = whole < 0 ? count + whole : whole
    guard index >= 0, index < count else {
      throw RunProblem(
        "out-of-range",
        count == 0
          ? "There is no element \(whole) in an empty list"
          : "There is no element \(whole): indices go from 0 to \(count - 1)")
    }
    return index
  }

  /// The indices from first to last, both inside, as far as they exist.
  private static func slice(_ range: NumberRange, _ count: Int) -> Range<Int> {
    func index(_ number: Double) -> Int {
      if number.isNaN { return 0 }
      let clamped = min(max(number, Double(-count)), Double(count))
      return clamped < 0 ? count + Int(clamped) : Int(clamped)
    }
    let first = min(index(range.first), count)
    return first..<max(first, min(index(range.last) + 1, count))
  }

  static func row(_ index: Int, of table: any TableObject) -> Value {
    .record(Record(table.columnNames.map { ($0, table.cell($0, index) ?? .missing) }))
  }

  static func items(of value: Value) throws(RunProblem) -> ListValue {
    switch value {
    case .list(let list): return list
    case .range(let range): return try range.list()
    case .object(let object):
      guard let table = object as? any TableObject else { fallthrough }
      var rows: [Value] = []
      rows.reserveCapacity(table.rowCount)
      for index in 0..<table.rowCount {
        if index % 1024 == 0, isCancelled() { throw .stopped }
        rows.append(row(index, of: table))
      }
      return ListValue(mixed: rows)
    default: throw .wrongType(value, wanted: "a list, a range or a table")
    }
  }
}
