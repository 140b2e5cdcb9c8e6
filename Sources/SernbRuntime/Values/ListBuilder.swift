// Makes lists element by element, stored by what the elements are.

internal import Basics
internal import Kernels
internal import SernbLanguage

/// Collects the elements of a list, and stores them by what they are.
package struct ListBuilder {
  private enum Kind { case missing, numbers, texts, truths, values }

  private var kind = Kind.missing
  private var missing = 0
  private var numbers: [Double] = []
  private var dimension = Dimension.plain
  /// What each NaN so far stands for; nil before the first NaN.
  private var nan: NumberList.NaN?
  private var texts = TextArrayBuilder()
  private var truths: [Bool?] = []
  private var values: [Value] = []
  private var capacity = 0
  /// Fewer texts than these take less memory as values.
  private static let manyTexts = 32

  package init() {}

  package mutating func reserve(_ count: Int) { capacity = count }

  package mutating func append(_ value: Value) {
    switch (kind, value) {
    case (.numbers, .number(let number, let unit)) where unit == dimension:
      if number.isNaN {
        guard nan != .missing else { return mix(value) }
        nan = .number
      }
      numbers.append(number)
    case (.numbers, .missing):
      guard nan != .number else { return mix(value) }
      nan = .missing
      numbers.append(.nan)
    case (.texts, .text(let text)): texts.append(text)
    case (.texts, .missing): texts.append(nil)
    case (.truths, .boolean(let flag)): truths.append(flag)
    case (.truths, .missing): truths.append(nil)
    case (.missing, .missing): missing += 1
    case (.missing, .number(let number, let unit)) where !(missing > 0 && number.isNaN):
      kind = .numbers
      dimension = unit
      numbers.reserveCapacity(capacity)
      numbers.append(contentsOf: repeatElement(.nan, count: missing))
      nan = missing > 0 ? .missing : number.isNaN ? .number : nil
      numbers.append(number)
    case (.missing, .text(let text)) where capacity >= Self.manyTexts || missing >= Self.manyTexts:
      kind = .texts
      texts = TextArrayBuilder(capacity: capacity)
      for _ in 0..<missing { texts.append(nil) }
      texts.append(text)
    case (.missing, .boolean(let flag)):
      kind = .truths
      truths.reserveCapacity(capacity)
      truths.append(contentsOf: repeatElement(nil, count: missing))
      truths.append(flag)
    case (.values, _): values.append(value)
    default: mix(value)
    }
  }

  package mutating func append(contentsOf list: ListValue) {
    switch (kind, list.storage) {
    case (.numbers, .numbers(let more)) where more.dimension == dimension:
      let isPlain = !Elementwise.hasNaN(more.values)
      guard isPlain || nan == nil || nan == more.nan else { break }
      if !isPlain { nan = more.nan }
      numbers.append(contentsOf: more.values)
      return
    case (.missing, .numbers(let more)) where missing == 0 && list.elementType != .unknown:
      kind = .numbers
      dimension = more.dimension
      nan = Elementwise.hasNaN(more.values) ? more.nan : nil
      if more.values.count < capacity {
        numbers.reserveCapacity(capacity)
        numbers.append(contentsOf: more.values)
      } else {
        numbers = more.values
      }
      return
    case (.missing, .texts(let more))
    where missing == 0 && more.count >= Self.manyTexts && list.elementType != .unknown:
      kind = .texts
      texts = TextArrayBuilder(more)
      return
    case (.missing, .truths(let more)) where missing == 0 && list.elementType != .unknown:
      kind = .truths
      if more.count < capacity { truths.reserveCapacity(capacity) }
      return truths.append(contentsOf: more)
    case (.texts, .texts(let more)): return texts.append(contentsOf: more)
    case (.truths, .truths(let more)): return truths.append(contentsOf: more)
    case (_, .values(let more)): return append(contentsOf: more)
    case (.values, _):
      values.append(contentsOf: list)
      return
    default: break
    }
    for value in list { append(value) }
  }

  package mutating func append(contentsOf more: [Value]) {
    if kind == .values {
      values.append(contentsOf: more)
    } else if kind == .missing, missing == 0, more.first?.hasParts == true {
      kind = .values
      if more.count >= capacity {
        values = more
      } else {
        values.reserveCapacity(capacity)
        values.append(contentsOf: more)
      }
    } else {
      for value in more { append(value) }
    }
  }

  /// Adds a value that is not like those before it.
  private mutating func mix(_ value: Value) {
    let before = list
    values.reserveCapacity(Swift.max(capacity, before.count + 1))
    values.append(contentsOf: before)
    values.append(value)
    kind = .values
    (numbers, texts, truths) = ([], TextArrayBuilder(), [])
  }

  package var list: ListValue {
    switch kind {
    case .missing: ListValue(mixed: Array(repeating: .missing, count: missing))
    case .numbers: ListValue(NumberList(numbers, dimension, nan: nan ?? .missing))
    case .texts: ListValue(texts.finish())
    case .truths: ListValue(truths)
    case .values: ListValue(mixed: values)
    }
  }
}

extension Value {
  /// Whether a list that begins with it is one of values.
  fileprivate var hasParts: Bool {
    switch self {
    case .list, .record: true
    default: false
    }
  }
}
