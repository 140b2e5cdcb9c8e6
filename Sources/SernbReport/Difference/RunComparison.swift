// Compares two runs: their inputs, changed cells and metrics.
//
// A headline sentence says what matters; tables with the details render in a terminal and as Markdown.

package import Basics
package import SernbDocument

/// How a new run differs from an old one.
package struct RunComparison: Sendable, Equatable {
  /// ``Accuracy of `rf` fell from 0.581 to 0.574, within its interval; no input changed; `trees` 1200 → 300.``
  package let headline: String
  /// Only differences, and the recall of every class of each evaluation that both runs have.
  package let tables: [ShownTable]
  /// Whether anything differs, also only the version of the engine.
  package let isDifferent: Bool

  package init(_ old: RunSide, _ new: RunSide) {
    let facts = ChangedFacts(old, new)
    let inputs = ChangedInputs(old, new)
    let cells = ChangedCells(old, new)
    let metrics = ChangedMetrics(old, new)
    let sentences = [metrics.summary ?? cells.values, inputs.summary, facts.summary, cells.summary]
      .compactMap { $0 }
    let sentence = sentences.joined(separator: "; ")
    headline = sentence.prefix(1).uppercased() + sentence.dropFirst() + "."
    let changed = [facts.table, inputs.table, cells.table, metrics.table].compactMap { $0 }
    isDifferent = !changed.isEmpty
    tables = changed + metrics.recalls
  }

  /// The Markdown for a file or a comment, with a final newline.
  package var markdown: String {
    MarkdownText.message(headline) + "\n\n"
      + Markdown.render(Document(blocks: tables.map(Block.table)), name: "").text
  }

  /// `{"differs": true, "headline": "…", "tables": [{"caption": "…", "columns": [{"name": "…", "values": […]}]}]}`.
  package var json: JSON {
    [
      "differs": .bool(isDifferent), "headline": .string(headline),
      "tables": .array(
        tables.map { table in
          [
            "caption": .string(table.caption),
            "columns": .array(
              table.columns.map { column in
                ["name": .string(column.name), "values": .array(column.cells.map(\.json))]
              }),
          ]
        }),
    ]
  }

  /// The text for a terminal, without a final newline.
  package func text(in terminal: Terminal) -> String {
    let sentence = terminal.wrapped(terminal.plain(headline))
    return ([sentence] + tables.map { terminal.table($0) }).joined(separator: "\n\n")
  }
}

/// Parameters, seed and engine that differ.
private struct ChangedFacts {
  var rows: [(name: String, old: String?, new: String?)] = []
  let sides: [String]

  init(_ old: RunSide, _ new: RunSide) {
    sides = [old.name, new.name]
    func add(_ name: String, _ was: String?, _ now: String?) {
      if was != now { rows.append((name, was, now)) }
    }
    if old.engine != nil, new.engine != nil { add("engine", old.engine, new.engine) }
    if old.results.title != new.results.title {
      add("title", old.results.title, new.results.title)
    }
    let known = Set(old.facts.map(\.name))
    for name in old.facts.map(\.name) + new.facts.map(\.name).filter({ !known.contains($0) }) {
      add(
        name, old.facts.first { $0.name == name }?.value,
        new.facts.first { $0.name == name }?.value)
    }
  }

  var summary: String? {
    if rows.isEmpty { return nil }
    var parts = rows.prefix(3).map { row in
      let values = [row.old, row.new].map { $0.map { clipped(oneLine($0), to: 40) } ?? "none" }
      return "\(quoted(row.name)) \(values[0]) → \(values[1])"
    }
    if rows.count > 3 { parts.append(counted(rows.count - 3, "other fact")) }
    return listed(parts)
  }

  var table: ShownTable? {
    if rows.isEmpty { return nil }
    return ShownTable(
      [
        .init("fact", texts: rows.map(\.name)),
        .init(sides[0], rows.map { $0.old.map(ShownCell.text) ?? .missing }),
        .init(sides[1], rows.map { $0.new.map(ShownCell.text) ?? .missing }),
      ], caption: "Changed facts")
  }
}

/// Inputs that were added, removed or changed; empty if one side does not know its inputs.
private struct ChangedInputs {
  var rows: [(path: String, change: String, old: Int?, new: Int?)] = []
  let isKnown: Bool
  let sides: [String]

