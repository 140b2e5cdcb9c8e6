// A checked notebook: its nodes in file order, each with the bindings above it that it reads.

internal import Synchronization

/// The index of a node in `CheckedNotebook.nodes`; a binding is identified by the node that makes it.
public typealias NodeID = Int

/// The result of checking a notebook: its nodes, exports and problems.
public struct CheckedNotebook: Sendable {
  package let notebook: Notebook
  package let frontMatter: FrontMatter
  /// The values of the parameters for this run.
  package let parameters: [(name: String, value: Constant)]
  package let cells: [CheckedCell]
  /// Statements and prose bindings, in file order.
  package let nodes: [Node]
  /// What a notebook that uses this one can import: each name with its last binding.
  package let exports: Exports
  /// The notebooks that this one imports from, by the path written in `use`.
  package let used: [String: CheckedNotebook]
  /// Whether it, or a notebook behind it, has a secret parameter.
  package let hasSecrets: Bool
  /// Every `use` statement, in file order.
  package let uses: [Use]
  /// The folders that its calls create, as far as known before it runs; each once, in order.
  package let makes: [String]
  /// The files and folders that its calls read, as far as known, and those that its front matter requires.
  package let needs: [String]
  /// The offsets of backslashes in escaped `\{{` in prose, in order.
  package let escapes: [Int]
  package let problems: [Problem]
  /// Problems of the file itself, such as a merge conflict; any of them prevents the run.
  package let fatal: [Problem]
  /// A warning for each former name, at its first use: for `check`, since the notebook runs as it is.
  package let formerNames: [Problem]

  /// A statement that imports names from another notebook.
  public struct Use: Sendable, Hashable {
    /// The path as it was written.
    package let path: String
    /// The name of the other notebook's text (`SourceText.name`); nil if it is missing or unreadable.
    package let notebook: String?
    /// The imported names, as the other notebook calls them.
    package let names: [String]
    package let span: Span
  }

  /// A binding that other notebooks can import: its node, type and constant value.
  public struct Export: Sendable {
    package let node: NodeID
    package let type: Type
    package let constant: Constant?

    package init(node: NodeID, type: Type, constant: Constant?) {
      (self.node, self.type, self.constant) = (node, type, constant)
    }
  }

  /// A name that a node binds.
  public struct Bound: Sendable {
    package let name: String
    package let export: Export
  }

  /// A unit of evaluation: a statement or a binding in prose.
  public struct Node: Sendable {
    package let id: NodeID
    /// The index of its cell; nil for a binding in prose.
    package let cell: Int?
    package let kind: Kind
    package let span: Span
    /// Each name it reads from the notebook, with the node that binds it.
    package let reads: [String: NodeID]
    /// The parameters it reads.
    package let parameters: Set<String>
    /// Whether it has a problem, so that it cannot run.
    package let isBlocked: Bool
    // Most nodes bind the name of their statement, which stands there.
    private let type: Type?
    private let constant: Constant?
    private let others: [Bound]

    init(
      id: NodeID, cell: Int?, kind: Kind, span: Span, reads: [String: NodeID],
      parameters: Set<String>, binds: [Bound], isBlocked: Bool
    ) {
      (self.id, self.cell, self.kind, self.span) = (id, cell, kind, span)
      (self.reads, self.parameters, self.isBlocked) = (reads, parameters, isBlocked)
      if binds.count == 1, binds[0].name == kind.name, binds[0].export.node == id {
        (type, constant, others) = (binds[0].export.type, binds[0].export.constant, [])
      } else {
        (type, constant, others) = (nil, nil, binds)
      }
    }

    /// The names it binds, with their types and constants.
    package var binds: [Bound] {
      guard let type, let name = kind.name else { return others }
      return [Bound(name: name, export: Export(node: id, type: type, constant: constant))]
    }
  }

  /// What other notebooks can import: each name with its last binding. It is gathered when something asks for it, for
  /// most notebooks are used by none.
  package final class Exports: Sendable {
    private let nodes: [Node]
    private let gathered = Mutex<[String: Export]?>(nil)

    init(_ nodes: [Node]) { self.nodes = nodes }

    /// By name.
    package var all: [String: Export] {
      gathered.withLock { gathered in
        if let gathered { return gathered }
        var all: [String: Export] = [:]
        for node in nodes {
          for bound in node.binds {
            let (type, constant) = (bound.export.type, bound.export.constant)
            all[bound.name] = Export(node: node.id, type: type, constant: constant)
          }
        }
        gathered = all
        return all
      }
    }

    package subscript(name: String) -> Export? { all[name] }
  }

  /// What a node evaluates.
  public enum Kind: Sendable {
    case statement(Statement)
    indirect case prose(ProseBinding)
    /// A value of this name that the caller provides: this is how lines typed in a session see the notebook's bindings.
    case given(String)

    /// The name of a statement that binds one.
    fileprivate var name: String? {
      guard case .statement(let statement) = self else { return nil }
      switch statement.kind {
      case .binding(let name, _), .function(let name, _, _): return name.text
      case .show, .plot, .expect, .use, .save, .unreadable: return nil
      }
    }
  }

  /// A cell with its parsed code, options and nodes.
  public struct CheckedCell: Sendable {
    package let cell: Notebook.Cell
    package let code: Code
    package let options: CellOptions
    package let nodes: [NodeID]
    /// Problems in the cell's own text, except those that its `expect-error` names.
    package let problems: [Problem]
    /// A static problem that the cell announced with `expect-error`.
    package let expected: Problem?
  }

  package var source: SourceText { notebook.source }
  package var title: String? { frontMatter.title }
  package var errors: [Problem] { problems.filter(\.isError) }
}

/// What the check of a notebook depends on besides its text.
public struct CheckContext: Sendable {
  package let vocabulary: Vocabulary
  package let files: StaticFiles
  /// Parameters given by the user, as they were written.
  package let overrides: [Override]
  /// Reads and checks a notebook for `use`, or returns why it cannot.
  package let load: @Sendable (_ path: String) -> Loaded
  /// The seed to use instead of the notebook's.
  package let seed: UInt64?

  /// The result of loading a notebook for `use`.
  package enum Loaded: Sendable {
    case notebook(CheckedNotebook)
    case missing(near: [String])
    /// The text names of an import cycle: this notebook, the requested one, and so on back to this notebook.
    case cycle([String])
    case unreadable(String)

    /// The name of the text it refers to.
    var name: String? {
      switch self {
      case .notebook(let notebook): notebook.source.name
      case .cycle(let files): files.dropFirst().first
      case .missing, .unreadable: nil
      }
    }
  }

  package init(
    vocabulary: Vocabulary, files: StaticFiles = .trusting, overrides: [Override] = [],
    seed: UInt64? = nil, load: @escaping @Sendable (String) -> Loaded = { _ in .missing(near: []) }
  ) {
    self.vocabulary = vocabulary
    self.files = files
    self.overrides = overrides
    self.seed = seed
    self.load = load
  }
}
