// Builtins for model selection: cross-validation, grid search and ensembles.
//
// Both take the list that `folds` makes, so that folds are defined in one place; transformers that must be fitted to
// train rows alone (scalers, vocabularies) are given as `prepare` and fitted again in each fold.

import Basics
import Learning
import SernbDocument
import SernbLanguage
import SernbRuntime
import Tables

enum SelectionBuiltins {
  static let all: [Builtin] = [crossValidate, ensemble, gridSearch, loadEnsemble]

  static let kinds: [ObjectKind] = [EnsembleValue.kind, GridSearchValue.kind]

  static let family = "evaluation"

  private static let foldParameters: [Parameter] = [
    Parameter(
      "folds", .value(.list(.record(nil))),
      "The result of `folds`: a list of records with the tables `train` and `test`.", isNamed: false
    ),
    .column("target", "The column of classes; `label` when left out.", isOptional: true),
    .columns(
      "features", "The feature columns; all numbers and terms when left out.",
      isOptional: true),
    Parameter(
      "prepare", .value(.list(.unknown)),
      "Scalers and vectorizers, fitted to the training rows of each fold and applied to both sides, in order.",
      isOptional: true),
  ]

  static let crossValidate = Builtin(
    "cross_validate",
    "How well a model does on held-out folds, overall and per fold.",
    family: family,
    [.subject("estimator", .object(EstimatorValue.kind), "Settings, such as `random_forest()`.")]
      + foldParameters + EvaluationBuiltins.intervalParameters,
    gives: .object(EvaluationValue.kind),
    examples: [
      .init(
        """
        \(ModelBuiltins.example)threefold = folds(turns, k: 3, stratify: .label, seed: 1)
        cross_validate(naive_bayes(), threefold, prepare: [min_max_scaler()]).folds
        """,
        shows: """
          fold  rows  accuracy  uar  macro_f1
          ────  ────  ────────  ───  ────────
             1     2         1    1         1
             2     2       0.5  0.5  0.333333
             3     2       0.5  0.5  0.333333
          """)
    ], origin: .builtin
  ) { call in
    let value = try call.object("estimator", as: EstimatorValue.self)
    let folds = try await PreparedFolds(call, of: value)
    let leaked = try folds.checkLeaks(call)
    let seed = try call.seed()
    let context = FitContext(seed: seed, width: call.jobs, progress: call.context.progress)
    let result = try await learning {
      try await value.estimator.crossValidate(
        folds.sides, folds: folds.indices, context,
        checkpoints: call.foldCheckpoints(
          folds.sides.count, "cross_validate \(value.line), seed \(seed)"))
    }
    return .object(
      try await call.evaluation(
        of: value.model.title, result.predictions, rows: folds.rows, leaked: leaked,
        folds: folds.indices.map(\.test)))
  }

  static let gridSearch = Builtin(
    "grid_search",
    "Every combination of given values of settings, evaluated on folds, and the best as settings.",
    family: family,
    [
      .subject(
        "estimator", .object(EstimatorValue.kind), "The other settings, such as `random_forest()`.")
    ] + foldParameters + [
      Parameter(
        "over", .value(.record(nil)),
        "The values of each setting: `{max_depth: [3, 5, 7], n_estimators: [100, 300]}`."
      ).formerly(keys: ModelKind.formerSettings),
      .choice(
        "metric", "The metric to optimize, averaged over the folds.",
        Metric.allCases.map(\.rawValue)), .seed,
    ], gives: .object(GridSearchValue.kind),
    examples: [
      .init(
        """
        \(ModelBuiltins.example)threefold = folds(turns, k: 3, stratify: .label, seed: 1)
        grid_search(naive_bayes(), threefold, over: {alpha: [0.5, 1]}).best
        """, shows: "multinomial naive Bayes with alpha 0.5")
    ], origin: .builtin
  ) { call in
    let value = try call.object("estimator", as: EstimatorValue.self)
    guard case .record(let record) = try call.value("over") else {
      throw RunProblem.wrongType(try call.value("over"), wanted: "a record", argument: "over")
    }
    let axes = try record.fields.map { name, values in try axis(name, values, of: value.model) }
    let folds = try await PreparedFolds(call, of: value)
    _ = try folds.checkLeaks(call)
    let metric = Metric(rawValue: try call.text("metric")) ?? .accuracy
    let names = axes.map { value.model.setting($0.name)?.name ?? $0.name }
    let fixed = value.settings.filter { !names.contains($0.name) }
    let search = GridSearch(value.model, axes, fixed: fixed, metric: metric)
    let seed = try call.seed()
    let context = FitContext(seed: seed, width: call.jobs, progress: call.context.progress)
    let outcome = try await learning {
      try await search.run(
        folds.sides, context,
        checkpoints: call.foldCheckpoints(
          try search.fits(folds: folds.sides.count), "grid_search \(value.line), seed \(seed)"))
    }
    return .object(
      GridSearchValue(model: value.model, fixed: fixed, outcome: outcome, judges: folds.judges))
  }

