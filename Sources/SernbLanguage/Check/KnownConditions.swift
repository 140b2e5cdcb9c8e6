// Conditions that are known before anything runs, because they depend on parameters and literals only.
//
// A branch that such a condition excludes is type-checked like any other, but its files need not exist and nodes that
// only it reads do not run: `if params.tables == "" then published else read(params.tables)` needs one of the two.

extension Checker {
  /// Checks types and names of a branch that will not run; its files and the nodes it reads are ignored.
  mutating func inferUnused(_ branch: Expression, _ row: RowContext?) {
    let outer = (reads, files, isAside)
    (files, isAside) = (.trusting, true)
    _ = infer(branch, row)
    (reads, files, isAside) = outer
  }

  /// Whether a condition holds; nil if that is known only at run time. Nothing is reported.
  mutating func truth(_ condition: Expression, _ row: RowContext?) -> Bool? {
    switch condition.kind {
    case .parentheses(let inner): return truth(inner, row)
    case .not(let inner): return truth(inner, row).map { !$0 }
    case .binary(.and, let left, let right):
      switch (truth(left, row), truth(right, row)) {
      case (false?, _), (_, false?): return false
      case (true?, true?): return true
      default: return nil
      }
    case .binary(.or, let left, let right):
      switch (truth(left, row), truth(right, row)) {
      case (true?, _), (_, true?): return true
      case (false?, false?): return false
      default: return nil
      }
    case .binary(.equal, let left, let right): return areEqual(left, right, row)
    case .binary(.notEqual, let left, let right): return areEqual(left, right, row).map { !$0 }
    default:
      if case .boolean(let flag)? = constant(condition, row) { return flag }
      return nil
    }
  }

  private mutating func areEqual(
    _ left: Expression, _ right: Expression, _ row: RowContext?
  ) -> Bool? {
    guard let a = constant(left, row), let b = constant(right, row), a.type == b.type else {
      return nil
    }
    return a == b
  }

  private mutating func constant(_ expression: Expression, _ row: RowContext?) -> Constant? {
    let outer = (problems, reads, readParameters, files, isAside, hints)
    (problems, files, isAside) = ([], .trusting, true)
    let found = infer(expression, row).constant
    (problems, reads, readParameters, files, isAside, hints) = outer
    return found
  }
}
