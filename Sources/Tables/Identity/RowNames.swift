// The names of rows in little memory: `file.csv:17` is a source and a number, `17` a number, and names that repeat are
// stored once.

package import Basics
import Kernels

/// One name for each row.
package struct RowNames: Sendable {
  /// How the names are kept.
  package enum Storage: Sendable {
    case texts(TextArray)
    case numbered(NumberedNames)
  }

  /// How the names are kept.
  package private(set) var storage: Storage

  /// Names that are none of a source and a number.
  package init(_ texts: TextArray) { storage = .texts(texts) }

  /// Names of a source and a number.
  package init(_ numbered: NumberedNames) { storage = .numbered(numbered) }

  /// The digits of whole numbers; nil unless all are from 0 to below 2³².
  init?(wholeNumbers values: [Double]) {
    guard let range = WholeRange(of: values, shorterThan: 1 << 32), range.least >= 0,
      range.least + range.span < 1 << 32, values.allSatisfy({ $0.sign == .plus && !$0.isNaN })
    else { return nil }
    self.init(NumberedNames(sources: [""], numbers: .each(values.map { UInt32($0) })))
  }

  /// All names as texts.
  package var texts: TextArray {
    switch storage {
    case .texts(let texts): return texts
    case .numbered:
      var builder = TextArrayBuilder(capacity: count, sharing: false)
      for row in indices { withBytes(row) { builder.append(bytes: $0) } }
      return builder.finish()
    }
  }

  /// Calls `body` with the UTF-8 bytes of a name.
  func withBytes<R>(_ row: Int, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
    switch storage {
    case .texts(let texts):
      return texts.withBytes(row) { body($0 ?? UnsafeBufferPointer(start: nil, count: 0)) }
    case .numbered:
      var name = self[row]
      return name.withUTF8(body)
    }
  }

  /// The `RowName` hash of a name.
  func hash(_ row: Int) -> UInt64 { hashing()(row) }

  /// A function that gives the `RowName` hash of each name.
  func hashing() -> (Int) -> UInt64 {
    switch storage {
    case .texts(let texts):
      return { row in
        texts.withBytes(row) {
          RowName.mixed(FNV1a($0 ?? UnsafeBufferPointer(start: nil, count: 0)).value)
        }
      }
    case .numbered(let names):
      let beginnings = names.beginnings.map { FNV1a($0.utf8) }
      return { row in
        var hash = beginnings[names.sourceOfRow.isEmpty ? 0 : Int(names.sourceOfRow[row])]
        let number = names.numbers[row]
        var power = 1
        while number / power >= 10 { power *= 10 }
        while power > 0 {
          hash.add(CollectionOfOne(0x30 + UInt8(number / power % 10)))
          power /= 10
        }
        return RowName.mixed(hash.value)
      }
    }
  }

  /// Numbers that are equal where names are, if there are any at hand.
  var codes: [UInt32]? {
    switch storage {
    case .texts(let texts): texts.pool.isDistinct ? texts.codes : nil
    case .numbered(let names): names.sourceOfRow.isEmpty ? names.numbers.all : nil
    }
  }

  /// Whether a name equals a name of other rows.
  func isEqual(_ row: Int, _ other: RowNames, _ otherRow: Int) -> Bool {
    switch (storage, other.storage) {
    case (.texts(let a), .texts(let b)): a.isEqual(row, b, otherRow)
    case (.numbered(let a), .numbered(let b)):
      a.numbers[row] == b.numbers[otherRow] && a.source(row) == b.source(otherRow)
    case (.texts(let a), .numbered(let b)):
      // Most names end in something else.
      a.withBytes(row) { $0?.last } == 0x30 + UInt8(b.numbers[otherRow] % 10)
        && self[row] == other[otherRow]
    case (.numbered, .texts): other.isEqual(otherRow, self, row)
    }
  }

  // MARK: Changing

  func taking(_ indices: [Int]) -> RowNames {
    switch storage {
    case .texts(let texts): RowNames(texts.taking(indices))
    case .numbered(let names): RowNames(names.taking(indices))
    }
  }

  /// Each name so many times, one after the other.
  func repeated(_ times: Int) -> RowNames {
    switch storage {
    case .texts(let texts): return RowNames(texts.repeated(times))
    case .numbered(var names):
      names.sourceOfRow = names.sourceOfRow.repeated(times)
      names.numbers = .each(names.numbers.all.repeated(times))
      return RowNames(names)
    }
  }

  func appending(_ other: RowNames) -> RowNames {
    if isEmpty { return other }
    if other.isEmpty { return self }
    if case .numbered(let a) = storage, case .numbered(let b) = other.storage {
      return RowNames(a.appending(b))
    }
    return RowNames(texts.appending(other.texts))
  }
}

