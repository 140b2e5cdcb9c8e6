// One file that a report is written to: which format its name asks for, and whether it can be written.

import Basics
import FileAccess
import SernbReport
import SernbRuntime

struct ReportFile: Sendable {
  enum Format: Sendable { case junit, json, markdown, codeQuality }

  /// As it was given, from the working folder on.
  let path: String
  let format: Format

  /// nil where the name does not say which format it is to have.
  init?(_ path: String) {
    self.path = path
    let name = path.lastPathName.lowercased()
    switch name {
    case _ where name.hasSuffix(".codequality.json"): format = .codeQuality
    case _ where name.hasSuffix(".json"): format = .json
    case _ where name.hasSuffix(".xml"): format = .junit
    case _ where name.hasSuffix(".md"): format = .markdown
    default: return nil
    }
  }

  /// Why it cannot be written, as far as that can be known before; the folders above it are made.
  func problem() -> String? {
    switch kindOfPath(path) {
    case .folder: return "I cannot write the report '\(path)': there is a folder of that name."
    case .special: return "I cannot write the report '\(path)': it is no file."
    case .file, .missing: break
    }
    do {
      try WholeText(path, makesFolders: true).probe()
      return nil
    } catch { return "I cannot write the report '\(path)': \(error.message)." }
  }

  /// Writes the report, all of it or nothing.
  ///
  /// - Parameter secrets: kept out of it.
  /// - Returns: why it could not be written.
  func write(_ report: RunReport, without secrets: Redaction) -> String? {
    let text =
      switch format {
      case .junit: report.junit
      case .json: report.jsonText
      case .markdown: report.markdownSummary
      case .codeQuality: report.gitlabQuality
      }
    do {
      let bytes = secrets.bytes(Array(text.utf8), ofFile: path)
      try WholeText(path, makesFolders: true)
        .write(Printable.text(String(decoding: bytes, as: UTF8.self)))
      return nil
    } catch { return "I cannot write the report `\(path)`: \(error.message)." }
  }
}
