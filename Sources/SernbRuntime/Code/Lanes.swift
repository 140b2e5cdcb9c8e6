// The values of an expression for many elements at once, with operators that go over all of them.

internal import Basics
internal import Kernels
import SernbLanguage

enum Lanes {
  /// The same for all elements.
  case same(Value)
  case numbers(NumberList)
  case texts(TextArray)
  /// `nil` is missing.
  case truths([Bool?])
  case values([Value])

  init(_ list: ListValue) {
    switch list.storage {
    case .numbers(let numbers): self = .numbers(numbers)
    case .texts(let texts): self = .texts(texts)
    case .truths(let truths): self = .truths(truths)
    case .values(let values): self = .values(values)
    }
  }

  var isSame: Bool {
    if case .same = self { return true }
    return false
  }

  func value(_ row: Int) -> Value {
    switch self {
    case .same(let value): value
    case .numbers(let numbers): numbers.value(row)
    case .texts(let texts): texts[row].map(Value.text) ?? .missing
    case .truths(let truths): truths[row].map(Value.boolean) ?? .missing
    case .values(let values): values[row]
    }
  }

  enum Truth: Equatable {
    case known(Bool)
    case missing
    /// Neither true nor false.
    case other
  }

  func truth(_ row: Int) -> Truth {
    if case .truths(let truths) = self { return truths[row].map(Truth.known) ?? .missing }
    switch value(row) {
    case .boolean(let flag): return .known(flag)
    case .missing: return .missing
    default: return .other
    }
  }

  /// As a list; nil where all are the same.
  func list(count: Int) -> ListValue? {
    switch self {
    case .same: nil
    case .numbers(let numbers): ListValue(numbers)
    case .texts(let texts): ListValue(texts)
    case .truths(let truths): ListValue(truths)
    case .values(let values): ListValue(mixed: values)
    }
  }

  func append(to builder: inout ListBuilder, count: Int) {
    if case .values(let values) = self {
      builder.append(contentsOf: values)
    } else if let list = list(count: count) {
      builder.append(contentsOf: list)
    } else {
      let value = value(0)
      for _ in 0..<count { builder.append(value) }
    }
  }

  func taking(_ rows: [Int]) -> Lanes {
    switch self {
    case .same: return self
    case .numbers(var numbers):
      numbers.values = rows.map { numbers.values[$0] }
      return .numbers(numbers)
    case .texts(let texts):
      return .texts(TextArray(codes: rows.map { texts.codes[$0] }, pool: texts.pool))
    case .truths(let truths): return .truths(rows.map { truths[$0] })
    case .values(let values): return .values(rows.map { values[$0] })
    }
  }

  /// `a` for some elements and `b` for all others.
  static func merging(
    _ a: Lanes, at chosen: [Int], _ b: Lanes, at others: [Int], count: Int
  ) -> Lanes {
    if let x = a.numberList(chosen.count), let y = b.numberList(others.count),
      x.dimension == y.dimension, let nan = NumberList.NaN.common(x, y)
    {
      var numbers = [Double](repeating: 0, count: count)
      for (index, row) in chosen.enumerated() { numbers[row] = x.values[index] }
      for (index, row) in others.enumerated() { numbers[row] = y.values[index] }
      return .numbers(NumberList(numbers, x.dimension, nan: nan))
    }
    var values = [Value](repeating: .missing, count: count)
    for (index, row) in chosen.enumerated() { values[row] = a.value(index) }
    for (index, row) in others.enumerated() { values[row] = b.value(index) }
    return Lanes(ListValue(values))
  }

  /// As numbers of one unit; nil if it holds others, or only missing ones.
  private func numberList(_ count: Int) -> NumberList? {
    switch self {
    case .numbers(let numbers): numbers
    case .same(.number(let number, let unit)):
      NumberList(
        Array(repeating: number, count: count), unit, nan: number.isNaN ? .number : .missing)
    default: nil
    }
  }

  // MARK: Operators

