// A setting of a model as data: its name, its words, the values it takes, and where they go.

import Tables

/// A value of a setting.
public enum SettingValue: Sendable, Hashable {
  case count(Int)
  case number(Double)
  case flag(Bool)
  case choice(String)
  case counts([Int])
  case weights(ClassWeights)
  /// The setting is left open: no limit, no lower bound.
  case open

  /// As it is written in a notebook.
  public var text: String {
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
public enum SettingForm: Sendable, Hashable {
  /// A whole number; `open` says what leaving it open means, and that it can be, as in "no limit".
  case count(ClosedRange<Int>, open: String? = nil)
  case number(ClosedRange<Double>, open: String? = nil)
  case flag
  case choice([String])
  /// One of some words, or a number, such as `"sqrt"` or `0.3`.
  case choiceOrNumber([String], ClosedRange<Double>)
  /// A list of whole numbers, such as the sizes of hidden layers.
  case counts(ClosedRange<Int>, length: ClosedRange<Int>)
  case classWeights

  public func takes(_ value: SettingValue) -> Bool {
    switch (self, value) {
    case (.count(let range, _), .count(let count)): range.contains(count)
    case (.number(let range, _), .number(let number)): range.contains(number)
    case (.number(let range, _), .count(let count)): range.contains(Double(count))
    case (.count(_, let open), .open), (.number(_, let open), .open): open != nil
    case (.flag, .flag): true
    case (.choice(let words), .choice(let word)): words.contains(word)
    case (.choiceOrNumber(let words, _), .choice(let word)): words.contains(word)
    case (.choiceOrNumber(_, let range), .number(let number)): range.contains(number)
    case (.choiceOrNumber(_, let range), .count(let count)): range.contains(Double(count))
    case (.counts(let range, let length), .counts(let counts)):
      length.contains(counts.count) && counts.allSatisfy(range.contains)
    case (.classWeights, .weights(let weights)): weights.isUsable
    default: false
    }
  }

  /// What is wanted, as the end of a sentence.
  public var words: String {
    switch self {
    case .count(let range, let open):
      "a whole number from \(range.lowerBound) to \(range.upperBound)"
        + (open.map { ", or `missing` for \($0)" } ?? "")
    case .number(let range, let open):
      "a number from \(numberText(range.lowerBound)) to \(numberText(range.upperBound))"
        + (open.map { ", or `missing` for \($0)" } ?? "")
    case .flag: "`true` or `false`"
    case .choice(let words): words.map { "\"\($0)\"" }.joined(separator: " or ")
    case .choiceOrNumber(let words, let range):
      words.map { "\"\($0)\"" }.joined(separator: ", ")
        + " or a number from \(numberText(range.lowerBound)) to \(numberText(range.upperBound))"
    case .counts(let range, let length):
      "a list of \(length.lowerBound) to \(length.upperBound) whole numbers from "
        + "\(range.lowerBound) to \(range.upperBound)"
    case .classWeights: "\"balanced\" or a weight above 0 for each class, such as `{ang: 2}`"
    }
  }
}

/// A setting of the settings struct `Settings`.
public struct Setting<Settings>: Sendable {
  public let name: String
  public let summary: String
  public let form: SettingForm
  let get: @Sendable (Settings) -> SettingValue
  /// Called with values that `form` takes only.
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
}

extension Setting {
  typealias Place<Value> = any WritableKeyPath<Settings, Value> & Sendable

  static func count(
    _ name: String, _ place: Place<Int>, in range: ClosedRange<Int>, _ summary: String
  ) -> Setting {
    Setting(name, summary, .count(range), get: { .count($0[keyPath: place]) }) {
      if case .count(let count) = $1 { $0[keyPath: place] = count }
    }
  }

  static func count(
    _ name: String, _ place: Place<Int?>, in range: ClosedRange<Int>, open: String,
    _ summary: String
  ) -> Setting {
    Setting(
      name, summary, .count(range, open: open),
      get: { $0[keyPath: place].map(SettingValue.count) ?? .open }
    ) {
      if case .count(let count) = $1 {
        $0[keyPath: place] = count
      } else {
        $0[keyPath: place] = nil
      }
    }
  }

  static func number(
    _ name: String, _ place: Place<Double>, in range: ClosedRange<Double>, _ summary: String
  ) -> Setting {
    Setting(name, summary, .number(range), get: { .number($0[keyPath: place]) }) {
      if let number = $1.number { $0[keyPath: place] = number }
    }
  }

  static func number(
    _ name: String, _ place: Place<Double?>, in range: ClosedRange<Double>, open: String,
    _ summary: String
  ) -> Setting {
    Setting(
      name, summary, .number(range, open: open),
      get: { $0[keyPath: place].map(SettingValue.number) ?? .open }
    ) { $0[keyPath: place] = $1.number }
  }

  static func flag(_ name: String, _ place: Place<Bool>, _ summary: String) -> Setting {
    Setting(name, summary, .flag, get: { .flag($0[keyPath: place]) }) {
      if case .flag(let flag) = $1 { $0[keyPath: place] = flag }
    }
  }

  static func choice<Choice: RawRepresentable<String> & CaseIterable & Sendable>(
    _ name: String, _ place: Place<Choice>, _ summary: String
  ) -> Setting {
    Setting(
      name, summary, .choice(Choice.allCases.map(\.rawValue)),
      get: { .choice($0[keyPath: place].rawValue) }
    ) {
      if case .choice(let word) = $1, let choice = Choice(rawValue: word) {
        $0[keyPath: place] = choice
      }
    }
  }

  static func counts(
    _ name: String, _ place: Place<[Int]>, in range: ClosedRange<Int>, length: ClosedRange<Int>,
    _ summary: String
  ) -> Setting {
    Setting(
      name, summary, .counts(range, length: length), get: { .counts($0[keyPath: place]) }
    ) {
      if case .counts(let counts) = $1 { $0[keyPath: place] = counts }
    }
  }

  static func classWeights(_ place: Place<ClassWeights>) -> Setting {
    Setting(
      "class_weight",
      "How much the rows of each class count: all alike, or \"balanced\", by the inverse of how many there are.",
      .classWeights, get: { .weights($0[keyPath: place]) }
    ) {
      if case .weights(let weights) = $1 { $0[keyPath: place] = weights }
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
