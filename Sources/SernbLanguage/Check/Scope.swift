// The names that an expression may use: bindings above it, the parameters of functions, the columns of a row.

struct Scope: Sendable {
  /// What the notebook has bound so far: shared by every use until a binding is added.
  var bindings: [String: Binding] = [:]
  /// Names of functions, lambdas and comprehensions around the expression; they hide bindings.
  var locals: [String: Inferred] = [:]
  var parameters: [TypedName] = []
  var parameterValues: [String: Constant] = [:]

  struct Binding: Sendable {
    let node: NodeID
    let type: Type
    let constant: Constant?
  }

  /// The part of it that the names in an expression can mean.
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

/// What is known of an expression.
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
  /// Every name that stands in it.
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

/// Inside an argument that is made for each row or each group: what `.column` means.
struct RowContext: Hashable, Sendable {
  /// nil when the table's columns are only known at run time.
  let schema: Schema?
  let isGroup: Bool
}
