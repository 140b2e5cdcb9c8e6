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
    let name: Name
  }
}

/// What is known of an expression.
struct Inferred: Sendable {
  var type: Type
  var constant: Constant?

  init(_ type: Type, _ constant: Constant? = nil) {
    self.type = type
    self.constant = constant
  }

  static let unknown = Inferred(.unknown)
}

/// Inside an argument that is made for each row or each group: what `.column` means.
struct RowContext: Hashable, Sendable {
  /// nil when the table's columns are only known at run time.
  let schema: Schema?
  let isGroup: Bool
}
