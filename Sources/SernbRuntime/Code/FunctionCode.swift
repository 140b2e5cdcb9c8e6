// A call of a function of the notebook.

internal import Basics
import SernbLanguage

struct FunctionCode: Code {
  let span: Span
  /// The function, where it is known.
  let known: FunctionValue?
  /// What gives the function where it is not.
  let callee: any Code
  /// What is called if the callee is no function: a builtin of the same name.
  let builtin: BuiltinCode?
  let arguments: [(name: String?, code: any Code)]
  let waits: Bool

  func value(_ frame: Frame) throws -> Value {
    try frame.tick()
    guard let function = try function(try known.map { .function($0) } ?? callee.value(frame)) else {
      return try builtin?.value(frame) ?? .missing
    }
    let inner = try begin(function, frame)
    var binder = Binder(function)
    for argument in arguments {
      let (value, origin) = try frame.tracing { try argument.code.value(frame) }
      try binder.bind(value, origin, argument, inner)
    }
    try binder.end(callee.span)
    do {
      let (value, origin) = try inner.tracing { try function.unit.body.code.value(inner) }
      frame.add(origin)
      function.invariants.keep(inner)
      return value
    } catch let diagnostic as Diagnostic { throw called(diagnostic, function, frame) }
  }

  func waiting(_ frame: Frame) async throws -> Value {
    try frame.tick()
    var target = known.map { Value.function($0) }
    if target == nil { target = try await callee.evaluated(frame) }
    guard let function = try function(target ?? .missing) else {
      return try await builtin?.evaluated(frame) ?? .missing
    }
    let inner = try begin(function, frame)
    var binder = Binder(function)
    for argument in arguments {
      let (value, origin) = try await frame.tracing(argument.code)
      try binder.bind(value, origin, argument, inner)
    }
    try binder.end(callee.span)
    do {
      let (value, origin) = try await inner.tracing(function.unit.body.code)
      frame.add(origin)
      function.invariants.keep(inner)
      return value
    } catch let diagnostic as Diagnostic { throw called(diagnostic, function, frame) }
  }

  private func function(_ target: Value) throws -> FunctionValue? {
    if case .function(let function) = target { return function }
    if builtin != nil { return nil }
    throw RunProblem("wrong-type", "\(target.typeDescription.capitalizedFirst) cannot be called")
      .at(callee.span)
  }

  private func begin(_ function: FunctionValue, _ frame: Frame) throws -> Frame {
    let depth = frame.depth + function.unit.height
    guard depth <= ValueSize.maximumCalls else {
      throw RunProblem("too-deep", "Functions call each other too deeply here").at(callee.span)
    }
    let inner = Frame(
      frame.run, function.source, unit: function.unit.body, captured: function.captured,
      depth: depth, invariants: function.invariants.all(frame.run), meter: frame.meter)
    inner.row = function.row
    return inner
  }

  /// Which argument is which parameter, found as they come.
  private struct Binder {
    let unit: FunctionUnit
    var open: [String]

    init(_ function: FunctionValue) {
      unit = function.unit
      open = unit.parameters
    }

    mutating func slot(_ argument: (name: String?, code: any Code)) throws -> Int {
      let name = argument.name ?? open.first ?? ""
      guard let index = open.firstIndex(of: name),
        let number = unit.parameters.firstIndex(of: name)
      else {
        throw RunProblem("unknown-argument", "The function has no such argument")
          .at(argument.code.span)
      }
      open.remove(at: index)
      return unit.first + number
    }

    mutating func bind(
      _ value: Value, _ origin: OriginBox?, _ argument: (name: String?, code: any Code),
      _ frame: Frame
    ) throws { frame.bind(try slot(argument), value, origin) }

    func end(_ callee: Span) throws {
      guard open.isEmpty else {
        throw RunProblem(
          "missing-argument",
          "The function needs \(open.map { "`\($0)`" }.joined(separator: " and "))"
        ).at(callee)
      }
    }
  }

  /// A failure in a function's body, with the call that led there. What is written in another notebook has no place in
  /// this one: there the call is the place.
  private func called(
    _ failure: Diagnostic, _ function: FunctionValue, _ frame: Frame
  ) -> Diagnostic {
    var diagnostic = failure
    let text = "in this call" + (function.name.map { " of `\($0)`" } ?? "")
    if function.source.name == frame.source.name {
      if diagnostic.labels.count < 2 {
        diagnostic.labels.append(Label(callee.span, text))
      } else if diagnostic.notes.count < 2 {
        diagnostic.notes.append(
          "called on line \(frame.source.position(of: callee.span.start).line)")
      }
      return diagnostic
    }
    let home = function.source
    if let position = diagnostic.labels.first.map({ home.position(of: $0.span.start) }) {
      diagnostic.notes.append("in `\(home.name)`, line \(position.line)")
    }
    diagnostic.labels = [Label(callee.span, text)]
    return diagnostic
  }

  /// The body for all elements, where the function is known and waits for nothing.
  func lanes(_ block: ElementBlock) throws -> Lanes {
    guard !waits, let function = known else { throw ElementBlock.NeedsWaiting() }
    try block.frame.tick()
    let inner = try begin(function, block.frame)
    var binder = Binder(function)
    var slots: [Int: Lanes] = [:]
    for argument in arguments {
      let (lanes, origin) = try block.frame.tracing { try argument.code.lanes(block) }
      let slot = try binder.slot(argument)
      inner.bind(slot, lanes.value(0), origin)
      slots[slot] = lanes
    }
    try binder.end(callee.span)
    let body = ElementBlock(inner, count: block.count, slots: slots)
    let (lanes, origin) = try inner.tracing { try function.unit.body.code.lanes(body) }
    block.frame.add(origin)
    function.invariants.keep(inner)
    return lanes
  }
}
