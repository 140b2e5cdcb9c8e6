// Makes code of checked expressions.
//
// Each loop, function and row function is a level; the code of a part is known by the levels whose variables it reads. A
// part that does not read those of the level around it is kept (`CachedCode`) as long as the levels that it reads do not
// change: until the loop just inside of them begins again.

import SernbLanguage

struct Compiler {
  let builtins: [String: Builtin]
  let parameters: [(name: String, value: Constant)]
  let source: SourceText
  /// What names above are bound to.
  let names: [String: Value]

  /// Code of an expression of a statement.
  func unit(_ expression: Expression) -> Unit {
    let builder = UnitBuilder(first: 0, base: -1)
    let scope = Scope(unit: builder, level: 0)
    return builder.unit(code(expression, scope).code)
  }

  /// Code of a function that stands at the top.
  func function(_ name: String?, _ parameters: [Name], _ body: Expression) -> FunctionUnit {
    lambda(name, parameters, body, Scope(unit: UnitBuilder(first: 0, base: -1), level: 0)).unit
  }

  // MARK: Parts

  /// Code and what it reads.
  struct Part {
    var code: any Code
    /// The levels whose variables it reads, as bits.
    var levels: UInt64 = 0

    /// The innermost level that it reads.
    var level: Int { Compiler.innermost(levels) }

    /// Whether keeping its value saves work.
    var isWorthKeeping: Bool {
      !(code is ConstantCode || code is SlotCode || code is ColumnCode || code is CachedCode
        || code is FailureCode || code is LambdaCode)
    }
  }

  private struct Scope {
    let unit: UnitBuilder
    /// How many loops and functions are around.
    var level: Int
    var locals: [String: (slot: Int, level: Int)] = [:]
    /// The level of the row that `.column` means.
    var row: (unit: UnitBuilder, level: Int)?
  }

  /// Deeper levels than this are not told apart.
  private static let deepest = 62

  private static func bit(_ level: Int) -> UInt64 {
    level <= 0 ? 0 : 1 << UInt64(min(level, deepest + 1) - 1)
  }

  private static func innermost(_ levels: UInt64) -> Int { 64 - levels.leadingZeroBitCount }

  /// A part of something that is evaluated whenever a variable of `level` changes.
  private func kept(_ part: Part, inside level: Int, _ scope: Scope) -> any Code {
    guard level <= Self.deepest, part.level < level, part.isWorthKeeping else { return part.code }
    let owner = max(part.level + 1, scope.unit.base + 1)
    return CachedCode(code: part.code, slot: scope.unit.invariant(owner: owner))
  }

  /// The codes of the parts of an expression, and what they read together.
  private func together(_ expressions: [Expression], _ scope: Scope) -> (
    codes: [any Code], levels: UInt64, waits: Bool
  ) {
    let parts = expressions.map { code($0, scope) }
    let levels = parts.reduce(0) { $0 | $1.levels }
    let level = Self.innermost(levels)
    return (
      parts.map { kept($0, inside: level, scope) }, levels, parts.contains { $0.code.waits }
    )
  }

