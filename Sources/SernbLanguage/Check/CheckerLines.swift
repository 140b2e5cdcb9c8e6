// Checks lines typed in a session: they see the notebook's bindings, and the notebook does not see theirs.

extension Checker {
  /// Checks typed lines as a notebook of one cell without front matter.
  ///
  /// Its first nodes are the given bindings, sorted by name (`Kind.given`); the statements follow.
  ///
  /// - Parameters:
  ///   - bindings: the names that the lines may use.
  ///   - notebook: whose parameters and seed the lines see.
  package static func check(
    line source: SourceText, above bindings: [String: CheckedNotebook.Export],
    of notebook: CheckedNotebook, in context: CheckContext
  ) -> CheckedNotebook {
    var checker = Checker(context: context, source: source)
    for (declared, parameter) in zip(notebook.frontMatter.parameters, notebook.parameters) {
      checker.scope.parameters.append(
        TypedName(parameter.name, checker.type(of: declared, parameter.value)))
      if parameter.value != .missing {
        checker.scope.parameterValues[parameter.name] = parameter.value
      }
    }
    var nodes: [CheckedNotebook.Node] = []
    for (name, export) in bindings.sorted(by: { $0.key < $1.key }) {
      switch export.type {
      case .function, .unknown: checker.former.addFunction(name)
      default: break
      }
      checker.scope.bindings[name] = Scope.Binding(
        node: nodes.count, type: export.type, constant: export.constant)
      nodes.append(
        CheckedNotebook.Node(
          id: nodes.count, cell: nil, kind: .given(name), span: Span(0, 0), reads: [:],
          parameters: [], binds: [.init(name: name, export: export)], isBlocked: false))
    }
    let typed = Notebook(codeOnly: source)
    let (code, found) = Parser.parse(source, in: Span(0, source.bytes.count))
    checker.problems = found
    var used: [String: CheckedNotebook] = [:]
    let first = nodes.count
    for statement in code.statements.map({ checker.former.current($0) }) {
      nodes.append(checker.node(nodes.count, for: statement, cell: 0, isWhole: true, &used))
    }
    let problems = Problem.inOrder(checker.problems)
    var frontMatter = FrontMatter()
    frontMatter.seed = notebook.frontMatter.seed
    return CheckedNotebook(
      notebook: typed, frontMatter: frontMatter, parameters: notebook.parameters,
      cells: typed.cells.map { cell in
        CheckedNotebook.CheckedCell(
          cell: cell, code: code, options: CellOptions(), nodes: Array(first..<nodes.count),
          problems: problems, expected: nil)
      }, nodes: nodes, exports: CheckedNotebook.Exports(nodes), used: used,
      hasSecrets: !frontMatter.secretNames.isEmpty || used.values.contains(where: \.hasSecrets),
      uses: checker.uses, makes: checker.makes, needs: checker.needs, escapes: [],
      problems: problems, fatal: [], formerNames: [])
  }
}
