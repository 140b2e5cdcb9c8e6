// One column while its file is read: it guesses its kind from the first field and says so when a later one disagrees.

import Basics

/// The cells of one column so far.
struct CSVColumnBuilder {
  enum Answer {
    case taken
    /// The column holds texts; give this field as one with `addText`.
    case isNoText
    /// The field is not of the kind that was asked for.
    case doesNotFit(Column.Kind)
    /// The column begins to be one of numbers; all cells above are missing.
    case isFirstNumber(Double)
    /// The column holds neither numbers nor truth values after all; nothing is kept until the next pass.
    case isMisjudged
  }

  private enum State {
    /// All fields so far were empty.
    case undecided
    case number, boolean, text
    /// Taken for numbers or truth values until a text came: nothing is kept until the next pass.
    case misjudged
  }

  private var state: State
  /// Whether the kind was asked for, so that a field of another is an error.
  let isFixed: Bool
  private var numbers: [Double] = []
  private var booleans: [Bool?] = []
  private var texts = TextArrayBuilder()
  /// Rows with an empty field in quotes, while undecided.
  private var quotedEmpties: [Int] = []
  private var missing = 0
  private var expectedRows = 0

  init(kind: Column.Kind?) {
    isFixed = kind != nil
    state =
      switch kind {
      case nil: .undecided
      case .number: .number
      case .boolean: .boolean
      case .text, .terms: .text
      }
  }

  mutating func reserve(_ rows: Int) {
    expectedRows = rows
    switch state {
    case .undecided, .misjudged: break
    case .number: numbers.reserveCapacity(rows)
    case .boolean: booleans.reserveCapacity(rows)
    case .text: texts.reserve(rows)
    }
  }

  /// Whether the cells are numbers so far, which are kept outside and come by `add(_:from:by:count:)`.
  var isNumber: Bool { state == .number }

  /// Takes a field of a non-numeric column, or one that is not a number.
  mutating func add(_ bytes: Span<UInt8>, isQuoted: Bool, row: Int) -> Answer {
    switch state {
    case .number: return disagree(.number)
    case .text:
      if bytes.count > 0 || isQuoted { return .isNoText }
      texts.appendMissing()
    case .boolean:
      if bytes.count == 0 {
        booleans.append(nil)
      } else if let value = truthValue(bytes) {
        booleans.append(value)
      } else {
        return disagree(.boolean)
      }
    case .undecided:
      if bytes.count == 0 {
        missing += 1
        if isQuoted { quotedEmpties.append(row) }
        return .taken
      }
      return decide(bytes, isQuoted: isQuoted, row: row)
    case .misjudged: break
    }
    return .taken
  }

  /// Every `step`th of `values` from the `start`th on, `count` in all.
  mutating func add(_ values: [Double], from start: Int, by step: Int, count: Int) {
    numbers.append(contentsOf: (0..<count).lazy.map { values[start + $0 * step] })
  }

  mutating func addMissing(_ count: Int) {
    numbers.append(contentsOf: repeatElement(.nan, count: count))
  }

  mutating func addText(_ text: String) { texts.append(text) }

  /// Takes a field of a column of texts; false if it is not UTF-8.
  mutating func addText(_ bytes: Span<UInt8>) -> Bool {
    bytes.withUnsafeBufferPointer { bytes in
      guard NormalText.isUTF8(bytes) else { return false }
      texts.append(bytes: bytes)
      return true
    }
  }

  /// An empty column that goes on where this one ends.
  var continuation: CSVColumnBuilder {
    var result = self
    result.numbers = []
    result.booleans = []
    result.texts = TextArrayBuilder()
    result.quotedEmpties = []
    result.missing = 0
    result.expectedRows = 0
    return result
  }

  /// Whether what was read after this column, as its `continuation`, is of the same kind.
  func agrees(with other: CSVColumnBuilder) -> Bool {
    state == other.state && other.quotedEmpties.isEmpty
  }

  /// Takes the cells of a `continuation` that agrees.
  mutating func append(_ other: CSVColumnBuilder) {
    numbers += other.numbers
    booleans += other.booleans
    texts.append(contentsOf: other.texts.finish())
    missing += other.missing
  }

  var isMisjudged: Bool {
    switch state {
    case .misjudged: true
    case .number: !isFixed && !numbers.contains { $0.isFinite }
    case .undecided, .boolean, .text: false
    }
  }

  func finished() -> Column {
    switch state {
    case .number, .misjudged: return .number(numbers)
    case .boolean: return .boolean(booleans)
    case .text: return .text(texts.finish())
    case .undecided:
      if quotedEmpties.isEmpty { return .number(Array(repeating: .nan, count: missing)) }
      return .text(emptyTexts().finish())
    }
  }

  // MARK: Helpers

  /// The first field that is not empty decides what the column holds.
  private mutating func decide(_ bytes: Span<UInt8>, isQuoted: Bool, row: Int) -> Answer {
    if let value = numberField(bytes, isLenient: false) {
      state = .number
      reserve(expectedRows)
      return .isFirstNumber(value)
    }
    if truthValue(bytes) != nil {
      state = .boolean
      booleans = Array(repeating: nil, count: missing)
    } else {
      state = .text
      texts = emptyTexts()
    }
    reserve(expectedRows)
    return add(bytes, isQuoted: isQuoted, row: row)
  }

  private func emptyTexts() -> TextArrayBuilder {
    var result = TextArrayBuilder()
    var rows = quotedEmpties[...]
    for row in 0..<missing {
      if rows.first == row {
        result.append("")
        rows.removeFirst()
      } else {
        result.appendMissing()
      }
    }
    return result
  }

  private mutating func disagree(_ kind: Column.Kind) -> Answer {
    if isFixed { return .doesNotFit(kind) }
    state = .misjudged
    numbers = []
    booleans = []
    return .isMisjudged
  }
}

/// The value of a field in a numeric column: NaN if empty, `nil` if it is not a number.
func numberField(_ bytes: Span<UInt8>, isLenient: Bool) -> Double? {
  if bytes.count == 1 {
    let digit = bytes[0] &- 0x30
    return digit < 10 ? Double(digit) : nil
  }
  if bytes.count == 0 { return .nan }
  return decimalNumber(bytes, isLenient: isLenient) ?? specialNumber(bytes)
}

/// `nan`, `inf` or `-inf` in the spellings of Python and R.
private func specialNumber(_ bytes: Span<UInt8>) -> Double? {
  guard bytes.count == 3 || bytes.count == 4 else { return nil }
  switch text(of: bytes) {
  case "nan", "NaN": return .nan
  case "inf", "Inf": return .infinity
  case "-inf", "-Inf": return -.infinity
  default: return nil
  }
}

private func truthValue(_ bytes: Span<UInt8>) -> Bool? {
  guard bytes.count == 4 || bytes.count == 5 else { return nil }
  switch text(of: bytes) {
  case "true", "True", "TRUE": return true
  case "false", "False", "FALSE": return false
  default: return nil
  }
}

private func text(of bytes: Span<UInt8>) -> String {
  bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
}