  private func code(_ expression: Expression, _ scope: Scope) -> Part {
    let span = expression.span
    func constant(_ value: Value) -> Part {
      Part(code: ConstantCode(span: span, known: value, origin: nil))
    }
    switch expression.kind {
    case .number(_, let value, let unit): return constant(.number(value, unit?.dimension ?? .plain))
    case .text(let text): return constant(.text(text))
    case .boolean(let flag): return constant(.boolean(flag))
    case .missing: return constant(.missing)
    case .parentheses(let inner): return code(inner, scope)
    case .name(let name): return self.name(name, span, scope)
    case .column(let name): return column(name, span, scope)
    case .list(let elements):
      let parts = together(elements.map(\.value), scope)
      return Part(
        code: ListCode(span: span, parts: parts.codes, waits: parts.waits), levels: parts.levels)
    case .record(let fields):
      let parts = together(fields.map(\.value), scope)
      return Part(
        code: RecordCode(
          span: span, names: fields.map(\.name.text), parts: parts.codes, waits: parts.waits),
        levels: parts.levels)
    case .range(let first, let last):
      let parts = together([first, last], scope)
      return Part(
        code: RangeCode(span: span, parts: parts.codes, waits: parts.waits), levels: parts.levels)
    case .negation(let operand):
      let parts = together([operand], scope)
      return Part(
        code: NegationCode(span: span, parts: parts.codes, waits: parts.waits),
        levels: parts.levels)
    case .not(let operand):
      let parts = together([operand], scope)
      return Part(
        code: NotCode(span: operand.span, parts: parts.codes, waits: parts.waits),
        levels: parts.levels)
    case .binary(let operation, let left, let right):
      let parts = together([left, right], scope)
      return Part(
        code: self.operation(operation, parts.codes[0], parts.codes[1], span, parts.waits),
        levels: parts.levels)
    case .call(let callee, let arguments): return call(callee, arguments, nil, span, scope)
    case .pipe(let subject, let stage):
      let piped = Argument(name: nil, value: subject)
      if case .call(let callee, let arguments) = stage.kind {
        return call(callee, arguments, piped, span, scope)
      }
      return call(stage, [], piped, span, scope)
    case .member(let container, let name):
      if case .name("params") = container.kind, scope.locals["params"] == nil,
        names["params"] == nil, let parameter = parameters.first(where: { $0.name == name.text })
      {
        return constant(Value(parameter.value))
      }
      let parts = together([container], scope)
      return Part(
        code: MemberCode(
          span: name.span, name: name.text, parts: parts.codes, waits: parts.waits),
        levels: parts.levels)
    case .index(let container, let position):
      let parts = together([container, position], scope)
      return Part(
        code: IndexCode(
          span: span, container: parts.codes[0], position: parts.codes[1], waits: parts.waits),
        levels: parts.levels)
    case .conditional(let condition, let yes, let no):
      let parts = together([condition, yes, no], scope)
      return Part(
        code: ConditionalCode(
          span: span, condition: parts.codes[0], yes: parts.codes[1], no: parts.codes[2],
          waits: parts.waits), levels: parts.levels)
    case .comprehension(let body, let name, let list, let condition):
      return comprehension(body, name.text, list, condition, span, scope)
    case .lambda(let names, let body):
      let (unit, levels) = lambda(nil, names, body, scope)
      return Part(code: LambdaCode(span: span, unit: unit), levels: levels)
    case .unreadable:
      return failure(RunProblem("syntax", "This code could not be read"), span)
    }
  }

  private func failure(_ problem: RunProblem, _ span: Span) -> Part {
    Part(code: FailureCode(diagnostic: problem.at(span), span: span))
  }

  private func operation(
    _ operation: Operator, _ left: any Code, _ right: any Code, _ span: Span, _ waits: Bool
  ) -> any Code {
    switch operation {
    case .and, .or:
      LogicCode(span: span, operation: operation, left: left, right: right, waits: waits)
    case .in, .notIn:
      MembershipCode(span: span, operation: operation, left: left, right: right, waits: waits)
    default:
      OperatorCode(span: span, operation: operation, left: left, right: right, waits: waits)
    }
  }

  // MARK: Names

  private func name(_ name: String, _ span: Span, _ scope: Scope) -> Part {
    if let local = scope.locals[name] {
      return Part(
        code: SlotCode(span: span, slot: local.slot), levels: Self.bit(local.level))
    }
    if let value = names[name] {
      guard case .object(let traced as TracedValue) = value else {
        return Part(code: ConstantCode(span: span, known: value, origin: nil))
      }
      return Part(
        code: ConstantCode(span: span, known: traced.value, origin: OriginBox(traced.origin)))
    }
    if name == "params" {
      let record = Record(parameters.map { ($0.name, Value($0.value)) })
      return Part(code: ConstantCode(span: span, known: .record(record), origin: nil))
    }
    if let builtin = builtins[name] { return call(builtin, [], span, scope) }
    return failure(RunProblem("unknown-name", "I cannot find `\(name)`"), span)
  }

  private func column(_ name: String, _ span: Span, _ scope: Scope) -> Part {
    guard let row = scope.row else {
      return failure(
        RunProblem(
          "column-outside-row", "`.\(name)` means a row's value, and there is no row here"), span)
    }
    return Part(
      code: ColumnCode(span: span, name: name, index: row.unit.column(name)),
      levels: Self.bit(row.level))
  }

  // MARK: Loops and functions

