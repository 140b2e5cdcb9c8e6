// How many known names may be compared with unknown ones: where a notebook has problems by the thousand, nobody reads hints.

struct HintBudget {
  /// Of problems, and of names for all of them.
  private(set) var problemsLeft = 200
  private(set) var namesLeft = 100_000
  /// The first problems are those that are read: they have all names, however many there are.
  private static let first = 5

  /// The names to look among for what was meant; none when the budget is used up.
  ///
  /// - Parameter count: how many there are.
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
  /// The names that could be meant here by one that means nothing.
  mutating func knownNames(_ isWanted: (Type) -> Bool) -> [String] {
    let (scope, vocabulary) = (scope, context.vocabulary)
    let count = scope.locals.count + scope.bindings.count + vocabulary.names.count
    return hints.names(count) {
      scope.locals.filter { isWanted($0.value.type) }.keys.sorted()
        + scope.bindings.filter { isWanted($0.value.type) }.keys.sorted() + vocabulary.names
    }
  }
}