  init(_ old: RunSide, _ new: RunSide) {
    sides = [old.name, new.name]
    isKnown = old.inputs != nil && new.inputs != nil
    guard let was = old.inputs, let now = new.inputs else { return }
    struct Key: Hashable { let path: String, aspect: String }
    func keyed(_ inputs: [RunInput]) -> [Key: RunInput] {
      Dictionary(inputs.map { (Key(path: $0.path, aspect: $0.aspect), $0) }) { first, _ in first }
    }
    let (before, after) = (keyed(was), keyed(now))
    let keys = Set(before.keys).union(after.keys)
      .sorted { ($0.path, $0.aspect) < ($1.path, $1.aspect) }
    for key in keys {
      let (one, other) = (before[key], after[key])
      if one?.digest == other?.digest, one?.count == other?.count { continue }
      let change = one == nil ? "added" : other == nil ? "removed" : "changed"
      let path = key.aspect.isEmpty ? key.path : "\(key.path) (\(key.aspect))"
      rows.append((path, change, one?.count, other?.count))
    }
  }

  var summary: String? {
    guard isKnown else { return nil }
    if rows.isEmpty { return "no input changed" }
    if rows.count > 2 { return "\(counted(rows.count, "input")) differ" }
    return listed(rows.map { "\(quoted($0.path)) was \($0.change)" })
  }

  var table: ShownTable? {
    if rows.isEmpty { return nil }
    return ShownTable(
      [
        .init("input", texts: rows.map(\.path)), .init("change", texts: rows.map(\.change)),
        .init("files, \(sides[0])", rows.map { $0.old.map(ShownCell.count) ?? .missing }),
        .init("files, \(sides[1])", rows.map { $0.new.map(ShownCell.count) ?? .missing }),
      ], caption: "Changed inputs")
  }
}

/// Cells whose code or values differ, in the order of the old run, then the new cells.
private struct ChangedCells {
  var rows: [(label: String, code: String, values: Int)] = []
  /// Whether both sides know their code.
  let isKnown: Bool

  init(_ old: RunSide, _ new: RunSide) {
    let differences = ResultsComparison(
      old: Results(entries: old.results.entries), new: Results(entries: new.results.entries)
    ).differences
    var counts: [String: Int] = [:]
    for one in differences { counts[one.cell, default: 0] += 1 }
    func codes(_ side: RunSide) -> [String: String] {
      Dictionary((side.cells ?? []).map { ($0.label, $0.code) }) { first, _ in first }
    }
    let (was, now) = (codes(old), codes(new))
    isKnown = old.cells != nil && new.cells != nil
    var seen: Set<String> = []
    let labels =
      (old.cells ?? []).map(\.label) + (new.cells ?? []).map(\.label) + differences.map(\.cell)
    for label in labels where seen.insert(label).inserted {
      var code = ""
      if isKnown, was[label] != now[label] {
        code = was[label] == nil ? "new" : now[label] == nil ? "gone" : "changed"
      }
      let values = counts[label] ?? 0
      if !code.isEmpty || values > 0 { rows.append((label, code, values)) }
    }
  }

  /// The summary for runs without metrics.
  var values: String {
    let count = rows.reduce(0) { $0 + $1.values }
    return count == 0 ? "no value changed" : "\(counted(count, "value")) changed"
  }

  var summary: String? {
    let edited = rows.filter { !$0.code.isEmpty }.map { quoted($0.label) }
    if edited.isEmpty { return nil }
    if edited.count > 3 { return "the code of \(counted(edited.count, "cell")) differs" }
    return "the code of \(listed(edited)) differs"
  }

  var table: ShownTable? {
    if rows.isEmpty { return nil }
    var columns: [ShownTable.Column] = [
      .init("cell", texts: rows.map { $0.label.isEmpty ? "(prose)" : $0.label })
    ]
    if isKnown {
      columns.append(.init("code", texts: rows.map { $0.code.isEmpty ? "same" : $0.code }))
    }
    columns.append(.init("values that differ", counts: rows.map(\.values)))
    return ShownTable(columns, caption: "Changed cells")
  }
}
