// Prepared folds: in each fold, scalers and vocabularies are fitted to its train rows and applied to both sides.

import Learning
import SernbDocument
import SernbLanguage
import SernbRuntime
import Tables

struct PreparedFolds {
  let sides: [FoldRows]
  /// The indices of each fold's test rows in `rows`.
  let indices: [SplitIndices]
  /// The test rows of all folds, one fold after the other.
  let rows: RowIdentities
  /// The rows that a model selection with these folds depends on: both sides of each, every row once, and what shaped
  /// them.
  let judges: RowIdentities
  private let guards: [LeakGuard]

  /// From the arguments `folds`, `target`, `features` and `prepare`.
  init(_ call: Call, of estimator: EstimatorValue) async throws {
    let tables = try call.list("folds").enumerated().map { number, item in
      try PreparedFolds.tables(item, fold: number + 1)
    }
    guard let first = tables.first else {
      throw RunProblem("no-values", "The list of folds is empty", argument: "folds")
    }
    let target = try call.target(of: first.train)
    let prepare = try PreparedFolds.fittables(call)
    var sides: [(train: TrainingRows, test: FeatureRows, truth: [String])] = []
    var guards: [LeakGuard] = []
    var identities: [RowIdentity] = []
    var indices: [SplitIndices] = []
    for (train, test) in tables {
      var (trainTable, testTable) = (train, test)
      for settings in prepare {
        guard case .object(let object) = try await settings.fitted(on: trainTable, call),
          let fitted = object as? any Transformer
        else { continue }
        trainTable = try await fitted.transformed(trainTable, call)
        testTable = try await fitted.transformed(testTable, call)
      }
      let rows = try call.trainingRows(trainTable, target: target)
      let labels = try learning { () throws(LearningError) in try test.labels(target) }
      let features = try learning { () throws(LearningError) in
        try testTable.features(named: rows.columns, model: "model").rows
      }
      let provenance = trainTable.rows.adding(
        provenance: estimator.chosen(besides: trainTable.rows, call))
      let digests = RowDigests(
        rows.features, labels: rows.labels.map { rows.classes[Int($0)] }, rows: trainTable.rows)
      guards.append(
        LeakGuard(
          [TrainingProvenance("the model", provenance)], test: testTable.rows, labels: labels,
          columns: rows.columns, target: target,
          equal: [EqualRows("the model", digests.equals(in: features, labels: labels))]))
      sides.append((rows, features, try PreparedFolds.present(labels, target)))
      indices.append(
        SplitIndices(train: [], test: Array(identities.count..<(identities.count + test.rowCount))))
      identities += (0..<test.rowCount).map { test.rows[$0] }
    }
    let classes = Set(sides.flatMap { $0.train.classes + $0.truth }).sorted()
    self.sides = try learning { () throws(LearningError) in
      var all: [FoldRows] = []
      for side in sides {
        all.append(
          try FoldRows(train: side.train, test: side.test, truth: side.truth, classes: classes))
      }
      return all
    }
    self.guards = guards
    self.indices = indices
    rows = RowIdentities(identities)
    judges = tables.reduce(RowIdentities()) { all, sides in
      all.adding(sides.train.rows).adding(sides.test.rows)
    }
  }

  /// The number of test rows of all folds that were training rows in their fold.
  func checkLeaks(_ call: Call) throws(RunProblem) -> Int { try LeakGuard.check(guards, call) }

  private static func present(_ labels: [String?], _ target: String) throws -> [String] {
    let known = labels.compactMap { $0 }
    guard known.count == labels.count else {
      throw RunProblem(
        "learning", "A test row has no class in `\(target)`", argument: "folds",
        hint: "Leave such rows out before the folds are made.")
    }
    return known
  }

  private static func tables(_ item: Value, fold: Int) throws -> (train: Table, test: Table) {
    if case .record(let record) = item, case .object(let train as TableValue)? = record["train"],
      case .object(let test as TableValue)? = record["test"]
    {
      return (train.table, test.table)
    }
    throw RunProblem(
      "wrong-type", "Fold \(fold) has no tables `train` and `test`", argument: "folds",
      hint: "Make folds by `folds(table, k: 5)`.")
  }

  private static func fittables(_ call: Call) throws -> [any FittableValue] {
    guard call.optional("prepare") != nil else { return [] }
    return try call.list("prepare").map { item in
      guard case .object(let object) = item, let settings = object as? any FittableValue,
        !(settings is EstimatorValue)
      else {
        throw RunProblem.wrongType(
          item, wanted: "scalers and vectorizers, such as `standard_scaler()`", argument: "prepare")
      }
      return settings
    }
  }
}

extension RowIdentities {
  /// These rows and those of `others` whose utterances are not among them.
  func adding(_ others: RowIdentities) -> RowIdentities {
    let known = Set(utterances)
    let more = (0..<others.count).filter { !known.contains(others.utterances[$0]) }
    return appending(others.rows(at: more)).adding(provenance: others.learners)
  }
}
