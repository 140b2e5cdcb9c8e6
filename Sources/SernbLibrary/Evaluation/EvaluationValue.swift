// The evaluation of a model: metrics with their intervals, scores of each class, and every prediction.

import Basics
import Kernels
import Learning
import SernbDocument
import SernbLanguage
import SernbRuntime
import Tables

struct EvaluationValue: EngineValue {
  static let kind = ObjectKind(
    "evaluation", "How well a model did on rows, with intervals.",
    members: [
      TypedName("accuracy", .count), TypedName("balanced_accuracy", .count),
      TypedName("uar", .count), TypedName("macro_f1", .count), TypedName("macro_precision", .count),
      TypedName("macro_recall", .count), TypedName("weighted_f1", .count),
      TypedName("weighted_precision", .count), TypedName("weighted_recall", .count),
      TypedName("kappa", .count), TypedName("matthews", .count), TypedName("log_loss", .unknown),
      TypedName("rows", .count), TypedName("leaked", .count), TypedName("classes", .anyTable),
      TypedName("intervals", .anyTable), TypedName("confusion", .anyTable),
      TypedName("folds", .unknown), TypedName("predictions", .anyTable),
    ], endings: ["csv"])

  /// The title of the model, such as `random forest`.
  let title: String
  let predictions: Predictions
  let report: ClassificationReport
  /// The value of undefined ratios (0/0) in the report.
  let zeroDivision: ZeroDivision
  let intervals: Bootstrap.Intervals
  /// The share of resamples inside an interval.
  let level: Double
  /// Whether the intervals resampled whole groups.
  let drawsGroups: Bool
  let rows: RowIdentities
  /// The number of rows that were training rows.
  let leaked: Int
  /// For cross-validation: the rows of each fold, from 0.
  let folds: [[Int]]

  func member(_ name: String) -> Value? {
    switch name {
    case "accuracy": .number(report.accuracy)
    case "balanced_accuracy", "uar": .number(report.balancedAccuracy)
    case "macro_f1": .number(report.macro.f1)
    case "macro_precision": .number(report.macro.precision)
    case "macro_recall": .number(report.macro.recall)
    case "weighted_f1": .number(report.weighted.f1)
    case "weighted_precision": .number(report.weighted.precision)
    case "weighted_recall": .number(report.weighted.recall)
    case "kappa": report.kappa.isNaN ? .missing : .number(report.kappa)
    case "matthews": .number(report.matthews)
    case "log_loss": report.logLoss.map { .number($0) } ?? .missing
    case "rows": .count(report.count)
    case "leaked": .count(leaked)
    case "classes": table(classTable)
    case "intervals": table(intervalTable)
    case "confusion": table(confusionTable)
    case "folds": folds.isEmpty ? .missing : foldTable
    case "predictions": table(predictionTable, rows: rows)
    default: nil
    }
  }

  private func table(
    _ columns: [(name: String, column: Column)], rows: RowIdentities? = nil
  ) -> Value? {
    let count = columns.first?.column.count ?? 0
    return (try? Table(columns, rows: rows ?? RowIdentities(count: count, source: "evaluation")))
      .map { .table($0) }
  }

  // MARK: Tables

  private var classTable: [(name: String, column: Column)] {
    let all = report.perClass
    func interval(_ end: (Interval) -> Double) -> [Double] {
      all.map { scores in
        intervals.recall.first { $0.name == scores.name }.map { end($0.interval) } ?? .nan
      }
    }
    return [
      ("class", .text(all.map(\.name))), ("rows", .number(all.map { Double($0.support) })),
      ("precision", .number(all.map(\.scores.precision))),
      ("recall", .number(all.map(\.scores.recall))), ("recall_low", .number(interval(\.low))),
      ("recall_high", .number(interval(\.high))), ("f1", .number(all.map(\.scores.f1))),
    ]
  }

  private var measured: [(name: String, interval: Interval)] {
    [
      ("accuracy", intervals.accuracy), ("uar", intervals.balancedAccuracy),
      ("macro_f1", intervals.macroF1),
    ]
  }

  private var intervalTable: [(name: String, column: Column)] {
    [
      ("metric", .text(measured.map(\.name))), ("value", .number(measured.map(\.interval.value))),
      ("low", .number(measured.map(\.interval.low))),
      ("high", .number(measured.map(\.interval.high))),
    ]
  }

