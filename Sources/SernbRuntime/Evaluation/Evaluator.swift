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

/// Everything that expressions of one notebook share in a run.
struct Evaluator: Sendable {
  let builtins: [String: Builtin]
  let parameters: [(name: String, value: Constant)]
  let source: SourceText
  let context: RunContext
  /// What the node under way has made so far.
  let made: ItemLimit
  /// Where the values that go into the expression stem from.
  let origins: OriginCollector

  /// - Throws: `Diagnostic` with its place, or `Cancelled`.
  func value(_ expression: Expression, _ environment: Environment) async throws -> Value {
    switch expression.kind {
    case .number(_, let value, let unit): return .number(value, unit?.dimension ?? .plain)
    case .text(let text): return .text(text)
    case .boolean(let flag): return .boolean(flag)
    case .missing: return .missing
    case .parentheses(let inner): return try await value(inner, environment)
    case .name(let name): return try await lookUp(name, expression.span, environment)
    case .column(let name): return try column(name, expression.span, environment)
    case .list(let elements):
      var items: [Value] = []
      for element in elements { items.append(try await value(element.value, environment)) }
      return try made(.list(items), at: expression.span)
    case .record(let fields):
      var values: [(String, Value)] = []
      for field in fields {
        values.append((field.name.text, try await value(field.value, environment)))
      }
      return try made(.record(Record(values)), at: expression.span)
    case .range(let first, let last):
      let low = try await value(first, environment)
      let high = try await value(last, environment)
      return try placed(expression.span) { () throws(RunProblem) in try range(low, high) }
    case .negation(let operand):
      let operand = try await value(operand, environment)
      return try placed(expression.span) { () throws(RunProblem) in
        try Operators.arithmetic(.multiply, operand, .number(-1))
      }
    case .not(let operand):
      switch try await value(operand, environment) {
      case .boolean(let flag): return .boolean(!flag)
      case .missing: return .boolean(true)
      case let other: throw RunProblem.wrongType(other, wanted: "true or false").at(operand.span)
      }
    case .binary(let operation, let left, let right):
      return try await binary(operation, left, right, expression.span, environment)
    case .call(let callee, let arguments):
      return try await call(callee, arguments, subject: nil, expression.span, environment)
    case .pipe(let subject, let stage):
      let piped = Argument(name: nil, value: subject)
      if case .call(let callee, let arguments) = stage.kind {
        return try await call(callee, arguments, subject: piped, expression.span, environment)
      }
      return try await call(stage, [], subject: piped, expression.span, environment)
    case .member(let value, let name): return try await member(value, name, environment)
    case .index(let container, let position):
      let (container, origin) = try await tracing(container, environment)
      let at = try await value(position, environment)
      let part = try placed(position.span) { () throws(RunProblem) in
        if case .text(let text) = container {
          try context.expect(bytes: Double(text.utf8.count * MemoryLayout<Character>.stride))
        }
        return try ValueAccess.part(of: container, at)
      }
      origins.add(partOrigin(part, of: container, origin, at))
      return part
    case .conditional(let condition, let yes, let no):
      switch try await value(condition, environment) {
      case .boolean(true): return try await value(yes, environment)
      case .boolean(false), .missing: return try await value(no, environment)
      case let other: throw RunProblem.wrongType(other, wanted: "true or false").at(condition.span)
      }
    case .comprehension(let body, let name, let list, let condition):
      let list = try await comprehension(body, name.text, list, condition, environment)
      return try made(list, at: expression.span)
    case .lambda(let names, let body):
      return try placed(expression.span) { () throws(RunProblem) in
        try function(nil, names, body, environment)
      }
    case .unreadable: throw RunProblem("syntax", "This code could not be read").at(expression.span)
    }
  }

  /// A new value, unless it is nested too deep: each way to make one leads through here.
  private func made(_ value: Value, at span: Span) throws -> Value {
    try placed(span) { () throws(RunProblem) in try ValueSize.notTooDeep(value) }
  }

