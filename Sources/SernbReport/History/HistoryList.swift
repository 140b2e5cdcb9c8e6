// The list of a project's runs: for a terminal, as Markdown, and as JSON.

package import Basics
package import SernbDocument

/// Runs, in the order in which they are shown.
package struct HistoryList: Sendable, Equatable {
  /// One run, or one notebook of it.
  package struct Row: Sendable, Equatable {
    package var id: String
    /// Formatted by the caller, because the list does not know the current time.
    package var when: String
    package var command: String
    /// The paths of its notebooks.
    package var notebooks: [String]
    package var state: String
    package var seconds: Double
    /// A few numbers, such as the accuracy.
    package var metrics: [JSON.Member]

    package init(
      id: String, when: String, command: String, notebooks: [String], state: String,
      seconds: Double, metrics: [JSON.Member] = []
    ) {
      self.id = id
      self.when = when
      self.command = command
      self.notebooks = notebooks
      self.state = state
      self.seconds = seconds
      self.metrics = metrics
    }
  }

  package var rows: [Row]

  package init(_ rows: [Row]) { self.rows = rows }

  /// One column per fact, and one per metric of any run.
  package var table: ShownTable {
    var columns: [ShownTable.Column] = [
      .init("run", texts: rows.map(\.id)), .init("when", texts: rows.map(\.when)),
      .init("state", texts: rows.map(\.state)),
      .init(
        "seconds", rows.map { $0.seconds.isFinite ? ShownCell.number($0.seconds) : .missing },
        format: .fixed(2), alignment: .right),
    ]
    var names: [String] = []
    for row in rows {
      for metric in row.metrics where !names.contains(metric.name) { names.append(metric.name) }
    }
    for name in names {
      let cells = rows.map { row -> ShownCell in
        switch row.metrics.first(where: { $0.name == name })?.value {
        case .int(let count)?: return .count(count)
        case .number(let number)?: return .number(number)
        case .string(let text)?:
          return JSON.string(text).numberValue.map(ShownCell.number) ?? .text(text)
        case .bool(let flag)?: return .flag(flag)
        case .array?, .object?, .null?, nil: return .missing
        }
      }
      columns.append(.init(name, cells, format: .significant(3)))
    }
    // Long texts are last, because a narrow terminal drops the last columns.
    columns += [
      .init("notebooks", texts: rows.map { notebooks($0.notebooks) }),
      .init("command", texts: rows.map(\.command)),
    ]
    return ShownTable(columns)
  }

  /// The list for a terminal, without a final newline.
  package func text(in terminal: Terminal) -> String {
    rows.isEmpty ? "No run is on record." : terminal.table(table)
  }

  /// The list as a Markdown table, with a final newline.
  package var markdown: String {
    rows.isEmpty ? "No run is on record.\n" : Markdown.table(table) + "\n"
  }

  /// `{"format": 1, "runs": [{"id": …, "when": …, …}]}`.
  package var json: JSON {
    [
      "format": 1,
      "runs": .array(
        rows.map { row in
          [
            "id": .string(row.id), "when": .string(row.when), "command": .string(row.command),
            "notebooks": .strings(row.notebooks), "state": .string(row.state),
            "seconds": .number(row.seconds),
            "metrics": .array(row.metrics.map { ["name": .string($0.name), "value": $0.value] }),
          ]
        }),
    ]
  }

  /// The file names if there are few, otherwise their number.
  private func notebooks(_ paths: [String]) -> String {
    if paths.count > 3 { return counted(paths.count, "notebook") }
    return paths.map { path in
      let name = path.split(separator: "/").last.map { String($0) } ?? path
      return name.hasSuffix(".sernb") ? String(name.dropLast(6)) : name
    }.joined(separator: ", ")
  }
}
