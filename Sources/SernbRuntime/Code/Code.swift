// A checked expression as it is evaluated: names are places, arguments are bound, and what does not change in a loop is
// evaluated once.
//
// 1. `Compiler` makes a tree of `Code` of an expression, once for each run of its statement. Names from above are known
//    values; variables of loops, functions and rows are slots of a `Frame`.
// 2. Code that calls a builtin which waits for other tasks is evaluated by `waiting`, all other code by `value`.
// 3. What depends on no variable of the innermost loop is wrapped in `CachedCode`: it is evaluated where it is first
//    needed, so that an error has its place, and kept until a variable changes that it depends on.
// 4. Loops and row functions evaluate their code for many elements at once (`lanes`), and element by element only where
//    code has no way to do that, or where something fails: the message is about the first element that fails.

import SernbLanguage

protocol Code: Sendable {
  var span: Span { get }
  /// Whether it calls what must be waited for.
  var waits: Bool { get }
  /// - Throws: `Diagnostic` with its place, or `Cancelled`.
  func value(_ frame: Frame) throws -> Value
  /// As `value`; code that `waits` is evaluated so.
  func waiting(_ frame: Frame) async throws -> Value
  /// The values for all elements of a block, of which there is at least one. An error stands for the block: its place
  /// and its text may be those of any element.
  func lanes(_ block: ElementBlock) throws -> Lanes
  /// How many columns it makes and holds at a time when it goes over all elements at once; nil for more than operators on
  /// elements and on what does not change.
  ///
  /// - Parameter functions: whether functions may be among it that have a way to go over many elements.
  func columnsHeld(functions: Bool) -> Int?
}

extension Code {
  var waits: Bool { false }
  func columnsHeld(functions: Bool) -> Int? { nil }

  /// Whether all elements may be one block: few columns are held, so that memory stays in proportion to the result.
  func isWhole(functions: Bool) -> Bool {
    columnsHeld(functions: functions).map { $0 <= ElementBlock.mostColumns } ?? false
  }

  func waiting(_ frame: Frame) async throws -> Value { try value(frame) }

  /// Element by element.
  func lanes(_ block: ElementBlock) throws -> Lanes {
    guard !waits else { throw ElementBlock.NeedsWaiting() }
    return try block.each(value)
  }

  /// As `value` or `waiting`, whichever it needs.
  func evaluated(_ frame: Frame) async throws -> Value {
    waits ? try await waiting(frame) : try value(frame)
  }

  func placed<T>(_ body: () throws(RunProblem) -> T) throws -> T {
    do { return try body() } catch { throw error.at(span) }
  }
}

/// A known value: a literal, or what a name above is bound to.
struct ConstantCode: Code {
  let span: Span
  let known: Value
  let origin: OriginBox?

  func columnsHeld(functions: Bool) -> Int? { 0 }

  func value(_ frame: Frame) -> Value {
    frame.add(origin)
    return known
  }

  func lanes(_ block: ElementBlock) -> Lanes { .same(value(block.frame)) }
}

/// A variable of a loop or a function.
struct SlotCode: Code {
  let span: Span
  let slot: Int

  func columnsHeld(functions: Bool) -> Int? { 0 }

  func value(_ frame: Frame) -> Value {
    frame.add(frame.origins[slot])
    return frame.slots[slot]
  }

  func lanes(_ block: ElementBlock) -> Lanes {
    let value = value(block.frame)
    return block.lanes(slot: slot) ?? .same(value)
  }
}

/// A column of the row that a row function is about.
struct ColumnCode: Code {
  let span: Span
  let name: String
  let index: Int

  func columnsHeld(functions: Bool) -> Int? { 0 }

  func value(_ frame: Frame) throws -> Value {
    guard let value = frame.row?.value(index, name) else { throw missing }
    return value
  }

  func lanes(_ block: ElementBlock) throws -> Lanes {
    guard let lanes = block.lanes(column: index) else { throw missing }
    return lanes
  }

  private var missing: Diagnostic {
    RunProblem("unknown-column", "The table has no column `\(name)`").at(span)
  }
}

/// What does not change while a loop runs.
struct CachedCode: Code {
  let code: any Code
  let slot: Int

  var span: Span { code.span }
  var waits: Bool { code.waits }
  func columnsHeld(functions: Bool) -> Int? { 0 }

  func value(_ frame: Frame) throws -> Value {
    if let known = frame.cached(slot) { return known }
    let (value, origin) = try frame.tracing { try code.value(frame) }
    return frame.cache(value, origin, slot)
  }

