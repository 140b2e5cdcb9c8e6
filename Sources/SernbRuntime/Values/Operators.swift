// What the operators of the language do with values. A missing operand makes a missing result; units are carried along.

internal import Basics
import SernbLanguage

enum Operators {
  static func apply(_ operation: Operator, _ left: Value, _ right: Value) throws(RunProblem)
    -> Value
  {
    switch operation {
    case .or, .and: return try logic(operation, left, right)
    case .equal: return .boolean(try areEqual(left, right))
    case .notEqual: return .boolean(!(try areEqual(left, right)))
    case .less, .lessOrEqual, .greater, .greaterOrEqual: return try order(operation, left, right)
    case .in: return .boolean(try contains(right, left))
    case .notIn: return .boolean(!(try contains(right, left)))
    case .add, .subtract, .multiply, .divide, .power: return try arithmetic(operation, left, right)
    }
  }

  /// What is too large to be walked over is refused: no time limit ends such a walk.
  private static func areEqual(_ left: Value, _ right: Value) throws(RunProblem) -> Bool {
    for side in [left, right] {
      switch side {
      case .list, .record: try ValueSize.expect(in: side)
      default: break
      }
    }
    return left.equals(right)
  }

  private static func logic(_ operation: Operator, _ left: Value, _ right: Value)
    throws(RunProblem) -> Value
  {
    func truth(_ value: Value) throws(RunProblem) -> Bool {
      switch value {
      case .boolean(let flag): return flag
      case .missing: return false
      default: throw .wrongType(value, wanted: "true or false")
      }
    }
    let (a, b) = (try truth(left), try truth(right))
    return .boolean(operation == .and ? a && b : a || b)
  }

  private static func order(_ operation: Operator, _ left: Value, _ right: Value)
    throws(RunProblem) -> Value
  {
    func holds<T: Comparable>(_ a: T, _ b: T) -> Value {
      switch operation {
      case .less: .boolean(a < b)
      case .lessOrEqual: .boolean(a <= b)
      case .greater: .boolean(a > b)
      default: .boolean(a >= b)
      }
    }
    switch (left, right) {
    case (.missing, _), (_, .missing): return .boolean(false)
    case (.number(let a, let x), .number(let b, let y)):
      guard x == y else { throw mismatch(operation, x, y) }
      return holds(a, b)
    case (.text(let a), .text(let b)):
      // By code points, so that the order is the same in every locale.
      return holds(
        Array(a.unicodeScalars.map(\.value)).key, Array(b.unicodeScalars.map(\.value)).key)
    default:
      throw RunProblem(
        "wrong-type",
        "`\(operation.rawValue)` cannot compare \(left.typeDescription) with \(right.typeDescription)"
      )
    }
  }

  private static func contains(_ container: Value, _ item: Value) throws(RunProblem) -> Bool {
    switch (container, item) {
    case (.list(let items), _):
      for candidate in items where try areEqual(candidate, item) { return true }
      return false
    case (.range(let range), .number(let number, let dimension)):
      guard range.dimension == dimension else { throw mismatch(.in, dimension, range.dimension) }
      return range.contains(number)
    case (_, .missing): return false
    case (.text(let text), .text(let part)): return part.isEmpty || text.contains(part)
    default: throw .wrongType(container, wanted: "a list, a range or a text")
    }
  }

  private static func mismatch(_ operation: Operator, _ a: Dimension, _ b: Dimension) -> RunProblem
  {
    RunProblem("unit-mismatch", Problem.mismatch(of: operation.rawValue, a, b))
  }

  static func arithmetic(_ operation: Operator, _ left: Value, _ right: Value)
    throws(RunProblem) -> Value
  {
    switch (left, right) {
    case (.number(let a, let x), .number(let b, let y)): return try numbers(operation, a, x, b, y)
    case (.missing, _), (_, .missing): return .missing
    case (.text(let a), .text(let b)) where operation == .add:
      guard a.utf8.count + b.utf8.count <= ValueSize.maximumText else { throw .longText }
      return .text(a + b)
    case (.list(let a), .list(let b)):
      guard a.count == b.count else {
        throw RunProblem(
          "wrong-length",
          "`\(operation.rawValue)` cannot join a list of \(a.count) with a list of \(b.count)")
      }
      return try list(a.count) { index throws(RunProblem) in
        try arithmetic(operation, a[index], b[index])
      }
    case (.list(let items), _):
      return try list(items.count) { index throws(RunProblem) in
        try arithmetic(operation, items[index], right)
      }
    case (_, .list(let items)):
      return try list(items.count) { index throws(RunProblem) in
        try arithmetic(operation, left, items[index])
      }
    case (.text, _), (_, .text):
      throw RunProblem(
        "wrong-type",
        "`\(operation.rawValue)` cannot join \(left.typeDescription) with \(right.typeDescription)",
        hint: "A text can only be joined to a text: write `text(…)` around the other.")
    default:
      throw RunProblem(
        "wrong-type",
        "`\(operation.rawValue)` cannot join \(left.typeDescription) with \(right.typeDescription)")
    }
  }

  /// Long lists end with the work that they belong to.
  private static func list(
    _ count: Int, _ element: (Int) throws(RunProblem) -> Value
  ) throws(RunProblem) -> Value {
    var builder = ListBuilder()
    builder.reserve(count)
    for index in 0..<count {
      if index % 4096 == 4095, isCancelled() { throw .stopped }
      builder.append(try element(index))
    }
    return .list(builder.list)
  }

  private static func numbers(
    _ operation: Operator, _ a: Double, _ x: Dimension, _ b: Double, _ y: Dimension
  ) throws(RunProblem) -> Value {
    switch operation {
    case .add, .subtract:
      guard x == y else { throw mismatch(operation, x, y) }
      return .number(operation == .add ? a + b : a - b, x)
    case .multiply: return .number(a * b, x * y)
    case .divide:
      guard b != 0 else {
        throw RunProblem(
          "division-by-zero", "A number is divided by zero",
          hint: "Check first: `if n > 0 then a / n else missing`.")
      }
      return .number(a / b, x / y)
    default:
      guard y == .plain else {
        throw RunProblem("unit-mismatch", "An exponent is a plain number, this is \(y.description)")
      }
      return try UnitPower.power(a, x, b)
    }
  }
}

extension [UInt32] {
  /// Ordered by elements.
  fileprivate var key: LexicographicKey { LexicographicKey(values: self) }
}

private struct LexicographicKey: Comparable {
  let values: [UInt32]
  static func < (a: Self, b: Self) -> Bool { a.values.lexicographicallyPrecedes(b.values) }
}
