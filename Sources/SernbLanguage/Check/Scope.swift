// The names that an expression may use: bindings above it, the parameters of functions, the columns of a row.

struct Scope: Sendable {
  /// The bindings so far; copies share them until one is added.
  var bindings: [String: Binding] = [:]
  /// Parameters of enclosing functions, lambdas and comprehensions; they shadow bindings.
  var locals: [String: Inferred] = [:]
  var parameters: [TypedName] = []
  var parameterValues: [String: Constant] = [:]

  struct Binding: Sendable {
    let node: NodeID
    let type: Type
    let constant: Constant?
  }

  /// The part of it that `names` refer to.
  func restricted(to names: Set<String>) -> Scope {
    var part = Scope()
    part.parameters = parameters
    part.parameterValues = parameterValues
    for name in names {
      part.bindings[name] = bindings[name]
      part.locals[name] = locals[name]
    }
    return part
  }
}

/// What is known of an expression before it runs: its type, and its value if that is constant.
struct Inferred: Hashable, Sendable {
  var type: Type
  var constant: Constant?

  init(_ type: Type, _ constant: Constant? = nil) {
    self.type = type
    self.constant = constant
  }

  static let unknown = Inferred(.unknown)
}

extension Expression {
  /// Every name in it.
  var names: Set<String> {
    var found: Set<String> = []
    func visit(_ expression: Expression) {
      if case .name(let name) = expression.kind { found.insert(name) }
      for child in expression.children { visit(child) }
    }
    visit(self)
    return found
  }
}

/// What `.column` means in an argument that is evaluated per row or per group.
struct RowContext: Hashable, Sendable {
  /// nil if the table's columns are known only at run time.
  let schema: Schema?
  let isGroup: Bool
}
