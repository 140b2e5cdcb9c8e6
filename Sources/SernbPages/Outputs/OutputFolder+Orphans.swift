// Write-ups whose notebook is gone.

internal import FileAccess
package import SernbLanguage
package import SernbRuntime
internal import SystemPackage

extension OutputFolder {
  /// A write-up that nothing makes any more.
  package struct Orphan: Sendable {
    /// `Outputs/NAME`.
    package let stem: String
    /// The notebook that made it, from the project's folder on.
    package let notebook: String
    /// Its files, as far as they are as they were written.
    package let files: [String]
    /// Its files that someone changed since.
    package let edited: [String]

    /// Whether its notebook lay in a folder.
    package func isFrom(_ folder: String, in project: Project) -> Bool {
      FilePath(project.root).pushing(FilePath(notebook)).isWithin(FilePath(folder))
    }
  }

  /// Write-ups whose notebook is not there, in the order of paths.
  ///
  /// - Parameter root: the project's folder.
  package func orphans(root: String) -> [Orphan] {
    let ending = ".results.json"
    return results.filter { $0.hasSuffix(ending) }.compactMap { path in
      let writeUp = WriteUpFiles(of: String(path.dropLast(ending.count)), in: place)
      guard let notebook = writeUp.notebook, let way = RelativePath(notebook),
        let folder = try? Folder(root), folder.facts(way) == nil
      else { return nil }
      let there = writeUp.files.filter { kindOfPath(place.whole($0.path)) == .file }
      let own = there.filter { writeUp.isUntouched($0, in: place) }.map(\.path)
      return Orphan(
        stem: writeUp.stem, notebook: notebook, files: own.sorted(),
        edited: there.map(\.path).filter { !own.contains($0) }.sorted())
    }
  }

  /// Deletes the files of a write-up that are as they were written.
  ///
  /// - Returns: the paths that were deleted.
  package func remove(_ orphan: Orphan) throws(Diagnostic) -> [String] {
    let removed = try remove(orphan.stem)
    // The folder of a sweep, and the folders between `Outputs` and the page, where nothing is left in them.
    _ = try locked(making: false) { _, base in
      var way = place.locate(orphan.stem)?.way.parent
      while let path = way, path.text != place.name, base.removeEmpty(path) { way = path.parent }
    }
    return removed
  }

  /// The results files of all write-ups.
  private var results: [String] {
    guard let home = try? open(making: false)?.outputs else { return [] }
    var found: [String] = []
    var waiting: [RelativePath?] = [nil]
    while let at = waiting.popLast() {
      guard let folder = try? at.map({ try home.folder($0) }) ?? home else { continue }
      for entry in folder.entries() where entry.string.utf8.first != UInt8(ascii: ".") {
        let path = at?.appending(RelativePath(entry)) ?? RelativePath(entry)
        switch folder.facts(RelativePath(entry))?.kind {
        // Files of write-ups are none themselves.
        case .folder where !entry.string.hasSuffix(".files"): waiting.append(path)
        case .file: found.append("\(place.name)/\(path.text)")
        default: break
        }
      }
    }
    return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
