// Calls: which argument goes to which parameter, and whether its type fits.

extension Checker {
  mutating func pipe(
    _ subject: Expression, _ stage: Expression, _ span: Span, _ row: RowContext?
  ) -> Inferred {
    let argument = Argument(name: nil, value: subject)
    if case .call(let callee, let arguments) = stage.kind {
      return call(callee, arguments, subject: argument, span: span, row)
    }
    return call(stage, [], subject: argument, span: span, row)
  }

  mutating func call(
    _ callee: Expression, _ arguments: [Argument], subject: Argument?, span: Span,
    _ row: RowContext?
  ) -> Inferred {
    let all = (subject.map { [$0] } ?? []) + arguments
    // A value's name does not hide the builtin of that name: after `rms = rms(clip)`, `rms` can be called again.
    if case .name(let text) = callee.kind {
      let name = Name(text, callee.span)
      if let function = function(named: text) { return apply(function, all, callee.span, row) }
      // It may be a function; which one is known only at run time.
      if (scope.locals[text]?.type ?? scope.bindings[text]?.type) == .unknown {
        _ = infer(callee, row)
        for argument in all { _ = infer(argument.value, row) }
        return .unknown
      }
      if let signature = context.vocabulary.signatures[text] {
        return call(signature, name, all, span: span, row)
      }
      // What `.column` means to an unknown function cannot be checked.
      let anyRow = RowContext(schema: nil, isGroup: false)
      for argument in all { _ = infer(argument.value, row ?? anyRow) }
      if scope.locals[text] == nil, scope.bindings[text] == nil {
        let known = knownNames { if case .function = $0 { true } else { false } }
        problems.append(.unknownFunction(name, known: known))
      } else {
        problems.append(.notAFunction(callee.span, infer(callee, row).type))
      }
      return .unknown
    }
    let type = infer(callee, row).type
    if case .function(let function) = type { return apply(function, all, callee.span, row) }
    for argument in all { _ = infer(argument.value, row) }
    if type != .unknown { problems.append(.notAFunction(callee.span, type)) }
    return .unknown
  }

  /// The function of the notebook that a name refers to; its binding is noted as read.
  private mutating func function(named name: String) -> FunctionType? {
    if let local = scope.locals[name] {
      if case .function(let function) = local.type { return function }
      return nil
    }
    guard let binding = scope.bindings[name], case .function(let function) = binding.type else {
      return nil
    }
    reads[name] = binding.node
    return function
  }

  private mutating func apply(
    _ function: FunctionType, _ arguments: [Argument], _ callee: Span, _ row: RowContext?
  ) -> Inferred {
    let values = arguments.map { infer($0.value, row) }
    let names = function.parameters.map(\.text)
    let called = function.name.map { "`\($0)`" } ?? "This function"
    var byName: [String: Inferred] = [:]
    var position = 0
    for (argument, value) in zip(arguments, values) {
      if let name = argument.name {
        guard names.contains(name.text) else {
          problems.append(
            .unknownArgument(name, function: called, known: hints.names(names.count) { names }))
          return .unknown
        }
        if byName[name.text] != nil { problems.append(.repeatedName(name)) }
        byName[name.text] = value
      } else {
        while position < names.count, byName[names[position]] != nil { position += 1 }
        guard position < names.count else {
          problems.append(.tooManyArguments(argument.value.span, function: called, names))
          return .unknown
        }
        byName[names[position]] = value
      }
    }
    let absent = names.filter { byName[$0] == nil }
    if !absent.isEmpty {
      problems.append(
        .missingArguments(
          callee, function: called, absent.map { AbsentArgument(name: $0, description: "") }))
      return .unknown
    }
    return Inferred(apply(function, names.compactMap { byName[$0] }, at: callee))
  }

  // MARK: Builtins