extension RowNames: RandomAccessCollection {
  package var startIndex: Int { 0 }
  package var endIndex: Int {
    switch storage {
    case .texts(let texts): texts.count
    case .numbered(let names): names.numbers.count
    }
  }

  package subscript(row: Int) -> String {
    switch storage {
    case .texts(let texts): texts[row] ?? ""
    case .numbered(let names): "\(names.beginning(row))\(names.numbers[row])"
    }
  }
}

extension RowNames: ExpressibleByArrayLiteral {
  package init(arrayLiteral names: String...) { self.init(TextArray(names)) }
}

extension RowNames: Hashable {
  package static func == (a: RowNames, b: RowNames) -> Bool {
    switch (a.storage, b.storage) {
    case (.texts(let x), .texts(let y)): return x == y
    case (.numbered(let x), .numbered(let y))
    where x.sources == y.sources && x.sourceOfRow == y.sourceOfRow:
      return x.numbers == y.numbers
    case (.texts, _), (.numbered, _): break
    }
    return a.count == b.count && a.indices.allSatisfy { a.isEqual($0, b, $0) }
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(count)
    for name in prefix(16) { hasher.combine(name) }
  }
}

/// Names such as `file.csv:17`, or `17` where the source has no name.
package struct NumberedNames: Sendable {
  /// What is numbered; there is at least one.
  package var sources: [String]
  /// The source of each row; empty where all rows are of the first.
  package var sourceOfRow: [UInt32] = []
  /// The number of each row.
  package var numbers: RowNumbers

  func source(_ row: Int) -> String {
    sourceOfRow.isEmpty ? sources[0] : sources[Int(sourceOfRow[row])]
  }

  /// What stands before the number of a row.
  func beginning(_ row: Int) -> String { Self.beginning(source(row)) }

  /// What stands before the numbers of each source.
  var beginnings: [String] { sources.map(Self.beginning) }

  private static func beginning(_ source: String) -> String {
    source.isEmpty ? "" : source + ":"
  }

  func taking(_ indices: [Int]) -> NumberedNames {
    let taken: [UInt32] =
      switch numbers {
      case .upTo: indices.map { UInt32($0 + 1) }
      case .each(let numbers): indices.map { numbers[$0] }
      }
    return NumberedNames(
      sources: sources, sourceOfRow: sourceOfRow.isEmpty ? [] : indices.map { sourceOfRow[$0] },
      numbers: .each(taken))
  }

  func appending(_ other: NumberedNames) -> NumberedNames {
    var result = self
    result.numbers = .each(numbers.all + other.numbers.all)
    if sources.count == 1, other.sources == sources { return result }
    let places = other.sources.map { source in
      if let known = result.sources.firstIndex(of: source) { return UInt32(known) }
      result.sources.append(source)
      return UInt32(result.sources.count - 1)
    }
    func all(_ names: NumberedNames) -> [UInt32] {
      names.sourceOfRow.isEmpty
        ? Array(repeating: 0, count: names.numbers.count) : names.sourceOfRow
    }
    result.sourceOfRow = all(self) + all(other).map { places[Int($0)] }
    return result
  }
}

