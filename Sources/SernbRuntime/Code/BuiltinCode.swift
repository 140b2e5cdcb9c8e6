// A call of a builtin: which argument is which parameter is known before it is evaluated.

import SernbLanguage

/// Where a builtin is called, with its arguments in the order in which they are written.
struct BuiltinCode: Code {
  let span: Span
  let builtin: Builtin
  let bindings: [Binding]
  /// The arguments that are left out, by the number of their parameters.
  let defaults: [CallArgument?]
  /// The place of each argument, for messages.
  let spans: [String: Span]
  let waits: Bool

  struct Binding: Sendable {
    let target: Target
    let argument: Argument

    enum Target: Sendable {
      case parameter(Int)
      case rest(String)
    }

    enum Argument: Sendable {
      case value(any Code)
      case row(RowUnit)
      case columns([(code: any Code, name: String?)], Wanted)
      /// There is no such parameter.
      case unknown(Diagnostic)
    }

    var waits: Bool {
      switch argument {
      case .value(let code): code.waits
      case .columns(let elements, _): elements.contains { $0.code.waits }
      case .row, .unknown: false
      }
    }
  }

  func value(_ frame: Frame) throws -> Value {
    guard case .direct(let body) = builtin.body else {
      throw RunProblem("failed", "`\(builtin.name)` has to be waited for").at(span)
    }
    var call = try begin(frame)
    for binding in bindings {
      let (argument, origin) = try frame.tracing { try self.argument(binding, frame, &call) }
      try bind(argument, origin, binding, &call)
    }
    do { return try end(try body(call), call, frame) } catch { throw placed(error) }
  }

  func waiting(_ frame: Frame) async throws -> Value {
    var call = try begin(frame)
    for binding in bindings {
      if case .value(let code) = binding.argument, code.waits {
        let (value, origin) = try await frame.tracing(code)
        try bind(.value(value), origin, binding, &call)
      } else if case .columns(let elements, let wanted) = binding.argument, binding.waits {
        var values: [Value?] = []
        for element in elements {
          values.append(element.name == nil ? try await element.code.evaluated(frame) : nil)
        }
        try bind(.columns(try names(elements, values, wanted)), nil, binding, &call)
      } else {
        let (argument, origin) = try frame.tracing { try self.argument(binding, frame, &call) }
        try bind(argument, origin, binding, &call)
      }
    }
    do {
      switch builtin.body {
      case .direct(let body): return try end(try body(call), call, frame)
      case .waiting(let body): return try end(try await body(call), call, frame)
      }
    } catch { throw placed(error) }
  }

  private func placed(_ error: any Error) -> any Error {
    guard let problem = error as? RunProblem else { return error }
    return problem.at(span, arguments: spans)
  }

  private func begin(_ frame: Frame) throws -> Call {
    try frame.tick()
    return Call(
      signature: builtin.signature, arguments: defaults, rest: [], context: frame.run.context,
      origins: [:])
  }

  private func argument(
    _ binding: Binding, _ frame: Frame, _ call: inout Call
  ) throws -> CallArgument {
    switch binding.argument {
    case .value(let code): return .value(try code.value(frame))
    case .row(let unit):
      return .row(RowFunction(unit, frame, call.collector(of: name(binding), builtin)))
    case .columns(let elements, let wanted):
      let values = try elements.map { $0.name == nil ? try $0.code.value(frame) : nil }
      return .columns(try names(elements, values, wanted))
    case .unknown(let diagnostic): throw diagnostic
    }
  }

  private func names(
    _ elements: [(code: any Code, name: String?)], _ values: [Value?], _ wanted: Wanted
  ) throws -> [String] {
    var names: [String] = []
    for (element, value) in zip(elements, values) {
      switch value {
      case nil: if let name = element.name { names.append(name) }
      case .text(let name)?: names.append(name)
      case .list(let items)?: for case .text(let name) in items { names.append(name) }
      case let other?:
        throw RunProblem.wrongType(other, wanted: wanted.description).at(element.code.span)
      }
    }
    return names
  }

  private func name(_ binding: Binding) -> String {
    switch binding.target {
    case .parameter(let number): builtin.signature.parameters[number].name
    case .rest(let name): name
    }
  }

