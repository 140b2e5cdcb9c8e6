// Secrets are taken out of values before these are laid out: a drawing, a table or a title may cut or part a text, and
// what is left of a secret could not be found in it. In JSON they are taken out value by value, so that it stays JSON.

package import Basics
package import SernbDocument
internal import SernbLanguage

extension Redaction {
  package func document(_ document: Document) -> Document {
    guard !isEmpty else { return document }
    return Document(
      title: text(document.title), facts: document.facts.map(fact),
      blocks: document.blocks.map(block))
  }

  package func results(_ results: Results) -> Results {
    guard !isEmpty else { return results }
    return Results(
      title: text(results.title), facts: results.facts.map(fact), origin: members(results.origin),
      entries: results.entries.map { entry in
        Results.Entry(
          cell: text(entry.cell), index: entry.index, kind: entry.kind,
          members: members(entry.members))
      })
  }

  /// A value without secrets in its texts and names; a number that spells one becomes the text `•••`.
  package func json(_ json: JSON) -> JSON {
    guard !isEmpty else { return json }
    switch json {
    case .string(let value): return .string(text(value))
    case .array(let elements): return .array(elements.map(self.json))
    case .object(let all): return .object(members(all))
    case .int, .number:
      let written = json.text()
      return text(written) == written ? json : .string(Secret.shown)
    case .null, .bool: return json
    }
  }

  /// The bytes of a file by its name: JSON stays JSON.
  package func bytes(_ bytes: [UInt8], ofFile name: String) -> [UInt8] {
    let redacted = self.bytes(bytes)
    guard redacted != bytes, name.lowercased().hasSuffix(".json"),
      let parsed = try? JSON(parsing: String(decoding: bytes, as: UTF8.self))
    else { return redacted }
    return Array((json(parsed).text(.pretty) + "\n").utf8)
  }

  package func block(_ block: Block) -> Block {
    guard !isEmpty else { return block }
    switch block {
    case .prose(let words): return .prose(text(words))
    case .code(let code):
      return .code(
        Block.Code(
          text(code.text), language: code.language, label: text(code.label),
          isFolded: code.isFolded))
    case .value(let value):
      return .value(Block.Value(text(value.text), name: text(value.name), json: json(value.json)))
    case .table(let table): return .table(self.table(table))
    case .figure(let figure): return .figure(figure.mappingTexts(text))
    case .diagnostic(let shown):
      return .diagnostic(
        Block.RenderedDiagnostic(shown.severity, text(shown.message), drawing: text(shown.drawing)))
    case .callout(let callout): return .callout(Block.Callout(callout.kind, text(callout.body)))
    case .beside(let columns): return .beside(columns.map { $0.map(self.block) })
    case .file(let file): return .file(Block.SavedFile(text(file.path), note: text(file.note)))
    case .details(let summary, let blocks):
      return .details(summary: text(summary), blocks.map(self.block))
    case .anchor(let label): return .anchor(text(label))
    case .comment(let words): return .comment(text(words))
    case .notRun(let cell):
      return .notRun(Block.NotRun(text(cell.label), reason: text(cell.reason)))
    }
  }

  private func table(_ table: ShownTable) -> ShownTable {
    var table = table
    table.caption = text(table.caption)
    for index in table.columns.indices {
      table.columns[index].name = text(table.columns[index].name)
      table.columns[index].cells = table.columns[index].cells.map { cell in
        if case .text(let words) = cell { .text(text(words)) } else { cell }
      }
    }
    return table
  }

  private func fact(_ fact: Document.Fact) -> Document.Fact {
    Document.Fact(text(fact.name), text(fact.value))
  }

  private func members(_ members: [JSON.Member]) -> [JSON.Member] {
    members.map { JSON.Member(text($0.name), json($0.value)) }
  }
}
