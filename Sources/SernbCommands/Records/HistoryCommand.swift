// `sernb history`: the runs of the project, or of one notebook, the newest first.

import ArgumentParser
import Basics
import Foundation
import SernbDocument
import SernbReport
import SernbRuntime

struct HistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "List recorded runs, the newest first.",
    discussion: """
      Every run leaves a record in .sernb/runs in the project's folder; the newest \(RunStore.most) are kept. \
      `sernb diff` compares two of them.
      """)

  @ArgumentParser.Argument(
    help: "List the runs of one notebook, with their metrics.",
    completion: .file(extensions: ["sernb", "md"]))
  var notebook: String?

  @Option(help: "How many runs to list.")
  var limit = 20

  @Option(help: "Format of the list: text, markdown or json.")
  var format: TableFormat = .text

  @Option(help: "The project's folder.", completion: .directory)
  var project: String?

  func validate() throws {
    if limit < 1 { throw ValidationError("--limit must be at least 1.") }
  }

  func run() throws {
    let place = try RecordedProject(folder: project, path: notebook)
    var path: String?
    if let notebook {
      let known = Set(place.store.newest().records.flatMap { $0.notebooks.map(\.path) })
      if !known.isEmpty { path = try place.notebook(notebook, among: known) }
    }
    let (records, notes) = place.store.newest(limit) { record in
      path == nil || record.notebooks.contains { $0.path == path }
    }
    for note in notes { Console.error(note) }
    var numbers = KeyNumbers(store: place.store)
    let rows = records.flatMap { record -> [HistoryList.Row] in
      path.map { self.rows(record, of: $0, &numbers) } ?? [row(record)]
    }
    let list = HistoryList(rows)
    switch format {
    case .text: Console.print(styled: list.text(in: RecordedProject.terminal))
    case .markdown: Console.print(String(list.markdown.dropLast()))
    case .json: Console.print(list.json.text(.pretty))
    }
  }

  private func row(_ record: RunRecord) -> HistoryList.Row {
    HistoryList.Row(
      id: record.id, when: when(record), command: record.command,
      // A sweep runs a notebook several times.
      notebooks: record.notebooks.filter { notebook in
        record.notebooks.first { $0.path == notebook.path } == notebook
      }.map(\.path), state: Self.words(record.exitCode), seconds: record.seconds)
  }

  /// What a run has of one notebook: a row, or one for each point of a sweep, whose id is what `sernb diff` takes.
  private func rows(_ record: RunRecord, of path: String, _ numbers: inout KeyNumbers)
    -> [HistoryList.Row]
  {
    record.notebooks.filter { $0.path == path }.map { notebook in
      HistoryList.Row(
        id: record.id + (notebook.point.map { "@" + $0 } ?? ""), when: when(record),
        command: record.command, notebooks: [path],
        state: NotebookReport.State(rawValue: notebook.state)?.description ?? notebook.state,
        seconds: notebook.seconds, metrics: numbers.of(notebook))
    }
  }

  private func when(_ record: RunRecord) -> String {
    format == .json ? record.started : Self.local(record)
  }

  /// The time on the wall here.
  private static func local(_ record: RunRecord) -> String {
    guard let seconds = RunID.seconds(record.id) else { return record.started }
    var moment = time_t(seconds)
    var parts = tm()
    localtime_r(&moment, &parts)
    var text = [CChar](repeating: 0, count: 32)
    let count = strftime(&text, text.count, "%Y-%m-%d %H:%M", &parts)
    return String(decoding: text.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  private static func words(_ code: Int) -> String {
    switch Exit(code: code) {
    case .fine?: "fine"
    case .failed?: "failed"
    case .usage?: "wrong usage"
    case .differs?: "differs"
    case .stale?: "stale"
    case .staticProblems?: "static problems"
    case .timeout?: "timed out"
    case .data?: "no data"
    case .interrupted?: "interrupted"
    case nil: "exit \(code)"
    }
  }
}

/// The most telling numbers that notebooks showed; runs often show the same.
private struct KeyNumbers {
  let store: RunStore
  private var known: [String: [JSON.Member]] = [:]

  init(store: RunStore) { self.store = store }

  /// More would not fit beside each other.
  private static let most = 4

  mutating func of(_ notebook: RunRecord.Notebook) -> [JSON.Member] {
    guard case .digest(let digest)? = notebook.results else { return [] }
    if let found = known[digest] { return found }
    var numbers: [JSON.Member] = []
    if let text = store.results(digest), let results = try? Results(reading: text) {
      let all = results.keyNumbers()
      // Of many models one number each.
      let telling = all.count > 3 ? all.filter { $0.name.hasSuffix("accuracy") } : all
      for number in telling where !numbers.contains(where: { $0.name == number.name }) {
        numbers.append(number)
      }
    }
    let few = Array(numbers.prefix(Self.most))
    known[digest] = few
    return few
  }
}
