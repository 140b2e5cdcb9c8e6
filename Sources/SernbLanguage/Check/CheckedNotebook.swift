// A notebook after checking: its nodes in file order, each with the nearest bindings above it that it reads.

/// The place of a node in `CheckedNotebook.nodes`; a binding is known by the node that makes it.
public typealias NodeID = Int

public struct CheckedNotebook: Sendable {
  public let notebook: Notebook
  public let frontMatter: FrontMatter
  /// The values of the parameters for this run.
  public let parameters: [(name: String, value: Constant)]
  public let cells: [CheckedCell]
  /// Statements and prose bindings, in file order.
  public let nodes: [Node]
  /// What a notebook that uses this one can take: each name with its last binding.
  public let exports: [String: Export]
  /// Notebooks that this one takes results from, by the path written in `use`.
  public let used: [String: CheckedNotebook]
  /// Every `use` that stands in it, in file order.
  public let uses: [Use]
  /// The folders that its calls make, as far as that is known before it runs; each once, in order.
  public let makes: [String]
  /// The files and folders that its calls read, likewise, and those that its front matter requires.
  public let needs: [String]
  /// Where a `\{{` in prose means the signs themselves: the offset of the backslash, in order.
  public let escapes: [Int]
  public let problems: [Problem]
  /// Problems of the file itself, such as a merge conflict: with one of these nothing runs.
  public let fatal: [Problem]

  /// A statement that takes names from another notebook.
  public struct Use: Sendable, Hashable {
    /// The path as it was written.
    public let path: String
    /// The name of the other notebook's text (`SourceText.name`); nil if it is not there or unreadable.
    public let notebook: String?
    /// What is taken, under the names that the other notebook gives.
    public let names: [String]
    public let span: Span
  }

  public struct Export: Sendable {
    public let node: NodeID
    public let type: Type
    public let constant: Constant?

    public init(node: NodeID, type: Type, constant: Constant?) {
      (self.node, self.type, self.constant) = (node, type, constant)
    }
  }

  public struct Node: Sendable {
    public let id: NodeID
    /// The cell it stands in; nil for a binding in prose.
    public let cell: Int?
    public let kind: Kind
    public let span: Span
    /// Each name it reads from the notebook, with the node that binds it.
    public let reads: [String: NodeID]
    /// The parameters it reads.
    public let parameters: Set<String>
    /// The names it binds, with what is known of them.
    public let binds: [String: Export]
    /// Whether a problem was found in it, so that it cannot run.
    public let isBlocked: Bool
  }

  public enum Kind: Sendable {
    case statement(Statement)
    case prose(ProseBinding)
    /// A value under this name that whoever runs the notebook hands in: typed lines see the notebook's so.
    case given(String)
  }

  public struct CheckedCell: Sendable {
    public let cell: Notebook.Cell
    public let code: Code
    public let options: CellOptions
    public let nodes: [NodeID]
    /// Problems in the cell's own text, but for those that its `expect-error` names.
    public let problems: [Problem]
    /// A static problem that the cell announced with `expect-error`.
    public let expected: Problem?
  }

  public var source: SourceText { notebook.source }
  public var title: String? { frontMatter.title }
  public var errors: [Problem] { problems.filter(\.isError) }
}

/// What the check of a notebook may lean on.
public struct CheckContext: Sendable {
  public let vocabulary: Vocabulary
  public let files: StaticFiles
  /// Parameters given by the person running the notebook, as they were written.
  public let overrides: [(name: String, value: String)]
  /// Reads and checks a notebook for `use`, or says why it cannot.
  public let load: @Sendable (_ path: String) -> Loaded
  /// The seed to take instead of the notebook's.
  public let seed: UInt64?

  public enum Loaded: Sendable {
    case notebook(CheckedNotebook)
    case missing(near: [String])
    /// The names of the texts of a circle: the notebook, the one that is asked for, and on to the notebook again.
    case cycle([String])
    case unreadable(String)

    /// The name of the text that it leads to.
    var name: String? {
      switch self {
      case .notebook(let notebook): notebook.source.name
      case .cycle(let files): files.dropFirst().first
      case .missing, .unreadable: nil
      }
    }
  }

  public init(
    vocabulary: Vocabulary, files: StaticFiles = .trusting,
    overrides: [(name: String, value: String)] = [], seed: UInt64? = nil,
    load: @escaping @Sendable (String) -> Loaded = { _ in .missing(near: []) }
  ) {
    self.vocabulary = vocabulary
    self.files = files
    self.overrides = overrides
    self.seed = seed
    self.load = load
  }
}