  private static func axis(
    _ name: String, _ values: Value, of model: ModelKind
  ) throws -> GridSearch.Axis {
    guard let form = model.setting(name) else {
      throw RunProblem(
        "unknown-argument", "A \(model.title) has no setting `\(name)`", argument: "over",
        hint: NearestNames.hint(for: name, among: model.settings.map(\.name)))
    }
    guard case .list(let items) = values else {
      throw RunProblem.wrongType(
        values, wanted: "a list of values to try for `\(name)`", argument: "over")
    }
    return GridSearch.Axis(
      name, try items.map { try ModelBuiltins.settingValue(form, $0, argument: "over") })
  }

  static let ensemble = Builtin(
    "ensemble", "Fitted models combined by the mean of their probabilities.",
    family: ModelBuiltins.family,
    [
      .subject("models", .list(.object(FittedModelValue.kind)), "Models with the same classes."),
      Parameter(
        "weights", .value(.list(.count)), "The weight of each model; all equal when left out.",
        isOptional: true),
    ], gives: .object(EnsembleValue.kind),
    examples: [
      .init(
        """
        \(ModelBuiltins.example)train = turns |> head(4)
        both = ensemble([fit(naive_bayes(), train), fit(majority(), train)], weights: [3, 1])
        both
        """, shows: "ensemble of multinomial naive Bayes (75 %) and majority baseline (25 %)")
    ]
  ) { call in
    let models = try call.list("models").map { item in
      guard case .object(let object) = item, let value = object as? FittedModelValue else {
        throw RunProblem.wrongType(item, wanted: "fitted models in the list", argument: "models")
      }
      return value.model
    }
    var weights: [Double]?
    if call.optional("weights") != nil {
      weights = try call.list("weights").map { item in
        guard case .number(let number, .plain) = item else {
          throw RunProblem.wrongType(item, wanted: "numbers in the list", argument: "weights")
        }
        return number
      }
    }
    return .object(
      EnsembleValue(
        ensemble: try learning { () throws(LearningError) in
          try Ensemble(models, weights: weights)
        }))
  }

  static let loadEnsemble = Builtin(
    "load_ensemble", "An ensemble from a file that `save` wrote, on any machine.",
    family: ModelBuiltins.family,
    [Parameter("file", .file, "The path of the file.", isNamed: false)],
    gives: .object(EnsembleValue.kind),
    examples: [
      .init(
        "load_ensemble(\"data/both.sernbensemble\")",
        shows: "ensemble of majority baseline (50 %) and majority baseline (50 %)")
    ]
  ) { call in
    let bytes = try call.bytes("file")
    return .object(
      EnsembleValue(
        ensemble: try learning { () throws(LearningError) in try Ensemble(bytes: bytes) }))
  }
}

extension Call {
  /// Checkpoints for this many fits on folds; none without a store.
  fileprivate func foldCheckpoints(_ count: Int, _ name: String) -> [FoldCheckpoint] {
    (0..<count).compactMap { fold in
      guard let slot = context.slot(for: "\(name), fit \(fold)") else { return nil }
      let left = slot.left()
      return FoldCheckpoint(
        left: left.flatMap { $0.isDone ? Predictions(stored: $0.bytes) : nil },
        checkpoint: Checkpoint(
          saved: left.flatMap { $0.isDone ? nil : $0.bytes }, isDue: { slot.isDue($0) },
          save: { try slot.save($0) }), finish: { slot.finish($0.stored) })
    }
  }
}

extension Predictions {
  fileprivate var stored: [UInt8] {
    var writer = ByteWriter()
    encode(into: &writer)
    return writer.bytes
  }

  fileprivate init?(stored bytes: [UInt8]) {
    var reader = ByteReader(bytes)
    guard let found = try? Predictions(from: &reader), (try? reader.end()) != nil else {
      return nil
    }
    self = found
  }
}
