// The namespaces of the store, each with a folder of its own.

/// Entries of one kind.
public enum Namespace: String, CaseIterable, Sendable {
  /// Results of nodes, by the key of their inputs.
  case nodes
  /// Values, by their own digest.
  case values
  /// Columns of tables and other long lists that values refer to, by the digests of what they hold.
  case columns
  /// Rendered pages, by the key of everything on them.
  case pages
  /// Results of single clips; see `ValueBatch`.
  case clips
  /// Checkpoints of unfinished work.
  case partial

  /// The name of its folder.
  public var name: String { rawValue }

  /// The largest entry of it that lies in a pack with others; larger ones are files of their own.
  ///
  /// Entries that may be replaced are always packed: the newest pack counts. -1 where none is packed.
  var largestPacked: Int {
    switch self {
    case .nodes, .pages: .max
    case .values, .columns: 32 << 10
    case .clips, .partial: -1
    }
  }

  var isAlwaysPacked: Bool { largestPacked == .max }

  /// Its number in packs; nil if no entry of it is packed.
  var packed: UInt8? {
    switch self {
    case .nodes: 0
    case .values: 1
    case .columns: 2
    case .pages: 3
    case .clips, .partial: nil
    }
  }

  /// The namespace of a number in packs.
  init?(packed number: UInt8) {
    guard let namespace = Self.all.first(where: { $0.packed == number }) else { return nil }
    self = namespace
  }

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
