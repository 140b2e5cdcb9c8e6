// Figure mappings: columns, expressions on columns or lists, as numbers with a unit or as names.

import Basics
import SernbDocument
import SernbLanguage
import SernbRuntime
import Tables

/// The values behind one argument of a figure, one per row.
struct Mapping {
  let argument: String
  let values: [Value]
  /// The axis label: `length`, or `end - start`; empty for lists.
  let label: String

  /// The values as numbers, NaN where missing.
  ///
  /// - Throws: `RunProblem` for texts, mixed units, or where every value is missing.
  func numbers() throws(RunProblem) -> NumberMapping {
    var numbers: [Double] = []
    numbers.reserveCapacity(values.count)
    var dimension: Dimension?
    for value in values {
      switch value {
      case .missing: numbers.append(.nan)
      case .number(let number, let unit):
        if let dimension, dimension != unit {
          throw RunProblem(
            "unit-mismatch", "\(subject) holds \(dimension.description) and \(unit.description)",
            argument: argument)
        }
        dimension = unit
        numbers.append(number.isFinite ? number : .nan)
      default:
        throw RunProblem(
          "wrong-type", "\(subject) holds \(value.typeDescription), and this needs numbers",
          argument: argument, hint: "Texts can group the rows: name the column in `by`.")
      }
    }
    guard numbers.contains(where: { !$0.isNaN }) else {
      throw RunProblem(
        "no-values", "\(subject) has no values to draw", argument: argument,
        hint: "Look at the table with `describe`.")
    }
    return NumberMapping(values: numbers, dimension: dimension ?? .plain, label: label)
  }

  /// The values as names, and the distinct names: numbers rising, texts and truth values by name if `isSorted`, else
  /// in order of their first row. Missing values are named `missing` and come last.
  func names(isSorted: Bool, first: [String] = []) throws(RunProblem) -> NameMapping {
    var names: [String] = []
    names.reserveCapacity(values.count)
    var distinct: [(name: String, value: Value)] = []
    var seen: Set<String> = []
    for value in values {
      let name: String
      switch value {
      case .text(let text): name = text
      case .number, .boolean: name = value.line
      case .missing: name = "missing"
      default:
        throw RunProblem(
          "wrong-type",
          "\(subject) holds \(value.typeDescription), and this needs names or numbers",
          argument: argument)
      }
      names.append(name)
      if seen.insert(name).inserted { distinct.append((name, value)) }
    }
    let ranked = distinct.enumerated().sorted { a, b in
      let (x, y) = (Rank(a.element.value, isSorted), Rank(b.element.value, isSorted))
      return x == y ? a.offset < b.offset : x < y
    }
    var order = ranked.map(\.element.name)
    let unknown = first.filter { !seen.contains($0) }
    if let name = unknown.first {
      throw RunProblem(
        "not-a-choice", "\(subject) has no `\(name)`", argument: "order",
        hint: NearestNames.hint(for: name, among: order))
    }
    let given = Set(first)
    order = first.uniqued + order.filter { !given.contains($0) }
    return NameMapping(names: names, order: order, label: label)
  }

  private var subject: String { label.isEmpty ? "The list" : "`\(label)`" }

  /// The sort order of names: numbers, then truth values and texts, then missing.
  private struct Rank: Comparable {
    let kind: Int
    let number: Double
    let text: String

    init(_ value: Value, _ isSorted: Bool) {
      switch value {
      case .number(let value, _) where !value.isNaN: (kind, number, text) = (0, value, "")
      case .boolean(let flag) where isSorted: (kind, number, text) = (1, flag ? 1 : 0, "")
      case .text(let value) where isSorted: (kind, number, text) = (1, 2, value)
      case .boolean, .text: (kind, number, text) = (1, 2, "")
      default: (kind, number, text) = (2, 0, "")
      }
    }

    static func < (a: Rank, b: Rank) -> Bool {
      if (a.kind, a.number) != (b.kind, b.number) { return (a.kind, a.number) < (b.kind, b.number) }
      return a.text.unicodeScalars.lexicographicallyPrecedes(b.text.unicodeScalars)
    }
  }
}

struct NumberMapping {
  /// Finite, or NaN where there is no value.
  var values: [Double]
  let dimension: Dimension
  let label: String
}

struct NameMapping {
  /// One per row.
  let names: [String]
  /// Distinct.
  let order: [String]
  let label: String

  /// The rows of each name in `order`.
  var members: [[Int]] {
    var positions: [String: Int] = [:]
    for (index, name) in order.enumerated() { positions[name] = index }
    var members = [[Int]](repeating: [], count: order.count)
    for (row, name) in names.enumerated() { positions[name].map { members[$0].append(row) } }
    return members
  }
}

// MARK: While running

extension Call {
  /// The table to draw, if the subject is one.
  func drawnTable() throws -> Table? {
    guard case .object? = optional("table") else { return nil }
    let table = try table("table")
    guard !table.isEmpty else {
      throw RunProblem(
        "no-rows", "The table has no rows to draw", argument: "table",
        hint: "Look at what `where` or `read_csv` left over.")
    }
    return table
  }

