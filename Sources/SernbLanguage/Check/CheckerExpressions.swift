// Type inference: the half of the checker that walks expressions, operators, members and functions.

extension Checker {
  /// The type and constant value of `expression`; `row` defines what `.column` means in it.
  mutating func infer(_ expression: Expression, _ row: RowContext?) -> Inferred {
    if bodyDepth > 0 { bodySteps += 1 }
    switch expression.kind {
    case .number(_, let value, let unit):
      let dimension = unit?.dimension ?? .plain
      return Inferred(.number(dimension), .number(value, dimension))
    case .text(let text): return Inferred(.text, .text(text))
    case .boolean(let flag): return Inferred(.boolean, .boolean(flag))
    case .missing: return Inferred(.missing, .missing)
    case .unreadable: return .unknown
    case .parentheses(let inner): return infer(inner, row)
    case .name(let name): return lookUp(Name(name, expression.span))
    case .column(let name): return column(Name(name, expression.span), row)
    case .list(let elements):
      let items = elements.map { infer($0.value, row) }
      let type = items.dropFirst().reduce(items.first?.type ?? .unknown) {
        $0.joined(with: $1.type)
      }
      return Inferred(Type.list(type).bounded, .flatList(of: items.map(\.constant)))
    case .record(let fields):
      var seen: Set<String> = []
      let parts = fields.map { field in
        if !seen.insert(field.name.text).inserted { problems.append(.repeatedName(field.name)) }
        return TypedName(field.name.text, infer(field.value, row).type)
      }
      return Inferred(Type.record(parts).bounded)
    case .range(let first, let last): return range(first, last, row)
    case .negation(let operand):
      let value = infer(operand, row)
      if refuseSecret(value.type, at: operand.span) { return .unknown }
      if case .number(let number, let dimension)? = value.constant {
        return Inferred(value.type, .number(-number, dimension))
      }
      if case .list = value.type { return Inferred(value.type) }
      return Inferred(number(value.type, operand) ? value.type : .unknown)
    case .not(let operand):
      expect(operand, row, [.boolean, .missing])
      return Inferred(.boolean)
    case .binary(let operation, let left, let right): return binary(operation, left, right, row)
    case .call(let callee, let arguments):
      return call(callee, arguments, subject: nil, span: expression.span, row)
    case .pipe(let subject, let stage): return pipe(subject, stage, expression.span, row)
    case .member(let value, let name): return member(value, name, row)
    case .index(let value, let position): return index(value, position, row)
    case .conditional(let condition, let yes, let no):
      expect(condition, row, [.boolean])
      guard let holds = truth(condition, row) else {
        return Inferred(infer(yes, row).type.joined(with: infer(no, row).type))
      }
      inferUnused(holds ? no : yes, row)
      return infer(holds ? yes : no, row)
    case .comprehension(let body, let name, let list, let condition):
      return comprehension(body, name, list, condition, row)
    case .lambda(let names, let body):
      var seen: Set<String> = []
      for name in names where !seen.insert(name.text).inserted {
        problems.append(.repeatedName(name))
      }
      let type = define(nil, names, body, row: row)
      return Inferred(seen.count == names.count ? type : .unknown)
    }
  }

  // MARK: Names

  private mutating func lookUp(_ name: Name) -> Inferred {
    if let local = scope.locals[name.text] { return local }
    if name.text == "params" {
      // The whole record: every parameter is read.
      readParameters.formUnion(scope.parameters.map(\.name))
      return Inferred(.record(scope.parameters))
    }
    if let binding = scope.bindings[name.text] {
      reads[name.text] = binding.node
      return Inferred(binding.type, binding.constant)
    }
    if let signature = context.vocabulary.signatures[name.text] {
      if signature.parameters.isEmpty, signature.rest == nil {
        var facts = CallFacts(span: name.span, files: files)
        return Inferred(signature.result(&facts))
      }
      problems.append(.functionAsValue(name, signature: signature.line))
      return .unknown
    }
    problems.append(.unknownName(name, known: knownNames { _ in true } + ["params"]))
    return .unknown
  }

