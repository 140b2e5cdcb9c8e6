// A fitted model as a value: what it has learnt from, how much each column matters, and its bytes as a file.

import Basics
import Kernels
import Learning
import SernbDocument
import SernbLanguage
import SernbRuntime
import Tables

/// What predicts classes: a fitted model, or several of them together.
protocol ClassifierValue: FittedObject {
  /// Such as `random forest`.
  var title: String { get }
  /// The column of classes that it was fitted to.
  var target: String { get }
  var classes: [String] { get }
  var scoring: Scoring { get }
  /// Row by row a score for each class.
  func scores(_ table: Table, width: Int) async throws -> [Double]
  /// The fitted models that answer.
  var models: [FittedModel] { get }
}

extension ClassifierValue {
  /// Rows of a table that the models have learnt from under other names, as far as what they hold says so.
  func equals(in table: Table, labels: [String?]?) throws -> [EqualRows] {
    guard let labels else { return [] }
    return try learning { () throws(LearningError) in
      var found: [EqualRows] = []
      for model in models {
        guard let digests = model.digests else { continue }
        let features = try table.features(named: model.columns, model: model.kind.title)
        found.append(
          EqualRows("the model", digests.equals(in: features.rows, labels: labels)))
      }
      return found
    }
  }

  /// What it has learnt from, and which rows of `table` are among that.
  func seen(among table: Table, labels: [String?]?) throws -> LearntRows {
    let same = Set(try equals(in: table, labels: labels).flatMap(\.equals.same)).sorted()
    return LearntRows(
      seen.learner, seen.rows.appending(table.rows.rows(at: same)), role: .prediction)
  }
}

struct FittedModelValue: ClassifierValue {
  static let kind = ObjectKind(
    "fitted model", "A model that has learnt, and the rows that it has learnt from.",
    members: [
      TypedName("classes", .list(.text)), TypedName("columns", .list(.text)),
      TypedName("rows", .count), TypedName("settings", .record(nil)),
      TypedName("facts", .record(nil)),
    ], endings: ["sernbmodel"])

  let model: FittedModel

  init(_ model: FittedModel) { self.model = model }

  var kind: ObjectKind { Self.kind }
  var title: String { model.kind.title }
  var target: String { model.target }
  var classes: [String] { model.classes }
  var scoring: Scoring { model.learnt.scoring }
  var models: [FittedModel] { [model] }

  func scores(_ table: Table, width: Int) async throws -> [Double] {
    try await model.scores(table, width: width)
  }
  var seen: LearntRows { LearntRows("the model", model.seen) }

  func member(_ name: String) -> Value? {
    switch name {
    case "classes": .list(model.classes.map { .text($0) })
    case "columns": .list(model.columns.map { .text($0) })
    case "rows": .count(model.seen.count)
    case "settings": .record(Record(model.settings.map { ($0.name, $0.value.value) }))
    case "facts": .record(Record(model.learnt.facts.map { ($0.name, .number($0.value)) }))
    default: nil
    }
  }

  var line: String {
    let (rows, columns) = (model.seen.count, model.columns.count)
    return model.kind.title + EstimatorValue.words(model.kind, model.settings)
      + ", learnt from \(counted(rows, "row")), \(counted(columns, "column")) and "
      + counted(model.classes.count, "class", "classes")
  }

  func blocks(_ options: ShowOptions) -> [SernbDocument.Block] {
    var blocks: [SernbDocument.Block] = [.value(Block.Value(line, json: json))]
    let facts = model.learnt.facts
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

  func saved(as ending: String) async throws -> SavedBytes {
    SavedBytes(model.bytes, note: "\(title), learnt from \(counted(model.seen.count, "row"))")
  }

  func equals(_ other: any NotebookObject) -> Bool {
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
    case .weights(.named(let named)):
      .record(Record(named.map { ($0.name, .number($0.weight)) }))
    case .open: .missing
    }
  }
}

/// `a, b and c`.
func listed(_ items: [String]) -> String {
  guard let last = items.last, items.count > 1 else { return items.first ?? "" }
  return items.dropLast().joined(separator: ", ") + " and " + last
}
