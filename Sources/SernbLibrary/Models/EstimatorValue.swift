// An estimator as a value: settings of a model, for `fit`, `cross_validate` and `grid_search`.

import Learning
import SernbDocument
import SernbLanguage
import SernbRuntime
import Tables

struct EstimatorValue: FittableValue {
  static let kind = ObjectKind("estimator", "Settings of a model, to be fitted by `fit`.")

  let model: ModelKind
  /// Every setting, in the kind's order.
  let settings: [(name: String, value: SettingValue)]
  /// The rows used to choose the settings, for the leak guard.
  let choices: [TrainingProvenance]

  init(
    _ model: ModelKind, _ settings: [(name: String, value: SettingValue)],
    choices: [TrainingProvenance] = []
  ) {
    self.model = model
    self.settings = settings
    self.choices = choices
  }

  var line: String { model.title + EstimatorValue.settingsText(model, settings) }

  /// The settings that differ from their defaults, as an ending of the model's title.
  static func settingsText(_ model: ModelKind, _ settings: [(name: String, value: SettingValue)])
    -> String
  {
    let defaults = Dictionary(
      model.settings.map { ($0.name, $0.defaultValue) }, uniquingKeysWith: { first, _ in first })
    let changed = settings.filter { defaults[$0.name] != $0.value }
    if changed.isEmpty { return model.settings.isEmpty ? "" : " with default settings" }
    return " with " + changed.map { "\($0.name) \($0.value.text)" }.joined(separator: ", ")
  }

  var estimator: any Learning.Estimator {
    get throws { try learning { () throws(LearningError) in try model.estimator(settings) } }
  }

  func fitted(on table: Table, _ call: Call) async throws -> Value {
    let target = try call.target(of: table)
    let rows = try call.trainingRows(table, target: target)
    noteCopies(table, call)
    let provenance = table.rows.adding(provenance: chosen(besides: table.rows, call))
    return .object(
      FittedModelValue(
        try await fit(rows, target: target, provenance: provenance, call, seed: try call.seed())))
  }

  /// The rows used to choose settings and columns. A choice by the training rows themselves adds none.
  func chosen(besides own: RowIdentities, _ call: Call) -> [TrainingProvenance] {
    let own = own.withoutLearners
    return choices.with(call.choices(["features"])).filter { $0.rows != own }
  }

  /// A score on rows held out inside a fit is too good if copies of them are training rows. Boosting keeps
  /// equal rows together when it holds some out, so it needs no such note.
  private func noteCopies(_ table: Table, _ call: Call) {
    let flags = settings.filter { $0.value == .flag(true) }.map(\.name)
    let score: String? =
      flags.contains("oob_score")
      ? "its out-of-bag score"
      : flags.contains("early_stopping") ? "the score by which it stops" : nil
    guard let score, Set(table.rows.utterances).count < table.rowCount else { return }
    call.context.note(
      Note(
        .init(
          .caution,
          "The training rows of the \(model.title) contain copies: \(score) is too optimistic, because held-out rows have copies among the others."
        )))
  }

  /// Fits to rows, reporting progress, and notes warnings below the cell. A fit that a killed run left
  /// unfinished, or finished, is resumed.
  func fit(
    _ rows: TrainingRows, target: String, provenance: RowIdentities, _ call: Call, seed: UInt64
  ) async throws -> FittedModel {
    let slot = call.context.slot(for: "\(line), target \(target), seed \(seed)")
    let left = slot?.left()
    if let left, left.isDone, let model = try? FittedModel(bytes: left.bytes) {
      return noted(model, call)
    }
    try call.expect(
      bytes: estimator.bytes(columns: rows.columns.count, classes: rows.classes.count))
    let context = FitContext(
      seed: seed, width: call.jobs, progress: call.context.progress,
      checkpoint: slot.map { slot in
        Checkpoint(
          saved: left.flatMap { $0.isDone ? nil : $0.bytes }, isDue: { slot.isDue($0) },
          save: { try slot.save($0) })
      })
    let fitted = try await learning {
      try await estimator.fit(rows, target: target, provenance: provenance, context)
    }
    slot?.finish(fitted.bytes)
    return noted(fitted, call)
  }

  /// Notes warnings of the fit below the cell.
  private func noted(_ fitted: FittedModel, _ call: Call) -> FittedModel {
    for remark in fitted.predictor.remarks {
      call.context.note(Note(.init(.warning, "The \(model.title): \(remark)")))
    }
    return fitted
  }

  func equals(_ other: any EngineValue) -> Bool {
    guard let other = other as? EstimatorValue else { return false }
    return model.name == other.model.name && choices == other.choices
      && settings.elementsEqual(other.settings) { $0.name == $1.name && $0.value == $1.value }
  }
}

extension Call {
  /// The target column: the one named, else `label`.
  func target(of table: Table) throws -> String {
    if let named = optionalColumns("target")?.first { return named }
    if table.has("label") { return "label" }
    throw RunProblem(
      "missing-argument", "`\(signature.name)` needs `target`: which column holds the classes",
      hint:
        "Such as `target: .emotion`; the table has \(table.names.map { "`\($0)`" }.joined(separator: ", "))."
    )
  }

  /// The rows of a table with their classes, of the columns in `features` or of all numeric and term columns.
  func trainingRows(_ table: Table, target: String) throws -> TrainingRows {
    let named = optionalColumns("features")
    return try learning { () throws(LearningError) in
      let features =
        if let named { try table.features(named: named, model: "model") } else {
          try table.features(except: [target])
        }
      return try TrainingRows(
        features.rows, columns: features.columns, labels: table.labels(target))
    }
  }
}

/// Runs asynchronous code of `Learning`, turning its errors into problems of the notebook.
func learning<T>(_ body: () async throws -> T) async throws -> T {
  do { return try await body() } catch let error as LearningError { throw error.problem }
}
