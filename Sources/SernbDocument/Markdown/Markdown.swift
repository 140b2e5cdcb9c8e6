// The write-up as GitHub Flavored Markdown, with its figures as SVG files beside it.
//
// Blocks are separated by one blank line. Prose keeps its bytes; everything else is escaped, so that data cannot act as
// Markdown. The only HTML is `details`, `br`, `a id`, and a `table` for blocks side by side: GitHub keeps these and
// parses Markdown inside them if blank lines surround it.

internal import Basics

/// A rendered write-up: its text and the files that the text refers to.
public struct RenderedDocument: Sendable, Equatable {
  /// A file, by its path relative to the folder of the write-up.
  public struct File: Sendable, Equatable {
    package var path: String
    package var bytes: [UInt8]

    package init(path: String, bytes: [UInt8]) {
      self.path = path
      self.bytes = bytes
    }
  }

  /// The Markdown, ending in one newline.
  package var text: String
  /// In the order of their links in the text.
  package var files: [File]

  package init(text: String, files: [File]) {
    self.text = text
    self.files = files
  }
}

/// The renderer.
package enum Markdown {
  /// Renders `document`; figures go to `NAME.files/LABEL-1.svg`, counted within each cell.
  ///
  /// - Parameter name: the file name of the write-up without `.md`.
  package static func render(_ document: Document, name: String) -> RenderedDocument {
    var renderer = MarkdownRenderer(folder: name + ".files")
    var parts: [String] = []
    if !document.title.isEmpty { parts.append("# " + MarkdownText.inline(document.title)) }
    if !document.facts.isEmpty {
      let facts = document.facts.map {
        "**\(MarkdownText.inline($0.name))** \(MarkdownText.inline($0.value))"
      }
      parts.append(facts.joined(separator: " · "))
    }
    parts.append(renderer.render(document.blocks))
    let text = parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
    return RenderedDocument(text: text + "\n", files: renderer.files)
  }

  /// A table alone, without a newline at the end.
  package static func table(_ table: ShownTable) -> String {
    guard !table.columns.isEmpty else { return "*no columns*" }
    var lines = [row(table.columns.map { MarkdownText.cell($0.name) })]
    lines.append(
      row(
        table.columns.map { column in
          switch column.alignment {
          case .left: ":--"
          case .right: "--:"
          case .center: ":-:"
          }
        }))
    for index in 0..<table.rows {
      lines.append(row(table.columns.map { MarkdownText.cell($0.text(index)) }))
    }
    var text = lines.joined(separator: "\n")
    let extent = table.rows == 0 ? "no rows" : table.extent
    let remarks = [table.caption, extent ?? ""].filter { !$0.isEmpty }
    if !remarks.isEmpty {
      text += "\n\n" + MarkdownText.emphasized(remarks.joined(separator: " · "))
    }
    return text
  }

  private static func row(_ cells: [String]) -> String {
    "|" + cells.map { $0.isEmpty ? " |" : " \($0) |" }.joined()
  }
}

private struct MarkdownRenderer {
  let folder: String
  var files: [RenderedDocument.File] = []
  var cell = "figure"
  var counts: [String: Int] = [:]

  init(folder: String) { self.folder = folder }

  mutating func render(_ blocks: [Block]) -> String {
    var parts: [String] = []
    for block in blocks {
      let text = render(block)
      if !text.isEmpty { parts.append(text) }
    }
    return parts.joined(separator: "\n\n")
  }

