// Limits how many known names are compared with unknown ones: with thousands of problems, not all hints would be read.

struct HintBudget {
  /// The remaining problems, and the remaining names for all of them.
  private(set) var problemsLeft = 200
  private(set) var namesLeft = 100_000
  /// The first problems are the ones that are read: they get all names, however many there are.
  private static let first = 5

  /// The names to search for suggestions; empty when the budget is used up.
  ///
  /// - Parameter count: the number of names.
  mutating func names(_ count: Int, _ make: () -> [String]) -> [String] {
    guard problemsLeft > 200 - Self.first || problemsLeft > 0 && count <= namesLeft else {
      return []
    }
    problemsLeft -= 1
    namesLeft -= min(namesLeft, count)
    return make()
  }
}

extension Checker {
  /// The names in scope that an unknown name may be a misspelling of.
  mutating func knownNames(_ isWanted: (Type) -> Bool) -> [String] {
    let (scope, vocabulary) = (scope, context.vocabulary)
    let count = scope.locals.count + scope.bindings.count + vocabulary.names.count
    return hints.names(count) {
      scope.locals.filter { isWanted($0.value.type) }.keys.sorted()
        + scope.bindings.filter { isWanted($0.value.type) }.keys.sorted() + vocabulary.names
    }
  }
}