  private mutating func column(_ name: Name, _ row: RowContext?) -> Inferred {
    guard let row else {
      problems.append(.columnOutsideRow(name))
      return .unknown
    }
    guard let schema = row.schema else { return row.isGroup ? Inferred(.list(.unknown)) : .unknown }
    guard let type = schema.type(of: name.text) else {
      problems.append(
        .unknownColumn(name, known: hints.names(schema.columns.count) { schema.names }))
      return .unknown
    }
    return Inferred(row.isGroup ? .list(type) : type)
  }

  // MARK: Operators

  /// Whether `type` is or may be a number; if not, a problem is reported.
  private mutating func number(_ type: Type, _ expression: Expression) -> Bool {
    if refuseSecret(type, at: expression.span) { return false }
    switch type {
    case .number, .unknown, .missing: return true
    default:
      problems.append(.wrongType(expression.span, seen: type, wanted: "a number"))
      return false
    }
  }

  private mutating func range(_ first: Expression, _ last: Expression, _ row: RowContext?)
    -> Inferred
  {
    let low = infer(first, row)
    let high = infer(last, row)
    guard number(low.type, first), number(high.type, last) else { return .unknown }
    if case .number(let a?) = low.type, case .number(let b?) = high.type {
      if a != b { problems.append(.unitMismatch("..", first.span, a, last.span, b)) }
      return Inferred(.range(a))
    }
    return Inferred(.range(nil))
  }

  private mutating func binary(
    _ operation: Operator, _ left: Expression, _ right: Expression, _ row: RowContext?
  ) -> Inferred {
    let a = infer(left, row)
    let b = infer(right, row)
    let isLeftSecret = refuseSecret(a.type, at: left.span)
    if refuseSecret(b.type, at: right.span) || isLeftSecret { return .unknown }
    switch operation {
    case .and, .or:
      for (side, value) in [(left, a), (right, b)]
      where !value.type.fits(.boolean) && value.type != .missing {
        problems.append(.wrongType(side.span, seen: value.type, wanted: "true or false"))
      }
      return Inferred(.boolean)
    case .equal, .notEqual:
      compare(operation, left, a.type, right, b.type)
      return Inferred(.boolean)
    case .less, .lessOrEqual, .greater, .greaterOrEqual:
      if a.type == .text || b.type == .text {
        compare(operation, left, a.type, right, b.type)
      } else if number(a.type, left), number(b.type, right) {
        compare(operation, left, a.type, right, b.type)
      }
      return Inferred(.boolean)
    case .in, .notIn:
      switch b.type {
      case .unknown: break
      case .list(let element):
        if !a.type.fits(element), a.type != .missing {
          problems.append(.neverEqual(left.span, a.type, right.span, element))
        }
      case .range(let wanted):
        if number(a.type, left), case .number(let seen?) = a.type, let wanted, seen != wanted {
          problems.append(.unitMismatch(operation.rawValue, left.span, seen, right.span, wanted))
        }
      case .text:
        if !a.type.fits(.text) {
          problems.append(.wrongType(left.span, seen: a.type, wanted: "a text"))
        }
      default:
        problems.append(.wrongType(right.span, seen: b.type, wanted: "a list, a range or a text"))
      }
      return Inferred(.boolean)
    case .add, .subtract, .multiply, .divide, .power:
      return arithmetic(operation, left, a, right, b)
    }
  }

  private mutating func compare(
    _ operation: Operator, _ left: Expression, _ a: Type, _ right: Expression, _ b: Type
  ) {
    if a == .missing || b == .missing { return }
    if case .number(let first?) = a, case .number(let second?) = b, first != second {
      problems.append(.unitMismatch(operation.rawValue, left.span, first, right.span, second))
    } else if !a.fits(b) {
      let asksOrder = operation != .equal && operation != .notEqual
      problems.append(
        asksOrder
          ? .noOrder(operation.rawValue, left.span, a, right.span, b)
          : .neverEqual(left.span, a, right.span, b))
    }
  }

