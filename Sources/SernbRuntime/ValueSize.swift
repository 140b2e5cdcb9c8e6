// How large and how deep values may get: a few lines that double a value must not use up the memory or the stack.

internal import SernbDocument

enum ValueSize {
  static let maximumShown = 1_000_000
  static let maximumDepth = 200
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