  /// The value of the argument in each row of `table`, or the list itself.
  func mapping(_ name: String, over table: Table?) async throws -> Mapping {
    try checkCancellation()
    // A value per row, and the number or the name that is made of it.
    if let table { try expect(items: 2 * Double(table.rowCount), argument: name) }
    let function = try row(name)
    let label = Mapping.label(function.text)
    guard let table else {
      let value = try await function.apply { _ in nil }
      return Mapping(argument: name, values: try items(value, name), label: "")
    }
    if function.column == nil, let value = try? await function.apply({ _ in nil }) {
      switch value {
      case .text(let column):
        guard let found = table[column] else {
          throw RunProblem.unknownColumn(column, known: table.names, argument: name)
        }
        return Mapping(argument: name, values: found.list.items, label: column)
      case .list, .range:
        let items = try items(value, name)
        guard items.count == table.rowCount else {
          throw RunProblem(
            "wrong-length",
            "The list has \(items.count) values, and the table \(table.rowCount) rows",
            argument: name)
        }
        return Mapping(argument: name, values: items, label: "")
      default: break
      }
    }
    return Mapping(
      argument: name, values: try await values(of: function, over: table).items, label: label)
  }

  func optionalMapping(_ name: String, over table: Table?) async throws -> Mapping? {
    guard let function = optionalRow(name) else { return nil }
    if function.text == "missing" { return nil }
    return try await mapping(name, over: table)
  }

  /// The elements of a list or range given instead of a column.
  func items(_ value: Value, _ name: String) throws -> [Value] {
    let items: [Value]
    switch value {
    case .list(let list): items = list.items
    case .range(let range): items = try range.list().items
    default:
      throw RunProblem.wrongType(value, wanted: "a list, for there is no table", argument: name)
    }
    guard !items.isEmpty else { throw RunProblem("no-values", "The list is empty", argument: name) }
    return items
  }

  /// Checks that lists which belong together are equally long.
  func sameLength(_ mappings: Mapping?...) throws {
    let present = mappings.compactMap { $0 }
    guard let first = present.first else { return }
    for other in present where other.values.count != first.values.count {
      throw RunProblem(
        "wrong-length",
        "`\(first.argument)` has \(first.values.count) values and `\(other.argument)` "
          + "\(other.values.count)", argument: other.argument)
    }
  }
}

extension Mapping {
  /// The source text without the dots before columns: `.end - .start` is `end - start`.
  static func label(_ text: String) -> String {
    let characters = Array(text)
    var label = ""
    for (index, character) in characters.enumerated() {
      let before = index > 0 ? characters[index - 1] : " "
      let after = index + 1 < characters.count ? characters[index + 1] : " "
      let isColumn =
        character == "." && (after.isLetter || after == "_" || after == "\"")
        && !(before.isLetter || before.isNumber || before == "_" || before == ")" || before == "]"
          || before == ".")
      if !isColumn { label.append(character) }
    }
    return label
  }
}

// MARK: Before running

extension CallFacts {
  /// Checks the mappings of a figure: `numbers` must be numbers, `names` may be anything, `required` must be there when
  /// the subject is a table.
  mutating func figure(
    _ function: String, numbers: [String] = [], names: [String] = [], required: [String] = []
  ) -> Type {
    let subject = type("table")
    let (isTable, schema): (Bool?, Schema?) =
      switch subject {
      case .table(let schema): (true, schema)
      case .unknown: (nil, nil)
      default: (false, nil)
      }
    for name in required where isTable == true && self[name] == nil {
      problems.append(
        .other(
          Diagnostic(
            "missing-argument", "`\(function)` needs `\(name)`", labels: [Label(span)],
            hint: "Name a column, such as `\(name): .length`.")))
    }
    for name in numbers + names {
      guard let argument = self[name] else { continue }
      if isTable == false, let column = argument.columns.first {
        problems.append(.columnOutsideRow(Name(column, argument.span)))
        continue
      }
      var type = argument.type
      if argument.columns.isEmpty, type == .text {
        // The name of a column, as it comes from a parameter or a list of names.
        guard case .text(let column)? = argument.constant, let schema else { continue }
        guard let found = schema.type(of: column) else {
          problems.append(.unknownColumn(Name(column, argument.span), known: schema.names))
          continue
        }
        type = found
      }
      let allowed: [Type] =
        numbers.contains(name)
        ? [.anyNumber, .list(.anyNumber), .range(nil), .missing]
        : [.anyNumber, .text, .boolean, .list(.unknown), .range(nil), .missing]
      if !allowed.contains(where: type.fits) {
        let wanted = numbers.contains(name) ? "a column or list of numbers" : "a column or a list"
        problems.append(
          .wrongArgument(
            argument.span, seen: type, constant: nil, function: function, parameter: name,
            wanted: wanted, dimension: nil))
      }
    }
    return .object(FigureValue.kind)
  }
}
