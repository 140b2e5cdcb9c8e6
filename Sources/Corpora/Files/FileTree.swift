// A folder as corpus readers see it: sorted listings and bytes, from a disk or from a dictionary in a test.
//
// Paths are relative to the root, parts joined by `/`, the root itself is the empty path. Listings are in byte
// order of the names, never in directory order, so that nothing read from a tree depends on the file system.

/// What a path of a tree leads to.
package enum FileKind: Sendable, Equatable {
  case file
  case folder
}

/// Why a file or a folder of a tree could not be read.
package enum FileTreeError: Error, Sendable, Equatable {
  case notFound(path: String)
  case notAFolder(path: String)
  case notAFile(path: String)
  /// The system refused; `reason` is its own message ("Permission denied").
  case refused(path: String, reason: String)

  /// What is wrong, in one sentence.
  package var message: String {
    switch self {
    case .notFound(let path): "I cannot find `\(path)`."
    case .notAFolder(let path): "`\(path)` is a file, where a folder was wanted."
    case .notAFile(let path): "`\(path)` is a folder, where a file was wanted."
    case .refused(let path, let reason): "I cannot read `\(path)`: \(reason)."
    }
  }
}

/// A readable folder: four closures, so that tests need no disk.
package struct FileTree: Sendable {
  /// The path of the root as messages show it ("data/iemocap").
  package let rootPath: String
  private let rawListing: @Sendable (String) throws(FileTreeError) -> [String]
  private let rawBytes: @Sendable (String) throws(FileTreeError) -> [UInt8]
  private let rawKind: @Sendable (String) -> FileKind?

  /// - Parameters:
  ///   - listing: the names in a folder, in any order, without `.` and `..`.
  ///   - bytes: the content of a file.
  ///   - kind: what is at a path, nil where nothing is.
  package init(
    rootPath: String, listing: @escaping @Sendable (String) throws(FileTreeError) -> [String],
    bytes: @escaping @Sendable (String) throws(FileTreeError) -> [UInt8],
    kind: @escaping @Sendable (String) -> FileKind?
  ) {
    self.rootPath = rootPath
    rawListing = listing
    rawBytes = bytes
    rawKind = kind
  }

  /// The names in `folder`, in byte order.
  package func names(in folder: String = "") throws(FileTreeError) -> [String] {
    try rawListing(folder).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The content of the file at `path`.
  package func bytes(at path: String) throws(FileTreeError) -> [UInt8] { try rawBytes(path) }

  /// What is at `path`: nil if nothing is.
  package func kind(of path: String) -> FileKind? { rawKind(path) }

  /// Whether there is a file at `path`.
  package func hasFile(_ path: String) -> Bool { rawKind(path) == .file }
  /// Whether there is a folder at `path`.
  package func hasFolder(_ path: String) -> Bool { rawKind(path) == .folder }

  /// The tree whose root is `folder` of this one.
  package func inside(_ folder: String) -> FileTree {
    let outer = self
    return FileTree(
      rootPath: FileTree.join(rootPath, folder),
      listing: { path throws(FileTreeError) in try outer.rawListing(FileTree.join(folder, path)) },
      bytes: { path throws(FileTreeError) in try outer.rawBytes(FileTree.join(folder, path)) },
      kind: { outer.rawKind(FileTree.join(folder, $0)) })
  }

  /// `folder/name`, or the one of them that is not empty.
  package static func join(_ folder: String, _ name: String) -> String {
    if folder.isEmpty { return name }
    if name.isEmpty { return folder }
    return folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }
}

extension FileTree {
  /// A tree of files held in memory, by path; folders are what the paths imply.
  ///
  /// `FileTree.memory(["wav/03a01Wa.wav": []]).names()` is `["wav"]`.
  package static func memory(_ files: [String: [UInt8]], rootPath: String = "memory") -> FileTree {
    // The children of each folder are found once: a corpus of 10,000 files must stay quick to list.
    var children: [String: Set<String>] = ["": []]
    for path in files.keys {
      var rest = path[...]
      while !rest.isEmpty {
        let cut = rest.lastIndex(of: "/")
        let name = String(cut.map { rest[rest.index(after: $0)...] } ?? rest)
        let parent = String(cut.map { rest[..<$0] } ?? "")
        children[parent, default: []].insert(name)
        rest = rest[..<(cut ?? rest.startIndex)]
      }
    }
    let folders = children
    return FileTree(
      rootPath: rootPath,
      listing: { path throws(FileTreeError) in
        if let names = folders[path] { return Array(names) }
        throw files[path] == nil ? .notFound(path: path) : .notAFolder(path: path)
      },
      bytes: { path throws(FileTreeError) in
        if let bytes = files[path] { return bytes }
        throw folders[path] == nil ? .notFound(path: path) : .notAFile(path: path)
      },
      kind: { path in
        folders[path] != nil ? .folder : files[path] != nil ? .file : nil
      })
  }
}
