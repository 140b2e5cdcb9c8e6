// In what order notebooks are read along their `use`.
//
// This goes step by step without recursion, and visits each notebook once: a chain may be long, and a mesh of notebooks may
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
}
