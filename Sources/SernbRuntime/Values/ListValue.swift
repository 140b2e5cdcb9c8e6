// Lists: values in order, stored by what they are, so that a list of numbers is an array of numbers.

package import Basics
internal import Kernels
package import SernbLanguage

/// Values in order. Its elements are shared with whatever it is made of or made into: a column, samples, another list.
///
///     ListValue([.count(1), .count(2)]).storage   // .numbers([1, 2])
package struct ListValue: RandomAccessCollection, Sendable {
  /// Equal lists may be stored in different ways: what is in a list of values may be all numbers.
  package enum Storage: Sendable {
    case numbers(NumberList)
    case texts(TextArray)
    /// `nil` is missing.
    case truths([Bool?])
    case values([Value])
  }

  private final class Box: Sendable {
    let storage: Storage
    let depth: Int
    let element: Type
    /// As `ListValue.parts`.
    let parts: Int?

    init(_ storage: Storage, depth: Int, element: Type, parts: Int?) {
      (self.storage, self.depth, self.element, self.parts) = (storage, depth, element, parts)
    }
  }

  private let box: Box

  package init(_ items: [Value]) {
    var builder = ListBuilder()
    builder.reserve(items.count)
    for item in items { builder.append(item) }
    self = builder.list
  }

  package init(_ numbers: NumberList) {
    let isKnown = numbers.values.contains { numbers.nan == .number || !$0.isNaN }
    box = Box(
      .numbers(numbers), depth: numbers.values.isEmpty ? 0 : 1,
      element: isKnown ? .number(numbers.dimension) : .unknown, parts: 1 + numbers.values.count)
  }

  package init(_ texts: TextArray) {
    let isKnown = texts.codes.contains { $0 != TextArray.missing }
    box = Box(
      .texts(texts), depth: texts.isEmpty ? 0 : 1, element: isKnown ? .text : .unknown,
      parts: 1 + texts.count)
  }

  package init(_ truths: [Bool?]) {
    let isKnown = truths.contains { $0 != nil }
    box = Box(
      .truths(truths), depth: truths.isEmpty ? 0 : 1, element: isKnown ? .boolean : .unknown,
      parts: 1 + truths.count)
  }

  /// Values of several kinds.
  init(mixed values: [Value]) {
    let first = values.lazy.map(\.type).first { $0 != .missing }
    var deepest = values.isEmpty ? -1 : 0
    var parts: Int? = 1
    for value in values {
      deepest = Swift.max(deepest, value.depth)
      switch value {
      case .list(let list): parts = list.parts.flatMap { parts?.clampingAdd($0) }
      case .record: parts = nil
      default: parts = parts?.clampingAdd(1)
      }
    }
    box = Box(.values(values), depth: deepest + 1, element: first ?? .unknown, parts: parts)
  }

  /// Lists of so many texts each, which lie one after the other.
  package init(of texts: TextArray, counts: [Int]) {
    let lists = texts.codes.withUnsafeBufferPointer { codes in
      var start = 0
      return counts.map { count in
        defer { start += count }
        let part = Array(UnsafeBufferPointer(rebasing: codes[start..<(start + count)]))
        return Value.list(ListValue(TextArray(codes: part, pool: texts.pool)))
      }
    }
    box = Box(
      .values(lists), depth: lists.isEmpty ? 0 : texts.isEmpty ? 1 : 2,
      element: lists.first?.type ?? .unknown, parts: 1 + lists.count + texts.count)
  }

  package var storage: Storage { box.storage }

  /// How deep it is nested.
  var depth: Int { box.depth }

  /// How many values it is made of, itself and the parts of its parts among them, each as often as it would be shown; nil
  /// where records are among them.
  var parts: Int? { box.parts }

  /// The type of its first element that is not missing.
  var elementType: Type { box.element }

  /// Which elements are missing.
  package var missing: ListValue {
    switch box.storage {
    case .numbers(let numbers):
      ListValue(numbers.values.map { Bool?($0.isNaN && numbers.nan == .missing) })
    case .texts(let texts): ListValue(texts.codes.map { Bool?($0 == TextArray.missing) })
    case .truths(let truths): ListValue(truths.map { Bool?($0 == nil) })
    case .values(let values): ListValue(values.map { Bool?($0.type == .missing) })
    }
  }

  /// Whether an element is missing.
  package var hasMissing: Bool {
    switch box.storage {
    case .numbers(let numbers): numbers.nan == .missing && Elementwise.hasNaN(numbers.values)
    case .texts(let texts): texts.codes.contains(TextArray.missing)
    case .truths(let truths): truths.contains { $0 == nil }
    case .values(let values): values.contains { $0.type == .missing }
    }
  }

  /// Whether no element says what it holds.
  package var hasOnlyMissing: Bool { box.element == .unknown && !contains { $0.type != .missing } }

  /// All as single values.
  package var items: [Value] {
    if case .values(let values) = box.storage { return values }
    return Array(self)
  }

  /// Its numbers where it holds nothing else.
  package var numbers: NumberList? {
    if case .numbers(let numbers) = box.storage { return numbers }
    return nil
  }

  package var startIndex: Int { 0 }

  package var endIndex: Int {
    switch box.storage {
    case .numbers(let numbers): numbers.values.count
    case .texts(let texts): texts.count
    case .truths(let truths): truths.count
    case .values(let values): values.count
    }
  }

  package subscript(_ index: Int) -> Value {
    switch box.storage {
    case .numbers(let numbers): numbers.value(index)
    case .texts(let texts): texts[index].map(Value.text) ?? .missing
    case .truths(let truths): truths[index].map(Value.boolean) ?? .missing
    case .values(let values): values[index]
    }
  }

  /// Equality of the language: element by element.
  func equals(_ other: ListValue) -> Bool {
    guard count == other.count else { return false }
    if case .numbers(let a) = storage, case .numbers(let b) = other.storage,
      a.dimension == b.dimension, a.nan == .number, b.nan == .number
    {
      return a.values == b.values
    }
    if case .texts(let a) = storage, case .texts(let b) = other.storage { return a == b }
    return zip(self, other).allSatisfy { $0.equals($1) }
  }

  /// The elements at these places, stored as these are.
  package func slice(_ range: Range<Int>) -> ListValue {
    if range == indices { return self }
    switch box.storage {
    case .numbers(let numbers):
      var part = numbers
      part.values = Array(numbers.values[range])
      return ListValue(part)
    case .texts(let texts):
      return ListValue(TextArray(codes: Array(texts.codes[range]), pool: texts.pool))
    case .truths(let truths): return ListValue(Array(truths[range]))
    case .values(let values): return ListValue(Array(values[range]))
    }
  }

  /// The elements in the order of `indices`, all of which exist.
  package func taking(_ indices: [Int]) -> ListValue {
    switch box.storage {
    case .numbers(let numbers):
      var taken = numbers
      taken.values = indices.map { numbers.values[$0] }
      return ListValue(taken)
    case .texts(let texts): return ListValue(texts.taking(indices))
    case .truths(let truths): return ListValue(indices.map { truths[$0] })
    case .values(let values): return ListValue(indices.map { values[$0] })
    }
  }

  /// These elements, then others.
  package func appending(_ other: ListValue) -> ListValue {
    if isEmpty { return other }
    if other.isEmpty { return self }
    switch (box.storage, other.box.storage) {
    case (.numbers(var numbers), .numbers(let more))
    where numbers.dimension == more.dimension && numbers.nan == more.nan:
      numbers.values += more.values
      return ListValue(numbers)
    case (.texts(let texts), .texts(let more)): return ListValue(texts.appending(more))
    case (.truths(let truths), .truths(let more)): return ListValue(truths + more)
    default: return ListValue(items + other.items)
    }
  }
}

extension Int {
  /// The sum, or the largest number where it is larger.
  fileprivate func clampingAdd(_ other: Int) -> Int {
    let (sum, isTooLarge) = addingReportingOverflow(other)
    return isTooLarge ? .max : sum
  }
}
