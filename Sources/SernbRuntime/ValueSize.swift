// How large and how deep values may get: a few lines that double a value must not use up the memory or the stack.

internal import SernbDocument

enum ValueSize {
  static let maximumShown = 1_000_000
  /// Points of all figures of one statement: no screen tells so many apart, and each stands in the results file too.
  static let maximumDrawn = 250_000
  static let maximumDepth = 200
  /// Bytes of all texts of a value that is shown: a page of more can hardly be opened.
  static let maximumShownText = 10_000_000
  /// Bytes of one text.
  static let maximumText = 100_000_000
  /// The height of function bodies on one another while they are evaluated.
  static let maximumCalls = 1000

  /// How deep `value` is nested: numbers and engine values are 0, a list of them 1.
  ///
  /// - Parameters:
  ///   - captured: the depth of the values that functions in it may hold.
  ///   - limit: how many parts it may have, counted as often as they would be shown.
  static func depth(
    of value: Value, captured: Int = 0, parts limit: Int = World.maximumParts
  ) throws(RunProblem) -> Int {
    var parts = 0
    return try depth(of: value, captured, level: 0, limit, &parts)
  }

  /// Refuses to show what would make a page that nobody can open, however it is shown.
  static func expectShown(_ value: Value) throws(RunProblem) {
    if points(of: value) > maximumDrawn {
      throw RunProblem(
        "too-large",
        "This draws over \(NumberText.count(maximumDrawn)) points, too much for a page",
        hint: "Draw a part of them, or how often values occur: `histogram`.")
    }
    try expectShown(value, rows: 0)
  }

  /// Refuses to show too much text.
  ///
  /// - Parameter rows: how many rows of a table are shown: what a result does not hang on.
  static func expectShown(_ value: Value, rows: Int) throws(RunProblem) {
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
      case .list(let items): for item in items where bytes <= limit { count(item) }
      case .record(let record): for field in record.fields { count(field.value) }
      case .object(let table as any TableObject):
        for column in table.columnNames {
          for row in 0..<min(rows, table.rowCount) { count(table.cell(column, row) ?? .missing) }
        }
      case .number, .boolean, .missing, .range, .function, .object: break
      }
    }
    count(value)
    return bytes
  }

  private static func depth(
    of value: Value, _ captured: Int, level: Int, _ limit: Int, _ parts: inout Int
  ) throws(RunProblem) -> Int {
    parts += 1
    guard parts <= limit else {
      throw RunProblem(
        "too-large", "This value has over \(NumberText.count(limit)) parts",
        hint: "Take less of it, or put it together another way.")
    }
    var deepest = -1
    switch value {
    case .number, .text, .boolean, .missing, .range, .object: return 0
    case .function: deepest = captured
    case .list(let items):
      for item in items {
        deepest = max(deepest, try depth(of: item, captured, level: level + 1, limit, &parts))
      }
    case .record(let record):
      for field in record.fields {
        deepest = max(
          deepest, try depth(of: field.value, captured, level: level + 1, limit, &parts))
      }
    }
    guard max(level, deepest) < maximumDepth else {
      throw RunProblem(
        "too-deep", "This value is nested over \(maximumDepth) deep",
        hint: "Put it together another way.")
    }
    return deepest + 1
  }
}