  private mutating func arithmetic(
    _ operation: Operator, _ left: Expression, _ a: Inferred, _ right: Expression, _ b: Inferred
  ) -> Inferred {
    if operation == .add, a.type == .text || b.type == .text {
      for (side, value) in [(left, a), (right, b)] where !value.type.fits(.text) {
        problems.append(.textPlus(side.span, value.type))
      }
      if case .text(let x)? = a.constant, case .text(let y)? = b.constant,
        x.utf8.count + y.utf8.count < 10_000
      {
        return Inferred(.text, .text(x + y))
      }
      return Inferred(.text)
    }
    // Arithmetic on columns and lists is elementwise.
    var isList = false
    func element(_ type: Type) -> Type {
      if case .list(let element) = type {
        isList = true
        return element
      }
      return type
    }
    let (x, y) = (element(a.type), element(b.type))
    guard number(x, left), number(y, right) else { return .unknown }
    // An unknown value may be a list.
    if a.type == .unknown || b.type == .unknown { return .unknown }
    var result: Dimension?
    if case .number(let p?) = x, case .number(let q?) = y {
      switch operation {
      case .multiply: result = p * q
      case .divide: result = p / q
      case .power:
        if q != .plain {
          problems.append(.wrongType(right.span, seen: y, wanted: "a plain number as exponent"))
        }
        if p == .plain {
          result = p
        } else if case .number(let exponent, _)? = b.constant, exponent.magnitude <= 9,
          exponent == exponent.rounded()
        {
          result = .plain
          for _ in 0..<Int(exponent.magnitude) {
            result = result.map { exponent > 0 ? $0 * p : $0 / p }
          }
        }
      default:
        if p != q {
          problems.append(.unitMismatch(operation.rawValue, left.span, p, right.span, q))
        }
        result = p
      }
    }
    return Inferred(isList ? .list(.number(result)) : .number(result))
  }

  // MARK: Parts

  private mutating func member(_ value: Expression, _ name: Name, _ row: RowContext?) -> Inferred {
    if case .name("params") = value.kind, scope.locals["params"] == nil {
      guard let parameter = scope.parameters.first(where: { $0.name == name.text }) else {
        problems.append(
          .unknownParameter(
            name,
            known: hints.names(scope.parameters.count) { [scope] in scope.parameters.map(\.name) }))
        return .unknown
      }
      readParameters.insert(name.text)
      if parameter.type == .secret, scope.parameterValues[name.text] == nil, !isAside {
        problems.append(.missingParameter(name))
      }
      return Inferred(parameter.type, scope.parameterValues[name.text])
    }
    let type = infer(value, row).type
    switch type {
    case .unknown, .record(nil), .table(nil): return .unknown
    case .record(let fields?): return part(name, of: fields, type)
    case .table(let schema?):
      guard let found = schema.type(of: name.text) else {
        problems.append(
          .unknownColumn(name, known: hints.names(schema.columns.count) { schema.names }))
        return .unknown
      }
      return Inferred(.list(found))
    case .object(let kind):
      let full = context.vocabulary.kinds.first { $0 == kind } ?? kind
      return part(name, of: full.members, type)
    default:
      problems.append(.noParts(name, type))
      return .unknown
    }
  }

  private mutating func part(_ name: Name, of parts: [TypedName], _ type: Type) -> Inferred {
    guard let found = parts.first(where: { $0.name == name.text }) else {
      problems.append(
        .unknownPart(name, type, known: hints.names(parts.count) { parts.map(\.name) }))
      return .unknown
    }
    return Inferred(found.type)
  }

  private mutating func index(_ value: Expression, _ position: Expression, _ row: RowContext?)
    -> Inferred
  {
    let type = infer(value, row).type
    let at = infer(position, row)
    func isPlain(_ dimension: Dimension?) -> Bool { dimension == nil || dimension == .plain }
    switch (type, at.type) {
    case (.unknown, _), (_, .unknown): return .unknown
    case (.list(let element), .number(let unit)) where isPlain(unit): return Inferred(element)
    case (.list, .range(let unit)) where isPlain(unit): return Inferred(type)
    case (.table(let schema), .number(let unit)) where isPlain(unit):
      return Inferred(.record(schema?.columns))
    case (.table, .range(let unit)) where isPlain(unit): return Inferred(type)
    case (.table(let schema), .text):
      guard case .text(let name)? = at.constant, let schema else { return .unknown }
      guard let found = schema.type(of: name) else {
        problems.append(
          .unknownColumn(
            Name(name, position.span), known: hints.names(schema.columns.count) { schema.names }))
        return .unknown
      }
      return Inferred(.list(found))
    case (.record(let fields), .text):
      guard case .text(let name)? = at.constant, let fields else { return .unknown }
      return part(Name(name, position.span), of: fields, type)
    case (.text, .number(let unit)) where isPlain(unit): return Inferred(.text)
    case (.text, .range(let unit)) where isPlain(unit): return Inferred(.text)
    case (.object(let kind), .range(let dimension)):
      let full = context.vocabulary.kinds.first { $0 == kind } ?? kind
      if let wanted = full.cutBy {
        if let dimension, dimension != wanted {
          problems.append(
            .wrongType(
              position.span, seen: at.type,
              wanted:
                "\(Type.range(wanted).description), such as `1 \(wanted.symbol) .. 2 \(wanted.symbol)`"
            ))
        }
        return Inferred(type)
      }
      fallthrough
    default:
      problems.append(.noIndex(position.span, type, at.type))
      return .unknown
    }
  }

