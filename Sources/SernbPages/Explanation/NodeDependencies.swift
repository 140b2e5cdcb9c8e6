// What a node depended on when it ran: the parts of its key, readable, so that the next run can explain what changed.

package import SernbDocument
internal import SernbLanguage
package import SernbRuntime
package import Storage

package struct NodeDependencies: Sendable, Equatable {
  /// A value that it read.
  package struct Read: Sendable, Equatable {
    package var name: String
    /// The label of the cell that binds it; empty for prose.
    package var cell: String
    /// The notebook that it is from, if not from the same.
    package var notebook: String?
    /// nil where the value was not known.
    package var digest: Digest?
  }

  /// The label of its cell; empty for a binding in prose.
  package var cell: String
  /// Its index among the nodes of the cell.
  package var index: Int
  package var code: String
  package var parameters: [Document.Fact]
  package var reads: [Read]
  package var builtins: [Document.Fact]
  package var acceptedLeak: String
  package var engine: String
  package var seed: String
  /// That of the store; nil where it is not known or nothing is kept, and in the record of a run.
  package var key: Digest?
  package var origin: Origin
  package var seconds: Double

  package enum Origin: UInt8, Sendable {
    case ran, reused, passed, failed, notRun
    /// No statement that ran needed it.
    case notAsked
  }

  /// The same node in another run.
  func isSame(as other: NodeDependencies) -> Bool {
    cell == other.cell && (code == other.code || index == other.index)
  }
}

// MARK: Of a node

extension NodeDependencies {
  /// What a value that is read comes from.
  enum Source {
    case node(NodeID)
    /// Another notebook: under this name there, and bound under that one here.
    case notebook(name: String, bound: String)
  }

  /// What is known of a node without a run.
  init(
    _ node: CheckedNotebook.Node, in checked: CheckedNotebook, reads: [Read],
    builtins: [String: Builtin], without secrets: Redaction = .none
  ) {
    cell = node.cell.map { checked.cells[$0].cell.label.text } ?? ""
    index = 0
    code = secrets.text(NodeKey.code(of: node))
    parameters = node.parameters.sorted().map { name in
      let isSecret = checked.secretNames.contains(name)
      let value = checked.parameters.first { $0.name == name }?.value.written
      return Document.Fact(name, isSecret ? "•••" : secrets.text(value ?? ""))
    }
    self.reads = reads
    self.builtins = NodeKey.calls(of: node, builtins: builtins).map {
      Document.Fact($0.name, String($0.version))
    }
    acceptedLeak = secrets.text(node.cell.flatMap { checked.cells[$0].options.acceptedLeak } ?? "")
    engine = Engine.version
    seed = String(checked.frontMatter.seed)
    key = nil
    origin = .notAsked
    seconds = 0
  }

  /// What is known of a node by its recipe.
  package init(_ recipe: NodeKey.Recipe, key: Digest, builtins: [String: Builtin]) {
    let reads = Self.reads(of: recipe.node, in: recipe.notebook) { name, source in
      switch source {
      case .node: recipe.reads[name]
      case .notebook(let name, _): recipe.reads["use " + name]
      }
    }
    self.init(recipe.node, in: recipe.notebook, reads: reads, builtins: builtins)
    self.key = key
  }

  /// The values that a node reads, those of other notebooks behind those of its own.
  static func reads(
    of node: CheckedNotebook.Node, in checked: CheckedNotebook,
    digest: (_ name: String, Source) -> Digest?
  ) -> [Read] {
    func label(_ cell: Int?, _ notebook: CheckedNotebook) -> String {
      cell.map { notebook.cells[$0].cell.label.text } ?? ""
    }
    var reads = node.reads.sorted { $0.key < $1.key }.map { name, read in
      Read(
        name: name, cell: label(checked.nodes[read].cell, checked), notebook: nil,
        digest: digest(name, .node(read)))
    }
    guard case .statement(let statement) = node.kind,
      case .use(let path, let names) = statement.kind, case .text(let file) = path.kind,
      let other = checked.used[file]
    else { return reads }
    for name in names {
      guard let export = other.exports[name.name.text] else { continue }
      reads.append(
        Read(
          name: name.name.text, cell: label(other.nodes[export.node].cell, other),
          notebook: other.source.name,
          digest: digest(
            name.name.text, .notebook(name: name.name.text, bound: name.bound.text))))
    }
    return reads
  }
}