  func waiting(_ frame: Frame) async throws -> Value {
    if let known = frame.cached(slot) { return known }
    let (value, origin) = try await frame.tracing(code)
    return frame.cache(value, origin, slot)
  }

  func lanes(_ block: ElementBlock) throws -> Lanes {
    // What waits was evaluated before, or not at all.
    if waits, block.frame.cached(slot) == nil { throw ElementBlock.NeedsWaiting() }
    return .same(try value(block.frame))
  }
}

/// What fails wherever it is evaluated, such as a name that is bound nowhere.
struct FailureCode: Code {
  let diagnostic: Diagnostic
  let span: Span

  func value(_ frame: Frame) throws -> Value { throw diagnostic }
}

extension [any Code] {
  /// As `Code.columnsHeld`, for what makes a column of these parts, evaluated in order.
  func columnsHeld(functions: Bool) -> Int? {
    var (held, most) = (0, 0)
    for part in self {
      guard let own = part.columnsHeld(functions: functions) else { return nil }
      most = Swift.max(most, held + own)
      held += own > 0 ? 1 : 0
    }
    return Swift.max(most, held + 1)
  }
}

/// Code whose parts are all evaluated, in order, before it does anything.
protocol StrictCode: Code {
  var parts: [any Code] { get }
  func combine(_ values: [Value], _ frame: Frame) throws -> Value
}

extension StrictCode {
  func value(_ frame: Frame) throws -> Value {
    var values: [Value] = []
    values.reserveCapacity(parts.count)
    for part in parts { values.append(try part.value(frame)) }
    return try combine(values, frame)
  }

  func waiting(_ frame: Frame) async throws -> Value {
    var values: [Value] = []
    for part in parts { values.append(try await part.evaluated(frame)) }
    return try combine(values, frame)
  }
}

struct ListCode: StrictCode {
  let span: Span
  let parts: [any Code]
  let waits: Bool

  func combine(_ values: [Value], _ frame: Frame) throws -> Value {
    try placed { () throws(RunProblem) in try ValueSize.notTooDeep(.list(values)) }
  }
}

struct RecordCode: StrictCode {
  let span: Span
  let names: [String]
  let parts: [any Code]
  let waits: Bool

  func combine(_ values: [Value], _ frame: Frame) throws -> Value {
    let record = Record(Array(zip(names, values)).map { (name: $0, value: $1) })
    return try placed { () throws(RunProblem) in try ValueSize.notTooDeep(.record(record)) }
  }
}

struct RangeCode: StrictCode {
  let span: Span
  let parts: [any Code]
  let waits: Bool

  func combine(_ values: [Value], _ frame: Frame) throws -> Value {
    try placed { () throws(RunProblem) in try range(values[0], values[1]) }
  }

  private func range(_ low: Value, _ high: Value) throws(RunProblem) -> Value {
    guard case .number(let first, let x) = low else { throw .wrongType(low, wanted: "a number") }
    guard case .number(let last, let y) = high else { throw .wrongType(high, wanted: "a number") }
    guard x == y else { throw RunProblem("unit-mismatch", Problem.mismatch(of: "..", x, y)) }
    guard !first.isNaN, !last.isNaN else {
      throw RunProblem("out-of-range", "A range has no bound that is not a number")
    }
    return .range(NumberRange(first, last, x))
  }
}

/// `value.name`.
struct MemberCode: StrictCode {
  /// That of the name.
  let span: Span
  let name: String
  let parts: [any Code]
  let waits: Bool

  func combine(_ values: [Value], _ frame: Frame) throws -> Value {
    let value = values[0]
    return try placed { () throws(RunProblem) in
      if case .object(let object) = value {
        let count = object.count(ofMember: name)
        try frame.run.context.expect(bytes: Double(count * Value.bytes))
        frame.add(object.origin(ofMember: name))
      }
      if case .record(let record) = value, record[name] == nil,
        let current = frame.run.builtins.values.formerKey(name), let value = record[current]
      {
        return value
      }
      return try ValueAccess.member(of: value, name)
    }
  }
}

/// A function of the notebook, with the variables around it.
struct LambdaCode: Code {
  let span: Span
  let unit: FunctionUnit

  func value(_ frame: Frame) throws -> Value {
    try placed { () throws(RunProblem) in
      try ValueSize.notTooDeep(
        .function(FunctionValue(unit, frame.captured, frame.source, row: frame.row?.fixed)))
    }
  }
}