  private mutating func call(
    _ signature: Signature, _ callee: Name, _ arguments: [Argument], span: Span, _ row: RowContext?
  ) -> Inferred {
    let count = problems.count
    let (given, further) = assign(arguments, to: signature, callee)
    var facts = CallFacts(span: span, files: files)

    // Tables first: row functions in other arguments refer to the first of them.
    var rowSchema: Schema?
    var hasTable = false
    for parameter in signature.parameters {
      guard let argument = given[parameter.name] else { continue }
      switch parameter.wanted {
      case .row, .group, .column, .columns: continue
      default: break
      }
      let value = infer(argument.value, row)
      facts.arguments[parameter.name] = ArgumentFacts(
        type: value.type, constant: value.constant, span: argument.value.span)
      check(value, for: parameter, at: argument.value.span, of: signature)
      if !hasTable {
        if case .table(let schema) = value.type { (rowSchema, hasTable) = (schema, true) }
      }
    }
    for parameter in signature.parameters {
      guard let argument = given[parameter.name], facts.arguments[parameter.name] == nil else {
        continue
      }
      facts.arguments[parameter.name] = rowArgument(
        argument.value, parameter.wanted, rowSchema, signature, parameter.name)
    }
    for argument in further {
      guard let name = argument.name, let rest = signature.rest else { continue }
      switch rest {
      case .row, .group, .column, .columns:
        facts.rest.append(
          (name, rowArgument(argument.value, rest, rowSchema, signature, name.text)))
      default:
        let value = infer(argument.value, row)
        let span = argument.value.span
        check(value, for: Parameter(name.text, rest, ""), at: span, of: signature)
        facts.rest.append(
          (name, ArgumentFacts(type: value.type, constant: value.constant, span: span)))
      }
    }
    for parameter in signature.parameters where facts.arguments[parameter.name] == nil {
      guard let defaultValue = parameter.defaultValue else { continue }
      facts.arguments[parameter.name] = ArgumentFacts(
        type: defaultValue.type, constant: defaultValue, span: callee.span)
    }
    if problems.count > count {
      // The type of the result may still be known, so that later code is checked too.
      var quiet = facts
      return Inferred(signature.result(&quiet))
    }
    let type = signature.result(&facts)
    problems += facts.problems
    return Inferred(type)
  }

  /// Assigns arguments to parameters; `further` are named arguments beyond them.
  private mutating func assign(_ arguments: [Argument], to signature: Signature, _ callee: Name)
    -> (given: [String: Argument], further: [Argument])
  {
    var given: [String: Argument] = [:]
    var further: [Argument] = []
    let names = signature.parameters.map(\.name)
    let called = "`\(signature.name)`"
    let subjects = signature.parameters.filter { !$0.isNamed }
    var position = 0
    for argument in arguments {
      if let name = argument.name {
        if let parameter = signature.parameter(name.text) {
          if given[parameter.name] != nil { problems.append(.repeatedName(name)) }
          given[parameter.name] = argument
        } else if signature.rest != nil {
          if further.contains(where: { $0.name?.text == name.text }) {
            problems.append(.repeatedName(name))
          }
          further.append(argument)
        } else {
          problems.append(
            .unknownArgument(name, function: called, known: hints.names(names.count) { names }))
        }
        continue
      }
      while position < subjects.count, given[subjects[position].name] != nil { position += 1 }
      if position < subjects.count {
        given[subjects[position].name] = argument
      } else {
        let open = signature.parameters.filter { given[$0.name] == nil && $0.isNamed }
        problems.append(
          .unnamedArgument(
            argument.value.span, source[argument.value.span], function: called,
            names: open.map(\.name)))
      }
    }
    let absent = signature.parameters.filter { !$0.isOptional && given[$0.name] == nil }
    let hasStray = arguments.contains {
      $0.name.map { signature.parameter($0.text) == nil && signature.rest == nil } ?? false
    }
    if !absent.isEmpty, !hasStray {
      problems.append(
        .missingArguments(
          callee.span, function: called,
          absent.map { AbsentArgument(name: $0.name, description: $0.description) }))
    }
    return (given, further)
  }

