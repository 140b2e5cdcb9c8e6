// Two models on the same rows, compared by McNemar's test.

import Basics
import Learning
import SernbDocument
import SernbLanguage
import SernbRuntime

struct ComparisonValue: EngineValue {
  static let kind = ObjectKind(
    "comparison", "Two models on the same rows, by McNemar's test.",
    members: [
      TypedName("p_value", .count), TypedName("statistic", .count), TypedName("both", .count),
      TypedName("first_only", .count), TypedName("second_only", .count),
      TypedName("neither", .count), TypedName("difference", .count),
    ])

  let first: EvaluationValue
  let second: EvaluationValue
  let test: McNemar

  func member(_ name: String) -> Value? {
    switch name {
    case "p_value": .number(test.pValue)
    case "statistic": .number(test.statistic)
    case "both": .count(test.both)
    case "first_only": .count(test.firstOnly)
    case "second_only": .count(test.secondOnly)
    case "neither": .count(test.neither)
    case "difference": .number(first.report.accuracy - second.report.accuracy)
    default: nil
    }
  }

  var line: String {
    let p = test.pValue < 0.001 ? "p < 0.001" : "p = \(NumberText.text(test.pValue, .fixed(3)))"
    return "\(counted(test.firstOnly, "row")) right by the first alone (\(first.title)), "
      + "\(NumberText.count(test.secondOnly)) by the second alone (\(second.title)): \(p) by "
      + (test.isExact ? "McNemar's exact test" : "McNemar's test")
  }

  func blocks(_ options: ShowOptions) -> [SernbDocument.Block] {
    var table = ShownTable([
      .init("first", texts: ["right", "wrong"]),
      .init("second right", counts: [test.both, test.secondOnly]),
      .init("second wrong", counts: [test.firstOnly, test.neither]),
    ])
    table.caption = options.caption ?? ""
    return [.value(Block.Value(line, json: json)), .table(table)]
  }

  var json: JSON {
    .object(Self.kind.members.map { JSON.Member($0.name, member($0.name)?.json ?? .null) })
  }

  func equals(_ other: any EngineValue) -> Bool { (other as? ComparisonValue)?.test == test }
}