  // MARK: Functions

  private mutating func comprehension(
    _ body: Expression, _ name: Name, _ list: Expression, _ condition: Expression?,
    _ row: RowContext?
  ) -> Inferred {
    let element: Type
    switch infer(list, row).type {
    case .list(let type): element = type
    case .range(let dimension): element = .number(dimension)
    case .table(let schema): element = .record(schema?.columns)
    case .unknown: element = .unknown
    case let type:
      problems.append(.wrongType(list.span, seen: type, wanted: "a list, a range or a table"))
      element = .unknown
    }
    let outer = scope.locals[name.text]
    scope.locals[name.text] = Inferred(element)
    defer { scope.locals[name.text] = outer }
    if let condition { expect(condition, row, [.boolean]) }
    return Inferred(Type.list(infer(body, row).type).bounded)
  }

  /// The type of a function defined here. Its body is checked with unknown arguments: that finds problems that do not
  /// depend on them, and attributes every name it reads to the current node.
  mutating func define(_ name: String?, _ parameters: [Name], _ body: Expression, row: RowContext?)
    -> Type
  {
    let count = problems.count
    let outer = scope.locals
    for parameter in parameters { scope.locals[parameter.text] = .unknown }
    _ = infer(body, row)
    scope.locals = outer
    guard problems.count == count else { return .unknown }
    let function = FunctionType(
      name: name, parameters: parameters, body: body, scope: scope.restricted(to: body.names),
      row: row, source: source)
    return function.depth <= 60 ? .function(function) : .unknown
  }

  /// The type of a notebook's function for these arguments.
  ///
  /// What its body reads belongs to the node that defines it: at the call, the same names may mean other bindings.
  mutating func apply(_ function: FunctionType, _ arguments: [Inferred], at callee: Span) -> Type {
    let key = BodyKey(function: function, arguments: arguments, isAside: isAside)
    let body: CheckedBody
    if let known = checkedBodies[key] {
      body = known
    } else {
      // Nested bodies use up the stack as nested expressions do.
      guard bodyDepth + function.body.depth <= Parser.maximumDepth, bodySteps < 200_000 else {
        return .unknown
      }
      body = checkBody(of: function, arguments)
      checkedBodies[key] = body
    }
    guard let problem = body.problem else { return body.type }
    if function.source.name == source.name {
      problems.append(.inCall(callee, function: function.name, problem))
    } else {
      problems.append(
        .failingCall(
          callee, function: function.name ?? "", file: function.source.name,
          why: problem.diagnostic.message))
    }
    return .unknown
  }

  private mutating func checkBody(of function: FunctionType, _ arguments: [Inferred]) -> CheckedBody
  {
    let outer = (scope, source, reads, readParameters, problems)
    bodyDepth += function.body.depth
    (scope, source, problems) = (function.scope, function.source, [])
    for (parameter, value) in zip(function.parameters, arguments) {
      scope.locals[parameter.text] = value
    }
    let type = infer(function.body, function.row).type.bounded
    let found = problems.first
    (scope, source, reads, readParameters, problems) = outer
    bodyDepth -= function.body.depth
    return CheckedBody(type: type, problem: found)
  }
}

extension Constant {
  /// A short, flat list of known values; nil for anything larger, which is not worth tracking.
  static func flatList(of items: [Constant?]) -> Constant? {
    guard items.count <= 1000 else { return nil }
    var known: [Constant] = []
    for item in items {
      switch item {
      case nil, .list?: return nil
      case let constant?: known.append(constant)
      }
    }
    return .list(known)
  }
}
