// The folder of a sweep, from which the pages of points are deleted that a later grid no longer has.

internal import Foundation

extension OutputFolder {
  /// Deletes the write-ups in `folder` but those of some names: pages, results, and folders of files. What no write-up is
  /// made of stays, and so does everything behind a link.
  ///
  /// - Parameter folder: a path from the project's folder on.
  /// - Returns: the names that were deleted, sorted.
  @discardableResult
  public func removeWriteUps(in folder: String, but names: Set<String>) -> [String] {
    let home = realPath(root) ?? root
    let wanted = (home == "/" ? "" : home) + "/" + folder
    guard realPath(wanted) == wanted, kindOfPath(wanted) == .folder else { return [] }
    var removed: Set<String> = []
    for file in namesInFolder(wanted) {
      for ending in [".results.json", ".files", ".md"] where file.hasSuffix(ending) {
        let name = String(file.dropLast(ending.count))
        if names.contains(name) || name.isEmpty { continue }
        if (try? FileManager.default.removeItem(atPath: wanted + "/" + file)) != nil {
          removed.insert(name)
        }
      }
    }
    if namesInFolder(wanted).isEmpty { try? FileManager.default.removeItem(atPath: wanted) }
    return removed.sorted()
  }
}
