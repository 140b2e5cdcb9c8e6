// Single files of a project that a verb or a session writes: a notebook, a file that a typed line saved.

internal import FileAccess
package import SernbLanguage
internal import SystemPackage

extension Project {
  /// Puts bytes in place as a file of the project, all or nothing; folders above it are made.
  ///
  /// - Parameters:
  ///   - path: absolute, or from the project's folder on.
  ///   - isHidden: whether it may be a hidden file, which is sernb's own.
  package func write(_ bytes: [UInt8], to path: String, isHidden: Bool = false) throws(Diagnostic) {
    do throws(FileProblem) {
      let way = try way(to: path)
      guard isHidden || !way.isHidden else { throw FileProblem(path, .noPath) }
      try Folder(root).replace(way, with: bytes)
    } catch {
      throw Diagnostic(
        "cannot-write", "I cannot write `\(shortName(path))`: \(error.message)", hint: error.hint)
    }
  }

  /// The bytes of a file of the project that no link leads to; nil where there is none.
  package func ownBytes(_ path: String) -> [UInt8]? {
    guard let way = try? way(to: path) else { return nil }
    return (try? Folder(root))?.read(way)
  }

  /// Deletes a file of the project, or a link itself.
  package func remove(_ path: String) {
    guard let way = try? way(to: path) else { return }
    _ = (try? Folder(root))?.remove(way)
  }

  private func way(to path: String) throws(FileProblem) -> RelativePath {
    guard
      let way = FilePath(path, in: FilePath(root)).lexicallyNormalized().below(FilePath(root))
    else { throw FileProblem(path, .noPath) }
    return way
  }
}
