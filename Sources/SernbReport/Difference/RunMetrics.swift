// The metrics in results: those of evaluations, and numbers in table columns named after a metric.

internal import Basics
internal import SernbDocument

/// One metric of one evaluated subject, and its location in the results.
struct RunMetric: Equatable {
  /// Identifies a metric across runs: cell, subject and metric, and a number if all of these repeat.
  struct Key: Hashable {
    var cell: String
    var subject: String
    var metric: String
    var number: Int
  }

  var key: Key
  var value: Double
  var interval: (low: Double, high: Double)?
  /// Whether it comes from an evaluation rather than a table.
  var isOfEvaluation: Bool

  static func == (a: RunMetric, b: RunMetric) -> Bool {
    a.key == b.key && a.value == b.value && a.interval?.low == b.interval?.low
      && a.interval?.high == b.interval?.high && a.isOfEvaluation == b.isOfEvaluation
  }

  /// `accuracy`, `UAR`, `macro F1`; a column keeps its name.
  static func title(_ metric: String) -> String {
    switch metric {
    case "uar": "UAR"
    case "macro_f1": "macro F1"
    case "log_loss": "log loss"
    default: metric
    }
  }

  /// The metrics of evaluations, the most important ones first.
  static let ofEvaluations = [
    "accuracy", "uar", "macro_f1", "kappa", "matthews", "log_loss", "macro_precision",
    "macro_recall",
  ]

  /// Whether a column of this name contains a metric: `accuracy`, `clean_f1`, `uar`.
  static func isMetric(_ column: String) -> Bool {
    let names =
      ofEvaluations + [
        "balanced_accuracy", "weighted_f1", "f1", "precision", "recall", "best_score",
      ]
    return names.contains { column == $0 || column.hasSuffix("_" + $0) }
  }
}

/// The recall of the classes of one evaluation.
struct ClassRecalls: Equatable {
  var key: RunMetric.Key
  var classes: [(name: String, rows: Double, recall: Double)]

  static func == (a: ClassRecalls, b: ClassRecalls) -> Bool {
    a.key == b.key && a.classes.map(\.name) == b.classes.map(\.name)
      && a.classes.map(\.rows) == b.classes.map(\.rows)
      && a.classes.map(\.recall) == b.classes.map(\.recall)
  }
}

/// All metrics of one results file, in its order.
struct RunMetrics {
  private(set) var metrics: [RunMetric] = []
  private(set) var recalls: [ClassRecalls] = []
  private var counts: [RunMetric.Key: Int] = [:]

  init(_ results: Results) {
    for entry in results.entries {
      switch entry.kind {
      case .value:
        if let value = entry["value"] { collect(value, entry.cell, Self.short(entry.name), 0) }
      case .table: collect(table: entry)
      case .figure, .file, .diagnostic, .note, .notRun: continue
      }
    }
  }

  private mutating func key(_ cell: String, _ subject: String, _ metric: String) -> RunMetric.Key {
    var key = RunMetric.Key(cell: cell, subject: subject, metric: metric, number: 0)
    counts[key, default: 0] += 1
    key.number = counts[key] ?? 1
    return key
  }

  /// Evaluations may be nested in lists and records.
  private mutating func collect(_ value: JSON, _ cell: String, _ name: String, _ depth: Int) {
    switch value {
    case .array(let elements):
      for (index, element) in elements.enumerated() where depth < 4 {
        collect(element, cell, "\(name)[\(index + 1)]", depth + 1)
      }
    case .object(let members):
      guard value["accuracy"] != nil, value["classes"] != nil, value["intervals"] != nil else {
        for member in members where depth < 4 {
          collect(
            member.value, cell, name.isEmpty ? member.name : "\(name).\(member.name)", depth + 1)
        }
        return
      }
      let subject = name.isEmpty ? value["model"]?.textValue ?? "evaluation" : name
      for metric in RunMetric.ofEvaluations {
        guard let number = value[metric]?.numberValue else { continue }
        metrics.append(
          RunMetric(
            key: key(cell, subject, metric), value: number,
            interval: Self.interval(of: metric, in: value["intervals"]), isOfEvaluation: true))
      }
      collect(classes: value["classes"], cell, subject)
    case .null, .bool, .int, .number, .string: return
    }
  }

  private mutating func collect(classes: JSON?, _ cell: String, _ subject: String) {
    let names = (classes?["class"]?.elements ?? []).map { $0.textValue ?? "" }
    let rows = (classes?["rows"]?.elements ?? []).map { $0.numberValue ?? .nan }
    let recalls = (classes?["recall"]?.elements ?? []).map { $0.numberValue ?? .nan }
    guard names.count == recalls.count, rows.count == names.count, !names.isEmpty else { return }
    self.recalls.append(
      ClassRecalls(
        key: key(cell, subject, "classes"),
        classes: names.indices.map { (names[$0], rows[$0], recalls[$0]) }))
  }

  private static func interval(of metric: String, in table: JSON?) -> (low: Double, high: Double)? {
    guard let index = table?["metric"]?.elements?.firstIndex(of: .string(metric)),
      let low = table?["low"]?[index]?.numberValue, let high = table?["high"]?[index]?.numberValue
    else { return nil }
    return (low, high)
  }

  private mutating func collect(table: Results.Entry) {
    let columns = (table["columns"]?.elements ?? []).map { column in
      (name: column["name"]?.textValue ?? "", values: column["values"]?.elements ?? [])
    }
    let names = columns.first { column in
      !column.values.isEmpty && column.values.allSatisfy { $0.textValue != nil }
    }
    func number(_ column: String, _ row: Int) -> Double? {
      guard let values = columns.first(where: { $0.name == column })?.values,
        values.indices.contains(row)
      else { return nil }
      return values[row].numberValue
    }
    for column in columns where RunMetric.isMetric(column.name) {
      for (row, value) in column.values.enumerated() {
        guard let value = value.numberValue else { continue }
        let first = columns.first.flatMap { column -> String? in
          guard !RunMetric.isMetric(column.name), column.values.indices.contains(row),
            let value = column.values[row].numberValue
          else { return nil }
          return "\(column.name) \(NumberText.text(value))"
        }
        let name = names.flatMap {
          $0.values.indices.contains(row) ? $0.values[row].textValue : nil
        }
        let low = number(column.name + "_low", row)
        let high = number(column.name + "_high", row)
        metrics.append(
          RunMetric(
            key: key(table.cell, name ?? first ?? "row \(row + 1)", column.name), value: value,
            interval: low.flatMap { low in high.map { (low, $0) } }, isOfEvaluation: false))
      }
    }
  }

  /// A name as it is; empty for an expression, which does not name a subject.
  private static func short(_ name: String) -> String {
    let isName = name.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "_" || $0 == "."
    }
    return isName ? name : ""
  }
}
