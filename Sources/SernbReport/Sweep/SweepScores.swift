// The scores of one evaluated subject at each point of a sweep: a table, and the best point with its uncertainty.

internal import Basics
internal import SernbDocument

/// One evaluation, or one row of a table of metrics, over all points.
struct SweepScores {
  /// Identifies it across points.
  struct Key: Hashable {
    var cell: String
    var subject: String
    var number: Int

    init(_ key: RunMetric.Key) { (cell, subject, number) = (key.cell, key.subject, key.number) }
  }

  let key: Key
  /// Unique on the page.
  let title: String
  let isEvaluation: Bool
  /// The metrics that are shown, the most important ones first.
  let metrics: [String]
  /// The metrics by name for each point; empty for a point that did not get that far.
  let points: [[String: RunMetric]]
  let pointNames: [String]
  /// The indices of the points with results.
  private let done: [Int]
  private static let maximumColumns = 6

  /// All evaluated subjects, in order of appearance.
  static func all(of points: [SweepPoint]) -> [SweepScores] {
    var order: [Key] = []
    var found: [Key: [[String: RunMetric]]] = [:]
    for (index, point) in points.enumerated() {
      for metric in point.metrics {
        let key = Key(metric.key)
        if found[key] == nil {
          order.append(key)
          found[key] = .init(repeating: [:], count: points.count)
        }
        found[key]?[index][metric.key.metric] = metric
      }
    }
    func scores(_ keys: [Key]) -> [SweepScores] {
      zip(keys, titles(of: keys)).map { SweepScores($0, $1, found[$0] ?? [], of: points) }
    }
    let all = scores(order)
    // A table row that summarizes evaluations repeats what they show with intervals.
    let evaluations = all.filter(\.isEvaluation)
    return scores(all.filter { $0.isEvaluation || !$0.repeats(evaluations) }.map(\.key))
  }

  /// Whether its metrics equal those of one of the evaluations at every point.
  private func repeats(_ evaluations: [SweepScores]) -> Bool {
    metrics.allSatisfy { metric in
      guard let name = RunMetric.ofEvaluations.first(where: { Self.isNamed(metric, $0) }) else {
        return false
      }
      return evaluations.contains { evaluation in
        done.allSatisfy { Self.isSaid(points[$0][metric], evaluation.points[$0][name]) }
      }
    }
  }

  /// Whether a number is another one as rounded in tables: `61.9` for 0.619469.
  private static func isSaid(_ number: RunMetric?, _ full: RunMetric?) -> Bool {
    guard let number = number?.value, let full = full?.value else {
      return number == nil && full == nil
    }
    return number == full || (number - full).magnitude < 0.000501
      || (number - 100 * full).magnitude < 0.0501
  }

  /// `clean_accuracy` is an accuracy.
  private static func isNamed(_ metric: String, _ name: String) -> Bool {
    metric == name || metric.hasSuffix("_" + name)
  }

  /// The subject, with its cell and number if the subject alone would be ambiguous.
  private static func titles(of keys: [Key]) -> [String] {
    func isOfOne(_ test: (Key) -> Bool) -> Bool { keys.count(where: test) == 1 }
    return keys.map { key in
      let subject = clipped(oneLine(key.subject), to: 60)
      if isOfOne({ $0.subject == key.subject }) { return subject }
      let cell = key.cell.isEmpty ? "prose" : key.cell
      let number = isOfOne { $0.subject == key.subject && $0.cell == key.cell }
      return "\(subject) (\(cell)\(number ? "" : " \(key.number)"))"
    }
  }

  private init(_ key: Key, _ title: String, _ points: [[String: RunMetric]], of all: [SweepPoint]) {
    (self.key, self.title, self.points) = (key, title, points)
    pointNames = all.map(\.name)
    let done = all.indices.filter { all[$0].isDone }
    self.done = done
    isEvaluation = points.contains { $0.values.contains(where: \.isOfEvaluation) }
    let known = Set(points.flatMap(\.keys)).sorted { (Self.rank($0), $0) < (Self.rank($1), $1) }
    var shown = known
    if isEvaluation {
      shown = known.filter { Self.rank($0) < 3 }
    } else if done.count > 1 {
      // Many tables contain published values, which no parameter changes.
      shown = known.filter { !Self.isSame($0, at: done, of: points) }
    }
    metrics = Array((shown.isEmpty ? known : shown).prefix(Self.maximumColumns))
  }

