// A temporary file for another program, deleted with its last reference.

internal import Foundation
internal import SystemPackage

/// A temporary file, deleted with its last reference.
package final class TemporaryFile: Sendable {
  package let path: String
  private let folder: Folder
  private let name: RelativePath

  /// Creates it exclusively, under a random name, readable by this user only.
  package init(_ bytes: [UInt8], ending: String) throws(FileProblem) {
    let folder = try Folder(NSTemporaryDirectory())
    guard let name = RelativePath(Drafts.name().string + ending) else {
      throw FileProblem(ending, .noPath)
    }
    let file = try folder.create(name, mode: 0o600)
    (self.folder, self.name) = (folder, name)
    path = folder.path.pushing(FilePath(name.text)).string
    if let errno = file.append(bytes) { throw FileProblem(path, .system(errno)) }
  }

  deinit { folder.remove(name) }
}
