// Files under way: made exclusively, under a name at random, and locked as long as their process works on them.
//
// The lock is the proof. It ends with the process, however that ends, and it tells nothing by the number of a process,
// which another container may have given to someone else. A file of such a name that nobody has locked was left by a
// process that was killed, and may be removed.

internal import SystemPackage

public enum Drafts {
  private static let start = ".sernb-writing-"

  /// A name that nobody else has.
  static func name() -> FilePath.Component {
    let random = String(UInt64.random(in: 0 ... .max), radix: 16)
    let name = start + String(repeating: "0", count: 16 - random.utf8.count) + random
    // Letters, digits and dashes are a name everywhere.
    return FilePath.Component(name) ?? "sernb-writing"
  }

  /// Whether a name is one of these.
  public static func isName(_ name: String) -> Bool {
    guard name.hasPrefix(start) else { return false }
    let rest = name.utf8.dropFirst(start.utf8.count)
    return rest.count == 16
      && rest.allSatisfy { (UInt8(ascii: "0")...57).contains($0) || (97...102).contains($0) }
  }

  /// Deletes the files that killed processes left in a folder.
  public static func sweep(_ folder: Folder) {
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
  /// Puts `pieces`, one behind the other, in place as the file at `path`: whoever reads sees the old file or the new one.
  /// Folders above it are made; its permissions stay as they were.
  ///
  /// - Parameters:
  ///   - drafts: a folder of the same file system for the file while it is written; that of the file when left out.
  ///   - isDurable: whether to wait for the disk. Without that, a crash of the machine may leave an empty or torn file.
  public func replace(
    _ path: RelativePath, with pieces: [UInt8]..., through drafts: RelativePath? = nil,
    isDurable: Bool = true
  ) throws(FileProblem) {
    guard let name = path.components.last else { throw FileProblem(path.text, .noPath) }
    let folder =
      try path.parent.map { parent throws(FileProblem) in
        try self.folder(parent, making: true)
      } ?? self
    let old = folder.facts(RelativePath(name))
    switch old?.kind {
    case nil, .file?: break
    case .link?: throw FileProblem(folder.path.appending(name).string, .link)
    case .folder?, .special?: throw FileProblem(folder.path.appending(name).string, .notAFile)
    }
    let draftFolder =
      try drafts.map { path throws(FileProblem) in
        try self.folder(path, making: true)
      } ?? folder
    if drafts == nil { Drafts.sweep(folder) }
    let draftName = Drafts.name()
    let draft = RelativePath(draftName)
    let file = try draftFolder.create(draft)
    do throws(FileProblem) {
      // Another process may take it for one that was left, and delete it; then there is nothing to move.
      _ = file.lock(isWaiting: false)
      for piece in pieces {
        if let errno = file.append(piece) { throw FileProblem(path.text, .system(errno)) }
      }
      if isDurable, let errno = file.synchronize() {
        throw FileProblem(path.text, .system(errno))
      }
      if let old { draftFolder.setMode(draftName, old.mode) }
      try draftFolder.move(draftName, folder, name)
    } catch {
      draftFolder.remove(draft)
      throw error
    }
  }
}
