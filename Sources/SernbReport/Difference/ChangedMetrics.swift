// How the metrics of two runs changed, with their intervals where available, and per class.

internal import Basics
internal import SernbDocument

struct ChangedMetrics {
  private struct Row {
    var key: RunMetric.Key
    var old: RunMetric?
    var new: RunMetric?

    var isOfEvaluation: Bool { (old ?? new)?.isOfEvaluation == true }
    var isChanged: Bool {
      guard let old = old?.value, let new = new?.value else { return true }
      return old != new && !(old.isNaN && new.isNaN)
    }
    var change: Double {
      guard let old, let new else { return 0 }
      return new.value - old.value
    }
  }

  private var rows: [Row] = []
  private let sides: [String]
  /// One table per evaluation.
  private(set) var recalls: [ShownTable] = []

  init(_ old: RunSide, _ new: RunSide) {
    sides = [old.name, new.name]
    let (was, now) = (RunMetrics(old.results), RunMetrics(new.results))
    let after = Dictionary(now.metrics.map { ($0.key, $0) }) { first, _ in first }
    let before = Set(was.metrics.map(\.key))
    rows = was.metrics.map { Row(key: $0.key, old: $0, new: after[$0.key]) }
    rows += now.metrics.filter { !before.contains($0.key) }.map { Row(key: $0.key, new: $0) }
    for one in was.recalls {
      guard let other = now.recalls.first(where: { $0.key == one.key }) else { continue }
      recalls.append(table(one, other))
    }
  }

  // MARK: The sentence

  /// The largest change of the most important metric, as a sentence; nil without metrics.
  var summary: String? {
    if rows.isEmpty { return nil }
    let changed = rows.filter(\.isChanged)
    guard let first = leading(changed) else {
      return changed.isEmpty
        ? "no metric changed" : "\(counted(changed.count, "metric")) are of one run only"
    }
    guard let old = first.old, let new = first.new else { return nil }
    let values = numbers(old.value, new.value)
    let verb = new.value > old.value ? "rose" : new.value < old.value ? "fell" : "went"
    var sentence =
      "\(RunMetric.title(first.key.metric)) of \(quoted(first.key.subject)) \(verb) from "
      + "\(values.old) to \(values.new)"
    if let interval = old.interval {
      let isInside = new.value >= interval.low && new.value <= interval.high
      sentence += isInside ? ", within its interval" : ", outside of its interval"
    }
    let others = changed.count - 1
    if others > 0 { sentence += "; \(counted(others, "other metric")) changed" }
    return sentence
  }

  private func leading(_ changed: [Row]) -> Row? {
    func rank(_ row: Row) -> (Int, Int, Double) {
      let names = RunMetric.ofEvaluations
      let name = names.firstIndex { row.key.metric == $0 || row.key.metric.hasSuffix("_" + $0) }
      // A table may contain fractions or percentages.
      let scale = max(1, (row.old?.value ?? 1).magnitude)
      return (row.isOfEvaluation ? 0 : 1, name ?? names.count, -(row.change / scale).magnitude)
    }
    // `min` returns the first of equals, so the order of the file decides.
    return changed.filter { $0.old != nil && $0.new != nil }.min { rank($0) < rank($1) }
  }

  // MARK: The tables

  /// All changed metrics; of evaluations also unchanged ones that have intervals.
  var table: ShownTable? {
    let shown = rows.filter { $0.isChanged || ($0.isOfEvaluation && $0.old?.interval != nil) }
    guard shown.contains(where: \.isChanged) else { return nil }
    let values = shown.map { row -> (old: String?, new: String?) in
      guard let old = row.old, let new = row.new else {
        return (
          row.old.map { NumberText.text($0.value) }, row.new.map { NumberText.text($0.value) }
        )
      }
      let texts = numbers(old.value, new.value)
      return (texts.old, texts.new)
    }
    func column(_ name: String, _ texts: [String?]) -> ShownTable.Column {
      .init(name, texts.map { $0.map(ShownCell.text) ?? .missing }, alignment: .right)
    }
    var columns: [ShownTable.Column] = [
      .init("cell", texts: shown.map { $0.key.cell.isEmpty ? "(prose)" : $0.key.cell }),
      .init("of", texts: shown.map { $0.key.subject }),
      .init("metric", texts: shown.map { RunMetric.title($0.key.metric) }),
      column(sides[0], values.map(\.old)), column(sides[1], values.map(\.new)),
      column("difference", shown.map { difference($0.old?.value, $0.new?.value) }),
    ]
    if shown.contains(where: { $0.old?.interval != nil || $0.new?.interval != nil }) {
      columns += [
        column("interval, \(sides[0])", shown.map { interval($0.old) }),
        column("interval, \(sides[1])", shown.map { interval($0.new) }),
        .init("overlap", shown.map(overlap)),
      ]
    }
    let same = rows.count - rows.count { $0.isChanged }
    let remark = same > 0 ? ": \(counted(same, "other")) did not change" : ""
    return ShownTable(columns, caption: "Metrics\(remark)")
  }

  private func table(_ old: ClassRecalls, _ new: ClassRecalls) -> ShownTable {
    let known = Set(old.classes.map(\.name))
    let names = old.classes.map(\.name) + new.classes.map(\.name).filter { !known.contains($0) }
    let pairs = names.map { name in
      (old.classes.first { $0.name == name }, new.classes.first { $0.name == name })
    }
    func cells(_ values: [Double?]) -> [ShownCell] {
      values.map { $0.map(ShownCell.number) ?? .missing }
    }
    return ShownTable(
      [
        .init("class", texts: names), .init("rows, \(sides[0])", cells(pairs.map { $0.0?.rows })),
        .init("rows, \(sides[1])", cells(pairs.map { $0.1?.rows })),
        .init("recall, \(sides[0])", cells(pairs.map { $0.0?.recall }), format: .percent(1)),
        .init("recall, \(sides[1])", cells(pairs.map { $0.1?.recall }), format: .percent(1)),
        .init(
          "difference",
          pairs.map { difference($0.0?.recall, $0.1?.recall).map(ShownCell.text) ?? .missing },
          alignment: .right),
      ], caption: "Recall by class, \(old.key.subject)")
  }

  /// `+0.007`, with its sign; empty if there is no difference.
  private func difference(_ old: Double?, _ new: Double?) -> String? {
    guard let old, let new else { return nil }
    let difference = new - old
    if difference.isNaN { return nil }
    if difference == 0 { return "0" }
    let text = NumberText.text(difference.magnitude, .significant(2))
    return (difference < 0 ? "−" : "+") + text
  }

  private func interval(_ metric: RunMetric?) -> String? {
    metric?.interval.map { low, high in
      "\(NumberText.text(low, .significant(3))) to \(NumberText.text(high, .significant(3)))"
    }
  }

  private func overlap(_ row: Row) -> ShownCell {
    guard let old = row.old?.interval, let new = row.new?.interval else { return .missing }
    return .text(old.low <= new.high && new.low <= old.high ? "yes" : "no")
  }
}
