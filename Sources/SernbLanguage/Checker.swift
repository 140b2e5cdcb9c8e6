// Finds what is wrong with a notebook before anything runs: names, arguments, types, units, columns, files.
//
// One pass from the top: each statement sees the bindings above it. A statement with a problem binds its name with an
// unknown type, so that one mistake is reported once; whether a dependent can run is the runtime's question.

public struct Checker {
  let context: CheckContext
  var source: SourceText
  var scope = Scope()
  var problems: [Problem] = []

  // What the node under way has read.
  var reads: [String: NodeID] = [:]
  var readParameters: Set<String> = []
  /// Bodies already checked, by function and argument types, so that calls of calls stay linear.
  var checkedBodies: [BodyKey: Type] = [:]
  var callDepth = 0

  struct BodyKey: Hashable {
    let function: FunctionType
    let types: [Type]
  }

  public static func check(_ notebook: Notebook, in context: CheckContext) -> CheckedNotebook {
    var checker = Checker(context: context, source: notebook.source)
    return checker.check(notebook)
  }

  private init(context: CheckContext, source: SourceText) {
    self.context = context
    self.source = source
  }

  private mutating func check(_ notebook: Notebook) -> CheckedNotebook {
    problems = notebook.problems
    let (frontMatter, found) = FrontMatter.read(notebook)
    problems += found
    setParameters(frontMatter)
    let fatal = problems.filter { $0.diagnostic.isError }

    var nodes: [CheckedNotebook.Node] = []
    var cells: [CheckedNotebook.CheckedCell] = []
    var used: [String: CheckedNotebook] = [:]
    var everRead: Set<String> = []

    func add(
      _ kind: CheckedNotebook.Kind, _ span: Span, cell: Int?, blocked: Bool, in checker: inout Self
    ) {
      nodes.append(
        CheckedNotebook.Node(
          id: nodes.count, cell: cell, kind: kind, span: span, reads: checker.reads,
          parameters: checker.readParameters, isBlocked: blocked))
      everRead.formUnion(checker.readParameters)
      checker.reads = [:]
      checker.readParameters = []
    }

    for segment in notebook.segments {
      switch segment {
      case .prose(let span):
        let (bindings, found) = ProseBinding.find(in: span, of: source)
        problems += found
        for binding in bindings {
          let count = problems.count
          checkProse(binding)
          let blocked = problems.count > count
          add(.prose(binding), binding.span, cell: nil, blocked: blocked, in: &self)
        }
      case .cell(let cell):
        let before = problems
        problems = []
        let (options, optionProblems) = CellOptions.read(cell.options)
        let (code, parseProblems) = Parser.parse(source, in: cell.code)
        problems = optionProblems + parseProblems
        var ids: [NodeID] = []
        for statement in code.statements {
          let count = problems.count
          var bound: [(Name, Inferred)] = []
          if statement.kind != .unreadable { bound = check(statement, &used) }
          let blocked = statement.kind == .unreadable || problems.count > count
          ids.append(nodes.count)
          for (name, value) in bound {
            scope.bindings[name.text] = Scope.Binding(
              node: nodes.count, type: value.type, constant: value.constant, name: name)
          }
          add(.statement(statement), statement.span, cell: cells.count, blocked: blocked, in: &self)
        }
        let label = cell.label.text
        problems = problems.map { .inCell(label, $0) }
        let expected = options.expectedError.flatMap { wanted in
          problems.first { $0.diagnostic.code == wanted.text }
        }
        if let wanted = options.expectedError, let expected {
          problems.removeAll { $0.diagnostic.code == wanted.text }
          _ = expected
        }
        cells.append(
          CheckedNotebook.CheckedCell(
            cell: cell, code: code, options: options, nodes: ids, problems: problems,
            expected: expected))
        problems = before + problems
      }
    }
    for parameter in frontMatter.parameters where !everRead.contains(parameter.name.text) {
      problems.append(.unreadParameter(parameter.name))
    }
    return CheckedNotebook(
      notebook: notebook, frontMatter: frontMatter,
      parameters: frontMatter.parameters.map {
        ($0.name.text, scope.parameterValues[$0.name.text] ?? $0.standard)
      },
      cells: cells, nodes: nodes,
      exports: scope.bindings.mapValues {
        CheckedNotebook.Export(node: $0.node, type: $0.type, constant: $0.constant)
      },
      used: used, problems: problems, fatal: fatal)
  }

  /// Defaults and what the person running the notebook gave instead. A name that no notebook of the run
  /// declares is a matter for the command line.
  private mutating func setParameters(_ frontMatter: FrontMatter) {
    for parameter in frontMatter.parameters {
      let name = parameter.name.text
      var value = parameter.standard
      if let given = context.overrides.last(where: { $0.name == name }) {
        if let accepted = parameter.accepting(given.value) {
          value = accepted
        } else {
          problems.append(
            .badParameterValue(parameter.name, given: given.value, wanted: parameter.wanted))
        }
      }
      if scope.parameterValues[name] == nil {
        scope.parameters.append(TypedName(name, parameter.standard.type))
      } else {
        problems.append(.badFrontMatterValue(parameter.name, wanted: "a name once"))
      }
      scope.parameterValues[name] = value
    }
  }

