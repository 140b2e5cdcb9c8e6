// One column while its file is read: it guesses its kind from the first field and says so when a later one disagrees.

/// The cells of one column so far.
struct CSVColumnBuilder {
  enum Answer {
    case taken
    /// The column holds texts; give this field as one with `addText`.
    case isNoText
    /// The field is not of the kind that was asked for.
    case doesNotFit(Column.Kind)
  }

  private enum State {
    /// All fields so far were empty.
    case undecided
    case number, boolean, text
    /// Taken for numbers or truth values, and then there was a text: nothing is kept until the next pass.
    case misjudged
  }

  private var state: State
  /// Whether the kind was asked for, so that a field of another is an error.
  private let isFixed: Bool
  private var numbers: [Double] = []
  private var booleans: [Bool?] = []
  private var texts: [String?] = []
  /// Rows with an empty field in quotes, while undecided.
  private var quotedEmpties: [Int] = []
  private var missing = 0
  private var hasFinite = false
  private var expectedRows = 0

  init(kind: Column.Kind?) {
    isFixed = kind != nil
    state =
      switch kind {
      case nil: .undecided
      case .number: .number
      case .boolean: .boolean
      case .text: .text
      }
  }

  mutating func reserve(_ rows: Int) {
    expectedRows = rows
    switch state {
    case .undecided, .misjudged: break
    case .number: numbers.reserveCapacity(rows)
    case .boolean: booleans.reserveCapacity(rows)
    case .text: texts.reserveCapacity(rows)
    }
  }

  mutating func add(_ bytes: Span<UInt8>, isQuoted: Bool, row: Int) -> Answer {
    switch state {
    case .number:
      if bytes.count == 0 {
        numbers.append(.nan)
      } else if let value = decimalNumber(bytes, isLenient: isFixed) {
        hasFinite = true
        numbers.append(value)
      } else if let value = specialNumber(bytes) {
        numbers.append(value)
      } else {
        return disagree(.number)
      }
    case .text:
      if bytes.count > 0 || isQuoted { return .isNoText }
      texts.append(nil)
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

  mutating func addText(_ text: String) {
    texts.append(text)
  }

  var isMisjudged: Bool {
    switch state {
    case .misjudged: true
    case .number: !isFixed && !hasFinite
    case .undecided, .boolean, .text: false
    }
  }

  func finished() -> Column {
    switch state {
    case .number, .misjudged: return .number(numbers)
    case .boolean: return .boolean(booleans)
    case .text: return .text(texts)
    case .undecided:
      if quotedEmpties.isEmpty {
        return .number(Array(repeating: .nan, count: missing))
      }
      return .text(emptyTexts())
    }
  }

  // MARK: Helpers

  /// The first field that is not empty decides what the column holds.
  private mutating func decide(_ bytes: Span<UInt8>, isQuoted: Bool, row: Int) -> Answer {
    if decimalNumber(bytes, isLenient: false) != nil || specialNumber(bytes) != nil {
      state = .number
      numbers = Array(repeating: .nan, count: missing)
    } else if truthValue(bytes) != nil {
      state = .boolean
      booleans = Array(repeating: nil, count: missing)
    } else {
      state = .text
      texts = emptyTexts()
    }
    reserve(expectedRows)
    return add(bytes, isQuoted: isQuoted, row: row)
  }

  private func emptyTexts() -> [String?] {
    var result = [String?](repeating: nil, count: missing)
    for row in quotedEmpties where row < missing { result[row] = "" }
    return result
  }

  private mutating func disagree(_ kind: Column.Kind) -> Answer {
    if isFixed { return .doesNotFit(kind) }
    state = .misjudged
    numbers = []
    booleans = []
    return .taken
  }
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