  private func comprehension(
    _ body: Expression, _ name: String, _ list: Expression, _ condition: Expression?, _ span: Span,
    _ scope: Scope
  ) -> Part {
    let source = code(list, scope)
    var inner = scope
    inner.level += 1
    let slot = scope.unit.slot()
    inner.locals[name] = (slot, inner.level)
    let mark = scope.unit.mark
    let test = condition.map { code($0, inner) }
    let value = code(body, inner)
    let testCode = test.map { kept($0, inside: inner.level, inner) }
    let bodyCode = kept(value, inside: inner.level, inner)
    let own = Self.bit(inner.level)
    let levels = source.levels | ((value.levels | (test?.levels ?? 0)) & ~own)
    let level = Self.innermost(levels)
    return Part(
      code: ComprehensionCode(
        span: span, list: kept(source, inside: level, scope), slot: slot, condition: testCode,
        body: bodyCode, invariants: scope.unit.invariants(since: mark, owner: inner.level),
        waits: source.code.waits || value.code.waits || test?.code.waits == true),
      levels: levels)
  }

  private func lambda(
    _ name: String?, _ parameters: [Name], _ body: Expression, _ scope: Scope
  ) -> (unit: FunctionUnit, levels: UInt64) {
    let builder = UnitBuilder(first: scope.unit.slots, base: scope.level)
    var inner = Scope(
      unit: builder, level: scope.level + 1, locals: scope.locals, row: scope.row)
    let first = builder.slots
    for parameter in parameters { inner.locals[parameter.text] = (builder.slot(), inner.level) }
    let part = code(body, inner)
    let unit = builder.unit(kept(part, inside: inner.level, inner))
    return (
      FunctionUnit(
        name: name, parameters: parameters.map(\.text), body: unit, height: body.depth,
        first: first, depth: Value.depth(over: names.values)),
      part.levels & ~Self.bit(inner.level)
    )
  }

  private func row(_ expression: Expression, _ scope: Scope) -> (unit: RowUnit, levels: UInt64) {
    let builder = UnitBuilder(first: scope.unit.slots, base: scope.level)
    let level = scope.level + 1
    let inner = Scope(
      unit: builder, level: level, locals: scope.locals, row: (builder, level))
    let part = code(expression, inner)
    var column: String?
    if case .column(let name) = expression.kind { column = name }
    return (
      RowUnit(
        text: Printer.flat(expression), column: column, columns: expression.columns,
        body: builder.unit(kept(part, inside: level, inner))),
      part.levels & ~Self.bit(level)
    )
  }

  // MARK: Calls

  private func call(
    _ callee: Expression, _ arguments: [Argument], _ subject: Argument?, _ span: Span,
    _ scope: Scope
  ) -> Part {
    let all = (subject.map { [$0] } ?? []) + arguments
    var builtin: Part?
    if case .name(let name) = callee.kind {
      let isLocal = scope.locals[name] != nil
      if !isLocal, case .function(let function)? = names[name]?.untraced {
        return call(function, all, callee, span, scope)
      }
      if let found = builtins[name] {
        builtin = call(found, all, span, scope)
        if !isLocal, let builtin { return builtin }
      }
    }
    let target = code(callee, scope)
    let parts = together(all.map(\.value), scope)
    let levels = target.levels | parts.levels | (builtin?.levels ?? 0)
    return Part(
      code: FunctionCode(
        span: span, known: nil, callee: target.code, builtin: builtin?.code as? BuiltinCode,
        arguments: zip(all, parts.codes).map { ($0.name?.text, $1) },
        // What it will be is not known.
        waits: true), levels: levels)
  }

  private func call(
    _ function: FunctionValue, _ arguments: [Argument], _ callee: Expression, _ span: Span,
    _ scope: Scope
  ) -> Part {
    let parts = together(arguments.map(\.value), scope)
    let target = ConstantCode(span: callee.span, known: .function(function), origin: nil)
    return Part(
      code: FunctionCode(
        span: span, known: function, callee: target, builtin: nil,
        arguments: zip(arguments, parts.codes).map { ($0.name?.text, $1) },
        waits: parts.waits || function.unit.body.code.waits), levels: parts.levels)
  }

