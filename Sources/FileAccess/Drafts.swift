// Temporary files: created exclusively, under a random name, and locked while their process writes them.
//
// The lock shows that a file is in use. It is released when the process ends, however it ends, and it does not depend
// on process numbers, which another container may have reused. A file of such a name without a lock was left by a
// killed process and may be removed.

internal import SystemPackage

/// Names and removal of temporary files.
package enum Drafts {
  private static let start = ".sernb-writing-"

  /// A random name.
  static func name() -> FilePath.Component {
    let random = String(UInt64.random(in: 0 ... .max), radix: 16)
    let name = start + String(repeating: "0", count: 16 - random.utf8.count) + random
    // Letters, digits and dashes are valid in names everywhere.
    return FilePath.Component(name) ?? "sernb-writing"
  }

  /// Whether a name is that of a temporary file.
  package static func isName(_ name: String) -> Bool {
    guard name.hasPrefix(start) else { return false }
    let rest = name.utf8.dropFirst(start.utf8.count)
    return rest.count == 16
      && rest.allSatisfy { (UInt8(ascii: "0")...57).contains($0) || (97...102).contains($0) }
  }

  /// Deletes the temporary files that killed processes left in a folder.
  package static func sweep(_ folder: Folder) {
    for name in folder.entries() where isName(name.string) {
      let path = RelativePath(name)
      guard let file = try? folder.open(path),
        file.facts?.kind == .file, file.lock(isWaiting: false)
      else { continue }
      folder.remove(path)
    }
  }
}

extension Folder {
  /// Atomically replaces the file at `path` by the concatenated `pieces`: a reader sees the old file or the new one.
  /// Folders above it are created; the permissions of an old file are kept.
  ///
  /// - Parameters:
  ///   - drafts: the folder for the temporary file, on the same file system; nil for the folder of the file itself.
  ///   - isDurable: whether to sync to the disk. Without that, a crash of the machine may leave an empty or torn file.
  package func replace(
    _ path: RelativePath, with pieces: [UInt8]..., through drafts: RelativePath? = nil,
    isDurable: Bool = true
  ) throws(FileProblem) {
    try replace(path, with: pieces, through: drafts, isDurable: isDurable)
  }

  package func replace(
    _ path: RelativePath, with pieces: [[UInt8]], through drafts: RelativePath? = nil,
    isDurable: Bool = true
  ) throws(FileProblem) {
    guard let name = path.components.last else { throw FileProblem(path.text, .noPath) }
    let folder =
      try path.parent.map { parent throws(FileProblem) in try self.folder(parent, making: true) }
      ?? self
    let old = folder.facts(RelativePath(name))
    switch old?.kind {
    case nil, .file?: break
    case .link?: throw FileProblem(folder.path.appending(name).string, .link)
    case .folder?, .special?: throw FileProblem(folder.path.appending(name).string, .notAFile)
    }
    let draftFolder =
      try drafts.map { path throws(FileProblem) in try self.folder(path, making: true) } ?? folder
    if drafts == nil { Drafts.sweep(folder) }
    let draftName = Drafts.name()
    let draft = RelativePath(draftName)
    let file = try draftFolder.create(draft)
    do throws(FileProblem) {
      // Without the lock, another process may take it for a leftover and delete it; then the move fails.
      _ = file.lock(isWaiting: false)
      for piece in pieces {
        if let errno = file.append(piece) { throw FileProblem(path.text, .system(errno)) }
      }
      if isDurable, let errno = file.synchronize() { throw FileProblem(path.text, .system(errno)) }
      if let old { draftFolder.setMode(draftName, old.mode) }
      try draftFolder.move(draftName, folder, name)
    } catch {
      draftFolder.remove(draft)
      throw error
    }
  }
}
