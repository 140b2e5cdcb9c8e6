// A folder that appears whole or not at all: files go to a sibling with a temporary name, which is renamed at the end.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

struct FolderWriter: Sendable {
  /// Where the folder will be.
  let path: String
  /// Where its files are written until then.
  let draft: String

  /// Makes an empty draft beside `path`, and the folders above it.
  init(path: String) throws(SynthesisError) {
    var trimmed = path
    while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
    self.path = trimmed
    // The process id keeps two runs from writing into one draft.
    draft = "\(trimmed).part-\(getpid())"
    FolderWriter.sweep(path: trimmed)
    try FolderWriter.remove(draft)
    try FolderWriter.makeFolders(draft)
  }

  /// Removes the drafts that processes left which were killed.
  private static func sweep(path: String) {
    let cut = path.lastIndex(of: "/")
    let folder = cut.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let start = (cut.map { String(path[path.index(after: $0)...]) } ?? path) + ".part-"
    for name in (try? names(folder)) ?? [] where name.hasPrefix(start) {
      guard let process = Int32(name.dropFirst(start.count).prefix { $0.isNumber }), process > 0,
        process != getpid(), kill(process, 0) != 0, errno == ESRCH
      else { continue }
      try? remove("\(folder)/\(name)")
    }
  }

  /// Writes one file of the draft; `name` is relative and may hold folders.
  func write(_ bytes: [UInt8], to name: String) throws(SynthesisError) {
    let target = "\(draft)/\(name)"
    if let cut = target.lastIndex(of: "/") { try FolderWriter.makeFolders(String(target[..<cut])) }
    let file = open(target, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    guard file >= 0 else { throw FolderWriter.failure(target) }
    defer { close(file) }
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        systemWrite(file, buffer.baseAddress?.advanced(by: done), bytes.count - done)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw FolderWriter.failure(target) }
      done += count
    }
  }

  /// Puts the draft in the place of `path`, and removes what was there.
  func finish() throws(SynthesisError) {
    let old = "\(draft)-old"
    try FolderWriter.remove(old)
    let hadOld = FolderWriter.exists(path)
    if hadOld, rename(path, old) != 0 { throw FolderWriter.failure(path) }
    guard rename(draft, path) == 0 else {
      let failure = FolderWriter.failure(path)
      if hadOld { rename(old, path) }
      throw failure
    }
    try FolderWriter.remove(old)
  }

  /// Removes the draft after a failure; what cannot be removed is left.
  func abandon() { try? FolderWriter.remove(draft) }

  // MARK: the system

  static func exists(_ path: String) -> Bool {
    var facts = stat()
    return lstat(path, &facts) == 0
  }

  private static func isFolder(_ path: String, followingLinks: Bool) -> Bool {
    var facts = stat()
    let answer = followingLinks ? stat(path, &facts) : lstat(path, &facts)
    return answer == 0 && facts.st_mode & S_IFMT == S_IFDIR
  }

  /// The bytes of the file at `path`, nil if there is no file.
  static func size(of path: String) -> Int? {
    var facts = stat()
    return stat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFREG ? Int(facts.st_size) : nil
  }

  private static func makeFolders(_ path: String) throws(SynthesisError) {
    var made = ""
    for (index, part) in path.split(separator: "/", omittingEmptySubsequences: false).enumerated() {
      made += (index == 0 ? "" : "/") + part
      if made.isEmpty || made == "." || isFolder(made, followingLinks: true) { continue }
      // Another piece of work may have made it in between.
      if mkdir(made, 0o755) != 0, errno != EEXIST { throw failure(made) }
    }
  }

  /// Removes a file or a folder with all it holds; links are removed, not followed. Nothing there is fine.
  private static func remove(_ path: String) throws(SynthesisError) {
    guard exists(path) else { return }
    if isFolder(path, followingLinks: false) {
      for name in try names(path) { try remove("\(path)/\(name)") }
      if rmdir(path) != 0 { throw failure(path) }
    } else if unlink(path) != 0 {
      throw failure(path)
    }
  }

  private static func names(_ path: String) throws(SynthesisError) -> [String] {
    guard let folder = opendir(path) else { throw failure(path) }
    defer { closedir(folder) }
    let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = String(
        cString: UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self))
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }

  private static func failure(_ path: String) -> SynthesisError {
    .cannotWrite(path: path, reason: String(cString: strerror(errno)))
  }
}

/// The system's `write`, which a method of that name would hide.
private func systemWrite(_ file: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  write(file, bytes, count)
}
