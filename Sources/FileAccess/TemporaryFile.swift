// A file for another program, in the system's folder for such files, as long as someone holds it.

internal import Foundation
internal import SystemPackage

public final class TemporaryFile: Sendable {
  public let path: String
  private let folder: Folder
  private let name: RelativePath

  /// Makes it exclusively, under a name at random, for this user alone.
  public init(_ bytes: [UInt8], ending: String) throws(FileProblem) {
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
