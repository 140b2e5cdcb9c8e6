// A report as Markdown for a pull request or a job summary: the outcome in one sentence, then the details.
//
// A comment on GitHub has at most 65,536 characters; a longer one is rejected. This summary stays under 60,000 (UTF-16
// units, the strictest count): long drawings and diffs are shortened, then left out with a note.

internal import Basics
internal import SernbDocument

extension RunReport {
  /// The maximum length of a summary in UTF-16 units.
  package static let summaryLimit = 60_000

  /// The summary, with a final newline.
  package var markdownSummary: String {
    var parts = [headline, counts, table]
    var room = Self.summaryLimit - 600 - parts.reduce(0) { $0 + $1.utf16.count + 2 }
    var leftOut: [String: Int] = [:]
    for notebook in notebooks {
      let details = NotebookDetails(notebook)
      let (text, missing) = details.fitted(to: room)
      for noun in missing { leftOut[noun, default: 0] += 1 }
      // Everything after the first omitted part is omitted too, so that there are no gaps.
      if !missing.isEmpty { room = 0 }
      if text.isEmpty { continue }
      parts.append(text)
      room -= text.utf16.count + 2
    }
    let missing = ["problem", "difference"].compactMap { noun in
      leftOut[noun].map { counted($0, noun) }
    }
    if !missing.isEmpty {
      let limit = NumberText.count(Self.summaryLimit)
      parts.append(
        "*\(listed(missing)) more would not fit: a summary holds at most \(limit) characters.*")
    }
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  /// ``## `sernb check`: 1 failed, 1 differs, 9 fine``.
  private var headline: String {
    let states: [NotebookReport.State] = [
      .failed, .timedOut, .differs, .stale, .notRun, .skipped, .fine,
    ]
    let counts = states.compactMap { state in
      let count = notebooks.count { $0.state == state }
      return count == 0 ? nil : "\(NumberText.count(count)) \(state.description)"
    }
    let summary = counts.isEmpty ? "no notebooks" : counts.joined(separator: ", ")
    return "## " + MarkdownText.message("\(quoted(command)): \(summary)")
  }

  private var counts: String {
    let states = notebooks.flatMap(\.cells).map(\.state)
    let all: [CellReport.State] = [.failed, .timedOut, .notRun, .ran, .reused]
    let counts = all.compactMap { state in
      let count = states.count { $0 == state }
      return count == 0 ? nil : "\(NumberText.count(count)) \(state.description)"
    }
    let cells = counts.isEmpty ? "" : ", \(counted(states.count, "cell")) (\(listed(counts)))"
    let summary =
      "\(counted(notebooks.count, "notebook"))\(cells) in \(SernbReport.seconds(seconds)), "
      + "exit code \(exitCode). Engine \(clipped(oneLine(engine), to: 80))."
    return MarkdownText.inline(summary)
  }

  /// All notebooks if they fit in half of the summary; otherwise the failed ones come first.
  private var table: String {
    // More rows than this cannot fit, however short they are.
    let most = Self.summaryLimit / 2 / 40
    var shown = notebooks.count > most ? badFirst(notebooks, most) : notebooks
    while true {
      let text = Markdown.table(table(of: shown))
      if text.utf16.count <= Self.summaryLimit / 2 || shown.count <= 1 { return text }
      shown = badFirst(shown, shown.count / 2)
    }
  }

  private func badFirst(_ notebooks: [NotebookReport], _ count: Int) -> [NotebookReport] {
    let sorted = notebooks.filter(\.state.isBad) + notebooks.filter { !$0.state.isBad }
    return Array(sorted.prefix(count))
  }

  private func table(of shown: [NotebookReport]) -> ShownTable {
    func counts(_ states: CellReport.State...) -> [Int] {
      shown.map { $0.cells.count { states.contains($0.state) } }
    }
    var columns: [ShownTable.Column] = [
      .init(
        "notebook",
        texts: shown.map { clipped(Printable.text(oneLine($0.name.description)), to: 120) }),
      .init("state", texts: shown.map(\.state.description)), .init("ran", counts: counts(.ran)),
      .init("reused", counts: counts(.reused)), .init("failed", counts: counts(.failed, .timedOut)),
      .init("not run", counts: counts(.notRun)),
      .init("seconds", numbers: shown.map(\.seconds), format: .fixed(2)),
    ]
    if shown.contains(where: { $0.reason != nil }) {
      columns.append(
        .init("", texts: shown.map { clipped(Printable.text(oneLine($0.reason ?? "")), to: 200) }))
    }
    return ShownTable(columns, totalRows: notebooks.count)
  }
}

/// The problems and differences of one notebook, folded.
private struct NotebookDetails {
  let notebook: NotebookReport

  init(_ notebook: NotebookReport) { self.notebook = notebook }

  private var summary: String {
    let counts = [
      (notebook.allProblems.count, "problem"), (notebook.differences.count, "difference"),
    ].filter { $0.0 > 0 }.map { counted($0.0, $0.1) }
    return clipped(Printable.text(oneLine(notebook.name.description)), to: 120) + ": "
      + listed(counts)
  }

  /// As many parts as fit, and the names of the others.
  func fitted(to room: Int) -> (text: String, missing: [String]) {
    var blocks: [Block] = []
    var missing: [String] = []
    var taken = render(blocks).utf16.count + 2
    func add(_ noun: String, _ text: String, _ language: String) {
      // The smallest part consists of two fences.
      guard missing.isEmpty, taken + 20 < room else { return missing.append(noun) }
      let block = Block.code(.init(shortened(text), language: language))
      let size = Markdown.render(Document(blocks: [block]), name: "").text.utf16.count + 2
      guard taken + size <= room else { return missing.append(noun) }
      blocks.append(block)
      taken += size
    }
    for problem in notebook.allProblems { add("problem", problem.drawing, "text") }
    for difference in notebook.differences { add("difference", difference, "diff") }
    return (blocks.isEmpty ? "" : render(blocks), missing)
  }

  private func render(_ blocks: [Block]) -> String {
    let details = Document(blocks: [.details(summary: summary, blocks)])
    return String(Markdown.render(details, name: "").text.dropLast())
  }
}

/// At most 200 lines of 300 characters, and at most 12,000 characters in total.
private func shortened(_ text: String) -> String {
  let limit = 12_000
  let start = String(text.unicodeScalars.prefix(2 * limit))
  let lines = Printable.text(start).split(separator: "\n", omittingEmptySubsequences: false)
  var kept: [String] = []
  var taken = 0
  for line in lines.prefix(200) {
    let line = clipped(String(line), to: 300)
    taken += line.utf16.count + 1
    if taken > limit { break }
    kept.append(line)
  }
  let cut = text.utf8.count { $0 == UInt8(ascii: "\n") } + 1 - kept.count
  if cut > 0 { kept.append("… \(counted(cut, "more line"))") }
  return kept.joined(separator: "\n")
}
