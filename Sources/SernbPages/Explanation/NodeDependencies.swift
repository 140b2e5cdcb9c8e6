// What a node depended on when it ran: the parts of its key, readable, so that the next run can explain what changed.

internal import Basics
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
  /// That of the store; nil where it is not known or nothing is kept.
  package var key: Digest?
  package var origin: Origin
  package var seconds: Double

  package enum Origin: String, Sendable {
    case ran, reused, passed, failed
    case notRun = "not_run"
    /// No statement that ran needed it.
    case notAsked = "not_asked"
  }

  /// The same node in another run.
  func isSame(as other: NodeDependencies) -> Bool {
    cell == other.cell && (code == other.code || index == other.index)
  }
}

extension NodeDependencies {
  var json: JSON {
    func facts(_ all: [Document.Fact]) -> JSON {
      .object(all.map { JSON.Member($0.name, .string($0.value)) })
    }
    return [
      "cell": .string(cell), "place": .int(index), "code": .string(code),
      "parameters": facts(parameters),
      "reads": .array(
        reads.map { read in
          [
            "name": .string(read.name), "cell": .string(read.cell),
            "notebook": read.notebook.map { .string($0) } ?? .null,
            "digest": read.digest.map { .string($0.hex) } ?? .null,
          ]
        }),
      "builtins": facts(builtins), "accepted_leak": .string(acceptedLeak),
      "engine": .string(engine), "seed": .string(seed),
      "key": key.map { .string($0.hex) } ?? .null, "origin": .string(origin.rawValue),
      "seconds": .number(seconds),
    ]
  }

  /// nil for what no such facts can be.
  init?(_ json: JSON) {
    func text(_ name: String) -> String? {
      if case .string(let text)? = json[name] { return text }
      return nil
    }
    func facts(_ name: String) -> [Document.Fact]? {
      guard case .object(let members)? = json[name] else { return nil }
      return members.compactMap { member in
        if case .string(let value) = member.value { Document.Fact(member.name, value) } else { nil }
      }
    }
    func digest(_ json: JSON?) -> Digest? {
      if case .string(let hex)? = json { return Digest(hex: hex) }
      return nil
    }
    guard let cell = text("cell"), case .int(let index)? = json["place"], let code = text("code"),
      let parameters = facts("parameters"), let builtins = facts("builtins"),
      case .array(let reads)? = json["reads"], let leak = text("accepted_leak"),
      let engine = text("engine"), let seed = text("seed"),
      let origin = text("origin").flatMap(Origin.init)
    else { return nil }
    self.cell = cell
    self.index = index
    self.code = code
    self.parameters = parameters
    self.builtins = builtins
    self.reads = reads.compactMap { read in
      guard case .string(let name)? = read["name"], case .string(let cell)? = read["cell"] else {
        return nil
      }
      var notebook: String?
      if case .string(let path)? = read["notebook"] { notebook = path }
      return Read(name: name, cell: cell, notebook: notebook, digest: digest(read["digest"]))
    }
    acceptedLeak = leak
    self.engine = engine
    self.seed = seed
    key = digest(json["key"])
    self.origin = origin
    seconds = if case .number(let number)? = json["seconds"] { number } else { 0 }
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
