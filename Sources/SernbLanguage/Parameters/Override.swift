// A value that is given for a parameter, in place of the notebook's own.

package struct Override: Sendable, Hashable {
  /// What the name of a path begins with that was given from elsewhere, on pages and in messages.
  package static let startOfPathName = "…/"

  /// As it was given: `rate`, or `2_build_audio_vectors.rate` for the parameter of one notebook.
  package let name: String
  /// As it was written: `0.5`, `25 ms`, or several values of a grid.
  package let value: String

  package init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }

  /// The name of the parameter alone: what follows the last dot.
  package var parameter: String {
    name.lastIndex(of: ".").map { String(name[name.index(after: $0)...]) } ?? name
  }

  /// The notebook that it is for, as it was given: a name or a path, with or without its extension; nil for all.
  package var notebook: String? { name.lastIndex(of: ".").map { String(name[..<$0]) } }

  /// Whether it is for a notebook, named by its path from the project's folder on.
  package func isFor(_ notebook: String) -> Bool {
    guard let address = self.notebook else { return true }
    let (path, wanted) = (Notebook.withoutExtension(notebook), Notebook.withoutExtension(address))
    return path == wanted || path.hasSuffix("/" + wanted)
  }

  /// Whether it is for a parameter of a notebook.
  package func isFor(_ parameter: String, of notebook: String) -> Bool {
    self.parameter == parameter && isFor(notebook)
  }
}

extension [Override] {
  /// What is given for a parameter of a notebook: of several the last one counts, and those for this notebook
  /// before those for all.
  package func value(of parameter: String, in notebook: String) -> Override? {
    let given = filter { $0.isFor(parameter, of: notebook) }
    return given.last { $0.notebook != nil } ?? given.last
  }
}

extension CheckedNotebook {
  /// Whether a value is for a parameter that this notebook declares.
  package func declares(_ given: Override) -> Bool {
    given.isFor(source.name) && frontMatter.parameters.contains { $0.name.text == given.parameter }
  }
}
