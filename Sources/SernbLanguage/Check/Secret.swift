// A value that is used and never shown: a text that only a path may be made of, whatever else is tried.
//
// It is declared by `secret: true` in front matter and given from outside. Its type fits where a file or a folder is
// wanted; every other use is a problem that the checker finds where it knows the type, and the run elsewhere.

/// The text behind a secret parameter. It is `•••` wherever it is written down.
public struct Secret: Hashable, Sendable {
  public let text: String

  /// What stands for any secret.
  public static let shown = "•••"

  /// Shorter ones are parts of other words, so that they cannot be kept out of what is written.
  static let minimumLength = 8

  public init(_ text: String) { self.text = text }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { Self.shown }
  public var debugDescription: String { Self.shown }
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension ObjectKind {
  public static let secret = ObjectKind("secret", "A text that is used as a path and never shown.")
}

extension Type {
  public static let secret = Type.object(.secret)

  /// Whether a secret would be used with a value of this type. A record shows its secrets as `•••`.
  var holdsSecret: Bool {
    switch self {
    case .object(.secret): true
    case .list(let element): element.holdsSecret
    default: false
    }
  }
}

extension Wanted {
  /// Whether it is a path, the one thing that a secret may be.
  public var isPath: Bool {
    switch self {
    case .file, .folder, .newFolder: true
    case .value, .oneOf, .row, .group, .column, .columns: false
    }
  }
}

extension FrontMatter {
  /// The names of its secret parameters, in file order.
  public var secretNames: [String] { parameters.filter(\.isSecret).map(\.name.text) }
}

extension CheckedNotebook {
  /// The names of its secret parameters, in file order.
  public var secretNames: [String] { frontMatter.secretNames }

  /// The secrets that were given to notebooks and to those that they use, each once.
  public static func secrets(of notebooks: [CheckedNotebook]) -> [String] {
    var found: [String] = []
    for notebook in withUsed(notebooks) {
      for case (_, .secret(let secret)) in notebook.parameters
      where !secret.text.isEmpty && !found.contains(secret.text) {
        found.append(secret.text)
      }
    }
    return found
  }
}

extension Checker {
  /// Whether a secret is used where none may be; then a problem says so.
  mutating func refuseSecret(_ type: Type, at span: Span) -> Bool {
    guard type.holdsSecret else { return false }
    problems.append(.misplacedSecret(span))
    return true
  }

  /// The type of a parameter, which is known even where it has no value.
  func type(of parameter: NotebookParameter, _ value: Constant) -> Type {
    if parameter.isSecret { return .secret }
    // `missing` says that a value may be given, not that there is none.
    return value == .missing ? .unknown : value.type
  }
}