  private mutating func render(_ block: Block) -> String {
    switch block {
    case .prose(let text): return trimmed(text)
    case .code(let code): return render(code)
    case .value(let value): return MarkdownText.fence(value.text, heading: "text")
    case .table(let table): return Markdown.table(table)
    case .figure(let figure): return render(figure)
    case .diagnostic(let diagnostic): return render(diagnostic)
    case .callout(let callout):
      return MarkdownText.quoted(
        "[!\(callout.kind.rawValue.uppercased())]\n" + trimmed(MarkdownText.message(callout.body)))
    case .beside(let columns):
      var lines = ["<table>", "<tr valign=\"top\">"]
      for column in columns { lines.append("<td>\n\n" + render(column) + "\n\n</td>") }
      return (lines + ["</tr>", "</table>"]).joined(separator: "\n")
    case .file(let file):
      let link = "[\(MarkdownText.inline(file.path))](\(MarkdownText.destination(file.path)))"
      return "Saved " + link + (file.note.isEmpty ? "" : ": " + MarkdownText.inline(file.note))
    case .details(let summary, let blocks): return details(summary, render(blocks))
    case .anchor(let label):
      cell = MarkdownText.slug(label)
      return "<a id=\"\(cell)\"></a>"
    case .comment(let text): return "<!-- " + safeComment(text) + " -->"
    case .notRun(let cell):
      let reason = MarkdownText.message(cell.reason)
      return MarkdownText.quoted("[!NOTE]\n\(MarkdownText.code(cell.label)) did not run. \(reason)")
    }
  }

  private func render(_ code: Block.Code) -> String {
    let heading = [code.language, code.language.isEmpty ? "" : code.label].filter { !$0.isEmpty }
    let fence = MarkdownText.fence(code.text, heading: heading.joined(separator: " "), isOwn: true)
    guard code.isFolded else { return fence }
    return details(code.label.isEmpty ? "Code" : "Code of \(code.label)", fence)
  }

  private mutating func render(_ figure: Figure) -> String {
    let count = counts[cell, default: 0] + 1
    counts[cell] = count
    let path = "\(folder)/\(cell)-\(count).svg"
    files.append(RenderedDocument.File(path: path, bytes: Array(SVG.text(figure).utf8)))
    let alt = MarkdownText.inline(figure.alt.isEmpty ? figure.title : figure.alt)
    var text = "![\(alt)](\(MarkdownText.destination(path)))"
    let remarks = [figure.caption, figure.thinning ?? ""].filter { !$0.isEmpty }
    if !remarks.isEmpty {
      text += "\n\n" + MarkdownText.emphasized(remarks.joined(separator: " "))
    }
    if let table = figure.dataTable {
      text += "\n\n" + details("Numbers of this figure", Markdown.table(table))
    }
    return text
  }

  private func render(_ diagnostic: Block.RenderedDiagnostic) -> String {
    let kind =
      switch diagnostic.severity {
      case .error: "CAUTION"
      case .warning: "WARNING"
      case .note: "NOTE"
      }
    var text = "[!\(kind)]\n" + MarkdownText.message(diagnostic.message)
    if !diagnostic.drawing.isEmpty {
      text += "\n\n" + MarkdownText.fence(diagnostic.drawing, heading: "text")
    }
    return MarkdownText.quoted(text)
  }

  private func details(_ summary: String, _ body: String) -> String {
    "<details>\n<summary>\(MarkdownText.html(summary))</summary>\n\n\(body)\n\n</details>"
  }

  private func safeComment(_ text: String) -> String {
    var safe = Printable.line(text, in: .page)
    while let range = safe.firstRange(of: "--") { safe.replaceSubrange(range, with: "- -") }
    return safe
  }

  /// Without the blank lines at both ends; the first line keeps its indentation, the last its trailing spaces.
  private func trimmed(_ text: String) -> String {
    let bytes = Array(text.utf8)
    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
    var start = 0
    var offset = 0
    while offset < bytes.count, isBlank(bytes[offset]) || bytes[offset] == 0x0A {
      if bytes[offset] == 0x0A { start = offset + 1 }
      offset += 1
    }
    if offset == bytes.count { return "" }
    var end = bytes.count
    offset = bytes.count - 1
    while offset > start, isBlank(bytes[offset]) || bytes[offset] == 0x0A {
      if bytes[offset] == 0x0A { end = offset }
      offset -= 1
    }
    if end > start, end < bytes.count, bytes[end - 1] == 0x0D { end -= 1 }
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }
}
