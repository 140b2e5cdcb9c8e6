// A folder that appears whole or not at all: files go to a sibling with a temporary name, which is renamed at the end.
//
//     FOLDER.part-RANDOM/…       the draft, locked as long as its process lives
//
// No link is followed below the folder that holds it, and only files are deleted that are known to be of a draft or
// of an older corpus.

import FileAccess
import SystemPackage

struct FolderWriter: Sendable {
  /// Where the folder will be.
  let path: String
  private let parent: Folder
  private let name: RelativePath
  private let draftName: RelativePath
  private let draft: Folder

  /// Makes an empty draft beside `path`, and the folders above it.
  init(path: String) throws(SynthesisError) {
    do throws(FileProblem) {
      let whole = FilePath(path)
      guard let last = whole.lastComponent, last.kind == .regular else {
        throw FileProblem(path, .noPath)
      }
      self.path = whole.string
      parent = try Folder(whole.removingLastComponent(), making: true)
      name = RelativePath(last)
      FolderWriter.sweep(parent, last.string)
      (draftName, draft) = try FolderWriter.draft(in: parent, of: last.string)
    } catch { throw FolderWriter.failure(error) }
  }

  private static func draftName(_ name: String) -> RelativePath? {
    let digits = String(UInt64.random(in: 0 ... .max), radix: 16)
    return RelativePath(name + marker + String(repeating: "0", count: 16 - digits.count) + digits)
  }

  private static let marker = ".part-"

  /// An empty draft whose lock is held as long as its process lives.
  private static func draft(
    in parent: Folder, of name: String
  ) throws(FileProblem) -> (RelativePath, Folder) {
    var attempts = 0
    while true {
      guard let path = draftName(name) else { throw FileProblem(name, .noPath) }
      let draft = try parent.createFolder(path)
      attempts += 1
      // Before it has its lock, another process may take it for a leftover. Some file systems have no locks.
      let isOwn = draft.lock(isWaiting: false) && draft.isStill(at: path, in: parent)
      if isOwn || attempts == 3 { return (path, draft) }
    }
  }

  /// Removes the drafts of killed processes.
  private static func sweep(_ parent: Folder, _ name: String) {
    let start = name + marker
    for entry in parent.names() where entry.hasPrefix(start) {
      let digits = entry.utf8.dropFirst(start.utf8.count)
      guard digits.count == 16,
        digits.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) }),
        let path = RelativePath(entry), let draft = try? parent.folder(path),
        draft.lock(isWaiting: false),
        // Its process may have put it in place, and given up the lock, since it was opened.
        draft.isStill(at: path, in: parent)
      else { continue }
      clear(draft)
      parent.removeEmpty(path)
    }
  }

  /// The bytes of a file below a folder; nil if there is none, or if a link leads to it.
  static func size(of name: String, in folder: String) -> Int? {
    guard let path = RelativePath(name), let facts = (try? Folder(folder))?.facts(path),
      facts.kind == .file
    else { return nil }
    return facts.size
  }

  /// Everything below a folder that is not a folder, including links.
  static func files(in folder: String) -> [String] {
    guard let home = try? Folder(folder) else { return [] }
    var found: [String] = []
    var waiting: [RelativePath?] = [nil]
    while let subfolder = waiting.popLast() {
      guard let folder = try? subfolder.map({ try home.folder($0) }) ?? home else { continue }
      for entry in folder.entries() {
        let path = subfolder?.appending(RelativePath(entry)) ?? RelativePath(entry)
        if folder.facts(RelativePath(entry))?.kind == .folder {
          waiting.append(path)
        } else {
          found.append(path.text)
        }
      }
    }
    return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Whether anything exists at a path, including a dangling link.
  static func exists(_ path: String) -> Bool {
    let whole = FilePath(path)
    guard let name = whole.lastComponent, name.kind == .regular else { return true }
    do throws(FileProblem) {
      return try Folder(whole.removingLastComponent()).facts(RelativePath(name)) != nil
    } catch { return !error.isMissing && error.fact != .notAFolder }
  }

  /// Writes one file of the draft; `name` is relative and may hold folders.
  func write(_ bytes: [UInt8], to name: String) throws(SynthesisError) {
    do throws(FileProblem) {
      guard let path = RelativePath(name) else { throw FileProblem(name, .noPath) }
      let file = try draft.create(path, mode: 0o644)
      if let errno = file.append(bytes) { throw FileProblem(name, .system(errno)) }
    } catch { throw FolderWriter.failure(error) }
  }

  /// Puts the draft at `path`; a kill leaves the old folder or the new one.
  ///
  /// - Parameter old: the files of the existing folder, which are deleted; any other file stops the exchange. `nil`
  ///   leaves the folder, because another process has made the same meanwhile and may already read it. Asked for once no
  ///   other process can change the folder.
  /// - Returns: whether the draft is at `path` now.
  func finish(replacing old: () -> [String]?) throws(SynthesisError) -> Bool {
    do throws(FileProblem) {
      let turn = try parent.again()
      _ = turn.lock(isWaiting: true)
      defer { withExtendedLifetime(turn) {} }
      guard (try? parent.folder(name)) != nil else {
        try parent.move(draftName, to: name)
        return true
      }
      guard let old = old() else { return false }
      // Checked before anything is moved: what is not of a corpus stays where it is.
      let own = Set(old)
      guard FolderWriter.files(in: path).allSatisfy(own.contains),
        let aside = FolderWriter.draftName(name.text)
      else { throw FileProblem(path, .exists) }
      try Folder.perform([
        .move(name, of: parent, to: aside, in: parent),
        .move(draftName, of: parent, to: name, in: parent),
      ])
      if let replaced = try? parent.folder(aside) { FolderWriter.clear(replaced) }
      parent.removeEmpty(aside)
      return true
    } catch { throw FolderWriter.failure(error) }
  }

  /// Removes the draft after a failure; what cannot be removed is left.
  func abandon() {
    FolderWriter.clear(draft)
    parent.removeEmpty(draftName)
  }

  /// Deletes the files of a draft, which this or another process of sernb made.
  private static func clear(_ draft: Folder) {
    for entry in draft.names() {
      guard let path = RelativePath(entry) else { continue }
      if let folder = try? draft.folder(path) {
        clear(folder)
        draft.removeEmpty(path)
      } else if draft.facts(path)?.kind == .file {
        draft.remove(path)
      }
    }
  }

  private static func failure(_ problem: FileProblem) -> SynthesisError {
    .cannotWrite(path: problem.path, reason: problem.message)
  }
}
