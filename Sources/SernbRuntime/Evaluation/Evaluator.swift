// Gives the value of an expression. Values go in, a value or a diagnostic with its place comes out; nothing is changed.

internal import Basics
internal import SernbDocument
import SernbLanguage
internal import Synchronization

/// How many items of lists a node has made: a list in a list in a list may be more than there is memory.
final class ItemLimit: Sendable {
  private let count = Atomic(0)
  private let limit: Int

  init(limit: Int) { self.limit = limit }

  func add(_ items: Int) throws(RunProblem) {
    guard count.add(items, ordering: .relaxed).newValue <= limit else {
      throw RunProblem(
        "too-large", "This makes over \(NumberText.count(limit)) values",
        hint: "Use fewer values, or a table.")
    }
  }
}

/// Evaluates the expressions of one statement.
struct Evaluator: Sendable {
  let run: RunScope
  let compiler: Compiler
  /// Where the values that go into the expressions stem from.
  let origins = OriginCollector()

  init(
    builtins: [String: Builtin], parameters: [(name: String, value: Constant)], source: SourceText,
    names: [String: Value], context: RunContext, limit: Int
  ) {
    run = RunScope(builtins: builtins, context: context, made: ItemLimit(limit: limit))
    compiler = Compiler(
      builtins: builtins, parameters: parameters, source: source, names: names)
  }

  /// - Throws: `Diagnostic` with its place, or `Cancelled`.
  func value(_ expression: Expression) async throws -> Value {
    try checkCancellation()
    let unit = compiler.unit(expression)
    let frame = Frame(
      run, compiler.source, unit: unit, captured: Captured(), depth: 0, invariants: [])
    defer { origins.add(frame.origin?.origin) }
    return try await unit.code.evaluated(frame)
  }

  /// A function that stands at the top.
  func function(
    _ name: String, _ parameters: [Name], _ body: Expression
  ) throws(RunProblem) -> Value {
    let function = FunctionValue(
      compiler.function(name, parameters, body), Captured(), compiler.source)
    return try ValueSize.notTooDeep(.function(function))
  }
}

extension OriginRule {
  /// Where the answer of a call comes from, by where its arguments do.
  func origin(of value: Value, from arguments: (any ValueOrigin)?) -> (any ValueOrigin)? {
    switch self {
    case .counts, .builtin: nil
    case .elementwise: arguments
    case .mixes: value.isList ? arguments?.ofSelection : arguments?.ofStatistic
    }
  }
}
