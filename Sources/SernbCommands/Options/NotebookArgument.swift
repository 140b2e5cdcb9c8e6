// A notebook of the command line, and how paths become notebooks.

import ArgumentParser
import SernbLanguage
import SernbReport
import SernbRuntime

struct NotebookArgument: Sendable {
  let path: String
  /// Whether it was named itself, and not found in a folder.
  let isNamed: Bool

  /// The notebooks that paths name, those of folders in the order of their names.
  static func all(at paths: [String]) throws -> [NotebookArgument] {
    var found: [NotebookArgument] = []
    for path in paths.map(Invocation.current.path) {
      switch kindOfPath(path) {
      case .missing: throw ValidationError("I cannot find '\(path)'.")
      case .special: throw ValidationError("'\(path)' is neither a file nor a folder.")
      case .file:
        guard Notebook.isNotebookName(path) else {
          throw ValidationError(
            "'\(path)' is not a notebook: its name ends in neither .sernb nor .sernb.md.")
        }
        found.append(NotebookArgument(path: path, isNamed: true))
      case .folder:
        let notebooks = NotebookFiles.below(path)
        if notebooks.isEmpty { throw ValidationError("There are no notebooks in '\(path)'.") }
        let base = path.hasSuffix("/") ? String(path.dropLast()) : path
        found += notebooks.map { NotebookArgument(path: "\(base)/\($0)", isNamed: false) }
      }
    }
    return found
  }
}

extension Project {
  func name(of notebook: NotebookArgument) -> NotebookName {
    NotebookName(shortName(notebook.path))
  }
}
