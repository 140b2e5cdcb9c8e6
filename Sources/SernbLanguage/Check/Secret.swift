// A value that is used and never shown: a text that may only be used as a path.
//
// It is declared by `secret: true` in front matter and given from outside. Its type fits where a file or folder is
// expected; any other use is an error, found by the checker where the type is known and at run time otherwise.

/// The text of a secret parameter. Its descriptions are always `•••`.
public struct Secret: Hashable, Sendable {
  package let text: String

  /// What is shown in place of any secret.
  package static let shown = "•••"

  /// Shorter secrets may be parts of other words and could not be redacted reliably.
  static let minimumLength = 8

  package init(_ text: String) { self.text = text }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Never the text itself.
  public var description: String { Self.shown }
  /// Never the text itself.
  public var debugDescription: String { Self.shown }
  /// No children, so that `dump` does not show the text.
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension ObjectKind {
  package static let secret = ObjectKind("secret", "A text that is used as a path and never shown.")
}

extension Type {
  package static let secret = Type.object(.secret)

  /// Whether a value of this type is a secret or a list of secrets. A record shows its secrets as `•••`.
  var holdsSecret: Bool {
    switch self {
    case .object(.secret): true
    case .list(let element): element.holdsSecret
    default: false
    }
  }
}

extension Wanted {
  /// Whether a path is expected, the only use of a secret.
  package var isPath: Bool {
    switch self {
    case .file, .folder, .folders, .newFolder: true
    case .value, .oneOf, .row, .group, .column, .columns: false
    }
  }
}

extension FrontMatter {
  /// The names of its secret parameters, in file order.
  package var secretNames: [String] { parameters.filter(\.isSecret).map(\.name.text) }
}

extension CheckedNotebook {
  /// The names of its secret parameters, in file order.
  package var secretNames: [String] { frontMatter.secretNames }

  /// The secrets given to notebooks and to those that they use, each once.
  package static func secrets(of notebooks: [CheckedNotebook]) -> [String] {
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
  /// Whether a secret is used where it must not be; if so, a problem is reported.
  mutating func refuseSecret(_ type: Type, at span: Span) -> Bool {
    guard type.holdsSecret else { return false }
    problems.append(.misplacedSecret(span))
    return true
  }

  /// The type of a parameter, known even if it has no value.
  func type(of parameter: NotebookParameter, _ value: Constant) -> Type {
    if parameter.isSecret { return .secret }
    // A default of `missing` means that a value may be given, not that there is none.
    return value == .missing ? .unknown : value.type
  }
}
