// What git should know of a project's write-ups, as `sernb new` writes it.

import FileAccess
import Foundation
import SernbRuntime

enum GitLines {
  /// What a failed run says is for the one who ran it.
  static let ignored = ["Outputs/**/*.failed.*", "/.sernb"]
  /// The same bytes on every system: line ends are never changed on the way.
  static let attributes = [
    "*.sernb text eol=lf", "*.sernb.md text eol=lf", "Outputs/** text=auto eol=lf",
    "Outputs/**/*.results.json linguist-generated",
  ]

  /// Adds the lines that `.gitignore` and `.gitattributes` of a project lack.
  ///
  /// - Returns: what was done, a sentence a file. Nothing is done in a folder that is no project of its own.
  static func add(in root: String) -> [String] {
    guard kindOfPath(root + "/.git") != .missing || kindOfPath(root + "/Notebooks") == .folder,
      let folder = try? Folder(root)
    else { return [] }
    let files: [(name: String, lines: [String])] = [
      (".gitignore", ignored), (".gitattributes", attributes),
    ]
    return files.compactMap { file -> String? in
      let (name, lines) = file
      guard let path = RelativePath(name) else { return nil }
      let old = String(decoding: folder.read(path) ?? [], as: UTF8.self)
      let known = Set(
        old.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) })
      let missing = lines.filter { !known.contains($0) }
      if missing.isEmpty { return nil }
      let start = old.isEmpty || old.hasSuffix("\n") ? old : old + "\n"
      let text = start + missing.joined(separator: "\n") + "\n"
      do throws(FileProblem) {
        try folder.replace(path, with: Array(text.utf8))
        return "Added to \(name): \(missing.joined(separator: ", "))"
      } catch {
        return
          "I cannot add to \(name) what it should hold (\(missing.joined(separator: ", "))): \(error.message)."
      }
    }
  }
}
