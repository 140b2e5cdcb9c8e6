// The namespaces of the store, each with a folder of its own.

/// Entries of one kind.
public enum Namespace: String, CaseIterable, Sendable {
  /// Results of nodes, by the key of their inputs.
  case nodes
  /// Values, by their own digest.
  case values
  /// Rendered pages, by the key of everything on them.
  case pages
  /// Results of single clips; see `ValueBatch`.
  case clips
  /// Checkpoints of unfinished work.
  case partial

  /// The name of its folder.
  public var name: String { rawValue }

  /// All of them, in the order in which they are shown.
  package static var all: [Namespace] { allCases }
}

/// How many entries a namespace holds, and their size.
package struct NamespaceUsage: Hashable, Sendable {
  package let namespace: Namespace
  package var entries: Int
  /// The size of the entries on a disk with blocks of 4 KB.
  package var bytes: Int
}
