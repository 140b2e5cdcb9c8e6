// How values are shown: in a line, as blocks of the write-up, and as JSON for the results file.

package import Basics
package import SernbDocument
package import SernbLanguage

extension Value {
  /// In one line, as inside of a list.
  package var line: String {
    switch self {
    case .number(let value, let dimension): Value.quantity(value, dimension)
    case .text(let text): Printer.quoted(text)
    case .boolean(let flag): flag ? "true" : "false"
    case .missing: "missing"
    case .list(let items):
      "[" + items.prefix(20).map(\.line).joined(separator: ", ")
        + (items.count > 20 ? ", … \(NumberText.count(items.count)) in all" : "") + "]"
    case .record(let record):
      "{" + record.fields.map { "\($0.name): \($0.value.line)" }.joined(separator: ", ") + "}"
    case .range(let range):
      Value.quantity(range.first, range.dimension) + " .. "
        + Value.quantity(range.last, range.dimension)
    case .function(let function): "function of \(function.parameters.joined(separator: ", "))"
    case .object(let object): object.line
    }
  }

  static func quantity(_ value: Double, _ dimension: Dimension) -> String {
    let number = NumberText.text(value)
    return dimension == .plain ? number : "\(number) \(dimension.symbol)"
  }

  /// As it stands in a sentence.
  package func sentence(_ format: ProseFormat?) -> String {
    switch (self, format) {
    case (.number(let value, let dimension), .fixed(let digits)?):
      unit(NumberText.text(value, .fixed(digits)), dimension)
    case (.number(let value, _), .percent(let digits)?):
      NumberText.text(value, .percent(digits)).replacing("%", with: " %")
    case (.number(let value, let dimension), .integer?):
      unit(NumberText.text(value, .grouped(0)), dimension)
    case (.number(let value, let dimension), _): Value.quantity(value, dimension)
    case (.text(let text), _): text
    case (.missing, _): "–"
    default: line
    }
  }

  private func unit(_ number: String, _ dimension: Dimension) -> String {
    dimension == .plain ? number : "\(number) \(dimension.symbol)"
  }

  /// What a cell shows of it.
  package func blocks(name: String, _ options: ShowOptions) -> [Block] {
    switch self {
    case .object(let object): return object.blocks(options)
    case .text(let text): return [.value(Block.Value(text, name: name, json: .string(text)))]
    case .list(let items) where !items.isEmpty && items.allSatisfy(\.isFigure):
      return items.flatMap { $0.blocks(name: name, options) }
    case .list(let items) where !items.isEmpty:
      if let table = Value.table(of: items.items) { return [captioned(table, options)] }
      if items.contains(where: \.isLarge) {
        return items.flatMap { $0.blocks(name: name, options) }
      }
    case .record(let record) where !record.fields.isEmpty:
      if record.fields.contains(where: \.value.isLarge) {
        return record.fields.flatMap { field -> [Block] in
          [.prose("**\(MarkdownText.inline(field.name))**")]
            + field.value.blocks(name: field.name, options)
        }
      }
      let table = ShownTable([
        .init("name", texts: record.fields.map(\.name)),
        .init("value", record.fields.map(\.value.cell), alignment: .right),
      ])
      return [captioned(table, options)]
    default: break
    }
    return [.value(Block.Value(line, name: name, json: json))]
  }

  private func captioned(_ table: ShownTable, _ options: ShowOptions) -> Block {
    var table = table.first(options.rows).narrowed
    if let caption = options.caption { table.caption = caption }
    return .table(table)
  }

  /// Whether `plot` can show it.
  var isPicture: Bool {
    if case .list(let items) = self { return items.allSatisfy(\.isFigure) }
    return isFigure
  }

  private var isFigure: Bool {
    if case .object(let object) = self { return object.kind.name == "figure" }
    return false
  }

  /// Whether it needs a block of its own.
  private var isLarge: Bool {
    if case .object(let object) = self { return object is any TableObject || isFigure }
    return false
  }

  /// Records of the same names read best as a table.
  private static func table(of items: [Value]) -> ShownTable? {
    let records = items.compactMap { item -> Record? in
      if case .record(let record) = item { record } else { nil }
    }
    guard records.count == items.count, let names = records.first?.fields.map(\.name),
      records.allSatisfy({
        $0.fields.map(\.name) == names && !$0.fields.contains { $0.value.isLarge }
      })
    else { return nil }
    return ShownTable(names.map { name in .init(name, records.map { $0[name]?.cell ?? .missing }) })
  }

  /// As a cell of a table.
  package var cell: ShownCell {
    switch self {
    case .number(let value, .plain):
      if let whole = Int(exactly: value) { .count(whole) } else { .number(value) }
    case .text(let text): .text(text)
    case .boolean(let flag): .flag(flag)
    case .missing: .missing
    default: .text(line)
    }
  }

  package var json: JSON {
    switch self {
    case .number(let value, .plain): return .number(value)
    case .number(let value, let dimension):
      return ["value": .number(value), "unit": .string(dimension.symbol)]
    case .text(let text): return .string(text)
    case .boolean(let flag): return .bool(flag)
    case .missing: return .null
    case .list(let items): return .array(items.map(\.json))
    case .record(let record):
      return .object(record.fields.map { JSON.Member($0.name, $0.value.json) })
    case .range(let range): return ["first": .number(range.first), "last": .number(range.last)]
    case .function: return .string(line)
    case .object(let object): return object.json
    }
  }
}
