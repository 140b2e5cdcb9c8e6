// Paths as text, where they are named to people or stand in a document: cut at the byte of the slash.
//
// A slash that an accent follows is one character with it, and is no slash to `String`; to a file system it is.

extension String {
  /// The names between slashes, empty ones left out: `["Outputs", "a.md"]`.
  public var pathNames: [String] {
    utf8.split(separator: UInt8(ascii: "/")).map { String(decoding: $0, as: UTF8.self) }
  }

  /// What stands behind the last slash; all of it where there is none.
  public var lastPathName: String { pathNames.last ?? self }

  /// What stands before the last slash: `.` where there is none, `/` where it is the first byte.
  public var pathFolder: String {
    guard let slash = utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == utf8.startIndex ? "/" : String(decoding: utf8[..<slash], as: UTF8.self)
  }

  /// Whether it is `folder` or lies below it, by bytes; both are real paths.
  public func isPath(within folder: String) -> Bool {
    guard utf8.starts(with: folder.utf8) else { return false }
    let rest = utf8.dropFirst(folder.utf8.count)
    return rest.isEmpty || rest.first == UInt8(ascii: "/") || folder.utf8.last == UInt8(ascii: "/")
  }

  public var isAbsolutePath: Bool { utf8.first == UInt8(ascii: "/") }
}

/// A path as a key, told apart by its bytes.
public struct PathKey: Hashable, Sendable {
  private let bytes: [UInt8]
  public init(_ path: String) { bytes = Array(path.utf8) }
}
