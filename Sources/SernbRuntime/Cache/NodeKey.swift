// What a statement depends on, as a digest: its code in canonical form and the digests of what it reads.
//
// There are two keys, made by the same rules. The key of the store takes the values that a node reads, so that a change
// that leads to the same value stops there. The key in a write-up takes the keys of the nodes that it reads, so that it
// can be computed without running anything. Files and the seed are in neither: they are observations (`Observation`), looked
// at when a result is looked up. Spacing, comments, prose, titles, captions, what is shown and how are in neither too.

package import SernbLanguage
package import Storage

package enum NodeKey {
  /// Raised when keys are made in another way.
  private static let format = 1

  /// The key of a node.
  ///
  /// - Parameters:
  ///   - reads: for each name that it reads, what stands for the value.
  ///   - builtins: their versions are part of the keys of their callers.
  package static func key(
    of node: CheckedNotebook.Node, in checked: CheckedNotebook, reads: [String: Digest],
    builtins: [String: Builtin], build: Digest?
  ) -> Digest {
    var digest = DigestBuilder("node \(format)")
    digest.add(Engine.version)
    if let build { digest.add(build) }
    digest.add(code(of: node))
    digest.add(reads.count)
    for (name, value) in reads.sorted(by: { $0.key < $1.key }) {
      digest.add(name)
      digest.add(value)
    }
    digest.add(node.parameters.count)
    for name in node.parameters.sorted() {
      digest.add(name)
      digest.add(checked.parameters.first { $0.name == name }?.value.written ?? "")
    }
    digest.add(node.cell.flatMap { checked.cells[$0].options.acceptedLeak } ?? "")
    for builtin in calls(of: node, builtins: builtins) {
      digest.add(builtin.name)
      digest.add(builtin.version)
    }
    return digest.digest()
  }

  /// The builtins that a node may call, by name.
  package static func calls(
    of node: CheckedNotebook.Node, builtins: [String: Builtin]
  ) -> [Builtin] {
    var names: Set<String> = []
    for expression in node.kind.expressions {
      expression.eachName { if node.reads[$0] == nil { names.insert($0) } }
    }
    return names.sorted().compactMap { builtins[$0] }
  }

  /// What a node is known by when its key is made without running anything.
  package struct Recipe {
    package let node: CheckedNotebook.Node
    package let notebook: CheckedNotebook
    /// The keys of what it reads; a name that it takes from another notebook is `use NAME`.
    package let reads: [String: Digest]
    package let key: Digest
  }

  /// The keys of all nodes of a notebook that need no run, in file order; the same key means the same result as long as
  /// the files and the seed are the same.
  package static func recipes(
    of checked: CheckedNotebook, builtins: [String: Builtin]
  ) -> [Digest] {
    recipes(ofAllBehind: checked, builtins: builtins)[checked.source.name] ?? []
  }

  /// The same for a notebook and all that it uses, by their names.
  ///
  /// - Parameters:
  ///   - given: the keys of what is handed in, by name.
  ///   - refine: the key that readers of the node see, where it is not the recipe's own.
  package static func recipes(
    ofAllBehind checked: CheckedNotebook, builtins: [String: Builtin],
    given: [String: Digest] = [:], refine: (Recipe) -> Digest = { $0.key }
  ) -> [String: [Digest]] {
    var known: [String: [Digest]] = [:]
    for notebook in checked.behindThoseUsed {
      known[notebook.source.name] = recipes(of: notebook, builtins, known, given, refine)
    }
    return known
  }

  /// - Parameter known: the keys of the notebooks that it uses.
  private static func recipes(
    of checked: CheckedNotebook, _ builtins: [String: Builtin], _ known: [String: [Digest]],
    _ given: [String: Digest], _ refine: (Recipe) -> Digest
  ) -> [Digest] {
    var keys: [Digest] = []
    for node in checked.nodes {
      if case .given(let name) = node.kind, let key = given[name] {
        keys.append(key)
        continue
      }
      var reads = node.reads.mapValues { keys[$0] }
      if case .statement(let statement) = node.kind,
        case .use(let path, let names) = statement.kind,
        case .text(let file) = path.kind, let other = checked.used[file]
      {
        let others = known[other.source.name] ?? []
        for name in names {
          guard let export = other.exports[name.name.text], export.node < others.count else {
            continue
          }
          reads["use " + name.name.text] = others[export.node]
        }
      }
      let key = key(of: node, in: checked, reads: reads, builtins: builtins, build: nil)
      keys.append(refine(Recipe(node: node, notebook: checked, reads: reads, key: key)))
    }
    return keys
  }

  /// The code of a node on one line: how it was laid out and remarked on means nothing.
  package static func code(of node: CheckedNotebook.Node) -> String {
    switch node.kind {
    case .given(let name): return name
    case .prose(let binding):
      return "{{ \(Printer.flat(binding.expression)) : \(binding.format.map { "\($0)" } ?? "") }}"
    case .statement(let statement):
      switch statement.kind {
      case .binding(let name, let value): return "\(name.text) = \(Printer.flat(value))"
      case .show(let value): return Printer.flat(value)
      case .plot(let value): return "plot \(Printer.flat(value))"
      case .expect(let claim, let message):
        return "expect \(Printer.flat(claim))" + (message.map { ", " + Printer.flat($0) } ?? "")
      case .function(let name, let parameters, let body):
        let names = parameters.map(\.text).joined(separator: ", ")
        return "fn \(name.text)(\(names)) = \(Printer.flat(body))"
      case .use(_, let names):
        // The keys behind results identify them, not the path that leads there.
        return "use " + names.map { "\($0.name.text) as \($0.bound.text)" }.joined(separator: ", ")
      case .save, .unreadable: return Printer.print(statement.kind)
      }
    }
  }
}

extension CheckedNotebook.Kind {
  /// The expressions directly in it.
  var expressions: [Expression] {
    switch self {
    case .given: []
    case .prose(let binding): [binding.expression]
    case .statement(let statement): statement.expressions
    }
  }
}

extension Statement {
  /// The expressions directly in it.
  package var expressions: [Expression] {
    switch kind {
    case .binding(_, let value), .show(let value), .plot(let value), .function(_, _, let value):
      [value]
    case .expect(let claim, let message): [claim] + (message.map { [$0] } ?? [])
    case .use(let path, _): [path]
    case .save(let value, let path): [value, path]
    case .unreadable: []
    }
  }
}

extension Expression {
  /// Calls `body` with every name in it, parameters of its functions among them.
  func eachName(_ body: (String) -> Void) {
    if case .name(let name) = kind { body(name) }
    for child in children { child.eachName(body) }
  }
}
