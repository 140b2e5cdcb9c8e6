// Short ways to declare builtins, so that a family file reads as a list of builtins with their parameters.

import SernbLanguage
import SernbRuntime

extension Builtin {
  init(
    _ name: String, formerly: [String] = [], _ summary: String, family: String,
    _ parameters: [Parameter] = [], rest: Wanted? = nil, gives result: Type, version: Int = 1,
    examples: [Example], origin: OriginRule = .mixes,
    _ body: @escaping @Sendable (Call) throws -> Value
  ) {
    self.init(
      Signature(name, formerly: formerly, summary, family: family, parameters, rest: rest) { _ in
        result
      }, examples: examples, version: version, origin: origin, body: .direct(body))
  }

  init(
    _ name: String, formerly: [String] = [], _ summary: String, family: String,
    _ parameters: [Parameter] = [], rest: Wanted? = nil,
    giving result: @escaping @Sendable (inout CallFacts) -> Type,
    version: Int = 1, examples: [Example], origin: OriginRule = .mixes,
    _ body: @escaping @Sendable (Call) throws -> Value
  ) {
    self.init(
      Signature(
        name, formerly: formerly, summary, family: family, parameters, rest: rest, result: result),
      examples: examples, version: version, origin: origin, body: .direct(body))
  }

  // The same for what waits for other tasks.

  init(
    _ name: String, formerly: [String] = [], _ summary: String, family: String,
    _ parameters: [Parameter] = [], rest: Wanted? = nil, gives result: Type, version: Int = 1,
    examples: [Example], origin: OriginRule = .mixes,
    _ body: @escaping @Sendable (Call) async throws -> Value
  ) {
    self.init(
      Signature(name, formerly: formerly, summary, family: family, parameters, rest: rest) { _ in
        result
      }, examples: examples, version: version, origin: origin, body: .waiting(body))
  }

  init(
    _ name: String, formerly: [String] = [], _ summary: String, family: String,
    _ parameters: [Parameter] = [], rest: Wanted? = nil,
    giving result: @escaping @Sendable (inout CallFacts) -> Type,
    version: Int = 1, examples: [Example], origin: OriginRule = .mixes,
    _ body: @escaping @Sendable (Call) async throws -> Value
  ) {
    self.init(
      Signature(
        name, formerly: formerly, summary, family: family, parameters, rest: rest, result: result),
      examples: examples, version: version, origin: origin, body: .waiting(body))
  }
}

extension Parameter {
  /// The subject of a call: the first argument, which needs no name.
  static func subject(_ name: String, _ type: Type, _ summary: String) -> Parameter {
    Parameter(name, .value(type), summary, isNamed: false)
  }

  static func subject(_ name: String, of types: [Type], _ summary: String) -> Parameter {
    Parameter(name, .oneOf(types), summary, isNamed: false)
  }

  static func table(_ summary: String = "The table.") -> Parameter {
    subject("table", .anyTable, summary)
  }

  static func count(
    _ name: String, _ summary: String, _ defaultValue: Double? = nil,
    in range: ClosedRange<Double> = 0...Double.infinity
  ) -> Parameter {
    Parameter(
      name, .value(.count), summary, defaultValue: defaultValue.map { .number($0, .plain) },
      isWhole: true, range: range)
  }

  static func number(
    _ name: String, _ summary: String, _ defaultValue: Double? = nil, unit: Dimension = .plain,
    in range: ClosedRange<Double>? = nil
  ) -> Parameter {
    Parameter(
      name, .value(.number(unit)), summary, defaultValue: defaultValue.map { .number($0, unit) },
      range: range)
  }

  static func text(_ name: String, _ summary: String, _ defaultValue: String? = nil) -> Parameter {
    Parameter(name, .value(.text), summary, defaultValue: defaultValue.map { .text($0) })
  }

  static func choice(_ name: String, _ summary: String, _ choices: [String]) -> Parameter {
    Parameter(
      name, .value(.text), summary, defaultValue: choices.first.map { .text($0) }, choices: choices)
  }

  static func flag(_ name: String, _ summary: String, _ defaultValue: Bool = false) -> Parameter {
    Parameter(name, .value(.boolean), summary, defaultValue: .boolean(defaultValue))
  }

  static func columns(_ name: String, _ summary: String, isOptional: Bool = false) -> Parameter {
    Parameter(name, .columns, summary, isOptional: isOptional)
  }

  static func column(_ name: String, _ summary: String, isOptional: Bool = false) -> Parameter {
    Parameter(name, .column, summary, isOptional: isOptional)
  }

  static let seed = Parameter(
    "seed", .value(.count), "Seed of the random choice; the notebook's when left out.",
    isOptional: true, isWhole: true, range: 0...9_007_199_254_740_991)
}
