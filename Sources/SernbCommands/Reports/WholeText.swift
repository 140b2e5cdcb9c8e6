// A text in a file that people named: there whole or not at all, and why it could not be written.

import FileAccess
import SystemPackage

/// A file at a path that a person gave. Links in the path are theirs and are followed; what the last name leads to is
/// replaced as a whole where it is a file, and written to where it is a device or a pipe.
struct WholeText {
  private let folder: Folder
  private let name: RelativePath

  /// - Parameter makesFolders: whether folders above the file are made.
  init(_ path: String, makesFolders: Bool = false) throws(FileProblem) {
    let whole = FilePath(path)
    guard !path.utf8.contains(0), let last = whole.lastComponent, last.kind == .regular else {
      throw FileProblem(path, .noPath)
    }
    folder = try Folder(whole.removingLastComponent(), making: makesFolders)
    name = RelativePath(last)
  }

  /// Whether it can be written, checked before there is anything to write.
  func probe() throws(FileProblem) {
    switch folder.facts(name)?.kind {
    case .special?, .link?: _ = try folder.device(name)
    case .folder?: throw FileProblem(name.text, .notAFile)
    case .file?, nil: try folder.probe()
    }
  }

  func write(_ text: String) throws(FileProblem) {
    let bytes = Array(text.utf8)
    switch folder.facts(name)?.kind {
    case .special?, .link?:
      let device = try folder.device(name)
      if let errno = device.append(bytes) ?? device.synchronize() {
        throw FileProblem(name.text, .system(errno))
      }
    case .folder?: throw FileProblem(name.text, .notAFile)
    case .file?, nil: try folder.replace(name, with: bytes)
    }
  }
}
