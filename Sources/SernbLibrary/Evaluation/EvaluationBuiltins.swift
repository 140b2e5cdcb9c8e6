// Builtins for evaluation: evaluate, compare, tables of scores, confusion matrices, permutation importance.

import Basics
import Learning
import SernbDocument
import SernbLanguage
import SernbRuntime
import Tables

enum EvaluationBuiltins {
  static let all: [Builtin] = [compare, confusionMatrix, evaluate, permutationImportance, scores]

  static let kinds: [ObjectKind] = [EvaluationValue.kind, ComparisonValue.kind]

  static let family = "evaluation"

  private static let evaluation = Type.object(EvaluationValue.kind)

  /// The parameters of intervals, for every builtin that evaluates.
  static let intervalParameters: [Parameter] = [
    .number(
      "confidence_level", "The share of resamples inside each interval.", 0.95, in: 0.5...0.999
    ).formerly("level"),
    .count("n_resamples", "How often rows are resampled for the intervals.", 1000, in: 10...100_000)
      .formerly("resamples"),
    .flag(
      "draw_speakers",
      "Whether the intervals resample whole speakers, which shows how a model does on new speakers."
    ),
    .choice(
      "zero_division",
      "The value of an undefined ratio (0/0), such as the precision of a class that was never predicted: \"nan\" leaves it out of means.",
      ZeroDivision.allCases.map(\.rawValue)), .seed,
  ]

  static let evaluate = Builtin(
    "evaluate",
    "How well a model does on rows that it was not trained on: metrics with confidence intervals, and per class.",
    family: family,
    [
      .subject("model", of: ModelBuiltins.classifiers, "The result of `fit`."),
      .table("Rows with their classes."),
      .column(
        "target", "The column of classes; the target of the fit when left out.",
        isOptional: true),
    ] + intervalParameters, gives: evaluation,
    examples: [
      .init(
        """
        \(ModelBuiltins.example)model = fit(naive_bayes(), turns |> head(4))
        evaluate(model, turns |> tail(2)).accuracy
        """, shows: "0.5")
    ]
  ) { call in
    let model = try call.classifier("model")
    let table = try call.table("table")
    let target = call.optionalColumns("target")?.first ?? model.target
    let labels = try learning { () throws(LearningError) in try table.labels(target) }
    let leaked = try LeakGuard(
      [model.provenance], test: table.rows, labels: labels,
      columns: model.models.flatMap(\.columns),
      target: target, equal: try model.equals(in: table, labels: labels)
    ).check(call)
    let scores = try await learning { try await model.scores(table, width: call.jobs) }
    let predictions = try learning { () throws(LearningError) in
      try Predictions(truth: labels, scores: scores, classes: model.classes, scoring: model.scoring)
    }
    return .object(
      try await call.evaluation(of: model.title, predictions, rows: table.rows, leaked: leaked))
  }

  static let scores = Builtin(
    "scores", "A table of evaluations, one named row each.",
    family: family, rest: .value(evaluation),
    gives: .table(
      Schema([TypedName("model", .text)] + scoreColumns.map { TypedName($0.name, .count) })),
    examples: [
      .init(
        """
        \(ModelBuiltins.example)train = turns |> head(4)
        test = turns |> tail(2)
        nb = evaluate(fit(naive_bayes(), train), test)
        base = evaluate(fit(majority(), train), test)
        scores(NB: nb, baseline: base) |> select([.model, .accuracy, .macro_f1])
        """,
        shows: """
          model     accuracy  macro_f1
          ────────  ────────  ────────
          NB             0.5  0.333333
          baseline       0.5  0.333333
          """)
    ]
  ) { call in
    var values: [(name: String, value: EvaluationValue)] = []
    for (name, argument) in call.rest {
      guard case .value(.object(let object)) = argument, let value = object as? EvaluationValue
      else { throw RunProblem("wrong-type", "`\(name)` must be an evaluation", argument: name) }
      values.append((name, value))
    }
    guard !values.isEmpty else {
      throw RunProblem("missing-argument", "`scores` needs evaluations, such as `RF: forest`")
    }
    let columns = scoreColumns.map { column in
      (name: column.name, column: Column.number(values.map { column.value($0.value) }))
    }
    return .table(
      try verb { () throws(TableError) in
        try Table(
          [("model", .text(values.map(\.name)))] + columns,
          rows: RowIdentities(count: values.count, source: "scores"))
      })
  }

  private static let scoreColumns: [(name: String, value: @Sendable (EvaluationValue) -> Double)] =
    [
      ("accuracy", { $0.report.accuracy }), ("accuracy_low", { $0.intervals.accuracy.low }),
      ("accuracy_high", { $0.intervals.accuracy.high }),
      ("macro_f1", { $0.report.macro.f1 }), ("macro_precision", { $0.report.macro.precision }),
      ("macro_recall", { $0.report.macro.recall }), ("uar", { $0.report.balancedAccuracy }),
      ("rows", { Double($0.report.count) }),
    ]

  static let compare = Builtin(
    "compare",
    "Whether two models differ significantly on the same rows, by McNemar's test.",
    family: family,
    [
      .subject("first", evaluation, "The evaluation of one model."),
      .subject("second", evaluation, "The evaluation of the other."),
    ], gives: .object(ComparisonValue.kind),
    examples: [
      .init(
        """
        \(ModelBuiltins.example)train = turns |> head(4)
        test = turns |> tail(2)
        nb = evaluate(fit(naive_bayes(), train), test)
        compare(nb, evaluate(fit(majority(), train), test)).p_value
        """, shows: "1")
    ]
  ) { call in
    let first = try call.object("first", as: EvaluationValue.self)
    let second = try call.object("second", as: EvaluationValue.self)
    guard first.rows.utterances == second.rows.utterances, first.rows.copies == second.rows.copies
    else {
      throw RunProblem(
        "learning", "The two evaluations are of different rows, so that no row can be compared",
        argument: "second", hint: "Evaluate both models on the same table.")
    }
    return .object(
      ComparisonValue(
        first: first, second: second,
        test: try learning { () throws(LearningError) in
          try McNemar(first.predictions, second.predictions)
        }))
  }

