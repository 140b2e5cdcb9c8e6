// Operators as code.

internal import Basics
import SernbLanguage

/// An operator whose two sides are always evaluated.
struct OperatorCode: Code {
  let span: Span
  let operation: Operator
  let left: any Code
  let right: any Code
  let waits: Bool

  func columnsHeld(functions: Bool) -> Int? { [left, right].columnsHeld(functions: functions) }

  func value(_ frame: Frame) throws -> Value {
    let a = try left.value(frame)
    return try apply(a, try right.value(frame))
  }

  func waiting(_ frame: Frame) async throws -> Value {
    let a = try await left.evaluated(frame)
    return try apply(a, try await right.evaluated(frame))
  }

  private func apply(_ a: Value, _ b: Value) throws -> Value {
    if case .number(let x, let unit) = a, case .number(let y, let other) = b, unit == other {
      switch operation {
      case .add: return .number(x + y, unit)
      case .subtract: return .number(x - y, unit)
      case .less: return .boolean(x < y)
      case .greater: return .boolean(x > y)
      default: break
      }
    }
    return try placed { () throws(RunProblem) in try Operators.apply(operation, a, b) }
  }

  func lanes(_ block: ElementBlock) throws -> Lanes {
    let a = try left.lanes(block)
    let b = try right.lanes(block)
    if case .same(let x) = a, case .same(let y) = b { return .same(try apply(x, y)) }
    if block.count > ElementBlock.most { try checkCancellation() }
    if let result = a.applying(operation, b, count: block.count) { return result }
    var values = ListBuilder()
    values.reserve(block.count)
    for row in 0..<block.count {
      try block.frame.tick()
      values.append(try apply(a.value(row), b.value(row)))
    }
    return Lanes(values.list)
  }
}

/// `and`, `or`: the right side is not asked when the left one decides.
struct LogicCode: Code {
  let span: Span
  let operation: Operator
  let left: any Code
  let right: any Code
  let waits: Bool

  func value(_ frame: Frame) throws -> Value {
    let a = try left.value(frame)
    return try decided(a) ?? apply(a, try right.value(frame))
  }

  func waiting(_ frame: Frame) async throws -> Value {
    let a = try await left.evaluated(frame)
    if let decided = decided(a) { return decided }
    return try apply(a, try await right.evaluated(frame))
  }

  private func decided(_ left: Value) -> Value? {
    guard case .boolean(let flag) = left else { return nil }
    if operation == .and { return flag ? nil : .boolean(false) }
    return flag ? .boolean(true) : nil
  }

  private func apply(_ a: Value, _ b: Value) throws -> Value {
    try placed { () throws(RunProblem) in try Operators.apply(operation, a, b) }
  }

  func lanes(_ block: ElementBlock) throws -> Lanes {
    let a = try left.lanes(block)
    var open: [Int] = []
    var answers = [Bool?](repeating: operation == .or, count: block.count)
    for row in 0..<block.count {
      switch a.truth(row) {
      case .known(let flag): if flag == (operation == .and) { open.append(row) }
      // A missing left side does not decide.
      case .missing: open.append(row)
      case .other: throw ElementBlock.Mixed()
      }
    }
    if open.isEmpty { return .truths(answers) }
    let b = try right.lanes(block.selecting(open))
    for (index, row) in open.enumerated() {
      switch b.truth(index) {
      case .known(let flag):
        // The left side is true for `and`; for `or` it is false or missing.
        answers[row] = operation == .and ? a.truth(row) == .known(true) && flag : flag
      case .missing: answers[row] = false
      case .other: throw ElementBlock.Mixed()
      }
    }
    return .truths(answers)
  }
}

/// `in`, `not in`.
struct MembershipCode: Code {
  let span: Span
  let operation: Operator
  let left: any Code
  let right: any Code
  let waits: Bool

  func value(_ frame: Frame) throws -> Value {
    let a = try left.value(frame)
    let (others, origin) = try frame.tracing { try right.value(frame) }
    return try apply(a, others, origin, frame)
  }

