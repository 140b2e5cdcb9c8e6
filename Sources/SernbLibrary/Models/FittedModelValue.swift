// A fitted model as a value: its training rows, feature importances, and its bytes as a file.

import Basics
import Kernels
import Learning
import SernbDocument
import SernbLanguage
import SernbRuntime
import Tables

/// A classifier: a fitted model or an ensemble.
protocol ClassifierValue: FittedValue {
  /// Such as `random forest`.
  var title: String { get }
  /// The target column of the fit.
  var target: String { get }
  var classes: [String] { get }
  var scoring: Scoring { get }
  /// A score for each class, row by row.
  func scores(_ table: Table, width: Int) async throws -> [Double]
  /// The fitted models behind it.
  var models: [FittedModel] { get }
}

extension ClassifierValue {
  /// Rows of a table that are training rows under other names, recognized by their values.
  func equals(in table: Table, labels: [String?]?) throws -> [EqualRows] {
    guard let labels else { return [] }
    return try learning { () throws(LearningError) in
      var found: [EqualRows] = []
      for model in models {
        guard let digests = model.digests else { continue }
        let features = try table.features(named: model.columns, model: model.kind.title)
        found.append(EqualRows("the model", digests.equals(in: features.rows, labels: labels)))
      }
      return found
    }
  }

  /// Its training rows, including rows of `table` recognized by their values.
  func provenance(among table: Table, labels: [String?]?) throws -> TrainingProvenance {
    let same = Set(try equals(in: table, labels: labels).flatMap(\.equals.same)).sorted()
    return TrainingProvenance(
      provenance.learner, provenance.rows.appending(table.rows.rows(at: same)), role: .prediction)
  }
}

struct FittedModelValue: ClassifierValue {
  static let kind = ObjectKind(
    "fitted model", "A fitted model, with the identities of its training rows.",
    members: [
      TypedName("classes", .list(.text)), TypedName("columns", .list(.text)),
      TypedName("rows", .count), TypedName("settings", .record(nil)),
      TypedName("facts", .record(nil)),
    ], endings: ["sernbmodel"])

  let model: FittedModel

  init(_ model: FittedModel) { self.model = model }

  var title: String { model.kind.title }
  var target: String { model.target }
  var classes: [String] { model.classes }
  var scoring: Scoring { model.predictor.scoring }
  var models: [FittedModel] { [model] }

  func scores(_ table: Table, width: Int) async throws -> [Double] {
    try await model.scores(table, width: width)
  }
  var provenance: TrainingProvenance { TrainingProvenance("the model", model.provenance) }

  func member(_ name: String) -> Value? {
    switch name {
    case "classes": .list(model.classes.map { .text($0) })
    case "columns": .list(model.columns.map { .text($0) })
    case "rows": .count(model.provenance.count)
    case "settings": .record(Record(model.settings.map { ($0.name, $0.value.value) }))
    case "facts": .record(Record(model.predictor.facts.map { ($0.name, .number($0.value)) }))
    default: nil
    }
  }

  var line: String {
    let (rows, columns) = (model.provenance.count, model.columns.count)
    return model.kind.title + EstimatorValue.settingsText(model.kind, model.settings)
      + ", fitted to \(counted(rows, "row")), \(counted(columns, "column")) and "
      + counted(model.classes.count, "class", "classes")
  }

  func blocks(_ options: ShowOptions) -> [SernbDocument.Block] {
    var blocks: [SernbDocument.Block] = [.value(Block.Value(line, json: json))]
    let facts = model.predictor.facts
    if !facts.isEmpty {
      var table = ShownTable([
        .init("fact", texts: facts.map(\.name)),
        .init(
          "value", facts.map { Int(exactly: $0.value).map(ShownCell.count) ?? .number($0.value) }),
      ])
      table.caption = options.caption ?? ""
      blocks.append(.table(table))
    }
    return blocks
  }

  var json: JSON {
    .object(
      ["classes", "rows", "settings", "facts"].map { name in
        JSON.Member(name, member(name)?.json ?? .null)
      } + [JSON.Member("columns", .int(model.columns.count))])
  }

  func saved(as ending: String, jobs: Int) async throws -> SavedBytes {
    SavedBytes(model.bytes, note: "\(title), fitted to \(counted(model.provenance.count, "row"))")
  }

  func equals(_ other: any EngineValue) -> Bool {
    guard let other = other as? FittedModelValue else { return false }
    return model.bytes == other.model.bytes
  }
}

extension SettingValue {
  /// As a value of the language.
  var value: Value {
    switch self {
    case .count(let count): .count(count)
    case .number(let number): .number(number)
    case .flag(let flag): .boolean(flag)
    case .choice(let word): .text(word)
    case .counts(let counts): .list(counts.map { .count($0) })
    case .weights(.equal): .text("equal")
    case .weights(.balanced): .text("balanced")
    case .weights(.named(let named)): .record(Record(named.map { ($0.name, .number($0.weight)) }))
    case .open: .missing
    }
  }
}

/// `a, b and c`.
func listed(_ items: [String]) -> String {
  guard let last = items.last, items.count > 1 else { return items.first ?? "" }
  return items.dropLast().joined(separator: ", ") + " and " + last
}
