// Former names of builtins, parameters and settings: they keep working, `check` reports them and `fmt` rewrites them.
//
// Whether a name is a builtin's depends on the bindings above it, so statements are read in the order of the file. Only
// a function hides a builtin (see `Checker.call`): a name that may be a function of the notebook is not rewritten, nor is
// one whose current name may be. A former key of a record is rewritten in the text alone, and only if the notebook does
// not use the same word as a column, member or text: a grid search names columns of its results by these keys.

/// Replaces former names in the statements of one notebook, from its first to its last.
struct FormerNames {
  /// A former name where it is written, and the name that replaces it.
  struct Use: Hashable, Sendable {
    let name: Name
    let current: String
  }

  private let vocabulary: Vocabulary
  /// Names bound above that may be functions.
  private var functions: Set<String> = []
  private var renamed: [Use] = []
  private var keys: [Use] = []
  private var words: Set<String> = []
  /// How many names were replaced; a tree without one stays as it is.
  private var changes = 0
  /// Whether uses are recorded: not in code that the formatter keeps as it is.
  private var isRecording = true

  init(_ vocabulary: Vocabulary) { self.vocabulary = vocabulary }

  /// Every recorded use, in the order of the text.
  var uses: [Use] {
    (renamed + keys.filter { !words.contains($0.name.text) })
      .sorted { $0.name.span.start < $1.name.span.start }
  }

  /// Notes that `name` may be a function from here on.
  mutating func addFunction(_ name: String) { functions.insert(name) }

  /// The statement with current names; later statements see what it binds.
  ///
  /// - Parameter isRecorded: whether its uses are to be reported and rewritten.
  mutating func current(_ statement: Statement, isRecorded: Bool = true) -> Statement {
    isRecording = isRecorded
    defer { isRecording = true }
    let before = changes
    let kind: Statement.Kind
    switch statement.kind {
    case .binding(let name, let value):
      kind = .binding(name, current(value))
      if mayBeFunction(value) { functions.insert(name.text) } else { functions.remove(name.text) }
    case .show(let value): kind = .show(current(value))
    case .plot(let value): kind = .plot(current(value))
    case .expect(let claim, let message):
      kind = .expect(current(claim), message: message.map { current($0) })
    case .function(let name, let parameters, let body):
      functions.insert(name.text)
      kind = .function(name, parameters: parameters, current(body, within: parameters))
    case .save(let value, let path): kind = .save(current(value), to: current(path))
    case .use(_, let names):
      functions.formUnion(names.map(\.bound.text))
      return statement
    case .unreadable(let names):
      functions.formUnion(names.map(\.text))
      return statement
    }
    if changes == before { return statement }
    return Statement(
      kind: kind, span: statement.span, above: statement.above, behind: statement.behind)
  }

  /// The binding in prose with current names.
  mutating func current(_ binding: ProseBinding) -> ProseBinding {
    ProseBinding(
      span: binding.span, expression: current(binding.expression), format: binding.format)
  }

  // MARK: Expressions

  private mutating func current(_ value: Expression) -> Expression {
    let before = changes
    let kind: Expression.Kind
    switch value.kind {
    case .number, .boolean, .missing, .name, .unreadable: return value
    case .text(let word), .column(let word):
      words.insert(word)
      return value
    case .list(let elements):
      kind = .list(elements.map { Element(value: current($0.value), remarks: $0.remarks) })
    case .record(let fields):
      kind = .record(
        fields.map { Field(name: $0.name, value: current($0.value), remarks: $0.remarks) })
    case .range(let first, let last): kind = .range(current(first), current(last))
    case .negation(let operand): kind = .negation(current(operand))
    case .not(let operand): kind = .not(current(operand))
    case .binary(let operation, let left, let right):
      kind = .binary(operation, current(left), current(right))
    case .call(let callee, let arguments):
      let (callee, signature) = self.callee(callee)
      kind = .call(callee, arguments.map { current($0, signature) })
    case .pipe(let subject, let stage):
      let subject = current(subject)
      if case .name = stage.kind {
        kind = .pipe(subject, callee(stage).0)
      } else {
        kind = .pipe(subject, current(stage))
      }
    case .member(let value, let name):
      words.insert(name.text)
      kind = .member(current(value), name)
    case .index(let value, let position): kind = .index(current(value), current(position))
    case .conditional(let condition, let yes, let no):
      kind = .conditional(current(condition), then: current(yes), else: current(no))
    case .comprehension(let body, let name, let list, let condition):
      kind = .comprehension(
        current(body, within: [name]), name: name, list: current(list),
        condition: condition.map { current($0, within: [name]) })
    case .lambda(let names, let body): kind = .lambda(names, current(body, within: names))
    case .parentheses(let inner): kind = .parentheses(current(inner))
    }
    return changes == before ? value : Expression(kind: kind, span: value.span, depth: value.depth)
  }

  /// The same where `names` stand for unknown values.
  private mutating func current(_ value: Expression, within names: [Name]) -> Expression {
    let outer = functions
    defer { functions = outer }
    functions.formUnion(names.map(\.text))
    return current(value)
  }

  /// What is called, with the signature if it is a builtin.
  private mutating func callee(_ callee: Expression) -> (Expression, Signature?) {
    guard case .name(let name) = callee.kind else { return (current(callee), nil) }
    guard !functions.contains(name), let signature = vocabulary.signatures[name] else {
      return (callee, nil)
    }
    guard signature.name != name, !functions.contains(signature.name) else {
      return (callee, signature)
    }
    record(Name(name, callee.span), signature.name)
    let kind = Expression.Kind.name(signature.name)
    return (Expression(kind: kind, span: callee.span, depth: callee.depth), signature)
  }

  private mutating func current(_ argument: Argument, _ signature: Signature?) -> Argument {
    var name = argument.name
    if let given = name, let parameter = signature?.parameter(given.text) {
      if parameter.name != given.text {
        record(given, parameter.name)
        name = Name(parameter.name, given.span)
      }
      if isRecording, case .record(let fields) = argument.value.kind {
        keys += fields.compactMap { field in
          parameter.formerKeys[field.name.text].map { Use(name: field.name, current: $0) }
        }
      }
    }
    return Argument(name: name, value: current(argument.value), remarks: argument.remarks)
  }

  private mutating func record(_ name: Name, _ current: String) {
    changes += 1
    if isRecording { renamed.append(Use(name: name, current: current)) }
  }

  /// Whether a value may be or hold a function: a builtin gives none, except for one that returns elements of a list.
  private func mayBeFunction(_ value: Expression) -> Bool {
    switch value.kind {
    case .lambda: return true
    case .name(let name): return functions.contains(name)
    case .call(let callee, let arguments): return isUnsure(callee, arguments.map(\.value))
    case .pipe(let subject, let stage):
      guard case .call(let callee, let arguments) = stage.kind else {
        return isUnsure(stage, [subject])
      }
      return isUnsure(callee, [subject] + arguments.map(\.value))
    default: return value.children.contains(where: mayBeFunction)
    }
  }

  private func isUnsure(_ callee: Expression, _ arguments: [Expression]) -> Bool {
    guard case .name(let name) = callee.kind, !functions.contains(name),
      let signature = vocabulary.signatures[name]
    else { return true }
    return signature.family == "lists" && arguments.contains(where: mayBeFunction)
  }
}
