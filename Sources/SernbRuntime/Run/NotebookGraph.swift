// Which notebooks come before which: by `use`, and by folders that one makes and another reads.
//
// A notebook that makes a folder (the argument of a builtin that wants a folder to make, as far as it is known before
// anything runs) comes before one that names a path in it, above it, or itself. Such an edge is left out where it would
// close a circle. Circles of `use` are problems of the notebooks; here they are listed, and the order begins them at the
// first path.

package import SernbLanguage

package struct NotebookGraph: Sendable {
  /// What is known of a notebook.
  package struct Facts: Sendable {
    /// From the project's folder on, as `SourceText.name` has it.
    package let path: String
    /// Notebooks by their paths, with the names taken from each.
    package let uses: [(path: String, names: [String])]
    /// Folders that it makes, and paths that it reads.
    package let makes: [String]
    package let needs: [String]

    package init(
      path: String, uses: [(path: String, names: [String])] = [], makes: [String] = [],
      needs: [String] = []
    ) {
      self.path = path
      self.uses = uses
      self.makes = makes
      self.needs = needs
    }
  }

  /// One notebook comes before another.
  package struct Edge: Sendable, Hashable {
    package let from: String
    package let to: String
    /// The names that are taken, in the order of taking them; none if it is about data alone.
    package let names: [String]
    /// The folders that are made and read, sorted.
    package let folders: [String]
    /// Whether `to` uses `from`, perhaps without taking a name.
    package let isUse: Bool
  }

  /// Paths, sorted.
  package let notebooks: [String]
  /// Sorted by `from`, then `to`; at most one between two notebooks each way.
  package let edges: [Edge]
  /// Circles of `use`, each from its first path on and to it again; one for each group of notebooks that lead to each
  /// other.
  package let cycles: [[String]]
  /// Every notebook behind those that it depends on; of those that could be next, the first by path.
  package let order: [String]
  /// The same in layers: what stands in one depends on layers before it alone, so that it can run side by side.
  package let layers: [[String]]

  private let before: [String: [String]]

  /// - Parameter facts: of each notebook; uses of others than these are left out.
  package init(_ facts: [Facts]) {
    var byPath: [String: Facts] = [:]
    for fact in facts where byPath[fact.path] == nil { byPath[fact.path] = fact }
    let paths = byPath.keys.sorted()
    let known = paths.compactMap { byPath[$0] }
    notebooks = paths

    var names: [Pair: [String]] = [:]
    for fact in known {
      for use in fact.uses where byPath[use.path] != nil {
        let pair = Pair(from: use.path, to: fact.path)
        for name in use.names where names[pair]?.contains(name) != true {
          names[pair, default: []].append(name)
        }
        names[pair, default: []] += []
      }
    }
    var users: [String: [String]] = [:]
    for pair in names.keys.sorted() { users[pair.from, default: []].append(pair.to) }
    var circles = UseCircles()
    func targets(_ path: String) -> [String] { users[path] ?? [] }
    let groups = circles.groups(among: paths, targets)
    cycles = groups.compactMap { Self.cycle(of: $0, &circles, targets) }

    // Of a circle of uses all notebooks count as one.
    let folders = Self.folders(of: known)
    var indices = Dictionary(uniqueKeysWithValues: paths.enumerated().map { ($1, $0) })
    for group in groups { for path in group { indices[path] = indices[group[0]] } }
    func ends(_ pair: Pair) -> (from: Int, to: Int) {
      (indices[pair.from] ?? 0, indices[pair.to] ?? 0)
    }
    var acyclic = AcyclicEdges(
      count: folders.isEmpty ? 0 : paths.count, folders.isEmpty ? [] : names.keys.map(ends))
    var kept = Set(names.keys)
    for pair in folders.keys.sorted() where !kept.contains(pair) {
      let (from, to) = ends(pair)
      if acyclic.add(from: from, to: to) { kept.insert(pair) }
    }
    edges = kept.sorted().map { pair in
      Edge(
        from: pair.from, to: pair.to, names: names[pair] ?? [], folders: folders[pair] ?? [],
        isUse: names[pair] != nil)
    }
    var before: [String: [String]] = [:]
    for edge in edges where edge.from != edge.to { before[edge.to, default: []].append(edge.from) }
    self.before = before
    order = Self.order(of: paths, edges)
    layers = Self.layers(of: order, before)
  }

  /// The graph of notebooks and of those that they use.
  package init(_ notebooks: [CheckedNotebook]) {
    self.init(
      CheckedNotebook.withUsed(notebooks).map { notebook in
        Facts(
          path: notebook.source.name,
          uses: notebook.uses.compactMap { use in use.notebook.map { ($0, use.names) } },
          makes: notebook.makes, needs: notebook.needs)
      })
  }

  /// The notebooks that come right before one, sorted.
  package func dependencies(of path: String) -> [String] { before[path] ?? [] }

  /// All that comes before a notebook, near and far, in the order of running.
  package func allDependencies(of path: String) -> [String] {
    let found = allDependencies(of: [path])
    return order.filter { found.contains($0) && $0 != path }
  }

  /// All that comes before some notebooks, near and far.
  package func allDependencies(of paths: [String]) -> Set<String> {
    var found: Set<String> = []
    var open = paths
    while let next = open.popLast() {
      for other in before[next] ?? [] where found.insert(other).inserted { open.append(other) }
    }
    return found
  }

  // MARK: Making

  private struct Pair: Hashable, Comparable {
    let from: String
    let to: String
    static func < (a: Pair, b: Pair) -> Bool { (a.from, a.to) < (b.from, b.to) }
  }

  /// The circle of a group of notebooks that all lead to each other.
  private static func cycle(
    of group: [String], _ circles: inout UseCircles, _ targets: (String) -> [String]
  ) -> [String]? {
    guard let path = group.first else { return nil }
    let ways = targets(path).compactMap { circles.way(from: $0, to: path, targets) }
    guard let way = ways.min(by: { ($0.count, $0.joined()) < ($1.count, $1.joined()) }) else {
      return nil
    }
    // Edges go from what is used to its user; a circle is listed in the direction of use.
    return [path] + Array(way.reversed().dropFirst()) + [path]
  }

  /// Folders that one notebook makes and another reads, sorted.
  private static func folders(of facts: [Facts]) -> [Pair: [String]] {
    // Who makes a folder, by its path and by those of all folders around it.
    var makers: [PathWords: [(maker: String, folder: PathWords)]] = [:]
    var around: [PathWords: [(maker: String, folder: PathWords)]] = [:]
    for fact in facts {
      for folder in Set(fact.makes.map(PathWords.init)) {
        makers[folder, default: []].append((fact.path, folder))
        for path in folder.prefixes { around[path, default: []].append((fact.path, folder)) }
      }
    }
    var found: [Pair: Set<PathWords>] = [:]
    if makers.isEmpty { return [:] }
    for reader in facts {
      for need in Set(reader.needs.map(PathWords.init)) {
        let touched = (around[need] ?? []) + need.prefixes.dropLast().flatMap { makers[$0] ?? [] }
        for (maker, folder) in touched where maker != reader.path {
          found[Pair(from: maker, to: reader.path), default: []].insert(folder)
        }
      }
    }
    return found.mapValues { $0.sorted().map(\.text) }
  }

  private static func order(of paths: [String], _ edges: [Edge]) -> [String] {
    var open: [String: Int] = [:]
    var after: [String: [String]] = [:]
    for edge in edges where edge.from != edge.to {
      open[edge.to, default: 0] += 1
      after[edge.from, default: []].append(edge.to)
    }
    // Those that nothing is before, the last first; in a circle none is free, and then the first by path begins.
    var free: [String] = paths.filter { open[$0, default: 0] == 0 }.reversed()
    var rest = paths[...]
    var done: Set<String> = []
    var order: [String] = []
    while order.count < paths.count {
      while let first = rest.first, done.contains(first) { rest.removeFirst() }
      guard let next = free.popLast() ?? rest.first else { break }
      guard done.insert(next).inserted else { continue }
      order.append(next)
      for user in after[next] ?? [] {
        open[user, default: 0] -= 1
        guard open[user] == 0, !done.contains(user) else { continue }
        free.insert(user, at: free.partitionPoint { $0 > user })
      }
    }
    return order
  }
}

