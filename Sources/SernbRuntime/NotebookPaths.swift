// Ways through notebooks along their `use`: in what order they are read, and whether a way leads back.
//
// Both go step by step without recursion, and visit each notebook once: a chain may be long, and a mesh of notebooks may
// hold more ways than can be walked.

enum NotebookPaths {
  /// A notebook and all that it leads to, each behind those that it uses; in a circle, behind those met first.
  static func inOrderOfUse(from start: String, _ targets: (String) -> [String]) -> [String] {
    var order: [String] = []
    var met: Set<String> = [start]
    // Notebooks under way, each with those that it uses and that are still to be looked at, last first.
    var open = [(notebook: start, rest: [String](targets(start).reversed()))]
    while let (notebook, rest) = open.last {
      guard let next = rest.last else {
        order.append(notebook)
        open.removeLast()
        continue
      }
      open[open.count - 1].rest.removeLast()
      if met.insert(next).inserted { open.append((next, targets(next).reversed())) }
    }
    return order
  }

  /// The shortest way from one notebook to another, both inside; `[a]` from `a` to itself. Of two, the first by name.
  static func shortest(
    from start: String, to goal: String, _ targets: (String) -> [String]
  ) -> [String]? {
    if start == goal { return [goal] }
    var before: [String: String] = [start: start]
    var level = [start]
    while !level.isEmpty {
      var next: [String] = []
      for notebook in level {
        for target in targets(notebook) where before[target] == nil {
          before[target] = notebook
          if target == goal { return way(to: goal, from: start, before) }
          next.append(target)
        }
      }
      level = next
    }
    return nil
  }

  private static func way(to goal: String, from start: String, _ before: [String: String])
    -> [String]
  {
    var way = [goal]
    while let last = way.last, last != start, let step = before[last] { way.append(step) }
    return way.reversed()
  }
}
