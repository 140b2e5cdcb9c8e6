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

    init(_ storage: Storage, depth: Int, element: Type) {
      (self.storage, self.depth, self.element) = (storage, depth, element)
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
      element: isKnown ? .number(numbers.dimension) : .unknown)
  }

  package init(_ texts: TextArray) {
    let isKnown = texts.codes.contains { $0 != TextArray.missing }
    box = Box(.texts(texts), depth: texts.isEmpty ? 0 : 1, element: isKnown ? .text : .unknown)
  }

  package init(_ truths: [Bool?]) {
    let isKnown = truths.contains { $0 != nil }
    box = Box(
      .truths(truths), depth: truths.isEmpty ? 0 : 1, element: isKnown ? .boolean : .unknown)
  }

  /// Values of several kinds.
  init(mixed values: [Value]) {
    let first = values.lazy.map(\.type).first { $0 != .missing }
    box = Box(.values(values), depth: Value.depth(over: values), element: first ?? .unknown)
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
    self.init(mixed: lists)
  }

  package var storage: Storage { box.storage }

  /// How deep it is nested.
  var depth: Int { box.depth }

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

  /// Whether its elements may be of several kinds.
  var holdsValues: Bool { if case .values = box.storage { true } else { false } }

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
