// A write-up as the files that it is made of, and the command that makes it again.

public import SernbDocument
internal import SernbLanguage

extension WriteUp {
  /// The page, its figures, what cells saved, and the results for programs.
  ///
  /// - Parameter stem: `Outputs/NAME`, as `Project.outputStem` gives it.
  public func files(at stem: String) -> [RenderedDocument.File] {
    let name = stem.split(separator: "/").last.map(String.init) ?? stem
    let rendered = Markdown.render(document, name: name)
    let folder = Project.folder(of: stem)
    var all = [RenderedDocument.File(path: "\(stem).md", bytes: Array(rendered.text.utf8))]
    all += rendered.files.map { .init(path: "\(folder)/\($0.path)", bytes: $0.bytes) }
    all += files.map { .init(path: "\(stem).files/\($0.name)", bytes: $0.bytes) }
    all.append(.init(path: "\(stem).results.json", bytes: Array(results.text.utf8)))
    return all
  }
}

/// The command line that renders a notebook again.
public enum RunLine {
  /// - Parameters:
  ///   - notebook: its path from the project's folder on.
  ///   - secrets: the names of parameters that are given and not shown.
  public static func text(
    _ notebook: String, _ overrides: [(name: String, value: String)], secrets: [String] = []
  ) -> String {
    let given = overrides.map { name, value in
      if secrets.contains(name) { return " -p \(name)=\(Secret.shown)" }
      return " -p \(name)=\(quoted(value))"
    }
    return "sernb run \(quoted(notebook))" + given.joined()
  }

  /// As a shell takes it for one word.
  private static func quoted(_ word: String) -> String {
    let isPlain = word.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || "0123456789_-./,:%+=@•".unicodeScalars.contains($0)
    }
    return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }
}