/// Numbers of rows, each less than 2³².
package enum RowNumbers: Sendable {
  /// So many numbers from 1 on.
  case upTo(Int)
  case each([UInt32])

  var count: Int {
    switch self {
    case .upTo(let count): count
    case .each(let numbers): numbers.count
    }
  }

  subscript(row: Int) -> Int {
    switch self {
    case .upTo: row + 1
    case .each(let numbers): Int(numbers[row])
    }
  }

  /// Whether each is above the one before it, so that all differ.
  var areAscending: Bool {
    guard case .each(let numbers) = self else { return true }
    return numbers.withUnsafeBufferPointer { numbers in
      // Whole blocks at a time: a comparison that may end the loop at each number is no vector.
      for start in stride(from: 1, to: numbers.count, by: 4096) {
        var falls: UInt32 = 0
        for row in start..<min(start + 4096, numbers.count) {
          falls |= numbers[row] <= numbers[row - 1] ? 1 : 0
        }
        if falls > 0 { return false }
      }
      return true
    }
  }

  static func == (a: RowNumbers, b: RowNumbers) -> Bool {
    switch (a, b) {
    case (.upTo(let x), .upTo(let y)): x == y
    case (.each(let x), .each(let y)): x == y
    case (.upTo, .each), (.each, .upTo):
      a.count == b.count && (0..<a.count).allSatisfy { a[$0] == b[$0] }
    }
  }

  /// One by one.
  package var all: [UInt32] {
    switch self {
    case .upTo(let count): (0..<count).map { UInt32($0 + 1) }
    case .each(let numbers): numbers
    }
  }
}

/// The copy number of each row: nothing is stored where all are 0.
package struct RowCopies: Sendable, Hashable, RandomAccessCollection, ExpressibleByArrayLiteral {
  /// The numbers, none where all are 0.
  private let numbers: [Int]
  package let count: Int

  /// These numbers.
  package init(_ numbers: [Int]) {
    self.numbers = numbers.allSatisfy { $0 == 0 } ? [] : numbers
    count = numbers.count
  }

  package init(arrayLiteral numbers: Int...) { self.init(numbers) }

  init(zeros count: Int) {
    numbers = []
    self.count = count
  }

  package var startIndex: Int { 0 }
  package var endIndex: Int { count }
  package subscript(row: Int) -> Int { numbers.isEmpty ? 0 : numbers[row] }
  /// Whether all rows are originals.
  package var areZero: Bool { numbers.isEmpty }

  func taking(_ indices: [Int]) -> RowCopies {
    numbers.isEmpty ? RowCopies(zeros: indices.count) : RowCopies(indices.map { numbers[$0] })
  }

  func repeated(_ times: Int) -> RowCopies {
    numbers.isEmpty ? RowCopies(zeros: count * times) : RowCopies(numbers.repeated(times))
  }

  func appending(_ other: RowCopies) -> RowCopies {
    numbers.isEmpty && other.numbers.isEmpty
      ? RowCopies(zeros: count + other.count) : RowCopies(Array(self) + Array(other))
  }
}

/// What each row's name is worth: one value where all rows agree, as most do.
struct RowNamings: Sendable, Hashable {
  private var common: RowNaming
  /// One for each row, none where `common` holds for all.
  private var each: [RowNaming]

  init(_ common: RowNaming = .named) {
    self.common = common
    each = []
  }

  /// One for each row; none if all are `.named`.
  init(_ each: [RowNaming]) {
    let isCommon = each.allSatisfy { $0 == each.first }
    common = isCommon ? each.first ?? .named : .named
    self.each = isCommon ? [] : each
  }

  /// The value of all rows, nil where they differ.
  var ofAll: RowNaming? { each.isEmpty ? common : nil }

  subscript(row: Int) -> RowNaming { each.isEmpty ? common : each[row] }

  /// One for each of `count` rows; none if all are `.named`.
  func stored(_ count: Int) -> [RowNaming] {
    if !each.isEmpty { return each }
    return common == .named ? [] : Array(repeating: common, count: count)
  }

  func taking(_ indices: [Int]) -> RowNamings {
    each.isEmpty ? self : RowNamings(indices.map { each[$0] })
  }

  func repeated(_ times: Int) -> RowNamings {
    each.isEmpty ? self : RowNamings(each.repeated(times))
  }
}
