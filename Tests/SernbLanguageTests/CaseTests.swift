// Every diagnostic: it is found where the case files say and nowhere else, and reads as the golden page shows.

import Foundation
import SernbLanguage
import Testing

@Suite("Cases")
struct CaseTests {
  @Test("problems are found where they are marked, and nowhere else", arguments: Chunk.all)
  func marked(chunk: Chunk) {
    let checked = chunk.check()
    var open = chunk.marks
    for problem in checked.all {
      let diagnostic = problem.diagnostic
      let start = diagnostic.labels.first?.span.start ?? 0
      let line = checked.source.position(of: start).line
      let index = open.firstIndex {
        $0.line == line && $0.code == diagnostic.code.rawValue
          && diagnostic.message.contains($0.words)
      }
      if let index {
        open.remove(at: index)
      } else {
        Issue.record(
          "\(chunk.file):\(chunk.line + line - 1): not marked: \(diagnostic.code): \(diagnostic.message)"
        )
      }
    }
    for mark in open {
      Issue.record(
        "\(chunk.file):\(chunk.line + mark.line - 1): not found: \(mark.code): \(mark.words)")
    }
  }

  @Test("every case of Problem occurs in a case file")
  func complete() throws {
    let source = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/SernbLanguage/Problems/Problem.swift")
    let text = try String(contentsOf: source, encoding: .utf8)
    let names = text.split(separator: "\n").compactMap { line -> String? in
      guard line.hasPrefix("  case ") else { return nil }
      return String(line.dropFirst(7).prefix { $0.isLetter || $0.isNumber })
    }
    #expect(names.count > 60)
    let found = Set(
      Chunk.all.flatMap { $0.check().all + expected($0.check()) }.flatMap(\.caseNames))
    for name in names where !found.contains(name) {
      Issue.record("no chunk has a problem `\(name)`")
    }
  }

  private func expected(_ checked: CheckedNotebook) -> [Problem] {
    checked.cells.compactMap(\.expected)
  }

  @Test("each drawing is short, and its first line says what is wrong", arguments: Chunk.all)
  func drawn(chunk: Chunk) {
    let checked = chunk.check()
    for problem in checked.all {
      let diagnostic = problem.diagnostic
      let lines = DiagnosticText.draw(diagnostic, in: checked.source).split(
        separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.count <= 12)
      #expect(
        lines[0] == "\(diagnostic.severity.rawValue)[\(diagnostic.code)]: \(diagnostic.message)")
      let start = checked.source.position(of: diagnostic.labels[0].span.start)
      #expect(lines[1].contains("--> \(chunk.file):\(start.line):\(start.column)"))
      // The grammar of messages: a sentence without a full stop, hints with one, no sign left hanging.
      let all = [diagnostic.message] + diagnostic.labels.map(\.text) + diagnostic.notes
      for text in all {
        #expect(
          !text.hasSuffix(".") && !text.hasSuffix(":") && !text.hasSuffix(" ")
            && !text.contains("  "))
        #expect(!text.contains("``") || text.contains("```"), "\(text)")
      }
      #expect(diagnostic.message.first?.isLowercase != true, "\(diagnostic.message)")
      if let hint = diagnostic.hint {
        #expect(hint.hasSuffix(".") || hint.hasSuffix("?"), "\(hint)")
      }
      #expect(!all.contains { $0.contains("!") && !$0.contains("`") })
      // Code and place are on the page; so is every label.
      for label in diagnostic.labels.prefix(2) where !label.text.isEmpty {
        #expect(lines.contains { $0.contains("^ \(label.text)") }, "\(label.text)")
      }
    }
  }

  @Test("the case files format as the laws say", arguments: Chunk.all)
  func formatted(chunk: Chunk) {
    Laws.expectFormatted(Notebook(parsing: SourceText(chunk.text, name: "")))
  }

  @Test("the golden page shows every diagnostic")
  func golden() throws {
    var page = ""
    for chunk in Chunk.all {
      let checked = chunk.check()
      page += String(repeating: "=", count: 100) + "\n\(chunk.file):\(chunk.line)\n\n"
      page += chunk.text.split(separator: "\n", omittingEmptySubsequences: false).map {
        "    \($0)"
      }
      .joined(separator: "\n")
      page += "\n\n"
      for problem in checked.all {
        page += DiagnosticText.draw(problem.diagnostic, in: checked.source) + "\n\n"
      }
    }
    let trimmed = page.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      String(line.reversed().drop { $0 == " " }.reversed())
    }.joined(separator: "\n")
    try Golden.expect(trimmed, in: Chunk.folder.appending(path: "diagnostics.golden.txt"))
  }
}
