// The folder of a sweep, from which the pages of points are deleted that a later grid no longer has.

internal import FileAccess
package import SernbLanguage
internal import SernbRuntime

extension OutputFolder {
  /// Deletes the write-ups of a notebook in a folder but those of some names, as far as they are as they were written.
  ///
  /// - Parameter folder: `Outputs/NAME.sweep`.
  /// - Returns: the paths that were deleted.
  @discardableResult package func removeWriteUps(
    of notebook: String, in folder: String, but names: Set<String>
  ) throws(Diagnostic) -> [String] {
    try locked(making: false) { _, base in
      guard let way = place.locate(folder)?.way, let points = try? base.folder(way) else {
        return []
      }
      let ending = ".results.json"
      var removed: [String] = []
      for file in points.names() where file.hasSuffix(ending) {
        let name = String(file.dropLast(ending.count))
        if names.contains(name) { continue }
        let writeUp = WriteUpFiles(of: "\(folder)/\(name)", in: place)
        if writeUp.notebook == notebook { removed += try remove(writeUp, base) }
      }
      base.removeEmpty(way)
      return removed
    } ?? []
  }
}
