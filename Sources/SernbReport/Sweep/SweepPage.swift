// The page that compares the points of a sweep: the varied parameters, every point, and the scores of each subject.
//
// Constant results are stated in a sentence, so that the tables contain only what the parameters changed. The best
// point is named with its interval and the runner-up's: among many points, one is best by chance alone.

internal import Basics
package import SernbDocument
package import SernbLanguage

package struct SweepPage: Sendable {
  package let document: Document
  /// What the page shows, for programs.
  package let results: Results

  private static let maximumFigures = 6
  /// The scores shown in the table of points.
  private static let maximumHeadlines = 4
  private static let numbersInTable = 6

  /// - Parameters:
  ///   - title: the title of the notebook.
  ///   - axes: the varied parameters.
  ///   - points: in the order of the grid, at least one.
  ///   - command: the command that reproduces the pages, shown at the end.
  package init(title: String, axes: [ParameterGrid.Axis], points: [SweepPoint], command: String) {
    let scores = SweepScores.all(of: points)
    let moved = scores.filter { !$0.isSame }
    let numbers = SweepNumbers(points, except: axes.map(\.name))
    let overview = Self.overview(points, moved, numbers)
    let facts = Self.commonFacts(of: points)

    var blocks: [Block] = [.prose(Self.opening(axes, points))]
    blocks += [.anchor("points"), .prose(Self.linked(overview.table, points))]
    blocks += Self.endings(of: points)
    var rest: [Block] = Self.warning(moved, points).map { [.callout($0)] } ?? []
    let figures = SweepFigures(
      axes: axes.filter { $0.values.count > 1 }.map { ($0.name, $0.values) }, points: points)
    var anchors = Anchors()
    // Evaluations first: they have intervals.
    let ordered = moved.filter(\.isEvaluation) + moved.filter { !$0.isEvaluation }
    let (single, tables) = SweepRows.part(ordered)
    for (index, one) in single.enumerated() {
      rest += [.prose("## " + MarkdownText.inline(one.title)), .anchor(anchors.next(one.title))]
      rest.append(.table(one.table))
      if let verdict = one.verdict { rest.append(.prose(MarkdownText.message(verdict))) }
      if index < Self.maximumFigures, let figure = figures.figure(of: one) {
        rest.append(.figure(figure))
      }
    }
    for rows in tables {
      rest += [.prose("## " + MarkdownText.inline(rows.title)), .anchor(anchors.next(rows.title))]
      rest += rows.tables.map(Block.table)
    }
    if !overview.holdsNumbers, !numbers.isEmpty {
      rest += [.prose("## \(numbers.title)"), .anchor(anchors.next("numbers"))]
      rest += numbers.tables(of: Self.numbersInTable).map(Block.table)
    }
    if let same = Self.sameMessage(scores, points) { rest.append(.prose(same)) }
    rest.append(.prose(Self.footer(facts, command)))

    document = Document(title: "Sweep: \(title)", blocks: blocks + rest)
    let shown: [Block] = [.anchor("points"), .table(overview.table)] + rest
    results = Results(
      title: "Sweep: \(title)", facts: facts, entries: Results(Document(blocks: shown)).entries)
  }

  // MARK: What was varied

  private static func opening(_ axes: [ParameterGrid.Axis], _ points: [SweepPoint]) -> String {
    let parts = axes.map { axis in
      let values = axis.values.map { clipped(oneLine($0), to: 40) }
      let shown = values.count > 12 ? values.prefix(5) + ["…"] + values.suffix(1) : values[...]
      return "\(quoted(axis.name)) takes \(counted(values.count, "value")) "
        + "(\(shown.joined(separator: ", ")))"
    }
    let count = axes.count > 1 ? ", which makes \(counted(points.count, "point"))" : ""
    return MarkdownText.message("\(listed(parts))\(count). Everything else is the same.")
  }

  // MARK: The points

  private static func overview(
    _ points: [SweepPoint], _ moved: [SweepScores], _ numbers: SweepNumbers
  ) -> (table: ShownTable, holdsNumbers: Bool) {
    var columns: [ShownTable.Column] = [.init("point", texts: points.map(\.name))]
    for name in points.first?.varied.map(\.name) ?? [] {
      columns.append(
        .init(
          name,
          points.map { point in
            point.varied.first { $0.name == name }.map { .text(clipped($0.value, to: 60)) }
              ?? .missing
          }, alignment: .right))
    }
    let evaluations = moved.filter(\.isEvaluation)
    let headlines = (evaluations.isEmpty ? moved : evaluations).prefix(maximumHeadlines)
    for scores in headlines {
      guard let main = scores.main else { continue }
      columns.append(
        .init(
          RunMetric.title(main) + (moved.count > 1 ? " of \(scores.title)" : ""),
          points.indices.map { index in
            scores.value(main, index).map { .text(SweepScores.number($0)) } ?? .missing
          }, alignment: .right))
    }
    let holdsNumbers = headlines.isEmpty && numbers.count <= maximumHeadlines
    if holdsNumbers { columns += numbers.columns }
    if points.contains(where: { !$0.isDone }) {
      columns.append(.init("state", texts: points.map(\.stateWord)))
    }
    return (ShownTable(columns), holdsNumbers)
  }

  /// The table as Markdown, in which the name of every point with a page is a link.
  private static func linked(_ table: ShownTable, _ points: [SweepPoint]) -> String {
    let rest = Markdown.table(ShownTable(Array(table.columns.dropFirst())))
    let lines = rest.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.enumerated().map { number, line in
      switch number {
      case 0: return "| point " + line
      case 1: return "| :-- " + line
      default:
        let point = points[number - 2]
        let name = MarkdownText.inline(point.name).replacing("|", with: "\\|")
        guard let page = point.page else { return "| \(name) " + line }
        return "| [\(name)](\(MarkdownText.destination(page))) " + line
      }
    }.joined(separator: "\n")
  }

  /// Why points have nothing to compare.
  private static func endings(of points: [SweepPoint]) -> [Block] {
    var blocks: [Block] = []
    for point in points {
      if case .failed(let why) = point.state {
        blocks.append(.callout(.init(.caution, "\(quoted(point.name)) failed: \(why)")))
      }
    }
    let waiting = points.filter { $0.state == .notRun }
    if let last = waiting.last {
      let which =
        waiting.count == 1
        ? quoted(last.name)
        : "\(counted(waiting.count, "point")) from \(quoted(waiting[0].name)) to \(quoted(last.name))"
      blocks.append(
        .callout(
          .init(
            .note,
            "\(which) did not run, as a point before failed. `--keep-going` runs every point.")))
    }
    return blocks
  }

  private static func warning(_ moved: [SweepScores], _ points: [SweepPoint]) -> Block.Callout? {
    let count = points.count(where: \.isDone)
    guard count > 2, moved.contains(where: { $0.ranking.count > 2 }) else { return nil }
    return .init(
      .important,
      "The best of \(counted(count, "point")) is chosen by the rows that it is evaluated on, so its "
        + "score is optimistic: choose by `cross_validate` or `grid_search` on other rows, and evaluate "
        + "the chosen one.")
  }

  // MARK: What did not move

  private static func sameMessage(_ scores: [SweepScores], _ points: [SweepPoint]) -> String? {
    let same = scores.filter(\.isSame)
    guard !same.isEmpty, points.count(where: \.isDone) > 1 else { return nil }
    let names = same.prefix(20).map { quoted($0.title) }
    let rest = same.count > 20 ? ["\(same.count - 20) more"] : []
    return MarkdownText.message("The same at every point: \(listed(names + rest)).")
  }

  private static func commonFacts(of points: [SweepPoint]) -> [Document.Fact] {
    let varied = Set(points.first?.varied.map(\.name) ?? [])
    let done = points.filter(\.isDone)
    return (done.first?.facts ?? []).filter { fact in
      !varied.contains(fact.name) && done.allSatisfy { $0.facts.contains(fact) }
    }
  }

  private static func footer(_ facts: [Document.Fact], _ command: String) -> String {
    let made = facts.map { "\(MarkdownText.inline($0.name)) \(MarkdownText.code($0.value))" }
      .joined(separator: ", ")
    let with = made.isEmpty ? "" : " with \(made)"
    return
      "---\n\n<sub>Made by \(MarkdownText.code(command))\(with). Do not edit: change the notebook.</sub>"
  }
}

extension SweepPoint {
  fileprivate var stateWord: String {
    switch state {
    case .done: "done"
    case .failed: "failed"
    case .notRun: "not run"
    }
  }
}

/// The labels of figure files, unique also on a case-insensitive file system.
private struct Anchors {
  private var taken: Set<String> = ["points"]

  mutating func next(_ title: String) -> String {
    var label = title
    var number = 2
    while !taken.insert(label.lowercased()).inserted {
      label = "\(title)-\(number)"
      number += 1
    }
    return label
  }
}
