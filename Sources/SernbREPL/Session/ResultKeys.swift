// What a result depends on, as a value: two nodes with equal keys have equal results, whenever and wherever they run.
//
// A key holds the code in its canonical form, the keys of what it reads, and the parameters and seed that it reads.
// Spacing, comments, prose and the place in the file are no part of it, so editing those makes nothing stale. Keys are
// numbered as they are met: equal numbers mean equal keys, all the way down.

import SernbLanguage
import SernbRuntime

struct ResultKey: Hashable, Sendable {
  struct Read: Hashable, Sendable {
    let name: String
    /// The number of the key of what is read.
    let key: Int
  }

  struct Parameter: Hashable, Sendable {
    let name: String
    let value: Constant
  }

  let code: String
  /// In the order of their names.
  let reads: [Read]
  let parameters: [Parameter]
  /// nil where nothing can ask for it.
  let seed: UInt64?
  /// Why the cell accepts a leak, which its statements see.
  let acceptedLeak: String?
  /// How often files that it read have changed while the session watched.
  var changes = 0
}

/// The keys met so far, each with its number.
struct KeyTable: Sendable {
  private var numbers: [ResultKey: Int] = [:]
  private(set) var keys: [ResultKey] = []
  /// By the key without its changes: how many there were, and which file changed last.
  private var changes: [ResultKey: (count: Int, path: String)] = [:]
  /// Any call of a builtin may draw from the seed: which one does is its own affair.
  private let builtins: Set<String>

  init(_ vocabulary: Vocabulary) {
    builtins = Set(vocabulary.signatures.filter { !$0.value.parameters.isEmpty }.keys)
  }

  mutating func number(of key: ResultKey) -> Int {
    var key = key
    key.changes = changes[key]?.count ?? 0
    if let known = numbers[key] { return known }
    numbers[key] = keys.count
    keys.append(key)
    return keys.count - 1
  }

  /// A file that the result under a number depends on is another now: the same node has another number from now on.
  mutating func noteChange(of path: String, behind number: Int) {
    var key = keys[number]
    key.changes = 0
    changes[key] = ((changes[key]?.count ?? 0) + 1, path)
  }

  private func lastChange(behind key: ResultKey) -> String {
    var key = key
    key.changes = 0
    return changes[key]?.path ?? ""
  }

  /// The numbers of all nodes, in file order.
  ///
  /// - Parameter given: the numbers of what is handed in, by name.
  mutating func numbers(of checked: CheckedNotebook, given: [String: Int] = [:]) -> [Int] {
    var known: [String: [Int]] = [:]
    return numbers(of: checked, given: given, &known)
  }

  /// - Parameter known: of notebooks that are used, for there may be more ways to one than can be walked.
  private mutating func numbers(
    of checked: CheckedNotebook, given: [String: Int], _ known: inout [String: [Int]]
  ) -> [Int] {
    if let found = known[checked.source.name] { return found }
    var result: [Int] = []
    for node in checked.nodes {
      if case .given(let name) = node.kind {
        result.append(given[name] ?? number(of: Self.unknown(name)))
        continue
      }
      var reads = node.reads.map { ResultKey.Read(name: $0.key, key: result[$0.value]) }
      var mayDrawSeed = false
      switch node.kind {
      case .given: break
      case .prose(let binding): mayDrawSeed = mayDraw(binding.expression)
      case .statement(let statement):
        mayDrawSeed = statement.expressions.contains(where: mayDraw)
        if case .use(let path, let names) = statement.kind, case .text(let file) = path.kind,
          let other = checked.used[file]
        {
          let numbers = numbers(of: other, given: [:], &known)
          for name in names {
            guard let export = other.exports[name.name.text] else { continue }
            reads.append(ResultKey.Read(name: name.name.text, key: numbers[export.node]))
          }
        }
      }
      let key = ResultKey(
        code: NodeKey.code(of: node), reads: reads.sorted { $0.name < $1.name },
        parameters: node.parameters.sorted().map { name in
          ResultKey.Parameter(
            name: name, value: checked.parameters.first { $0.name == name }?.value ?? .missing)
        },
        seed: mayDrawSeed ? checked.frontMatter.seed : nil,
        acceptedLeak: node.cell.flatMap { checked.cells[$0].options.acceptedLeak })
      result.append(number(of: key))
    }
    known[checked.source.name] = result
    return result
  }

  private func mayDraw(_ expression: Expression) -> Bool {
    if case .name(let name) = expression.kind, builtins.contains(name) { return true }
    return expression.children.contains(where: mayDraw)
  }

  private static func unknown(_ name: String) -> ResultKey {
    ResultKey(code: name, reads: [], parameters: [], seed: nil, acceptedLeak: nil)
  }
}

// MARK: Why two keys differ

extension KeyTable {
  /// What led from one key to another, from the nearest to the first cause: "reads `train`, which reads …".
  func cause(from old: Int, to new: Int) -> String {
    let (before, now) = (keys[old], keys[new])
    if before.code != now.code { return "whose code changed" }
    for (a, b) in zip(before.parameters, now.parameters) where a != b {
      return "which reads `params.\(b.name)`: \(b.value.written) now, \(a.value.written) then"
    }
    if before.seed != now.seed, let seed = now.seed, let then = before.seed {
      return "which may draw from the seed: \(seed) now, \(then) then"
    }
    if before.changes != now.changes, before.reads == now.reads {
      return "which reads the file `\(lastChange(behind: now))`, and that changed"
    }
    if before.acceptedLeak != now.acceptedLeak { return "whose cell accepts leaks otherwise now" }
    for (a, b) in zip(before.reads, now.reads) where a != b {
      guard a.name == b.name else { break }
      return "which reads `\(b.name)`, \(cause(from: a.key, to: b.key))"
    }
    return "which reads other names now"
  }
}