  private func placed<T>(_ span: Span, _ body: () throws(RunProblem) -> T) throws -> T {
    do { return try body() } catch { throw error.at(span) }
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

  // MARK: Names

  private func lookUp(_ name: String, _ span: Span, _ environment: Environment) async throws
    -> Value
  {
    if let value = environment.names[name] {
      guard case .object(let traced as TracedValue) = value else { return value }
      origins.add(traced.origin)
      return traced.value
    }
    if name == "params" { return .record(Record(parameters.map { ($0.name, Value($0.value)) })) }
    if builtins[name] != nil {
      let callee = Expression(kind: .name(name), span: span, depth: 1)
      return try await call(callee, [], subject: nil, span, environment)
    }
    throw RunProblem("unknown-name", "I cannot find `\(name)`").at(span)
  }

  private func column(_ name: String, _ span: Span, _ environment: Environment) throws -> Value {
    guard let row = environment.row else {
      throw RunProblem(
        "column-outside-row", "`.\(name)` means a row's value, and there is no row here"
      ).at(span)
    }
    guard let value = row(name) else {
      throw RunProblem("unknown-column", "The table has no column `\(name)`").at(span)
    }
    return value
  }

  private func member(_ container: Expression, _ name: Name, _ environment: Environment)
    async throws -> Value
  {
    if case .name("params") = container.kind, environment.names["params"] == nil,
      let parameter = parameters.first(where: { $0.name == name.text })
    {
      return Value(parameter.value)
    }
    let value = try await value(container, environment)
    return try placed(name.span) { () throws(RunProblem) in
      if case .object(let object) = value {
        try context.expect(bytes: Double(object.count(ofMember: name.text) * Value.bytes))
        origins.add(object.origin(ofMember: name.text))
      }
      if case .record(let record) = value, record[name.text] == nil,
        let current = builtins.values.formerKey(name.text), let value = record[current]
      {
        return value
      }
      return try ValueAccess.member(of: value, name.text)
    }
  }

  // MARK: Operators

  private func binary(
    _ operation: Operator, _ left: Expression, _ right: Expression, _ span: Span,
    _ environment: Environment
  ) async throws -> Value {
    let a = try await value(left, environment)
    // The right side of `and` and `or` is not asked when the left one decides.
    if case .boolean(let flag) = a {
      if operation == .and, !flag { return .boolean(false) }
      if operation == .or, flag { return .boolean(true) }
    }
    if operation == .in || operation == .notIn {
      // Whether something is among others depends on all of them.
      let (others, origin) = try await tracing(right, environment)
      origins.add(origin?.ofStatistic)
      return try placed(span) { () throws(RunProblem) in try Operators.apply(operation, a, others) }
    }
    let b = try await value(right, environment)
    return try placed(span) { () throws(RunProblem) in try Operators.apply(operation, a, b) }
  }

  private func comprehension(
    _ body: Expression, _ name: String, _ list: Expression, _ condition: Expression?,
    _ environment: Environment
  ) async throws -> Value {
    var (source, origin) = try await tracing(list, environment)
    if case .object(let table as any TableObject) = source { origin = table.rowsOrigin }
    let items = try placed(list.span) { () throws(RunProblem) in
      if case .object(let table as any TableObject) = source {
        // A record a row: a list of its own, of names and values.
        let cell = Value.bytes + MemoryLayout<String>.stride
        let row = Value.bytes + 48 + table.columnNames.count * cell
        try context.expect(bytes: Double(table.rowCount) * Double(row))
      }
      if case .range(let range) = source {
        try context.expect(bytes: max(0, range.last - range.first) * Double(Value.bytes))
      }
      return try ValueAccess.items(of: source)
    }
    var results: [Value] = []
    var inner = environment
    let element = origin?.ofElement
    let collector = OriginCollector()
    let evaluator = gathering(in: collector)
    for item in items {
      try checkCancellation()
      try placed(list.span) { () throws(RunProblem) in try made.add(1) }
      inner.names[name] = item.traced(by: element)
      if let condition {
        guard case .boolean(true) = try await value(condition, inner) else { continue }
      }
      results.append(try await evaluator.value(body, inner))
    }
    guard let first = results.first, first.isPlain else { return .list(results) }
    // One value for each row stays in line with the rows, as long as none is left out.
    origins.add(condition == nil ? origin : origin?.ofSelection)
    origins.add(first.isList ? collector.origin?.ofSelection : collector.origin?.ofStatistic)
    return .list(results)
  }

  // MARK: Calls

  private func call(
    _ callee: Expression, _ arguments: [Argument], subject: Argument?, _ span: Span,
    _ environment: Environment
  ) async throws -> Value {
    try checkCancellation()
    let all = (subject.map { [$0] } ?? []) + arguments
    if case .name(let name) = callee.kind {
      if case .function(let function)? = environment.names[name] {
        return try await call(function, all, callee.span, environment)
      }
      if let builtin = builtins[name] { return try await call(builtin, all, span, environment) }
    }
    let target = try await value(callee, environment)
    guard case .function(let function) = target else {
      throw RunProblem("wrong-type", "\(target.typeDescription.capitalizedFirst) cannot be called")
        .at(callee.span)
    }
    return try await call(function, all, callee.span, environment)
  }

  private func call(
    _ function: FunctionValue, _ arguments: [Argument], _ callee: Span, _ environment: Environment
  ) async throws -> Value {
    var inner = function.environment
    inner.depth = environment.depth + function.body.depth
    guard inner.depth <= ValueSize.maximumCalls else {
      throw RunProblem("too-deep", "Functions call each other too deeply here").at(callee)
    }
    var open = function.parameters
    for argument in arguments {
      let (value, origin) = try await tracing(argument.value, environment)
      let name = argument.name?.text ?? open.first ?? ""
      guard let index = open.firstIndex(of: name) else {
        throw RunProblem("unknown-argument", "The function has no such argument")
          .at(argument.value.span)
      }
      open.remove(at: index)
      inner.names[name] = value.traced(by: origin)
    }
    guard open.isEmpty else {
      throw RunProblem(
        "missing-argument",
        "The function needs \(open.map { "`\($0)`" }.joined(separator: " and "))"
      ).at(callee)
    }
    let home = function.home
    let isOwn = home.source.name == source.name
    let evaluator =
      isOwn
      ? self
      : Evaluator(
        builtins: builtins, parameters: home.parameters, source: home.source, context: context,
        made: made, origins: origins)
    do {
      return try await evaluator.value(function.body, inner)
    } catch let diagnostic as Diagnostic {
      throw called(diagnostic, at: callee, function, isOwn: isOwn)
    }
  }

  func function(
    _ name: String?, _ parameters: [Name], _ body: Expression, _ environment: Environment
  ) throws(RunProblem) -> Value {
    try ValueSize.notTooDeep(
      .function(
        FunctionValue(
          name: name, parameters: parameters.map(\.text), body: body, environment: environment,
          home: FunctionValue.Home(parameters: self.parameters, source: source),
          depth: max(1, Value.depth(over: environment.names.values)))))
  }

  /// A failure in a function's body, with the call that led there. What is written in another notebook has no place in
  /// this one: there the call is the place.
  private func called(
    _ failure: Diagnostic, at callee: Span, _ function: FunctionValue, isOwn: Bool
  ) -> Diagnostic {
    var diagnostic = failure
    let text = "in this call" + (function.name.map { " of `\($0)`" } ?? "")
    if isOwn {
      if diagnostic.labels.count < 2 {
        diagnostic.labels.append(Label(callee, text))
      } else if diagnostic.notes.count < 2 {
        diagnostic.notes.append("called on line \(source.position(of: callee.start).line)")
      }
      return diagnostic
    }
    let home = function.home.source
    if let position = diagnostic.labels.first.map({ home.position(of: $0.span.start) }) {
      diagnostic.notes.append("in `\(home.name)`, line \(position.line)")
    }
    diagnostic.labels = [Label(callee, text)]
    return diagnostic
  }

  private func call(
    _ builtin: Builtin, _ arguments: [Argument], _ span: Span, _ environment: Environment
  ) async throws -> Value {
    let signature = builtin.signature
    var given: [String: CallArgument] = [:]
    var rest: [(name: String, argument: CallArgument)] = []
    var spans: [String: Span] = [:]
    var gathered: [String: OriginCollector] = [:]
    let all = OriginCollector()
    /// Origins of one argument, or of all where the builtin does not tell them apart.
    func collector(_ name: String) -> OriginCollector {
      if builtin.origin != .builtin { return all }
      let own = OriginCollector()
      gathered[name] = own
      return own
    }
    var subjects = signature.parameters.filter { !$0.isNamed }.map(\.name)
    for argument in arguments {
      let written = argument.name?.text ?? subjects.first { given[$0] == nil } ?? ""
      let parameter = signature.parameter(written)
      let name = parameter?.name ?? written
      subjects.removeAll { $0 == name }
      if let parameter {
        spans[name] = argument.value.span
        given[name] = try await gathering(in: collector(name)).argument(
          argument.value, parameter.wanted, environment)
        if case .value(let value)? = given[name] {
          do { try parameter.check(value) } catch { throw error.at(span, arguments: spans) }
        }
      } else if let wanted = signature.rest {
        spans[name] = argument.value.span
        let evaluator = gathering(in: collector(name))
        rest.append((name, try await evaluator.argument(argument.value, wanted, environment)))
      } else {
        throw RunProblem("unknown-argument", "`\(signature.name)` has no argument `\(name)`")
          .at(argument.value.span)
      }
    }
    for parameter in signature.parameters where given[parameter.name] == nil {
      if let standard = parameter.defaultValue { given[parameter.name] = .value(Value(standard)) }
    }
    let answer = OriginCollector()
    let call = Call(
      signature: signature, arguments: given, rest: rest, context: context, origins: gathered,
      answer: answer)
    do {
      let value = try ValueSize.notTooDeep(try await builtin.body(call))
      guard value.isPlain else { return value }
      origins.add(answer.origin)
      origins.add(builtin.origin.origin(of: value, from: all.origin))
      return value
    } catch let problem as RunProblem {
      throw problem.at(span, arguments: spans)
    }
  }

  private func argument(
    _ expression: Expression, _ wanted: Wanted, _ environment: Environment
  ) async throws -> CallArgument {
    switch wanted {
    case .row, .group:
      var column: String?
      if case .column(let name) = expression.kind { column = name }
      return .row(
        RowFunction(text: Printer.flat(expression), column: column, columns: expression.columns) {
          [self] row in
          var inner = environment
          inner.row = row
          return try await value(expression, inner)
        })
    case .column, .columns:
      let elements: [Expression]
      if case .list(let items) = expression.kind {
        elements = items.map(\.value)
      } else {
        elements = [expression]
      }
      var names: [String] = []
      for element in elements {
        if case .column(let name) = element.kind {
          names.append(name)
          continue
        }
        switch try await value(element, environment) {
        case .text(let name): names.append(name)
        case .list(let items): for case .text(let name) in items { names.append(name) }
        case let other:
          throw RunProblem.wrongType(other, wanted: wanted.description).at(element.span)
        }
      }
      return .columns(names)
    default: return .value(try await value(expression, environment))
    }
  }
}
