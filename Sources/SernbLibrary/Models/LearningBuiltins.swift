// Builtins for learning: splits, oversampling, scalers, `fit`, `transform` and leaks.

internal import Basics
internal import Learning
import SernbDocument
import SernbLanguage
import SernbRuntime
import Tables

enum LearningBuiltins {
  static let all: [Builtin] = [
    fit, folds, identity, leaks, loadScaler, minMaxScaler, oversample, speakers, split,
    standardScaler, transform,
  ]

  static let kinds: [ObjectKind] = [ScalerValue.kind, FittedScalerValue.kind, LeakReportValue.kind]

  static let family = "learning"

  /// A table of four utterances by two speakers, for examples.
  static let example = """
    turns = table(
      turn: [
        "Ses01F_impro01_F000", "Ses01F_impro01_M000", "Ses01F_impro01_F001",
        "Ses01F_impro01_M001"],
      label: ["ang", "sad", "ang", "sad"], rmse: [1, 2, 3, 5]) |> identify(utterance: .turn)

    """
}

// MARK: Fitting

/// Settings that `fit` can fit to a table.
protocol FittableValue: EngineValue {
  /// The result of fitting to `table`. `call` holds the other arguments of `fit`.
  func fitted(on table: Table, _ call: Call) async throws -> Value
}

/// A fitted value. It knows its training rows, for the leak guard.
protocol FittedValue: EngineValue {
  var provenance: TrainingProvenance { get }
}

/// A fitted value that transforms columns of a table.
protocol Transformer: FittedValue {
  func transformed(_ table: Table, _ call: Call) async throws -> Table
}

extension LearningBuiltins {
  /// Each kind of settings with the kind that `fit` returns for it.
  static let estimators: [(settings: ObjectKind, fitted: ObjectKind)] = [
    (ScalerValue.kind, FittedScalerValue.kind), (EstimatorValue.kind, FittedModelValue.kind),
    (TfidfValue.kind, FittedTfidfValue.kind),
  ]

  /// The kinds that `transform` applies.
  static let transformers: [ObjectKind] = [FittedScalerValue.kind, FittedTfidfValue.kind]

  static let fit = Builtin(
    "fit", "Fits an estimator to a table; the result remembers its training rows.",
    family: family,
    [
      .subject(
        "estimator", of: estimators.map { .object($0.settings) },
        "Settings, such as `random_forest(n_estimators: 300)`."),
      .table("The training rows."),
      .column(
        "target", "For models: the column of classes; `label` when left out.", isOptional: true),
      .columns(
        "features",
        "For models: the feature columns, such as those from `select_features`; all numbers and terms when left out.",
        isOptional: true), .seed,
    ],
    giving: { facts in
      let type = facts.type("estimator")
      return estimators.first { type == .object($0.settings) }.map { .object($0.fitted) }
        ?? .unknown
    },
    examples: [
      .init(
        "\(example)min_max_scaler(columns: [.rmse]) |> fit(turns)",
        shows: """
          column  minimum  range
          ──────  ───────  ─────
          rmse          1      4
          min-max scaler to 0 .. 1 of 1 column, fitted to 4 rows
          """)
    ], origin: .builtin
  ) { call in
    guard case .object(let object) = try call.value("estimator"),
      let estimator = object as? any FittableValue
    else {
      throw RunProblem.wrongType(
        try call.value("estimator"), wanted: "an estimator, such as `random_forest()`",
        argument: "estimator")
    }
    return try await estimator.fitted(on: try call.table("table"), call)
  }

  static let transform = Builtin(
    "transform",
    "The table transformed by a fitted scaler or vocabulary.",
    family: family,
    [.table(), .subject("fitted", of: transformers.map { .object($0) }, "The result of `fit`.")],
    giving: { facts in
      guard facts.type("fitted") == .object(FittedScalerValue.kind),
        let schema = facts.schema("table")
      else { return .anyTable }
      // Which columns it changes is only known once it is fitted; scaled columns lose their unit.
      return .table(
        Schema(
          schema.columns.map { column in
            if case .number(let unit) = column.type, unit != .plain {
              return TypedName(column.name, .anyNumber)
            }
            return column
          }))
    },
    examples: [
      .init(
        "\(example)(turns |> transform(fit(min_max_scaler(), turns))).rmse",
        shows: "[0, 0.25, 0.5, 1]")
    ]
  ) { call in
    guard case .object(let object) = try call.value("fitted"),
      let fitted = object as? any Transformer
    else {
      throw RunProblem.wrongType(
        try call.value("fitted"), wanted: "a fitted scaler or a vocabulary", argument: "fitted")
    }
    return .table(try await fitted.transformed(try call.table("table"), call))
  }
}

extension LearningError {
  var problem: RunProblem {
    if case .table(let error) = self { return error.problem }
    var problem = RunProblem("learning", withoutStop(message))
    if case .missing(what: "speaker", _, _) = self {
      problem.hint = "Say who spoke: `identify(utterance: .turn, speaker: .speaker)`."
    }
    return problem
  }
}

/// Runs a verb of `Learning`, turning its errors into problems of the notebook.
func learning<T>(_ body: () throws(LearningError) -> T) throws(RunProblem) -> T {
  do { return try body() } catch { throw error.problem }
}