extension NotebookGraph {
  private static func layers(of order: [String], _ before: [String: [String]]) -> [[String]] {
    var depths: [String: Int] = [:]
    var layers: [[String]] = []
    for path in order {
      // In a circle, what comes later in the order counts for nothing.
      let depth = (before[path] ?? []).compactMap { depths[$0] }.max().map { $0 + 1 } ?? 0
      depths[path] = depth
      if depth == layers.count { layers.append([]) }
      layers[depth].append(path)
    }
    return layers.map { $0.sorted() }
  }
}

extension [String] {
  /// Of elements that hold a claim up to some place, where that place is.
  fileprivate func partitionPoint(_ holds: (String) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if holds(self[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// A path as its words, without `.`, `..` and doubled slashes.
private struct PathWords: Hashable, Comparable {
  let words: [String]
  let isAbsolute: Bool

  private init(words: [String], isAbsolute: Bool) {
    (self.words, self.isAbsolute) = (words, isAbsolute)
  }

  init(_ path: String) {
    var words: [String] = []
    for word in path.split(separator: "/") where word != "." {
      if word == "..", let last = words.last, last != ".." {
        words.removeLast()
      } else {
        words.append(String(word))
      }
    }
    self.words = words
    isAbsolute = path.hasPrefix("/")
  }

  var text: String { (isAbsolute ? "/" : "") + words.joined(separator: "/") }

  /// All folders around it and itself, the outermost first.
  var prefixes: [PathWords] {
    (0...words.count).map { PathWords(words: Array(words[..<$0]), isAbsolute: isAbsolute) }
  }

  static func < (a: PathWords, b: PathWords) -> Bool { a.text < b.text }
}
