// Paths as text, in messages and documents: split at the byte of the slash.
//
// To `String`, a slash followed by a combining accent is another character; to a file system it is a slash.

extension String {
  /// The nonempty names between slashes: `["Outputs", "a.md"]`.
  package var pathNames: [String] {
    utf8.split(separator: UInt8(ascii: "/")).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The part after the last slash; the whole text if there is none.
  package var lastPathName: String { pathNames.last ?? self }

  /// The part before the last slash: `.` if there is none, `/` if it is the first byte.
  package var pathFolder: String {
    guard let slash = utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == utf8.startIndex ? "/" : String(decoding: utf8[..<slash], as: UTF8.self)
  }

  /// Whether it is `folder` or below it, by bytes; both are real paths.
  package func isPath(within folder: String) -> Bool {
    guard utf8.starts(with: folder.utf8) else { return false }
    let rest = utf8.dropFirst(folder.utf8.count)
    return rest.isEmpty || rest.first == UInt8(ascii: "/") || folder.utf8.last == UInt8(ascii: "/")
  }

  package var isAbsolutePath: Bool { utf8.first == UInt8(ascii: "/") }
}

/// A path as a dictionary key, compared by bytes: to `String`, é in one character and in two are the same.
public struct PathKey: Hashable, Sendable {
  package let path: String

  package init(_ path: String) { self.path = path }

  /// Whether both have the same bytes.
  public static func == (a: PathKey, b: PathKey) -> Bool { a.path.utf8.elementsEqual(b.path.utf8) }

  /// Hashes the bytes.
  public func hash(into hasher: inout Hasher) {
    for byte in path.utf8 { hasher.combine(byte) }
    hasher.combine(0xFF as UInt8)
  }
}