  private var confusionTable: [(name: String, column: Column)] {
    let matrix = ConfusionMatrix(predictions)
    let positions = matrix.classes.indices
    let cells = positions.flatMap { truth in positions.map { (truth, $0) } }
    let shares = matrix.shares
    return [
      ("actual", .text(cells.map { matrix.classes[$0.0] })),
      ("predicted", .text(cells.map { matrix.classes[$0.1] })),
      ("rows", .number(cells.map { Double(matrix[$0.0, $0.1]) })),
      ("share", .number(cells.map { shares[$0.0 * matrix.classes.count + $0.1] })),
    ]
  }

  private var predictionTable: [(name: String, column: Column)] {
    let names = predictions.classes
    var columns: [(name: String, column: Column)] = [
      ("utterance", .text(rows.utterances.texts)),
      ("actual", .text(predictions.truth.map { names[Int($0)] })),
      ("predicted", .text(predictions.predicted.map { names[Int($0)] })),
      ("correct", .boolean(zip(predictions.truth, predictions.predicted).map { $0 == $1 })),
    ]
    guard let probabilities = predictions.probabilities else { return columns }
    for (index, name) in names.enumerated() {
      let column = stride(from: index, to: probabilities.count, by: names.count)
      columns.append(("p_\(name)", .number(column.map { probabilities[$0] })))
    }
    return columns
  }

  private var foldTable: Value? {
    let reports = folds.map { ClassificationReport(predictions.taking($0)) }
    return table([
      ("fold", .number(reports.indices.map { Double($0 + 1) })),
      ("rows", .number(reports.map { Double($0.count) })),
      ("accuracy", .number(reports.map(\.accuracy))),
      ("uar", .number(reports.map(\.balancedAccuracy))),
      ("macro_f1", .number(reports.map(\.macro.f1))),
    ])
  }

  // MARK: What is shown

  var line: String {
    "\(title): accuracy \(percent(report.accuracy)), macro F1 \(percent(report.macro.f1)) on "
      + counted(report.count, "row")
  }

  private func percent(_ share: Double) -> String {
    NumberText.text(share, .percent(1)).replacing("%", with: " %")
  }

  func blocks(_ options: ShowOptions) -> [SernbDocument.Block] {
    let percentage = NumberText.text(level, .percent(0)).replacing("%", with: " %")
    let what = drawsGroups ? "speaker or group" : "row"
    var metrics = ShownTable([
      .init("metric", texts: ["accuracy", "UAR", "macro F1"]),
      .init("value", numbers: measured.map(\.interval.value), format: .percent(1)),
      .init("from", numbers: measured.map(\.interval.low), format: .percent(1)),
      .init("to", numbers: measured.map(\.interval.high), format: .percent(1)),
    ])
    metrics.caption = options.caption ?? ""
    let all = report.perClass
    let classes = ShownTable([
      .init("class", texts: all.map(\.name)), .init("rows", counts: all.map(\.support)),
      .init("precision", numbers: all.map(\.scores.precision), format: .percent(1)),
      .init("recall", numbers: all.map(\.scores.recall), format: .percent(1)),
      .init("F1", numbers: all.map(\.scores.f1), format: .percent(1)),
    ])
    var text =
      "\(line). `from` and `to` are the bounds of a \(percentage) bootstrap interval, "
      + "resampled by \(what)."
    if let loss = report.logLoss { text += " Log loss \(NumberText.text(loss, .fixed(3)))." }
    return [.value(Block.Value(text, json: json)), .table(metrics), .table(classes)]
  }

  var json: JSON {
    .object(
      [JSON.Member("model", .string(title))]
        + [
          "accuracy", "uar", "macro_f1", "macro_precision", "macro_recall", "kappa", "matthews",
          "log_loss", "rows", "leaked", "intervals", "classes",
        ].map { JSON.Member($0, member($0)?.json ?? .null) })
  }

  func saved(as ending: String, jobs: Int) async throws -> SavedBytes {
    guard case .object(let object)? = member("predictions"), let table = object as? TableValue
    else { throw RunProblem("learning", "The predictions are no table") }
    return try await table.saved(as: ending, jobs: jobs)
  }

  func equals(_ other: any EngineValue) -> Bool {
    guard let other = other as? EvaluationValue else { return false }
    return title == other.title && predictions == other.predictions && rows == other.rows
      && level == other.level
  }
}