  /// The result of an operator; nil where each element must be looked at by itself, as where one of them may fail.
  func applying(_ operation: Operator, _ other: Lanes, count: Int) -> Lanes? {
    guard !isSame || !other.isSame else { return nil }
    if operation == .equal || operation == .notEqual,
      let equal = TextEquality.of(self, other, count: count)
    {
      return .truths(operation == .equal ? equal : equal.map { $0.map(!) })
    }
    guard let a = NumberOperand(self), let b = NumberOperand(other) else { return nil }
    let (x, y) = (a.dimension, b.dimension)
    let unit: Dimension
    switch operation {
    case .add, .subtract:
      guard x == y else { return nil }
      unit = x
    case .multiply: unit = x * y
    case .divide:
      guard !b.hasZero else { return nil }
      unit = x / y
    case .less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual:
      guard x == y else { return nil }
      let isOrder = operation != .equal && operation != .notEqual
      // Missing values equal each other, and a NaN equals nothing.
      guard isOrder || !(a.hasNaN || b.hasNaN) else { return nil }
      guard let comparison = Elementwise.Comparison(operation) else { return nil }
      return .truths(Elementwise.compare(comparison, a.operand, b.operand, count: count))
    default: return nil
    }
    guard let arithmetic = Elementwise.Arithmetic(operation) else { return nil }
    let result = Elementwise.apply(arithmetic, a.operand, b.operand, count: count)
    guard result.hasNaN else { return .numbers(NumberList(result.values, unit)) }
    // What is missing in one operand is missing in the result; another NaN is a number.
    var (missing, others) = (false, false)
    for row in 0..<count where result.values[row].isNaN {
      if a.isMissing(row) || b.isMissing(row) { missing = true } else { others = true }
    }
    if missing, others { return nil }
    return .numbers(NumberList(result.values, unit, nan: others ? .number : .missing))
  }
}

/// Which texts are equal.
private enum TextEquality {
  /// nil unless one side is texts and the other texts or one text.
  static func of(_ a: Lanes, _ b: Lanes, count: Int) -> [Bool?]? {
    switch (a, b) {
    case (.texts(let x), .texts(let y)): (0..<count).map { x.isEqual($0, y, $0) }
    case (.texts(let texts), .same(.text(let text))), (.same(.text(let text)), .texts(let texts)):
      equal(texts, text)
    default: nil
    }
  }

  /// Each text of the pool is compared at most once, and by its bytes where these tell.
  private static func equal(_ texts: TextArray, _ text: String) -> [Bool?] {
    let one = TextArray([text])
    var known: (code: UInt32, isEqual: Bool)?
    return texts.indices.map { row in
      let code = texts.codes[row]
      if let known, known.code == code { return known.isEqual }
      let isEqual = texts.isEqual(row, one, 0)
      known = (code, isEqual)
      return isEqual
    }
  }
}

/// Numbers as one side of an operator.
private struct NumberOperand {
  let operand: Elementwise.Operand
  let dimension: Dimension
  let nan: NumberList.NaN

  /// nil for what is not all numbers, and for one that is missing.
  init?(_ lanes: Lanes) {
    switch lanes {
    case .same(.number(let number, let unit)):
      (operand, dimension, nan) = (.scalar(number), unit, .number)
    case .numbers(let numbers):
      (operand, dimension, nan) = (.array(numbers.values), numbers.dimension, numbers.nan)
    default: return nil
    }
  }

  var hasNaN: Bool {
    switch operand {
    case .scalar(let number): number.isNaN
    case .array(let numbers): Elementwise.hasNaN(numbers)
    }
  }

  var hasZero: Bool {
    switch operand {
    case .scalar(let number): number == 0
    case .array(let numbers): Elementwise.hasZero(numbers)
    }
  }

  func isMissing(_ row: Int) -> Bool {
    guard nan == .missing, case .array(let numbers) = operand else { return false }
    return numbers[row].isNaN
  }
}

extension NumberList.NaN {
  /// What NaN stands for in both; nil if it is not the same.
  fileprivate static func common(_ a: NumberList, _ b: NumberList) -> NumberList.NaN? {
    if a.nan == b.nan { return a.nan }
    if !Elementwise.hasNaN(a.values) { return b.nan }
    return Elementwise.hasNaN(b.values) ? nil : a.nan
  }
}

extension Elementwise.Arithmetic {
  fileprivate init?(_ operation: Operator) {
    switch operation {
    case .add: self = .add
    case .subtract: self = .subtract
    case .multiply: self = .multiply
    case .divide: self = .divide
    default: return nil
    }
  }
}

extension Elementwise.Comparison {
  fileprivate init?(_ operation: Operator) {
    switch operation {
    case .less: self = .less
    case .lessOrEqual: self = .lessOrEqual
    case .greater: self = .greater
    case .greaterOrEqual: self = .greaterOrEqual
    case .equal: self = .equal
    case .notEqual: self = .notEqual
    default: return nil
    }
  }
}
