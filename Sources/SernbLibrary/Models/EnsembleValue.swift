// An ensemble as a value.

import Basics
import Learning
import SernbDocument
import SernbLanguage
import SernbRuntime
import Tables

struct EnsembleValue: ClassifierValue {
  static let kind = ObjectKind(
    "ensemble", "Fitted models combined into one.",
    members: [
      TypedName("classes", .list(.text)),
      TypedName("models", .list(.object(FittedModelValue.kind))),
      TypedName("weights", .list(.count)),
    ], endings: ["sernbensemble"])

  let ensemble: Ensemble

  var title: String { "ensemble" }
  var target: String { ensemble.members.first?.model.target ?? "label" }
  var classes: [String] { ensemble.classes }
  var scoring: Scoring { .probabilities }
  var models: [FittedModel] { ensemble.members.map(\.model) }
  var provenance: TrainingProvenance { TrainingProvenance("the model", ensemble.provenance) }

  /// Each member takes its own columns from the table.
  func scores(_ table: Table, width: Int) async throws -> [Double] {
    var inputs: [FeatureRows] = []
    for member in ensemble.members {
      inputs.append(
        try table.features(named: member.model.columns, model: member.model.kind.title).rows)
    }
    return try await ensemble.scores(inputs, width: width)
  }

  func member(_ name: String) -> Value? {
    switch name {
    case "classes": .list(classes.map { .text($0) })
    case "models": .list(ensemble.members.map { .object(FittedModelValue($0.model)) })
    case "weights": .list(ensemble.members.map { .number($0.weight) })
    default: nil
    }
  }

  var line: String {
    let total = ensemble.members.reduce(0) { $0 + $1.weight }
    let names = ensemble.members.map { member in
      let share = NumberText.text(member.weight / total, .percent(0))
      return "\(member.model.kind.title) (\(share.replacing("%", with: " %")))"
    }
    return "ensemble of " + names.joined(separator: " and ")
  }

  func saved(as ending: String, jobs: Int) async throws -> SavedBytes {
    SavedBytes(ensemble.bytes, note: counted(ensemble.members.count, "model"))
  }

  func equals(_ other: any EngineValue) -> Bool {
    (other as? EnsembleValue)?.ensemble.bytes == ensemble.bytes
  }
}
