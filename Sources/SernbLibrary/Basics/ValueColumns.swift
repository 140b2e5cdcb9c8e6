// Lists and records of one shape as columns of their parts, which are compared many at a time.
//
//     [[1, 2], [1, 3]]                         // columns 1, 1 and 2, 3
//     [{key: "a", n: 1}, {key: "b", n: 1}]     // columns "a", "b" and 1, 1

import Basics
import Kernels
import SernbLanguage
import SernbRuntime

struct ValueColumns {
  /// What a value is made of. The parts of a value of this shape stand in as many columns, one after the other.
  private indirect enum Shape {
    case number(Dimension)
    case text
    case flag
    /// `numbers` if all parts are numbers of one unit.
    case list([Shape], numbers: Dimension?)
    case record([(name: String, shape: Shape)])

    /// Nil for what has no such parts: missing values, ranges, functions, values of the engine.
    init?(_ value: Value, _ parts: inout Int) {
      parts += 1
      if parts > ValueColumns.most { return nil }
      switch value {
      case .number(_, let dimension): self = .number(dimension)
      case .text: self = .text
      case .boolean: self = .flag
      case .list(let list):
        var shapes: [Shape] = []
        for item in list {
          guard let shape = Shape(item, &parts) else { return nil }
          shapes.append(shape)
        }
        self = .list(shapes, numbers: list.numbers?.dimension)
      case .record(let record):
        var shapes: [(name: String, shape: Shape)] = []
        for field in record.fields {
          guard let shape = Shape(field.value, &parts) else { return nil }
          shapes.append((field.name, shape))
        }
        self = .record(shapes)
      case .missing, .range, .function, .object: return nil
      }
    }

    /// Those of its parts, in order.
    func addColumns(to columns: inout [Column], capacity: Int) {
      switch self {
      case .number:
        var numbers: [Double] = []
        numbers.reserveCapacity(capacity)
        columns.append(.numbers(numbers))
      case .text: columns.append(.texts(TextArrayBuilder(capacity: capacity)))
      case .flag: columns.append(.flags([]))
      case .list(let shapes, _):
        for shape in shapes { shape.addColumns(to: &columns, capacity: capacity) }
      case .record(let fields):
        for field in fields { field.shape.addColumns(to: &columns, capacity: capacity) }
      }
    }
  }

  private enum Column {
    case numbers([Double])
    case texts(TextArrayBuilder)
    case flags([Bool?])

    // In place: an array that two values hold would be copied at each change.

    mutating func append(_ number: Double) {
      guard case .numbers(var numbers) = self else { return }
      self = .flags([])
      numbers.append(number)
      self = .numbers(numbers)
    }

    mutating func append(_ text: String) {
      guard case .texts(var texts) = self else { return }
      self = .flags([])
      texts.append(text)
      self = .texts(texts)
    }

    mutating func append(_ flag: Bool) {
      guard case .flags(var flags) = self else { return }
      self = .numbers([])
      flags.append(flag)
      self = .flags(flags)
    }
  }

  /// More parts than this are compared value by value.
  private static let most = 64

  private var columns: [Column] = []

  /// Keys that are equal where the values are, nil unless all are lists or records of one shape without NaN, which is no
  /// key: it does not equal itself.
  static func keys(of list: ListValue) throws(Cancelled) -> [Key]? {
    var parts = 0
    guard let first = list.first, let shape = Shape(first, &parts) else { return nil }
    switch shape {
    case .list, .record: break
    case .number, .text, .flag: return nil
    }
    var found = ValueColumns()
    shape.addColumns(to: &found.columns, capacity: list.count)
    var meter = WorkMeter()
    for value in list {
      try meter.spend(10 * parts)
      var next = 0
      if !found.take(value, shape, &next) { return nil }
    }
    return found.columns.map { column in
      switch column {
      case .numbers(let numbers): .numbers(numbers)
      case .texts(let texts): .texts(texts.finish())
      case .flags(let flags): .flags(flags)
      }
    }
  }

  /// Adds the parts of a value to the columns from `next` on; false if it has another shape.
  private mutating func take(_ value: Value, _ shape: Shape, _ next: inout Int) -> Bool {
    switch (shape, value) {
    case (.number(let dimension), .number(let number, let other)):
      if dimension != other || number.isNaN { return false }
      columns[next].append(number)
      next += 1
    case (.text, .text(let text)):
      columns[next].append(text)
      next += 1
    case (.flag, .boolean(let flag)):
      columns[next].append(flag)
      next += 1
    case (.list(let shapes, let dimension), .list(let list)):
      if let dimension, let numbers = list.numbers {
        if numbers.dimension != dimension || numbers.values.count != shapes.count { return false }
        for number in numbers.values {
          if number.isNaN { return false }
          columns[next].append(number)
          next += 1
        }
        return true
      }
      if list.count != shapes.count { return false }
      for (item, shape) in zip(list, shapes) where !take(item, shape, &next) { return false }
    case (.record(let fields), .record(let record)):
      if record.fields.count != fields.count { return false }
      for (field, shape) in zip(record.fields, fields) {
        if field.name != shape.name || !take(field.value, shape.shape, &next) { return false }
      }
    default: return false
    }
    return true
  }
}
