// A setting of a model as data: its name, its description, the values it takes, and its key path.

import Tables

/// A value of a setting.
package enum SettingValue: Sendable, Hashable {
  case count(Int)
  case number(Double)
  case flag(Bool)
  case choice(String)
  case counts([Int])
  case weights(ClassWeights)
  /// The setting is left open, such as no limit or no lower bound.
  case open

  /// As it is written in a notebook.
  package var text: String {
    switch self {
    case .count(let count): "\(count)"
    case .number(let number): numberText(number)
    case .flag(let flag): flag ? "true" : "false"
    case .choice(let choice): "\"\(choice)\""
    case .counts(let counts): "[\(counts.map(String.init).joined(separator: ", "))]"
    case .weights(let weights): weights.text
    case .open: "missing"
    }
  }
}

/// Which values a setting takes.
package enum SettingForm: Sendable, Hashable {
  /// A whole number; `open`, if given, is the meaning of leaving it open, such as "no limit".
  case count(ClosedRange<Int>, open: String? = nil)
  case number(ClosedRange<Double>, open: String? = nil)
  case flag
  case choice([String])
  /// One of some choices, or a number, such as `"sqrt"` or `0.3`.
  case choiceOrNumber([String], ClosedRange<Double>)
  /// A list of whole numbers, such as the sizes of hidden layers.
  case counts(ClosedRange<Int>, length: ClosedRange<Int>)
  case classWeights

  /// Whether `value` is allowed.
  package func takes(_ value: SettingValue) -> Bool {
    switch (self, value) {
    case (.count(let range, _), .count(let count)): range.contains(count)
    case (.number(let range, _), .number(let number)): range.contains(number)
    case (.number(let range, _), .count(let count)): range.contains(Double(count))
    case (.count(_, let open), .open), (.number(_, let open), .open): open != nil
    case (.flag, .flag): true
    case (.choice(let choices), .choice(let word)): choices.contains(word)
    case (.choiceOrNumber(let choices, _), .choice(let word)): choices.contains(word)
    case (.choiceOrNumber(_, let range), .number(let number)): range.contains(number)
    case (.choiceOrNumber(_, let range), .count(let count)): range.contains(Double(count))
    case (.counts(let range, let length), .counts(let counts)):
      length.contains(counts.count) && counts.allSatisfy(range.contains)
    case (.classWeights, .weights(let weights)): weights.isUsable
    default: false
    }
  }

  /// What is expected, as the end of a sentence.
  package var description: String {
    switch self {
    case .count(let range, let open):
      "a whole number from \(range.lowerBound) to \(range.upperBound)"
        + (open.map { ", or `missing` for \($0)" } ?? "")
    case .number(let range, let open):
      "a number from \(numberText(range.lowerBound)) to \(numberText(range.upperBound))"
        + (open.map { ", or `missing` for \($0)" } ?? "")
    case .flag: "`true` or `false`"
    case .choice(let choices): choices.map { "\"\($0)\"" }.joined(separator: " or ")
    case .choiceOrNumber(let choices, let range):
      choices.map { "\"\($0)\"" }.joined(separator: ", ")
        + " or a number from \(numberText(range.lowerBound)) to \(numberText(range.upperBound))"
    case .counts(let range, let length):
      "a list of \(length.lowerBound) to \(length.upperBound) whole numbers from "
        + "\(range.lowerBound) to \(range.upperBound)"
    case .classWeights: "\"balanced\" or a weight above 0 for each class, such as `{ang: 2}`"
    }
  }
}

