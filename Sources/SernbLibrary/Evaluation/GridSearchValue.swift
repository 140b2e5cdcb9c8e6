// The result of a grid search: every combination with its scores, and the best as settings.

import Basics
import Learning
import SernbDocument
import SernbLanguage
import SernbRuntime
import Tables

struct GridSearchValue: EngineValue {
  static let kind = ObjectKind(
    "grid search", "Combinations of settings, and the score of each on folds.",
    members: [
      TypedName("best", .object(EstimatorValue.kind)), TypedName("best_score", .count),
      TypedName("results", .anyTable),
    ])

  let model: ModelKind
  let fixed: [(name: String, value: SettingValue)]
  let outcome: GridSearch.Outcome
  /// The rows of all folds.
  let judges: RowIdentities

  private var choice: [TrainingProvenance] {
    RowIdentities().adding(provenance: [
      TrainingProvenance("the choice of settings", judges, role: .choice)
    ]).learners
  }

  private var best: GridSearch.Candidate { outcome.candidates[outcome.best] }

  func member(_ name: String) -> Value? {
    switch name {
    case "best":
      let chosen = fixed + best.settings
      return .object(
        EstimatorValue(
          model,
          model.settings.map { form in
            let given = chosen.first { model.setting($0.name)?.name == form.name }
            return (form.name, given?.value ?? form.defaultValue)
          }, choices: choice))
    case "best_score": return .number(best.mean)
    case "results": return results.map { .table($0) }
    default: return nil
    }
  }

  /// One row per combination in the order tried: its settings, mean, deviation and rank.
  private var results: Table? {
    let all = outcome.candidates
    let names = all.first?.settings.map(\.name) ?? []
    var columns: [(name: String, column: Column)] = names.enumerated().map { index, name in
      let values = all.map { $0.settings[index].value.value }
      let column = (try? Column(ListValue(values), name: name)) ?? .text(values.map(\.line))
      return (name, column)
    }
    columns += [
      (outcome.metric.rawValue, .number(all.map(\.mean))), ("std", .number(all.map(\.std))),
      ("rank", .number(all.map { Double($0.rank) })),
    ]
    return try? Table(
      columns, rows: RowIdentities(count: all.count, source: "grid").adding(provenance: choice))
  }

  var line: String {
    let settings = best.settings.map { "\($0.name) \($0.value.text)" }.joined(separator: ", ")
    return
      "grid search of \(counted(outcome.candidates.count, "combination")): best is \(settings) "
      + "with \(outcome.metric.rawValue) \(NumberText.text(best.mean, .significant(4)))"
  }

  func blocks(_ options: ShowOptions) -> [SernbDocument.Block] {
    let value = SernbDocument.Block.value(SernbDocument.Block.Value(line, json: json))
    guard let results else { return [value] }
    return [value] + TableValue(results).blocks(options)
  }

  var json: JSON {
    .object([
      JSON.Member("best", member("best")?.json ?? .null),
      JSON.Member("best_score", .number(best.mean)),
      JSON.Member("results", member("results")?.json ?? .null),
    ])
  }

  func equals(_ other: any EngineValue) -> Bool {
    (other as? GridSearchValue)?.encoded() == encoded()
  }
}
