// The options of a cell, a closed set: what `#| key: value` may say, and how each value is read.

/// The options that a cell may have.
public enum CellOption: String, CaseIterable, Sendable {
  case acceptLeak = "accept-leak"
  case alt
  case cache
  case caption
  case expectError = "expect-error"
  case fold
  case hide
  case rows
  case timeout
  case tolerance

  var wanted: String {
    switch self {
    case .acceptLeak: "the reason, as a text"
    case .alt, .caption: "a text"
    case .cache: "`on` or `off`"
    case .expectError: "the code of an error, such as `unknown-name`"
    case .fold: "`true` or `false`"
    case .hide: "`code`, `output` or `all`"
    case .rows: "a whole number from 1 to 1000"
    case .timeout: "a duration such as `30 s`"
    case .tolerance: "a number of at least 0: `1e-6`, `0.5 %`, `1e-6 relative` or `0.01 absolute`"
    }
  }
}

/// The options of one cell, with their defaults.
package struct CellOptions: Sendable {
  /// Why the cell may evaluate on rows that a model was fitted on.
  package var acceptedLeak: String?
  package var alt: String?
  package var caption: String?
  package var expectedError: Name?
  package var isCached = true
  package var isFolded = false
  package var hidesCode = false
  package var hidesOutput = false
  package var rows = 10
  /// In seconds.
  package var timeout: Double?
  /// How far numbers may differ from the committed ones; nil for exact equality.
  package var tolerance: Tolerance?

  package init() {}

  static func read(_ lines: [Notebook.OptionLine]) -> (options: CellOptions, problems: [Problem]) {
    var options = CellOptions()
    var problems: [Problem] = []
    var seen: Set<String> = []
    for line in lines {
      guard let option = CellOption(rawValue: line.key.text) else {
        problems.append(.unknownOption(line.key))
        continue
      }
      if !seen.insert(line.key.text).inserted { problems.append(.repeatedOption(line.key)) }
      if !options.set(option, to: line) {
        problems.append(.badOption(option, Name(line.value, line.valueSpan)))
      }
    }
    return (options, problems)
  }

  /// Whether the value could be read.
  private mutating func set(_ option: CellOption, to line: Notebook.OptionLine) -> Bool {
    let value = line.value
    switch option {
    case .acceptLeak: acceptedLeak = value
    case .alt: alt = value
    case .caption: caption = value
    case .expectError: expectedError = Name(value, line.valueSpan)
    case .cache:
      guard ["on", "off"].contains(value) else { return false }
      isCached = value == "on"
    case .fold:
      guard ["true", "false"].contains(value) else { return false }
      isFolded = value == "true"
    case .hide:
      guard ["code", "output", "all"].contains(value) else { return false }
      hidesCode = value != "output"
      hidesOutput = value != "code"
    case .rows:
      guard let count = Int(value), (1...1000).contains(count) else { return false }
      rows = count
    case .timeout:
      guard case .number(let seconds, .duration)? = Constant(literal: value), seconds > 0 else {
        return false
      }
      timeout = seconds
    case .tolerance:
      guard let found = Tolerance(reading: value) else { return false }
      tolerance = found
    }
    return !value.isEmpty
  }
}
