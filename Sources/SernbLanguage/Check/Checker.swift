// Finds what is wrong with a notebook before anything runs: names, arguments, types, units, columns, files.
//
// One pass from the top: each statement sees the bindings above it. A statement with a problem binds its name with an
// unknown type, so that one mistake is reported once; whether its dependents can run is decided by the runtime.
//
// A function's body is checked where it is written, with unknown arguments, and again for the arguments of each call.
// That work is limited per notebook: beyond the limit, calls give a value of unknown type.

/// The static checker of one notebook.
package struct Checker {
  let context: CheckContext
  var source: SourceText
  var scope = Scope()
  var problems: [Problem] = []

  var former: FormerNames

  // What the notebook imports and needs from the disk, for the graph of notebooks.
  var uses: [CheckedNotebook.Use] = []
  var makes: [String] = []
  var needs: [String] = []
  /// Whether the current code will not run, so that it needs no files.
  var isAside = false

  // What the current node has read so far.
  var reads: [String: NodeID] = [:]
  var readParameters: Set<String> = []
  /// What may be queried on the disk; nothing within a branch that will not run.
  var files: StaticFiles
  /// Checked bodies by function and arguments, so that nested calls take linear time.
  var checkedBodies: [BodyKey: CheckedBody] = [:]
  /// The nesting depth of the bodies being checked, and how many of their expressions were visited.
  var bodyDepth = 0
  var bodySteps = 0
  var hints = HintBudget()

  struct BodyKey: Hashable {
    let function: FunctionType
    let arguments: [Inferred]
    let isAside: Bool
  }

  struct CheckedBody {
    let type: Type
    /// Its first problem for these arguments.
    let problem: Problem?
  }

  package static func check(_ notebook: Notebook, in context: CheckContext) -> CheckedNotebook {
    var checker = Checker(context: context, source: notebook.source)
    return checker.check(notebook)
  }

  init(context: CheckContext, source: SourceText) {
    self.context = context
    self.source = source
    files = context.files
    former = FormerNames(context.vocabulary)
  }

  private mutating func check(_ notebook: Notebook) -> CheckedNotebook {
    problems = notebook.problems
    var (frontMatter, found) = FrontMatter.read(notebook)
    frontMatter.seed = context.seed ?? frontMatter.seed
    if notebook.frontMatter.map({ !notebook.isConflicted($0.whole) }) ?? true { problems += found }
    setParameters(frontMatter)
    for path in frontMatter.requires.map(\.path.text) where !needs.contains(path) {
      needs.append(path)
    }
    let fatal = problems.filter(\.isError)
    // `problems` holds those of the current segment; appending them here keeps thousands of cells fast.
    var all = problems

    var nodes: [CheckedNotebook.Node] = []
    var cells: [CheckedNotebook.CheckedCell] = []
    var used: [String: CheckedNotebook] = [:]
    var escapes: [Int] = []

    for segment in notebook.segments {
      switch segment {
      case .prose(let span):
        let marks = ProseMarks.find(in: span, of: source)
        escapes += marks.escapes
        problems = marks.problems
        for binding in marks.bindings {
          let binding = former.current(binding)
          let count = problems.count
          checkProse(binding)
          let blocked = problems.count > count
          nodes.append(
            node(nodes.count, .prose(binding), binding.span, cell: nil, isBlocked: blocked))
        }
        all += problems.filter { !notebook.isConflicted($0.span) }
      case .cell(let cell):
        problems = []
        let (options, optionProblems) = CellOptions.read(cell.options)
        let (code, parseProblems) = Parser.parse(source, in: cell.code)
        problems = optionProblems + parseProblems
        // The content of an unclosed cell may be prose, and that of a conflict another version: nothing in them is
        // reported.
        let isWhole = cell.isClosed && !notebook.isConflicted(cell.span)
        let first = nodes.count
        for statement in code.statements {
          let statement = former.current(statement, isRecorded: isWhole && parseProblems.isEmpty)
          nodes.append(
            node(nodes.count, for: statement, cell: cells.count, isWhole: isWhole, &used))
        }
        let label = cell.label.text
        problems = isWhole ? Problem.inOrder(problems).map { .inCell(label, $0) } : []
        var expected: Problem?
        if let wanted = options.expectedError {
          expected = problems.first { $0.diagnostic.code.rawValue == wanted.text }
          problems.removeAll { $0.diagnostic.code.rawValue == wanted.text }
        }
        cells.append(
          CheckedNotebook.CheckedCell(
            cell: cell, code: code, options: options, nodes: Array(first..<nodes.count),
            problems: problems, expected: expected))
        all += problems
      }
    }
    let everRead = nodes.reduce(into: Set<String>()) { $0.formUnion($1.parameters) }
    // A statement that could not be parsed may be the one that reads it.
    if !all.contains(where: { $0.isError && !$0.isFromOutside }) {
      for parameter in frontMatter.parameters where !everRead.contains(parameter.name.text) {
        all.append(.unreadParameter(parameter.name))
      }
    }
    // An array that has grown holds room for more.
    nodes = nodes.map(\.self)
    return CheckedNotebook(
      notebook: notebook, frontMatter: frontMatter,
      parameters: frontMatter.parameters.map {
        ($0.name.text, scope.parameterValues[$0.name.text] ?? $0.defaultValue)
      }, cells: cells, nodes: nodes, exports: CheckedNotebook.Exports(nodes), used: used,
      hasSecrets: !frontMatter.secretNames.isEmpty || used.values.contains(where: \.hasSecrets),
      uses: uses, makes: makes, needs: needs, escapes: escapes,
      problems: Problem.inOrder(all), fatal: fatal, formerNames: formerNames(in: notebook))
  }

  /// A warning for each former name, at its first use.
  private func formerNames(in notebook: Notebook) -> [Problem] {
    var seen: Set<String> = []
    return former.uses.filter { seen.insert($0.name.text).inserted }.map { use in
      let problem = Problem.formerName(use.name, current: use.current)
      let start = use.name.span.start
      let cell = notebook.cells.first { $0.code.start <= start && start < $0.code.end }
      return cell.map { .inCell($0.label.text, problem) } ?? problem
    }
  }

  /// Takes the defaults, or what the user gave instead. Names that no notebook of the run declares are reported by the
  /// command line.
  private mutating func setParameters(_ frontMatter: FrontMatter) {
    for parameter in frontMatter.parameters {
      let name = parameter.name.text
      var value = parameter.defaultValue
      if let given = context.overrides.value(of: name, in: source.name) {
        if let accepted = parameter.accepting(given.value) {
          value = accepted
        } else {
          let shown = parameter.isSecret ? Secret.shown : given.value
          // It was given: that it is unusable is reported once, here.
          if parameter.isSecret { value = .secret(Secret("")) }
          problems.append(
            .badParameterValue(parameter.name, given: shown, wanted: parameter.wanted))
        }
      }
      scope.parameters.append(TypedName(name, type(of: parameter, value)))
      if value != .missing { scope.parameterValues[name] = value }
    }
  }

  private mutating func checkProse(_ binding: ProseBinding) {
    let value = infer(binding.expression, nil)
    if refuseSecret(value.type, at: binding.expression.span) { return }
    switch (value.type, binding.format) {
    case (.number, _), (.unknown, _), (.text, nil), (.boolean, nil), (.missing, nil),
      (.object(.markdown), nil):
      break
    case (let type, .some):
      problems.append(.wrongType(binding.expression.span, seen: type, wanted: "a number to format"))
    case (let type, nil):
      problems.append(
        .wrongType(
          binding.expression.span, seen: type, wanted: "a number or a text for the sentence"))
    }
  }

  // MARK: Nodes

  /// Checks a statement, binds its names, and returns its node.
  ///
  /// - Parameter isWhole: whether its cell is closed and outside merge conflicts.
  mutating func node(
    _ id: NodeID, for statement: Statement, cell: Int, isWhole: Bool,
    _ used: inout [String: CheckedNotebook]
  ) -> CheckedNotebook.Node {
    let count = problems.count
    let bound = check(statement, &used)
    let isBroken = problems.count > count
    var isBlocked = !isWhole || isBroken
    if case .unreadable = statement.kind { isBlocked = true }
    var binds: [CheckedNotebook.Bound] = []
    for (name, value) in bound {
      let type = isBroken ? .unknown : value.type.bounded
      let constant = isBroken ? nil : value.constant
      scope.bindings[name.text] = Scope.Binding(node: id, type: type, constant: constant)
      binds.append(.init(name: name.text, export: .init(node: id, type: type, constant: constant)))
    }
    return node(
      id, .statement(statement), statement.span, cell: cell, binds: binds, isBlocked: isBlocked)
  }

  /// A node with everything read since the previous one.
  private mutating func node(
    _ id: NodeID, _ kind: CheckedNotebook.Kind, _ span: Span, cell: Int?,
    binds: [CheckedNotebook.Bound] = [], isBlocked: Bool
  ) -> CheckedNotebook.Node {
    defer { (reads, readParameters) = ([:], []) }
    return CheckedNotebook.Node(
      id: id, cell: cell, kind: kind, span: span, reads: reads, parameters: readParameters,
      binds: binds, isBlocked: isBlocked)
  }

  // MARK: Statements

  /// Checks a statement. Returns the names that it binds, with their types and constants.
  private mutating func check(_ statement: Statement, _ used: inout [String: CheckedNotebook])
    -> [(Name, Inferred)]
  {
    for name in statement.defines where name.text == "params" {
      problems.append(.reservedWord(name, wanted: "a name that is free"))
    }
    switch statement.kind {
    case .binding(let name, let value): return [(name, infer(value, nil))]
    case .show(let value):
      let type = infer(value, nil).type
      if refuseSecret(type, at: value.span) { return [] }
      if case .function = type {
        problems.append(.wrongType(value.span, seen: type, wanted: "a value to show"))
      }
    case .plot(let value): expect(value, nil, [.object(Self.figure), .list(.object(Self.figure))])
    case .expect(let claim, let message):
      expect(claim, nil, [.boolean])
      if let message { expect(message, nil, [.text]) }
    case .use(let path, let names): return use(path, names, &used)
    case .function(let name, let parameters, let body):
      return [(name, function(name, parameters, body))]
    case .save(let value, let path): checkSave(value, to: path)
    case .unreadable(let names): return names.map { ($0, .unknown) }
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
    var before: [Problem] = []
    swap(&before, &problems)
    let type = define(name.text, parameters, body, row: nil)
    // A use of its own name, which is not bound above it, is recursion.
    var isRecursive = false
    for problem in problems {
      switch problem {
      case .unknownFunction(let own, _) where own.text == name.text,
        .unknownName(let own, _) where own.text == name.text:
        if !isRecursive { problems = problems.filter { $0 != problem } + [.recursion(own)] }
        isRecursive = true
      default: break
      }
    }
    if isRecursive {
      problems.removeAll {
        switch $0 {
        case .unknownFunction(let own, _), .unknownName(let own, _): own.text == name.text
        default: false
        }
      }
    }
    before += problems
    problems = before
    return Inferred(type)
  }

  private mutating func use(
    _ path: Expression, _ names: [Imported], _ used: inout [String: CheckedNotebook]
  ) -> [(Name, Inferred)] {
    guard case .text(let file) = path.kind else { return [] }
    let unknown = names.map { ($0.bound, Inferred.unknown) }
    var seen: Set<String> = []
    for name in names where !seen.insert(name.bound.text).inserted {
      problems.append(.repeatedName(name.bound))
    }
    let found = context.load(file)
    uses.append(
      CheckedNotebook.Use(
        path: file, notebook: found.name, names: names.map(\.name.text), span: path.span))
    switch found {
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
            .unknownExport(
              imported.name, file: file,
              known: hints.names(other.exports.all.count) { other.exports.all.keys.sorted() }))
          return (imported.bound, .unknown)
        }
        return (imported.bound, Inferred(export.type, export.constant))
      }
    }
    return unknown
  }

  private mutating func checkSave(_ value: Expression, to path: Expression) {
    let type = infer(value, nil).type
    if refuseSecret(type, at: value.span) { return }
    if case .function = type {
      problems.append(.cannotSave(value.span, type))
      return
    }
    let target = infer(path, nil)
    // The name of a saved file is shown on the page.
    if refuseSecret(target.type, at: path.span) { return }
    guard target.type.fits(.text) else {
      problems.append(.wrongType(path.span, seen: target.type, wanted: "the name of a file"))
      return
    }
    guard case .text(let file)? = target.constant else { return }
    if !SavedName.isAllowed(file) {
      problems.append(.badSavePath(Name(file, path.span)))
      return
    }
    guard let endings = type.endings else { return }
    if endings.isEmpty {
      problems.append(.cannotSave(value.span, type))
    } else if !endings.contains(SavedName.ending(of: file)) {
      problems.append(.wrongEnding(Name(file, path.span), type, wanted: endings))
    }
  }

  mutating func expect(_ value: Expression, _ row: RowContext?, _ wanted: [Type]) {
    let type = infer(value, row).type
    if refuseSecret(type, at: value.span) { return }
    if !wanted.contains(where: type.fits) {
      problems.append(
        .wrongType(
          value.span, seen: type,
          wanted: wanted.filter { $0 != .missing }.map(\.description).joined(separator: " or ")))
    }
  }
}

/// The names that `save` may give to files.
package enum SavedName {
  /// Whether a file of this name is below `Outputs/NAME.files/`.
  package static func isAllowed(_ name: String) -> Bool {
    name.utf8.count < 200 && !name.utf8.contains { $0 < 0x20 || $0 == 0x5C }
      // By bytes, as a file system sees slashes and dots even before a combining accent.
      && name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        .allSatisfy { !$0.isEmpty && $0.first != UInt8(ascii: ".") }
  }

  /// The part after the last dot of the last component; empty if there is none.
  package static func ending(of name: String) -> String {
    let file = name.utf8.split(separator: UInt8(ascii: "/")).last ?? name.utf8[...]
    guard let dot = file.lastIndex(of: UInt8(ascii: ".")) else { return "" }
    return String(decoding: file[dot...].dropFirst(), as: UTF8.self)
  }
}

extension Type {
  /// The file extensions it can be saved with; nil if the type is unknown.
  package var endings: [String]? {
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