  /// The importance of a metric, lowest first: `clean_accuracy` ranks as `accuracy`.
  static func rank(_ metric: String) -> Int {
    let names = RunMetric.ofEvaluations
    return names.firstIndex { isNamed(metric, $0) } ?? names.count
  }

  // MARK: Asking

  /// The metric by which points are ranked.
  var main: String? { metrics.first }

  func value(_ metric: String, _ point: Int) -> Double? {
    points[point][metric].map(\.value).flatMap { $0.isFinite ? $0 : nil }
  }

  func interval(_ metric: String, _ point: Int) -> (low: Double, high: Double)? {
    points[point][metric]?.interval
  }

  /// Whether it is the same at every point with results; false for a single point.
  var isSame: Bool {
    guard done.count > 1 else { return false }
    return metrics.allSatisfy { Self.isSame($0, at: done, of: points) }
  }

  private static func isSame(
    _ metric: String, at indices: [Int], of points: [[String: RunMetric]]
  ) -> Bool {
    let values = indices.map { points[$0][metric]?.value }
    return values.allSatisfy { value in
      value == values[0] || value?.isNaN == true && values[0]?.isNaN == true
    }
  }

  // MARK: Text

  var table: ShownTable {
    ShownTable(
      [.init("point", texts: pointNames)]
        + metrics.map { metric in
          .init(
            RunMetric.title(metric),
            points.map { $0[metric].map { .text(Self.text($0)) } ?? .missing }, alignment: .right)
        })
  }

  /// `0.574 (0.492 to 0.652)`.
  static func text(_ metric: RunMetric) -> String {
    guard let (low, high) = metric.interval else { return number(metric.value) }
    return "\(number(metric.value)) (\(number(low)) to \(number(high)))"
  }

  /// Fractions with three decimals, so that they align; percentages and others with four digits.
  static func number(_ value: Double) -> String {
    NumberText.text(value, value.magnitude <= 1 ? .fixed(3) : .significant(4))
  }

  /// Points from best to worst, ties in order.
  var ranking: [Int] {
    guard let main else { return [] }
    let sign = main == "log_loss" || main.hasSuffix("_log_loss") ? 1.0 : -1.0
    return points.indices.filter { value(main, $0) != nil }.sorted {
      (sign * (value(main, $0) ?? 0), $0) < (sign * (value(main, $1) ?? 0), $1)
    }
  }

  /// The best point and whether that may be chance; nil if there is nothing to compare.
  var verdict: String? {
    let ranking = ranking
    guard let main, ranking.count > 1, let best = points[ranking[0]][main],
      let second = points[ranking[1]][main]
    else { return nil }
    let metric = RunMetric.title(main)
    let equal = ranking.filter { points[$0][main]?.value == best.value }
    if equal.count == ranking.count { return "By \(metric) all points are equal." }
    if equal.count > 1 {
      let shared = equal.prefix(4).map { quoted(pointNames[$0]) }
      let rest = equal.count > 4 ? ["\(equal.count - 4) more"] : []
      return "Best by \(metric) are \(listed(shared + rest)), with \(Self.number(best.value))."
    }
    let lead = "Best by \(metric) is \(quoted(pointNames[ranking[0]])) with \(Self.text(best))"
    let runnerUp = "\(quoted(pointNames[ranking[1]])) with \(Self.text(second))"
    guard let one = best.interval, let other = second.interval else {
      return "\(lead), before \(runnerUp); without intervals it is unknown whether that is more "
        + "than chance."
    }
    return one.low <= other.high && other.low <= one.high
      ? "\(lead). Its interval overlaps that of the runner-up, \(runnerUp): the difference may be "
        + "chance." : "\(lead). Its interval does not overlap that of the runner-up, \(runnerUp)."
  }
}