  private mutating func check(
    _ value: Inferred, for parameter: Parameter, at span: Span, of signature: Signature
  ) {
    if !parameter.wanted.isPath, refuseSecret(value.type, at: span) { return }
    let types = parameter.wanted.types
    if !types.contains(where: value.type.fits) {
      if value.type == .missing, parameter.isOptional { return }
      problems.append(
        .wrongArgument(
          span, seen: value.type, constant: value.constant, function: signature.name,
          parameter: parameter.name, wanted: parameter.description, dimension: types.dimension))
      return
    }
    if case .number(let number, _)? = value.constant {
      let isInside = parameter.range?.contains(number) ?? true
      if !isInside || (parameter.isWhole && number != number.rounded()) {
        problems.append(
          .outOfRange(
            span, value: value.constant?.written ?? "", function: signature.name,
            parameter: parameter.name, wanted: parameter.description))
      }
    }
    if case .text(let text)? = value.constant {
      if !parameter.choices.isEmpty, !parameter.choices.contains(text) {
        problems.append(
          .notAChoice(Name(text, span), parameter: parameter.name, choices: parameter.choices))
      }
      checkPath(Name(text, span), parameter.wanted)
    }
    if case .list(let items)? = value.constant, case .folders = parameter.wanted {
      for case .text(let text) in items { checkPath(Name(text, span), .folder) }
    }
  }

  private mutating func checkPath(_ path: Name, _ wanted: Wanted) {
    let wantsFolder: Bool
    switch wanted {
    case .file: wantsFolder = false
    case .folder, .folders: wantsFolder = true
    case .newFolder:
      if !isAside, !makes.contains(path.text) { makes.append(path.text) }
      if case .forbidden(let why) = files.kind(path.text) {
        problems.append(.forbiddenPath(path, why))
      }
      return
    default: return
    }
    if !isAside, !needs.contains(path.text) { needs.append(path.text) }
    switch files.kind(path.text) {
    case .forbidden(let why): problems.append(.forbiddenPath(path, why))
    case .missing:
      if !files.trustsMissing { problems.append(.missingData(path, folder: wantsFolder)) }
    case .file where wantsFolder, .folder where !wantsFolder:
      problems.append(.wrongKindOfPath(path, wantsFolder: wantsFolder))
    case .file, .folder: break
    }
  }

  /// Checks an argument that is evaluated per row or group, or that names columns.
  private mutating func rowArgument(
    _ value: Expression, _ wanted: Wanted, _ schema: Schema?, _ signature: Signature,
    _ parameter: String
  ) -> ArgumentFacts {
    var facts = ArgumentFacts(type: .unknown, constant: nil, span: value.span)
    switch wanted {
    case .row(let type), .group(let type):
      let isGroup = if case .group = wanted { true } else { false }
      let found = infer(value, RowContext(schema: schema, isGroup: isGroup))
      (facts.type, facts.constant) = (found.type, found.constant)
      if refuseSecret(found.type, at: value.span) { return facts }
      if !found.type.fits(type), found.type != .missing {
        problems.append(
          .wrongArgument(
            value.span, seen: found.type, constant: nil, function: signature.name,
            parameter: parameter, wanted: wanted.description, dimension: nil))
      }
      if case .column(let name) = value.kind { facts.columns = [name] }
    case .column, .columns:
      let elements: [Expression]
      if case .list(let items) = value.kind, case .columns = wanted {
        elements = items.map(\.value)
      } else {
        elements = [value]
      }
      for element in elements {
        func add(_ name: String) {
          facts.columns.append(name)
          guard let schema, schema.type(of: name) == nil else { return }
          problems.append(
            .unknownColumn(
              Name(name, element.span), known: hints.names(schema.columns.count) { schema.names }))
        }
        if case .column(let name) = element.kind {
          add(name)
          continue
        }
        // Column names may also be texts, from a parameter or a list.
        let found = infer(element, nil)
        if refuseSecret(found.type, at: element.span) { continue }
        switch (found.type, found.constant) {
        case (_, .text(let name)?): add(name)
        case (_, .list(let names)?): for case .text(let name) in names { add(name) }
        case (.text, _), (.unknown, _), (.list(.text), _), (.list(.unknown), _): break
        default:
          problems.append(
            .wrongArgument(
              element.span, seen: found.type, constant: found.constant, function: signature.name,
              parameter: parameter, wanted: wanted.description, dimension: nil))
        }
      }
    default: break
    }
    return facts
  }
}

extension [Type] {
  /// The dimension of the expected number, if one is expected.
  fileprivate var dimension: Dimension? {
    for case .number(let dimension?) in self { return dimension }
    return nil
  }
}