  static let confusionMatrix = Builtin(
    "confusion_matrix",
    "A confusion matrix: true classes in rows, predicted classes in columns, colored by the share of the true class.",
    family: FigureBuiltins.family,
    [
      .subject("evaluation", evaluation, "The result of `evaluate` or `cross_validate`."),
      .flag("shares", "Whether each count shows its share of the row.", true),
      FigureBuiltins.title,
    ], gives: FigureBuiltins.figure,
    examples: [
      .init(
        """
        \(ModelBuiltins.example)model = fit(majority(), turns |> head(3))
        confusion_matrix(evaluate(model, turns |> tail(3)))
        """,
        shows:
          "figure: majority baseline. Confusion matrix. Recalled: ang 100%, sad 0%."
      )
    ]
  ) { call in
    let value = try call.object("evaluation", as: EvaluationValue.self)
    let matrix = ConfusionMatrix(value.predictions)
    let showsShares = try call.flag("shares")
    let title = try call.title(value.title)
    let positions = matrix.classes.indices
    return try drawn { () throws(FigureProblem) in
      try Figure.confusionMatrix(
        matrix.classes, counts: positions.map { truth in positions.map { matrix[truth, $0] } },
        showsShares: showsShares, title: title)
    }
  }

  static let permutationImportance = Builtin(
    "permutation_importance",
    "How much worse a model does when a column is shuffled, the most important column first.",
    family: family,
    [
      .subject("model", .object(FittedModelValue.kind), "The result of `fit`."),
      .table("Rows with their classes, preferably not training rows."),
      .columns("columns", "The columns to shuffle; all when left out.", isOptional: true),
      .choice("metric", "The metric that is measured.", Metric.allCases.map(\.rawValue)),
      .count("n_repeats", "How often each column is shuffled.", 5, in: 1...1000)
        .formerly("repeats"), .seed,
    ],
    gives: .table(
      Schema([
        TypedName("column", .text), TypedName("importance", .count), TypedName("std", .count),
      ])),
    examples: [
      .init(
        """
        \(ModelBuiltins.example)model = fit(majority(), turns)
        permutation_importance(model, turns)
        """,
        shows: """
          column  importance  std
          ──────  ──────────  ───
          rmse             0    0
          pitch            0    0
          """)
    ]
  ) { call in
    let model = try call.object("model", as: FittedModelValue.self).model
    let table = try call.table("table")
    let metric = Metric(rawValue: try call.text("metric")) ?? .accuracy
    let repeats = try call.whole("n_repeats")
    let (names, seed) = (call.optionalColumns("columns"), try call.seed())
    let found = try await learning {
      let features = try table.features(named: model.columns, model: model.kind.title)
      let labels = try table.labels(model.target)
      let unknown = (names ?? []).filter { !features.columns.contains($0) }
      if !unknown.isEmpty {
        throw LearningError.columns(missing: unknown, extra: [], model: model.kind.title)
      }
      return try await PermutationImportance(metric: metric, repeats: repeats).measure(
        model, features.rows, truth: labels,
        columns: names?.compactMap { features.columns.firstIndex(of: $0) }, seed: seed,
        width: call.jobs)
    }
    let fitted = FittedModelValue(model)
    let labels = try learning { () throws(LearningError) in try table.labels(model.target) }
    let shared = try fitted.provenance(among: table, labels: labels).rows.shared(with: table.rows)
    if shared > 0 { call.context.note(.importance(shared)) }
    let judges = table.rows.adding(model.provenance)
    let order = found.indices.sorted { (found[$1].mean, $0) < (found[$0].mean, $1) }
    return .table(
      try verb { () throws(TableError) in
        try Table(
          [
            ("column", .text(order.map { found[$0].name })),
            ("importance", .number(order.map { found[$0].mean })),
            ("std", .number(order.map { found[$0].std })),
          ],
          rows: RowIdentities(count: order.count, source: "importance")
            .adding(provenance: [.choice(ofColumnsBy: judges)]))
      })
  }
}

extension Note {
  /// The note on permutation importance over training rows.
  fileprivate static func importance(_ count: Int) -> Note {
    Note(
      .init(
        .caution,
        "The model was also trained on \(counted(count, "row")) of these: there, the importance shows what it memorized, not what helps on unseen rows."
      ))
  }
}

extension Call {
  /// Metrics and intervals of predictions, by the arguments of `intervalParameters`.
  func evaluation(
    of title: String, _ predictions: Predictions, rows: RowIdentities, leaked: Int,
    folds: [[Int]] = []
  ) async throws -> EvaluationValue {
    let drawsSpeakers = try flag("draw_speakers")
    let bootstrap = Bootstrap(
      resamples: try whole("n_resamples"), level: try number("confidence_level"))
    let seed = try seed()
    let zeroDivision = ZeroDivision(rawValue: try text("zero_division")) ?? .zero
    return try await learning {
      EvaluationValue(
        title: title, predictions: predictions,
        report: ClassificationReport(predictions, zeroDivision: zeroDivision),
        zeroDivision: zeroDivision,
        intervals: try await bootstrap.intervals(
          predictions, groups: drawsSpeakers ? Array(rows.speakers) : nil, seed: seed,
          width: jobs), level: bootstrap.level, drawsGroups: drawsSpeakers,
        rows: rows, leaked: leaked, folds: folds)
    }
  }
}
