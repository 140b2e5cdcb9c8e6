// Lists and records of one shape as columns of their parts, which are compared many at a time.
//
//     [[1, 2], [1, 3]]                         // columns 1, 1 and 2, 3
//     [{key: "a", n: 1}, {key: "b", n: 1}]     // columns "a", "b" and 1, 1

import Basics
import Kernels
import SernbLanguage
import SernbRuntime

struct ValueColumns {
  /// A part of the shape that all values have: those of a list or a record follow it, each with its own parts.
  private struct Part {
    enum Kind { case number, text, flag, list, record }

    let kind: Kind
    /// The unit of a number, or of a list of nothing but numbers.
    var dimension: Dimension?
    /// How many parts a list or a record has.
    var count = 0
    /// The name of a field of a record.
    var name = ""
  }

  /// More parts than this are compared value by value.
  private static let most = 64

  private var parts: [Part] = []
  private let rows: Int
  /// The column of each number and truth value, one after the other.
  private var numbers: [Double] = []
  private var texts: [TextArrayBuilder] = []

  /// Keys that are equal where the values are, nil unless all are lists or records of one shape without NaN, which is no
  /// key: it does not equal itself.
  static func keys(of list: ListValue) throws(Cancelled) -> [Key]? {
    guard case .values(let values) = list.storage, let first = values.first else { return nil }
    switch first {
    case .list, .record: break
    default: return nil
    }
    var columns = ValueColumns(values.count)
    guard columns.add(first) else { return nil }
    return try columns.take(values) ? columns.keys : nil
  }

  private init(_ rows: Int) { self.rows = rows }

  /// Adds the parts of a value to the shape; false for what has no such parts: missing values, ranges, functions, values
  /// of the engine.
  private mutating func add(_ value: Value, name: String = "") -> Bool {
    if parts.count == Self.most { return false }
    switch value {
    case .number(_, let dimension):
      parts.append(Part(kind: .number, dimension: dimension, name: name))
    case .text: parts.append(Part(kind: .text, name: name))
    case .boolean: parts.append(Part(kind: .flag, name: name))
    case .list(let list):
      parts.append(
        Part(kind: .list, dimension: list.numbers?.dimension, count: list.count, name: name))
      return list.allSatisfy { add($0) }
    case .record(let record):
      parts.append(Part(kind: .record, count: record.fields.count, name: name))
      return record.fields.allSatisfy { add($0.value, name: $0.name) }
    case .missing, .range, .function, .object: return false
    }
    return true
  }

  private var keys: [Key] {
    let columns = numbers.count / max(1, rows)
    return (0..<columns).map { .numbers(Array(numbers[$0 * rows..<($0 + 1) * rows])) }
      + texts.map { .texts($0.finish()) }
  }

  /// Adds the parts of all values to the columns; false if one of them has another shape.
  private mutating func take(_ values: [Value]) throws(Cancelled) -> Bool {
    let numberCount = parts.count { $0.kind == .number || $0.kind == .flag }
    texts = parts.filter { $0.kind == .text }.map { _ in TextArrayBuilder(capacity: rows) }
    var meter = WorkMeter()
    var (isAlike, isStopped) = (true, false)
    numbers = [Double](unsafeUninitializedCapacity: numberCount * rows) { numbers, filled in
      for (row, value) in values.enumerated() {
        isStopped = meter.isStopped(after: 10 * parts.count)
        var reader = Reader(rows: rows, row: row, numbers: numbers)
        isAlike = parts.withUnsafeBufferPointer { parts in
          reader.take(value, parts, &texts)
        }
        if isStopped || !isAlike { return }
      }
      filled = numberCount * rows
    }
    if isStopped { throw Cancelled() }
    return isAlike
  }

  /// Goes over the parts of one value.
  private struct Reader {
    let rows: Int
    let row: Int
    /// The columns; nothing but numbers is in them, so that nothing is lost where they are left before the end.
    let numbers: UnsafeMutableBufferPointer<Double>
    var part = 0
    var column = 0
    var text = 0

    mutating func take(
      _ value: Value, _ parts: UnsafeBufferPointer<Part>,
      _ texts: inout [TextArrayBuilder]
    ) -> Bool {
      let index = part
      part += 1
      switch (parts[index].kind, value) {
      case (.number, .number(let number, let dimension)):
        return parts[index].dimension == dimension && add(number)
      case (.flag, .boolean(let flag)): return add(flag ? 1 : 0)
      case (.text, .text(let content)):
        texts[text].append(content)
        text += 1
        return true
      case (.list, .list(let list)):
        if let dimension = parts[index].dimension, case .numbers(let numbers) = list.storage {
          if numbers.dimension != dimension || numbers.values.count != parts[index].count {
            return false
          }
          part += parts[index].count
          return numbers.values.withUnsafeBufferPointer { values in
            for number in values where !add(number) { return false }
            return true
          }
        }
        if list.count != parts[index].count { return false }
        for item in list where !take(item, parts, &texts) { return false }
        return true
      case (.record, .record(let record)):
        return record.fields.withUnsafeBufferPointer { fields in
          if fields.count != parts[index].count { return false }
          for field in fields.indices {
            if fields[field].name != parts[part].name { return false }
            if !take(fields[field].value, parts, &texts) { return false }
          }
          return true
        }
      default: return false
      }
    }

    private mutating func add(_ number: Double) -> Bool {
      if number.isNaN { return false }
      numbers[column * rows + row] = number
      column += 1
      return true
    }
  }
}
