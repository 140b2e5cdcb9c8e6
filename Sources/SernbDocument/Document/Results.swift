// The results file: every shown value with its type, by cell and index within the cell.

package import Basics

/// What a run showed, for programs: comparisons with tolerances, differences between runs, reports.
public struct Results: Sendable, Equatable {
  /// One shown value, table or figure of a cell.
  public struct Entry: Sendable, Equatable {
    /// The kind of an entry.
    public enum Kind: String, Sendable, Hashable {
      case value, table, figure, file, diagnostic, note
      case notRun = "not_run"
    }

    package var cell: String
    /// Counted from one within the cell, over all kinds.
    package var index: Int
    package var kind: Kind
    /// The members of its kind: a value's `name` and `value`, a table's `columns`, a figure's `data`…
    package var members: [JSON.Member]

    package init(cell: String, index: Int, kind: Kind, members: [JSON.Member]) {
      self.cell = cell
      self.index = index
      self.kind = kind
      self.members = members
    }

    package var json: JSON {
      .object(
        [
          .init("cell", .string(cell)), .init("index", .int(index)),
          .init("kind", .string(kind.rawValue)),
        ] + members)
    }
  }

  /// The version of the format: it changes when a member changes its meaning.
  package static let format = 2

  package var title: String
  package var facts: [Document.Fact]
  /// What the results were made from, and the files written with them.
  package var origin: [JSON.Member]
  package var entries: [Entry]

  package init(
    title: String = "", facts: [Document.Fact] = [], origin: [JSON.Member] = [],
    entries: [Entry] = []
  ) {
    self.title = title
    self.facts = facts
    self.origin = origin
    self.entries = entries
  }

  /// Collects the content of `document`; each `.anchor` starts the output of a cell.
  package init(_ document: Document) {
    self.init(title: document.title, facts: document.facts)
    var cell = ""
    var counts: [String: Int] = [:]
    collect(document.blocks, &cell, &counts)
  }

  package var json: JSON {
    .object(
      [
        .init("format", .int(Results.format)), .init("title", .string(title)),
        .init("facts", .object(facts.map { JSON.Member($0.name, .string($0.value)) })),
      ] + origin + [.init("results", .array(entries.map(\.json)))])
  }

  /// The text of the file, with its last newline.
  package var text: String { json.text(.pretty) + "\n" }

  private mutating func collect(
    _ blocks: [Block], _ cell: inout String, _ counts: inout [String: Int]
  ) {
    for block in blocks {
      if case .anchor(let label) = block { cell = label }
      for column in block.children { collect(column, &cell, &counts) }
      guard let (kind, members) = block.result else { continue }
      counts[cell, default: 0] += 1
      entries.append(Entry(cell: cell, index: counts[cell] ?? 1, kind: kind, members: members))
    }
  }
}

extension Block {
  /// The blocks inside this one.
  var children: [[Block]] {
    switch self {
    case .beside(let columns): columns
    case .details(_, let blocks): [blocks]
    case .prose, .code, .value, .table, .figure, .diagnostic, .callout, .file, .anchor, .comment,
      .notRun:
      []
    }
  }

  fileprivate var result: (Results.Entry.Kind, [JSON.Member])? {
    switch self {
    case .value(let value):
      return (.value, [.init("name", .string(value.name)), .init("value", value.json)])
    case .table(let table): return (.table, table.members)
    case .figure(let figure):
      return (
        .figure,
        [
          .init("title", .string(figure.title)), .init("alt", .string(figure.alt)),
          .init("caption", .string(figure.caption)), .init("data", figure.data),
        ]
      )
    case .file(let file):
      return (.file, [.init("path", .string(file.path)), .init("note", .string(file.note))])
    case .diagnostic(let diagnostic):
      return (
        .diagnostic,
        [
          .init("severity", .string(diagnostic.severity.rawValue)),
          .init("message", .string(diagnostic.message)),
        ]
      )
    case .notRun(let cell):
      return (
        .notRun, [.init("label", .string(cell.label)), .init("reason", .string(cell.reason))]
      )
    case .prose, .code, .callout, .beside, .details, .anchor, .comment: return nil
    }
  }
}

extension ShownTable {
  /// By columns, because a column has one type.
  fileprivate var members: [JSON.Member] {
    let columns = columns.map { column -> JSON in
      ["name": .string(column.name), "values": .array(column.cells.map(\.json))]
    }
    var members: [JSON.Member] = [.init("rows", .int(totalRows ?? rows))]
    if let totalColumns { members.append(.init("all_columns", .int(totalColumns))) }
    if !caption.isEmpty { members.append(.init("caption", .string(caption))) }
    return members + [.init("columns", .array(columns))]
  }
}
