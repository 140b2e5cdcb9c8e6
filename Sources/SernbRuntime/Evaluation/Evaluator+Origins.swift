// Where the parts of an expression stem from.

import SernbLanguage

extension Evaluator {
  /// The same for a part of an expression whose origins are gathered apart.
  func gathering(in collector: OriginCollector) -> Evaluator {
    Evaluator(
      builtins: builtins, parameters: parameters, source: source, context: context, made: made,
      origins: collector)
  }

  /// A value and where it comes from.
  func tracing(_ expression: Expression, _ environment: Environment) async throws
    -> (value: Value, origin: (any ValueOrigin)?)
  {
    let collector = OriginCollector()
    let value = try await gathering(in: collector).value(expression, environment)
    return (value, collector.origin)
  }

  /// Where an element, a slice or a field comes from.
  func partOrigin(
    _ part: Value, of container: Value, _ origin: (any ValueOrigin)?, _ at: Value
  ) -> (any ValueOrigin)? {
    guard part.isPlain else { return nil }
    switch container {
    case .record: return origin
    case .object(let table as any TableObject):
      if case .text(let name) = at { return table.origin(ofMember: name) }
      return table.rowsOrigin?.ofStatistic
    default: return part.isList ? origin?.ofSelection : origin?.ofStatistic
    }
  }
}

extension Expression {
  /// Every column that is read in it.
  var columns: [String] {
    if case .column(let name) = kind { return [name] }
    return children.flatMap(\.columns)
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
