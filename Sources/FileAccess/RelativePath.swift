// A way down from a folder: names one below the other, told apart by their bytes.
//
// Text is the wrong measure for paths. To `String`, é is the same in one character and in two, while a file system may
// hold a folder of each name; and a count of bytes is no count of characters. Whatever compares, cuts or joins paths
// does it here, or with `FilePath`.

public import SystemPackage

/// The names from a folder to something below it; never empty, never upward.
public struct RelativePath: Hashable, Sendable {
  public private(set) var components: [FilePath.Component]

  /// nil for a path that is empty, absolute or longer than a file system takes, that leads upward (`..`), or that holds
  /// a zero byte.
  ///
  /// ```swift
  /// RelativePath("Outputs/a.md")?.components.count   // 2
  /// RelativePath("../a.md")                          // nil
  /// ```
  public init?(_ text: String) {
    guard !text.utf8.contains(0), text.utf8.count <= FilePath.longest else { return nil }
    self.init(FilePath(text))
  }

  public init?(_ path: FilePath) {
    guard path.isRelative else { return nil }
    // As an array: to filter the view itself would build a path anew for each of its parts.
    self.init(Array(path.components).filter { $0.kind != .currentDirectory })
  }

  public init?(_ components: some Sequence<FilePath.Component>) {
    let components = Array(components)
    guard !components.isEmpty, components.allSatisfy({ $0.kind == .regular }) else { return nil }
    self.components = components
  }

  /// A single name.
  ///
  /// - Precondition: it is neither `.` nor `..`; names read from a folder never are.
  public init(_ name: FilePath.Component) {
    precondition(name.kind == .regular, "`.` and `..` are no way down")
    components = [name]
  }

  public var text: String { FilePath(root: nil, components).string }

  /// Without the last name; nil for a single name.
  public var parent: RelativePath? { RelativePath(components.dropLast()) }

  public var name: String { components.last?.string ?? "" }

  /// Whether one of the names begins with a dot.
  public var isHidden: Bool { components.contains { $0.string.utf8.first == UInt8(ascii: ".") } }

  /// nil where `text` is no way down.
  public func appending(_ text: String) -> RelativePath? {
    RelativePath(text).map { appending($0) }
  }

  public func appending(_ path: RelativePath) -> RelativePath {
    var joined = self
    joined.components += path.components
    return joined
  }
}

extension FilePath {
  /// As long as a path may be on the systems that we know.
  public static let longest = 4000

  /// `text` as a path from `folder` on; itself where it is absolute.
  public init(_ text: String, in folder: FilePath) {
    let path = FilePath(text)
    self = path.isAbsolute ? path : folder.pushing(path)
  }

  /// The way from `folder` down to this path, by components and their bytes; nil where it does not lie below it. Links
  /// and `..` are taken as names: both paths must be real ones.
  public func below(_ folder: FilePath) -> RelativePath? {
    var rest = self
    guard rest.removePrefix(folder) else { return nil }
    return RelativePath(rest)
  }

  /// Whether it is `folder` or lies below it, by components and their bytes.
  public func isWithin(_ folder: FilePath) -> Bool { starts(with: folder) }
}