/// A setting of the settings struct `Settings`.
package struct Setting<Settings>: Sendable {
  /// The name.
  package let name: String
  /// Names that it had before, which saved models and older notebooks use.
  private(set) var formerNames: [String] = []
  /// One sentence for help.
  package let summary: String
  /// The values it takes.
  package let form: SettingForm
  let get: @Sendable (Settings) -> SettingValue
  /// Called only with values that `form` takes.
  let set: @Sendable (inout Settings, SettingValue) -> Void

  init(
    _ name: String, _ summary: String, _ form: SettingForm,
    get: @escaping @Sendable (Settings) -> SettingValue,
    set: @escaping @Sendable (inout Settings, SettingValue) -> Void
  ) {
    self.name = name
    self.summary = summary
    self.form = form
    self.get = get
    self.set = set
  }

  /// The same with a name that it had before.
  func formerly(_ name: String) -> Setting {
    var setting = self
    setting.formerNames.append(name)
    return setting
  }
}

extension Setting {
  typealias SettingPath<Value> = any WritableKeyPath<Settings, Value> & Sendable

  static func count(
    _ name: String, _ path: SettingPath<Int>, in range: ClosedRange<Int>, _ summary: String
  ) -> Setting {
    Setting(name, summary, .count(range), get: { .count($0[keyPath: path]) }) {
      if case .count(let count) = $1 { $0[keyPath: path] = count }
    }
  }

  static func count(
    _ name: String, _ path: SettingPath<Int?>, in range: ClosedRange<Int>, open: String,
    _ summary: String
  ) -> Setting {
    Setting(
      name, summary, .count(range, open: open),
      get: { $0[keyPath: path].map(SettingValue.count) ?? .open }
    ) {
      if case .count(let count) = $1 {
        $0[keyPath: path] = count
      } else {
        $0[keyPath: path] = nil
      }
    }
  }

  static func number(
    _ name: String, _ path: SettingPath<Double>, in range: ClosedRange<Double>, _ summary: String
  ) -> Setting {
    Setting(name, summary, .number(range), get: { .number($0[keyPath: path]) }) {
      if let number = $1.number { $0[keyPath: path] = number }
    }
  }

  static func number(
    _ name: String, _ path: SettingPath<Double?>, in range: ClosedRange<Double>, open: String,
    _ summary: String
  ) -> Setting {
    Setting(
      name, summary, .number(range, open: open),
      get: { $0[keyPath: path].map(SettingValue.number) ?? .open }
    ) { $0[keyPath: path] = $1.number }
  }

  static func flag(_ name: String, _ path: SettingPath<Bool>, _ summary: String) -> Setting {
    Setting(name, summary, .flag, get: { .flag($0[keyPath: path]) }) {
      if case .flag(let flag) = $1 { $0[keyPath: path] = flag }
    }
  }

  static func choice<Choice: RawRepresentable<String> & CaseIterable & Sendable>(
    _ name: String, _ path: SettingPath<Choice>, _ summary: String
  ) -> Setting {
    Setting(
      name, summary, .choice(Choice.allCases.map(\.rawValue)),
      get: { .choice($0[keyPath: path].rawValue) }
    ) {
      if case .choice(let word) = $1, let choice = Choice(rawValue: word) {
        $0[keyPath: path] = choice
      }
    }
  }

  static func counts(
    _ name: String, _ path: SettingPath<[Int]>, in range: ClosedRange<Int>,
    length: ClosedRange<Int>, _ summary: String
  ) -> Setting {
    Setting(name, summary, .counts(range, length: length), get: { .counts($0[keyPath: path]) }) {
      if case .counts(let counts) = $1 { $0[keyPath: path] = counts }
    }
  }

  static func classWeights(_ path: SettingPath<ClassWeights>) -> Setting {
    Setting(
      "class_weight",
      "The weight of each class: equal, or \"balanced\", inversely proportional to its number of rows.",
      .classWeights, get: { .weights($0[keyPath: path]) }
    ) {
      if case .weights(let weights) = $1 { $0[keyPath: path] = weights }
    }
  }
}

extension SettingValue {
  var number: Double? {
    switch self {
    case .number(let number): number
    case .count(let count): Double(count)
    default: nil
    }
  }
}
