// Where the distinct elements of a list occur first, found by hashes.

import Basics
import Kernels
import SernbLanguage
import SernbRuntime

enum UniqueValues {
  /// The places of the first of each of the distinct elements, in order.
  ///
  /// Numbers differ where they are written differently, so that 0 and -0 do; lists, records and values of the engine
  /// where their parts are not equal.
  static func indices(of list: ListValue) throws(Cancelled) -> [Int] {
    switch list.storage {
    case .numbers(let numbers): try distinct(numbers.values)
    case .truths(let truths): try KeyCodes([.flags(truths)], rows: truths.count).firsts
    case .texts(let texts): try KeyCodes([.texts(texts)], rows: texts.count).firsts
    case .values: try equals(list)
    }
  }

  /// By bit patterns, but all NaN are one.
  private static func distinct(_ numbers: [Double]) throws(Cancelled) -> [Int] {
    let found = try KeyCodes([.numbers(numbers)], rows: numbers.count).firsts
    // Codes take 0 and -0 for equal.
    func first(_ sign: FloatingPointSign) -> Int? {
      numbers.firstIndex { $0 == 0 && $0.sign == sign }
    }
    guard found.contains(where: { numbers[$0] == 0 }), let plus = first(.plus),
      let minus = first(.minus)
    else { return found }
    return (found + [max(plus, minus)]).sorted()
  }

  private static func equals(_ list: ListValue) throws(Cancelled) -> [Int] {
    if let columns = try ValueColumns.keys(of: list) {
      return try KeyCodes(columns, rows: list.count).firsts
    }
    var meter = WorkMeter()
    // The last place with each hash, and for each place found the one before it with the same hash.
    var places: [Int: Int] = [:]
    var earlier: [Int?] = []
    var found: [Int] = []
    for (index, value) in list.enumerated() {
      var hasher = Hasher()
      var parts = 0
      value.hashShape(into: &hasher, &parts)
      let hash = hasher.finalize()
      var place = places[hash]
      try meter.spend(100 + 10 * parts)
      while let other = place, !value.isSame(as: list[found[other]]) {
        try meter.spend(10 * parts)
        place = earlier[other]
      }
      if place != nil { continue }
      earlier.append(places.updateValue(found.count, forKey: hash))
      found.append(index)
    }
    return found
  }
}

extension Value {
  /// Numbers by how they are written, other values as the language compares them.
  fileprivate func isSame(as other: Value) -> Bool {
    if case .number(let a, let x) = self, case .number(let b, let y) = other {
      return x == y && (a.isNaN ? b.isNaN : a.bitPattern == b.bitPattern)
    }
    return equals(other)
  }

  /// Equal values have equal hashes.
  fileprivate func hashShape(into hasher: inout Hasher, _ parts: inout Int) {
    parts += 1
    // A few parts tell most values apart.
    if parts > 64 { return }
    switch self {
    case .number(let number, let unit):
      hasher.combine(0)
      hasher.combine(number == 0 ? 0 : number)
      hasher.combine(unit)
    case .text(let text): hasher.combine(text)
    case .boolean(let flag): hasher.combine(flag)
    case .missing: hasher.combine(1)
    case .list(let list):
      hasher.combine(list.count)
      for item in list.prefix(64) { item.hashShape(into: &hasher, &parts) }
    case .record(let record):
      for field in record.fields {
        hasher.combine(field.name)
        field.value.hashShape(into: &hasher, &parts)
      }
    case .range(let range):
      hasher.combine(range.first == 0 ? 0 : range.first)
      hasher.combine(range.last == 0 ? 0 : range.last)
    case .function: hasher.combine(2)
    case .object(let object):
      hasher.combine(object.kind.name)
      hasher.combine(object.line)
    }
  }
}
