// A checked notebook: its nodes in file order, each with the bindings above it that it reads.

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
  package let exports: [String: Export]
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
    /// The names it binds, with their types and constants.
    package let binds: [Bound]
    /// Whether it has a problem, so that it cannot run.
    package let isBlocked: Bool
  }

  /// What a node evaluates.
  public enum Kind: Sendable {
    case statement(Statement)
    indirect case prose(ProseBinding)
    /// A value of this name that the caller provides: this is how lines typed in a session see the notebook's bindings.
    case given(String)
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
