// Case files: many small notebooks in one file, with the problems that each must have marked in place.

import Foundation
import SernbLanguage
import Testing

/// A notebook of a case file. Chunks are parted by lines `---8<---`; in a line, `# error: code: part of the message`
/// marks a problem there, and is taken away before the text is read. A line `<!-- with name=value -->` gives a parameter.
struct Chunk: Sendable, CustomTestStringConvertible {
  struct Mark: Hashable, Sendable {
    let line: Int
    let code: String
    let words: String
  }

  let file: String
  /// Where it begins in its file, from one.
  let line: Int
  let text: String
  let marks: [Mark]
  let overrides: [Override]

  var testDescription: String { "\(file):\(line)" }

  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Cases")

  static let all: [Chunk] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(".sernb") }.sorted().flatMap(chunks)
  }()

  private static func chunks(of file: String) -> [Chunk] {
    guard let content = try? String(contentsOf: folder.appending(path: file), encoding: .utf8)
    else {
      return []
    }
    var chunks: [Chunk] = []
    var lines: [Substring] = []
    var start = 1
    for (index, line) in content.split(separator: "\n", omittingEmptySubsequences: false)
      .enumerated()
    {
      if line == "---8<---" {
        chunks.append(Chunk(file, start, lines))
        (lines, start) = ([], index + 2)
      } else {
        lines.append(line)
      }
    }
    return chunks + [Chunk(file, start, lines)]
  }

  private init(_ file: String, _ line: Int, _ lines: [Substring]) {
    var kept: [String] = []
    var marks: [Mark] = []
    var overrides: [Override] = []
    for (index, line) in lines.enumerated() {
      let parts = String(line).components(separatedBy: "# error: ")
      for mark in parts.dropFirst() {
        let words = mark.components(separatedBy: ": ")
        marks.append(
          Mark(
            line: index + 1, code: words[0],
            words: words.dropFirst().joined(separator: ": ").trimmingCharacters(in: .whitespaces)))
      }
      if line.hasPrefix("<!-- with ") {
        let given = line.dropFirst(10).split(separator: " ")[0].split(separator: "=")
        overrides.append(Override(String(given[0]), String(given[1])))
      }
      var text = parts[0]
      if parts.count > 1 { while text.last == " " { text.removeLast() } }
      kept.append(text)
    }
    self.file = file
    self.line = line
    text = kept.joined(separator: "\n")
    self.marks = marks
    self.overrides = overrides
  }

  func check() -> CheckedNotebook { Words.check(text, name: file, overrides: overrides) }
}

extension CheckedNotebook {
  /// Its problems, then its former names.
  var all: [Problem] { problems + formerNames }
}

extension Problem {
  /// The names of its case and of those inside of it.
  var caseNames: [String] {
    let name = Mirror(reflecting: self).children.first?.label ?? "\(self)"
    switch self {
    case .inCell(_, let inner), .inCall(_, _, let inner): return [name] + inner.caseNames
    default: return [name]
    }
  }
}
