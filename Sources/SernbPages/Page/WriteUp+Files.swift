// A write-up as the files that it is made of, and the command that makes it again.

internal import Basics
internal import FileAccess
internal import Foundation
package import SernbDocument
package import SernbLanguage
package import SernbRuntime
internal import Storage

extension WriteUp {
  /// The page, its figures, what cells saved, and the results for programs.
  ///
  /// - Parameters:
  ///   - stem: `Outputs/NAME`, as `Project.outputStem` gives it.
  ///   - secrets: what must not stand in any of them.
  package func files(
    at stem: String, without secrets: Redaction = .none
  ) -> [RenderedDocument.File] {
    let name = stem.lastPathName
    let rendered = Markdown.render(secrets.document(document), name: name)
    let folder = Project.folder(of: stem)
    var all = [RenderedDocument.File(path: "\(stem).md", bytes: Array(rendered.text.utf8))]
    all += rendered.files.map { .init(path: "\(folder)/\($0.path)", bytes: $0.bytes) }
    all += files.map { .init(path: "\(stem).files/\($0.name)", bytes: $0.bytes) }
    all = all.map { .init(path: $0.path, bytes: secrets.bytes($0.bytes, ofFile: $0.path)) }
    all.append(
      .init(
        path: Self.resultsPath(stem), bytes: Array(sealedResults(with: all, folder, secrets).utf8)))
    return all
  }

  /// Why so much cannot be written: all that is shown together may be too much, where no value by itself is.
  package static func tooMuch(_ files: [RenderedDocument.File], room: Int) -> Diagnostic? {
    let all = files.reduce(0) { $0 + $1.bytes.count }
    guard all > room else { return nil }
    let largest = files.max { ($0.bytes.count, $1.path) < ($1.bytes.count, $0.path) }
    return Diagnostic(
      "too-much-output",
      "The write-up would take \(ByteSize(all).description); the limit is \(ByteSize(room).description)",
      hint: "Show less, or raise `--disk`.",
      notes: (largest.map {
        ["The largest file would be `\($0.path)` with \(ByteSize($0.bytes.count).description)"]
      } ?? []) + ["The last write-up is unchanged"])
  }

  package static func resultsPath(_ stem: String) -> String { "\(stem).results.json" }

  /// Where a run that failed says what it has to say; the last good write-up stays where it is.
  package static func failedStem(_ stem: String) -> String { "\(stem).failed" }

  /// The results with the digests of all other files of the write-up, and a seal over them.
  private func sealedResults(
    with files: [RenderedDocument.File], _ folder: String, _ secrets: Redaction
  ) -> String {
    let digests = files.map { (path: $0.path, digest: Digest(of: $0.bytes)) }
    return ResultsChecksum.sealed(
      results, origin?.members ?? [], digests, in: folder, without: secrets)
  }
}

/// The command line that renders a notebook again.
package enum RunLine {
  /// - Parameters:
  ///   - notebook: its path from the project's folder on.
  ///   - secrets: the names of parameters that are given and not shown.
  package static func text(
    _ notebook: String, _ overrides: [Override], secrets: [String] = []
  ) -> String {
    let given = overrides.map { one in
      if secrets.contains(one.parameter) { return " -p \(one.name)=\(Secret.shown)" }
      return " -p \(one.name)=\(quoted(one.value))"
    }
    return "sernb run \(quoted(notebook))" + given.joined()
  }

  /// As a shell takes it for one word.
  package static func quoted(_ word: String) -> String {
    let isPlain = word.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || "0123456789_-./,:%+=@•".unicodeScalars.contains($0)
    }
    return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }
}
