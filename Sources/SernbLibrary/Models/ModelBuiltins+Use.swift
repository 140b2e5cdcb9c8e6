// Builtins for fitted models: predict, importances, feature selection, loading from a file.

import Learning
import SernbDocument
import SernbLanguage
import SernbRuntime
import Tables

extension ModelBuiltins {
  /// The kinds that predict.
  static let classifiers: [Type] = [.object(FittedModelValue.kind), .object(EnsembleValue.kind)]

  static let predict = Builtin(
    "predict",
    "The table with the predicted class of each row, and on request its probabilities.",
    family: family,
    [
      .subject("model", of: classifiers, "The result of `fit`."),
      .table("Rows with the columns that the model was fitted to."),
      .flag("probabilities", "Whether a column `p_CLASS` is added for each class."),
    ],
    giving: { facts in
      guard let schema = facts.schema("table") else { return .anyTable }
      if facts["probabilities"]?.constant != .boolean(false) { return .anyTable }
      return .table(schema.setting("predicted", to: .text))
    },
    examples: [
      .init(
        "\(example)majority() |> fit(turns |> head(3)) |> predict(turns |> tail(2), probabilities: true)",
        shows: """
          turn  label  rmse  pitch  predicted     p_ang     p_sad
          ────  ─────  ────  ─────  ─────────  ────────  ────────
          f5    ang     0.7    220  ang        0.666667  0.333333
          f6    sad     0.2    170  ang        0.666667  0.333333
          """)
    ]
  ) { call in
    let model = try call.classifier("model")
    let table = try call.table("table")
    let scores = try await learning { try await model.scores(table, width: call.jobs) }
    let count = model.classes.count
    let predicted = FittedModel.winners(scores, classes: count).map { model.classes[Int($0)] }
    var result = try verb { () throws(TableError) in try table.with("predicted", .text(predicted)) }
    if try call.flag("probabilities") {
      guard model.scoring == .probabilities else {
        throw RunProblem(
          "learning", "A \(model.title) gives margins, not probabilities",
          argument: "probabilities",
          hint: "Leave `probabilities` out, or use a model such as `logistic_regression`.")
      }
      for (index, name) in model.classes.enumerated() {
        let column = stride(from: index, to: scores.count, by: count).map { scores[$0] }
        result = try verb { () throws(TableError) in try result.with("p_\(name)", .number(column)) }
      }
    }
    let labels = table.has(model.target) ? try? table.labels(model.target) : nil
    let provenance = try model.provenance(among: table, labels: labels ?? nil)
    let shared = provenance.rows.shared(with: table.rows)
    if shared > 0 { call.context.note(.prediction(shared)) }
    let rows = result.rows.adding(provenance: [provenance])
    return .table(try verb { () throws(TableError) in try result.with(rows: rows) })
  }

  static let importance = Builtin(
    "importance", "The importance of each column to a fitted model, the most important first.",
    family: family,
    [
      .subject("model", of: [.object(FittedModelValue.kind)], "The result of `fit`."),
      .text(
        "importance_type", "Such as \"impurity\" or \"gain\"; the model's usual one when empty.", ""
      ).formerly("sense"),
    ], gives: .table(Schema([TypedName("column", .text), TypedName("importance", .anyNumber)])),
    examples: [
      .init(
        "\(example)importance(fit(gradient_boosting(), turns)).column",
        shows: "[\"rmse\", \"pitch\"]")
    ]
  ) { call in
    let model = try call.object("model", as: FittedModelValue.self).model
    let values = try call.importance(of: model, sense: try call.text("importance_type"))
    let order = values.indices.sorted { (values[$1], $0) < (values[$0], $1) }
    return .table(
      try verb { () throws(TableError) in
        try Table(
          [
            ("column", .text(order.map { model.columns[$0] })),
            ("importance", .number(order.map { values[$0] })),
          ],
          rows: RowIdentities(count: order.count, source: "importance")
            .adding(provenance: [.choice(ofColumnsBy: model.provenance)]))
      })
  }

  static let selectFeatures = Builtin(
    "select_features", "The names of the most important columns of a fitted model.",
    family: family,
    [
      .subject("model", of: [.object(FittedModelValue.kind)], "The result of `fit`."),
      .count("top", "How many columns.", 10, in: 1...10_000_000),
      .text(
        "importance_type", "Such as \"impurity\" or \"gain\"; the model's usual one when empty.", ""
      ).formerly("sense"),
    ], gives: .list(.text),
    examples: [
      .init(
        """
        \(example)first_fit = fit(gradient_boosting(), turns)
        best = select_features(first_fit, top: 1)
        fit(naive_bayes(), turns, features: best).columns
        """, shows: "[\"rmse\"]")
    ], origin: .builtin
  ) { call in
    let model = try call.object("model", as: FittedModelValue.self).model
    call.add(origin: RowOrigin(provenance: [].with([.choice(ofColumnsBy: model.provenance)])))
    let values = try call.importance(of: model, sense: try call.text("importance_type"))
    let order = values.indices.sorted { (values[$1], $0) < (values[$0], $1) }
    let top = try call.whole("top")
    // In the order of the table, so that the same columns give the same model however they were ranked.
    return .list(order.prefix(top).sorted().map { .text(model.columns[$0]) })
  }

  static let loadModel = Builtin(
    "load_model", "A fitted model from a file that `save` wrote, on any machine.",
    family: family, [Parameter("file", .file, "The path of the file.", isNamed: false)],
    gives: .object(FittedModelValue.kind),
    examples: [
      .init(
        "load_model(\"data/baseline.sernbmodel\")",
        shows: "majority baseline, fitted to 2 rows, 1 column and 2 classes")
    ]
  ) { call in
    let bytes = try call.bytes("file")
    return .object(
      FittedModelValue(try learning { () throws(LearningError) in try FittedModel(bytes: bytes) }))
  }
}

extension TrainingProvenance {
  /// Columns chosen by their importance to a model carry information about its training rows.
  static func choice(ofColumnsBy rows: RowIdentities) -> TrainingProvenance {
    TrainingProvenance("the choice of columns", rows, role: .choice)
  }
}

extension Call {
  func classifier(_ name: String) throws -> any ClassifierValue {
    guard case .object(let object) = try value(name), let model = object as? any ClassifierValue
    else { throw RunProblem.wrongType(try value(name), wanted: "a fitted model", argument: name) }
    return model
  }

  func importance(of model: FittedModel, sense: String) throws -> [Double] {
    let known = model.predictor.importances
    guard let first = known.first else {
      throw RunProblem(
        "learning", "A \(model.kind.title) has no feature importances",
        argument: "model", hint: "Use `permutation_importance`, which works for every model.")
    }
    if sense.isEmpty { return first.values }
    guard let found = known.first(where: { $0.sense == sense }) else {
      throw RunProblem(
        "not-a-choice", "A \(model.kind.title) knows no importance by \"\(sense)\"",
        argument: "importance_type",
        hint: "Choose one of \(known.map { "\"\($0.sense)\"" }.joined(separator: ", ")).")
    }
    return found.values
  }
}
