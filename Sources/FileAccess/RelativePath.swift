// A path below a folder: names compared by their bytes, never upward.
//
// Text is the wrong type for paths: to `String`, composed and decomposed é are equal, while a file system may have a
// folder of each name, and byte counts are not character counts. Paths are compared, split and joined here or with
// `FilePath`.

package import SystemPackage

/// The components from a folder to something below it; never empty, never upward.
public struct RelativePath: Hashable, Sendable {
  package private(set) var components: [FilePath.Component]

  /// nil for a path that is empty, absolute, too long for a file system, leads upward (`..`) or has a zero byte.
  ///
  /// ```swift
  /// RelativePath("Outputs/a.md")?.components.count   // 2
  /// RelativePath("../a.md")                          // nil
  /// ```
  package init?(_ text: String) {
    guard !text.utf8.contains(0), text.utf8.count <= FilePath.longest else { return nil }
    self.init(FilePath(text))
  }

  package init?(_ path: FilePath) {
    guard path.isRelative else { return nil }
    // As an array: filtering the view itself would build a new path for each component.
    self.init(Array(path.components).filter { $0.kind != .currentDirectory })
  }

  package init?(_ components: some Sequence<FilePath.Component>) {
    let components = Array(components)
    guard !components.isEmpty, components.allSatisfy({ $0.kind == .regular }) else { return nil }
    self.components = components
  }

  /// A single name.
  ///
  /// - Precondition: it is neither `.` nor `..`; names read from a folder never are.
  package init(_ name: FilePath.Component) {
    precondition(name.kind == .regular, "`.` and `..` are no way down")
    components = [name]
  }

  package var text: String { FilePath(root: nil, components).string }

  /// The path without its last component; nil for a single one.
  package var parent: RelativePath? { RelativePath(components.dropLast()) }

  /// Whether a component begins with a dot.
  package var isHidden: Bool { components.contains { $0.string.utf8.first == UInt8(ascii: ".") } }

  /// nil if `text` is not a relative path (see `init`).
  package func appending(_ text: String) -> RelativePath? {
    RelativePath(text).map { appending($0) }
  }

  package func appending(_ path: RelativePath) -> RelativePath {
    var joined = self
    joined.components += path.components
    return joined
  }
}

extension FilePath {
  /// The longest path that the supported systems accept, in bytes.
  package static let longest = 4000

  /// `text` relative to `folder`; itself if it is absolute.
  package init(_ text: String, in folder: FilePath) {
    let path = FilePath(text)
    self = path.isAbsolute ? path : folder.pushing(path)
  }

  /// The path from `folder` to this path, by components and their bytes; nil if it is not below it. Links and `..` are
  /// taken as names: both must be real paths.
  package func below(_ folder: FilePath) -> RelativePath? {
    var rest = self
    guard rest.removePrefix(folder) else { return nil }
    return RelativePath(rest)
  }

  /// Whether it is `folder` or below it, by components and their bytes.
  package func isWithin(_ folder: FilePath) -> Bool { starts(with: folder) }
}
