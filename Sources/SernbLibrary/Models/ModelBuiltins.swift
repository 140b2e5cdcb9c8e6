// A constructor for every kind of model, made from the engine's list: to add a model is to add it there.

import Learning
import SernbDocument
import SernbLanguage
import SernbRuntime
import Tables

enum ModelBuiltins {
  static let all: [Builtin] =
    ModelKind.all.map(constructor) + [importance, loadModel, predict, selectFeatures]

  static let kinds: [ObjectKind] = [EstimatorValue.kind, FittedModelValue.kind]

  static let family = "models"

  /// Separable rows of two classes, for examples.
  static let example = """
    turns = table(
      turn: ["f1", "f2", "f3", "f4", "f5", "f6"], label: ["ang", "sad", "ang", "sad", "ang", "sad"],
      rmse: [0.9, 0.1, 0.8, 0.3, 0.7, 0.2], pitch: [210, 180, 190, 200, 220, 170])
      |> identify(utterance: .turn)

    """

  static func constructor(_ kind: ModelKind) -> Builtin {
    Builtin(
      kind.name, formerly: kind.formerNames,
      "Settings of a model: " + kind.summary.prefix(1).lowercased() + kind.summary.dropFirst(),
      family: family, kind.settings.map(parameter), gives: .object(EstimatorValue.kind),
      examples: [.init("\(kind.name)()", shows: EstimatorValue(kind, []).line)], origin: .builtin
    ) { call in
      var values: [(name: String, value: SettingValue)] = []
      for setting in kind.settings {
        values.append((setting.name, try settingValue(setting, call)))
      }
      return .object(EstimatorValue(kind, values, choices: call.choices(kind.settings.map(\.name))))
    }
  }

  // MARK: Settings as parameters

  static func parameter(_ setting: ModelKind.Form) -> Parameter {
    setting.formerNames.reduce(currentParameter(setting)) { $0.formerly($1) }
  }

  private static func currentParameter(_ setting: ModelKind.Form) -> Parameter {
    let defaultValue = constant(setting.defaultValue)
    switch setting.form {
    case .count(let range, nil):
      return Parameter(
        setting.name, .value(.count), setting.summary, defaultValue: defaultValue, isWhole: true,
        range: bounds(range))
    case .count(let range, .some):
      return Parameter(
        setting.name, .value(.count), setting.summary, defaultValue: defaultValue, isOptional: true,
        isWhole: true, range: bounds(range))
    case .number(let range, let open):
      return Parameter(
        setting.name, .value(.count), setting.summary, defaultValue: defaultValue,
        isOptional: open != nil, range: range)
    case .flag:
      return Parameter(setting.name, .value(.boolean), setting.summary, defaultValue: defaultValue)
    case .choice(let choices):
      return Parameter(
        setting.name, .value(.text), setting.summary, defaultValue: defaultValue, choices: choices)
    case .choiceOrNumber(let choices, let range):
      return Parameter(
        setting.name, .oneOf([.text, .count]), setting.summary, defaultValue: defaultValue,
        range: range, choices: choices)
    case .counts:
      return Parameter(
        setting.name, .value(.list(.count)), setting.summary, defaultValue: defaultValue)
    case .classWeights:
      return Parameter(
        setting.name, .oneOf([.text, .record(nil)]), setting.summary, defaultValue: defaultValue,
        choices: ["equal", "balanced"])
    }
  }

  private static func bounds(_ range: ClosedRange<Int>) -> ClosedRange<Double> {
    Double(range.lowerBound)...Double(range.upperBound)
  }

  private static func constant(_ value: SettingValue) -> Constant? {
    switch value {
    case .count(let count): .number(Double(count), .plain)
    case .number(let number): .number(number, .plain)
    case .flag(let flag): .boolean(flag)
    case .choice(let word): .text(word)
    case .counts(let counts): .list(counts.map { .number(Double($0), .plain) })
    case .weights(.balanced): .text("balanced")
    case .weights: .text("equal")
    case .open: nil
    }
  }

  /// The value of a setting in a call.
  static func settingValue(_ setting: ModelKind.Form, _ call: Call) throws -> SettingValue {
    guard let value = call.optional(setting.name) else { return .open }
    return try settingValue(setting, value, argument: setting.name)
  }

  /// A value of the language as a value of a setting.
  static func settingValue(
    _ setting: ModelKind.Form, _ value: Value, argument: String
  ) throws -> SettingValue {
    let found: SettingValue? =
      switch value {
      case .missing: .open
      case .number(let number, .plain):
        Int(exactly: number).map { isWhole(setting.form) ? .count($0) : .number(number) }
          ?? .number(number)
      case .boolean(let flag): .flag(flag)
      case .text("equal") where setting.form == .classWeights: .weights(.equal)
      case .text("balanced") where setting.form == .classWeights: .weights(.balanced)
      case .text(let word): .choice(word)
      case .list(let list): counts(list.items).map { .counts($0) }
      case .record(let record): weights(record).map { .weights($0) }
      default: nil
      }
    guard let found, setting.form.takes(found) else {
      throw RunProblem(
        "out-of-range",
        "`\(setting.name)` cannot be \(value.line): wanted \(setting.form.description)",
        argument: argument)
    }
    return found
  }

  private static func isWhole(_ form: SettingForm) -> Bool {
    if case .count = form { return true }
    return false
  }

  private static func counts(_ items: [Value]) -> [Int]? {
    let found = items.compactMap { item -> Int? in
      if case .number(let number, .plain) = item { Int(exactly: number) } else { nil }
    }
    return found.count == items.count ? found : nil
  }

  private static func weights(_ record: Record) -> ClassWeights? {
    let found = record.fields.compactMap { field -> (name: String, weight: Double)? in
      if case .number(let number, .plain) = field.value { (field.name, number) } else { nil }
    }
    return found.count == record.fields.count ? ClassWeights(found) : nil
  }
}
