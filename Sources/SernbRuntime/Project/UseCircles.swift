// Which notebooks use each other in circles: strongly connected components, and the shortest way around from each use.
//
// Nothing here recurs. All that is asked about is walked once for its components (Tarjan 1972), and the uses inside of a
// component once more for each of its notebooks, so that a mesh of hundreds of notebooks has its answer at once.

struct UseCircles {
  /// Notebooks that all lead to each other, or one alone.
  private struct Component {
    /// Sorted; everywhere else a notebook is its index here.
    let names: [String]
    var uses: [[Int]] = []
    var users: [[Int]] = []
    /// By goal: how many uses lead from each notebook to it.
    var distances: [Int: [Int]] = [:]
  }

  private var places: [String: (component: Int, index: Int)] = [:]
  private var components: [Component] = []
  /// How many uses were looked at: what it costs.
  private(set) var steps = 0

  /// The shortest way from one notebook to another along uses, both inside; nil if none leads there and back. Of two, the
  /// first by name.
  ///
  /// - Parameter targets: what a notebook uses, sorted.
  mutating func way(
    from start: String, to goal: String, _ targets: (String) -> [String]
  ) -> [String]? {
    find(from: goal, targets)
    find(from: start, targets)
    guard let from = places[start], let to = places[goal], from.component == to.component else {
      return nil
    }
    let distances = distances(to: to.index, in: from.component, targets)
    let component = components[from.component]
    var way = [from.index]
    while let last = way.last, last != to.index {
      steps += component.uses[last].count
      guard let next = component.uses[last].first(where: { distances[$0] == distances[last] - 1 })
      else { return nil }
      way.append(next)
    }
    return way.map { component.names[$0] }
  }

  /// The notebooks of each circle, sorted; a notebook that uses itself is one.
  mutating func groups(among notebooks: [String], _ targets: (String) -> [String]) -> [[String]] {
    for notebook in notebooks { find(from: notebook, targets) }
    return components.map(\.names).filter { group in
      group.count > 1 || group.first.map { targets($0).contains($0) } == true
    }.sorted { $0.lexicographicallyPrecedes($1) }
  }

  private mutating func distances(
    to goal: Int, in component: Int, _ targets: (String) -> [String]
  ) -> [Int] {
    if let known = components[component].distances[goal] { return known }
    link(component, targets)
    let users = components[component].users
    var found = [Int](repeating: .max, count: users.count)
    found[goal] = 0
    var level = [goal]
    while !level.isEmpty {
      var next: [Int] = []
      for notebook in level {
        steps += users[notebook].count
        for user in users[notebook] where found[user] == .max {
          found[user] = found[notebook] + 1
          next.append(user)
        }
      }
      level = next
    }
    components[component].distances[goal] = found
    return found
  }

  /// Notes the uses inside of a component.
  private mutating func link(_ component: Int, _ targets: (String) -> [String]) {
    let names = components[component].names
    guard components[component].uses.isEmpty else { return }
    var users = [[Int]](repeating: [], count: names.count)
    var uses: [[Int]] = []
    for (index, name) in names.enumerated() {
      let inside = targets(name).compactMap { target in
        places[target].flatMap { $0.component == component ? $0.index : nil }
      }
      uses.append(inside)
      for target in inside { users[target].append(index) }
    }
    (components[component].uses, components[component].users) = (uses, users)
  }

  /// Finds the components of all that a notebook leads to.
  private mutating func find(from start: String, _ targets: (String) -> [String]) {
    guard places[start] == nil else { return }
    var index: [String: Int] = [:]
    var lowest: [String: Int] = [:]
    var stack: [String] = []
    // Notebooks under way, each with those that it uses and that are still to be looked at.
    var open: [(notebook: String, rest: ArraySlice<String>)] = []
    func enter(_ notebook: String) {
      index[notebook] = index.count
      lowest[notebook] = index[notebook]
      stack.append(notebook)
      open.append((notebook, targets(notebook)[...]))
    }
    enter(start)
    while let (notebook, rest) = open.last {
      if let next = rest.first {
        open[open.count - 1].rest.removeFirst()
        steps += 1
        if places[next] != nil { continue }
        if let seen = index[next] {
          lowest[notebook] = min(lowest[notebook] ?? seen, seen)
        } else {
          enter(next)
        }
        continue
      }
      open.removeLast()
      let low = lowest[notebook] ?? 0
      if let user = open.last?.notebook { lowest[user] = min(lowest[user] ?? low, low) }
      guard low == index[notebook] else { continue }
      var names: [String] = []
      while let member = stack.popLast() {
        names.append(member)
        if member == notebook { break }
      }
      names.sort()
      for (index, name) in names.enumerated() { places[name] = (components.count, index) }
      components.append(Component(names: names))
    }
  }
}