  private mutating func checkProse(_ binding: ProseBinding) {
    let value = infer(binding.expression, nil)
    switch (value.type, binding.format) {
    case (.number, _), (.unknown, _), (.text, nil), (.boolean, nil), (.missing, nil): break
    case (let type, .some):
      problems.append(.wrongType(binding.expression.span, seen: type, wanted: "a number to format"))
    case (let type, nil):
      problems.append(
        .wrongType(
          binding.expression.span, seen: type,
          wanted: "a number or a text: only those fit into a sentence"))
    }
  }

  // MARK: Statements

  /// The names that a statement binds, with what is known of them.
  private mutating func check(_ statement: Statement, _ used: inout [String: CheckedNotebook])
    -> [(Name, Inferred)]
  {
    switch statement.kind {
    case .binding(let name, let value):
      let count = problems.count
      let inferred = infer(value, nil)
      if name.text == "params" { problems.append(.reservedWord(name, wanted: "a name")) }
      return [(name, problems.count > count ? .unknown : inferred)]
    case .show(let value):
      if case .function = infer(value, nil).type {
        problems.append(.wrongType(value.span, seen: .unknown, wanted: "a value to show"))
      }
    case .plot(let value):
      expect(value, nil, [.object(Self.figure), .list(.object(Self.figure))])
    case .expect(let claim, let message):
      expect(claim, nil, [.boolean])
      if let message { expect(message, nil, [.text]) }
    case .use(let path, let names): return use(path, names, &used)
    case .function(let name, let parameters, let body):
      return [(name, function(name, parameters, body))]
    case .save(let value, let path): checkSave(value, to: path)
    case .unreadable: break
    }
    return []
  }

  static let figure = ObjectKind("figure", "")

  private mutating func function(_ name: Name, _ parameters: [Name], _ body: Expression) -> Inferred
  {
    var seen: Set<String> = []
    for parameter in parameters where !seen.insert(parameter.text).inserted {
      problems.append(.repeatedName(parameter))
    }
    let type = FunctionType(
      name: name.text, parameters: parameters, body: body, scope: scope, row: nil)
    let count = problems.count
    _ = apply(type, parameters.map { _ in Inferred.unknown }, isDefinition: true)
    if problems.count > count, mentions(name.text, body) {
      problems.append(.recursion(name))
    }
    return Inferred(.function(type))
  }

  private func mentions(_ name: String, _ expression: Expression) -> Bool {
    if case .name(name) = expression.kind { return true }
    return expression.children.contains { mentions(name, $0) }
  }

  private mutating func use(
    _ path: Expression, _ names: [Imported], _ used: inout [String: CheckedNotebook]
  ) -> [(Name, Inferred)] {
    guard case .text(let file) = path.kind else { return [] }
    let unknown = names.map { ($0.bound, Inferred.unknown) }
    switch context.load(file) {
    case .missing(let near): problems.append(.missingNotebook(Name(file, path.span), near: near))
    case .cycle(let files): problems.append(.notebookCycle(path.span, files))
    case .unreadable(let why): problems.append(.unreadableNotebook(Name(file, path.span), why))
    case .notebook(let other):
      used[file] = other
      if !other.fatal.isEmpty {
        problems.append(.brokenNotebook(Name(file, path.span), count: other.fatal.count))
        return unknown
      }
      return names.map { imported in
        guard let export = other.exports[imported.name.text] else {
          problems.append(
            .unknownExport(imported.name, file: file, known: other.exports.keys.sorted()))
          return (imported.bound, .unknown)
        }
        return (imported.bound, Inferred(export.type, export.constant))
      }
    }
    return unknown
  }

  private mutating func checkSave(_ value: Expression, to path: Expression) {
    let type = infer(value, nil).type
    let target = infer(path, nil)
    guard target.type.fits(.text) else {
      problems.append(.wrongType(path.span, seen: target.type, wanted: "the name of a file"))
      return
    }
    guard case .text(let file)? = target.constant else { return }
    let parts = file.split(separator: "/", omittingEmptySubsequences: false)
    if file.hasPrefix("/") || parts.contains("..") || parts.contains("") || parts.contains(".") {
      problems.append(.badSavePath(Name(file, path.span)))
      return
    }
    let endings = type.endings
    let ending = file.split(separator: ".").last.map(String.init) ?? ""
    if let endings, endings.isEmpty {
      problems.append(.cannotSave(value.span, type))
    } else if let endings, !endings.contains(ending) || !file.contains(".") {
      problems.append(.wrongEnding(Name(file, path.span), type, wanted: endings))
    }
  }

  mutating func expect(_ value: Expression, _ row: RowContext?, _ wanted: [Type]) {
    let type = infer(value, row).type
    if !wanted.contains(where: type.fits) {
      problems.append(
        .wrongType(
          value.span, seen: type, wanted: wanted.map(\.words).joined(separator: " or ")))
    }
  }
}

extension Type {
  /// The endings of files it can be saved as; nil when its type is not known.
  var endings: [String]? {
    switch self {
    case .unknown: nil
    case .table: ["csv"]
    case .object(let kind): kind.endings
    case .text: ["txt", "md", "json"]
    case .list, .record, .number, .boolean, .missing, .range: ["json"]
    case .function: []
    }
  }
}