  private func call(
    _ builtin: Builtin, _ arguments: [Argument], _ span: Span, _ scope: Scope
  ) -> Part {
    let signature = builtin.signature
    var given: Set<String> = []
    var spans: [String: Span] = [:]
    var subjects = signature.parameters.compactMap { $0.isNamed ? nil : $0.name }
    var parts: [(target: BuiltinCode.Binding.Target, argument: Draft)] = []
    for argument in arguments {
      let written = argument.name?.text ?? subjects.first { !given.contains($0) } ?? ""
      let number =
        signature.parameters.firstIndex { $0.name == written }
        ?? signature.parameters.firstIndex { $0.formerNames.contains(written) }
      let name = number.map { signature.parameters[$0].name } ?? written
      subjects.removeAll { $0 == name }
      if let number {
        spans[name] = argument.value.span
        given.insert(name)
        let wanted = signature.parameters[number].wanted
        parts.append((.parameter(number), draft(argument.value, wanted, scope)))
      } else if let wanted = signature.rest {
        spans[name] = argument.value.span
        parts.append((.rest(name), draft(argument.value, wanted, scope)))
      } else {
        let problem = RunProblem(
          "unknown-argument", "`\(signature.name)` has no argument `\(name)`"
        ).at(argument.value.span)
        parts.append((.rest(name), Draft(argument: .unknown(problem))))
      }
    }
    let levels = parts.reduce(0) { $0 | $1.argument.levels }
    let level = Self.innermost(levels)
    let bindings = parts.map { part in
      var argument = part.argument.argument
      if let value = part.argument.value { argument = .value(kept(value, inside: level, scope)) }
      return BuiltinCode.Binding(target: part.target, argument: argument)
    }
    var waits = bindings.contains { $0.waits }
    if case .waiting = builtin.body { waits = true }
    return Part(
      code: BuiltinCode(
        span: span, builtin: builtin, bindings: bindings,
        defaults: signature.parameters.map { parameter in
          given.contains(parameter.name) ? nil : parameter.defaultValue.map { .value(Value($0)) }
        }, spans: spans, waits: waits), levels: levels)
  }

  private struct Draft {
    var argument: BuiltinCode.Binding.Argument
    var value: Part?
    var levels: UInt64 = 0
  }

  private func draft(_ expression: Expression, _ wanted: Wanted, _ scope: Scope) -> Draft {
    switch wanted {
    case .row, .group:
      let (unit, levels) = row(expression, scope)
      return Draft(argument: .row(unit), levels: levels)
    case .column, .columns:
      var elements = [expression]
      if case .list(let items) = expression.kind { elements = items.map(\.value) }
      var levels: UInt64 = 0
      let codes = elements.map { element -> (code: any Code, name: String?) in
        if case .column(let name) = element.kind {
          return (ConstantCode(span: element.span, known: .text(name), origin: nil), name)
        }
        let part = code(element, scope)
        levels |= part.levels
        return (part.code, nil)
      }
      return Draft(argument: .columns(codes, wanted), levels: levels)
    default:
      let part = code(expression, scope)
      return Draft(argument: .value(part.code), value: part, levels: part.levels)
    }
  }
}

/// Counts what the code of a unit needs in a frame.
final class UnitBuilder {
  private(set) var slots: Int
  /// The level around it.
  let base: Int
  private var owners: [Int] = []
  private var columns: [String] = []

  init(first: Int, base: Int) { (slots, self.base) = (first, base) }

  func slot() -> Int {
    slots += 1
    return slots - 1
  }

  /// A place for a value that is kept until the level `owner` begins again.
  func invariant(owner: Int) -> Int {
    owners.append(owner)
    return owners.count - 1
  }

  var mark: Int { owners.count }

  func invariants(since mark: Int, owner: Int) -> [Int] {
    (mark..<owners.count).filter { owners[$0] == owner }
  }

  func column(_ name: String) -> Int {
    if let known = columns.firstIndex(of: name) { return known }
    columns.append(name)
    return columns.count - 1
  }

  func unit(_ code: any Code) -> Unit {
    Unit(code: code, slots: slots, invariants: owners.count, columns: columns)
  }
}

extension Expression {
  /// Every column that is read in it.
  var columns: [String] {
    if case .column(let name) = kind { return [name] }
    return children.flatMap(\.columns)
  }
}
