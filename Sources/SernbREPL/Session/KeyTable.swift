// The keys of a session: those of the cache (`NodeKey`), with what a session has seen to change behind them.
//
// Two nodes with equal keys have equal results, whenever they run. Files and the seed are in no recipe: once a result is
// seen to depend on one that changed, the node has another key. Keys are numbered as they are met.

import SernbLanguage
import SernbPages
import SernbRuntime
import Storage

struct KeyTable: Sendable {
  private struct Entry {
    /// The recipe's own key.
    let recipe: Digest
    let node: NodeDependencies
  }

  private var numbers: [Digest: Int] = [:]
  private var digests: [Digest] = []
  private var entries: [Int: Entry] = [:]
  /// By recipe: how often files that it read have changed, and which one changed last.
  private var changes: [Digest: (count: Int, path: String)] = [:]
  /// Recipes whose results drew from the seed, with the seed that they were first made with.
  private var seeds: [Digest: String] = [:]
  private let builtins: [String: Builtin]

  init(_ builtins: [String: Builtin]) { self.builtins = builtins }

  private mutating func number(of key: Digest) -> Int {
    if let known = numbers[key] { return known }
    numbers[key] = digests.count
    digests.append(key)
    return digests.count - 1
  }

  /// The number of the value that is handed on as `_`, by the number of what showed it.
  mutating func number(ofShown number: Int) -> Int {
    var key = DigestBuilder("shown")
    key.add(digests[number])
    return self.number(of: key.digest())
  }

  /// The numbers of all nodes, in file order.
  ///
  /// - Parameter given: the numbers of what is handed in, by name.
  mutating func numbers(of checked: CheckedNotebook, given: [String: Int] = [:]) -> [Int] {
    numbers(ofAllBehind: checked, given: given)[checked.source.name] ?? []
  }

  /// The same for a notebook and all that it uses, by their names.
  mutating func numbers(
    ofAllBehind checked: CheckedNotebook, given: [String: Int] = [:]
  ) -> [String: [Int]] {
    let keys = NodeKey.recipes(
      ofAllBehind: checked, builtins: builtins, given: given.mapValues { digests[$0] }
    ) { recipe in
      let key = key(of: recipe)
      let number = number(of: key)
      if entries[number] == nil {
        entries[number] = Entry(
          recipe: recipe.key, node: NodeDependencies(recipe, key: key, builtins: builtins))
      }
      return key
    }
    return keys.mapValues { $0.map { number(of: $0) } }
  }

  /// The recipe's key with what is known of the files, of the seed and of secrets, which no key of the cache holds.
  private func key(of recipe: NodeKey.Recipe) -> Digest {
    let secrets = recipe.node.parameters.sorted().compactMap { name -> String? in
      guard
        case .secret(let secret)? = recipe.notebook.parameters.first(where: { $0.name == name })?
          .value
      else { return nil }
      return secret.text
    }
    let seed = String(recipe.notebook.frontMatter.seed)
    let hasOtherSeed = seeds[recipe.key].map { $0 != seed } ?? false
    let count = changes[recipe.key]?.count ?? 0
    if secrets.isEmpty, !hasOtherSeed, count == 0 { return recipe.key }
    var key = DigestBuilder("session")
    key.add(recipe.key)
    key.add(hasOtherSeed ? seed : "")
    key.add(count)
    for secret in secrets { key.add(secret) }
    return key.digest()
  }

  /// A file that the result under a number depends on is another now: the same node has another key from now on.
  mutating func noteChange(of path: String, behind number: Int) {
    guard let recipe = entries[number]?.recipe else { return }
    changes[recipe] = ((changes[recipe]?.count ?? 0) + 1, path)
  }

  /// The result under a number drew from the seed: with another one the same node has another key.
  mutating func noteSeed(behind number: Int) {
    guard let entry = entries[number], seeds[entry.recipe] == nil else { return }
    seeds[entry.recipe] = entry.node.seed
  }

  /// What led from one key to another: the nearest cause, and what is behind it.
  func cause(from old: Int, to new: Int) -> Cause? {
    guard let before = entries[old], let now = entries[new] else { return nil }
    let known = Cause.first(from: before.node, to: now.node) { read in
      let then = before.node.reads.first { $0.name == read.name && $0.notebook == read.notebook }
      guard let from = then?.digest.flatMap({ numbers[$0] }),
        let to = read.digest.flatMap({ numbers[$0] })
      else { return .value(of: read, nil) }
      return .value(of: read, cause(from: from, to: to))
    }
    if let known { return known }
    if before.recipe == now.recipe, before.node.seed != now.node.seed, seeds[now.recipe] != nil {
      return .seed(now: now.node.seed, then: before.node.seed)
    }
    return changes[now.recipe].map { .file($0.path, .content) }
  }
}
