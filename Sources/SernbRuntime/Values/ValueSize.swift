// How large and how deep values may get: a few lines that double a value must not use up the memory or the stack.

internal import Basics
internal import SernbDocument
internal import SernbLanguage

package enum ValueSize {
  static let maximumShown = 1_000_000
  /// Points of all figures of one statement: no screen resolves so many, and each stands in the results file too.
  static let maximumDrawn = 250_000
  static let maximumDepth = 200
  /// Bytes of all texts of a value that is shown: a page of more can hardly be opened.
  static let maximumShownText = 10_000_000
  /// Bytes of one text.
  static let maximumText = 100_000_000
  /// The height of function bodies on one another while they are evaluated.
  static let maximumCalls = 1000

  /// The value, unless it is nested too deep.
  static func notTooDeep(_ value: Value) throws(RunProblem) -> Value {
    guard value.depth <= maximumDepth else {
      throw RunProblem(
        "too-deep", "This value is nested over \(maximumDepth) deep",
        hint: "Structure it differently.")
    }
    return value
  }

  /// Refuses a value of more than so many parts, counted as often as they would be shown.
  static func expect(parts limit: Int = World.maximumParts, in value: Value) throws(RunProblem) {
    var parts = 0
    try count(value, limit, &parts)
  }

  private static func count(_ value: Value, _ limit: Int, _ parts: inout Int) throws(RunProblem) {
    var own = 1
    var isCounted = false
    if case .list(let list) = value, let all = list.parts { (own, isCounted) = (all, true) }
    parts = own > limit ? .max : parts + own
    guard parts <= limit else {
      throw RunProblem(
        "too-large", "This value has over \(NumberText.count(limit)) parts",
        hint: "Use less of it, or structure it differently.")
    }
    if isCounted { return }
    switch value {
    case .number, .text, .boolean, .missing, .range, .object, .function: break
    case .list(let list):
      for item in list.items { try count(item, limit, &parts) }
    case .record(let record): for field in record.fields { try count(field.value, limit, &parts) }
    }
  }

  /// Refuses to show what would make a page that is too large to open, however it is shown.
  package static func expectShown(_ value: Value) throws(RunProblem) {
    if points(of: value) > maximumDrawn {
      throw RunProblem(
        "too-large",
        "This draws over \(NumberText.count(maximumDrawn)) points, too much for a page",
        hint: "Draw a part of them, or a `histogram`.")
    }
    try expectShown(value, rows: 0)
  }

  /// Refuses to show too much text.
  ///
  /// - Parameter rows: how many rows of a table are shown, on which no result depends.
  package static func expectShown(_ value: Value, rows: Int) throws(RunProblem) {
    guard textBytes(of: value, rows: rows, upTo: maximumShownText) > maximumShownText else {
      return
    }
    throw RunProblem(
      "too-large",
      "This value has over \(maximumShownText / 1_000_000) million bytes of text, too much for a page",
      hint: "Show a part of it, or save it to a file.")
  }

  /// How many points all figures in a value draw.
  private static func points(of value: Value) -> Int {
    switch value {
    case .object(let object): (object as? FigureValue)?.figure.pointCount ?? 0
    case .list(let items): items.reduce(0) { $0 + points(of: $1) }
    case .record(let record): record.fields.reduce(0) { $0 + points(of: $1.value) }
    case .number, .text, .boolean, .missing, .range, .function: 0
    }
  }

  /// The bytes of all texts in a value, counted as often as they would be written; counting ends beyond `limit`.
  static func textBytes(of value: Value, rows: Int, upTo limit: Int) -> Int {
    var bytes = 0
    func count(_ value: Value) {
      guard bytes <= limit else { return }
      switch value {
      case .text(let text): bytes += text.utf8.count
      case .list(let items):
        switch items.storage {
        case .numbers, .truths: break
        case .texts(let texts): bytes += texts.byteCount
        case .values(let values): for item in values where bytes <= limit { count(item) }
        }
      case .record(let record): for field in record.fields { count(field.value) }
      case .object(let markdown as MarkdownValue): bytes += markdown.text.utf8.count
      case .object(let table as any TableObject):
        for column in table.columnNames where table.rowCount > 0 {
          // A column of objects is not made a list for this.
          if rows < table.rowCount || table.cell(column, 0)?.isPlain != true {
            for row in 0..<min(rows, table.rowCount) { count(table.cell(column, row) ?? .missing) }
          } else if let list = table.column(column) {
            count(.list(list))
          }
        }
      case .number, .boolean, .missing, .range, .function, .object: break
      }
    }
    count(value)
    return bytes
  }
}