  func waiting(_ frame: Frame) async throws -> Value {
    let a = try await left.evaluated(frame)
    let (others, origin) = try await frame.tracing(right)
    return try apply(a, others, origin, frame)
  }

  private func apply(
    _ a: Value, _ others: Value, _ origin: OriginBox?, _ frame: Frame
  ) throws -> Value {
    // Whether something is among others depends on all of them.
    frame.add(origin?.origin.ofStatistic)
    return try placed { () throws(RunProblem) in try Operators.apply(operation, a, others) }
  }

  func lanes(_ block: ElementBlock) throws -> Lanes {
    let a = try left.lanes(block)
    let (others, origin) = try block.frame.tracing { try right.lanes(block) }
    block.frame.add(origin?.origin.ofStatistic)
    var answers: [Bool?] = []
    answers.reserveCapacity(block.count)
    for row in 0..<block.count {
      try block.frame.tick()
      let answer = try placed { () throws(RunProblem) in
        try Operators.apply(operation, a.value(row), others.value(row))
      }
      guard case .boolean(let flag) = answer else { throw ElementBlock.Mixed() }
      answers.append(flag)
    }
    return .truths(answers)
  }
}

struct NegationCode: StrictCode {
  let span: Span
  let parts: [any Code]
  let waits: Bool

  func columnsHeld(functions: Bool) -> Int? { parts.columnsHeld(functions: functions) }

  func combine(_ values: [Value], _ frame: Frame) throws -> Value {
    try placed { () throws(RunProblem) in
      try Operators.arithmetic(.multiply, values[0], .number(-1))
    }
  }

  func lanes(_ block: ElementBlock) throws -> Lanes {
    let operand = try parts[0].lanes(block)
    if case .same(let value) = operand { return .same(try combine([value], block.frame)) }
    if let result = operand.applying(.multiply, .same(.number(-1)), count: block.count) {
      return result
    }
    throw ElementBlock.Mixed()
  }
}

struct NotCode: StrictCode {
  /// That of the operand.
  let span: Span
  let parts: [any Code]
  let waits: Bool

  func combine(_ values: [Value], _ frame: Frame) throws -> Value {
    switch values[0] {
    case .boolean(let flag): return .boolean(!flag)
    case .missing: return .boolean(true)
    case let other: throw RunProblem.wrongType(other, wanted: "true or false").at(span)
    }
  }

  func lanes(_ block: ElementBlock) throws -> Lanes {
    let operand = try parts[0].lanes(block)
    return .truths(
      try (0..<block.count).map { row in
        switch operand.truth(row) {
        case .known(let flag): !flag
        case .missing: true
        case .other: throw ElementBlock.Mixed()
        }
      })
  }
}

struct ConditionalCode: Code {
  let span: Span
  let condition: any Code
  let yes: any Code
  let no: any Code
  let waits: Bool

  func value(_ frame: Frame) throws -> Value {
    try chosen(try condition.value(frame)).value(frame)
  }

  func waiting(_ frame: Frame) async throws -> Value {
    try await chosen(try await condition.evaluated(frame)).evaluated(frame)
  }

  private func chosen(_ value: Value) throws -> any Code {
    switch value {
    case .boolean(true): return yes
    case .boolean(false), .missing: return no
    case let other: throw RunProblem.wrongType(other, wanted: "true or false").at(condition.span)
    }
  }

  func lanes(_ block: ElementBlock) throws -> Lanes {
    let conditions = try condition.lanes(block)
    if case .same(let value) = conditions { return try chosen(value).lanes(block) }
    var (chosen, others): ([Int], [Int]) = ([], [])
    for row in 0..<block.count {
      switch conditions.truth(row) {
      case .known(true): chosen.append(row)
      case .known(false), .missing: others.append(row)
      case .other: throw ElementBlock.Mixed()
      }
    }
    if others.isEmpty { return try yes.lanes(block) }
    if chosen.isEmpty { return try no.lanes(block) }
    let a = try yes.lanes(block.selecting(chosen))
    let b = try no.lanes(block.selecting(others))
    return Lanes.merging(a, at: chosen, b, at: others, count: block.count)
  }
}
