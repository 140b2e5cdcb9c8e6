// The notebooks in a folder: regular files by their names, below folders that are not hidden.
//
// A link is not a notebook: what it leads to may lie anywhere. Nor is anything hidden, such as what sernb keeps in `.sernb`.

internal import FileAccess
internal import SernbLanguage
internal import SystemPackage

package enum NotebookFiles {
  /// The paths of notebooks from a folder on, in the order of their bytes.
  ///
  /// - Parameter folder: the folder, through links of its own path.
  package static func below(_ folder: String) -> [String] {
    guard let home = try? Folder(folder) else { return [] }
    return notebooks(in: home, everywhere: true)
  }

  static func notebooks(in home: Folder, everywhere: Bool) -> [String] {
    var found: [String] = []
    var waiting: [RelativePath?] = [nil]
    while let place = waiting.popLast() {
      guard let folder = try? place.map({ try home.folder($0) }) ?? home else { continue }
      for entry in folder.entries() where entry.string.utf8.first != UInt8(ascii: ".") {
        let path = place?.appending(RelativePath(entry)) ?? RelativePath(entry)
        switch folder.facts(RelativePath(entry))?.kind {
        case .folder where everywhere: waiting.append(path)
        case .file where Notebook.isNotebookName(entry.string): found.append(path.text)
        default: break
        }
      }
    }
    return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}

extension Project {
  /// The notebooks of the project, from its folder on: those in `Notebooks`, and those that lie in its folder itself.
  package var notebooks: [String] {
    let beside = (try? Folder(root)).map { NotebookFiles.notebooks(in: $0, everywhere: false) }
    return (beside ?? []) + NotebookFiles.below(root + "/Notebooks").map { "Notebooks/" + $0 }
  }
}