  private func bind(
    _ argument: CallArgument, _ origin: OriginBox?, _ binding: Binding, _ call: inout Call
  ) throws {
    if let origin { call.collector(of: name(binding), builtin).add(origin.origin) }
    switch binding.target {
    case .parameter(let number):
      call.arguments[number] = argument
      if case .value(let value) = argument {
        do { try builtin.signature.parameters[number].check(value) } catch {
          throw error.at(span, arguments: spans)
        }
      }
    case .rest(let name): call.rest.append((name, argument))
    }
  }

  private func end(_ answer: Value, _ call: Call, _ frame: Frame) throws -> Value {
    let value = try ValueSize.notTooDeep(answer)
    guard value.isPlain else { return value }
    frame.add(call.answer.origin)
    if let origin = call.gathered.origin {
      frame.add(builtin.origin.origin(of: value, from: origin))
    }
    return value
  }

  func columnsHeld(functions: Bool) -> Int? {
    guard functions, !waits,
      builtin.columns != nil && builtin.origin != .builtin || builtin.mapsLists
    else { return nil }
    let parts = bindings.compactMap { binding -> (any Code)? in
      if case .value(let code) = binding.argument { code } else { nil }
    }
    return parts.count == bindings.count ? parts.columnsHeld(functions: functions) : nil
  }

  func lanes(_ block: ElementBlock) throws -> Lanes {
    guard !waits else { throw ElementBlock.NeedsWaiting() }
    return try columnwise(block) ?? mapped(block) ?? block.each(value)
  }

  /// All at once, where the builtin has a way to do so.
  private func columnwise(_ block: ElementBlock) throws -> Lanes? {
    guard let body = builtin.columns, builtin.origin != .builtin else { return nil }
    let frame = block.frame
    var call = try begin(frame)
    var arguments = defaults.map { argument -> Builtin.Elements? in
      if case .value(let value) = argument { .one(value) } else { nil }
    }
    for binding in bindings {
      guard case .parameter(let number) = binding.target, case .value(let code) = binding.argument
      else { return nil }
      let (lanes, origin) = try frame.tracing { try code.lanes(block) }
      // What is wrong with one of them is wrong with the call of that one.
      let parameter = builtin.signature.parameters[number]
      if case .same(let value) = lanes { try parameter.check(value) }
      arguments[number] = lanes.list(count: block.count).map { .many($0) } ?? .one(lanes.value(0))
      if let origin { call.collector(of: parameter.name, builtin).add(origin.origin) }
    }
    guard let answer = try body(arguments, block.count) else { return nil }
    // As of single values, which are no lists.
    frame.add(builtin.origin.origin(of: .missing, from: call.gathered.origin))
    return Lanes(answer)
  }

  /// All at once, where the builtin does to a list what it does to each of its elements.
  private func mapped(_ block: ElementBlock) throws -> Lanes? {
    guard builtin.mapsLists, case .direct(let body) = builtin.body,
      let first = bindings.first, case .parameter(0) = first.target,
      case .value(let code) = first.argument
    else { return nil }
    let frame = block.frame
    var call = try begin(frame)
    let (subject, origin) = try frame.tracing { try code.lanes(block) }
    guard let list = subject.list(count: block.count), !subject.isSame, !list.hasMissing else {
      return nil
    }
    try bind(.value(.list(list)), origin, first, &call)
    for binding in bindings.dropFirst() {
      guard case .value(let code) = binding.argument,
        case (.same(let value), let origin) = try frame.tracing({ try code.lanes(block) })
      else { return nil }
      try bind(.value(value), origin, binding, &call)
    }
    guard case .list(let mapped) = try body(call), mapped.count == block.count else { return nil }
    frame.add(call.gathered.origin)
    return Lanes(mapped)
  }
}

extension Builtin {
  /// Whether it takes one value or a list of them, and does the same to each.
  var mapsLists: Bool {
    guard origin == .elementwise, case .oneOf(let types)? = signature.parameters.first?.wanted
    else { return false }
    return types.contains { type in
      if case .list(let element) = type { types.contains(element) } else { false }
    }
  }
}
