// The sorts of entries that the store holds: each has a folder of its own.

/// Entries of one sort.
public enum Namespace: String, CaseIterable, Sendable {
  /// What a node came to, by the key of what it was made from.
  case nodes
  /// Content, by its own digest.
  case values
  /// Whole pages, by the key of all that stands on them.
  case pages
  /// What was made of single clips; see `ValueBatch`.
  case clips
  /// Work that was begun, to go on from.
  case partial

  /// The name of its folder.
  public var name: String { rawValue }

  /// All of them, in the order in which they are shown.
  public static var all: [Namespace] { allCases }
}

/// How much a namespace holds.
public struct NamespaceUsage: Hashable, Sendable {
  public let namespace: Namespace
  public var entries: Int
  /// What the entries take up on a disk that is given out by blocks of 4 KB.
  public var bytes: Int
}
