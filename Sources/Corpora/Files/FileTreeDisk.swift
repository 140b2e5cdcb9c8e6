// The file tree of a folder on disk: the only file of this module that asks the operating system.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension FileTree {
  /// The folder `root` of the disk. Links are followed; nothing is read before it is asked for.
  package static func disk(_ root: String) -> FileTree {
    FileTree(
      rootPath: root,
      listing: { path throws(FileTreeError) in try listing(of: full(root, path), shown: path) },
      bytes: { path throws(FileTreeError) in try content(of: full(root, path), shown: path) },
      kind: { kindOnDisk(full(root, $0)) })
  }

  private static func full(_ root: String, _ path: String) -> String {
    join(root.isEmpty ? "." : root, path)
  }

  private static func kindOnDisk(_ path: String) -> FileKind? {
    var facts = stat()
    guard stat(path, &facts) == 0 else { return nil }
    switch facts.st_mode & S_IFMT {
    case S_IFDIR: return .folder
    case S_IFREG: return .file
    default: return nil
    }
  }

  private static func listing(of path: String, shown: String) throws(FileTreeError) -> [String] {
    guard let folder = opendir(path) else { throw failure(shown) }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      // `d_name` is declared as a tuple of 256 characters that ends at its zero byte.
      let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
      let name = String(
        cString: UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self))
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }

  private static func content(of path: String, shown: String) throws(FileTreeError) -> [UInt8] {
    if kindOnDisk(path) == .folder { throw .notAFile(path: shown) }
    let file = open(path, O_RDONLY)
    guard file >= 0 else { throw failure(shown) }
    defer { close(file) }
    var facts = stat()
    // One byte more than the size, so that the read that finds the end needs no second buffer.
    let expected = fstat(file, &facts) == 0 ? Int(facts.st_size) + 1 : 0
    var bytes: [UInt8] = []
    while true {
      let room = max(expected - bytes.count, 1 << 16)
      var got = 0
      let piece = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
        got = read(file, buffer.baseAddress, room)
        count = max(got, 0)
      }
      if got < 0 { throw failure(shown) }
      if got == 0 { return bytes }
      if bytes.isEmpty { bytes = piece } else { bytes += piece }
    }
  }

  /// What the system said last about `path`.
  private static func failure(_ path: String) -> FileTreeError {
    let code = errno
    switch code {
    case ENOENT: return .notFound(path: path)
    case ENOTDIR: return .notAFolder(path: path)
    case EISDIR: return .notAFile(path: path)
    default: return .refused(path: path, reason: String(cString: strerror(code)))
    }
  }
}
